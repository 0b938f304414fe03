use std::{borrow::Cow, io};

use jiff::{Timestamp, tz::TimeZone};

use super::{Sheet, write_json_line};
use crate::model::{Column, ColumnKind, ResultSet, parse_insights_time};

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportCounts {
    pub rows: usize,
    /// Cells that a spreadsheet would have taken for a formula and that got a leading apostrophe.
    pub guarded_cells: usize,
}

/// What a file says beyond the values as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Remarks<'a> {
    /// Times are written in this zone with its offset (ISO 8601, to the millisecond); `None`: as they are.
    pub zone: Option<&'a TimeZone>,
    /// Why there may be more rows than these: in a column of its own, in every row, so that it stays with rows that
    /// are taken elsewhere. `None`: nothing is known to be missing, and there is no such column.
    pub incomplete: Option<&'a str>,
}

/// The column that says why there may be more rows.
pub const INCOMPLETE: &str = "incomplete";

/// Writes rows for spreadsheets, as a [`Sheet`]. `order`: which rows, in which order; `columns`:
/// which columns.
pub fn write_csv(
    rows: &ResultSet,
    order: Option<&[u32]>,
    columns: &[usize],
    remarks: Remarks,
    out: impl io::Write,
) -> io::Result<ExportCounts> {
    let kept: Vec<(usize, &Column)> =
        columns.iter().filter_map(|place| Some((*place, rows.columns().get(*place)?))).collect();
    let names = kept.iter().map(|(_, column)| column.name.as_str());
    let mut sheet = Sheet::new(out, names.chain(remarks.incomplete.map(|_| INCOMPLETE)))?;
    for row in places(rows, order) {
        let cells: Vec<(Cow<str>, ColumnKind)> = kept
            .iter()
            .map(|(place, column)| (remarks.cell(column, rows.cell(row, *place).unwrap_or_default()), column.kind))
            .collect();
        let reason = remarks.incomplete.map(|reason| (reason, ColumnKind::Text));
        sheet.push(cells.iter().map(|(text, kind)| (text.as_ref(), *kind)).chain(reason))?;
    }
    sheet.finish()
}

/// Writes one JSON object a row, values exactly as received but for what `remarks` ask; fields without a value are
/// left out. Characters that act on a terminal are escaped, so that the file can be looked at anywhere.
pub fn write_ndjson(
    rows: &ResultSet,
    order: Option<&[u32]>,
    columns: &[usize],
    remarks: Remarks,
    mut out: impl io::Write,
) -> io::Result<ExportCounts> {
    let mut counts = ExportCounts::default();
    for row in places(rows, order) {
        let mut object: serde_json::Map<String, serde_json::Value> = columns
            .iter()
            .filter_map(|place| {
                let column = rows.columns().get(*place)?;
                Some((column.name.clone(), remarks.cell(column, rows.cell(row, *place)?).into()))
            })
            .collect();
        if let Some(reason) = remarks.incomplete {
            object.insert(INCOMPLETE.to_owned(), reason.into());
        }
        write_json_line(&object, &mut out)?;
        counts.rows += 1;
    }
    out.flush()?;
    Ok(counts)
}

impl Remarks<'_> {
    fn cell<'t>(&self, column: &Column, text: &'t str) -> Cow<'t, str> {
        let in_zone = |zone: &TimeZone| {
            let time = Timestamp::from_millisecond(parse_insights_time(text)?).ok()?;
            Some(time.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string())
        };
        let zone = self.zone.filter(|_| column.kind == ColumnKind::Time);
        zone.and_then(in_zone).map_or(Cow::Borrowed(text), Cow::Owned)
    }
}

/// Rows that do not exist are no rows.
fn places(rows: &ResultSet, order: Option<&[u32]>) -> impl Iterator<Item = usize> {
    let count = order.map_or(rows.row_count(), <[u32]>::len);
    (0..count)
        .filter_map(move |place| order.map_or(Some(place), |order| order.get(place).map(|row| *row as usize)))
        .filter(|row| *row < rows.row_count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ResultSetBuilder;

    fn table() -> ResultSet {
        let mut builder = ResultSetBuilder::new([("command", ColumnKind::Text), ("n", ColumnKind::Number)]);
        for (command, number) in
            [("=1+1", "-1.5"), ("  @sum", "=2"), ("ls\n\"x\",日本\u{1b}[31m", "3"), ("rm \u{202e}\u{7f}", "4")]
        {
            builder.push([Some(command.to_owned()), Some(number.to_owned())]);
        }
        builder.push([None, Some("5".to_owned())]);
        builder.finish()
    }

    #[test]
    fn a_sheet_runs_no_formula_and_loses_no_text() {
        let mut file = Vec::new();
        let counts = write_csv(&table(), None, &[0, 1], Remarks::default(), &mut file).unwrap();
        assert_eq!(counts, ExportCounts { rows: 5, guarded_cells: 3 });
        let text = String::from_utf8(file).unwrap();
        let read: Vec<Vec<String>> = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes())
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        assert_eq!(read[0], ["'=1+1", "-1.5"]);
        assert_eq!(read[1], ["'  @sum", "'=2"]);
        assert_eq!(read[2][0], "ls\n\"x\",日本␛[31m");
        assert_eq!(read[4][0], "");
    }

    #[test]
    fn ndjson_reads_back_exactly_and_shows_nothing_that_acts() {
        let mut file = Vec::new();
        write_ndjson(&table(), Some(&[3, 2, 4]), &[0, 1], Remarks::default(), &mut file).unwrap();
        let text = String::from_utf8(file).unwrap();
        assert!(!text.contains(['\u{202e}', '\u{7f}', '\u{1b}']));
        let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(rows[0]["command"], "rm \u{202e}\u{7f}");
        assert_eq!(rows[1]["command"], "ls\n\"x\",日本\u{1b}[31m");
        assert_eq!(rows[2].get("command"), None);
    }

    #[test]
    fn times_carry_their_offset_and_every_row_says_that_there_may_be_more() {
        let mut builder = ResultSetBuilder::new([("time", ColumnKind::Time), ("command", ColumnKind::Text)]);
        builder.push([Some("2026-11-13 23:09:06.120".to_owned()), Some("2026-11-13 23:09:06.120".to_owned())]);
        builder.push([Some("no time".to_owned()), None]);
        let rows = builder.finish();
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        for (zone, told) in
            [(&tokyo, "2026-11-14T08:09:06.120+09:00"), (&TimeZone::UTC, "2026-11-13T23:09:06.120+00:00")]
        {
            let remarks = Remarks { zone: Some(zone), incomplete: Some("row-limit") };
            let mut file = Vec::new();
            write_csv(&rows, None, &[0, 1], remarks, &mut file).unwrap();
            let text = String::from_utf8(file).unwrap();
            let expected = format!(
                "\u{feff}\"time\",\"command\",\"incomplete\"\n\"{told}\",\"2026-11-13 23:09:06.120\",\"row-limit\"\n\"no time\",\"\",\"row-limit\"\n"
            );
            assert_eq!(text, expected, "what is no time, or no column of times, stays as it is");
            let mut file = Vec::new();
            write_ndjson(&rows, None, &[0, 1], remarks, &mut file).unwrap();
            let text = String::from_utf8(file).unwrap();
            let first: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
            assert_eq!((&first["time"], &first["incomplete"]), (&told.into(), &"row-limit".into()));
        }
    }
}
