//! The commands and sessions of a case, without a query: all there are, and at no cost.

use std::{
    ops::ControlFlow,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;

use crate::{
    case::{Case, DeriveError, HeldAgainstRules, SessionScope, derive_where_possible, keep_flags},
    model::{ALL_TIMES, QueryStatistics, QueryStatus, SourceError, SourceErrorKind, TimeRange},
    session::Session,
};

use super::{Answer, CommandSet, Completeness, Failure, Narrowing, QuerySummary, commands::read_session, own_rules};

/// Commands that are looked at together: a million take about 1.1 GB.
const MOST_COMMANDS: u64 = 1_500_000;
/// News that come faster than anybody reads are left out.
const PAUSE: Duration = Duration::from_millis(100);

/// Reads the commands of a scope: sessions that are not kept in the case yet are read out of its events first.
pub(super) fn read(
    path: &Path,
    log_groups: Vec<String>,
    range: TimeRange,
    rules: Option<&Path>,
    narrowing: &Narrowing,
    cancel: &CancellationToken,
    tell: &dyn Fn(Answer),
) -> Result<Answer, Failure> {
    let begun = Instant::now();
    let mut last: Option<Instant> = None;
    let mut told = |done: u64, of: u64| {
        if last.is_none_or(|last| last.elapsed() >= PAUSE) {
            last = Some(Instant::now());
            let summary = QuerySummary { status: QueryStatus::Running, ..summary((done, of), 0, begun) };
            tell(Answer::QueryProgress { summary, partial: None });
        }
        if cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let failed = |error: DeriveError| match error {
        DeriveError::Stopped => SourceError::new(SourceErrorKind::Cancelled, "stopped").into(),
        DeriveError::Case(error) => Failure::of_case(path, &error),
    };
    derive_where_possible(path, jiff::Timestamp::now().as_millisecond(), &mut told).map_err(failed)?;
    let range = Some(range).filter(|range| *range != ALL_TIMES);
    let scope = SessionScope { log_groups, range, most_commands: Some(MOST_COMMANDS) };
    let found = Case::open_read_only(path).map_err(DeriveError::from).and_then(|case| case.sessions(&scope, &mut told));
    let found = found.map_err(failed)?;
    let reading = begun.elapsed();
    let mut summary = summary((found.events, found.all_events), found.bytes, begun);
    if found.left_out > 0 {
        summary.completeness = Completeness::SessionsLeftOut { count: found.left_out };
    }
    let (rules, bad_rules) = own_rules::read(rules);
    let commands = CommandSet::of_case(path, found, range, &rules, bad_rules);
    let held = HeldAgainstRules { commands: commands.commands, rules: rules.all().len(), raised: commands.raised() };
    if let Err(error) = keep_flags(path, &scope, &held, jiff::Timestamp::now().as_millisecond()) {
        // They can be read all the same; what cannot be written is said where it matters: reviews, activity.
        tracing::warn!(%error, "the flags of a case were not kept");
    }
    let narrowed = commands.narrow(narrowing);
    summary.statistics.elapsed = begun.elapsed();
    tracing::debug!(?reading, all = ?begun.elapsed(), events = commands.events, "commands of a case read");
    Ok(Answer::Commands { summary, commands: Arc::new(commands), narrowed: Arc::new(narrowed) })
}

/// Reads a session of a case, whole.
pub(super) fn session(path: &Path, log_group: &str, session_id: &str) -> Result<Answer, Failure> {
    let begun = Instant::now();
    Ok(shown(Arc::new(read_session(path, log_group, session_id)?), None, begun))
}

/// Reads one of the sessions of which commands are shown, whole.
pub(super) fn session_of(commands: &CommandSet, session: usize, command: Option<usize>) -> Result<Answer, Failure> {
    let begun = Instant::now();
    let (session, command) = commands.read_whole(session, command)?.ok_or(Failure::NotConnected)?;
    Ok(shown(session, command, begun))
}

fn shown(session: Arc<Session>, command: Option<usize>, begun: Instant) -> Answer {
    let events = session.events as u64;
    let bytes = session.transcript.events().iter().map(|event| event.message.len() as u64).sum();
    Answer::Session { summary: summary((events, events), bytes, begun), session, command }
}

fn summary(events: (u64, u64), bytes: u64, begun: Instant) -> QuerySummary {
    QuerySummary {
        query_id: None,
        status: QueryStatus::Complete,
        statistics: QueryStatistics {
            records_matched: events.0 as f64,
            records_scanned: events.0 as f64,
            bytes_scanned: bytes as f64,
            result_count: None,
            elapsed: begun.elapsed(),
        },
        rows: usize::try_from(events.0).unwrap_or(usize::MAX),
        is_held_back: false,
        shortened: None,
        of_case: Some(events),
        completeness: Completeness::Complete,
    }
}
