//! Rows of Logs Insights: CSV, and the same fields from elsewhere.

use std::collections::BTreeMap;

use super::{Sink, SinkError, input::Input};
use crate::{case::NewEvent, model::parse_insights_time};

/// `CloudWatch` Logs takes no event of more than 1 MB. In bytes.
const LONGEST_CELL: usize = 1 << 20;

/// The fields of one row.
pub(super) struct Fields<'f>(pub &'f BTreeMap<String, String>);

impl Fields<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A time as Insights writes it, or in milliseconds; `Err`: something else stands there.
    fn time(&self, name: &str) -> Result<Option<i64>, String> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let time = parse_insights_time(text).or_else(|| text.parse().ok());
        time.map(Some).ok_or_else(|| format!("{name} is no time as Logs Insights writes it: {text:?}"))
    }
}

/// Takes a row as an event. One whose time cannot be read, as programs for sheets leave it, is kept without it and named.
pub(super) fn add(line: u64, fields: &Fields<'_>, sink: &mut Sink<'_>) {
    let mut time = |name: &str| {
        fields.time(name).unwrap_or_else(|reason| {
            sink.name_bad(line, reason);
            None
        })
    };
    let (timestamp, ingestion_time) = (time("@timestamp"), time("@ingestionTime"));
    sink.event(&NewEvent {
        timestamp,
        ingestion_time,
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
                if record.iter().any(|cell| cell.len() > LONGEST_CELL) {
                    sink.name_bad(
                        line,
                        "a cell is longer than any event: a quote may be missing, and rows in it".to_owned(),
                    );
                }
                if record.len() == head.len() {
                    add(line, &Fields(&fields), sink);
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
