//! From inputs to commands: lines that belong together, whose they are and how sure they are.

use super::change::{Change, change};
use super::command::{CommandKind, Confidence, Doubt, TypedCommand};
use super::follow::Found;
use super::input::{Input, Proof};
use super::output::Output;
use super::prompt::Asker;
use super::transcript::Folds;
use super::{RecordForm, Session};

/// Puts the commands into the session.
pub(super) fn assemble(found: &mut Found, folds: &Folds, session: &mut Session) {
    let inputs = std::mem::take(&mut found.inputs);
    let profile = done_by_agent(&inputs);
    let mut users = Users { stack: vec![session.os_user.clone()], own: session.os_user.clone() };
    let mut ends: Vec<usize> = Vec::new();
    for mut input in together(inputs) {
        // The next prompt ends the output before, whatever stands behind it.
        if let Some(last) = session.commands.last_mut()
            && input.asker != Asker::Program
        {
            last.output.ended = true;
        }
        let user = users.at(&input);
        if input.text.trim().is_empty() {
            users.after(&input);
            ends.push(folds.shown(input.first));
            continue;
        }
        let is_last = found.last_shown.is_some_and(|last| last.line == input.last);
        if is_last && !input.ended && input.asker != Asker::Program && !is_entered(&input, found, session) {
            // The agent streams an unfinished line only when the session ends, and nothing marks that.
            if session.form == RecordForm::Uploaded {
                input.submitted = false;
            } else {
                input.doubts.push(Doubt::CutAtEnd);
            }
            input.weak = true;
        }
        let (first, last) = input.span.unwrap_or_default().positions;
        if found.index.is_tied(first..=last) {
            input.doubts.push(Doubt::OrderNotSure);
        }
        users.after(&input);
        let mut command = command(&input, user, folds);
        if profile == Some(input.first) {
            command.kind = CommandKind::Profile;
        }
        ends.push(command.line);
        session.commands.push(command);
    }
    let lines = found.lines - folds.left_out();
    let mut ends = ends.into_iter().peekable();
    for command in &mut session.commands {
        while ends.next_if(|end| *end < command.line + command.lines).is_some() {}
        let end = ends.peek().copied().unwrap_or(lines);
        command.output.line = (command.line + command.lines).min(end);
        command.output.lines = end - command.output.line;
    }
}

/// Inputs that go on with the one before are one.
fn together(inputs: Vec<Input>) -> Vec<Input> {
    let mut done: Vec<Input> = Vec::with_capacity(inputs.len());
    for input in inputs {
        let Some(begun) = done.last_mut().filter(|_| input.continues) else {
            done.push(input);
            continue;
        };
        begun.text.push('\n');
        begun.text.push_str(&input.text);
        begun.last = input.last;
        begun.submitted = input.submitted;
        begun.weak |= input.weak;
        begun.shown = input.shown;
        if let (Some(span), Some(next)) = (&mut begun.span, input.span) {
            span.positions.1 = next.positions.1;
            span.source.last = next.source.last;
        }
        if input.proof != Proof::Marks {
            begun.proof = input.proof;
        }
        for doubt in input.doubts {
            if !begun.doubts.contains(&doubt) {
                begun.doubts.push(doubt);
            }
        }
    }
    done
}

/// Whether the last line of a log was entered. In terminal bytes a return shows it; else only a
/// command that ends the shell leaves nothing behind it.
fn is_entered(input: &Input, found: &Found, session: &Session) -> bool {
    let ends = ["exit", "logout", "reboot", "shutdown", "poweroff", "halt", "init ", "kill", "exec "];
    match session.form {
        RecordForm::Uploaded => found.last_shown.is_some_and(|last| last.returned),
        _ => ends.iter().any(|word| input.text.contains(word)),
    }
}

/// The line of the first input, if the agent typed it: what it types when the session starts
/// (`shellProfile`) usually puts another shell in the place of the first.
fn done_by_agent(inputs: &[Input]) -> Option<usize> {
    let first = inputs.iter().find(|input| !input.text.trim().is_empty())?;
    let replaces = first.text.rsplit([';', '&']).next().is_some_and(|last| last.trim_start().starts_with("exec "));
    replaces.then_some(first.first)
}

fn command(input: &Input, user: Option<String>, folds: &Folds) -> TypedCommand {
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
        || doubts
            .iter()
            .any(|doubt| matches!(doubt, Doubt::LostCharacters | Doubt::PromptNotSure | Doubt::LooksLikeOutput));
    let confidence = if uncertain {
        Confidence::Uncertain
    } else if input.proof == Proof::Marks && doubts.is_empty() {
        Confidence::Exact
    } else {
        Confidence::Likely
    };
    TypedCommand {
        time: span.time,
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
        user,
        source: span.source,
        line,
        lines: last + 1 - line.min(last),
        output: Output { bytes: input.shown.bytes, said: input.shown.said, ..Output::default() },
        full_screen: input.shown.full_screen,
    }
}

/// Who a shell runs as.
struct Users {
    stack: Vec<Option<String>>,
    own: Option<String>,
}

impl Users {
    /// The OS user at this prompt: as it says itself, else as the last change of user says.
    fn at(&mut self, input: &Input) -> Option<String> {
        if input.asker == Asker::Shell
            && let Some(named) = prompt_user(&input.prompt)
        {
            if self.stack.iter().rev().any(|user| user.as_deref() == Some(named)) {
                while self.stack.len() > 1 && self.stack.last().and_then(Option::as_deref) != Some(named) {
                    self.stack.pop();
                }
            } else if let Some(top) = self.stack.last_mut() {
                *top = Some(named.to_owned());
            }
            return Some(named.to_owned());
        }
        self.stack.last().cloned().flatten().or_else(|| self.own.clone())
    }

    fn after(&mut self, input: &Input) {
        if !input.submitted || input.asker != Asker::Shell {
            return;
        }
        match change(&input.text) {
            Change::Begins(user) => {
                let user = user.or_else(|| self.stack.last().cloned().flatten());
                if self.stack.len() < 256 {
                    self.stack.push(user);
                }
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
    Some(name).filter(|name| !name.is_empty())
}
