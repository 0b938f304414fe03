//! Where a command comes from: the log's own bytes, what stood around it, what it showed. Made away from the window's
//! thread: a session may have been logged as one event of many megabytes.

use crate::{
    session::{Place, Session, TranscriptLine},
    worker::Failure,
};

use super::{CommandSet, Row};

/// Lines before and after the command.
const AROUND: usize = 12;
/// Lines of output that are looked at.
const MOST_OUTPUT: usize = 200;
/// Lines of a command.
const MOST_LINES: usize = 200;
/// The longest piece of a line, in bytes.
const LONGEST_LINE: usize = 2_000;
/// The longest piece of an event, in bytes.
const LONGEST_EVENT: usize = 12_000;

/// One line of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextLine {
    /// Milliseconds since 1970, UTC.
    pub time: i64,
    /// As on the screen; cut where it is very long.
    pub text: String,
    /// It is part of the command, or the mark stands at it.
    pub is_own: bool,
    /// It is part of some command.
    pub is_typed: bool,
}

/// An event that shows a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextEvent {
    /// Which of the session's events as they are read, from one.
    pub number: usize,
    /// The line in it, from one.
    pub line: usize,
    /// Milliseconds since 1970, UTC.
    pub time: i64,
    /// The event's message, untouched but for its length.
    pub message: String,
    /// Its whole length in bytes.
    pub bytes: usize,
}

/// Where a row of the commands' table comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandContext {
    /// The command's lines as the log has them.
    pub logged: Vec<String>,
    /// The event it begins in, and the one it ends in where that is another.
    pub events: Vec<ContextEvent>,
    /// The session's events.
    pub event_count: usize,
    pub around: Vec<ContextLine>,
    pub output: Vec<ContextLine>,
    /// Lines of output that are not among them.
    pub output_left_out: usize,
}

impl CommandSet {
    /// Where a row comes from. Takes time that grows with the events in which it lies; those of a case are read again.
    pub fn context(&self, row: usize) -> Result<CommandContext, Failure> {
        let Some(case) = &self.case else { return Ok(self.row(row).map(context_of).unwrap_or_default()) };
        let Some(place) = self.places.get(row).copied() else { return Ok(CommandContext::default()) };
        let session = case.read_again(self, place.session())?;
        Ok(self.row_again(place, &session).map(context_of).unwrap_or_default())
    }
}

/// The session has its transcript.
fn context_of(row: Row<'_>) -> CommandContext {
    let (session, first, lines) = match row {
        Row::Mark(session, mark) => (session, mark.line, 1),
        Row::Command(session, command) => (session, command.line, command.lines.max(1)),
    };
    let end = first.saturating_add(lines);
    let around = session.lines(first.saturating_sub(AROUND)..end.min(first + MOST_LINES).saturating_add(AROUND));
    let around = around.into_iter().zip(first.saturating_sub(AROUND)..);
    let mut context = CommandContext {
        event_count: session.events,
        around: around.map(|(line, at)| context_line(line, (first..end).contains(&at))).collect(),
        ..CommandContext::default()
    };
    if let Row::Command(session, command) = row {
        let logged = session.lines(first..end.min(first + MOST_LINES));
        context.logged = logged.into_iter().map(|line| cut(line.raw.unwrap_or(line.text), LONGEST_LINE)).collect();
        context.events = events(session, command.source.first, command.source.last);
        let output = &command.output;
        let shown = output.lines.min(MOST_OUTPUT);
        context.output_left_out = output.lines - shown;
        let lines = session.lines(output.line..output.line.saturating_add(shown));
        context.output = lines.into_iter().map(|line| context_line(line, false)).collect();
    }
    context
}

fn events(session: &Session, first: Place, last: Place) -> Vec<ContextEvent> {
    let mut places = vec![first];
    if last.event != first.event {
        places.push(last);
    }
    let event = |place: Place| {
        let event = session.transcript.events().get(place.event)?;
        Some(ContextEvent {
            number: place.event + 1,
            line: place.line + 1,
            time: event.timestamp,
            bytes: event.message.len(),
            message: beginning(&event.message, LONGEST_EVENT).to_owned(),
        })
    };
    places.into_iter().filter_map(event).collect()
}

fn context_line(line: TranscriptLine, is_own: bool) -> ContextLine {
    ContextLine { time: line.time, is_own, is_typed: line.command.is_some(), text: cut(line.text, LONGEST_LINE) }
}

fn cut(mut text: String, most: usize) -> String {
    text.truncate(beginning(&text, most).len());
    text
}

/// The beginning of a text, cut at a character.
fn beginning(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
