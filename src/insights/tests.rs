use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::*;

use super::parameters::{ParameterValue, fill, placeholders};
use super::*;
use crate::model::LogEvent;

fn complaint(text: &str) -> String {
    parse(text).err().map(|found| format!("{}..{} {}", found[0].span.start, found[0].span.end, found[0])).unwrap()
}

#[test]
fn a_diagnostic_says_what_and_where() {
    assert_eq!(complaint("fitler a = 1"), "0..6 unknown command fitler; did you mean filter?");
    assert_eq!(complaint("fields 日本 | sotr a"), "12..16 unknown command sotr; did you mean sort?");
    assert_eq!(complaint("fields strlan(a)"), "7..16 unknown function strlan; did you mean strlen?");
    assert_eq!(complaint("filter a ="), "10..10 unexpected end of the query, expected a field, a value or a function");
    assert_eq!(complaint("filter a = \"x"), "11..13 the text that starts at position 11 has no closing quote");
    assert_eq!(
        complaint("filter a like /x"),
        "14..16 the regular expression that starts at position 14 has no closing /"
    );
    assert_eq!(complaint("filter a like /(/"), "14..17 the regular expression cannot be used: unclosed group");
    assert_eq!(
        complaint("parse @message \"* *\" as a"),
        "15..20 the pattern has 2 wildcards (*) for 1 aliases; there must be as many of both"
    );
    assert_eq!(complaint("filter count(*) > 1"), "7..15 count can only be used in stats");
    assert_eq!(complaint("stats max(sum(a))"), "10..16 sum cannot be used inside another aggregation");
    assert_eq!(complaint("stats count(*), user"), "16..20 user is neither inside an aggregation nor grouped by");
    assert_eq!(complaint("dedup a | sort a"), "10..16 unexpected symbol found sort: it cannot follow dedup");
    assert_eq!(complaint("fields a | diff"), "11..15 diff has to be used after pattern");
    assert_eq!(complaint("limit 0"), "6..7 limit must be a number from 1 to 100000");
    assert_eq!(
        complaint("stats count(*) by bin(5x)"),
        "22..24 unknown unit of time 5x".replace("5x", "x") + ", expected one of ms, s, m, h, d, w, mo, q, y"
    );
    assert_eq!(complaint("fields abs()"), "7..12 wrong number of arguments (0), usage: abs(number)");
    assert_eq!(complaint("sessionise a"), "0..10 unknown command sessionise; did you mean sessionize?");
    assert_eq!(complaint(""), "0..0 the query has no command");
    assert_eq!(complaint("# only a comment"), "0..16 the query has no command");
    assert_eq!(
        complaint("fields a; drop"),
        "8..9 unexpected symbol found ; at position 8, expected | or the end of the query"
    );
    assert_eq!(complaint("fields § b"), "7..8 unexpected character '§' at position 7");
    let long = format!("fields {}", "a".repeat(10_000));
    assert_eq!(complaint(&long), "10000..10007 the query has 10007 characters, more than the 10000 allowed");
}

#[test]
fn nothing_in_quotes_or_a_comment_is_syntax() {
    let same = |left: &str, right: &str| assert_eq!(parse(left).unwrap(), parse(right).unwrap());
    same("fields a # | limit 1\n| limit 2", "FIELDS a | LIMIT 2");
    same("filter a = 'x | # \"y\"'", "where a == \"x | # \\\"y\\\"\"");
    same("filter a=~/\\/|#'/", "filter a like /\\/|#'/");
    same("filter `a|b` = 1 and not(c in [1,'2'])", "filter `a|b`=1 AND !(c IN [1, \"2\"])");
    same("fields a.b.0.c, j.`x.y`[1]", "fields a.b.`0`.c, j.\"x.y\"[1]");
    assert_ne!(parse("fields a-b").unwrap(), parse("fields `a-b`").unwrap());
    same("stats count(*) by bin (1min)", "stats count(*) by bin(1 m)");
}

#[test]
fn canonical_text_is_one_command_a_line() {
    let text = "FILTER (a=1 or b='x\"y') and !ispresent(c.`d e`) | parse m /x\\/(?<y>.)/ | SORT by a desc,b|limit 5";
    assert_eq!(
        parse(text).unwrap().to_string(),
        "filter (a = 1 or b = \"x\\\"y\") and not ispresent(c.`d e`)\n| parse m /x\\/(?<y>.)/\n| sort a desc, b\n| limit 5"
    );
    assert_eq!(parse("fields (1+2)*3, -(-2)^2, 2-(3-4)").unwrap().to_string(), "fields (1+2)*3, -(-2) ^ 2, 2-(3-4)");
}

#[test]
fn depth_has_an_end() {
    for (opening, middle, closing) in [
        ("(", "a", ")"),
        ("(", "a", ""),
        ("not ", "a", ""),
        ("!", "a", ""),
        ("-", "a", ""),
        ("+", "a", ""),
        ("a+", "a", ""),
        ("a-", "a", ""),
        ("a^", "a", ""),
        ("abs(", "a", ")"),
        ("a in (SOURCE 'x'|filter ", "a", ")"),
        ("a = (", "a", ")"),
        ("a*a+", "a", ""),
    ] {
        let times = 9_900 / (opening.len() + closing.len());
        let text = format!("filter {}{middle}{}", opening.repeat(times), closing.repeat(times));
        let found = parse(&text).unwrap_err();
        assert_eq!(found[0].kind, DiagnosticKind::TooDeep, "{opening}");
    }
    // Wide is not deep.
    for joined in ["a=1 or ", "a=1 and "] {
        let query = parse(&format!("filter {}b", joined.repeat(1_100))).unwrap();
        let mut evaluation = Evaluation::new(&query, EvaluationOptions::default()).unwrap();
        evaluation.push(&LogEvent { message: "{\"a\":1}".to_owned(), ..LogEvent::default() });
    }
}

#[test]
fn no_message_is_too_much() {
    let messages = [
        "[".repeat(100_000),
        "{\"a\":".repeat(50_000),
        format!("{{\"a\":{}}}", "[1],".repeat(50_000)),
        "x".repeat(1 << 20),
        (0..10_000).fold("{".to_owned(), |text, place| format!("{text}\"k{place}\":{place},")) + "\"a\":1}",
    ];
    for text in
        ["fields a.b, a, jsonParse(@message) as j | fields j.a", "parse \"*[*\" as x, y | parse /(?<z>.)(?<w>k.*1)?/"]
    {
        try_everything(text, &messages);
    }
}

#[test]
fn a_regex_that_would_take_too_much_is_refused() {
    let found = parse("filter a like /((a{1000}){1000}){1000}/").unwrap_err();
    assert_eq!(found[0].kind, DiagnosticKind::BadRegex { reason: "it is too large".to_owned() });
    assert!(parse("filter a like /(a)\\1/").is_err());
    assert!(parse("filter a like /(?=a)/").is_err());
}

/// Pieces of queries, right and wrong, in any order.
fn soup() -> impl Strategy<Value = String> {
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
fn queries() -> impl Strategy<Value = String> {
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
        ])
    });
    prop::collection::vec(command, 1..5).prop_map(|commands| commands.join(" | "))
}

fn try_everything(text: &str, messages: &[String]) {
    let Ok(query) = parse(text) else { return };
    let printed = query.to_string();
    let again = parse(&printed);
    assert_eq!(again.as_ref(), Ok(&query), "{text:?} printed as {printed:?}");
    let Ok(mut evaluation) = Evaluation::new(&query, EvaluationOptions { limit: Some(5), ..Default::default() }) else {
        return;
    };
    for (time, message) in (0_i64..).zip(messages) {
        let event =
            LogEvent { timestamp: time.saturating_mul(i64::MAX / 2), message: message.clone(), ..LogEvent::default() };
        evaluation.push(&event);
    }
    assert_eq!(evaluation.rows_so_far(), evaluation.finish().rows);
}

fn messages() -> impl Strategy<Value = Vec<String>> {
    let json = r#"{"a":"1","b":{"c":[1,{"x":null}]},"j":[{"x":-0.0}],"c":true,"a b":{"c":"x:y"}}"#;
    let message =
        prop_oneof![any::<String>(), Just(json.to_owned()), Just(json[..40].to_owned()), Just("a:1 b=2".to_owned()),];
    prop::collection::vec(message, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_much(text in any::<String>(), messages in messages()) {
        try_everything(&text, &messages);
        let _ = fill(&text, &BTreeMap::from([("p".to_owned(), ParameterValue::Text("x".to_owned()))]));
    }

    #[test]
    fn no_soup_is_too_much(text in soup(), messages in messages()) {
        try_everything(&text, &messages);
        let _ = fill(&text, &BTreeMap::from([("p".to_owned(), ParameterValue::Text("x".to_owned()))]));
        placeholders(&text);
    }

    #[test]
    fn queries_read_the_same_when_printed(text in queries(), messages in messages()) {
        try_everything(&text, &messages);
    }
}
