//! From inputs to commands: lines that belong together, whose they are and how sure they are.

use super::RecordForm;
use super::change::{Change, change};
use super::command::{CommandKind, Confidence, Doubt, TypedCommand};
use super::contradiction::{Background, is_unfinished, names_another};
use super::follow::LastShown;
use super::forgery::{is_unseen, may_show_marks};
use super::index::Ties;
use super::input::{Input, LONGEST_COMMAND, Proof};
use super::output::Output;
use super::prompt::Asker;
use super::transcript::Folds;

/// Makes commands of inputs as they come.
pub(super) struct Assembler<'a> {
    form: RecordForm,
    ties: &'a Ties,
    users: Users,
    /// Whether the first input that holds anything has come.
    begun: bool,
    background: Background,
    /// Output may have held the marks of line editors: what follows may be forged.
    marks_shown: bool,
    /// The last input: the next may go on with it.
    open: Option<Input>,
    /// The last command, whose output may go on, and the answers that were given to it.
    waiting: Vec<TypedCommand>,
}

impl<'a> Assembler<'a> {
    pub fn new(form: RecordForm, os_user: Option<String>, ties: &'a Ties) -> Self {
        Self {
            form,
            ties,
            users: Users::new(os_user),
            begun: false,
            background: Background::default(),
            marks_shown: false,
            open: None,
            waiting: Vec::new(),
        }
    }

    /// Takes the next input, and gives the commands that are whole by now.
    pub fn take(&mut self, input: Input, folds: &Folds, give: &mut dyn FnMut(TypedCommand)) {
        if input.continues
            && let Some(begun) = &mut self.open
        {
            begun.go_on(input);
        } else if let Some(whole) = self.open.replace(input) {
            self.close(whole, folds, give);
        }
    }

    /// Gives the commands that are left. `lines`: how many the session has.
    pub fn finish(
        mut self,
        last_shown: Option<LastShown>,
        folds: &Folds,
        lines: usize,
        give: &mut dyn FnMut(TypedCommand),
    ) {
        if let Some(mut last) = self.open.take() {
            let is_last = last_shown.is_some_and(|shown| shown.line == last.last);
            let is_shell = last.asker != Asker::Program && !last.text.trim().is_empty();
            if is_last && is_shell && !last.ended && !self.is_entered(&last, last_shown) {
                // The agent streams an unfinished line only when the session ends, and nothing marks that.
                if self.form == RecordForm::Uploaded {
                    last.submitted = false;
                } else {
                    last.doubts.push(Doubt::CutAtEnd);
                }
                last.weak = true;
            }
            self.close(last, folds, give);
        }
        // What `script` writes at the end is no output.
        let end = last_shown.map_or(lines, |shown| shown.line + 1);
        self.end_output(folds.shown(end), false, give);
    }

    fn close(&mut self, mut input: Input, folds: &Folds, give: &mut dyn FnMut(TypedCommand)) {
        let is_answer = input.asker == Asker::Program;
        if !is_answer {
            // The next prompt ends the output, whatever stands behind it.
            self.end_output(folds.shown(input.first), true, give);
        }
        let user = self.users.at(&input);
        if input.text.chars().any(is_unseen) {
            input.doubt(Doubt::HiddenText);
        }
        let (first, last) = input.span.unwrap_or_default().positions;
        if self.ties.among(first..=last) {
            input.doubts.push(Doubt::OrderNotSure);
        }
        self.users.after(&input);
        if input.text.trim().is_empty() {
            return;
        }
        if input.text.len() > LONGEST_COMMAND {
            // Its beginning may be nothing but spaces.
            let blank = input.text.len() - input.text.trim_start().len();
            input.text.drain(..blank);
            input.text.truncate(input.text.floor_char_boundary(LONGEST_COMMAND));
            input.doubt(Doubt::CutShort);
        }
        if input.asker == Asker::Shell && input.submitted {
            self.contradict(&mut input);
        }
        if self.marks_shown && input.proof == Proof::Marks {
            input.doubts.push(Doubt::MarksMayBeForged);
        }
        self.marks_shown |= may_show_marks(&input);
        let mut command = command(&input, user, folds);
        if !self.begun && !is_answer {
            self.begun = true;
            if is_of_agent(&input.text) {
                command.kind = CommandKind::Profile;
            }
        }
        self.waiting.push(command);
    }

    /// Notes what speaks against the input's text.
    fn contradict(&mut self, input: &mut Input) {
        let text = input.text.trim();
        let broken = self.background.broke_into(text, input.printed.as_deref());
        let misread = input.shown.missing.as_deref().is_some_and(|program| names_another(text, program));
        self.background.learn(text);
        if input.proof == Proof::Marks {
            return;
        }
        if broken {
            input.doubts.push(Doubt::LooksLikeOutput);
        }
        if misread || is_unfinished(text) {
            input.weak = true;
            if !input.doubts.contains(&Doubt::MayHideEdits) {
                input.doubts.push(Doubt::MayHideEdits);
            }
        }
    }

    /// Gives the last command: its output ends before this transcript line.
    fn end_output(&mut self, end: usize, ended: bool, give: &mut dyn FnMut(TypedCommand)) {
        for mut command in self.waiting.drain(..) {
            let output = &mut command.output;
            output.line = command.line + command.lines;
            if command.kind != CommandKind::Input {
                output.lines = end.saturating_sub(output.line);
                output.ended = ended;
            }
            give(command);
        }
    }

    /// Whether the last line of a log was entered. In terminal bytes a return shows it; else only a
    /// command that ends the shell leaves nothing behind it.
    fn is_entered(&self, input: &Input, last_shown: Option<LastShown>) -> bool {
        let ends = ["exit", "logout", "kill", "exec "];
        match self.form {
            RecordForm::Uploaded => last_shown.is_some_and(|last| last.returned),
            _ => ends.iter().any(|word| input.text.contains(word)),
        }
    }
}

impl Input {
    /// Takes the next line of the same command.
    fn go_on(&mut self, next: Self) {
        self.add_text(&next.text);
        self.last = next.last;
        self.submitted = next.submitted;
        self.weak |= next.weak;
        self.ended = next.ended;
        self.shown = next.shown;
        if let (Some(span), Some(next)) = (&mut self.span, next.span) {
            span.positions.1 = next.positions.1;
            span.source.last = next.source.last;
        }
        if next.proof != Proof::Marks {
            self.proof = next.proof;
        }
        for doubt in next.doubts {
            self.doubt(doubt);
        }
    }
}

/// Whether the agent typed the session's first input: what it types when the session starts
/// (`shellProfile`) usually puts another shell in the place of the first.
fn is_of_agent(first: &str) -> bool {
    first.rsplit([';', '&']).next().is_some_and(|last| last.trim_start().starts_with("exec "))
}

fn command(input: &Input, user: User, folds: &Folds) -> TypedCommand {
    let (line, last) = (folds.shown(input.first), folds.shown(input.last));
    let span = input.span.unwrap_or_default();
    let mut doubts = input.doubts.clone();
    if !input.submitted {
        doubts.push(Doubt::NotSubmitted);
    }
    if input.text.contains('\u{fffd}') && !doubts.contains(&Doubt::LostCharacters) {
        doubts.push(Doubt::LostCharacters);
    }
    let uncertain = input.weak
        || doubts.iter().any(|doubt| {
            matches!(doubt, Doubt::LostCharacters | Doubt::PromptNotSure | Doubt::LooksLikeOutput | Doubt::CutShort)
        });
    let confidence = if uncertain {
        Confidence::Uncertain
    } else if input.proof == Proof::Marks && doubts.is_empty() {
        Confidence::Exact
    } else {
        Confidence::Likely
    };
    TypedCommand {
        time: span.time,
        time_basis: span.time_basis,
        text: input.text.trim_end().to_owned(),
        kind: match input.asker {
            Asker::Shell => CommandKind::Shell,
            Asker::Repl => CommandKind::Repl,
            Asker::Sql => CommandKind::Sql,
            Asker::Program => CommandKind::Input,
        },
        confidence,
        doubts,
        submitted: input.submitted,
        user: user.name,
        user_from_prompt: user.from_prompt,
        source: span.source,
        line,
        lines: last + 1 - line.min(last),
        output: Output { bytes: input.shown.bytes, said: input.shown.said, ..Output::default() },
        full_screen: input.shown.full_screen,
    }
}

/// Users' names are no longer, in bytes: every command has one.
const LONGEST_NAME: usize = 256;

/// Who a shell runs as.
#[derive(Clone, Debug, Default)]
struct User {
    name: Option<String>,
    /// Nothing but the prompt says so.
    from_prompt: bool,
}

/// The users of the shells that a session is in, one inside of another.
struct Users {
    stack: Vec<User>,
}

impl Users {
    fn new(os_user: Option<String>) -> Self {
        Self { stack: vec![User { name: os_user, from_prompt: false }] }
    }

    /// The OS user at this prompt: as it says itself, else as the last change of user says.
    fn at(&mut self, input: &Input) -> User {
        if input.asker == Asker::Shell
            && let Some(named) = prompt_user(&input.prompt)
        {
            let is_named = |user: &User| user.name.as_deref() == Some(named);
            if self.stack.iter().any(is_named) {
                while self.stack.len() > 1 && !self.stack.last().is_some_and(is_named) {
                    self.stack.pop();
                }
            } else if let Some(top) = self.stack.last_mut() {
                *top = User { name: Some(named.to_owned()), from_prompt: true };
            }
        }
        let known = self.stack.iter().rev().find(|user| user.name.is_some());
        known.cloned().unwrap_or_default()
    }

    fn after(&mut self, input: &Input) {
        if !input.submitted || input.asker != Asker::Shell {
            return;
        }
        match change(&input.text) {
            Change::Begins(name) if self.stack.len() < 256 => {
                let name = name.filter(|name| name.len() <= LONGEST_NAME);
                let same = self.stack.last().cloned().unwrap_or_default();
                self.stack.push(name.map_or(same, |name| User { name: Some(name), from_prompt: false }));
            }
            Change::Ends if self.stack.len() > 1 => {
                self.stack.pop();
            }
            _ => {}
        }
    }
}

/// The user that a prompt names: `user@host`, as bash's, fish's and most others do.
fn prompt_user(prompt: &str) -> Option<&str> {
    let at = prompt.find('@')?;
    let head = &prompt[..at];
    let from = head.rfind(|character: char| !(character.is_alphanumeric() || matches!(character, '_' | '-' | '.')));
    let name = &head[from.map_or(0, |from| from + head[from..].chars().next().map_or(1, char::len_utf8))..];
    Some(name).filter(|name| (1..=LONGEST_NAME).contains(&name.len()))
}
