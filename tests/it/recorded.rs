//! `query --input`: queries over recorded files, without any service.

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn run(folder: &TempDir, arguments: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_session-lens"))
        .arg("query")
        .args(arguments)
        .current_dir(folder.path())
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read it closes it.
    let _closed = program.stdin.take().unwrap().write_all(input.as_bytes());
    program.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let events = [
        r#"{"timestamp":1795413529089,"message":"{\"runAsUser\":\"root\",\"n\":1}"}"#,
        r#"{"timestamp":1795413530089,"message":"{\"runAsUser\":\"ubuntu\",\"n\":2}","logStreamName":"named"}"#,
        "{\"runAsUser\":\"root\",\"n\":3}",
    ];
    fs::write(folder.path().join("session-a.ndjson"), events.join("\n")).unwrap();
    fs::write(folder.path().join("plain.log"), "=1+1 \u{1b}]0;x\u{7}\nuser=root\n").unwrap();
    fs::write(folder.path().join("people.csv"), "user,name\nroot,Administrator\n").unwrap();
    folder
}

#[test]
fn recorded_events_are_queried_without_a_service() {
    let folder = folder();
    let ndjson = ["--format", "ndjson", "--input", "session-a.ndjson"];
    let query = "filter runAsUser = \"root\" | fields @timestamp, @logStream, n | sort n";
    let done = run(&folder, &[&ndjson[..], &[query]].concat(), "");
    assert_eq!(
        text(&done.stdout),
        "{\"@timestamp\":\"2026-11-23 05:58:49.089\",\"@logStream\":\"session-a\",\"n\":\"1\"}\n\
         {\"@logStream\":\"session-a\",\"n\":\"3\"}\n"
    );
    assert!(text(&done.stderr).starts_with("2 rows; 2 events matched, 3 scanned, "), "{}", text(&done.stderr));
    let streams = run(
        &folder,
        &[&ndjson[..], &["plain.log", "stats count(*) as n by @logStream | sort n, @logStream"]].concat(),
        "",
    );
    assert_eq!(
        text(&streams.stdout),
        "{\"@logStream\":\"named\",\"n\":\"1\"}\n{\"@logStream\":\"plain\",\"n\":\"2\"}\n{\"@logStream\":\"session-a\",\"n\":\"2\"}\n"
    );
}

#[test]
fn standard_input_subqueries_and_tables_work() {
    let folder = folder();
    let done =
        run(&folder, &["--format", "csv", "--input", "-", "parse \"user=*\" as u | display u"], "user=a\nuser=b\n");
    assert_eq!(text(&done.stdout).trim_start_matches('\u{feff}').replace("\r\n", "\n"), "\"u\"\n\"a\"\n\"b\"\n");
    let within = "filter n in (SOURCE 'any' | filter runAsUser = \"ubuntu\" | fields n) | fields runAsUser";
    let done = run(&folder, &["--input", "session-a.ndjson", within, "--format", "ndjson"], "");
    assert_eq!(text(&done.stdout), "{\"runAsUser\":\"ubuntu\"}\n");
    let twice = run(&folder, &["--input", "-", within], "x");
    assert_eq!(twice.status.code(), Some(2), "{}", text(&twice.stderr));
    let table = "lookup people user as runAsUser OUTPUT name | stats count(*) as n by name | sort n desc";
    let done = run(
        &folder,
        &["--input", "session-a.ndjson", "--lookup", "people=people.csv", "--format", "ndjson", table],
        "",
    );
    assert_eq!(text(&done.stdout), "{\"name\":\"Administrator\",\"n\":\"2\"}\n{\"n\":\"1\"}\n");
}

#[test]
fn what_is_wrong_is_told_with_an_exit_code() {
    let folder = folder();
    let cases: [(&[&str], i32, &str); 5] = [
        (&["--input", "nowhere.log", "fields @message"], 1, "nowhere.log"),
        (&["--input", "plain.log", "fliter x = 1"], 2, "did you mean filter?"),
        (&["--input", "plain.log", "pattern @message", "--log-class", "INFREQUENT_ACCESS"], 2, "Infrequent Access"),
        (&["--input", "plain.log"], 2, "query"),
        (&["--input", "plain.log", "--log-group", "g", "fields @message"], 2, "cannot be used with"),
    ];
    for (arguments, code, words) in cases {
        let done = run(&folder, arguments, "");
        assert_eq!(done.status.code(), Some(code), "{arguments:?}: {}", text(&done.stderr));
        assert!(text(&done.stderr).contains(words), "{arguments:?}: {}", text(&done.stderr));
    }
}

#[test]
fn nothing_from_a_file_acts_on_a_terminal_or_a_sheet() {
    let folder = folder();
    for (format, guarded) in [("table", "=1+1 ␛]0;x␇"), ("csv", "'=1+1 ")] {
        let done = run(&folder, &["--input", "plain.log", "--format", format, "fields @message"], "");
        let shown = text(&done.stdout);
        assert!(!shown.contains('\u{1b}') && shown.contains(guarded), "{format}: {shown:?}");
    }
}
