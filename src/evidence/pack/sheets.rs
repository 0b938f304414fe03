//! The commands as an Excel workbook: every cell is text, so none can be a formula.

use std::{io, path::PathBuf};

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::model::visible;

/// The most that Excel takes, heading included.
const MOST_ROWS: u32 = 1_048_576;
/// The most characters of a cell, as Excel counts them (UTF-16).
const MOST_CHARACTERS: usize = 32_767;
/// What stands at the end of a cell that was cut takes no more.
const MARK: usize = 80;

/// A workbook that is being written, row by row.
pub(super) struct Sheets {
    workbook: Workbook,
    columns: Vec<&'static str>,
    bold: Format,
    count: usize,
    /// The next row of the last sheet.
    row: u32,
    /// Cells that were cut.
    pub cut_cells: u64,
}

impl Sheets {
    pub fn new(columns: &[&'static str]) -> io::Result<Self> {
        let mut sheets = Self {
            workbook: Workbook::new(),
            columns: columns.to_vec(),
            bold: Format::new().set_bold(),
            count: 0,
            row: MOST_ROWS,
            cut_cells: 0,
        };
        sheets.begin_sheet()?;
        Ok(sheets)
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.count += 1;
        let name = if self.count == 1 { "commands".to_owned() } else { format!("commands {}", self.count) };
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (column, name) in (0..).zip(&self.columns) {
            let width = if *name == "command" { 70.0 } else { 18.0 };
            sheet.set_column_width(column, width).map_err(failed)?;
            sheet.write_string_with_format(0, column, *name, &self.bold).map_err(failed)?;
        }
        self.row = 1;
        Ok(())
    }

    /// Adds a row. What acts is made visible; what is too long for a cell is cut, and says so.
    pub fn push<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
        if self.row >= MOST_ROWS {
            self.begin_sheet()?;
        }
        let row = self.row;
        self.row += 1;
        let mut cut = 0;
        let place = self.count - 1;
        let sheet = self.workbook.worksheet_from_index(place).map_err(failed)?;
        for (column, text) in (0..).zip(cells) {
            let text = fitting(&visible(text), &mut cut);
            sheet.write_string(row, column, text).map_err(failed)?;
        }
        self.cut_cells += cut;
        Ok(())
    }

    pub fn save(mut self, path: &PathBuf) -> io::Result<()> {
        self.workbook.save(path).map_err(failed)
    }
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(error.to_string()),
    }
}

/// The text as far as it fits, with a mark where it does not.
fn fitting(text: &str, cut: &mut u64) -> String {
    let length = text.encode_utf16().count();
    if length <= MOST_CHARACTERS {
        return text.to_owned();
    }
    *cut += 1;
    let mut kept = String::new();
    let mut units = 0;
    for character in text.chars() {
        units += character.len_utf16();
        if units > MOST_CHARACTERS - MARK {
            break;
        }
        kept.push(character);
    }
    kept + &format!(" [cut: {length} characters, all of them in commands.jsonl]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_says_so_and_fits() {
        let mut cut = 0;
        assert_eq!(fitting("日本", &mut cut), "日本");
        let long = fitting(&"😀".repeat(20_000), &mut cut);
        assert!(long.encode_utf16().count() <= MOST_CHARACTERS && long.contains("[cut: 40000 characters"));
        assert_eq!(cut, 1);
    }
}
