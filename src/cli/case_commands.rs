//! `session-lens commands --case FILE`: the commands typed in the sessions of a case.

use std::{
    collections::BTreeSet,
    io::{stderr, stdout},
    path::Path,
};

use super::{arguments::CommandsVerb, commands::SessionPrinter, verb::Failure};
use crate::{
    case::{Case, CaseError, CaseEvents, EventScope, StreamSummary},
    model::LogEvent,
    session::read_sessions,
};

/// Bytes of messages that are read at once.
const AT_ONCE: u64 = 64 << 20;

pub fn case_commands(args: &CommandsVerb) -> Result<(), Failure> {
    let Some(path) = &args.source.case else { return Ok(()) };
    let failed = |error: CaseError| Failure::Other(error.to_string());
    let streams = Case::open_read_only(path).and_then(|case| case.streams_in_order()).map_err(failed)?;
    let mut printer = SessionPrinter::new(&args.recorded, stdout().lock(), &mut stderr().lock())?;
    for part in parts(streams) {
        let events = events(path, part).map_err(failed)?;
        printer.write(&read_sessions(events))?;
    }
    printer.finish()?;
    Ok(())
}

/// Streams whose events fit into memory together; those that lie near to each other in the case.
fn parts(streams: Vec<StreamSummary>) -> Vec<BTreeSet<(String, String)>> {
    let mut parts: Vec<(u64, BTreeSet<(String, String)>)> = Vec::new();
    for stream in streams {
        let key = (stream.log, stream.name);
        match parts.last_mut() {
            Some((bytes, part)) if *bytes + stream.bytes <= AT_ONCE => {
                *bytes += stream.bytes;
                part.insert(key);
            }
            _ => parts.push((stream.bytes, BTreeSet::from([key]))),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

fn events(path: &Path, streams: BTreeSet<(String, String)>) -> Result<Vec<LogEvent>, CaseError> {
    let scope = EventScope { log_streams: Some(streams), ..EventScope::default() };
    let mut events = Vec::new();
    CaseEvents::new(Case::open_read_only(path)?, scope)?.for_each(|event| events.push(event))?;
    Ok(events)
}
