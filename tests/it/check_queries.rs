//! `query --check` and `--check-file`, as a shell sees them.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const SAMPLES: &str = include_str!("../data/insights/samples.jsonl");
const SHAPES: &str = include_str!("../data/insights/shapes.jsonl");

fn program(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_session-lens"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A program that reads nothing closes its end.
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn verdicts(output: &Output) -> Vec<Value> {
    std::str::from_utf8(&output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn one_query_has_a_verdict_and_an_exit_code() {
    let right = program(&["query", "--check", "stats count(*) by bin(5m)"], "");
    assert_eq!(right.status.code(), Some(0));
    assert_eq!(verdicts(&right), [json!({ "ok": true, "evaluated": true })]);

    let wrong = program(&["query", "--check", "-"], "fields 日本 | sotr a");
    assert_eq!(wrong.status.code(), Some(1));
    let message = "unknown command sotr; did you mean sort?";
    assert_eq!(verdicts(&wrong), [json!({ "ok": false, "message": message, "start": 12, "end": 16 })]);

    let known = verdicts(&program(&["query", "--check", "accum bytes as total"], ""));
    assert_eq!((&known[0]["ok"], &known[0]["evaluated"]), (&json!(true), &json!(false)));
    assert_eq!(known[0]["reason"], "accum is not evaluated here");
}

#[test]
fn wrong_usage_is_told_apart() {
    for arguments in [
        &["query", "--check"][..],
        &["query", "--check", "--check-file", "x", "fields a"],
        &["query", "--check-file", "x", "fields a"],
        &["query", "fields a"],
    ] {
        assert_eq!(program(arguments, "").status.code(), Some(2), "{arguments:?}");
    }
    let missing = program(&["query", "--check-file", "/nonexistent/queries.jsonl"], "");
    assert_eq!((missing.status.code(), missing.stdout.len()), (Some(1), 0));
}

#[test]
fn every_line_of_a_file_has_its_verdict() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/insights/samples.jsonl");
    let checked = program(&["query", "--check-file", file], "");
    assert_eq!(checked.status.code(), Some(1));
    let verdicts = verdicts(&checked);
    let samples: Vec<Value> = SAMPLES.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(verdicts.len(), samples.len());
    let (mut right, mut evaluated) = (0, 0);
    for (sample, verdict) in samples.iter().zip(&verdicts) {
        let is_refused = sample["refused"].is_string() && sample["refused"] != "six queries in one text";
        assert_eq!(verdict["ok"], !is_refused, "{verdict}: {sample}");
        right += usize::from(!is_refused);
        evaluated += usize::from(verdict["evaluated"] == true);
        if is_refused {
            let length = sample["query"].as_str().unwrap().chars().count() as u64;
            assert!(verdict["end"].as_u64().unwrap() <= length && !verdict["message"].as_str().unwrap().is_empty());
        }
    }
    assert!(evaluated * 10 >= right * 9, "{evaluated} of {right}");
}

#[test]
fn a_file_may_come_through_a_pipe() {
    let checked = program(&["query", "--check-file", "-"], SHAPES);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
    assert_eq!(verdicts(&checked).len(), SHAPES.lines().count());
    let empty = program(&["query", "--check-file", "-"], "");
    assert_eq!((empty.status.code(), empty.stdout.len()), (Some(0), 0));
}
