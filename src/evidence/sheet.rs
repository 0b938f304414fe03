use std::{borrow::Cow, io};

use crate::model::{ColumnKind, visible, visible_line};

use super::ExportCounts;

/// A CSV file for spreadsheets: every cell quoted, UTF-8 with a byte order mark (Excel takes it for
/// the system's code page without one), formulas guarded, control characters made visible.
pub struct Sheet<W: io::Write> {
    csv: csv::Writer<W>,
    counts: ExportCounts,
}

impl<W: io::Write> Sheet<W> {
    /// Begins with the names of the columns.
    pub fn new<'a>(mut out: W, columns: impl IntoIterator<Item = &'a str>) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        Self::without_mark(out, columns)
    }

    /// The same without the byte order mark, for programs that take it for part of the first column's name.
    pub fn without_mark<'a>(out: W, columns: impl IntoIterator<Item = &'a str>) -> io::Result<Self> {
        let csv = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(out);
        let mut sheet = Self { csv, counts: ExportCounts::default() };
        sheet.record(columns.into_iter().map(|name| (name, ColumnKind::Text)))?;
        Ok(sheet)
    }

    /// Adds a row.
    pub fn push<'a>(&mut self, cells: impl IntoIterator<Item = (&'a str, ColumnKind)>) -> io::Result<()> {
        self.record(cells)?;
        self.counts.rows += 1;
        Ok(())
    }

    /// What was written, once all of it has gone out.
    pub fn finish(mut self) -> io::Result<ExportCounts> {
        self.csv.flush()?;
        Ok(self.counts)
    }

    /// What it was written to, once all of it has gone out.
    pub fn into_inner(mut self) -> io::Result<W> {
        self.csv.flush()?;
        self.csv.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }

    fn record<'a>(&mut self, cells: impl IntoIterator<Item = (&'a str, ColumnKind)>) -> io::Result<()> {
        for (text, kind) in cells {
            let cell = shown(text);
            if is_formula(text) && !is_plain_number(text, kind) {
                self.counts.guarded_cells += 1;
                self.csv.write_field(format!("'{cell}"))?;
            } else {
                self.csv.write_field(cell.as_ref())?;
            }
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }
}

/// Newlines stay, quoted; everything else that acts is made visible.
fn shown(text: &str) -> Cow<'_, str> {
    if text.contains('\t') {
        Cow::Owned(text.split('\n').map(visible_line).collect::<Vec<_>>().join("\n"))
    } else {
        visible(text)
    }
}

/// Whether a spreadsheet could take the cell for a formula: some skip the white space before it.
/// Source: OWASP's page on CSV injection.
fn is_formula(text: &str) -> bool {
    let first = text.chars().find(|letter| matches!(letter, '\t' | '\r' | '\n') || !letter.is_whitespace());
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
}

/// A number as sources write them, `-1.5` or `2e-7`: nothing that a sheet would compute, nor a word
/// such as `-inf`.
fn is_plain_number(text: &str, kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Number | ColumnKind::Bytes) && text.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sheet(cells: &[(&str, ColumnKind)]) -> (String, ExportCounts) {
        let mut file = Vec::new();
        let mut sheet = Sheet::new(&mut file, ["a"]).unwrap();
        for cell in cells {
            sheet.push([*cell]).unwrap();
        }
        let counts = sheet.finish().unwrap();
        (String::from_utf8(file).unwrap(), counts)
    }

    fn cell(text: &str, kind: ColumnKind) -> String {
        let (file, _) = sheet(&[(text, kind)]);
        let mut reader = csv::Reader::from_reader(file.as_bytes());
        reader.records().next().unwrap().unwrap()[0].to_owned()
    }

    #[test]
    fn every_cell_is_quoted_behind_a_byte_order_mark() {
        assert_eq!(sheet(&[("x \"y\"", ColumnKind::Text)]).0, "\u{feff}\"a\"\n\"x \"\"y\"\"\"\n");
    }

    #[test]
    fn what_a_sheet_could_compute_is_guarded() {
        for formula in [
            "=1",
            "+1",
            "-1",
            "@a",
            "\t=1",
            "\rx",
            "\n=1",
            "＝1",
            "－1",
            "＋1",
            "＠a",
            " =1",
            "\u{3000}＝1",
            "\u{2003}=1",
        ] {
            assert!(cell(formula, ColumnKind::Text).starts_with('\''), "{formula:?}");
        }
        for text in ["ls -la", "a=1", "日本", ""] {
            assert_eq!(cell(text, ColumnKind::Text), text);
        }
    }

    #[test]
    fn numbers_stay_numbers_only_where_the_column_has_numbers() {
        assert_eq!(cell("-1.5", ColumnKind::Number), "-1.5");
        assert_eq!(cell("+2e-7", ColumnKind::Bytes), "+2e-7");
        assert_eq!(cell("-1.5", ColumnKind::Text), "'-1.5");
        assert_eq!(cell("-1+2", ColumnKind::Number), "'-1+2");
        assert_eq!(cell("-inf", ColumnKind::Number), "'-inf");
        let cells = [("-1.5", ColumnKind::Number), ("=1", ColumnKind::Text), ("x", ColumnKind::Text)];
        assert_eq!(sheet(&cells).1, ExportCounts { rows: 3, guarded_cells: 1 });
    }

    #[test]
    fn only_newlines_act() {
        assert_eq!(cell("a\tb\nc\u{1b}\u{202e}", ColumnKind::Text), "a␉b\nc␛\\u{202e}");
    }

    proptest! {
        #[test]
        fn no_text_begins_a_formula_or_leaves_its_cell(text in any::<String>()) {
            let read = cell(&text, ColumnKind::Text);
            prop_assert!(!read.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
            prop_assert!(!read.chars().any(|letter| letter.is_control() && letter != '\n'));
        }
    }
}
