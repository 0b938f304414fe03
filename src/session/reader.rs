//! From lines and regions to inputs: follows the shells of a session.

use super::answer::{answer, question_of};
use super::change::{Change, change, interactive_program};
use super::command::{Doubt, FullScreen};
use super::contradiction::missing_program;
use super::history::{has_history_mark, is_expansion};
use super::index::EventIndex;
use super::input::{Input, Proof, ShownAfter};
use super::locate::{Located, locate};
use super::mark::{MOST_MARKS, MarkKind, asks_for_secret, comes_by_itself};
use super::output::{MOST_READ, Said, said};
use super::prompt::{Asker, Prompts, continuation, known_repl, known_shell};
use super::syntax::Pending;
use super::unedit::{Unedited, unedit};
use super::view::View;
use super::width::Width;

const LONGEST_ABOVE: usize = 200;
/// What is longer, in bytes, is no prompt to come again.
const LONGEST_PROMPT: usize = 1_000;
/// What a hostile log can make the list of answers hold.
const MOST_ANSWERS: usize = 100_000;

/// What comes next in a session.
pub(super) enum Shown {
    /// A line without marks: its number, its text, and whether the agent cleaned it.
    Line {
        at: usize,
        text: String,
        /// Its size as logged.
        bytes: usize,
        cleaned: bool,
        tail: bool,
    },
    Edit(View),
    /// The rest of a pasted block: its last line, its text.
    More {
        last: usize,
        text: String,
    },
    /// A full-screen program, over these lines.
    FullScreen {
        first: usize,
        last: usize,
    },
}

impl Shown {
    /// Whether the agent cleaned it.
    pub fn is_cleaned(&self) -> bool {
        match self {
            Self::Line { cleaned, .. } => *cleaned,
            Self::Edit(view) => view.returns_lost && !view.head_is_prompt,
            Self::More { .. } | Self::FullScreen { .. } => false,
        }
    }

    /// The row that may hold a prompt and input.
    pub fn input_line(&self) -> Option<&str> {
        match self {
            Self::Line { text, .. } => Some(text),
            Self::Edit(view) => view.rows.last().map(|(text, _)| text.as_str()),
            Self::More { .. } | Self::FullScreen { .. } => None,
        }
    }

    /// How much it holds, in bytes, where it may wait for what follows.
    pub fn size(&self) -> usize {
        match self {
            Self::Line { text, .. } | Self::More { text, .. } => text.len(),
            Self::Edit(view) => view.rows.iter().map(|(text, _)| text.len()).sum(),
            Self::FullScreen { .. } => 0,
        }
    }

    /// The last line that it takes.
    pub fn last_line(&self) -> usize {
        match self {
            Self::Line { at, .. } => *at,
            Self::Edit(view) => view.last,
            Self::More { last, .. } | Self::FullScreen { last, .. } => *last,
        }
    }
}

/// Reads what a session showed.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing known of the session; none excludes another")]
pub(super) struct Reader<'a> {
    prompts: &'a Prompts,
    inputs: Vec<Input>,
    /// Which prompt the shell that reads now has.
    current: Current,
    /// Lines shown since the last input.
    since: usize,
    /// The next prompt may be a new one.
    fresh: bool,
    width: Option<Width>,
    /// Typed before the first prompt: the agent does so with the document's `shellProfile`.
    early: Option<(usize, String)>,
    early_taken: bool,
    any_input: bool,
    /// The last line that is no input, where it may be a prompt's first.
    above: String,
    /// What is typed is not shown, as far as is known: what stands behind a prompt is output.
    echo_is_off: bool,
    /// The last input lacks nothing but a sign that it was entered.
    unproven: bool,
    /// The last input, as far as it goes on.
    pending: Pending,
    /// The last command started a program that asks for input of its own.
    program: Option<Asker>,
    shell_prompt: Option<String>,
    /// What `read -p` in the last input asks with.
    question: Option<String>,
    /// The last input's output may end without a newline.
    leaves_line_open: bool,
    /// Answers to programs.
    answers: Vec<Input>,
    /// With the number of the line, and the time of its event.
    marks: Vec<(usize, MarkKind, i64)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Current {
    Unknown,
    /// The shell's editor sets marks.
    Marks,
    Line(String),
}

impl<'a> Reader<'a> {
    pub fn new(prompts: &'a Prompts, width: Option<Width>) -> Self {
        Self {
            prompts,
            inputs: Vec::new(),
            current: Current::Unknown,
            since: 0,
            fresh: true,
            width,
            early: None,
            early_taken: false,
            any_input: false,
            above: String::new(),
            echo_is_off: false,
            unproven: false,
            pending: Pending::default(),
            program: None,
            shell_prompt: None,
            question: None,
            leaves_line_open: false,
            answers: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// The inputs that are final, in their order: all at the end, else those that nothing later changes.
    pub fn take_inputs(&mut self, is_end: bool) -> Vec<Input> {
        const KEPT: usize = 4;
        if !is_end && self.inputs.len() < 4 * KEPT {
            return Vec::new();
        }
        let final_ones = if is_end { self.inputs.len() } else { self.inputs.len() - KEPT };
        let mut inputs: Vec<Input> = self.inputs.drain(..final_ones).collect();
        inputs.iter_mut().for_each(expand_history);
        let before = self.inputs.first().map_or(usize::MAX, |next| next.first);
        let answers = self.answers.partition_point(|answer| answer.first < before);
        inputs.extend(self.answers.drain(..answers));
        inputs.sort_by_key(|input| input.first);
        inputs
    }

    /// The marks, with their lines and times.
    pub fn into_marks(self) -> Vec<(usize, MarkKind, i64)> {
        self.marks
    }

    pub fn see(&mut self, shown: &Shown, index: &EventIndex) {
        match shown {
            Shown::Line { at, text, bytes, cleaned, tail } => {
                if !self.line(*at, text, *cleaned, *tail) {
                    if !text.trim().is_empty() {
                        self.prove();
                    }
                    self.above.clear();
                    if text.len() < LONGEST_ABOVE {
                        self.above.push_str(text.trim_end());
                    }
                    self.output(*at, text, *bytes, index);
                }
            }
            Shown::Edit(view) => self.edit(view),
            Shown::More { last, text } => self.more(*last, text),
            Shown::FullScreen { first, last } => {
                self.prove();
                self.full_screen(*first, *last, index);
            }
        }
        if let Some(last) = self.inputs.last_mut()
            && last.span.is_none()
        {
            last.span = Some(index.span(last.first, last.last));
        }
    }

    /// Takes what a program showed.
    fn output(&mut self, at: usize, text: &str, bytes: usize, index: &EventIndex) {
        if asks_for_secret(text) {
            self.mark(at, MarkKind::SecretAsked, index);
        }
        let Some(last) = self.inputs.last_mut() else { return };
        let is_first = last.shown.lines == 0 && last.submitted && !last.bell_last;
        if is_first && last.text.trim().is_empty() && !comes_by_itself(text) {
            let line = last.first;
            last.shown.lines += 1;
            self.mark(line, MarkKind::TypingHidden, index);
            return;
        }
        last.shown.lines += 1;
        last.shown.bytes += bytes as u64;
        if last.shown.lines < MOST_READ && last.shown.said.is_none() {
            last.shown.said = said(text);
            if last.shown.said == Some(Said::CommandNotFound) {
                last.shown.missing = missing_program(text).map(str::to_owned);
            }
        }
        if last.asker == Asker::Shell
            && last.submitted
            && self.answers.len() < MOST_ANSWERS
            && let Some(end) = answer(text, self.question.as_deref())
        {
            let mut input = Input::answer(at, &text[..end], text[end..].trim_end());
            input.span = Some(index.span(at, at));
            self.answers.push(input);
        }
    }

    fn mark(&mut self, line: usize, kind: MarkKind, index: &EventIndex) {
        if self.marks.len() < MOST_MARKS {
            self.marks.push((line, kind, index.span(line, line).time));
        }
    }

    fn full_screen(&mut self, first: usize, last: usize, index: &EventIndex) {
        self.since += 1;
        if let Some(input) = self.inputs.last_mut() {
            let span = index.span(first, last);
            let milliseconds = Some(span.end_time.saturating_sub(span.time)).filter(|time| *time > 0);
            let before = input.shown.full_screen.and_then(|before| before.milliseconds);
            let milliseconds =
                before.map_or(milliseconds, |before| Some(before.saturating_add(milliseconds.unwrap_or_default())));
            input.shown.full_screen = Some(FullScreen { milliseconds });
        }
    }

    fn edit(&mut self, view: &View) {
        let found = locate(view, self.prompts);
        let Located { prompt, mut text, sure, mut weak, mut doubts, row } = found;
        if view.broken.iter().skip(row).any(|broken| *broken) {
            doubts.push(Doubt::LooksLikeOutput);
            weak = true;
        }
        let mut submitted = view.submitted;
        if let Some(stated) = &view.stated {
            text.clone_from(stated);
        }
        if let Some(pasted) = &view.pasted {
            text.clone_from(pasted);
            doubts.push(Doubt::Reconstructed);
            weak = false;
        } else if view.searched {
            doubts.push(Doubt::Reconstructed);
            weak |= view.returns_lost;
        }
        if let Some(kept) = text.strip_suffix("^C") {
            text.truncate(kept.len());
            submitted = false;
        }
        // A bell tells of keys that the editor refused, or of bytes it took apart.
        if view.bells > 0 {
            doubts.push(Doubt::MayHideEdits);
            weak |= view.bells > 4;
        }
        if view.returns_lost && view.edited || view.overtaxed {
            doubts.push(Doubt::Reconstructed);
            weak |= view.overtaxed;
        }
        if view.concealed || view.told.is_some_and(|told| told > (row, prompt.len())) {
            doubts.push(Doubt::HiddenText);
        }
        if view.width_unknown {
            doubts.push(Doubt::Wrapped);
            weak = true;
        }
        // A gap that nobody types: a prompt at the right margin, or a place that was written over.
        if text.lines().next().is_some_and(|line| line.contains("     ")) {
            doubts.push(Doubt::PromptNotSure);
        }
        if has_history_mark(&text) {
            doubts.push(Doubt::MayHideEdits);
        }
        let bell_last = view.bell_last;
        let last = self.inputs.last();
        let continues = continuation(&prompt).is_some_and(|end| end == prompt.len())
            && last.is_some_and(|last| last.asker == Asker::Shell && last.submitted && self.since == 0);
        let program = self.program.filter(|_| !self.is_shell_prompt(&prompt));
        let asker = if let Some(program) = program
            && !continues
        {
            program
        } else if continues || known_shell(&prompt).is_some() {
            Asker::Shell
        } else {
            known_repl(&prompt).map_or(Asker::Shell, |(asker, _)| asker)
        };
        let complete = sure && !view.returns_lost;
        let unproven = complete && view.may_be_abandoned;
        let proof = if complete && !unproven { Proof::Marks } else { Proof::SomeMarks };
        if asker == Asker::Shell && !continues {
            // The agent removes the marks of some lines and leaves those of others.
            let mixed = !view.head_is_prompt || self.prompts.are_drawn_over();
            let is_kept = (1..=LONGEST_PROMPT).contains(&prompt.len());
            self.current =
                if view.returns_lost && mixed && is_kept { Current::Line(prompt.clone()) } else { Current::Marks };
        }
        self.push(Input {
            first: view.first,
            last: view.last,
            prompt,
            text,
            proof,
            asker,
            continues,
            submitted,
            doubts,
            weak,
            ended: view.closed,
            printed: None,
            span: None,
            shown: ShownAfter::default(),
            bell_last,
        });
        self.unproven = unproven;
    }

    /// What follows shows that the last input was entered.
    fn prove(&mut self) {
        if std::mem::take(&mut self.unproven)
            && let Some(last) = self.inputs.last_mut()
        {
            last.proof = Proof::Marks;
        }
    }

    /// Whether the shell that was typed to last has this prompt, give or take what changes in it.
    fn is_shell_prompt(&self, prompt: &str) -> bool {
        known_shell(prompt).is_some()
            || self.shell_prompt.as_deref().is_some_and(|shell| first_word(shell) == first_word(prompt))
    }

    fn more(&mut self, line: usize, text: &str) {
        if let Some(last) = self.inputs.last_mut() {
            last.add_text(text);
            last.last = line;
            last.span = None;
            last.doubts.push(Doubt::Reconstructed);
            self.pending.add(text);
            self.leaves_line_open |= may_leave_line_open(text);
        }
    }

    fn push(&mut self, input: Input) {
        if input.continues {
            self.prove();
        }
        self.unproven = false;
        // Completion showed a list and then the line again.
        if let Some(last) = self.inputs.last()
            && last.bell_last
            && last.prompt == input.prompt
            && input.text.starts_with(last.text.trim_end())
        {
            self.inputs.pop();
        }
        self.since = 0;
        self.fresh = false;
        if input.asker == Asker::Shell && !input.continues && (1..=LONGEST_PROMPT).contains(&input.prompt.len()) {
            self.shell_prompt = Some(input.prompt.clone());
        }
        if input.continues {
            self.pending.add(&input.text);
        } else {
            self.pending = Pending::new(&input.text);
        }
        if input.submitted && input.asker == Asker::Shell {
            self.echo_is_off |= input.text.contains("stty -echo");
            match change(&input.text) {
                Change::None => {}
                Change::Begins(_) | Change::Replaced | Change::Ends => self.fresh = true,
            }
            self.program = interactive_program(&input.text);
            // An empty line may be the end-of-file key.
            self.fresh |= input.text.trim().is_empty();
        }
        self.any_input = true;
        self.question = question_of(&input.text).map(str::to_owned);
        self.leaves_line_open = may_leave_line_open(&input.text);
        self.inputs.push(input);
    }

    /// Whether the line is an input, or nothing at all.
    fn line(&mut self, at: usize, text: &str, cleaned: bool, tail: bool) -> bool {
        if tail && text.trim().is_empty() {
            return true;
        }
        if let Some(last) = self.inputs.last_mut()
            && self.since == 0
            && last.submitted
        {
            last.printed = Some(text.to_owned());
        }
        if let Some((asker, end)) = known_repl(text)
            && known_shell(text).is_none()
            && !self.accepts(text, end)
        {
            self.ask(at, text, end, asker, cleaned, false);
        } else if self.continues(text) {
            self.ask(at, text, continuation(text).unwrap_or_default(), Asker::Shell, cleaned, true);
        } else if let Some((start, end)) = self.find(text) {
            if self.is_early_output(&text[end..]) {
                self.since += 1;
                return false;
            }
            self.ask(at, &text[start..], end - start, Asker::Shell, cleaned, false);
        } else {
            if !self.any_input && self.early.is_none() && !text.trim().is_empty() {
                self.early = Some((at, text.trim_end().to_owned()));
            }
            self.since += 1;
            return false;
        }
        true
    }

    /// Where a prompt begins and ends in the line: at its start, or after output without a newline.
    fn find(&self, text: &str) -> Option<(usize, usize)> {
        if let Some((end, _)) = self.prompts.best_cut(text)
            && self.accepts(text, end)
        {
            return Some((0, end));
        }
        let Current::Line(prompt) = &self.current else { return None };
        let distinct = prompt.chars().filter(|character| character.is_alphanumeric()).count() > 3;
        if !distinct && !self.leaves_line_open {
            return None;
        }
        let start = if distinct { text.rfind(prompt.as_str()) } else { text.find(prompt.as_str()) }?;
        // Output that goes on without a newline ends in neither; a sign inside of it may well follow them.
        let inside = text[..start].chars().next_back().is_some_and(|before| matches!(before, ' ' | '"' | '\''));
        (distinct || !inside).then_some((start, start + prompt.len()))
    }

    /// What the agent typed before the first prompt is not shown again by a shell without a line
    /// editor: its first prompt is followed by output.
    fn is_early_output(&mut self, rest: &str) -> bool {
        let Some((_, early)) = &self.early else { return false };
        if self.early_taken || self.any_input {
            return false;
        }
        self.early_taken = true;
        rest.trim_end() != early && matches!(change(early), Change::Replaced | Change::Begins(_))
    }

    /// Whether the line goes on with the last input.
    fn continues(&self, text: &str) -> bool {
        let Some(last) = self.inputs.last() else { return false };
        self.since == 0
            && last.asker == Asker::Shell
            && last.submitted
            && continuation(text).is_some()
            && self.pending.needs_more()
    }

    /// Whether a shell could have written this prompt now.
    fn accepts(&self, text: &str, end: usize) -> bool {
        let prompt = &text[..end];
        let count = self.prompts.count(prompt);
        let shape = known_shell(text).is_some_and(|known| known == end);
        let same =
            matches!(&self.current, Current::Line(line) if super::prompt::frame(line) == super::prompt::frame(prompt));
        if same {
            return true;
        }
        let bare = !prompt.chars().any(char::is_alphanumeric);
        match self.current {
            // What is seen once and has no usual shape may be anything.
            Current::Unknown => shape || count > 1 || bare && prompt.is_ascii(),
            Current::Marks | Current::Line(_) if self.fresh => {
                shape || count > 1 || bare && matches!(prompt, "$ " | "# ")
            }
            Current::Marks => false,
            Current::Line(ref line) => !bare && (shape || count > 2) && first_word(line) == first_word(prompt),
        }
    }

    fn ask(&mut self, at: usize, text: &str, end: usize, asker: Asker, cleaned: bool, continues: bool) {
        let prompt = &text[..end];
        let mut rest = &text[end..];
        if cleaned {
            rest = &rest[self.prompts.right_end(rest)..];
        }
        // A terminal that was resized shows the prompt again.
        while let Some(again) = rest.strip_prefix(prompt) {
            rest = again;
            // So does a line that was entered unseen.
            self.echo_is_off = false;
        }
        // A prompt of two lines that zsh shows again once the terminal has its size. What the agent typed before
        // the first prompt stands behind others.
        let is_bare = !prompt.contains(char::is_alphanumeric) && self.prompts.are_drawn_over();
        if cleaned
            && is_bare
            && !self.any_input
            && self.since > 0
            && !self.above.is_empty()
            && rest.trim_end() == self.above
        {
            return;
        }
        let bell_last = rest.trim_end().ends_with('\u{7}');
        let Unedited { text: typed, mut doubts, mut weak } = unedit(rest, prompt, cleaned, self.width);
        let (typed, submitted) = match typed.strip_suffix("^C") {
            Some(kept) => (kept.to_owned(), false),
            None => (typed, true),
        };
        if asker == Asker::Shell && !continues {
            let is_kept = prompt.len() <= LONGEST_PROMPT;
            self.current = if is_kept { Current::Line(prompt.to_owned()) } else { Current::Marks };
        }
        if self.echo_is_off {
            doubts.push(Doubt::LooksLikeOutput);
            weak = true;
        }
        self.push(Input {
            first: at,
            last: at,
            prompt: prompt.to_owned(),
            text: typed,
            proof: Proof::Prompt,
            asker,
            continues,
            submitted,
            doubts,
            weak,
            ended: false,
            printed: None,
            span: None,
            shown: ShownAfter::default(),
            bell_last,
        });
    }
}

/// Puts the text of an expanded history reference in its place.
pub(super) fn expand_history(input: &mut Input) {
    if let Some(printed) = &input.printed
        && is_expansion(input.text.trim(), printed.trim_end())
    {
        input.shown.bytes = input.shown.bytes.saturating_sub(printed.len() as u64);
        input.shown.lines = input.shown.lines.saturating_sub(1);
        input.text = printed.trim_end().to_owned();
        input.doubts.push(Doubt::Reconstructed);
    }
}

/// What a prompt begins with: the part of it that stays when the directory or the time changes.
fn first_word(prompt: &str) -> String {
    let frame = super::prompt::frame(prompt);
    let from = frame.find(char::is_alphanumeric).unwrap_or(0);
    let end = frame[from..].find([' ', ':', ']', ')']).map_or(frame.len(), |end| from + end);
    frame[..end].to_owned()
}

/// Whether a command's output may end without a newline, so that the next prompt stands behind it.
fn may_leave_line_open(text: &str) -> bool {
    ["printf", "echo -n", "-w0", "head -c", "\\c", "curl", "tr -d", "print("].iter().any(|sign| text.contains(sign))
}
