//! JSON that goes over lines: what the AWS CLI prints, and Logs Insights exports.

use std::{collections::BTreeMap, io::Read};

use serde_json::{Deserializer, Value};

use super::{
    Sink, SinkError,
    input::Input,
    lines::RecordedEvent,
    table::{Fields, add},
};

/// A document is read whole.
const LARGEST: u64 = 1 << 30;

pub(super) fn read(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), SinkError> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        let what = "it is a single piece of JSON of more than 1 GB: split it, or give an event a line".to_owned();
        return Err(SinkError::Content(what));
    }
    let mut documents = Deserializer::from_slice(&bytes).into_iter::<Value>();
    // The CLI prints one document a page.
    loop {
        let at = documents.byte_offset();
        match documents.next() {
            None => return Ok(()),
            Some(Ok(document)) => take(&document, sink)?,
            Some(Err(error)) => {
                let rest = bytes.get(at..).unwrap_or_default();
                let line = bytes.iter().take(at).filter(|byte| **byte == b'\n').count() as u64 + error.line() as u64;
                sink.bad_line(line.max(1), rest.trim_ascii(), error.to_string());
                return Ok(());
            }
        }
    }
}

fn take(document: &Value, sink: &mut Sink<'_>) -> Result<(), SinkError> {
    let (items, is_result) = match (document.get("events"), document.get("results"), document) {
        (Some(Value::Array(items)), ..) => (items, false),
        (_, Some(Value::Array(items)), _) => (items, true),
        (.., Value::Array(items)) => (items, false),
        _ => {
            one(document, sink);
            return Ok(());
        }
    };
    for item in items {
        match (is_result, item) {
            (true, Value::Array(fields)) => {
                let text =
                    |field: &Value, name: &str| field.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                let fields: BTreeMap<String, String> =
                    fields.iter().map(|field| (text(field, "field"), text(field, "value"))).collect();
                add(sink.next_number(), &Fields(&fields), sink);
            }
            _ => one(item, sink),
        }
        sink.breathe(0)?;
    }
    Ok(())
}

/// One event: as the API names its parts, or as Logs Insights does.
fn one(item: &Value, sink: &mut Sink<'_>) {
    if let Some(object) = item.as_object().filter(|object| object.contains_key("@message")) {
        let fields: BTreeMap<String, String> = object
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect();
        add(sink.next_number(), &Fields(&fields), sink);
        return;
    }
    let text = item.to_string();
    match serde_json::from_str::<RecordedEvent<'_>>(&text) {
        Ok(event) => event.add_to(sink),
        Err(error) => sink.bad_line(1, text.as_bytes(), error.to_string()),
    }
}
