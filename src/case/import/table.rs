//! Rows of Logs Insights: CSV, and the same fields from elsewhere.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    FileProblem, Sink, SinkError,
    input::{Input, column_name},
};
use crate::{case::NewEvent, model::parse_insights_time};

/// `CloudWatch` Logs takes no event of more than 1 MB. In bytes.
const LONGEST_CELL: usize = 1 << 20;

/// The fields of one row.
pub(super) struct Fields<'f>(pub &'f BTreeMap<String, Vec<u8>>);

impl Fields<'_> {
    fn bytes(&self, name: &str) -> &[u8] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    fn text(&self, name: &str) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(name))
    }

    /// A time as Insights writes it, or in milliseconds; `Err`: something else stands there.
    fn time(&self, name: &str) -> Result<Option<i64>, String> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let time = parse_insights_time(&text).or_else(|| text.parse().ok());
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
        log: &fields.text("@log"),
        log_stream: &fields.text("@logStream"),
        message: fields.bytes("@message"),
        ptr: &fields.text("@ptr"),
    });
}

pub(super) fn read(input: &mut Input, delimiter: u8, sink: &mut Sink<'_>) -> Result<(), SinkError> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(&mut *input);
    let head: Vec<String> = reader
        .byte_headers()
        .map_err(problem)?
        .iter()
        .map(|name| column_name(&String::from_utf8_lossy(name)).to_owned())
        .collect();
    for (place, name) in head.iter().enumerate() {
        if head[..place].contains(name) {
            sink.name_bad(1, format!("the column {name:?} stands there twice: the first one is read"));
        }
    }
    if !head.iter().any(|name| name == "@timestamp") {
        sink.name_bad(1, "there is no column @timestamp: the events have no time");
    }
    let time_cell = head.iter().position(|name| name == "@timestamp");
    let mut fields = BTreeMap::new();
    let mut rows = 0_u64;
    for record in reader.byte_records() {
        rows += 1;
        let record = record.map_err(problem)?;
        fields.clear();
        for (name, value) in head.iter().zip(&record) {
            fields.entry(name.clone()).or_insert_with(|| value.to_vec());
        }
        let line = record.position().map_or(rows + 1, csv::Position::line);
        let swallowed =
            time_cell.map_or(0, |cell| record.iter().flat_map(|text| rows_in(text, cell, delimiter)).count());
        if swallowed > 0 {
            sink.name_bad(
                line,
                format!("a quote may be missing: {swallowed} lines inside a cell look like rows of their own"),
            );
        } else if record.iter().any(|cell| cell.len() > LONGEST_CELL) {
            sink.name_bad(line, "a cell is longer than any event: a quote may be missing, and rows in it");
        }
        if record.len() == head.len() {
            add(line, &Fields(&fields), sink);
        } else {
            let bytes: Vec<u8> = record.iter().collect::<Vec<_>>().join(&delimiter);
            sink.bad_line(line, &bytes, format!("{} cells where {} are named", record.len(), head.len()));
        }
        sink.breathe(0)?;
    }
    Ok(())
}

/// The lines inside a cell, after its first, that have a time of Logs Insights where a row has its own.
fn rows_in(text: &[u8], time_cell: usize, delimiter: u8) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').skip(1).filter(move |line| {
        let cell = line.split(|byte| *byte == delimiter).nth(time_cell).unwrap_or_default().trim_ascii();
        let cell = cell.strip_prefix(b"\"").unwrap_or(cell);
        let cell = cell.strip_suffix(b"\"").unwrap_or(cell);
        std::str::from_utf8(cell).is_ok_and(|cell| parse_insights_time(cell).is_some())
    })
}

fn problem(error: csv::Error) -> FileProblem {
    let what = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        _ => FileProblem::Table(what),
    }
}
