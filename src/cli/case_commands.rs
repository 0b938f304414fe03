//! `session-lens commands --case FILE`: the commands typed in the sessions of a case.

use std::{
    io::{IsTerminal, Write, stderr, stdout},
    ops::ControlFlow,
    path::Path,
};

use serde_json::json;

use super::{
    arguments::CommandsVerb,
    case_standing,
    commands::{SessionPrinter, rules},
    query::range,
    verb::Failure,
};
use crate::case::{Case, CaseError, DeriveError, EntryKind, SessionScope, derive_where_possible};

/// Bytes of messages whose sessions are looked at together.
const AT_ONCE: u64 = 64 << 20;

pub fn case_commands(args: &CommandsVerb) -> Result<(), Failure> {
    let Some(path) = &args.source.case else { return Ok(()) };
    let failed = |error: CaseError| Failure::Other(error.to_string());
    let rules = rules(args.recorded.rules.as_deref(), &mut stderr())?;
    derive(path).map_err(|error| Failure::Other(error.to_string()))?;
    let case = Case::open_read_only(path).map_err(failed)?;
    let within = match &args.start {
        Some(start) => Some(range(start, &args.end)?),
        None if args.end != "now" => Some(range("1970-01-01", &args.end)?),
        None => None,
    };
    let incomplete = case_standing::incomplete(path, &args.log_group, within)?;
    let mut printer = SessionPrinter::new(args.recorded.format, rules, incomplete, stdout().lock())?;
    if within.is_none() && args.log_group.is_empty() {
        for part in case.session_parts(AT_ONCE).map_err(failed)? {
            printer.write(&case.sessions_of(part).map_err(failed)?)?;
        }
    } else {
        let scope = SessionScope { log_groups: args.log_group.clone(), range: within, most_commands: None };
        let found = case.sessions(&scope, &mut |_, _| ControlFlow::Continue(()));
        let found = found.map_err(|error| Failure::Other(error.to_string()))?;
        let mut sessions: Vec<_> = found.sessions.into_iter().map(|found| found.session).collect();
        if let Some(within) = within {
            // A session that began before the time goes on in it.
            for session in &mut sessions {
                session.commands.retain(|command| (within.start..within.end).contains(&command.time));
            }
        }
        printer.write(&sessions)?;
    }
    printer.finish()?;
    // The last one to close the case puts everything into the file: whoever may write.
    drop(case);
    note(path);
    Ok(())
}

/// Who lists the commands of a case does something with it, as in the window. A sealed case, or one that cannot be
/// written, is read all the same.
fn note(path: &Path) {
    let noted = Case::open(path).and_then(|mut case| {
        if case.is_sealed() {
            return Ok(());
        }
        let about = json!({ "about": {"by": "command line"} });
        case.write(jiff::Timestamp::now().as_millisecond(), EntryKind::Activity, "commands-read", &about).map(drop)
    });
    if let Err(error) = noted {
        tracing::warn!(%error, "the case's record does not say that its commands were listed");
    }
}

/// Reads the sessions that are not kept in the case yet, and keeps them where that can be.
pub(super) fn derive(path: &Path) -> Result<(), DeriveError> {
    let is_seen = stderr().is_terminal();
    let mut tell = |done: u64, of: u64| {
        if is_seen {
            let _gone = write!(stderr().lock(), "\rreading sessions: {done} of {of} events\u{1b}[K");
        }
        ControlFlow::Continue(())
    };
    let derived = derive_where_possible(path, jiff::Timestamp::now().as_millisecond(), &mut tell);
    if is_seen {
        let _gone = write!(stderr().lock(), "\r\u{1b}[K");
    }
    derived
}
