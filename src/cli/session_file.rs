//! A recorded session in a file, gone through without holding it in memory.
//!
//! Two forms: one `{"timestamp": ms, "message": "…"}` a line, and the text file that Session Manager puts
//! into S3.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
    time::UNIX_EPOCH,
};

use jiff::Timestamp;
use serde::Deserialize;

use crate::session::{EventText, SessionLog, event_order};

/// A file that is one session's log.
pub struct SessionFile {
    file: File,
    form: Form,
    /// The events in their order, where the file has another.
    order: Option<Vec<OutOfOrder>>,
    /// Numbers of lines that are no events; they are kept as events of their own.
    pub odd_lines: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// An event a line.
    Events,
    /// A session file of S3: the terminal's bytes. The time is the session's end, in milliseconds.
    Text { time: i64 },
}

#[derive(Deserialize)]
struct Event<'a> {
    timestamp: i64,
    #[serde(borrow)]
    message: Cow<'a, str>,
}

/// How many lines that are no events are told one by one.
const MOST_TOLD: usize = 100;
/// The agent cuts what it uploads at this many bytes (`cloudwatchlogsservice.go`).
const TEXT_EVENT: usize = 200_000;
/// A line that is longer is no event: CloudWatch Logs takes 1 MB, which JSON makes six times as long at most.
const LONGEST_LINE: u64 = 8 << 20;
/// How much is read at once of a file whose events are in another order.
const BLOCK: usize = 16 << 10;

impl SessionFile {
    /// Opens a file and looks through it once.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut beginning = Vec::new();
        file.by_ref().take(4_096).read_to_end(&mut beginning)?;
        let is_text = beginning.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| *byte != b'{')
            && (beginning.starts_with(b"Script started on ")
                || beginning.contains(&b'\r')
                || beginning.contains(&0x1b));
        let mut opened = Self { file, form: Form::Events, order: None, odd_lines: Vec::new() };
        if is_text {
            let modified = opened.file.metadata()?.modified().ok();
            let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let time = modified.and_then(|time| i64::try_from(time.as_millis()).ok()).unwrap_or_default();
            opened.form = Form::Text { time: time_of_header(&beginning).unwrap_or(time) };
        } else {
            opened.look_through()?;
        }
        Ok(opened)
    }

    /// Finds lines that are no events, and the order if it is not the file's.
    fn look_through(&mut self) -> io::Result<()> {
        let mut last = None;
        let mut is_ordered = true;
        let mut odd = Vec::new();
        self.each_line(&mut |line| {
            let order = event_order(line.timestamp, &line.message);
            is_ordered &= last.is_none_or(|last| last <= order);
            last = Some(order);
            if line.is_odd && odd.len() < MOST_TOLD {
                odd.push(line.number);
            }
        })?;
        self.odd_lines = odd;
        if !is_ordered {
            let mut events: Vec<OutOfOrder> = Vec::new();
            self.each_line(&mut |line| {
                let (timestamp, rank) = event_order(line.timestamp, &line.message);
                let rank_and_offset = u64::from(rank) << RANK | line.offset;
                events.push(OutOfOrder { timestamp, rank_and_offset, index: line.index });
            })?;
            // In place: a copy of a long list is as long again.
            events.sort_unstable();
            self.order = Some(events);
        }
        Ok(())
    }

    fn each_line(&self, take: &mut dyn FnMut(Line<'_>)) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let (mut bytes, mut offset, mut number, mut index) = (Vec::new(), 0_u64, 0, 0);
        let mut timestamp = 0;
        loop {
            bytes.clear();
            let read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(());
            }
            number += 1;
            let text = trimmed(&bytes);
            if !text.trim_ascii().is_empty() {
                let line = line_of(text, timestamp);
                timestamp = line.timestamp;
                take(Line { number, offset, index, ..line });
                index += 1;
            }
            offset += read as u64;
        }
    }

    /// Events in another order than the file's.
    fn in_order(&self, order: &[OutOfOrder], take: &mut dyn FnMut(EventText<'_>)) -> io::Result<()> {
        let mut reader = BufReader::with_capacity(BLOCK, &self.file);
        let mut bytes = Vec::new();
        let mut at = reader.stream_position()?;
        for event in order {
            let offset = event.offset();
            let begins = at.saturating_sub((BLOCK - reader.buffer().len()) as u64);
            if offset < begins || offset > at + BLOCK as u64 {
                // Events that stand the other way round are read a block at once, too.
                at = offset - offset % BLOCK as u64;
                reader.seek(SeekFrom::Start(at))?;
                reader.fill_buf()?;
            }
            reader.seek_relative(offset.cast_signed() - at.cast_signed())?;
            bytes.clear();
            at = offset + reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes)? as u64;
            let line = line_of(trimmed(&bytes), event.timestamp);
            take(EventText { index: event.index, timestamp: event.timestamp, message: &line.message });
        }
        Ok(())
    }

    /// A text file as the agent would have uploaded it.
    fn text(&self, timestamp: i64, take: &mut dyn FnMut(EventText<'_>)) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let (mut bytes, mut event, mut index) = (Vec::new(), Vec::new(), 0);
        let mut give = |event: &mut Vec<u8>| {
            let message = String::from_utf8_lossy(event);
            take(EventText { index, timestamp, message: &message });
            index += 1;
            event.clear();
        };
        loop {
            bytes.clear();
            if reader.by_ref().take(TEXT_EVENT as u64).read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            if event.len() + bytes.len() > TEXT_EVENT && !event.is_empty() {
                // The agent drops the line end at which an event ends.
                if event.ends_with(b"\n") {
                    event.pop();
                }
                give(&mut event);
            }
            // The file has one carriage return more than what goes to CloudWatch Logs.
            let kept = bytes.strip_suffix(b"\r\r\n").map(<[u8]>::len);
            event.extend_from_slice(&bytes[..kept.unwrap_or(bytes.len())]);
            if kept.is_some() {
                event.extend_from_slice(b"\r\n");
            }
        }
        if event.ends_with(b"\n") {
            event.pop();
        }
        if !event.is_empty() {
            give(&mut event);
        }
        Ok(())
    }
}

impl SessionLog for SessionFile {
    type Error = io::Error;

    fn go_through(&self, take: &mut dyn FnMut(EventText<'_>)) -> io::Result<()> {
        match (self.form, &self.order) {
            (Form::Text { time }, _) => self.text(time, take),
            (Form::Events, Some(order)) => self.in_order(order, take),
            (Form::Events, None) => self.each_line(&mut |line| {
                take(EventText { index: line.index, timestamp: line.timestamp, message: &line.message });
            }),
        }
    }
}

/// An event of a file in another order, by which it is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct OutOfOrder {
    timestamp: i64,
    /// The second part of [`event_order`], and where the event begins in the file.
    rank_and_offset: u64,
    index: usize,
}

/// The bits of an offset.
const RANK: u32 = 62;

impl OutOfOrder {
    fn offset(self) -> u64 {
        self.rank_and_offset & ((1 << RANK) - 1)
    }
}

struct Line<'a> {
    /// From one.
    number: usize,
    offset: u64,
    /// Among the events, from zero.
    index: usize,
    timestamp: i64,
    message: Cow<'a, str>,
    is_odd: bool,
}

/// A line that is no event has the time of the one before.
fn line_of(text: &[u8], before: i64) -> Line<'_> {
    let event = serde_json::from_slice::<Event<'_>>(text).ok();
    let is_odd = event.is_none();
    let (timestamp, message) =
        event.map_or_else(|| (before, String::from_utf8_lossy(text)), |event| (event.timestamp, event.message));
    Line { number: 0, offset: 0, index: 0, timestamp, message, is_odd }
}

fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// `Script started on 2026-11-23 05:58:51+00:00 […]`, as newer versions of `script` write it.
fn time_of_header(beginning: &[u8]) -> Option<i64> {
    let line = beginning.strip_prefix(b"Script started on ")?;
    let text = std::str::from_utf8(line.get(..25)?).ok()?;
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}
