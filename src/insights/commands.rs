//! Every command of the language, in one registry: the parser knows these words, and the README's table
//! and the window's help are made from it.

use super::functions::About;

/// A command of Logs Insights QL.
#[derive(Clone, Copy, Debug)]
pub struct CommandWord {
    /// As AWS writes it; any case of letters will do.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// One line that says what it does.
    pub about: About,
    /// A query with it.
    pub example: &'static str,
}

/// Every command, the common ones first.
pub fn all() -> impl Iterator<Item = &'static CommandWord> {
    COMMANDS.iter()
}

/// The command's word as AWS writes it.
pub(crate) fn find(word: &str) -> Option<&'static str> {
    all().map(|command| command.name).find(|name| name.eq_ignore_ascii_case(word))
}

/// The words alone.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    all().map(|command| command.name)
}

const fn command(
    name: &'static str,
    usage: &'static str,
    english: &'static str,
    japanese: &'static str,
    example: &'static str,
) -> CommandWord {
    CommandWord { name, usage, about: About { english, japanese }, example }
}

static COMMANDS: &[CommandWord] = &[
    command(
        "SOURCE",
        "SOURCE 'group' or SOURCE logGroups(namePrefix: ['…'], class: ['…'])",
        "Which log groups are read",
        "読み取るロググループ",
        "SOURCE logGroups(namePrefix: ['/aws/lambda/'])",
    ),
    command(
        "fields",
        "fields expression [as name], …",
        "Columns, also computed ones",
        "列。計算した列も作れます",
        "fields @timestamp, strlen(@message) as length",
    ),
    command(
        "display",
        "display expression [as name], …",
        "Only these columns",
        "この列だけを表示します",
        "display @timestamp, user",
    ),
    command(
        "filter",
        "filter condition",
        "Only what the condition holds for",
        "条件を満たすものだけ",
        "filter level = \"ERROR\" and user like /root/",
    ),
    command("where", "where condition", "The same as filter", "filter と同じ", "where level = \"ERROR\""),
    command(
        "filterIndex",
        "filterIndex field = value",
        "A filter that reads only what is indexed",
        "索引のあるものだけを読む filter",
        "filterIndex requestId = \"1\"",
    ),
    command(
        "parse",
        "parse [field] \"glob *\" as a, … or /(?<a>regex)/ or logfmt or csv",
        "New fields out of text",
        "文字列から新しいフィールドを取り出します",
        "parse @message \"user=* cmd=*\" as user, cmd",
    ),
    command(
        "json",
        "json field=f \"path\" as a",
        "A new field out of JSON",
        "JSON から新しいフィールドを取り出します",
        "json field=@message \"user.name\" as user",
    ),
    command("sort", "sort expression [asc or desc], …", "The order of the rows", "行の順序", "sort @timestamp desc"),
    command("limit", "limit [any] n", "At most so many rows", "最大行数", "limit 20"),
    command(
        "stats",
        "stats aggregation [as name], … [by group, …]",
        "Counts, sums and more, of all or by group",
        "件数や合計など。by でグループごとに計算します",
        "stats count(*) as n by bin(1h)",
    ),
    command(
        "dedup",
        "dedup field, …",
        "The first row of each combination",
        "同じ組み合わせの最初の行だけ",
        "dedup user",
    ),
    command(
        "unnest",
        "unnest list into name",
        "A row for each item of a list",
        "リストの要素ごとに一行",
        "unnest items into item",
    ),
    command(
        "expand",
        "expand field",
        "A row for each item, under the field's own name",
        "同じ名前のまま要素ごとに一行",
        "expand items",
    ),
    command(
        "pattern",
        "pattern field",
        "Events grouped by the shape of their text",
        "本文の形でまとめます",
        "pattern @message",
    ),
    command("anomaly", "anomaly", "Which patterns are unusual", "普段と違うパターン", "pattern @message | anomaly"),
    command(
        "diff",
        "diff [previousDay, previousWeek or previousMonth]",
        "Patterns compared with an earlier time",
        "以前の期間とパターンを比べます",
        "pattern @message | diff previousDay",
    ),
    command("unmask", "unmask(field)", "Text without its masking", "マスクを外した本文", "unmask(@message)"),
    command(
        "lookup",
        "lookup table key [as field] OUTPUT column, …",
        "Columns of a lookup table",
        "参照表の列を加えます",
        "lookup users id OUTPUT email",
    ),
    command(
        "join",
        "join type=left left=a right=b where a.k=b.k (SOURCE '…')",
        "Events of another log group beside their own",
        "別のロググループのイベントと結び付けます",
        "join type=inner left=a right=b where a.id=b.id (SOURCE 'g')",
    ),
    command(
        "addtotals",
        "addtotals [fieldname=…] [row=…] [col=…] field, …",
        "Sums of rows and columns",
        "行と列の合計",
        "addtotals price, tax",
    ),
    command(
        "relevantfields",
        "relevantfields [field, …] where condition",
        "Which fields go with a condition",
        "条件と関わりの深いフィールド",
        "relevantfields where status >= 500",
    ),
    command(
        "autoregress",
        "autoregress field [as name] [p=first-last]",
        "Values of the rows before",
        "前の行の値",
        "autoregress bytes p=1-2",
    ),
    command(
        "logcompare",
        "logcompare timeshift length",
        "The same query at an earlier time",
        "以前の同じ長さの期間と比べます",
        "logcompare timeshift 7d",
    ),
    command(
        "filldown",
        "filldown [field …]",
        "The last value where there is none",
        "空いた値を直前の値で埋めます",
        "filldown host cpu*",
    ),
    command(
        "fillmissing",
        "fillmissing [with value for field, …]",
        "Rows for empty bins",
        "空の期間に行を補います",
        "stats count(*) as n by bin(1m) | fillmissing with 0 for n",
    ),
    command(
        "cidrlookup",
        "cidrlookup table address [as column] OUTPUT column, …",
        "Columns of the network an address is in",
        "アドレスの属するネットワークの列を加えます",
        "cidrlookup nets srcAddr OUTPUT owner",
    ),
    command(
        "outlier",
        "outlier [action=…] [param=…] field …",
        "Values far from all others",
        "外れ値",
        "outlier action=remove cpu",
    ),
    command("accum", "accum field [as name]", "A running sum", "累計", "accum bytes as total"),
    command(
        "appendcols",
        "appendcols [override=…] (subquery)",
        "Columns of another query, row by row",
        "別のクエリの列を行ごとに加えます",
        "appendcols (SOURCE 'g' | stats count(*) as n)",
    ),
    command(
        "sessionize",
        "sessionize field, … [maxspan length] [as name]",
        "Events grouped by pauses",
        "間隔でイベントをまとめます",
        "sessionize user maxspan 30m",
    ),
    command(
        "countFrequent",
        "countFrequent field, …",
        "How often each combination occurs",
        "組み合わせごとの出現回数",
        "countFrequent method, status",
    ),
    command(
        "count_frequent",
        "count_frequent field, …",
        "The same as countFrequent",
        "countFrequent と同じ",
        "count_frequent method",
    ),
];

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn every_command_has_an_example_that_reads() {
        for command in all() {
            let query = parse(command.example).unwrap_or_else(|found| panic!("{}: {}", command.name, found[0]));
            let canonical = match command.name {
                "where" => "filter",
                "count_frequent" => "countFrequent",
                other => other,
            };
            assert!(query.commands.iter().any(|own| own.kind.name() == canonical), "{}", command.name);
            assert!(command.usage.starts_with(command.name), "{}", command.usage);
            assert!(!command.about.japanese.is_ascii() && !command.about.english.is_empty());
        }
    }
}
