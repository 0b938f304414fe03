//! The lines of a session's log, before they are read.

use super::record::{Record, Streamed, decode};
use crate::model::LogEvent;

/// A line as the log has it.
pub(super) struct RawLine {
    /// Index into the events given.
    pub event: usize,
    pub time: i64,
    pub text: String,
    pub origin: Origin,
}

/// How a line came into the log, and so what may be missing from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Cleaned by the agent: no carriage returns, and no escape sequences unless cleaning failed.
    Streamed,
    /// The terminal's own bytes.
    Uploaded,
    /// An event that could not be read.
    Broken,
}

/// What the events tell besides their lines: the first value found of each.
#[derive(Default)]
pub(super) struct Facts {
    pub streamed: usize,
    pub uploaded: usize,
    pub broken: usize,
    pub principal: Option<String>,
    pub os_user: Option<String>,
    pub instance: Option<String>,
    pub region: Option<String>,
}

/// The order of a session's events: by time, then as they come. An uploaded text whose pieces have the
/// same time begins and ends with `script`'s own lines. Also tells which events (by index) share their
/// time with another, so that their order is not sure.
pub(super) fn order(events: &[LogEvent]) -> (Vec<usize>, Vec<bool>) {
    let rank = |event: &LogEvent| {
        let tail = event.message.len().saturating_sub(200);
        let tail = event.message.get(tail..).unwrap_or(&event.message);
        match (event.message.starts_with("Script started on "), tail.contains("\nScript done on ")) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        }
    };
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|&index| (events[index].timestamp, rank(&events[index])));
    let mut unordered = vec![false; events.len()];
    for pair in order.windows(2) {
        let (one, other) = (&events[pair[0]], &events[pair[1]]);
        if one.timestamp == other.timestamp && rank(one) == rank(other) {
            unordered[pair[0]] = true;
            unordered[pair[1]] = true;
        }
    }
    (order, unordered)
}

/// An uploaded event that is shorter was not cut inside of a line. The agent cuts at 200,000 bytes
/// (`cloudwatchlogsservice.go`); broken characters make them shorter or longer.
const CUT_LENGTH: usize = 150_000;

/// What each event holds, in `order`. Plain text beside streamed records is terminal output only if
/// the agent's header says so; else something other than the agent wrote it into the stream.
fn decode_all(events: &[LogEvent], order: &[usize]) -> Vec<Record> {
    let mut records: Vec<Record> = order.iter().map(|&index| decode(&events[index].message)).collect();
    let any_streamed = records.iter().any(|record| matches!(record, Record::Streamed(_)));
    if any_streamed && !events.iter().any(|event| is_frame(&event.message)) {
        for record in records.iter_mut().filter(|record| matches!(record, Record::Text)) {
            *record = Record::Broken;
        }
    }
    records
}

/// Splits events, taken in `order`, into lines. Uploaded events are pieces of one text.
pub(super) fn split(events: &[LogEvent], order: &[usize]) -> (Vec<RawLine>, Facts) {
    let mut lines = Vec::new();
    let mut facts = Facts::default();
    let mut open: Option<RawLine> = None;
    let mut length = 0;
    for (&index, record) in order.iter().zip(decode_all(events, order)) {
        let event = &events[index];
        let line = |text: String, origin: Origin| RawLine { event: index, time: event.timestamp, text, origin };
        match record {
            Record::Streamed(record) => {
                lines.extend(open.take());
                facts.streamed += 1;
                facts.learn(&record);
                lines.extend(record.lines.into_iter().map(|text| line(text, Origin::Streamed)));
            }
            Record::Broken => {
                lines.extend(open.take());
                facts.broken += 1;
                lines.extend(event.message.split('\n').map(|text| line(text.to_owned(), Origin::Broken)));
            }
            Record::Text => {
                facts.uploaded += 1;
                let mut pieces = event.message.split('\n');
                // The agent ends an event at a line's end, which it drops, unless the line is too long.
                if let Some(begun) = open.as_mut() {
                    if begun.text.ends_with('\r') || length < CUT_LENGTH {
                        lines.extend(open.take());
                    } else {
                        begun.text.push_str(pieces.next().unwrap_or_default());
                    }
                }
                length = event.message.len();
                for piece in pieces {
                    lines.extend(open.replace(line(piece.to_owned(), Origin::Uploaded)));
                }
            }
        }
    }
    lines.extend(open);
    (lines, facts)
}

/// The lines that `script` adds: not the terminal's. The agent uses it to make the uploaded file.
pub(super) fn is_frame(line: &str) -> bool {
    line.starts_with("Script started on ") || line.starts_with("Script done on ")
}

impl Facts {
    fn learn(&mut self, record: &Streamed) {
        let keep = |slot: &mut Option<String>, value: &Option<String>| {
            if slot.is_none() {
                *slot = value.clone().filter(|value| !value.is_empty());
            }
        };
        keep(&mut self.principal, &record.principal);
        keep(&mut self.os_user, &record.run_as_user);
        keep(&mut self.instance, &record.target);
        keep(&mut self.region, &record.region);
    }
}
