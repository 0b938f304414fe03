use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::arguments::Format;
use crate::evidence::{Remarks, write_csv, write_json_line, write_ndjson};
use crate::model::{ColumnKind, ResultSet, visible_line};

/// Columns of a table wider than this are cut, with a mark; only the last may be as wide as it likes.
const WIDEST: usize = 60;

/// Prints all rows in the chosen format. `incomplete`: why there may be more; files say so in every row.
pub fn write_rows(rows: &ResultSet, format: Format, incomplete: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    let columns: Vec<usize> = (0..rows.columns().len()).collect();
    let remarks = Remarks { incomplete, ..Remarks::default() };
    match format {
        Format::Table => write_table(rows, out)?,
        Format::Csv => drop(write_csv(rows, None, &columns, remarks, &mut *out)?),
        Format::Ndjson => drop(write_ndjson(rows, None, &columns, remarks, &mut *out)?),
    }
    out.flush()
}

/// Prints a line of JSON on stdout: nothing in it can act on a terminal.
pub fn print_json(value: serde_json::Value) -> io::Result<()> {
    let object = match value {
        serde_json::Value::Object(fields) => fields,
        other => [("value".to_owned(), other)].into_iter().collect(),
    };
    let mut out = io::stdout().lock();
    write_json_line(&object, &mut out)?;
    out.flush()
}

/// For reading on a terminal: nothing in it can act on the terminal.
fn write_table(rows: &ResultSet, out: &mut impl Write) -> io::Result<()> {
    // The pointer to the record says nothing to a reader.
    let columns: Vec<usize> = (0..rows.columns().len()).filter(|&at| rows.columns()[at].name != "@ptr").collect();
    let Some((&last, others)) = columns.split_last() else { return Ok(()) };
    let widths: Vec<usize> = others
        .iter()
        .map(|&column| {
            let cells = (0..rows.row_count()).map(|row| width(&cell(rows, row, column)));
            cells.chain([width(&rows.columns()[column].name)]).max().unwrap_or(0).min(WIDEST)
        })
        .collect();
    let mut line = String::new();
    let mut write_line = |cells: &mut dyn FnMut(usize) -> String| {
        line.clear();
        for (&column, &width) in others.iter().zip(&widths) {
            let right = matches!(rows.columns()[column].kind, ColumnKind::Number | ColumnKind::Bytes);
            pad(&cells(column), width, right, &mut line);
            line.push_str("  ");
        }
        line.push_str(&cells(last));
        writeln!(out, "{}", line.trim_end())
    };
    write_line(&mut |column| visible_line(&rows.columns()[column].name).into_owned())?;
    for row in 0..rows.row_count() {
        write_line(&mut |column| cell(rows, row, column))?;
    }
    Ok(())
}

fn cell(rows: &ResultSet, row: usize, column: usize) -> String {
    rows.cell(row, column).map(|text| visible_line(text).into_owned()).unwrap_or_default()
}

fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

fn pad(text: &str, to: usize, right: bool, line: &mut String) {
    let mut shown = text.to_owned();
    if width(&shown) > to {
        while width(&shown) >= to && shown.pop().is_some() {}
        shown.push('…');
    }
    let gap = to.saturating_sub(width(&shown));
    if right {
        line.extend(std::iter::repeat_n(' ', gap));
    }
    line.push_str(&shown);
    if !right {
        line.extend(std::iter::repeat_n(' ', gap));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ResultSetBuilder;

    fn table(cells: &[[&str; 2]]) -> String {
        let mut builder = ResultSetBuilder::new([
            ("who", ColumnKind::Text),
            ("count", ColumnKind::Number),
            ("@ptr", ColumnKind::Text),
        ]);
        for [who, count] in cells {
            builder.push([Some((*who).to_owned()), Some((*count).to_owned()), Some("pointer".to_owned())]);
        }
        let mut out = Vec::new();
        write_table(&builder.finish(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_align_also_with_wide_letters() {
        assert_eq!(table(&[["佐藤", "1"], ["kim", "20"]]), "who   count\n佐藤  1\nkim   20\n");
    }

    #[test]
    fn nothing_from_a_log_acts_on_the_terminal() {
        let shown = table(&[["\u{1b}]0;x\u{7}\r\n\u{202e}", "\u{9b}2J"]]);
        assert!(shown.chars().all(|shown| shown == '\n' || !shown.is_control()), "{shown:?}");
        assert!(!shown.contains('\u{202e}'));
        assert_eq!(shown.lines().count(), 2);
    }

    #[test]
    fn what_is_cut_is_marked() {
        let long = "x".repeat(WIDEST * 2);
        let shown = table(&[[&long, "1"]]);
        assert!(shown.contains(&format!("{}…  1", "x".repeat(WIDEST - 1))), "{shown}");
    }
}
