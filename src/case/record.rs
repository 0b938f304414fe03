//! One event of a case with all its fields.

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{
    Case, CaseBatch, CaseError,
    reading::{Wanted, read_pointer},
};
use crate::{
    insights::{EventBatch, EventRef, EventSource},
    model::QueryRow,
};

/// How many fields of one event's JSON are found.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html>
const MOST_FIELDS: usize = 200;

impl Case {
    /// The event that a pointer names, AWS's or the case's own; all its fields as texts, as `GetLogRecord` gives
    /// them. One of AWS's is looked for in all blocks.
    pub fn record(&self, pointer: &str) -> Result<Option<QueryRow>, CaseError> {
        let block = match read_pointer(pointer) {
            Some((block, _)) => {
                let there = self
                    .connection()
                    .query_row("SELECT id FROM block WHERE id = ?", params![block], |row| row.get::<_, i64>(0))
                    .optional()?;
                if there.is_none() {
                    return Ok(None);
                }
                there
            }
            None => None,
        };
        let mut events = self.read_events(|_| Wanted::default())?;
        if let Some(block) = block {
            events.only(block);
        }
        let mut batch = CaseBatch::default();
        while events.read(&mut batch)? {
            batch.prepare();
            if let Some(event) = batch.events().find(|event| event.ptr == pointer) {
                return Ok(Some(fields(event)));
            }
        }
        events.damage()?;
        Ok(None)
    }
}

fn fields(event: EventRef<'_>) -> QueryRow {
    let mut fields = QueryRow::new();
    if let Ok(Value::Object(object)) = serde_json::from_str(event.message) {
        for (key, value) in object {
            flatten(&mut fields, if key.starts_with('@') { format!("@{key}") } else { key }, value);
        }
    }
    let times = [("@timestamp", event.timestamp), ("@ingestionTime", event.ingestion_time)];
    let times = times.into_iter().filter_map(|(name, time)| Some((name, time?.to_string())));
    let texts = [
        ("@message", event.message),
        ("@logStream", event.log_stream),
        ("@log", event.log),
        ("@ptr", event.ptr),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.to_owned()));
    fields.extend(times.chain(texts).map(|(name, text)| (name.to_owned(), text)));
    fields
}

/// Objects and lists as one field for each of their values, by its path. The depth is bounded by what the JSON reader
/// takes.
fn flatten(fields: &mut QueryRow, path: String, value: Value) {
    if fields.len() >= MOST_FIELDS {
        return;
    }
    match value {
        Value::Null => {}
        Value::String(text) => fields.push((path, text)),
        Value::Object(object) => {
            for (key, value) in object {
                flatten(fields, format!("{path}.{key}"), value);
            }
        }
        Value::Array(list) => {
            for (place, value) in list.into_iter().enumerate() {
                flatten(fields, format!("{path}.{place}"), value);
            }
        }
        Value::Bool(_) | Value::Number(_) => fields.push((path, value.to_string())),
    }
}
