//! An event a line.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Sink, SinkError, document,
    input::{Input, LONGEST_LINE},
};
use crate::case::NewEvent;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecordedEvent<'e> {
    pub timestamp: Option<i64>,
    pub ingestion_time: Option<i64>,
    #[serde(borrow)]
    pub message: Cow<'e, str>,
    #[serde(borrow, alias = "logStream")]
    pub log_stream_name: Option<Cow<'e, str>>,
    #[serde(borrow, alias = "logGroupName", alias = "logGroup")]
    pub log: Option<Cow<'e, str>>,
    #[serde(borrow)]
    pub ptr: Option<Cow<'e, str>>,
}

impl RecordedEvent<'_> {
    pub fn add_to(&self, sink: &mut Sink<'_>) {
        let ptr = self.ptr.as_deref().unwrap_or_default();
        sink.event(&NewEvent {
            timestamp: self.timestamp,
            ingestion_time: self.ingestion_time,
            log: self.log.as_deref().unwrap_or_default(),
            log_stream: self.log_stream_name.as_deref().unwrap_or_default(),
            message: self.message.as_bytes(),
            ptr,
        });
    }
}

/// `{"timestamp": ms, "message": "…"}` lines. A line that looks like one and is none is bad; any other text is a message.
pub(super) fn read(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), SinkError> {
    let mut number = 0;
    let mut is_open = false;
    loop {
        let read = input.read_so_far();
        let is_read = input.lines(&mut |line| {
            // A line that is longer than is kept of one comes in parts.
            if !std::mem::replace(&mut is_open, !line.ends_with(b"\n") && line.len() == LONGEST_LINE) {
                number += 1;
                if is_open {
                    sink.name_bad(number, "it is longer than 8 MB: kept in parts");
                }
            }
            let text = trimmed(line);
            if text.trim_ascii().is_empty() {
                return Ok(());
            }
            if text.trim_ascii_start().starts_with(b"{") {
                match serde_json::from_slice::<Line<'_>>(text) {
                    Ok(line) => line.add_to(text, number, sink),
                    Err(error) => sink.bad_line(number, text, error.to_string()),
                }
            } else {
                sink.plain(text);
            }
            sink.breathe(read)
        })?;
        if !is_read {
            return Ok(());
        }
    }
}

/// Lines of an export to S3: a time, a space, the message. Lines without a time go on with the message before.
pub(super) fn read_export(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), SinkError> {
    let mut line = Vec::new();
    let mut begun: Option<(i64, Vec<u8>)> = None;
    let mut is_open = false;
    loop {
        match input.line(&mut line) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                // What came before the place where it breaks is whole, but for its end.
                if let Some((time, message)) = begun {
                    timed(time, &message, sink);
                }
                return Err(error.into());
            }
        }
        let was_open = std::mem::replace(&mut is_open, !line.ends_with(b"\n") && line.len() == LONGEST_LINE);
        if let (true, Some((time, message))) = (was_open, &mut begun) {
            message.extend_from_slice(trimmed(&line));
            give_if_long(*time, message, sink);
            sink.breathe(input.read_so_far())?;
            continue;
        }
        let text = trimmed(&line);
        match (export_time(text), &mut begun) {
            (Some((time, message)), _) => {
                let next = (time, message.to_vec());
                if let Some((time, message)) = begun.replace(next) {
                    timed(time, &message, sink);
                }
            }
            (None, Some((time, message))) => {
                message.push(b'\n');
                message.extend_from_slice(text);
                give_if_long(*time, message, sink);
            }
            (None, None) => sink.plain(text),
        }
        sink.breathe(input.read_so_far())?;
    }
    if let Some((time, message)) = begun {
        timed(time, &message, sink);
    }
    Ok(())
}

/// A message that never ends is not waited for.
fn give_if_long(time: i64, message: &mut Vec<u8>, sink: &mut Sink<'_>) {
    if message.len() >= LONGEST_LINE {
        timed(time, message, sink);
        sink.name_bad(sink.next_number() - 1, "event: it is longer than 8 MB: kept in parts");
        message.clear();
    }
}

fn timed(time: i64, message: &[u8], sink: &mut Sink<'_>) {
    sink.event(&NewEvent { timestamp: Some(time), ingestion_time: None, log: "", log_stream: "", message, ptr: "" });
}

/// The time before an exported message, `2026-01-02T03:04:05.678Z`, and the message.
pub(super) fn export_time(line: &[u8]) -> Option<(i64, &[u8])> {
    let time = std::str::from_utf8(line.get(..24)?).ok()?;
    if !time.ends_with('Z') || time.as_bytes().get(10) != Some(&b'T') {
        return None;
    }
    let message = match line.get(24..)? {
        [] => &[],
        [b' ', message @ ..] => message,
        _ => return None,
    };
    Some((time.parse::<Timestamp>().ok()?.as_millisecond(), message))
}

/// A line of JSON: an event with what CloudWatch puts around it, or a record of Session Manager itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line<'l> {
    timestamp: Option<i64>,
    ingestion_time: Option<i64>,
    #[serde(borrow)]
    message: Option<Cow<'l, str>>,
    #[serde(borrow, alias = "logStream")]
    log_stream_name: Option<Cow<'l, str>>,
    #[serde(borrow, alias = "logGroupName", alias = "logGroup")]
    log: Option<Cow<'l, str>>,
    #[serde(borrow)]
    ptr: Option<Cow<'l, str>>,
    /// When the agent made the record.
    #[serde(borrow)]
    event_time: Option<Cow<'l, str>>,
    session_data: Option<serde::de::IgnoredAny>,
    /// A row of Logs Insights, as this program exports it too.
    #[serde(rename = "@message")]
    row: Option<serde::de::IgnoredAny>,
}

impl Line<'_> {
    fn add_to(self, text: &[u8], number: u64, sink: &mut Sink<'_>) {
        let Self { timestamp, ingestion_time, message, log_stream_name, log, ptr, event_time, session_data, row } =
            self;
        if let Some(message) = message {
            return RecordedEvent { timestamp, ingestion_time, message, log_stream_name, log, ptr }.add_to(sink);
        }
        if row.is_some() {
            return document::take(&String::from_utf8_lossy(text), false, sink);
        }
        let time = event_time.and_then(|time| time.parse::<Timestamp>().ok()).map(Timestamp::as_millisecond);
        match (session_data, time) {
            (Some(_), Some(time)) => timed(time, text, sink),
            _ => sink.bad_line(number, text, "it has no message"),
        }
    }
}

pub(super) fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
