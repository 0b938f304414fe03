use std::fmt::Write;

use proptest::prelude::*;

/// Pieces of queries, right and wrong, in any order.
pub fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "fields",
        "filter",
        "parse",
        "stats",
        "sort",
        "limit",
        "dedup",
        "display",
        "unnest",
        "as",
        "by",
        "in",
        "not",
        "like",
        "and",
        "or",
        "|",
        "|",
        "|",
        ",",
        "(",
        ")",
        "[",
        "]",
        "=",
        "!=",
        "=~",
        "/a(?<x>.)/",
        "/",
        "\"* b*\"",
        "'x'",
        "\"",
        "`a b`",
        "a",
        "b.c.0",
        "@message",
        "@timestamp",
        "1",
        "5m",
        "2.5",
        "-",
        "+",
        "*",
        "%",
        "^",
        "count(*)",
        "sum(a)",
        "bin(1h)",
        "strlen(@message)",
        "jsonParse(@message)",
        "replace(@message, 'a', 'bb')",
        "substr(a, -1, 3)",
        "desc",
        "into",
        "multi",
        "{{p}}",
        "is",
        "{",
        "#",
        "\n",
        "!",
        "logfmt",
        "csv",
        "any",
        "values(a)",
        "pct(a, 99)",
        "if(a, b, 1)",
        "datefloor(@timestamp, 1mo)",
        "fromMillis(9e18)",
        "dateceil(1e300, 1y)",
        "formatDate(1, '%Q')",
        "hexToDec('zz')",
        "1e308",
        "9223372036854775807",
        "toInt(1e300)",
        "round(a, 400)",
        "true",
        "j[1]",
        "in[1]",
        "offset",
        "$Name(p='v')",
        "$",
        "SOURCE",
        "logGroups(namePrefix: ['a'])",
        "}",
        "relevantfields",
        "where",
        "autoregress",
        "p=1-4",
        "filldown",
        "cpu*",
        "fillmissing",
        "with 0 for a",
        "cidrlookup",
        "OUTPUT",
        "outlier",
        "action=remove",
        "appendcols",
        "sessionize",
        "maxspan",
        "countFrequent",
        "expand",
        "join",
        "lookup",
        "regexReplace(@message, '(.)', '\\1\\1')",
        "rate(a, 1m)",
        "/[[(]{2}x{/",
        ".5",
        "#c\n",
    ]);
    prop::collection::vec((piece, prop::bool::weighted(0.8)), 0..30).prop_map(|pieces| {
        let mut text = String::new();
        for (piece, blank) in pieces {
            let _ = write!(text, "{piece}{}", if blank { " " } else { "" });
        }
        text
    })
}

/// Commands that read, so that more than the first word of a soup is tried.
pub fn queries() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        prop::sample::select(vec![
            "a",
            "b.c",
            "@message",
            "@timestamp",
            "1",
            "-2",
            "'x'",
            "1.5e3",
            "strlen(@message)",
            "jsonParse(@message)",
            "ispresent(a)",
            "concat(a, b)",
            "`a b`.`c`",
            "j[0].x",
            "datefloor(@timestamp, 1w)",
            "coalesce(a, 1)",
            "true",
            "split(a, ',')",
            "(a)",
            "not a",
        ])
        .prop_map(str::to_owned),
        "[a-c]",
    ];
    let expression = value.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/", "%", "^"]), inner.clone())
                .prop_map(|(left, operator, right)| format!("{left} {operator} {right}")),
            (
                inner.clone(),
                prop::sample::select(vec!["=", "!=", "<", ">=", " like ", " not like ", "=="]),
                inner.clone()
            )
                .prop_map(|(left, operator, right)| format!("({left}){operator}({right})")),
            (inner.clone(), prop::sample::select(vec![" and ", " or ", " AND not "]), inner.clone())
                .prop_map(|(left, operator, right)| format!("({left}{operator}{right})")),
            inner.clone().prop_map(|inner| format!("-{inner}")),
            inner.clone().prop_map(|inner| format!("({inner})")),
            inner.clone().prop_map(|inner| format!("abs({inner})")),
            inner.prop_map(|inner| format!("{inner} in [1, 'a', {inner}]")),
        ]
    });
    let command = (expression.clone(), expression).prop_flat_map(|(first, second)| {
        prop::sample::select(vec![
            format!("fields {first} as x, {second}"),
            format!("fields {first}"),
            format!("display {first} as y, @message"),
            format!("filter {first}"),
            format!("filter ({first}) like /a.c/"),
            format!("sort {first} desc, {second}"),
            format!("stats count(*) as n, max({first}) / 2 by {second}"),
            format!("stats sum({first}), values({second}) as v"),
            format!("dedup {first}"),
            format!("unnest {first} into u"),
            "parse \"*:*\" as k, v".to_owned(),
            "parse @message /(?<k>\\w)(?<v>.)?/ multi".to_owned(),
            "limit 3".to_owned(),
            "limit any 3".to_owned(),
            format!("json field=a \"x.y\" as k | filterIndex {first}"),
            format!("expand b.c | countFrequent {first}, a"),
            format!("relevantfields a, b where {first}"),
            format!("autoregress {first} as k p=2-3"),
            format!("accum {first} as k"),
            format!("sessionize {first}, b maxspan 5 min as s"),
            format!("outlier action=remove param=2.5 mark=true a `b c`, {} ", "c"),
            "filldown".to_owned(),
            "filldown a* *b `c d`*e, f".to_owned(),
            format!("fillmissing with {first} for a, 0 for b.c"),
            "logcompare timeshift 7d".to_owned(),
            "cidrlookup net-table a.b as cidr OUTPUTNEW r, s as `t u`".to_owned(),
            "lookup users-2 k as f OUTPUT a as b, c".to_owned(),
            "join type=left left=l right=r where l.a=r.b and l.c = r.d (SOURCE '/g' | filter a = 1)".to_owned(),
            format!("appendcols override=true max=5 (SOURCE lg | filter {first} | stats count(*) as n)"),
            format!("filter a in (SOURCE 'x' | filter {first} | fields a)"),
            "addtotals fieldname=\"a b\" row=true col=false x, y".to_owned(),
            "$`a b/c`(p=\"v\\\"\", q=-1.5, r=5m, s=true)".to_owned(),
            "parse a \"x\" as k | parse logfmt as lf".replace("parse logfmt", "parse @message logfmt"),
            "parse csv as a1, b1".replace("parse csv", "parse a csv"),
            "parse @message xml '/a/b' as level, other".to_owned(),
            "pattern @message | anomaly | diff previousDay".to_owned(),
            format!("stats rate({first}, 5m) as r, countOverTime(*) by bin(1m) offset 1h"),
        ])
    });
    let source = prop::sample::select(vec![
        "",
        "",
        "SOURCE '/a' | SOURCE \"b\" | ",
        "SOURCE lg START=-1h END=0s | ",
        "SOURCE logGroupTags([{key: 'k', \"values\": ['v', '!w']}]) dataSource(['d']) | ",
    ]);
    (source, prop::collection::vec(command, 1..5))
        .prop_map(|(source, commands)| format!("{source}{}", commands.join(" | ")))
}

/// Queries that others have printed.
pub fn samples() -> Vec<String> {
    let lines = include_str!("../../../tests/data/insights/samples.jsonl").lines();
    let query =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["query"].as_str().unwrap().to_owned();
    lines.map(query).collect()
}

/// Queries that others have printed, each with some of its text changed, lost or of another.
pub fn mutated_samples() -> impl Strategy<Value = String> {
    let place = any::<prop::sample::Index>();
    let hostile = prop::sample::select(vec![
        "", "\"", "'", "`", "/", "\\", "|", "(", ")", "[", "]", "{{a}}", "{", "#", "\n", "\0", "\u{202e}", "*", "=",
        ",", "$", "日", "9", " as ", " by ", ".", "-", "!",
    ]);
    let change = (place.clone(), 0..6_usize, prop_oneof![3 => hostile.prop_map(str::to_owned), 1 => any::<String>()]);
    let cut = (place.clone(), place.clone(), place);
    (prop::sample::select(samples()), prop::sample::select(samples()), cut, prop::collection::vec(change, 0..4))
        .prop_map(|(sample, other, (cut, splice, whether), changes)| {
            let mut text: Vec<char> = sample.chars().collect();
            if whether.index(3) == 0 {
                let other: Vec<char> = other.chars().collect();
                text.truncate(cut.index(text.len() + 1));
                text.extend(&other[splice.index(other.len() + 1)..]);
            }
            for (place, lost, put) in changes {
                let start = place.index(text.len() + 1);
                let end = (start + lost).min(text.len());
                text.splice(start..end, put.chars());
            }
            text.into_iter().collect()
        })
}
