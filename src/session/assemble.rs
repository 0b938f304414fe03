//! From inputs to commands: lines that belong together, whose they are and how sure they are.

use super::change::{Change, change};
use super::input::{Input, Proof};
use super::lines::is_frame;
use super::prompt::Asker;
use super::{CommandKind, Confidence, Doubt, RecordForm, Session, TypedCommand};

/// Puts the commands into the session and their marks into its transcript.
pub(super) fn assemble(inputs: Vec<Input>, unordered: &[bool], session: &mut Session) {
    let profile = done_by_agent(&inputs);
    let mut users = Users { stack: vec![session.os_user.clone()], own: session.os_user.clone() };
    let mut pending: Option<Input> = None;
    let mut done: Vec<Input> = Vec::new();
    for input in inputs {
        if input.continues
            && let Some(begun) = &mut pending
        {
            begun.text.push('\n');
            begun.text.push_str(&input.text);
            begun.last = input.last;
            begun.submitted = input.submitted;
            begun.weak |= input.weak;
            if input.proof != Proof::Marks {
                begun.proof = input.proof;
            }
            for doubt in input.doubts {
                if !begun.doubts.contains(&doubt) {
                    begun.doubts.push(doubt);
                }
            }
            continue;
        }
        done.extend(pending.replace(input));
    }
    done.extend(pending);
    let last_line = session.transcript.len().saturating_sub(1);
    let last_shown = session.transcript.iter().rposition(|line| !line.text.trim().is_empty() && !is_frame(&line.text));
    for mut input in done {
        let user = users.at(&input);
        if input.text.trim().is_empty() {
            users.after(&input);
            continue;
        }
        if last_shown == Some(input.last) && !input.ended && !is_entered(&input, session) {
            // The agent streams an unfinished line only when the session ends, and nothing marks that.
            if session.form == RecordForm::Uploaded {
                input.submitted = false;
            } else {
                input.doubts.push(Doubt::CutAtEnd);
            }
            input.weak = true;
        }
        if input_events(&input, session).any(|event| unordered.get(event).copied().unwrap_or(false)) {
            input.doubts.push(Doubt::OrderNotSure);
        }
        users.after(&input);
        let index = session.commands.len();
        let mut command = command(&input, user, session);
        if profile == Some(input.first) {
            command.kind = CommandKind::Profile;
        }
        let end = input.last.min(last_line);
        for line in session.transcript.iter_mut().take(end + 1).skip(input.first) {
            line.command.get_or_insert(index);
        }
        session.commands.push(command);
    }
}

/// Whether the last line of a log was entered. In terminal bytes a return shows it; else only a
/// command that ends the shell leaves nothing behind it.
fn is_entered(input: &Input, session: &Session) -> bool {
    let Some(line) = session.transcript.get(input.last) else { return false };
    let ends = ["exit", "logout", "reboot", "shutdown", "poweroff", "halt", "init ", "kill", "exec "];
    match session.form {
        RecordForm::Uploaded => line.raw.as_deref().is_some_and(|raw| raw.ends_with('\r')),
        _ => ends.iter().any(|word| input.text.contains(word)),
    }
}

fn input_events(input: &Input, session: &Session) -> impl Iterator<Item = usize> {
    session.transcript.iter().take(input.last + 1).skip(input.first).map(|line| line.event)
}

/// The line of the first input, if the agent typed it: what it types when the session starts
/// (`shellProfile`) usually puts another shell in the place of the first.
fn done_by_agent(inputs: &[Input]) -> Option<usize> {
    let first = inputs.iter().find(|input| !input.text.trim().is_empty())?;
    let replaces = first.text.rsplit([';', '&']).next().is_some_and(|last| last.trim_start().starts_with("exec "));
    replaces.then_some(first.first)
}

fn command(input: &Input, user: Option<String>, session: &Session) -> TypedCommand {
    let line = input.first.min(session.transcript.len().saturating_sub(1));
    let (time, event) = session.transcript.get(line).map_or((0, 0), |line| (line.time, line.event));
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
        time,
        text: input.text.trim_end().to_owned(),
        kind: match input.asker {
            Asker::Shell => CommandKind::Shell,
            Asker::Repl => CommandKind::Repl,
            Asker::Sql => CommandKind::Sql,
        },
        confidence,
        doubts,
        submitted: input.submitted,
        user,
        event,
        line,
        lines: input.last + 1 - input.first.min(input.last),
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
