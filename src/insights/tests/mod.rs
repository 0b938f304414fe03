mod generators;
mod hostile_values;
mod properties;

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
    same("filter a =~ 'x' or b =~ c", "filter a like \"x\" or b like c");
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

/// Reads, prints, reads again and runs.
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
