//! `session-lens commands --case FILE`: the commands typed in the sessions of a case.

use std::{
    collections::BTreeSet,
    io::{stderr, stdout},
    path::Path,
};

use super::{arguments::CommandsVerb, case_standing, commands::SessionPrinter, verb::Failure};
use crate::{
    case::{Case, CaseError, CaseEvents, EventScope},
    model::LogEvent,
    session::read_sessions,
};

/// Bytes of messages that are read at once.
const AT_ONCE: u64 = 64 << 20;

pub fn case_commands(args: &CommandsVerb) -> Result<(), Failure> {
    let Some(path) = &args.source.case else { return Ok(()) };
    let failed = |error: CaseError| Failure::Other(error.to_string());
    let parts = Case::open_read_only(path).and_then(|case| case.stream_parts(AT_ONCE)).map_err(failed)?;
    let incomplete = case_standing::incomplete(path, &[], None)?;
    let mut printer = SessionPrinter::new(&args.recorded, incomplete, stdout().lock(), &mut stderr().lock())?;
    for part in parts {
        let events = events(path, part).map_err(failed)?;
        printer.write(&read_sessions(events))?;
    }
    printer.finish()?;
    Ok(())
}

fn events(path: &Path, streams: BTreeSet<(String, String)>) -> Result<Vec<LogEvent>, CaseError> {
    let scope = EventScope { log_streams: Some(streams), ..EventScope::default() };
    let mut events = Vec::new();
    CaseEvents::new(Case::open_read_only(path)?, scope)?.for_each(|event| events.push(event))?;
    Ok(events)
}
