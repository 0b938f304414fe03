use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Context;
use crate::emulator::{ACCOUNT, REGION, refusal::Refusal, store::Pointer};

/// How many fields of one event's JSON are found.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html>
const MOST_FIELDS: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetLogRecord {
    log_record_pointer: String,
}

/// Every field of one event, as text: the system fields, and what its JSON holds.
pub(super) fn get(context: Context<'_>, asked: &GetLogRecord) -> Result<Value, Refusal> {
    let pointer = Pointer::read(&asked.log_record_pointer)
        .ok_or_else(|| Refusal::InvalidParameter("The specified log record pointer is invalid.".to_owned()))?;
    let event = context.store.event(pointer).ok_or(Refusal::NotFound("log record"))?;
    let mut fields = Map::new();
    if let Ok(Value::Object(object)) = serde_json::from_str(&event.message) {
        for (key, value) in object {
            flatten(&mut fields, if key.starts_with('@') { format!("@{key}") } else { key }, value);
        }
    }
    let system = [
        ("@timestamp", event.timestamp.to_string()),
        ("@ingestionTime", event.ingestion_time.to_string()),
        ("@message", event.message),
        ("@logStream", event.log_stream),
        ("@log", event.log),
        ("@ptr", event.ptr),
        ("@aws.account", ACCOUNT.to_owned()),
        ("@aws.region", REGION.to_owned()),
    ];
    for (name, value) in system {
        fields.insert(name.to_owned(), Value::String(value));
    }
    Ok(json!({"logRecord": fields}))
}

/// Objects and lists as one field for each of their values, by its path. The depth is bounded by
/// what the JSON reader takes.
fn flatten(fields: &mut Map<String, Value>, path: String, value: Value) {
    if fields.len() >= MOST_FIELDS {
        return;
    }
    match value {
        Value::Null => {}
        Value::String(text) => {
            fields.insert(path, Value::String(text));
        }
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
        Value::Bool(_) | Value::Number(_) => {
            fields.insert(path, Value::String(value.to_string()));
        }
    }
}
