use std::{
    collections::HashMap,
    io::{self, Write},
};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{
    arguments::{Format, SourceArgs},
    output::write_rows,
    source::open,
    verb::Failure,
};
use crate::{
    model::{
        ColumnKind, LogEvent, MAX_QUERY_ROWS, QueryRequest, QueryRow, ResultSetBuilder, TimeRange,
        format_insights_time, parse_insights_time, visible_line,
    },
    session::{Session, read_sessions},
    worker::run_query,
};

const GROUP: &str = "/aws/ssm/session-logs";
const DAYS: i64 = 7;

/// The demo's answer without a window: what its busiest user typed in the last days.
pub async fn print() -> Result<(), Failure> {
    let opened = open(&SourceArgs { demo: true, ..SourceArgs::default() }).await?;
    let request = QueryRequest {
        log_groups: vec![GROUP.to_owned()],
        range: TimeRange::last_days(DAYS, Timestamp::now().as_millisecond()),
        text: "fields @timestamp, @ingestionTime, @logStream, @log, @message | sort @timestamp asc".to_owned(),
        limit: MAX_QUERY_ROWS,
    };
    let run = run_query(&opened.source, &request, &CancellationToken::new(), |_| {}).await?;
    let sessions = read_sessions(run.rows.into_iter().map(event).collect());
    let mut out = io::stdout().lock();
    let Some(((user, principal), theirs)) = busiest(&sessions) else {
        writeln!(out, "Nobody typed anything in the last {DAYS} days.")?;
        return Ok(());
    };
    let count: usize = theirs.iter().map(|session| session.commands.len()).sum();
    writeln!(
        out,
        "The busiest user of the last {DAYS} days is {} (OS user {}): {count} commands typed in {} sessions.\n",
        visible_line(principal),
        visible_line(user),
        theirs.len(),
    )?;
    let mut lines: Vec<(i64, &Session, &str)> = theirs
        .iter()
        .flat_map(|session| session.commands.iter().map(|typed| (typed.time, *session, typed.text.as_str())))
        .collect();
    lines.sort_by_key(|(time, session, _)| (*time, session.id.as_str()));
    let mut table =
        ResultSetBuilder::new(["time (UTC)", "instance", "session", "typed"].map(|name| (name, ColumnKind::Text)));
    for (time, session, typed) in lines {
        table.push([
            Some(format_insights_time(time)),
            session.instance.clone(),
            Some(session.id.clone()),
            Some(typed.to_owned()),
        ]);
    }
    write_rows(&table.finish(), Format::Table, &mut out)?;
    Ok(())
}

/// Who typed the most commands, by OS user and principal, and their sessions.
fn busiest(sessions: &[Session]) -> Option<((&str, &str), Vec<&Session>)> {
    let mut users: HashMap<(&str, &str), Vec<&Session>> = HashMap::new();
    for session in sessions.iter().filter(|session| !session.commands.is_empty()) {
        let user = session.os_user.as_deref().unwrap_or("unknown");
        users.entry((user, session.principal_name.as_str())).or_default().push(session);
    }
    users.into_iter().max_by_key(|(user, theirs)| {
        let count: usize = theirs.iter().map(|session| session.commands.len()).sum();
        (count, std::cmp::Reverse(*user))
    })
}

fn event(row: QueryRow) -> LogEvent {
    let mut event = LogEvent::default();
    for (field, value) in row {
        match field.as_str() {
            "@timestamp" => event.timestamp = parse_insights_time(&value).unwrap_or_default(),
            "@ingestionTime" => event.ingestion_time = parse_insights_time(&value).unwrap_or_default(),
            "@message" => event.message = value,
            "@logStream" => event.log_stream = value,
            "@log" => event.log = value,
            "@ptr" => event.ptr = value,
            _ => {}
        }
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_events() {
        let row = [("@timestamp", "2026-11-23 05:58:51.123"), ("@message", "m"), ("@logStream", "s"), ("@ptr", "p")];
        let read = event(row.map(|(field, value)| (field.to_owned(), value.to_owned())).to_vec());
        assert_eq!((read.timestamp, read.message.as_str()), (1_795_413_531_123, "m"));
        assert_eq!((read.log_stream.as_str(), read.ptr.as_str()), ("s", "p"));
    }
}
