use std::{collections::HashMap, sync::Arc};

use super::{QueryRow, free_elsewhere, parse_insights_time};

/// What the values of a column are; it decides how they sort, align and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    Number,
    /// A number of bytes.
    Bytes,
    /// Insights' way of writing a time: `2026-11-23 05:58:51.123`, UTC.
    Time,
}

/// A named, typed column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: ColumnKind,
}

/// What every source of rows gives and every table, export and test takes: named, typed columns and
/// rows of optional text. Immutable once built; share it behind an `Arc`.
///
/// Values stay the text that the source gave, so that an export is exactly what was received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultSet {
    columns: Vec<Column>,
    /// Rows may share what comes again and again.
    cells: Vec<Option<Arc<str>>>,
    rows: usize,
}

impl ResultSet {
    /// From the rows of a query. Columns stand in the order in which they first come up; their kinds
    /// are found by looking at every value.
    pub fn from_query_rows(rows: Vec<QueryRow>) -> Self {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut names: Vec<String> = Vec::new();
        for (name, _) in rows.iter().flatten() {
            if !places.contains_key(name) {
                places.insert(name.clone(), names.len());
                names.push(name.clone());
            }
        }
        // The pointer to the record is no answer to anybody's question: it goes last.
        if let Some(pointer) = names.iter().position(|name| name == "@ptr") {
            let name = names.remove(pointer);
            names.push(name);
            places = names.iter().enumerate().map(|(place, name)| (name.clone(), place)).collect();
        }
        let width = names.len();
        let mut cells: Vec<Option<Arc<str>>> = Vec::new();
        cells.resize_with(width * rows.len(), || None);
        let count = rows.len();
        for (index, row) in rows.into_iter().enumerate() {
            for (name, value) in row {
                cells[index * width + places[&name]] = Some(value.into());
            }
        }
        let columns = names
            .into_iter()
            .enumerate()
            .map(|(place, name)| Column {
                kind: kind_of(cells.iter().skip(place).step_by(width.max(1)).flatten().map(AsRef::as_ref)),
                name,
            })
            .collect();
        Self { columns, cells, rows: count }
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn row_count(&self) -> usize {
        self.rows
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The text of a cell; `None` where the field was missing, and outside the table.
    pub fn cell(&self, row: usize, column: usize) -> Option<&str> {
        if column >= self.columns.len() {
            return None;
        }
        self.cells.get(row * self.columns.len() + column)?.as_deref()
    }

    /// The place of a column by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// A copy with other values in one column.
    #[must_use]
    pub fn with_column(&self, column: usize, value: impl Fn(usize) -> Option<String>) -> Self {
        let width = self.columns.len().max(1);
        let cell = |(place, cell): (usize, &Option<Arc<str>>)| {
            if place % width == column { value(place / width).map(Arc::from) } else { cell.clone() }
        };
        let cells = self.cells.iter().enumerate().map(cell).collect();
        Self { columns: self.columns.clone(), cells, rows: self.rows }
    }

    /// A row as fields and values; missing fields are left out.
    pub fn fields(&self, row: usize) -> impl Iterator<Item = (&str, &str)> {
        self.columns
            .iter()
            .enumerate()
            .filter_map(move |(place, column)| Some((column.name.as_str(), self.cell(row, place)?)))
    }
}

impl Drop for ResultSet {
    fn drop(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let parts = cells.len();
        free_elsewhere(cells, parts);
    }
}

fn kind_of<'a>(values: impl Iterator<Item = &'a str>) -> ColumnKind {
    let mut numbers = true;
    let mut times = true;
    let mut any = false;
    for value in values {
        any = true;
        numbers = numbers && is_number(value);
        times = times && parse_insights_time(value).is_some();
        if !numbers && !times {
            return ColumnKind::Text;
        }
    }
    match (any, times, numbers) {
        (false, _, _) => ColumnKind::Text,
        (_, true, _) => ColumnKind::Time,
        _ => ColumnKind::Number,
    }
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Builds a [`ResultSet`] whose columns are known beforehand.
#[derive(Debug)]
pub struct ResultSetBuilder {
    set: ResultSet,
}

impl ResultSetBuilder {
    pub fn new<'a>(columns: impl IntoIterator<Item = (&'a str, ColumnKind)>) -> Self {
        let columns = columns.into_iter().map(|(name, kind)| Column { name: name.to_owned(), kind }).collect();
        Self { set: ResultSet { columns, cells: Vec::new(), rows: 0 } }
    }

    /// Adds a row; missing cells at its end are empty, surplus ones are dropped.
    pub fn push(&mut self, cells: impl IntoIterator<Item = Option<String>>) {
        self.push_shared(cells.into_iter().map(|cell| cell.map(Arc::from)));
    }

    /// As [`Self::push`], of texts that other rows have too.
    pub fn push_shared(&mut self, cells: impl IntoIterator<Item = Option<Arc<str>>>) {
        let width = self.set.columns.len();
        self.set.cells.extend(cells.into_iter().take(width));
        self.set.rows += 1;
        self.set.cells.resize_with(self.set.rows * width, || None);
    }

    pub fn finish(self) -> ResultSet {
        self.set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[(&str, &str)]) -> QueryRow {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn columns_keep_their_order_and_find_their_kind() {
        let set = ResultSet::from_query_rows(vec![
            row(&[("@timestamp", "2026-11-23 05:58:51.123"), ("@ptr", "x"), ("n", "12"), ("user", "7")]),
            row(&[("@timestamp", "2026-11-23 05:58:52.000"), ("n", "-1.5e3"), ("user", "root"), ("late", "")]),
        ]);
        let columns: Vec<_> = set.columns().iter().map(|column| (column.name.as_str(), column.kind)).collect();
        assert_eq!(
            columns,
            [
                ("@timestamp", ColumnKind::Time),
                ("n", ColumnKind::Number),
                ("user", ColumnKind::Text),
                ("late", ColumnKind::Text),
                ("@ptr", ColumnKind::Text)
            ]
        );
        assert_eq!(set.cell(0, 3), None);
        assert_eq!(set.cell(1, 3), Some(""));
        assert_eq!(set.cell(0, 4), Some("x"));
        assert_eq!(set.cell(9, 0), None);
        assert_eq!(set.cell(0, 9), None);
    }

    #[test]
    fn a_built_row_is_as_wide_as_the_table() {
        let mut builder = ResultSetBuilder::new([("a", ColumnKind::Text), ("b", ColumnKind::Text)]);
        builder.push([Some("1".to_owned())]);
        builder.push([None, Some("2".to_owned()), Some("3".to_owned())]);
        let set = builder.finish();
        assert_eq!((set.row_count(), set.cell(0, 1), set.cell(1, 1)), (2, None, Some("2")));
    }
}
