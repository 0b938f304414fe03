//! Commands of a case: sessions as they are kept there, and their transcripts when somebody looks.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use crate::{
    case::{Case, Sessions},
    flags::{BadRule, Rules},
    model::TimeRange,
    session::{Mark, Session, TypedCommand},
    worker::Failure,
};

use super::{CommandSet, Row, RowPlace};

/// A session as it was read again, and where one of its commands stands in it.
pub(in crate::worker) type ReadAgain = (Arc<Session>, Option<usize>);

/// Where sessions come from that are without their transcripts.
#[derive(Debug)]
pub(super) struct CaseOrigin {
    path: PathBuf,
    /// `@log` of each session.
    logs: Vec<String>,
    /// The session that was read last, whole: most people look at several commands of one.
    last: Mutex<Option<(usize, Arc<Session>)>>,
}

impl CaseOrigin {
    /// Reads a session out of its events.
    pub fn read_again(&self, set: &CommandSet, session: usize) -> Result<Arc<Session>, Failure> {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, read)) = last.as_ref().filter(|(known, _)| *known == session) {
            return Ok(Arc::clone(read));
        }
        let (Some(log), Some(kept)) = (self.logs.get(session), set.sessions.get(session)) else {
            return Ok(Arc::new(crate::session::read_session("", Vec::new())));
        };
        let read = Arc::new(read(&self.path, log, &kept.id)?);
        *last = Some((session, Arc::clone(&read)));
        Ok(read)
    }
}

/// Reads one session of a case; without events, where the case has none of it.
pub(in crate::worker) fn read(path: &Path, log_group: &str, session_id: &str) -> Result<Session, Failure> {
    let read = Case::open_read_only(path).and_then(|case| case.session(log_group, session_id));
    let read = read.map_err(|error| Failure::of_case(path, &error))?;
    Ok(read.unwrap_or_else(|| crate::session::read_session(session_id, Vec::new())))
}

impl CommandSet {
    /// The commands of a case's sessions; `range`: those of that time.
    pub fn of_case(
        path: &Path,
        found: Sessions,
        range: Option<TimeRange>,
        rules: &Rules,
        bad_rules: Vec<BadRule>,
    ) -> Self {
        let events = usize::try_from(found.events).unwrap_or(usize::MAX);
        let (logs, sessions) = found.sessions.into_iter().map(|found| (found.log, found.session)).unzip();
        let case = CaseOrigin { path: path.to_owned(), logs, last: Mutex::default() };
        Self::of(sessions, (events, range), Some(case), (rules, bad_rules))
    }

    /// Whether the sessions came without their transcripts: they are to be read before they can be shown.
    pub fn has_no_transcripts(&self) -> bool {
        self.case.is_some()
    }

    /// A session of a case, whole, and the place in it of one of its commands.
    pub(in crate::worker) fn read_whole(
        &self,
        session: usize,
        command: Option<usize>,
    ) -> Result<Option<ReadAgain>, Failure> {
        let Some(case) = &self.case else { return Ok(None) };
        let read = case.read_again(self, session)?;
        let command = command.and_then(|command| self.command_again(session, command, &read));
        Ok(Some((read, command)))
    }

    /// A row, of the session as it was read again.
    pub(super) fn row_again<'s>(&self, place: RowPlace, again: &'s Session) -> Option<Row<'s>> {
        match place {
            RowPlace::Command { session, command } => {
                let command = self.command_again(session, command, again)?;
                Some(Row::Command(again, again.commands.get(command)?))
            }
            RowPlace::Mark { session, mark } => {
                let known = self.sessions.get(session)?.marks.get(mark)?;
                let is_it = |found: &&Mark| found.time == known.time && found.kind == known.kind;
                Some(Row::Mark(again, again.marks.get(mark).filter(is_it).or_else(|| again.marks.iter().find(is_it))?))
            }
        }
    }

    /// Where a command stands in its session as it was read again: the case may have got more events meanwhile.
    fn command_again(&self, session: usize, command: usize, again: &Session) -> Option<usize> {
        let known = self.sessions.get(session)?.commands.get(command)?;
        let is_it = |found: &TypedCommand| found.time == known.time && found.text == known.text;
        let is_there = again.commands.get(command).is_some_and(is_it);
        if is_there { Some(command) } else { again.commands.iter().position(is_it) }
    }
}
