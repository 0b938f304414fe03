use std::sync::Arc;

use crate::{session::Session, worker::CommandSet};

use super::Slot;

/// Where an open session comes from.
#[derive(Clone, Debug)]
enum Origin {
    /// Read by itself, whole.
    Whole(Arc<Session>),
    /// One of the sessions that the list of commands was read from.
    OfCommands(Arc<CommandSet>, usize),
}

#[derive(Debug, Default)]
pub struct TranscriptState {
    pub slot: Slot,
    /// The session that is shown or being read.
    pub session_id: Option<String>,
    origin: Option<Origin>,
    /// The command that was jumped to.
    pub command: Option<usize>,
    /// Counts the jumps, so that the view scrolls once for each.
    pub jumps: u64,
}

impl TranscriptState {
    pub fn session(&self) -> Option<&Session> {
        match self.origin.as_ref()? {
            Origin::Whole(session) => Some(session),
            Origin::OfCommands(set, session) => set.sessions.get(*session),
        }
    }

    /// Whether only what lies in the scope's time was read.
    pub fn is_part_of_scope(&self) -> bool {
        matches!(self.origin, Some(Origin::OfCommands(..)))
    }

    pub fn show_whole(&mut self, session: Arc<Session>) {
        self.origin = Some(Origin::Whole(session));
    }

    pub fn show_of_commands(&mut self, set: Arc<CommandSet>, session: usize, command: Option<usize>) {
        self.session_id = set.sessions.get(session).map(|session| session.id.clone());
        self.origin = Some(Origin::OfCommands(set, session));
        self.jump(command);
    }

    pub fn clear(&mut self, session_id: String) {
        self.session_id = Some(session_id);
        self.origin = None;
        self.command = None;
    }

    pub fn jump(&mut self, command: Option<usize>) {
        self.command = command;
        self.jumps += 1;
    }
}
