use std::io;

use super::{Sheet, write_json_line};
use crate::model::{Column, ResultSet};

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportCounts {
    pub rows: usize,
    /// Cells that a spreadsheet would have taken for a formula and that got a leading apostrophe.
    pub guarded_cells: usize,
}

/// Writes rows for spreadsheets, as a [`Sheet`]. `order`: which rows, in which order; `columns`:
/// which columns.
pub fn write_csv(
    rows: &ResultSet,
    order: Option<&[u32]>,
    columns: &[usize],
    out: impl io::Write,
) -> io::Result<ExportCounts> {
    let kept: Vec<(usize, &Column)> =
        columns.iter().filter_map(|place| Some((*place, rows.columns().get(*place)?))).collect();
    let mut sheet = Sheet::new(out, kept.iter().map(|(_, column)| column.name.as_str()))?;
    for row in places(rows, order) {
        sheet.push(kept.iter().map(|(place, column)| (rows.cell(row, *place).unwrap_or_default(), column.kind)))?;
    }
    sheet.finish()
}

/// Writes one JSON object a row, values exactly as received; fields without a value are left out.
/// Characters that act on a terminal are escaped, so that the file can be looked at anywhere.
pub fn write_ndjson(
    rows: &ResultSet,
    order: Option<&[u32]>,
    columns: &[usize],
    mut out: impl io::Write,
) -> io::Result<ExportCounts> {
    let mut counts = ExportCounts::default();
    for row in places(rows, order) {
        let object: serde_json::Map<String, serde_json::Value> = columns
            .iter()
            .filter_map(|place| Some((rows.columns().get(*place)?.name.clone(), rows.cell(row, *place)?.into())))
            .collect();
        write_json_line(&object, &mut out)?;
        counts.rows += 1;
    }
    out.flush()?;
    Ok(counts)
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
    use crate::model::{ColumnKind, ResultSetBuilder};

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
        let counts = write_csv(&table(), None, &[0, 1], &mut file).unwrap();
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
        write_ndjson(&table(), Some(&[3, 2, 4]), &[0, 1], &mut file).unwrap();
        let text = String::from_utf8(file).unwrap();
        assert!(!text.contains(['\u{202e}', '\u{7f}', '\u{1b}']));
        let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(rows[0]["command"], "rm \u{202e}\u{7f}");
        assert_eq!(rows[1]["command"], "ls\n\"x\",日本\u{1b}[31m");
        assert_eq!(rows[2].get("command"), None);
    }
}
