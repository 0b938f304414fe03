//! Recorded files as `commands` reads them: whatever their form and order, nothing is lost, and every command
//! leads back to its line.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

fn commands(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_session-lens"))
        .arg("commands")
        .args(arguments)
        .args(["--format", "ndjson"])
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn rows(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn typed(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["command"].as_str().unwrap()).collect()
}

fn event(timestamp: i64, lines: &[&str]) -> String {
    let message = json!({
        "eventVersion": "1.0", "eventTime": "2026-01-02T03:04:05Z", "awsRegion": "eu-west-1",
        "target": {"id": "i-0123456789abcdef0"},
        "userIdentity": {"arn": "arn:aws:sts::111122223333:assumed-role/Ops/alice"},
        "runAsUser": "ssm-user", "sessionId": "alice-1", "sessionData": lines
    });
    json!({"timestamp": timestamp, "message": message.to_string()}).to_string()
}

fn write(folder: &Path, name: &str, text: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn a_file_in_any_order_is_read_by_time_and_its_places_are_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        event(3_000, &["sh-5.2$ pwd", "/", "sh-5.2$ exit"]),
        event(1_000, &["sh-5.2$ id", "uid=1"]),
        "not an event".to_owned(),
        String::new(),
        event(2_000, &["sh-5.2$ ls", "sh-5.2$ df"]),
    ];
    let file = write(folder.path(), "alice-1.ndjson", (lines.join("\n") + "\n").as_bytes());
    let output = commands(&[&file]);
    let rows = rows(&output);
    assert_eq!(typed(&rows), ["id", "ls", "df", "pwd", "exit"]);
    let places: Vec<(u64, u64)> =
        rows.iter().map(|row| (row["event"].as_u64().unwrap(), row["eventLine"].as_u64().unwrap())).collect();
    assert_eq!(places, [(1, 0), (3, 0), (3, 1), (0, 0), (0, 2)]);
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert!(complaints.contains(":3: not an event"), "{complaints}");
    // What is no event stands where it stood.
    assert_eq!(rows[0]["outputLines"], 2);
}

/// What bash leaves in the terminal's bytes.
fn terminal(typed: &[&str]) -> String {
    let header =
        "Script started on 2026-01-02 03:04:05+00:00 [COMMAND=\"cat ipcTempFile.log\" <not executed on terminal>]\n";
    let input = |typed: &&str| format!("\u{1b}[?2004hsh-5.2$ {typed}\r\n\u{1b}[?2004l\r{typed} done\r\n");
    let inputs = typed.iter().map(input).collect::<Vec<_>>().concat();
    format!("{header}{inputs}\n\nScript done on 2026-01-02 03:04:05+00:00 [COMMAND_EXIT_CODE=\"0\"]\n")
}

#[test]
fn a_session_file_of_s3_gives_what_the_log_group_gives() {
    let folder = tempfile::tempdir().unwrap();
    let text = terminal(&["id", "ls -l\u{8}\u{8}\u{1b}[Ka", "echo é"]);
    // The file has a carriage return more at each line's end.
    let file = write(folder.path(), "alice-1.log", text.replace("\r\n", "\r\r\n").as_bytes());
    let event = json!({"timestamp": 1_767_323_045_000_i64, "message": text.trim_end()}).to_string();
    let uploaded = write(folder.path(), "alice-1.ndjson", event.as_bytes());
    let (from_s3, from_logs) = (rows(&commands(&[&file])), rows(&commands(&[&uploaded])));
    assert_eq!(typed(&from_s3), ["id", "ls a", "echo é"]);
    for (one, other) in from_s3.iter().zip(&from_logs) {
        for field in ["sessionId", "time", "command", "confidence", "doubts", "outputLines", "outputBytes"] {
            assert_eq!(one[field], other[field], "{field}");
        }
    }
    assert_eq!(from_s3[0]["time"], "2026-01-02T03:04:05.000Z");
    assert_eq!(from_s3[0]["confidence"], "exact");
}

#[test]
fn many_files_come_in_the_order_they_are_named_in() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<String> = (0..40)
        .map(|number| {
            let typed = format!("sh-5.2$ echo {number}");
            write(folder.path(), &format!("s-{number}.ndjson"), event(1, &[&typed, "x", "sh-5.2$ exit"]).as_bytes())
        })
        .collect();
    let named: Vec<&str> = files.iter().map(String::as_str).chain(["none.ndjson"]).collect();
    let output = commands(&named);
    let found = rows(&output);
    let echoes: Vec<&str> = typed(&found).into_iter().filter(|typed| typed.starts_with("echo")).collect();
    assert_eq!(echoes, (0..40).map(|number| format!("echo {number}")).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("none.ndjson"));
}

#[test]
fn flags_stand_beside_the_commands_also_those_of_ones_own_rules() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    let own = "title: Asked who they are\nlevel: low\nauthor: Audit team\nlogsource: {category: process_creation}\n\
               detection: {a: {Image|endswith: /id}, condition: a}\n";
    write(&rules, "who.yml", own.as_bytes());
    write(&rules, "torn.yml", b"title: [");
    let lines = ["sh-5.2$ sudo cat /etc/shadow", "x", "sh-5.2$ sudo id", "sh-5.2$ ls", "sh-5.2$ exit"];
    let file = write(folder.path(), "alice-1.ndjson", event(1, &lines).as_bytes());
    let output = commands(&[&file, "--rules", &rules.to_string_lossy()]);
    let rows = rows(&output);
    let flags: Vec<Vec<(&str, &str, &str)>> = rows
        .iter()
        .map(|row| {
            row["flags"]
                .as_array()
                .unwrap()
                .iter()
                .map(|flag| {
                    (
                        flag["level"].as_str().unwrap(),
                        flag["author"].as_str().unwrap(),
                        flag["matched"].as_str().unwrap(),
                    )
                })
                .collect()
        })
        .collect();
    assert_eq!(flags[0], [("high", "Session Lens", "cat /etc/shadow")]);
    assert_eq!(flags[1], [("low", "Audit team", "id")]);
    assert!(flags[2].is_empty());
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert!(complaints.contains("torn.yml: not a Sigma rule"), "{complaints}");
}
