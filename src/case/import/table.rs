//! Rows of Logs Insights: CSV, and the same fields from elsewhere.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    FileProblem, Sink, SinkError,
    input::{Input, column_name},
    records::{Found, Records},
};
use crate::{case::NewEvent, model::parse_insights_time};

/// `CloudWatch` Logs takes no event of more than 1 MB. In bytes.
const LONGEST_CELL: usize = 1 << 20;
const TOO_LONG: &str =
    "the row is longer than 8 MB, a quote may be missing: no event, kept as it is in parts, without a time";
const UNFINISHED: &str = "the file ends inside a quote: the row is incomplete";

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
    let mut records = Records::new(delimiter);
    let head = head(&mut records, input)?;
    for (place, name) in head.iter().enumerate() {
        if head[..place].contains(name) {
            sink.name_bad(1, format!("the column {name:?} stands there twice: the first one is read"));
        }
    }
    let time_cell = head.iter().position(|name| name == "@timestamp");
    if time_cell.is_none() {
        sink.name_bad(1, "there is no column @timestamp: the events have no time");
    }
    let mut fields = BTreeMap::new();
    let mut was_part = false;
    loop {
        let found = records.read(input).inspect_err(|error| {
            // What came before the place where it breaks.
            let begun = joined(&records, delimiter);
            if !begun.is_empty() {
                sink.bad_line(records.line(), &begun, format!("the file cannot be read further: {error}"));
            }
        })?;
        let is_unfinished = match found {
            Found::End => return Ok(()),
            Found::Record => false,
            Found::Unfinished => true,
            Found::Part => {
                if !std::mem::replace(&mut was_part, true) {
                    sink.name_bad(records.line(), TOO_LONG);
                }
                sink.plain(&joined(&records, delimiter));
                sink.breathe(input.read_so_far())?;
                continue;
            }
        };
        if std::mem::take(&mut was_part) {
            if is_unfinished {
                sink.name_bad(records.line(), UNFINISHED);
            }
            sink.plain(&joined(&records, delimiter));
        } else {
            row(&records, &head, &mut fields, (time_cell, delimiter), is_unfinished, sink);
        }
        sink.breathe(input.read_so_far())?;
    }
}

/// The names of the columns.
fn head(records: &mut Records, input: &mut Input) -> Result<Vec<String>, SinkError> {
    match records.read(input)? {
        Found::Part => {
            Err(FileProblem::Table("its head is longer than 8 MB: a quote may be missing in it".to_owned()).into())
        }
        Found::Unfinished => {
            Err(FileProblem::Table("a quote in its head is not closed, so the rest is in it".to_owned()).into())
        }
        Found::Record | Found::End => {
            Ok(records.cells().map(|name| column_name(&String::from_utf8_lossy(name)).to_owned()).collect())
        }
    }
}

/// Takes a row: as an event where it has the cells that are named, and names what is odd about it.
fn row(
    records: &Records,
    head: &[String],
    fields: &mut BTreeMap<String, Vec<u8>>,
    (time_cell, delimiter): (Option<usize>, u8),
    is_unfinished: bool,
    sink: &mut Sink<'_>,
) {
    let line = records.line();
    let swallowed = time_cell.map_or(0, |cell| records.cells().flat_map(|text| rows_in(text, cell, delimiter)).count());
    let mut odd = Vec::new();
    if is_unfinished {
        odd.push(UNFINISHED.to_owned());
    }
    if swallowed > 0 {
        odd.push(format!("a quote may be missing: {swallowed} lines inside a cell look like rows of their own"));
    } else if records.cells().any(|cell| cell.len() > LONGEST_CELL) {
        odd.push("a cell is longer than any event: a quote may be missing, and rows in it".to_owned());
    }
    let cells = records.cells().count();
    if cells != head.len() {
        odd.push(format!("{cells} cells where {} are named", head.len()));
        sink.bad_line(line, &joined(records, delimiter), odd.join("; "));
        return;
    }
    if !odd.is_empty() {
        sink.name_bad(line, odd.join("; "));
    }
    fields.clear();
    for (name, value) in head.iter().zip(records.cells()) {
        fields.entry(name.clone()).or_insert_with(|| value.to_vec());
    }
    add(line, &Fields(fields), sink);
}

/// The cells in one piece.
fn joined(records: &Records, delimiter: u8) -> Vec<u8> {
    records.cells().collect::<Vec<_>>().join(&delimiter)
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
