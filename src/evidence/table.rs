use std::{borrow::Cow, io};

use crate::model::{ColumnKind, ResultSet, visible};

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportCounts {
    pub rows: usize,
    /// Cells that a spreadsheet would have taken for a formula and that got a leading apostrophe.
    pub guarded_cells: usize,
}

/// Writes rows for spreadsheets: every cell quoted, UTF-8 with a byte order mark (Excel takes it for
/// the system's code page without one), formulas guarded, control characters made visible.
/// `order`: which rows, in which order; `columns`: which columns.
pub fn write_csv(
    rows: &ResultSet,
    order: Option<&[u32]>,
    columns: &[usize],
    mut out: impl io::Write,
) -> io::Result<ExportCounts> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut sheet = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let mut counts = ExportCounts::default();
    sheet.write_record(
        columns.iter().map(|column| guarded(&rows.columns()[*column].name, ColumnKind::Text, &mut counts).into_owned()),
    )?;
    for row in places(rows, order) {
        let cells = columns.iter().map(|column| {
            guarded(rows.cell(row, *column).unwrap_or_default(), rows.columns()[*column].kind, &mut counts).into_owned()
        });
        sheet.write_record(cells)?;
        counts.rows += 1;
    }
    sheet.flush()?;
    Ok(counts)
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
            .filter_map(|column| Some((rows.columns()[*column].name.clone(), rows.cell(row, *column)?.into())))
            .collect();
        let line = serde_json::to_string(&object)?;
        out.write_all(escaped(&line).as_bytes())?;
        out.write_all(b"\n")?;
        counts.rows += 1;
    }
    out.flush()?;
    Ok(counts)
}

fn places<'a>(rows: &'a ResultSet, order: Option<&'a [u32]>) -> Box<dyn Iterator<Item = usize> + 'a> {
    match order {
        Some(order) => Box::new(order.iter().map(|row| *row as usize)),
        None => Box::new(0..rows.row_count()),
    }
}

/// A spreadsheet takes a cell that begins so for a formula. Source: OWASP's page on CSV injection.
fn guarded<'t>(text: &'t str, kind: ColumnKind, counts: &mut ExportCounts) -> Cow<'t, str> {
    let shown = visible(text);
    let is_number =
        matches!(kind, ColumnKind::Number | ColumnKind::Bytes | ColumnKind::EpochTime) && text.parse::<f64>().is_ok();
    let first = shown.trim_start_matches([' ', '\u{3000}', '\u{a0}']).chars().next();
    let is_formula = matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    if is_number || !is_formula {
        return shown;
    }
    counts.guarded_cells += 1;
    Cow::Owned(format!("'{shown}"))
}

/// JSON text with every character that acts escaped as `\uXXXX`. Outside strings JSON has none.
fn escaped(json: &str) -> Cow<'_, str> {
    let acts = |character: char| {
        character > '\u{7e}' && visible(character.encode_utf8(&mut [0; 4])) != *character.encode_utf8(&mut [0; 4])
    };
    if json.is_ascii() && !json.contains('\u{7f}') {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if acts(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                text.push_str("\\u");
                text.extend(
                    [12, 8, 4, 0].map(|shift| char::from_digit(u32::from((*unit >> shift) & 15), 16).unwrap_or('0')),
                );
            }
        } else {
            text.push(character);
        }
    }
    Cow::Owned(text)
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
