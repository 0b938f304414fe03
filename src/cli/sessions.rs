use std::sync::Arc;

use super::query::run_and_tell;
use crate::{
    model::{LogEvent, LogSource, MAX_QUERY_ROWS, QueryRequest, QueryRow, SourceError, TimeRange, parse_insights_time},
    session::{Session, read_sessions},
};

/// The sessions of a log group with the events of a time range, read with one query.
pub async fn fetch(
    source: &Arc<dyn LogSource>,
    log_groups: Vec<String>,
    range: TimeRange,
) -> Result<Vec<Session>, SourceError> {
    let request = QueryRequest {
        log_groups,
        range,
        text: "fields @timestamp, @ingestionTime, @logStream, @log, @message | sort @timestamp asc".to_owned(),
        limit: MAX_QUERY_ROWS,
    };
    let run = run_and_tell(source, &request).await?;
    Ok(read_sessions(run.rows.into_iter().map(event).collect()))
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
