use std::{convert::Infallible, ops::Range};

use super::assemble::assemble;
use super::follow::follow;
use super::index::EventIndex;
use super::lines::Facts;
use super::log::{SessionLog, event_order};
use super::mark::Mark;
use super::survey::survey;
use super::transcript::{Folds, Transcript};
use super::{CommandKind, TranscriptLine, TypedCommand};
use crate::model::LogEvent;

/// One Session Manager session: one log stream.
#[derive(Clone, Debug)]
pub struct Session {
    /// The log stream's name.
    pub id: String,
    /// The IAM principal's ARN. Uploaded records have none.
    pub principal: Option<String>,
    /// A name for the principal: the last part of the ARN, else the session id up to its last `-`.
    pub principal_name: String,
    /// `runAsUser`.
    pub os_user: Option<String>,
    /// The managed node.
    pub instance: Option<String>,
    pub region: Option<String>,
    /// Milliseconds since 1970, UTC; zero where there are no events.
    pub first_event: i64,
    pub last_event: i64,
    pub events: usize,
    pub form: RecordForm,
    /// Events that could not be read; they stand in the transcript as they are.
    pub broken_events: usize,
    /// Empty where the session was read with [`read_log`].
    pub transcript: Transcript,
    /// By their lines.
    pub commands: Vec<TypedCommand>,
    /// What stands between the commands, by their lines.
    pub marks: Vec<Mark>,
}

impl Session {
    /// What the person typed, with each command's place in [`Session::commands`]. What the agent typed by
    /// itself, from the shell profile, is nobody's.
    pub fn typed_by_the_person(&self) -> impl Iterator<Item = (usize, &TypedCommand)> {
        self.commands.iter().enumerate().filter(|(_, command)| command.kind != CommandKind::Profile)
    }

    /// Some lines of the transcript. Takes time that grows with the events in which they lie.
    pub fn lines(&self, range: Range<usize>) -> Vec<TranscriptLine> {
        let first = range.start;
        let mut lines = self.transcript.lines(range);
        let mut next = self.commands.partition_point(|command| command.line + command.lines <= first);
        for (offset, line) in lines.iter_mut().enumerate() {
            let at = first + offset;
            while self.commands.get(next).is_some_and(|command| command.line + command.lines <= at) {
                next += 1;
            }
            line.command = self.commands.get(next).is_some_and(|command| command.line <= at).then_some(next);
        }
        lines
    }
}

/// How the session's events were logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordForm {
    /// While it went on, cleaned by the agent.
    Streamed,
    /// At its end, the terminal's bytes.
    Uploaded,
    Mixed,
    /// No event could be read.
    Unknown,
}

/// Reads one session. The events may come in any order; they are taken by time, then as they come, and
/// so they stand in the transcript. Nothing is dropped: an event that cannot be read is shown there.
pub fn read_session(id: &str, mut events: Vec<LogEvent>) -> Session {
    events.sort_by_key(|event| event_order(event.timestamp, &event.message));
    let read: Result<_, Infallible> = read(id, events.as_slice(), EventIndex::default());
    let Ok((mut session, rest)) = read;
    let Rest { index, facts, folds, lines } = rest;
    session.transcript = Transcript::new(events, index, facts.texts_are_broken(), folds, lines);
    session
}

/// Reads the commands of a session whose events stay where they are: memory does not grow with them.
pub fn read_log<L: SessionLog + ?Sized>(id: &str, log: &L) -> Result<Session, L::Error> {
    read(id, log, EventIndex::bounded()).map(|(session, _)| session)
}

/// What a transcript takes besides the session.
struct Rest {
    index: EventIndex,
    facts: Facts,
    folds: Folds,
    lines: usize,
}

fn read<L: SessionLog + ?Sized>(id: &str, log: &L, index: EventIndex) -> Result<(Session, Rest), L::Error> {
    let survey = survey(log)?;
    let mut found = follow(log, &survey, index)?;
    let facts = survey.facts;
    let folds = Folds::new(std::mem::take(&mut found.screens));
    let mut session = begin(id, &facts);
    session.marks = found
        .marks
        .iter()
        .map(|(line, kind, time)| Mark { time: *time, line: folds.shown(*line), kind: *kind })
        .collect();
    assemble(&mut found, &folds, &mut session);
    Ok((session, Rest { index: found.index, facts, folds, lines: found.lines }))
}

fn begin(id: &str, facts: &Facts) -> Session {
    let broken = facts.texts_are_broken();
    let texts = if broken { 0 } else { facts.texts };
    Session {
        id: id.to_owned(),
        principal_name: principal_name(id, facts.principal.as_deref()),
        principal: facts.principal.clone(),
        os_user: facts.os_user.clone(),
        instance: facts.instance.clone(),
        region: facts.region.clone(),
        first_event: facts.first,
        last_event: facts.last,
        events: facts.events,
        form: match (facts.streamed, texts) {
            (0, 0) => RecordForm::Unknown,
            (_, 0) => RecordForm::Streamed,
            (0, _) => RecordForm::Uploaded,
            _ => RecordForm::Mixed,
        },
        broken_events: facts.torn + facts.texts - texts,
        transcript: Transcript::default(),
        commands: Vec::new(),
        marks: Vec::new(),
    }
}

/// `arn:…:assumed-role/Role/name` and `arn:…:user/path/name` end in the name. A session id is the
/// name, `-` and random characters; the name may hold `-` itself.
fn principal_name(id: &str, principal: Option<&str>) -> String {
    let from_arn = principal.and_then(|arn| arn.rsplit(['/', ':']).next()).filter(|name| !name.is_empty());
    from_arn.unwrap_or_else(|| name_of_session(id)).to_owned()
}

/// Who a session's id is named after: the IAM user's or role session's name.
pub fn name_of_session(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(name, _)| name)
}
