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
    /// Whether the log ends inside a line.
    pub open_end: bool,
}

/// An uploaded event that is shorter was not cut inside of a line. The agent cuts at 200,000 bytes
/// (`cloudwatchlogsservice.go`); broken characters make them shorter or longer.
const CUT_LENGTH: usize = 150_000;

/// Splits events, taken in `order`, into lines. Uploaded events are pieces of one text.
pub(super) fn split(events: &[LogEvent], order: &[usize]) -> (Vec<RawLine>, Facts) {
    let mut lines = Vec::new();
    let mut facts = Facts::default();
    let mut open: Option<RawLine> = None;
    let mut length = 0;
    for &index in order {
        let event = &events[index];
        let line = |text: String, origin: Origin| RawLine { event: index, time: event.timestamp, text, origin };
        match decode(&event.message) {
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
    facts.open_end = open.is_some();
    lines.extend(open);
    (lines, facts)
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
