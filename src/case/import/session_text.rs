//! A session file of Session Manager in S3: the terminal's bytes, as the agent would have uploaded them.

use std::io::{BufRead, Read};

use jiff::Timestamp;

use super::{Sink, SinkError, input::Input};
use crate::case::NewEvent;

/// The agent cuts what it uploads at this many bytes (`cloudwatchlogsservice.go`).
const TEXT_EVENT: usize = 200_000;

pub(super) fn read(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), SinkError> {
    let (mut line, mut event) = (Vec::new(), Vec::new());
    let mut time = None;
    let mut is_first = true;
    loop {
        line.clear();
        match input.take(TEXT_EVENT as u64).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                // What came before the place where it breaks.
                event.extend_from_slice(&line);
                if !event.is_empty() {
                    give(&mut event, time, sink);
                }
                return Err(error.into());
            }
        }
        if std::mem::take(&mut is_first) {
            time = time_of_header(&line);
        }
        if event.len() + line.len() > TEXT_EVENT && !event.is_empty() {
            give(&mut event, time, sink);
            sink.breathe(input.read_so_far())?;
        }
        // The file has one carriage return more than what goes to CloudWatch Logs.
        let kept = line.strip_suffix(b"\r\r\n").map(<[u8]>::len);
        event.extend_from_slice(&line[..kept.unwrap_or(line.len())]);
        if kept.is_some() {
            event.extend_from_slice(b"\r\n");
        }
    }
    if !event.is_empty() {
        give(&mut event, time, sink);
    }
    Ok(())
}

/// The agent drops the line end at which an event ends.
fn give(event: &mut Vec<u8>, timestamp: Option<i64>, sink: &mut Sink<'_>) {
    if event.ends_with(b"\n") {
        event.pop();
    }
    sink.event(&NewEvent { timestamp, ingestion_time: None, log: "", log_stream: "", message: event, ptr: "" });
    event.clear();
}

/// `Script started on 2026-11-23 05:58:51+00:00 […]`: the session's end.
fn time_of_header(line: &[u8]) -> Option<i64> {
    let rest = line.strip_prefix(b"Script started on ")?;
    let text = std::str::from_utf8(rest.get(..25)?).ok()?;
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}
