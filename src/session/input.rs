//! An input line before it is a command, and the sessions' lines before they are transcripts.

use super::command::{Doubt, FullScreen};
use super::index::Span;
use super::output::Said;
use super::prompt::Asker;

/// One input line, as read at a prompt.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing seen; none excludes another")]
pub(super) struct Input {
    /// Numbers of the first and the last line.
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
    /// Where it lies; set once it is in the list.
    pub span: Option<Span>,
    pub shown: ShownAfter,
    /// The bell rang last: completion may have shown a list instead of going on.
    pub bell_last: bool,
}

/// What the terminal showed after an input.
#[derive(Clone, Debug, Default)]
pub(super) struct ShownAfter {
    pub lines: usize,
    pub bytes: u64,
    pub said: Option<Said>,
    /// The program that the shell did not find.
    pub missing: Option<String>,
    pub full_screen: Option<FullScreen>,
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

/// No command is kept any further than this, in bytes.
pub(super) const LONGEST_COMMAND: usize = 1 << 20;

impl Input {
    /// Adds a line or lines, as far as they are kept.
    pub fn add_text(&mut self, lines: &str) {
        if self.text.len() + lines.len() < LONGEST_COMMAND {
            self.text.push('\n');
            self.text.push_str(lines);
        } else {
            self.doubt(Doubt::CutShort);
        }
    }

    /// Notes a reason to doubt it, once.
    pub fn doubt(&mut self, doubt: Doubt) {
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }

    /// An answer to a program that asked.
    pub fn answer(line: usize, question: &str, text: &str) -> Self {
        Self {
            first: line,
            last: line,
            prompt: question.to_owned(),
            text: text.to_owned(),
            proof: Proof::Prompt,
            asker: Asker::Program,
            continues: false,
            submitted: true,
            doubts: vec![Doubt::LooksLikeOutput],
            weak: true,
            ended: false,
            printed: None,
            span: None,
            shown: ShownAfter::default(),
            bell_last: false,
        }
    }
}
