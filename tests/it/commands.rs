//! The commands that people typed in recorded sessions are found, and what is called exact is exact.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use session_lens::model::LogEvent;
use session_lens::session::{CommandKind, Confidence, Session, read_session};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sessions")
}

fn recorded(file: &Path) -> Session {
    let events: Vec<LogEvent> = std::fs::read_to_string(file)
        .unwrap()
        .lines()
        .map(|line| {
            let event: Value = serde_json::from_str(line).unwrap();
            LogEvent {
                timestamp: event["timestamp"].as_i64().unwrap(),
                message: event["message"].as_str().unwrap().to_owned(),
                ..LogEvent::default()
            }
        })
        .collect();
    read_session(&file.file_stem().unwrap().to_string_lossy(), events)
}

/// White space does not count, and a continued line is one.
fn folded(text: &str) -> String {
    text.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which of `found` lie on a longest common subsequence with `truth`.
fn matched(truth: &[String], found: &[String]) -> Vec<bool> {
    let mut best = vec![vec![0_usize; found.len() + 1]; truth.len() + 1];
    for (row, wanted) in truth.iter().enumerate().rev() {
        for (column, given) in found.iter().enumerate().rev() {
            best[row][column] = if wanted == given {
                best[row + 1][column + 1] + 1
            } else {
                best[row + 1][column].max(best[row][column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut hits = vec![false; found.len()];
    while row < truth.len() && column < found.len() {
        if truth[row] == found[column] {
            hits[column] = true;
            row += 1;
            column += 1;
        } else if best[row + 1][column] >= best[row][column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    hits
}

#[derive(Default, Debug)]
struct Score {
    truth: usize,
    found: usize,
    sure: usize,
    sure_and_right: usize,
    false_exact: usize,
}

fn score(folder: &Path) -> Score {
    let mut score = Score::default();
    let mut recordings: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    recordings.retain(|path| path.extension().is_some_and(|extension| extension == "ndjson"));
    assert!(recordings.len() > 5, "{}", folder.display());
    for recording in recordings {
        let session = recorded(&recording);
        let truth = std::fs::read_to_string(data().join(format!("{}.commands.json", session.id))).unwrap();
        let truth: Value = serde_json::from_str(&truth).unwrap();
        let typed: Vec<String> = truth["commands"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|command| matches!(command["kind"].as_str(), Some("shell" | "nested-shell")))
            .filter(|command| command["executed"] != false && command["visible"] != false)
            .map(|command| folded(command["command"].as_str().unwrap()))
            .collect();
        let commands: Vec<_> =
            session.commands.iter().filter(|command| command.kind == CommandKind::Shell && command.submitted).collect();
        let found: Vec<String> = commands.iter().map(|command| folded(&command.text)).collect();
        let hits = matched(&typed, &found);
        score.truth += typed.len();
        score.found += hits.iter().filter(|hit| **hit).count();
        for (command, hit) in commands.iter().zip(hits) {
            let sure = command.confidence != Confidence::Uncertain;
            score.sure += usize::from(sure);
            score.sure_and_right += usize::from(sure && hit);
            score.false_exact += usize::from(!hit && command.confidence == Confidence::Exact);
        }
    }
    score
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn uploaded_sessions_give_nearly_all_commands() {
    let score = score(&data().join("upload"));
    assert!(share(score.found, score.truth) >= 0.97, "{score:?}");
    assert!(share(score.sure_and_right, score.truth) >= 0.95, "{score:?}");
    assert!(share(score.sure_and_right, score.sure) >= 0.98, "{score:?}");
    assert_eq!(score.false_exact, 0, "{score:?}");
}

#[test]
fn streamed_sessions_give_what_the_agent_left_of_them() {
    let score = score(&data());
    assert!(share(score.found, score.truth) >= 0.88, "{score:?}");
    assert!(share(score.sure_and_right, score.truth) >= 0.78, "{score:?}");
    assert!(share(score.sure_and_right, score.sure) >= 0.97, "{score:?}");
    assert_eq!(score.false_exact, 0, "{score:?}");
}

#[test]
fn the_user_of_each_command_is_the_one_who_typed_it() {
    let session = recorded(&data().join("admin-0c3d4e5f60718293a.ndjson"));
    let truth = std::fs::read_to_string(data().join("admin-0c3d4e5f60718293a.commands.json")).unwrap();
    let truth: Value = serde_json::from_str(&truth).unwrap();
    let typed: Vec<(&str, &str)> = truth["commands"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|command| {
            matches!(command["kind"].as_str(), Some("shell" | "nested-shell")) && command["visible"] != false
        })
        .map(|command| (command["command"].as_str().unwrap(), command["user"].as_str().unwrap()))
        .collect();
    let found: Vec<(&str, &str)> = session
        .commands
        .iter()
        .filter(|command| command.kind == CommandKind::Shell)
        .map(|command| (command.text.as_str(), command.user.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(found, typed);
}

fn program(arguments: &[&Path]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_session-lens")).arg("commands").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn recorded_files_are_printed_a_command_a_line_and_bad_lines_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mallory-0a1b2c3d.ndjson");
    let message = "{\"sessionData\":[\"sh-5.2$ id\",\"sh-5.2$ echo \u{202e}\u{9b}x\",\"sh-5.2$ ls\"]}";
    let line = serde_json::json!({"timestamp": 1_767_323_045_000_i64, "message": message}).to_string();
    std::fs::write(&file, format!("{line}\nno event \u{1b}[2J\n")).unwrap();
    let format = [Path::new("--format"), Path::new("ndjson")];
    let (code, out, err) = program(&[&file, format[0], format[1]]);
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains(":2:") && !err.contains('\u{1b}'), "{err:?}");
    let rows: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 3, "{out}");
    assert_eq!(rows[0]["sessionId"], "mallory-0a1b2c3d");
    assert_eq!(
        (&rows[0]["command"], &rows[0]["kind"], &rows[0]["submitted"]),
        (&"id".into(), &"shell".into(), &true.into())
    );
    assert_eq!(rows[0]["time"], "2026-01-02T03:04:05.000Z");
    for key in ["principal", "user", "instance", "confidence"] {
        assert!(rows[0].get(key).is_some(), "{key}");
    }
    let acts = |text: &str| {
        text.chars().any(|character| character != '\n' && (character.is_control() || character == '\u{202e}'))
    };
    assert!(!acts(&out), "{out:?}");
    for shape in ["table", "csv"] {
        let (code, out, _) = program(&[&file, format[0], Path::new(shape)]);
        assert!(code == Some(0) && out.contains("echo") && !acts(&out), "{out:?}");
    }
    let (code, out, err) = program(&[&file, &folder.path().join("absent.ndjson"), format[0], format[1]]);
    assert_eq!(code, Some(1));
    assert!(out.lines().count() == 3 && err.contains("absent.ndjson"), "{err}");
}
