use super::{Words, fill, texts};
use crate::app::Language;
use crate::insights::{
    ast::TimeUnit,
    draft::{Calculation, MeasureFunction, Operator},
    functions::About,
};

texts! {
    query_title: "Query", "クエリ";
    query_editor: "Query text", "クエリの本文";
    query_builder: "Builder", "ビルダー";
    run: "Run", "実行";
    run_query: "Run the query", "クエリを実行";
    run_all_the_same: "Run it all the same", "それでも実行";
    aws_may_know_more: "AWS may know more than this program.", "AWS ではこのプログラムの知らない構文が使える場合があります。";
    text_says_more: "The text says more than the builder can show. It stays as it is; change it in the editor.", "このクエリはビルダーで表示できる範囲を超えています。本文はそのまま残ります。エディターで編集してください。";
    text_has_faults: "The builder waits until the text can be read again.", "本文を解釈できるようになるまで、ビルダーは待機します。";
    edit_as_query: "Edit as query", "クエリとして編集";
    query_not_run_yet: "Build a query on the left or write it on the right, then run it.", "左で組み立てるか、右に書いて実行してください。";
    query_changed: "These rows answer an earlier text of the query.", "これらの行は変更前のクエリの結果です。";
    clear_query: "Start afresh", "最初から";
    clear_query_help: "Puts the first query back. Ctrl+Z in the editor brings yours back.", "最初のクエリに戻します。エディターの Ctrl+Z で元に戻せます。";
    columns_shown: "Columns", "表示する列";
    add_column: "Add a column", "列を追加";
    no_columns: "Those that AWS shows by itself", "AWS の既定の列";
    conditions: "Conditions", "条件";
    add_condition: "Add a condition", "条件を追加";
    no_conditions: "Every event", "すべてのイベント";
    joined_all: "All must hold", "すべて満たす";
    joined_any: "One must hold", "いずれかを満たす";
    joined_help: "How the conditions are joined", "条件の結び方";
    add_value: "Add a value", "値を追加";
    no_field_too: "Events without the field are shown too.", "フィールドのないイベントも含みます。";
    grouping: "Count and group", "集計";
    group_events: "Count or calculate …", "件数や値を集計…";
    show_events: "Show the events instead", "イベントの一覧に戻す";
    measure_function: "Calculation", "計算";
    column_name: "Name of the column", "列名";
    add_measure: "Add a calculation", "計算を追加";
    group_by: "For each", "グループ化";
    add_group: "Add a field", "フィールドを追加";
    add_time_group: "Add a stretch of time", "時間間隔を追加";
    length_of_time: "Length of time", "時間の長さ";
    order: "Order", "並び順";
    add_order: "Add an order", "並び順を追加";
    no_order: "As AWS gives them", "AWS の返す順";
    direction: "Direction", "方向";
    ascending: "ascending", "昇順";
    descending: "descending", "降順";
    direction_unsaid: "not said", "指定なし";
    most_rows: "Most rows", "最大行数";
    most_rows_help: "Nothing: AWS gives 10,000 rows at most. Up to 100,000.", "空欄の場合、AWS は最大 10,000 行を返します。指定は 100,000 まで。";
    remove: "Remove", "削除";
    another_field: "Another field", "ほかのフィールド";
    use_this_field: "Use this field", "このフィールドを使う";
    did_probably_mean: "No fault, but probably not what was meant:", "誤りではありませんが、意図と異なる可能性があります:";
}

impl Words {
    pub fn operator(self, operator: Operator) -> &'static str {
        match operator {
            Operator::Is => self.pick("is", "が次と等しい"),
            Operator::IsNot => self.pick("is not", "が次と異なる"),
            Operator::Contains => self.pick("contains", "が次を含む"),
            Operator::ContainsNot => self.pick("does not contain", "が次を含まない"),
            Operator::Matches => self.pick("matches the regular expression", "が正規表現に一致"),
            Operator::OneOf => self.pick("is one of", "が次のいずれか"),
            Operator::Greater => self.pick("is greater than", "が次より大きい"),
            Operator::AtLeast => self.pick("is at least", "が次以上"),
            Operator::Less => self.pick("is less than", "が次より小さい"),
            Operator::AtMost => self.pick("is at most", "が次以下"),
            Operator::IsPresent => self.pick("is present", "がある"),
            Operator::IsMissing => self.pick("is missing", "がない"),
        }
    }

    pub fn calculation(self, what: &Calculation) -> &'static str {
        match what {
            Calculation::Count => self.pick("number of events", "イベント数"),
            Calculation::Of(function, _) => self.measure(*function),
        }
    }

    pub fn measure(self, function: MeasureFunction) -> &'static str {
        match function {
            MeasureFunction::CountDistinct => self.pick("number of different", "異なる値の数"),
            MeasureFunction::Sum => self.pick("sum of", "合計"),
            MeasureFunction::Average => self.pick("average of", "平均"),
            MeasureFunction::Smallest => self.pick("smallest", "最小値"),
            MeasureFunction::Largest => self.pick("largest", "最大値"),
        }
    }

    /// `5 minutes`; the count as it was written.
    pub fn length(self, count: &str, unit: TimeUnit) -> String {
        let (one, more, japanese) = match unit {
            TimeUnit::Millisecond => ("millisecond", "milliseconds", "ミリ秒"),
            TimeUnit::Second => ("second", "seconds", "秒"),
            TimeUnit::Minute => ("minute", "minutes", "分"),
            TimeUnit::Hour => ("hour", "hours", "時間"),
            TimeUnit::Day => ("day", "days", "日"),
            TimeUnit::Week => ("week", "weeks", "週間"),
            TimeUnit::Month => ("month", "months", "か月"),
            TimeUnit::Quarter => ("quarter", "quarters", "四半期"),
            TimeUnit::Year => ("year", "years", "年"),
        };
        match self.0 {
            Language::English => format!("{count} {}", if count == "1" { one } else { more }),
            Language::Japanese => format!("{count} {japanese}"),
        }
    }

    /// A place in a text, both counted from 1.
    pub fn place_in_text(self, line: usize, character: usize) -> String {
        fill(self.pick("Line {}, character {}", "{} 行目 {} 文字目"), &[&line.to_string(), &character.to_string()])
    }

    pub fn about(self, about: About) -> &'static str {
        self.pick(about.english, about.japanese)
    }

    /// The name of one part of a numbered row: `Condition 2: field`.
    pub fn part_of_condition(self, number: usize, part: &str) -> String {
        fill(self.pick("Condition {}: {}", "条件 {}: {}"), &[&number.to_string(), part])
    }

    pub fn part_of_measure(self, number: usize, part: &str) -> String {
        fill(self.pick("Calculation {}: {}", "計算 {}: {}"), &[&number.to_string(), part])
    }

    pub fn part_of_order(self, number: usize, part: &str) -> String {
        fill(self.pick("Order {}: {}", "並び順 {}: {}"), &[&number.to_string(), part])
    }

    pub fn field_part(self) -> &'static str {
        self.pick("field", "フィールド")
    }

    pub fn operator_part(self) -> &'static str {
        self.pick("comparison", "比較")
    }

    /// The value of a condition; of several, with its number.
    pub fn value_part(self, number: Option<usize>) -> String {
        let name = self.pick("value", "値");
        number.map_or_else(|| name.to_owned(), |number| format!("{name} {number}"))
    }

    pub fn remove_named(self, name: &str) -> String {
        fill(self.pick("Remove {}", "{} を削除"), &[name])
    }
}
