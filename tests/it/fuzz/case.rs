//! What is fed in: a recorded session's file, as its bytes or as its events.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use session_lens::model::LogEvent;

pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// The files of a folder that end so, in their order.
fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(ending));
    files.sort();
    Ok(files)
}

/// What was found to do harm.
pub fn fuzz_seeds() -> Vec<PathBuf> {
    files(&data().join("fuzz"), ".bin").unwrap_or_default()
}

/// The recorded sessions.
pub fn recordings() -> Vec<Vec<u8>> {
    let sessions = data().join("sessions");
    let paths = [files(&sessions, ".ndjson"), files(&sessions.join("upload"), ".ndjson")];
    paths.into_iter().flat_map(Result::unwrap).map(|path| fs::read(path).unwrap()).collect()
}

#[derive(Deserialize)]
struct Line {
    timestamp: i64,
    message: String,
}

/// A case as events: times and messages.
pub type Events = Vec<(i64, String)>;

/// The events in a file of one a line; a line that is none is an event of its own.
pub fn events(bytes: &[u8]) -> Events {
    let mut time = 1_795_400_000_000;
    let mut events = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        match serde_json::from_slice::<Line>(line) {
            Ok(line) => {
                time = line.timestamp;
                events.push((line.timestamp, line.message));
            }
            Err(_) => events.push((time, String::from_utf8_lossy(line).into_owned())),
        }
    }
    events
}

pub fn file_of(events: &[(i64, String)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (timestamp, message) in events {
        let line = serde_json::json!({"timestamp": timestamp, "message": message}).to_string();
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

pub fn log_events(events: Events) -> Vec<LogEvent> {
    events.into_iter().map(|(timestamp, message)| LogEvent { timestamp, message, ..LogEvent::default() }).collect()
}

/// A record as the agent streams it.
pub fn streamed(lines: &[&str]) -> String {
    serde_json::json!({
        "eventVersion": "1.0",
        "eventTime": "2026-11-23T05:58:51Z",
        "awsRegion": "ap-northeast-1",
        "target": {"id": "i-0aa11bb22cc33dd44"},
        "userIdentity": {"arn": "arn:aws:sts::111122223333:assumed-role/Oncall/oncall-15"},
        "runAsUser": "ssm-user",
        "sessionId": "oncall-15-23456ab78cde01f23",
        "sessionData": lines,
    })
    .to_string()
}
