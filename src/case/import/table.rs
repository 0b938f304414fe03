//! Rows of Logs Insights: CSV, and the same fields from elsewhere.

use std::collections::BTreeMap;

use super::{Sink, SinkError, input::Input};
use crate::{case::NewEvent, model::parse_insights_time};

/// The fields of one row.
pub(super) struct Fields<'f>(pub &'f BTreeMap<String, String>);

impl Fields<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A time as Insights writes it, or in milliseconds.
    fn time(&self, name: &str) -> Option<i64> {
        let text = self.text(name);
        parse_insights_time(text).or_else(|| text.parse().ok())
    }
}

/// Takes a row as an event.
pub(super) fn add(fields: &Fields<'_>, sink: &mut Sink<'_>) {
    sink.event(&NewEvent {
        timestamp: fields.time("@timestamp"),
        ingestion_time: fields.time("@ingestionTime"),
        log: fields.text("@log"),
        log_stream: fields.text("@logStream"),
        message: fields.text("@message").as_bytes(),
        ptr: fields.text("@ptr"),
    });
}

pub(super) fn read(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), SinkError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&mut *input);
    let head: Vec<String> = match reader.headers() {
        Ok(head) => head.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect(),
        Err(error) => return Err(SinkError::Content(error.to_string())),
    };
    let mut fields = BTreeMap::new();
    let mut rows = 0_u64;
    for record in reader.byte_records() {
        rows += 1;
        match record {
            Ok(record) => {
                fields.clear();
                for (name, value) in head.iter().zip(&record) {
                    fields.insert(name.clone(), String::from_utf8_lossy(value).into_owned());
                }
                let line = record.position().map_or(rows + 1, csv::Position::line);
                if record.len() == head.len() {
                    add(&Fields(&fields), sink);
                } else {
                    let bytes: Vec<u8> = record.iter().collect::<Vec<_>>().join(&b',');
                    sink.bad_line(line, &bytes, format!("{} cells where {} are named", record.len(), head.len()));
                }
            }
            Err(error) => return Err(SinkError::Content(error.to_string())),
        }
        sink.breathe(0)?;
    }
    Ok(())
}
