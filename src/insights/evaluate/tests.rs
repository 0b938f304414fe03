use super::super::{DiagnosticKind, parse};
use super::*;

fn event(time: i64, message: &str) -> LogEvent {
    LogEvent {
        timestamp: time,
        ingestion_time: time + 500,
        message: message.to_owned(),
        log_stream: "stream".to_owned(),
        log: "123456789012:/aws/ssm/session-logs".to_owned(),
        ptr: format!("ptr-{time}"),
    }
}

fn events(messages: &[&str]) -> Vec<LogEvent> {
    (0_i64..).zip(messages).map(|(time, message)| event(time, message)).collect()
}

fn rows(text: &str, events: &[LogEvent]) -> Vec<QueryRow> {
    let query = parse(text).unwrap_or_else(|found| panic!("{text}: {}", found[0]));
    let mut evaluation =
        Evaluation::new(&query, EvaluationOptions::default()).unwrap_or_else(|found| panic!("{text}: {}", found[0]));
    for event in events {
        evaluation.push(event);
    }
    evaluation.finish().rows
}

/// The rows as text, without pointers: `a=1 b=2`.
fn shown(text: &str, messages: &[&str]) -> Vec<String> {
    let cells = |row: QueryRow| {
        row.into_iter().filter(|(name, _)| name != "@ptr").map(|(name, value)| format!("{name}={value}")).collect()
    };
    rows(text, &events(messages)).into_iter().map(cells).map(|cells: Vec<String>| cells.join(" ")).collect()
}

fn refused(text: &str, log_class: LogClass) -> Vec<DiagnosticKind> {
    let query = parse(text).unwrap_or_else(|found| panic!("{text}: {}", found[0]));
    let options = EvaluationOptions { log_class, ..EvaluationOptions::default() };
    let found = Evaluation::new(&query, options).err().unwrap_or_default();
    found.into_iter().map(|diagnostic| diagnostic.kind).collect()
}

#[test]
fn rows_of_events_come_newest_first_and_end_with_their_pointer() {
    let found = rows("filter @message like /b/", &events(&["ab", "c", "b"]));
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        found,
        [
            vec![field("@timestamp", "1970-01-01 00:00:00.002"), field("@message", "b"), field("@ptr", "ptr-2")],
            vec![field("@timestamp", "1970-01-01 00:00:00.000"), field("@message", "ab"), field("@ptr", "ptr-0")],
        ]
    );
}

#[test]
fn sort_acts_before_limit_wherever_they_stand() {
    assert_eq!(shown("fields @message | limit 2 | sort @message desc", &["1", "3", "2"]), ["@message=3", "@message=2"]);
    assert_eq!(shown("fields @message | sort @message | limit 1", &["1", "3", "0"]), ["@message=0"]);
}

#[test]
fn many_rows_are_cut_to_the_best_ones() {
    let events: Vec<LogEvent> = (0..5000).map(|time| event((time * 7919) % 5000, "x")).collect();
    let found = rows("fields toMillis(@timestamp) as t | sort @timestamp asc | limit 40", &events);
    let times: Vec<String> = found.iter().map(|row| row[0].1.clone()).collect();
    assert_eq!(times, (0..40).map(|time| time.to_string()).collect::<Vec<_>>());
}

#[test]
fn stats_count_by_groups_and_compute_over_each_other() {
    let messages = [r#"{"u":"a","n":1}"#, r#"{"u":"b","n":2}"#, r#"{"u":"a","n":5}"#, "not json"];
    assert_eq!(
        shown("stats count(*), sum(n) as s, max(n) - min(n) as d, s / count(*) as mean by u | sort u", &messages),
        ["count(*)=1", "u=a count(*)=2 s=6 d=4 mean=3", "u=b count(*)=1 s=2 d=0 mean=2"]
    );
    assert_eq!(shown("stats count(*) as n, sum(n) as s", &[]), ["n=0"]);
    assert_eq!(shown("stats count(*) by u", &[]), Vec::<String>::new());
    assert_eq!(shown("stats count(*) by u | stats max(`count(*)`) as m", &messages), ["m=2"]);
    assert_eq!(shown("stats count(*) as c by u | filter c > 1", &messages), ["u=a c=2"]);
    assert_eq!(
        shown("stats pct(n, 50) as p, stddev(n) as d, median(n) as m", &messages)[0].split(' ').next(),
        Some("p=2")
    );
    assert_eq!(shown("stats earliest(@timestamp) as f, latest(u) as l", &messages), ["f=0 l=a"]);
    assert_eq!(shown("stats count(*) as n by bin(300s)", &["a", "b"]), ["bin(300s)=1970-01-01 00:00:00.000 n=2"]);
}

#[test]
fn a_missing_field_is_neither_equal_nor_unequal() {
    let messages = [r#"{"level":"INFO"}"#, r#"{"level":"WARN"}"#, "{}"];
    let count = |condition: &str| shown(&format!("filter {condition} | stats count(*) as n"), &messages)[0].clone();
    assert_eq!(count("level != \"INFO\""), "n=1");
    assert_eq!(count("not ispresent(level) or level != \"INFO\""), "n=2");
    assert_eq!(count("level not like /INFO/"), "n=1");
    assert_eq!(count("level not in [\"INFO\"]"), "n=1");
    assert_eq!(count("not (level = \"INFO\")"), "n=1");
    assert_eq!(count("isempty(level)"), "n=1");
}

#[test]
fn values_compare_across_types() {
    let messages = [r#"{"s":200,"t":"200","b":true,"f":1.5}"#];
    for condition in [
        "s = 200",
        "s = \"200\"",
        "t = 200",
        "t = \"200\"",
        "s in [1, \"200\"]",
        "s >= 199.5",
        "t < 1000",
        "b = 1",
        "b = true",
        "b",
        "f > 1 and f < 2",
        "s == 200",
        "!ispresent(x)",
        "s <> 3",
        "t like 20",
        "2 ^ 3 ^ 0 = 2",
        "-2 ^ 2 = -4",
        "10 - 4 - 3 = 3",
        "@message like \"t\\\":\"",
    ] {
        assert_eq!(rows(&format!("filter {condition}"), &events(&messages)).len(), 1, "{condition}");
    }
    for condition in ["t = \"0200\"", "s = \"2e2x\"", "@timestamp > '1960-01-01'", "nothing = nothing", "t > \"abc\""] {
        assert_eq!(rows(&format!("filter {condition}"), &events(&messages)).len(), 0, "{condition}");
    }
}

#[test]
fn json_fields_are_found_by_path() {
    let message = r#"{"a":{"b":[{"c":"x\ty"},7]},"d.e":1,"@t":2,"s":"{\"k\":1}","big":18446744073709551615,"z":null}"#;
    assert_eq!(
        shown("fields a.b.0.c as p, a.b.1 as q, d.e as r, @@t as t, s.k as no, a.b as l, big, z", &[message]),
        [r#"p=x	y q=7 r=1 t=2 l=[{"c":"x\ty"},7] big=18446744073709551615"#]
    );
    assert_eq!(shown("fields a, `a` as b", &["{\"a\":1", "[1]", "text", "{\"a\":1} x"]), ["", "", "", ""]);
    let many: Vec<String> = (0..300).map(|place| format!("\"k{place}\":{place}")).collect();
    let many = format!("{{{}}}", many.join(","));
    assert_eq!(
        shown("fields k199, k200, jsonParse(@message) as j | fields j.k299 as late", &[&many])[0].split(' ').next(),
        Some("k199=199")
    );
    assert_eq!(shown("fields k200, 1 as one", &[&many]), ["one=1"]);
    assert_eq!(shown("fields jsonParse(@message) as j | fields j.k299 as late | display late", &[&many]), ["late=299"]);
}

#[test]
fn parse_takes_fields_out_of_text() {
    assert_eq!(
        shown(
            "parse \"user=*, method:*\" as user, method | filter user = \"o'brien | x\" | display method, user",
            &["x user=o'brien | x, method:GET", "none"]
        ),
        ["method=GET user=o'brien | x"]
    );
    assert_eq!(
        shown("parse @message /(?<ip>\\d+\\.\\d+)(?<rest>x)?/ | display ip, rest", &["a 1.2 b", "-"]),
        ["", "ip=1.2"]
    );
    assert_eq!(shown("parse @message /(?<n>\\d)/ multi | stats sum(n) as s", &["1 2 3", "4"]), ["s=10"]);
    assert_eq!(shown("parse @message logfmt as l | display l.level", &["level=warn x=1"]), ["l.level=warn"]);
    assert_eq!(shown("parse @message csv as a, b | display b", &["1,\"x,y\""]), ["b=x,y"]);
}

#[test]
fn dedup_keeps_the_first_row_and_every_row_without_a_value() {
    let messages = [r#"{"s":"a","n":1}"#, r#"{"s":"a","n":2}"#, "{}", r#"{"s":"b"}"#, "{}"];
    assert_eq!(shown("fields s, n | sort @timestamp desc | dedup s", &messages), ["", "s=b", "", "s=a n=2"]);
    assert_eq!(shown("fields n | sort @timestamp asc | dedup s | limit 1", &messages), ["n=1"]);
}

#[test]
fn what_cannot_be_evaluated_is_refused() {
    let standard = |text: &str| refused(text, LogClass::Standard);
    let infrequent = |text: &str| refused(text, LogClass::InfrequentAccess);
    assert_eq!(infrequent("pattern @message"), [DiagnosticKind::ClassForbids { what: "pattern" }]);
    assert_eq!(infrequent("filterIndex a = 1"), [DiagnosticKind::ClassForbids { what: "filterIndex" }]);
    assert_eq!(infrequent("fields unmask(@message)"), [DiagnosticKind::ClassForbids { what: "unmask" }]);
    assert!(standard("fields unmask(@message)").is_empty());
    let chain = "stats count(*) as n by a, b | stats count(*) as n by a | stats count(*)";
    assert_eq!(infrequent(chain), [DiagnosticKind::TooManyStats { most: 2 }]);
    assert!(standard(chain).is_empty());
    assert_eq!(
        standard("fields x as isRes | stats count() by a | filter isRes"),
        [DiagnosticKind::UnknownAfterStats { name: "isRes".to_owned(), suggestion: None }]
    );
    assert_eq!(
        standard("filter a = {{b}} | limit {{c}}"),
        ["b", "c"].map(|name| DiagnosticKind::UnfilledParameter { name: name.to_owned() })
    );
    for text in
        ["SOURCE dataSource(['x'])", "accum a", "filter a in (SOURCE 'x' | fields a)", "limit 1 | stats count(*)"]
    {
        assert!(matches!(standard(text).as_slice(), [DiagnosticKind::NotEvaluated { .. }]), "{text}");
    }
}

#[test]
fn partial_rows_are_the_final_ones_of_what_was_seen() {
    let query = parse("stats count(*) as n by @message | sort n desc | limit 1").unwrap();
    let mut evaluation = Evaluation::new(&query, EvaluationOptions::default()).unwrap();
    evaluation.push(&event(1, "a"));
    assert_eq!(evaluation.rows_so_far()[0][1].1, "1");
    evaluation.push(&event(2, "a"));
    assert_eq!(evaluation.rows_so_far()[0][1].1, "2");
    let result = evaluation.finish();
    assert_eq!((result.records_matched, result.records_scanned, result.bytes_scanned), (2, 2, 2));
}

#[test]
fn the_documented_stats_chain_comes_out() {
    let text = "FIELDS strlen(@message) AS message_length | STATS sum(message_length) AS ingested_bytes, \
                max(@timestamp) as @t BY @logStream | STATS avg(ingested_bytes) BY dateceil(@t, 5m)";
    assert_eq!(shown(text, &["ab", "abcd"]), ["dateceil(@t, 5m)=1970-01-01 00:05:00.000 avg(ingested_bytes)=6"]);
}

#[test]
fn unnest_gives_a_row_for_each_item() {
    let text = "fields jsonParse(@message) as j | unnest j.events into event | display event.name";
    let message = r#"{"events":[{"name":"exception"},{"name":"user action"}]}"#;
    assert_eq!(shown(text, &[message, "{\"events\":3}"]), ["", "event.name=exception", "event.name=user action"]);
}

#[test]
fn one_event_cannot_become_endless() {
    let multi = "parse @message /(?<a>.)/ multi";
    let text = format!("{} | filter a = \"z\" | stats count(*) as n", [multi; 6].join(" | "));
    assert_eq!(shown(&text, &["y".repeat(700).as_str()]), ["n=0"]);
    let grown =
        (0..8).fold("@message".to_owned(), |inner, _| format!("replace({inner}, \"y\", \"{}\")", "y".repeat(100)));
    assert_eq!(shown(&format!("fields strlen({grown}) as n, 1 as one"), &["y".repeat(700).as_str()]), ["one=1"]);
}

#[test]
fn what_is_looked_for_first_leaves_nothing_out() {
    let messages = [
        r#"{"u":"root","n":1}"#,
        r#"{"u":"\u0072oot","n":2}"#,
        r#"{"u":"ro\/ot","n":3}"#,
        r#"{"u":true,"n":4}"#,
        r#"{"u":100,"n":5}"#,
        r#"{"u":"1e2","n":6}"#,
        r#"{"u":"日本","n":7}"#,
        r#"{"u":"\u65e5\u672c","n":8}"#,
        "u=root n=9",
    ];
    let numbers = |text: &str| -> String {
        let found = shown(&format!("{text} | sort @timestamp asc | display n"), &messages);
        found.iter().map(|row| row.trim_start_matches("n=")).collect()
    };
    for (condition, expected) in [
        ("u = \"root\"", "12"),
        ("\"root\" = u and n > 1", "2"),
        ("u like \"oo\"", "12"),
        ("u = \"ro/ot\"", "3"),
        ("u like \"/\"", "3"),
        ("u = \"true\"", "4"),
        ("u = \"TRUE\"", "4"),
        ("u = \"100\"", "5"),
        ("u = 100", "56"),
        ("u like \"0\"", "5"),
        ("u like \"e\"", "6"),
        ("u = \"日本\"", "78"),
        ("u = \"root\" or n = 7", "127"),
        ("not u = \"root\"", "345678"),
    ] {
        assert_eq!(numbers(&format!("filter {condition}")), expected, "{condition}");
    }
    assert_eq!(numbers("parse \"u=* n=*\" as u, n | filter u = \"root\""), "9");
    assert_eq!(numbers("parse /u=(?<u>\\S+) n=(?<n>.)/ | filter u = \"root\" and n like \"9\""), "9");
}

#[test]
fn long_values_count_apart() {
    let long = |number: usize| format!("{}{number}", "x".repeat(100));
    let messages: Vec<String> = (0..500).chain(0..400).map(long).collect();
    let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
    assert_eq!(shown("stats count_distinct(@message) as n", &messages), ["n=500"]);
}
