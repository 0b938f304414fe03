//! A pack of evidence can be checked by a stranger, and nothing in it acts.

mod browser;
mod changes;
mod hostile;
mod office;
mod scope;
mod signed;
mod zipped;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};
use session_lens::case::{Case, EntryKind, NewEvent, Writer};

const PROGRAM: &str = env!("CARGO_BIN_EXE_session-lens");
const GROUP: &str = "111122223333:/aws/ssm/logs";

/// What a hostile person types, hoping that the auditor's tools do something.
const HOSTILE: [&str; 11] = [
    "=cmd|'/c calc'!A1",
    "+1+1",
    "@SUM(1)",
    "=HYPERLINK(\"http://example.com/?\"&A1,\"x\")",
    "=DDE(\"cmd\";\"/c calc\";\"x\")",
    "＝1+1",
    "－1",
    "echo '<script>alert(1)</script><img src=http://example.com/x>'",
    "echo \u{202e}gpj.exe",
    "echo \"&amp;\" '</code>'",
    "echo $'\\e]0;title\\a'",
];

/// The same as the name of an OS user, which reaches the tables as it is.
const HOSTILE_USERS: [&str; 7] = ["=2+3", "\t=2+3", "\r=2+3", "\n=2+3", "＝2+3", "＠SUM(2,3)", "-2+3"];

/// Rows of the tables: what is typed by hand, the long line, and `exit`; and a line of each of the users.
const ROWS: usize = HOSTILE.len() + 2 + HOSTILE_USERS.len();

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn session(user: &str, lines: &[String]) -> Vec<u8> {
    let message = json!({
        "eventVersion": "1.0", "eventTime": "2026-01-02T03:04:05Z", "awsRegion": "eu-west-1",
        "target": {"id": "i-0123456789abcdef0"}, "userIdentity": {"arn": "arn:aws:sts::1:assumed-role/Ops/<b>alice"},
        "runAsUser": user, "sessionId": "alice-1", "sessionData": lines
    });
    message.to_string().into_bytes()
}

/// A case in which somebody typed that, and others reviewed it.
fn case(folder: &Path) -> PathBuf {
    let path = folder.join("a.case");
    if path.exists() {
        return path;
    }
    let mut writer = Writer::new(Case::create(&path, 1).unwrap()).unwrap();
    writer.begin_source(2, "a.ndjson", &json!({"kind": "lines"})).unwrap();
    let mut lines: Vec<String> = Vec::new();
    for typed in HOSTILE {
        lines.push(format!("sh-5.2$ {typed}"));
        lines.push("done".to_owned());
    }
    lines.push(format!("sh-5.2$ sudo cat /etc/shadow # {}", "x".repeat(40_000)));
    lines.push("sh-5.2$ exit".to_owned());
    let mut events =
        vec![("../alice-1".to_owned(), session("=user", &lines)), ("CON".to_owned(), b"\xff\xfe raw".to_vec())];
    for (place, user) in HOSTILE_USERS.iter().enumerate() {
        events.push((format!("user-{place}"), session(user, &["sh-5.2$ id".to_owned()])));
    }
    for (stream, message) in &events {
        writer.push(&NewEvent {
            timestamp: Some(1_767_323_045_000),
            ingestion_time: None,
            log: GROUP,
            log_stream: stream,
            message,
            ptr: "",
        });
    }
    writer.flush(3, &[]).unwrap();
    let mut case = writer.into_case();
    review(&mut case);
    path
}

/// Reviews and notes, one of them of a form that nobody knows, and with what a hostile reviewer writes.
fn review(case: &mut Case) {
    let about = |command: Option<Value>| json!({"log": GROUP, "logStream": "../alice-1", "session": "../alice-1", "command": command});
    let command = json!({"time": 1_767_323_045_000_i64, "text": "sudo cat /etc/shadow", "event": "p", "line": 23});
    let of = |about: &Value, state: &str, comment: &str| json!({"subject": about, "state": state, "reviewer": "点検 花子", "comment": comment});
    let [session, command] = [about(None), about(Some(command))];
    let subjects = [format!("{GROUP}/../alice-1"), format!("{GROUP}/../alice-1#p/23")];
    for (kind, subject, body) in [
        (EntryKind::Review, &subjects[1], of(&command, "follow-up", "why was <i>this</i> read?")),
        (EntryKind::Note, &subjects[0], json!({"subject": session, "author": "Ben", "text": "=NOTE(1)\nsecond line"})),
        (EntryKind::Review, &subjects[1], of(&command, "reviewed", "change 4711 \u{202e}")),
        (EntryKind::Review, &subjects[0], of(&session, "follow-up", "ask the owner")),
        (EntryKind::Review, &subjects[0], json!(["of another form"])),
    ] {
        case.write(4, kind, subject, &body).unwrap();
    }
}

/// The case's pack. `more`: arguments of `export`.
fn pack(folder: &Path, name: &str, more: &[&str]) -> PathBuf {
    let case = case(folder);
    let out = folder.join(name);
    let mut arguments = vec!["export", "--case", text(&case), "--out", text(&out)];
    arguments.extend(more);
    let done = run(&arguments);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    out
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// Whether a program starts; else the test is skipped, or fails where somebody insists.
fn is_here(program: &str, argument: &str, how: &str) -> bool {
    match Command::new(program).arg(argument).output() {
        Ok(_) => true,
        Err(error) => {
            crate::parties::missing(program, error, how);
            false
        }
    }
}

/// `sha256sum -c` of a stranger.
#[cfg(unix)]
fn assert_sha256sum(pack: &Path) {
    for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        let checked = Command::new("sha256sum").args(["-c", "--strict", manifest]).current_dir(pack).output().unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }
}
