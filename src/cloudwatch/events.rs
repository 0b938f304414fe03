//! The query behind every transcript and every list of commands, and its rows as events.

use super::whole_messages::MESSAGE_LENGTH_FIELD;
use crate::model::{LogEvent, MAX_QUERY_ROWS, QueryRequest, QueryRow, TimeRange, parse_insights_time};

/// Whole events, oldest first. `filter`: commands before it, each ended by ` | `.
pub fn events_query(log_groups: Vec<String>, range: TimeRange, filter: &str) -> QueryRequest {
    let text = format!(
        "{filter}fields @timestamp, @ingestionTime, @logStream, @log, @message, {MESSAGE_LENGTH_FIELD} | sort @timestamp asc | limit {MAX_QUERY_ROWS}"
    );
    QueryRequest { log_groups, range, text, limit: MAX_QUERY_ROWS }
}

/// Rows of [`events_query`] as events. A field that AWS left out is empty.
pub fn into_events(rows: Vec<QueryRow>) -> Vec<LogEvent> {
    rows.into_iter().map(into_event).collect()
}

fn into_event(row: QueryRow) -> LogEvent {
    let mut event = LogEvent::default();
    for (field, value) in row {
        match field.as_str() {
            "@timestamp" => event.timestamp = parse_insights_time(&value).unwrap_or_default(),
            "@ingestionTime" => event.ingestion_time = parse_insights_time(&value).unwrap_or_default(),
            "@logStream" => event.log_stream = value,
            "@log" => event.log = value,
            "@message" => event.message = value,
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
        let read = into_event(row.map(|(field, value)| (field.to_owned(), value.to_owned())).to_vec());
        assert_eq!((read.timestamp, read.message.as_str()), (1_795_413_531_123, "m"));
        assert_eq!((read.log_stream.as_str(), read.ptr.as_str()), ("s", "p"));
    }

    #[test]
    fn the_query_is_one() {
        let query = events_query(Vec::new(), TimeRange { start: 0, end: 1 }, "filter @logStream = \"a\" | ");
        crate::insights::parse(&query.text).unwrap();
    }
}
