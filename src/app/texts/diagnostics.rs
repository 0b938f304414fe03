//! What is wrong with a query, in words for people. The embedded service has its own, AWS's, in English.

use super::{Words, fill};
use crate::insights::{Diagnostic, DiagnosticKind, Expected};
use crate::model::visible_line;

impl Words {
    /// A sentence; the place it is about is the diagnostic's span.
    pub fn diagnostic(self, diagnostic: &Diagnostic) -> String {
        use DiagnosticKind as Kind;
        match &diagnostic.kind {
            Kind::Empty => self.pick("The query has no command.", "クエリにコマンドがありません。").to_owned(),
            Kind::TextTooLong { length, most } => self.sentence(
                "The query has {} characters, more than the {} allowed.",
                "クエリは {} 文字あり、上限の {} 文字を超えています。",
                &[&length.to_string(), &most.to_string()],
            ),
            Kind::Unexpected { found, expected, suggestion } => {
                let sentence = self.sentence(
                    "{} cannot stand here; {} is expected.",
                    "ここに {} は書けません。{}が必要です。",
                    &[found, &self.expected(*expected)],
                );
                self.with_suggestion(sentence, suggestion.as_deref())
            }
            Kind::UnexpectedEnd { expected } => self.sentence(
                "The query ends too early; {} is expected.",
                "クエリが途中で終わっています。{}が必要です。",
                &[&self.expected(*expected)],
            ),
            Kind::UnknownCharacter { character } => self.sentence(
                "The character {} means nothing here.",
                "文字 {} はここでは使えません。",
                &[&character.to_string()],
            ),
            Kind::UnterminatedText => {
                self.pick("This text has no closing quote.", "文字列を閉じる引用符がありません。").to_owned()
            }
            Kind::UnterminatedRegex => {
                self.pick("This regular expression has no closing /.", "正規表現を閉じる / がありません。").to_owned()
            }
            Kind::UnterminatedName => {
                self.pick("This field name has no closing `.", "フィールド名を閉じる ` がありません。").to_owned()
            }
            Kind::UnknownCommand { name, suggestion } => {
                let sentence = self.sentence("There is no command {}.", "コマンド {} はありません。", &[name]);
                self.with_suggestion(sentence, *suggestion)
            }
            Kind::UnknownFunction { name, suggestion } => {
                let sentence = self.sentence("There is no function {}.", "関数 {} はありません。", &[name]);
                self.with_suggestion(sentence, *suggestion)
            }
            Kind::WrongArguments { usage, given } => self.sentence(
                "The arguments do not fit ({} given). Usage: {}",
                "引数が合いません ({} 個)。使い方: {}",
                &[&given.to_string(), usage],
            ),
            Kind::UnknownUnit { unit } => self.sentence(
                "{} is no unit of time. There are ms, s, m, h, d, w, mo, q and y.",
                "{} は時間の単位ではありません。使えるのは ms、s、m、h、d、w、mo、q、y です。",
                &[unit],
            ),
            Kind::TooDeep => self.pick("The expression is nested too deeply.", "式の入れ子が深すぎます。").to_owned(),
            Kind::BadRegex { reason } => {
                self.sentence("The regular expression cannot be used: {}", "この正規表現は使えません: {}", &[reason])
            }
            Kind::NoNamedGroup => self
                .pick(
                    "The regular expression needs a named group such as (?<name>.*).",
                    "正規表現には (?<name>.*) のような名前付きグループが必要です。",
                )
                .to_owned(),
            Kind::GlobAliases { wildcards, aliases } => self.sentence(
                "The pattern has {} wildcards (*) and {} names; there must be as many of both.",
                "パターンの * は {} 個、名前は {} 個です。同じ数にしてください。",
                &[&wildcards.to_string(), &aliases.to_string()],
            ),
            Kind::AggregateOutsideStats { name } => {
                self.sentence("{} can only be used in stats.", "{} は stats の中でだけ使えます。", &[name])
            }
            Kind::AggregateInAggregate { name } => self.sentence(
                "{} cannot be used inside another aggregation.",
                "{} は別の集計の中では使えません。",
                &[name],
            ),
            Kind::FieldOutsideAggregate { name } => self.sentence(
                "{} is neither inside an aggregation nor grouped by.",
                "{} は集計の中にも by の後にもありません。",
                &[name],
            ),
            Kind::UnknownAfterStats { name, suggestion } => {
                let sentence = self.sentence(
                    "{} does not exist after stats, which leaves its own columns only.",
                    "stats の後に残るのは stats の列だけで、{} はありません。",
                    &[name],
                );
                self.with_suggestion(sentence, suggestion.as_deref())
            }
            Kind::NotAllowedAfter { command, after } => {
                self.sentence("{} cannot follow {}.", "{} は {} の後には書けません。", &[command, after])
            }
            Kind::NeedsBefore { command, needs } => {
                self.sentence("{} has to follow {}.", "{} は {} の後に書きます。", &[command, needs])
            }
            Kind::OnlyOnce { command } => {
                self.sentence("{} can be used once in a query.", "{} は一つのクエリで一度だけ使えます。", &[command])
            }
            Kind::SplitNotUnnested => self
                .pick(
                    "unnest cannot take apart a list that split has made.",
                    "split で作ったリストは unnest で展開できません。",
                )
                .to_owned(),
            Kind::NestedSubquery => self
                .pick("A subquery cannot have a subquery in itself.", "サブクエリの中にサブクエリは書けません。")
                .to_owned(),
            Kind::SubqueryColumns { given } => self.sentence(
                "A subquery has to give one column, not {}.",
                "サブクエリの結果は一列にしてください ({} 列あります)。",
                &[&given.to_string()],
            ),
            Kind::SourceNotFirst => self.pick("SOURCE has to come first.", "SOURCE は最初に書きます。").to_owned(),
            Kind::TooManyStats { most } => self.sentence(
                "At most {} stats commands are allowed in this log class.",
                "このログクラスで使える stats は {} 個までです。",
                &[&most.to_string()],
            ),
            Kind::LimitOutOfRange { most } => self.sentence(
                "limit takes a number from 1 to {}.",
                "limit には 1 から {} までの数を書きます。",
                &[&most.to_string()],
            ),
            Kind::ClassForbids { what } => self.sentence(
                "{} is not available for log groups of the Infrequent Access class.",
                "{} は低頻度アクセスクラスのロググループでは使えません。",
                &[what],
            ),
            Kind::UnfilledParameter { name } => {
                self.sentence("The parameter {} has no value.", "パラメーター {} に値がありません。", &[name])
            }
            Kind::SavedQuery { name } => self.sentence(
                "The saved query {} has not been put in place of its name.",
                "保存済みクエリ {} がまだ展開されていません。",
                &[name],
            ),
            Kind::PerhapsMeant { name, suggestion } => {
                let sentence = self.sentence(
                    "Nothing before makes a field {}.",
                    "フィールド {} はここまでに出てきません。",
                    &[name],
                );
                self.with_suggestion(sentence, Some(suggestion))
            }
            Kind::TimeAgainstText { field } => self.sentence(
                "Nothing is found so: {} is a time, not a text. Use the time range above, or toMillis().",
                "この条件では何も見つかりません。{} は文字列ではなく時刻です。上の期間指定か toMillis() を使ってください。",
                &[field],
            ),
            Kind::NotEvaluated { what } => self.sentence(
                "{} is not evaluated here; AWS does it.",
                "{} はこのプログラムでは計算できません。AWS では使えます。",
                &[what],
            ),
        }
    }

    /// Pieces of the query are data: nothing in them may act on what they are shown on.
    fn sentence(self, english: &'static str, japanese: &'static str, values: &[&str]) -> String {
        let values: Vec<_> = values.iter().map(|value| visible_line(value)).collect();
        fill(self.pick(english, japanese), &values.iter().map(AsRef::as_ref).collect::<Vec<_>>())
    }

    fn with_suggestion(self, sentence: String, suggestion: Option<&str>) -> String {
        match suggestion {
            None => sentence,
            Some(suggestion) => {
                let question = self.sentence(" Did you mean {}?", "もしかして {} ですか。", &[suggestion]);
                format!("{sentence}{question}")
            }
        }
    }

    fn expected(self, expected: Expected) -> String {
        let japanese = match expected {
            Expected::Syntax(text) => return self.sentence("{}", " {} ", &[text]),
            Expected::Command => "コマンド",
            Expected::CommandEnd => "| かクエリの終わり",
            Expected::Field => "フィールド",
            Expected::LeftField => "左側のフィールド",
            Expected::RightField => "右側のフィールド",
            Expected::Operand => "フィールドか値か関数",
            Expected::Key => "キー",
            Expected::LengthOfTime => "5m のような時間の長さ",
            Expected::LogGroup => "引用符で囲んだロググループか logGroups(…)",
            Expected::Name => "名前",
            Expected::RowCount => "行数",
            Expected::Path => "引用符で囲んだパス",
            Expected::Pattern => "引用符で囲んだパターンか正規表現",
            Expected::TextOrNumber => "引用符で囲んだ文字列か数値",
            Expected::Text => "引用符で囲んだ文字列",
            Expected::Unit => "時間の単位",
            Expected::Value => "値",
            Expected::LikeOrIn => "like か in",
            Expected::TableName => "テーブル名の続き",
        };
        match self.0 {
            crate::app::Language::English => expected.to_string(),
            crate::app::Language::Japanese => japanese.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Language;
    use crate::insights::{Evaluation, EvaluationOptions, hints, parse};
    use crate::model::LogClass;

    fn found(text: &str) -> Vec<Diagnostic> {
        let options = EvaluationOptions { log_class: LogClass::InfrequentAccess, ..EvaluationOptions::default() };
        match parse(text) {
            Err(found) => found,
            Ok(query) => Evaluation::new(&query, options).err().unwrap_or_else(|| hints(&query)),
        }
    }

    /// A query for each kind of diagnostic, and what is said about it.
    const SAID: [(&str, &str, &str); 33] = [
        ("", "The query has no command.", "クエリにコマンドがありません。"),
        (
            "fields a;",
            "; cannot stand here; | or the end of the query is expected.",
            "ここに ; は書けません。| かクエリの終わりが必要です。",
        ),
        (
            "fields a filter b",
            "filter cannot stand here; | or the end of the query is expected. Did you mean | filter?",
            "ここに filter は書けません。| かクエリの終わりが必要です。もしかして | filter ですか。",
        ),
        (
            "unnest a int b",
            "int cannot stand here; into is expected. Did you mean into?",
            "ここに int は書けません。 into が必要です。もしかして into ですか。",
        ),
        (
            "filter a =",
            "The query ends too early; a field, a value or a function is expected.",
            "クエリが途中で終わっています。フィールドか値か関数が必要です。",
        ),
        ("fields §", "The character § means nothing here.", "文字 § はここでは使えません。"),
        ("fields 'a", "This text has no closing quote.", "文字列を閉じる引用符がありません。"),
        ("filter a like /a", "This regular expression has no closing /.", "正規表現を閉じる / がありません。"),
        ("fields `a", "This field name has no closing `.", "フィールド名を閉じる ` がありません。"),
        (
            "summarize a",
            "There is no command summarize. Did you mean stats?",
            "コマンド summarize はありません。もしかして stats ですか。",
        ),
        (
            "fields lower(a)",
            "There is no function lower. Did you mean tolower?",
            "関数 lower はありません。もしかして tolower ですか。",
        ),
        (
            "fields abs()",
            "The arguments do not fit (0 given). Usage: abs(number)",
            "引数が合いません (0 個)。使い方: abs(number)",
        ),
        (
            "stats count(*) by bin(5x)",
            "x is no unit of time. There are ms, s, m, h, d, w, mo, q and y.",
            "x は時間の単位ではありません。使えるのは ms、s、m、h、d、w、mo、q、y です。",
        ),
        (
            "filter a like /(/",
            "The regular expression cannot be used: unclosed group",
            "この正規表現は使えません: unclosed group",
        ),
        (
            "parse /a/",
            "The regular expression needs a named group such as (?<name>.*).",
            "正規表現には (?<name>.*) のような名前付きグループが必要です。",
        ),
        (
            "parse '* *' as a",
            "The pattern has 2 wildcards (*) and 1 names; there must be as many of both.",
            "パターンの * は 2 個、名前は 1 個です。同じ数にしてください。",
        ),
        ("filter sum(a) > 1", "sum can only be used in stats.", "sum は stats の中でだけ使えます。"),
        ("stats max(sum(a))", "sum cannot be used inside another aggregation.", "sum は別の集計の中では使えません。"),
        (
            "stats count(*), user",
            "user is neither inside an aggregation nor grouped by.",
            "user は集計の中にも by の後にもありません。",
        ),
        (
            "stats count(*) as total by a | filter totla > 1",
            "totla does not exist after stats, which leaves its own columns only. Did you mean total?",
            "stats の後に残るのは stats の列だけで、totla はありません。もしかして total ですか。",
        ),
        ("dedup a | sort a", "sort cannot follow dedup.", "sort は dedup の後には書けません。"),
        ("fields a | diff", "diff has to follow pattern.", "diff は pattern の後に書きます。"),
        ("fields a | SOURCE 'g'", "SOURCE has to come first.", "SOURCE は最初に書きます。"),
        (
            "join left=a right=b where a.x=b.x (SOURCE 'g') | join left=a right=c where a.x=c.x (SOURCE 'h')",
            "join can be used once in a query.",
            "join は一つのクエリで一度だけ使えます。",
        ),
        (
            "fields split(tags, ',') as all | unnest all into one",
            "unnest cannot take apart a list that split has made.",
            "split で作ったリストは unnest で展開できません。",
        ),
        (
            "filter a in (SOURCE 'g' | filter b in (SOURCE 'h' | fields c) | fields a)",
            "A subquery cannot have a subquery in itself.",
            "サブクエリの中にサブクエリは書けません。",
        ),
        (
            "filter a in (SOURCE 'g' | fields a, b)",
            "A subquery has to give one column, not 2.",
            "サブクエリの結果は一列にしてください (2 列あります)。",
        ),
        ("limit 0", "limit takes a number from 1 to 100000.", "limit には 1 から 100000 までの数を書きます。"),
        (
            "pattern a",
            "pattern is not available for log groups of the Infrequent Access class.",
            "pattern は低頻度アクセスクラスのロググループでは使えません。",
        ),
        ("filter a = {{b}}", "The parameter b has no value.", "パラメーター b に値がありません。"),
        (
            "$Errors()",
            "The saved query Errors has not been put in place of its name.",
            "保存済みクエリ Errors がまだ展開されていません。",
        ),
        (
            "filter @timestamp > '2026-01-01'",
            "Nothing is found so: @timestamp is a time, not a text. Use the time range above, or toMillis().",
            "この条件では何も見つかりません。@timestamp は文字列ではなく時刻です。上の期間指定か toMillis() を使ってください。",
        ),
        (
            "parse '* *' as level, text | filter levle = 'x'",
            "Nothing before makes a field levle. Did you mean level?",
            "フィールド levle はここまでに出てきません。もしかして level ですか。",
        ),
    ];

    #[test]
    fn every_fault_is_told_in_both_languages() {
        for (query, english, japanese) in SAID {
            let found = found(query);
            assert_eq!(Words(Language::English).diagnostic(&found[0]), english, "{query}");
            assert_eq!(Words(Language::Japanese).diagnostic(&found[0]), japanese, "{query}");
        }
        let long = found(&"x".repeat(10_001));
        assert!(Words(Language::Japanese).diagnostic(&long[0]).contains("10001 文字"));
        let deep = found(&format!("filter {}a", "not ".repeat(500)));
        assert_eq!(Words(Language::English).diagnostic(&deep[0]), "The expression is nested too deeply.");
        let many = found("stats count(*) as a | stats count(*) as a | stats count(*)");
        assert!(Words(Language::English).diagnostic(&many[0]).starts_with("At most 2 stats"));
        let here = found("accum a");
        assert_eq!(Words(Language::English).diagnostic(&here[0]), "accum is not evaluated here; AWS does it.");
    }

    #[test]
    fn nothing_of_the_query_acts_on_the_screen() {
        for text in ["fields \u{202e}abc(a)", "fields a\u{7}", "x\u{202e}y 1", "fields \u{1b}[2J"] {
            for language in Language::ALL {
                let said = Words(language).diagnostic(&found(text)[0]);
                assert!(!said.contains(['\u{202e}', '\u{7}', '\u{1b}']), "{said:?}");
            }
        }
    }
}
