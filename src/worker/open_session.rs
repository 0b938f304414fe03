use std::{fmt, ops::Deref, sync::Arc};

use crate::session::Session;

use super::CommandSet;

/// A session that has been read, shared between the window and jobs on it.
#[derive(Clone)]
pub struct OpenSession(Origin);

#[derive(Clone)]
enum Origin {
    /// Read by itself, whole.
    Whole(Arc<Session>),
    /// One of the sessions that the list of commands was read from; the set has it.
    OfCommands(Arc<CommandSet>, usize),
}

impl OpenSession {
    pub fn whole(session: Arc<Session>) -> Self {
        Self(Origin::Whole(session))
    }

    /// `None`: the set has no session of this number.
    pub fn of_commands(set: Arc<CommandSet>, session: usize) -> Option<Self> {
        (session < set.sessions.len()).then_some(Self(Origin::OfCommands(set, session)))
    }

    /// The commands that it was read with, and its place among their sessions.
    pub(super) fn set(&self) -> Option<(&CommandSet, usize)> {
        match &self.0 {
            Origin::Whole(_) => None,
            Origin::OfCommands(set, session) => Some((set, *session)),
        }
    }

    pub fn is_of_commands(&self) -> bool {
        matches!(self.0, Origin::OfCommands(..))
    }
}

impl Deref for OpenSession {
    type Target = Session;

    fn deref(&self) -> &Session {
        match &self.0 {
            Origin::Whole(session) => session,
            Origin::OfCommands(set, session) => &set.sessions[*session],
        }
    }
}

/// A session may be as long as a book: only its name.
impl fmt::Debug for OpenSession {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_tuple("OpenSession").field(&self.id).finish()
    }
}
