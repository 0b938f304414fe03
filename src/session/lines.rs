//! The lines of a session's log, before they are read.

use std::borrow::Cow;

use super::RecordForm;
use super::log::EventText;
use super::record::{Record, Streamed};

/// A line as the log has it.
#[derive(Clone, Debug)]
pub(super) struct RawLine<'a> {
    /// Its number in the session, from zero.
    pub number: usize,
    pub text: Cow<'a, str>,
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
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub events: usize,
    pub streamed: usize,
    /// Plain texts.
    pub texts: usize,
    pub torn: usize,
    /// `script`'s own line was seen, so that plain texts are the agent's.
    pub framed: bool,
    /// A plain text begins with `script`'s first line.
    pub has_begin: bool,
    pub principal: Option<String>,
    pub os_user: Option<String>,
    pub instance: Option<String>,
    pub region: Option<String>,
    /// Milliseconds since 1970, UTC.
    pub first: i64,
    pub last: i64,
}

impl Facts {
    pub fn learn(&mut self, event: EventText<'_>, record: &Record<'_>) {
        if self.events == 0 {
            self.first = event.timestamp;
        }
        self.last = event.timestamp;
        self.events += 1;
        match record {
            Record::Streamed(record) => {
                self.streamed += 1;
                self.fields(record);
            }
            Record::Text => {
                self.texts += 1;
                self.framed |= is_frame(event.message);
                self.has_begin |= event.message.starts_with(FRAME_BEGINS);
                if self.texts == 1 && self.framed && self.instance.is_none() {
                    self.instance = instance_of_header(event.message).map(str::to_owned);
                }
            }
            Record::Broken => self.torn += 1,
        }
    }

    fn fields(&mut self, record: &Streamed<'_>) {
        let keep = |slot: &mut Option<String>, value: &Option<Cow<'_, str>>| {
            if slot.is_none() {
                *slot = value.as_deref().filter(|value| (1..=LONGEST_FACT).contains(&value.len())).map(str::to_owned);
            }
        };
        keep(&mut self.principal, &record.principal);
        keep(&mut self.os_user, &record.run_as_user);
        keep(&mut self.instance, &record.target);
        keep(&mut self.region, &record.region);
    }

    /// Plain texts that are the terminal's.
    pub fn uploaded(&self) -> usize {
        if self.texts_are_broken() { 0 } else { self.texts }
    }

    pub fn form(&self) -> RecordForm {
        match (self.streamed, self.uploaded()) {
            (0, 0) => RecordForm::Unknown,
            (_, 0) => RecordForm::Streamed,
            (0, _) => RecordForm::Uploaded,
            _ => RecordForm::Mixed,
        }
    }

    /// Plain text beside streamed records is terminal output only if the agent's header says so; else
    /// something other than the agent wrote it into the stream.
    pub fn texts_are_broken(&self) -> bool {
        self.streamed > 0 && !self.framed
    }
}

/// The managed node that the agent's header names in the path of the file it copied:
/// `/var/lib/amazon/ssm/NODE/session/orchestration/…` (`shell_unix.go`).
fn instance_of_header(text: &str) -> Option<&str> {
    let header = text.lines().next()?;
    let (_, rest) = header.split_once("/ssm/")?;
    let (node, rest) = rest.split_once('/')?;
    let is_node = rest.starts_with("session/")
        && (node.starts_with("i-") || node.starts_with("mi-"))
        && node.len() <= 64
        && node.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_node.then_some(node)
}

/// An uploaded event that is shorter was not cut inside of a line. The agent cuts at 200,000 bytes
/// (`cloudwatchlogsservice.go`); broken characters make them shorter or longer.
const CUT_LENGTH: usize = 150_000;
/// A streamed line that is longer than 33,000 bytes stands in several events, each the only line of its own
/// (`cloudwatchlogsservice.go`). Characters that the cut broke take more bytes than they had.
const CUT_LINE: std::ops::RangeInclusive<usize> = 32_990..=33_020;
/// ARNs are no longer than 2,048 bytes, and nothing else is longer than an ARN.
const LONGEST_FACT: usize = 2_048;
/// A line that goes over events is not joined any further than this, in bytes.
const LONGEST: usize = 4 << 20;

/// Takes what [`Lines`] gives.
pub(super) trait TakesLines {
    /// The lines that follow begin in the next event.
    fn begin(&mut self, start: Start);
    fn line(&mut self, line: RawLine<'_>);
}

/// Splits events into lines. Uploaded events are pieces of one text.
pub(super) struct Lines {
    texts_are_broken: bool,
    next: usize,
    open: Option<RawLine<'static>>,
    /// The length of the event before, in bytes.
    length: usize,
}

/// Where an event's lines begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// The number of the first line that begins in the event.
    pub line: usize,
    /// Its first part goes on with the line before.
    pub joined: bool,
}

impl Lines {
    pub fn new(texts_are_broken: bool) -> Self {
        Self { texts_are_broken, next: 0, open: None, length: 0 }
    }

    /// Begins in the middle of a session: with this event. What it goes on with is left out.
    pub fn at(texts_are_broken: bool, start: Start, record: &Record<'_>) -> Self {
        let before = start.line.checked_sub(1).filter(|_| start.joined);
        let origin = if matches!(record, Record::Streamed(_)) { Origin::Streamed } else { Origin::Uploaded };
        let open = before.map(|number| RawLine { number, text: Cow::Borrowed(""), origin });
        Self { texts_are_broken, next: start.line, open, length: if start.joined { CUT_LENGTH } else { 0 } }
    }

    /// Takes the next event and gives the lines that it ends.
    pub fn event(&mut self, message: &str, record: Record<'_>, to: &mut impl TakesLines) {
        match record {
            Record::Streamed(record) => self.streamed(record, to),
            Record::Broken => self.broken(message, to),
            Record::Text if self.texts_are_broken => self.broken(message, to),
            Record::Text => self.text(message, to),
        }
    }

    /// Gives the last line, if it is open.
    pub fn finish(&mut self, to: &mut impl TakesLines) {
        if let Some(line) = self.open.take() {
            to.line(line);
        }
    }

    fn give(&mut self, text: Cow<'_, str>, origin: Origin, to: &mut impl TakesLines) {
        let number = self.next;
        self.next += 1;
        to.line(RawLine { number, text, origin });
    }

    fn keep_open(&mut self, text: &str, origin: Origin) {
        self.open = Some(RawLine { number: self.next, text: Cow::Owned(text.to_owned()), origin });
        self.next += 1;
    }

    fn streamed(&mut self, record: Streamed<'_>, to: &mut impl TakesLines) {
        let goes_on = record.lines.len() == 1 && CUT_LINE.contains(&record.lines[0].len());
        let mut lines = record.lines.into_iter();
        let mut joined = false;
        if let Some(open) = &mut self.open
            && open.origin == Origin::Streamed
            && open.text.len() < LONGEST
            && let Some(piece) = lines.next()
        {
            joined = true;
            open.text.to_mut().push_str(&piece);
        }
        if !(joined && goes_on) {
            self.finish(to);
        }
        to.begin(Start { line: self.next, joined });
        if goes_on
            && !joined
            && let Some(line) = lines.next()
        {
            self.keep_open(&line, Origin::Streamed);
        }
        for line in lines {
            self.give(line, Origin::Streamed, to);
        }
    }

    fn broken(&mut self, message: &str, to: &mut impl TakesLines) {
        self.finish(to);
        to.begin(Start { line: self.next, joined: false });
        for text in message.split('\n') {
            self.give(Cow::Borrowed(text), Origin::Broken, to);
        }
    }

    fn text(&mut self, message: &str, to: &mut impl TakesLines) {
        let mut pieces = message.split('\n');
        let mut joined = false;
        // The agent ends an event at a line's end, which it drops, unless the line is too long.
        let goes_on = self.length >= CUT_LENGTH;
        if let Some(open) = &mut self.open
            && open.origin == Origin::Uploaded
            && goes_on
            && !open.text.ends_with('\r')
            && open.text.len() < LONGEST
        {
            joined = true;
            open.text.to_mut().push_str(pieces.next().unwrap_or_default());
        }
        self.length = message.len();
        let mut last = pieces.next();
        if !joined || last.is_some() {
            self.finish(to);
        }
        to.begin(Start { line: self.next, joined });
        for piece in pieces {
            if let Some(text) = last.replace(piece) {
                self.give(Cow::Borrowed(text), Origin::Uploaded, to);
            }
        }
        if let Some(text) = last {
            self.keep_open(text, Origin::Uploaded);
        }
    }
}

pub(super) const FRAME_BEGINS: &str = "Script started on ";
const FRAME_ENDS: &str = "Script done on ";

/// The lines that `script` adds: not the terminal's. The agent uses it to make the uploaded file.
pub(super) fn is_frame(line: &str) -> bool {
    line.starts_with(FRAME_BEGINS) || line.starts_with(FRAME_ENDS)
}
