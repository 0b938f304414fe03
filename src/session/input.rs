//! An input line before it is a command, and the sessions' lines before they are transcripts.

use super::Doubt;
use super::prompt::Asker;

/// One input line, as read at a prompt.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing seen; none excludes another")]
pub(super) struct Input {
    /// Transcript lines: first and last.
    pub first: usize,
    pub last: usize,
    pub prompt: String,
    pub text: String,
    pub proof: Proof,
    pub asker: Asker,
    pub continues: bool,
    pub submitted: bool,
    pub doubts: Vec<Doubt>,
    /// Too little is left to be likely.
    pub weak: bool,
    /// A mark shows where it ends.
    pub ended: bool,
    /// What was printed next, if it came at once.
    pub printed: Option<String>,
    /// The bell rang last: completion may have shown a list instead of going on.
    pub bell_last: bool,
}

/// What shows that it is input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Marks in complete terminal bytes show the input's place; the prompt is certain.
    Marks,
    /// Marks in terminal bytes of which the agent removed some.
    SomeMarks,
    /// A prompt at the start of a line.
    Prompt,
}
