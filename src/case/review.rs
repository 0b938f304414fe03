//! What people say of the sessions and commands that they have looked at: reviews and notes, kept in the ledger.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Case, CaseError, EntryKind};

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReviewSubject {
    /// The log group's name.
    #[serde(rename = "log")]
    pub log_group: String,
    /// The session: its log stream.
    #[serde(rename = "logStream")]
    pub session: String,
    /// `None`: the session as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<ReviewedCommand>,
}

/// One command of a session: named by what does not change when the reading of commands gets better.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReviewedCommand {
    /// Of the event that shows it: milliseconds since 1970, UTC.
    pub time: i64,
    /// Its line in that event, from zero.
    pub line: usize,
    /// As it was shown to whoever looked at it.
    pub text: String,
}

impl ReviewSubject {
    /// The session that it is, or is in.
    #[must_use]
    pub fn session_of(&self) -> Self {
        Self { command: None, ..self.clone() }
    }

    /// For the ledger's index and for people; the body says it exactly.
    fn name(&self) -> String {
        let Self { log_group, session, command } = self;
        match command {
            Some(command) => format!("{log_group}/{session}#{}.{}", command.time, command.line),
            None => format!("{log_group}/{session}"),
        }
    }
}

/// What came of looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewState {
    /// Nothing is left to do.
    Reviewed,
    /// Somebody has to look into it.
    FollowUp,
    /// What was said before holds no more.
    #[serde(rename = "none")]
    Withdrawn,
}

impl ReviewState {
    /// Its name in tables, exports and filters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reviewed => "reviewed",
            Self::FollowUp => "follow-up",
            Self::Withdrawn => "none",
        }
    }
}

/// What somebody said of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    pub subject: ReviewSubject,
    /// `None`: a note, which leaves the state as it is.
    pub state: Option<ReviewState>,
    /// As the person gave it; nothing proves it.
    pub reviewer: String,
    pub comment: String,
}

#[derive(Serialize, Deserialize)]
struct ReviewBody {
    subject: ReviewSubject,
    state: ReviewState,
    #[serde(default)]
    reviewer: String,
    #[serde(default)]
    comment: String,
}

#[derive(Serialize, Deserialize)]
struct NoteBody {
    subject: ReviewSubject,
    #[serde(default)]
    author: String,
    #[serde(default)]
    text: String,
}

/// All reviews and notes of a case.
#[derive(Debug, Default)]
pub struct ReviewRegister {
    /// Oldest first.
    all: Vec<Review>,
    /// How many of them are notes.
    notes: usize,
    /// By log group and session.
    places: HashMap<String, HashMap<String, OfSession>>,
}

/// Places among all reviews.
#[derive(Debug, Default)]
struct OfSession {
    own: Vec<usize>,
    /// By time and line of the command.
    commands: HashMap<(i64, usize), Vec<usize>>,
}

impl ReviewRegister {
    /// Adds what was said last.
    pub fn add(&mut self, review: Review) {
        let place = self.all.len();
        self.notes += usize::from(review.state.is_none());
        let ReviewSubject { log_group, session, command } = &review.subject;
        let of = self.places.entry(log_group.clone()).or_default().entry(session.clone()).or_default();
        match command {
            None => of.own.push(place),
            Some(command) => of.commands.entry((command.time, command.line)).or_default().push(place),
        }
        self.all.push(review);
    }

    /// Oldest first.
    pub fn all(&self) -> &[Review] {
        &self.all
    }

    /// How many of them are notes.
    pub fn notes(&self) -> usize {
        self.notes
    }

    /// What was said of a session as a whole, oldest first.
    pub fn of_session(&self, log_group: &str, session: &str) -> impl DoubleEndedIterator<Item = &Review> {
        let of = self.session(log_group, session);
        of.into_iter().flat_map(|of| &of.own).filter_map(|place| self.all.get(*place))
    }

    /// What was said of one command, oldest first.
    pub fn of_command<'r>(
        &'r self,
        log_group: &str,
        session: &str,
        (time, line): (i64, usize),
        text: &'r str,
    ) -> impl DoubleEndedIterator<Item = &'r Review> {
        let places = self.session(log_group, session).and_then(|of| of.commands.get(&(time, line)));
        places
            .into_iter()
            .flatten()
            .filter_map(|place| self.all.get(*place))
            .filter(move |review| review.subject.command.as_ref().is_some_and(|command| command.text == text))
    }

    /// What was said of a subject, oldest first.
    pub fn of<'r>(&'r self, subject: &'r ReviewSubject) -> Vec<&'r Review> {
        let ReviewSubject { log_group, session, command } = subject;
        match command {
            None => self.of_session(log_group, session).collect(),
            Some(command) => self.of_command(log_group, session, (command.time, command.line), &command.text).collect(),
        }
    }

    /// Where a session stands; `None`: nobody has said, or what was said was withdrawn.
    pub fn standing_of_session(&self, log_group: &str, session: &str) -> Option<&Review> {
        standing(self.of_session(log_group, session))
    }

    /// Where a command stands: by what was said of it, else by what was said of its session.
    pub fn standing_of_command<'r>(
        &'r self,
        log_group: &str,
        session: &str,
        place: (i64, usize),
        text: &'r str,
    ) -> Option<&'r Review> {
        standing(self.of_command(log_group, session, place, text))
            .or_else(|| self.standing_of_session(log_group, session))
    }

    fn session(&self, log_group: &str, session: &str) -> Option<&OfSession> {
        self.places.get(log_group)?.get(session)
    }
}

/// The last that says a state, unless it withdraws.
fn standing<'r>(said: impl DoubleEndedIterator<Item = &'r Review>) -> Option<&'r Review> {
    said.rev().find(|review| review.state.is_some()).filter(|review| review.state != Some(ReviewState::Withdrawn))
}

impl Case {
    /// Every review and note. Entries of another form are passed over: they stay in the ledger as they are.
    pub fn reviews(&self) -> Result<ReviewRegister, CaseError> {
        let mut entries = self.entries(EntryKind::Review, None)?;
        entries.extend(self.entries(EntryKind::Note, None)?);
        entries.sort_by_key(|entry| entry.number);
        let mut register = ReviewRegister::default();
        for entry in entries {
            let at = entry.at;
            let read = if entry.kind == EntryKind::Note.name() {
                serde_json::from_value::<NoteBody>(entry.body).map(|NoteBody { subject, author, text }| Review {
                    at,
                    subject,
                    state: None,
                    reviewer: author,
                    comment: text,
                })
            } else {
                serde_json::from_value::<ReviewBody>(entry.body).map(|body| Review {
                    at,
                    subject: body.subject,
                    state: Some(body.state),
                    reviewer: body.reviewer,
                    comment: body.comment,
                })
            };
            if let Ok(review) = read {
                register.add(review);
            }
        }
        Ok(register)
    }

    /// Keeps what somebody says, for good.
    pub fn review(&mut self, review: &Review) -> Result<(), CaseError> {
        let Review { at, subject, state, reviewer, comment } = review.clone();
        let name = subject.name();
        let (kind, body) = match state {
            Some(state) => (EntryKind::Review, serde_json::to_value(ReviewBody { subject, state, reviewer, comment })),
            None => (EntryKind::Note, serde_json::to_value(NoteBody { subject, author: reviewer, text: comment })),
        };
        let body = body.map_err(|error| CaseError::Compression(error.into()))?;
        self.write(at, kind, &name, &body)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(command: Option<&str>) -> ReviewSubject {
        let command = command.map(|text| ReviewedCommand { time: 7, line: 2, text: text.to_owned() });
        ReviewSubject { log_group: "/g".to_owned(), session: "alice-1".to_owned(), command }
    }

    fn review(at: i64, command: Option<&str>, state: Option<ReviewState>) -> Review {
        Review { at, subject: subject(command), state, reviewer: "Sato".to_owned(), comment: "=1 \u{202e}".to_owned() }
    }

    #[test]
    fn what_is_said_is_kept_and_the_last_word_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.case");
        let mut case = Case::create(&path, 1).unwrap();
        let said = [
            review(1, None, Some(ReviewState::Reviewed)),
            review(2, Some("rm -rf /"), Some(ReviewState::FollowUp)),
            review(3, Some("rm -rf /"), None),
            review(4, Some("ls"), Some(ReviewState::FollowUp)),
            review(5, Some("ls"), Some(ReviewState::Withdrawn)),
        ];
        for each in &said {
            case.review(each).unwrap();
        }
        case.write(6, EntryKind::Review, "x", &serde_json::json!({"state": "of another program"})).unwrap();
        let found = Case::open_read_only(&path).unwrap().reviews().unwrap();
        assert_eq!(found.all(), said);
        let state = |text: &'static str| {
            found.standing_of_command("/g", "alice-1", (7, 2), text).and_then(|review| review.state)
        };
        assert_eq!(state("rm -rf /"), Some(ReviewState::FollowUp), "a note changes nothing");
        assert_eq!(state("ls"), Some(ReviewState::Reviewed), "withdrawn: as its session");
        assert_eq!(state("never looked at"), Some(ReviewState::Reviewed), "as its session");
        assert!(found.standing_of_session("/other", "alice-1").is_none());
        assert_eq!(found.of(&subject(Some("rm -rf /"))).len(), 2);
    }

    #[test]
    fn a_sealed_case_takes_no_review() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.case");
        let (mut case, _) = Case::create(&path, 1).unwrap().seal(2).unwrap();
        let refused = case.review(&review(3, None, Some(ReviewState::Reviewed)));
        assert!(matches!(refused, Err(CaseError::Sealed { .. })));
    }
}
