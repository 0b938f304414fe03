use super::assemble::assemble;
use super::lines::{Facts, order, split};
use super::sequence::read_lines;
use super::{CommandKind, TranscriptLine, TypedCommand};
use crate::model::LogEvent;

/// One Session Manager session: one log stream.
#[derive(Clone, Debug, PartialEq)]
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
    pub transcript: Vec<TranscriptLine>,
    pub commands: Vec<TypedCommand>,
}

impl Session {
    /// What the person typed, with each command's place in [`Session::commands`]. What the agent typed by
    /// itself, from the shell profile, is nobody's.
    pub fn typed_by_the_person(&self) -> impl Iterator<Item = (usize, &TypedCommand)> {
        self.commands.iter().enumerate().filter(|(_, command)| command.kind != CommandKind::Profile)
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

/// Reads one session. The events may come in any order; they are taken by time, then as they come.
/// Nothing is dropped: an event that cannot be read is shown in the transcript.
pub fn read_session(id: &str, events: &[LogEvent]) -> Session {
    let (order, unordered) = order(events);
    let (lines, facts) = split(events, &order);
    let mut session = begin(id, events, &order, facts);
    let inputs = read_lines(&lines, &mut session.transcript);
    assemble(inputs, &unordered, &mut session);
    session
}

fn begin(id: &str, events: &[LogEvent], order: &[usize], facts: Facts) -> Session {
    let time = |place: Option<&usize>| place.map_or(0, |&index| events[index].timestamp);
    Session {
        id: id.to_owned(),
        principal_name: principal_name(id, facts.principal.as_deref()),
        principal: facts.principal,
        os_user: facts.os_user,
        instance: facts.instance,
        region: facts.region,
        first_event: time(order.first()),
        last_event: time(order.last()),
        events: events.len(),
        form: match (facts.streamed, facts.uploaded) {
            (0, 0) => RecordForm::Unknown,
            (_, 0) => RecordForm::Streamed,
            (0, _) => RecordForm::Uploaded,
            _ => RecordForm::Mixed,
        },
        broken_events: facts.broken,
        transcript: Vec::new(),
        commands: Vec::new(),
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
