//! What the procedures find among made-up events.

use proptest::prelude::*;
use serde_json::Value;

use super::super::json_text;
use super::form::{HOSTILE, procedure, values};
use crate::insights::{self, Evaluation, EvaluationOptions};
use crate::model::{LogClass, LogEvent, QueryRow};

/// 2026-11-23 05:00 UTC.
const START: i64 = 1_795_410_000_000;
const HOUR: i64 = 3_600_000;
const ALICE: &str = "arn:aws:sts::111122223333:assumed-role/Oncall/alice";
const BOB: &str = "arn:aws:sts::111122223333:assumed-role/Oncall/bob";

/// As the agent writes it: its order of keys, its spelling of texts.
fn record(session: &str, arn: &str, user: &str, instance: &str, lines: &[&str]) -> String {
    let text = |text: &str| format!("\"{}\"", json_text::encode(text));
    let lines: Vec<String> = lines.iter().map(|line| text(line)).collect();
    format!(
        "{{\"eventVersion\":\"1.0\",\"eventTime\":\"2026-11-23T05:00:00Z\",\"awsRegion\":\"ap-northeast-1\",\
         \"target\":{{\"id\":{}}},\"userIdentity\":{{\"arn\":{}}},\"runAsUser\":{},\"sessionId\":{},\"sessionData\":[{}]}}",
        text(instance),
        text(arn),
        text(user),
        text(session),
        lines.join(",")
    )
}

fn event(after: i64, session: &str, message: impl Into<String>) -> LogEvent {
    LogEvent {
        timestamp: START + after,
        ingestion_time: START + after,
        message: message.into(),
        log_stream: session.to_owned(),
        log: "111122223333:/aws/ssm/session-logs".to_owned(),
        ptr: format!("{session}/{after}"),
    }
}

/// Streamed, uploaded, torn and foreign events.
fn events() -> Vec<LogEvent> {
    let header = "Script started on 2026-11-23 05:00:00+00:00 [COMMAND=\"cat /var/lib/amazon/ssm/i-0up/session/\
                  orchestration/batch-1/Standard_Stream/ipcTempFile.log\" <not executed on terminal>]\r\n# ls a && b\r\n";
    let torn = record("alice-1", ALICE, "ssm-user", "i-0a", &["$ vim C:\\new", "gone"]);
    let torn = &torn[..torn.len() - "ne\"]}".len()];
    vec![
        event(0, "alice-1", record("alice-1", ALICE, "ssm-user", "i-0a", &["$ echo \"x\"]\" && ls <a>", "x\"],y"])),
        event(HOUR, "alice-1", record("alice-1", ALICE, "ssm-user", "i-0a", &[])),
        event(HOUR + 1, "alice-1", torn),
        event(
            2,
            "bob-1",
            record("bob-1", BOB, "o'brien | stats count(*)", "mi-0b", &["$ echo \"runAsUser\":\"ssm-user\""]),
        ),
        event(3, "bob-2", record("bob-2", BOB, "ssm-user2", "i-0a", &["$ cat /tmp/Secret 日本"])),
        event(4, "bob-3", record("bob-3", BOB, "007", "i-0c", &["\u{8}\u{8} \\u0026"])),
        event(5, "batch-1", header),
        event(6, "batch-1", "# cat \"runAsUser\":\"ssm-user\" SECRET\r\n"),
        event(7, "odd-1", r#"{"eventVersion":"1.0","eventTime":"2026"#),
        event(8, "app", r#"{"level":"info","user":"ssm-user"}"#),
    ]
}

fn found_among(events: &[LogEvent], id: &str, given: &[(&str, &str)]) -> Vec<QueryRow> {
    let procedure = procedure(id);
    let text = procedure.fill(&values(given)).unwrap().text;
    let query = insights::parse(&text).unwrap();
    let options = EvaluationOptions { log_class: LogClass::InfrequentAccess, ..EvaluationOptions::default() };
    let mut evaluation = Evaluation::new(&query, options).unwrap();
    for event in events {
        evaluation.push(event);
    }
    procedure.decode.apply(evaluation.finish().rows)
}

fn found(id: &str, given: &[(&str, &str)]) -> Vec<QueryRow> {
    found_among(&events(), id, given)
}

fn field<'r>(row: &'r QueryRow, wanted: &str) -> &'r str {
    row.iter().find(|(name, _)| name == wanted).map_or("-", |(_, value)| value)
}

fn column<'r>(rows: &'r [QueryRow], wanted: &str) -> Vec<&'r str> {
    rows.iter().map(|row| field(row, wanted)).collect()
}

/// Which events these are.
fn pointers(rows: &[QueryRow]) -> Vec<&str> {
    column(rows, "@ptr")
}

fn names(row: &QueryRow) -> Vec<&str> {
    row.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn the_latest_events_of_a_session() {
    let rows = found("session-latest", &[("session", "alice-1"), ("limit", "2")]);
    assert_eq!(pointers(&rows), ["alice-1/3600001", "alice-1/3600000"]);
    assert_eq!(names(&rows[0]), ["@timestamp", "@message", "@ptr"]);
}

#[test]
fn what_was_typed_in_a_session() {
    let rows = found("session-typed", &[("session", "alice-1")]);
    assert_eq!(names(&rows[0]), ["@timestamp", "@logStream", "runAsUser", "sessionData", "@ptr", "@message"]);
    assert_eq!(column(&rows, "@timestamp")[0], "2026-11-23 05:00:00.000");
    assert_eq!(column(&rows, "runAsUser"), ["ssm-user", "ssm-user", ""]);
    let shown = column(&rows, "sessionData");
    assert_eq!(&shown[..2], ["$ echo \"x\"]\" && ls <a>\nx\"],y", ""]);
    assert_eq!(shown[2], events()[2].message);
    let uploaded = found("session-typed", &[("session", "batch-1")]);
    assert!(column(&uploaded, "sessionData")[0].ends_with("\n# ls a && b\n"));
    assert!(found("session-typed", &[("session", "alice")]).is_empty());
}

#[test]
fn the_form_for_the_console_gives_what_its_description_says() {
    let rows = found("session-typed-console", &[("session", "alice-1")]);
    assert_eq!(column(&rows, "runAsUser"), ["ssm-user", "ssm-user", "ssm-user"]);
    // Text that holds a quote and a bracket ends there; an empty list and a torn one are not found.
    assert_eq!(column(&rows, "sessionData"), [r#"$ echo \"x\"#, "-", "-"]);
    let uploaded = found("session-typed-console", &[("session", "batch-1")]);
    assert_eq!(column(&uploaded, "sessionData"), ["-", "-"]);
}

#[test]
fn the_sessions_in_a_period() {
    let rows = found("sessions-in-period", &[]);
    let wanted = ["@logStream", "principal", "osUser", "instance", "firstEvent", "lastEvent", "events"];
    assert_eq!(names(&rows[0]), wanted);
    assert_eq!(column(&rows, "@logStream"), ["alice-1", "app", "odd-1", "batch-1", "bob-3", "bob-2", "bob-1"]);
    assert_eq!(column(&rows, "principal"), [ALICE, "", "", "", BOB, BOB, BOB]);
    let users = ["ssm-user", "", "", "", "007", "ssm-user2", "o'brien | stats count(*)"];
    assert_eq!(column(&rows, "osUser"), users);
    assert_eq!(column(&rows, "instance"), ["i-0a", "", "", "i-0up", "i-0c", "i-0a", "mi-0b"]);
    assert_eq!(field(&rows[0], "firstEvent"), "2026-11-23 05:00:00.000");
    assert_eq!(field(&rows[0], "lastEvent"), "2026-11-23 06:00:00.001");
    assert_eq!(column(&rows, "events"), ["3", "1", "1", "2", "1", "1", "1"]);
}

#[test]
fn everything_one_os_user_did() {
    let rows = found("user-activity", &[("user", "ssm-user")]);
    assert_eq!(pointers(&rows), ["alice-1/0", "alice-1/3600000", "alice-1/3600001"]);
    assert_eq!(column(&rows, "instance"), ["i-0a", "i-0a", "i-0a"]);
    let rows = found("user-activity", &[("user", "o'brien | stats count(*)")]);
    assert_eq!(pointers(&rows), ["bob-1/2"]);
    assert_eq!(column(&rows, "sessionData"), ["$ echo \"runAsUser\":\"ssm-user\""]);
    // Never as numbers, prefixes or patterns.
    assert_eq!(pointers(&found("user-activity", &[("user", "007")])), ["bob-3/4"]);
    for nobody in ["7", "ssm", "ssm-user ", "SSM-USER", ".*", "ssm.user"] {
        assert!(found("user-activity", &[("user", nobody)]).is_empty(), "{nobody}");
    }
}

#[test]
fn everything_one_principal_did() {
    let rows = found("principal-activity", &[("principal", BOB)]);
    assert_eq!(pointers(&rows), ["bob-1/2", "bob-2/3", "bob-3/4"]);
    assert!(found("principal-activity", &[("principal", "bob")]).is_empty());
}

#[test]
fn everything_on_one_instance() {
    let rows = found("instance-activity", &[("instance", "i-0a")]);
    assert_eq!(pointers(&rows), ["alice-1/0", "bob-2/3", "alice-1/3600000", "alice-1/3600001"]);
    assert_eq!(pointers(&found("instance-activity", &[("instance", "mi-0b")])), ["bob-1/2"]);
    assert_eq!(pointers(&found("instance-activity", &[("instance", "i-0up")])), ["batch-1/5"]);
    assert!(found("instance-activity", &[("instance", "i-0")]).is_empty());
}

#[test]
fn words_are_found_as_they_were_typed() {
    let search = |word: &str, case: &str| -> Vec<String> {
        let rows = found("text-search", &[("word", word), ("letterCase", case)]);
        pointers(&rows).into_iter().map(str::to_owned).collect()
    };
    for (word, events) in [
        ("secret", &["batch-1/6", "bob-2/3"][..]),
        ("&& ", &["batch-1/5", "alice-1/0"]),
        ("<a>", &["alice-1/0"]),
        ("\"x\"]\"", &["alice-1/0"]),
        ("x\"],y", &["alice-1/0"]),
        ("C:\\new", &["alice-1/3600001"]),
        ("日本", &["bob-2/3"]),
        ("\\u0026", &["bob-3/4"]),
        // A record's other fields and JSON's own letters and quotes are no text; of what is no record, all is.
        ("u003", &[]),
        ("\",\"", &["app/8", "odd-1/7"]),
        ("]}", &[]),
        ("Oncall", &[]),
        ("b \\", &[]),
        (".*", &[]),
    ] {
        assert_eq!(search(word, "any"), events, "{word}");
    }
    assert_eq!(search("Secret", "same"), ["bob-2/3"]);
    assert_eq!(search("SECRET", "same"), ["batch-1/6"]);
}

#[test]
fn the_activity_of_each_user() {
    let rows = found("activity-per-hour", &[]);
    assert_eq!(names(&rows[0]), ["period", "user", "events", "sessions"]);
    let five = "2026-11-23 05:00:00.000";
    assert_eq!(column(&rows, "period"), [five, five, five, five, five, "2026-11-23 06:00:00.000"]);
    let mut users = column(&rows, "user")[..5].to_vec();
    users.sort_unstable();
    assert_eq!(users, ["(none)", "007", "o'brien | stats count(*)", "ssm-user", "ssm-user2"]);
    let none = rows.iter().find(|row| field(row, "user") == "(none)").unwrap();
    assert_eq!((field(none, "events"), field(none, "sessions")), ("4", "3"));
    assert_eq!((field(&rows[5], "user"), field(&rows[5], "events")), ("ssm-user", "2"));
    assert_eq!(found("activity-per-hour", &[("period", "1d")]).len(), 5);
}

/// Another's event, then one of the person's own, and whether only the second is found.
fn finds_its_own(id: &str, parameter: &str, value: &str) {
    let of = |value: &str| match id {
        "user-activity" => event(1, "s", record("s", "arn", value, "i-0", &["x"])),
        "principal-activity" => event(1, "s", record("s", value, "u", "i-0", &["x"])),
        "text-search" => event(1, "s", record("s", "arn", "u", "i-0", &["a", &format!("$ {value} b")])),
        _ => event(1, value, record("s", "arn", "u", "i-0", &["x"])),
    };
    let own = of(value);
    let parsed: Value = serde_json::from_str(&own.message).unwrap();
    assert!(parsed.is_object());
    let mut all = events();
    let stranger = LogEvent { ptr: "stranger".to_owned(), ..of("\u{1}") };
    let own = LogEvent { ptr: "own".to_owned(), ..own };
    all.extend([stranger, own]);
    let rows = found_among(&all, id, &[(parameter, value)]);
    let found = pointers(&rows);
    // What stands around the name is in the other one too.
    let is_around = id == "text-search" && ["a", "$ ", " b"].iter().any(|text| text.contains(&value.to_lowercase()));
    let is_right = found.contains(&"own") && (is_around || !found.contains(&"stranger"));
    assert!(is_right, "{id} of {value:?}: {found:?}");
    if id == "user-activity" {
        assert!(rows.iter().all(|row| field(row, "runAsUser") == value), "{value:?}");
    }
}

const BY_TEXT: [(&str, &str); 5] = [
    ("session-latest", "session"),
    ("session-typed", "session"),
    ("user-activity", "user"),
    ("principal-activity", "principal"),
    ("text-search", "word"),
];

#[test]
fn hostile_names_find_what_is_named_so() {
    for (id, parameter) in BY_TEXT {
        for value in HOSTILE {
            finds_its_own(id, parameter, value);
        }
    }
}

proptest! {
    #[test]
    fn any_name_finds_what_is_named_so(value in "[^\u{1}]*[^\u{1}\\s][^\u{1}]*", place in 0..BY_TEXT.len()) {
        let (id, parameter) = BY_TEXT[place];
        finds_its_own(id, parameter, &value);
    }
}
