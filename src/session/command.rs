use serde::{Deserialize, Serialize};

use super::{forms::is_default, output::Output};

/// A line (or a block of lines) that a person typed, as far as the log shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypedCommand {
    /// Milliseconds since 1970, UTC, of the event that shows it.
    pub time: i64,
    #[serde(default, skip_serializing_if = "is_default")]
    pub time_basis: TimeBasis,
    /// The command; its lines are separated by newlines.
    pub text: String,
    pub kind: CommandKind,
    pub confidence: Confidence,
    /// Why the confidence is no higher; empty where nothing speaks against the text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub doubts: Vec<Doubt>,
    /// Whether the line was entered, as far as the log shows. A line that was abandoned was not, nor
    /// was an uploaded log's last line without a line end.
    #[serde(default, skip_serializing_if = "is_default")]
    pub submitted: bool,
    /// The OS user at that moment, as far as the prompt or a change of user shows; else `runAsUser`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub user: Option<String>,
    /// Only the prompt names the user: no record, and nothing that was typed before. A program can print a prompt.
    #[serde(default, skip_serializing_if = "is_default")]
    pub user_from_prompt: bool,
    /// Where its lines stand in the log.
    pub source: Source,
    /// The transcript line of its first line; see [`Session::lines`](super::Session::lines).
    pub line: usize,
    /// How many transcript lines it takes.
    pub lines: usize,
    pub output: Output,
    /// It had the whole screen: an editor, a pager.
    #[serde(default, skip_serializing_if = "is_default")]
    pub full_screen: Option<FullScreen>,
}

impl TypedCommand {
    /// What names it in its session whatever the reading of commands finds: its event's time and its line there.
    pub fn review_place(&self) -> (i64, usize) {
        (self.time, self.source.first.line)
    }
}

/// What a command's time is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeBasis {
    /// When the agent logged it while the session went on: up to seconds after the typing.
    #[default]
    Event,
    /// When the session had ended and its log was uploaded: it was typed at some time before.
    SessionEnd,
}

impl TimeBasis {
    /// Its name in tables and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::SessionEnd => "session-end",
        }
    }
}

/// The events that show a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub first: Place,
    pub last: Place,
}

/// A line in the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Index of the event in the log as it was given.
    pub event: usize,
    /// The line in the event, from zero: the element of `sessionData`, or the line of an uploaded text.
    pub line: usize,
}

/// A full-screen program's time on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullScreen {
    /// From the event that shows its beginning to the one that shows its end, in milliseconds. Uploaded
    /// logs do not tell.
    pub milliseconds: Option<i64>,
}

/// Who or what the line was typed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommandKind {
    /// A shell's prompt.
    Shell,
    /// An interpreter's prompt (python, node …).
    Repl,
    /// A database client's prompt.
    Sql,
    /// An answer to a program that asked.
    Input,
    /// Typed by the agent from the document's `shellProfile` when the session started, not by the person.
    Profile,
}

impl CommandKind {
    /// Its name in tables and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shell => "shell",
            Self::Repl => "repl",
            Self::Sql => "sql",
            Self::Input => "input",
            Self::Profile => "profile",
        }
    }
}

/// How sure the command's text is. A program can print whatever it likes, so even `Exact` is no
/// proof that a person typed the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The terminal's bytes are complete, and marks in them show where the input begins and ends.
    Exact,
    /// Nothing speaks against it, but the log's form does not prove it.
    Likely,
    /// Something was lost, guessed or reconstructed.
    Uncertain,
}

impl Confidence {
    /// Its name in tables and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Likely => "likely",
            Self::Uncertain => "uncertain",
        }
    }
}

/// A reason to doubt a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// The agent removed cursor movements from the line: an edit may be hidden in it.
    MayHideEdits,
    /// Characters were destroyed (U+FFFD) or removed by the agent.
    LostCharacters,
    /// The text was put together by replaying edits of which only a part is left.
    Reconstructed,
    /// The line was abandoned (Ctrl-C), or the log ends inside of it.
    NotSubmitted,
    /// The log ends with the line: it may not have been entered.
    CutAtEnd,
    /// The line may be output that imitates a prompt.
    LooksLikeOutput,
    /// Where the prompt ends and the typing begins is a guess.
    PromptNotSure,
    /// The terminal's width is not known, and the line may have been wrapped.
    Wrapped,
    /// Something was shown before that can hold the marks by which inputs are known.
    MarksMayBeForged,
    /// Events with the same time came in no certain order.
    OrderNotSure,
    /// It is longer than what is kept of a command: only its beginning is there.
    CutShort,
    /// It holds what a terminal does not show: concealed text, direction marks, characters without width.
    HiddenText,
}

/// Doubts each once, in their order: several places of one line may give the same reason.
pub fn each_once(doubts: &[Doubt]) -> impl Iterator<Item = Doubt> + '_ {
    doubts.iter().enumerate().filter(|(place, doubt)| !doubts[..*place].contains(doubt)).map(|(_, doubt)| *doubt)
}

impl Doubt {
    /// Its name in tables and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::MayHideEdits => "may-hide-edits",
            Self::LostCharacters => "lost-characters",
            Self::Reconstructed => "reconstructed",
            Self::NotSubmitted => "not-submitted",
            Self::CutAtEnd => "cut-at-end",
            Self::LooksLikeOutput => "looks-like-output",
            Self::PromptNotSure => "prompt-not-sure",
            Self::Wrapped => "wrapped",
            Self::MarksMayBeForged => "marks-may-be-forged",
            Self::OrderNotSure => "order-not-sure",
            Self::CutShort => "cut-short",
            Self::HiddenText => "hidden-text",
        }
    }
}
