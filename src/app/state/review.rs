use std::sync::Arc;

use crate::{
    case::{ReviewRegister, ReviewState, ReviewSubject, ReviewedCommand},
    session::{Session, TypedCommand},
    worker::Reviews,
};

use super::{Screen, Slot, State};

/// What was said of sessions and commands, and what is being said.
#[derive(Debug, Default)]
pub struct ReviewsState {
    pub read_slot: Slot,
    pub write_slot: Slot,
    /// Of the open case; `None`: no case is open, or it is being read.
    pub register: Option<Arc<ReviewRegister>>,
    /// What is being written, and about what.
    pub draft: Option<(ReviewSubject, String)>,
}

impl ReviewsState {
    /// What is written about a subject so far.
    pub fn comment_on(&self, subject: &ReviewSubject) -> &str {
        self.draft.as_ref().filter(|(of, _)| of == subject).map(|(_, text)| text.as_str()).unwrap_or_default()
    }
}

/// A session as a subject of reviews.
pub fn session_subject(log_group: &str, session: &str) -> ReviewSubject {
    ReviewSubject { log_group: log_group.to_owned(), session: session.to_owned(), command: None }
}

/// A command as a subject of reviews.
pub fn command_subject(log_group: &str, session: &Session, command: &TypedCommand) -> ReviewSubject {
    let (time, line) = command.review_place();
    let command = ReviewedCommand { time, line, text: command.text.clone() };
    ReviewSubject { command: Some(command), ..session_subject(log_group, &session.id) }
}

impl State {
    /// Whether the open case takes reviews.
    pub fn can_review(&self) -> bool {
        self.reviews.register.is_some()
            && !self.case.seal_slot.is_waiting()
            && self.case.facts.as_ref().is_some_and(|facts| !facts.is_sealed)
    }

    /// What is chosen on the open screen, as far as it can be reviewed.
    pub fn review_subject(&self) -> Option<ReviewSubject> {
        match self.screen {
            Screen::Commands => {
                let set = self.commands.set.as_ref()?;
                let (session, command) = set.at(self.commands.table.selected? as usize)?;
                Some(command_subject(self.commands_group()?, session, command))
            }
            Screen::Sessions => {
                Some(session_subject(self.sessions.log_group.as_deref()?, &self.sessions.selected()?.name))
            }
            Screen::Transcript => {
                Some(session_subject(self.scope.log_group.as_deref()?, &self.transcript.session()?.id))
            }
            _ => None,
        }
    }

    /// The log group whose commands are shown.
    pub fn commands_group(&self) -> Option<&str> {
        self.commands.read_scope.as_ref()?.log_group.as_deref()
    }

    /// For finding commands by what was said of them.
    pub fn reviews_of_commands(&self) -> Option<Reviews> {
        Some(Reviews {
            register: Arc::clone(self.reviews.register.as_ref()?),
            log_group: self.commands_group()?.to_owned(),
        })
    }

    /// Where a command stands.
    pub fn standing(&self, session: &Session, command: &TypedCommand) -> Option<ReviewState> {
        let register = self.reviews.register.as_ref()?;
        let standing =
            register.standing_of_command(self.commands_group()?, &session.id, command.review_place(), &command.text);
        standing.and_then(|review| review.state)
    }
}
