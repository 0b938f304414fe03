//! One session on the screen: where the person is in it, what they look for, how far it is played.

mod find;
mod replay;

use std::{ops::Range, sync::Arc};

pub use find::FindState;
pub use replay::{Replay, Speed};

use crate::{
    flags::Flag,
    session::{CutLine, Outline, Session},
    worker::{CommandSet, OpenSession, SessionFlags},
};

use super::Slot;

#[derive(Debug, Default)]
pub struct TranscriptState {
    pub slot: Slot,
    /// The session that is shown or being read.
    pub session_id: Option<String>,
    open: Option<OpenSession>,
    /// Counts what was opened, so that a view knows when it has another session before it.
    pub revision: u64,
    /// The command that was jumped to.
    pub command: Option<usize>,
    /// The line that was jumped to last.
    pub line: usize,
    /// Counts the jumps, so that the view scrolls once for each.
    pub jumps: u64,
    pub find: FindState,
    pub replay: Replay,
    /// Comes a moment after the session.
    pub outline: Option<Arc<Outline>>,
    pub outline_slot: Slot,
    /// What rules say of its commands; comes a moment after the outline.
    pub flags: Option<Arc<SessionFlags>>,
    pub flags_slot: Slot,
    /// Lines that take too long to be read while the window is drawn.
    pub heavy: HeavyLines,
}

#[derive(Debug, Default)]
pub struct HeavyLines {
    pub slot: Slot,
    /// What was asked for.
    pub asked: Range<usize>,
    pub first: usize,
    pub lines: Arc<[CutLine]>,
}

impl TranscriptState {
    pub fn session(&self) -> Option<&Session> {
        self.open.as_deref()
    }

    /// The session, to be given to the worker.
    pub fn open_session(&self) -> Option<&OpenSession> {
        self.open.as_ref()
    }

    /// Whether only what lies in the scope's time was read.
    pub fn is_part_of_scope(&self) -> bool {
        self.open.as_ref().is_some_and(OpenSession::is_of_commands)
    }

    pub fn show_whole(&mut self, session: Arc<Session>) {
        self.begin(Some(OpenSession::whole(session)));
    }

    pub fn show_of_commands(&mut self, set: Arc<CommandSet>, session: usize, command: Option<usize>) {
        self.session_id = set.sessions.get(session).map(|session| session.id.clone());
        self.begin(OpenSession::of_commands(set, session));
        if let Some(command) = command {
            self.jump(command);
        }
    }

    pub fn clear(&mut self, session_id: String) {
        self.session_id = Some(session_id);
        self.begin(None);
    }

    /// Nothing of the session before stays. The slots that waited are the caller's to cancel.
    fn begin(&mut self, open: Option<OpenSession>) {
        self.open = open;
        self.revision += 1;
        self.command = None;
        self.line = 0;
        self.find = FindState { focuses: self.find.focuses, ..FindState::default() };
        self.replay = self.replay.for_another_session();
        self.outline = None;
        self.outline_slot = Slot::default();
        self.flags = None;
        self.flags_slot = Slot::default();
        self.heavy = HeavyLines::default();
    }

    /// Goes to a command.
    pub fn jump(&mut self, command: usize) {
        if let Some(line) = self.session().and_then(|session| session.commands.get(command)).map(|command| command.line)
        {
            self.go_to(line);
            self.command = Some(command);
        }
    }

    /// Goes to a line; what is being played goes on from there.
    pub fn go_to(&mut self, line: usize) {
        let Some(open) = &self.open else { return };
        self.line = line.min(open.transcript.len().saturating_sub(1));
        self.command = None;
        self.replay.seek(open, self.line);
        self.jumps += 1;
    }

    /// Shows one of the hits.
    pub fn show_hit(&mut self, hit: usize) {
        if let Some(line) = self.find.hits.get(hit).map(|hit| hit.line) {
            self.find.current = Some(hit);
            self.go_to(line);
        }
    }

    /// What the person typed next after the place they are at, or last before it.
    pub fn neighbour(&self, forward: bool) -> Option<usize> {
        let session = self.session()?;
        let commands = &session.commands;
        let is_theirs = |place: &usize| commands[*place].kind != crate::session::CommandKind::Profile;
        let here = self.command.filter(|command| *command < commands.len());
        if forward {
            // From the very beginning the first command is the next one.
            let is_begin = here.is_none() && self.jumps == 0;
            let first = here.map_or_else(
                || commands.partition_point(|command| command.line < self.line + usize::from(!is_begin)),
                |command| command + 1,
            );
            (first..commands.len()).find(is_theirs)
        } else {
            let end = here.unwrap_or_else(|| commands.partition_point(|command| command.line < self.line));
            (0..end).rev().find(is_theirs)
        }
    }

    /// What rules say of a command, the gravest first.
    pub fn flags_of(&self, command: usize) -> &[Flag] {
        self.flags.as_ref().map(|flags| flags.of(command)).unwrap_or_default()
    }

    /// How many lines are shown: all, unless the session is being played.
    pub fn revealed(&self) -> usize {
        self.session().map_or(0, |session| self.replay.revealed(session))
    }
}
