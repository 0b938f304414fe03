use std::{convert::Infallible, ops::Range};

use serde::{Deserialize, Serialize};

use super::follow::{Found, follow};
use super::index::EventIndex;
use super::lines::Facts;
use super::log::{SessionLog, event_order};
use super::mark::Mark;
use super::survey::survey;
use super::transcript::Transcript;
use super::{CommandKind, TimeBasis, TranscriptLine, TypedCommand};
use crate::model::LogEvent;

/// One Session Manager session: one log stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    /// The frame that the agent puts around an uploaded text was seen.
    pub has_agent_frame: bool,
    /// Empty where the session comes out of a case; and, as are the commands, where it was read with [`read_log`].
    #[serde(skip)]
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

    /// What the session's times are, where it has but one form.
    pub fn time_basis(&self) -> TimeBasis {
        if self.form == RecordForm::Uploaded { TimeBasis::SessionEnd } else { TimeBasis::Event }
    }

    /// Whether the agent wrote it, by its form: JSON records, or the frame that it puts around an uploaded text.
    /// Other logs of plain text read as uploaded sessions too, but have no such frame.
    pub fn is_of_session_manager(&self) -> bool {
        match self.form {
            RecordForm::Streamed | RecordForm::Mixed => true,
            RecordForm::Uploaded | RecordForm::Unknown => self.has_agent_frame,
        }
    }

    /// Some lines of the transcript. Takes time that grows with the events in which they lie.
    pub fn lines(&self, range: Range<usize>) -> Vec<TranscriptLine> {
        let first = range.start;
        let mut lines = self.transcript.lines(range);
        let mut after = self.commands.partition_point(|command| command.line <= first);
        for (offset, line) in lines.iter_mut().enumerate() {
            let at = first + offset;
            while self.commands.get(after).is_some_and(|command| command.line <= at) {
                after += 1;
            }
            // The last that begins here or before, if it goes so far.
            let last = after.checked_sub(1);
            line.command =
                last.filter(|last| self.commands.get(*last).is_some_and(|command| at < command.line + command.lines));
        }
        lines
    }
}

/// How the session's events were logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordForm {
    /// While it went on, cleaned by the agent.
    Streamed,
    /// At its end, the terminal's bytes.
    Uploaded,
    Mixed,
    /// No event could be read.
    Unknown,
}

impl RecordForm {
    /// Its name in cases.
    pub fn name(self) -> &'static str {
        match self {
            Self::Streamed => "streamed",
            Self::Uploaded => "uploaded",
            Self::Mixed => "mixed",
            Self::Unknown => "unknown",
        }
    }
}

/// Reads one session. The events may come in any order; they are taken by time, then as they come, and
/// so they stand in the transcript. Nothing is dropped: an event that cannot be read is shown there.
pub fn read_session(id: &str, mut events: Vec<LogEvent>) -> Session {
    events.sort_by_key(|event| event_order(event.timestamp, &event.message));
    let mut commands = Vec::new();
    let read: Result<_, Infallible> =
        read(id, events.as_slice(), EventIndex::default(), &mut |_, command| commands.push(command));
    let Ok((mut session, found, texts_are_broken)) = read;
    session.commands = commands;
    session.transcript = Transcript::new(events, found.index, texts_are_broken, found.folds, found.lines);
    session
}

/// Reads a session whose events stay where they are, and gives its commands one by one, with what is
/// known of the session by then: all but its marks. Memory does not grow with the log.
pub fn read_log<L: SessionLog + ?Sized>(
    id: &str,
    log: &L,
    give: &mut dyn FnMut(&Session, TypedCommand),
) -> Result<Session, L::Error> {
    read(id, log, EventIndex::bounded(), give).map(|(session, ..)| session)
}

fn read<L: SessionLog + ?Sized>(
    id: &str,
    log: &L,
    index: EventIndex,
    give: &mut dyn FnMut(&Session, TypedCommand),
) -> Result<(Session, Found, bool), L::Error> {
    let survey = survey(log)?;
    let mut session = begin(id, &survey.facts);
    let mut found = follow(log, &survey, index, &mut |command| give(&session, command))?;
    session.marks = std::mem::take(&mut found.marks);
    Ok((session, found, survey.facts.texts_are_broken()))
}

fn begin(id: &str, facts: &Facts) -> Session {
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
        form: facts.form(),
        broken_events: facts.torn + facts.texts - facts.uploaded(),
        has_agent_frame: facts.has_begin,
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
