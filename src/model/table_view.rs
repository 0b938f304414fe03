use std::cmp::Ordering;

use super::{ColumnKind, ResultSet};

/// Which way a column sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortDirection {
    Ascending,
    Descending,
}

/// One sort key: the first of them decides, the next breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    pub column: usize,
    pub direction: SortDirection,
}

/// How a table is looked at: sorted and filtered. It never changes the rows themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableView {
    pub sort: Vec<SortKey>,
    /// Only rows that have this text in some cell; letter case does not matter. Empty: all rows.
    pub filter: String,
    /// Only rows whose cells are exactly these, all of them.
    pub only: Vec<CellIs>,
}

/// Keeps the rows that have this value in this column; an empty value keeps those without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellIs {
    pub column: usize,
    pub value: String,
}

impl TableView {
    /// A click on a column's head: ascending, then descending, then as it came. With `add` the
    /// column joins the others as a further key, without it stands alone.
    pub fn click(&mut self, column: usize, add: bool) {
        let next = match self.sort.iter().find(|key| key.column == column) {
            None => Some(SortDirection::Ascending),
            Some(SortKey { direction: SortDirection::Ascending, .. }) => Some(SortDirection::Descending),
            Some(_) => None,
        };
        if add {
            match (self.sort.iter_mut().find(|key| key.column == column), next) {
                (Some(key), Some(direction)) => key.direction = direction,
                (Some(_), None) => self.sort.retain(|key| key.column != column),
                (None, Some(direction)) => self.sort.push(SortKey { column, direction }),
                (None, None) => {}
            }
        } else {
            self.sort = next.map(|direction| SortKey { column, direction }).into_iter().collect();
        }
    }

    /// The rows to show, in order. Takes time that grows with the rows: not for a frame.
    ///
    /// Numbers sort as numbers, times as times, text by letters without regard to case, and digits
    /// in text as numbers; rows without a value come last either way.
    pub fn order(&self, rows: &ResultSet) -> Vec<u32> {
        let needle = self.filter.to_lowercase();
        let width = rows.columns().len();
        let count = u32::try_from(rows.row_count()).unwrap_or(u32::MAX);
        let is_wanted = |row: u32| {
            self.only.iter().all(|only| rows.cell(row as usize, only.column).unwrap_or_default() == only.value)
        };
        let mut order: Vec<u32> = (0..count)
            .filter(|row| is_wanted(*row))
            .filter(|row| {
                needle.is_empty()
                    || (0..width).any(|column| {
                        rows.cell(*row as usize, column).is_some_and(|cell| contains_folded(cell, &needle))
                    })
            })
            .collect();
        self.sort_rows(&mut order, rows);
        order
    }

    /// Puts rows that were found otherwise in the order of the sort keys; without one they stay as they are.
    pub fn sort_rows(&self, order: &mut [u32], rows: &ResultSet) {
        // The last key first: a stable sort keeps what the weaker keys put in order.
        for key in self.sort.iter().rev().filter(|key| key.column < rows.columns().len()) {
            sort_by_key(order, rows, *key);
        }
    }
}

/// Whether a text has another in it, whatever the letter case; `needle` is in small letters.
pub fn contains_folded(cell: &str, needle: &str) -> bool {
    if cell.is_ascii() && needle.is_ascii() {
        return cell.len() >= needle.len()
            && cell.as_bytes().windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle.as_bytes()));
    }
    cell.to_lowercase().contains(needle)
}

fn sort_by_key(order: &mut [u32], rows: &ResultSet, key: SortKey) {
    match rows.columns()[key.column].kind {
        ColumnKind::Number | ColumnKind::Bytes => {
            sort_by(order, key.direction, |row| rows.cell(row, key.column)?.parse::<f64>().ok(), f64::total_cmp);
        }
        // Insights' times have one width: their text sorts as the times do.
        ColumnKind::Time => {
            sort_by(order, key.direction, |row| rows.cell(row, key.column), Ord::cmp);
        }
        ColumnKind::Text => {
            sort_by(order, key.direction, |row| rows.cell(row, key.column).map(TextKey::new), TextKey::cmp);
        }
    }
}

fn sort_by<V>(
    order: &mut [u32],
    direction: SortDirection,
    value: impl Fn(usize) -> Option<V>,
    compare: impl Fn(&V, &V) -> Ordering,
) {
    let mut keyed: Vec<(Option<V>, u32)> = order.iter().map(|row| (value(*row as usize), *row)).collect();
    keyed.sort_by(|(one, _), (other, _)| match (one, other) {
        (Some(one), Some(other)) => match direction {
            SortDirection::Ascending => compare(one, other),
            SortDirection::Descending => compare(other, one),
        },
        (one, other) => other.is_some().cmp(&one.is_some()),
    });
    for (place, (_, row)) in order.iter_mut().zip(keyed) {
        *place = row;
    }
}

/// Text as people expect it to sort: `i-9` before `i-10`, `Root` beside `root`.
#[derive(PartialEq, Eq)]
struct TextKey {
    folded: String,
    original: String,
}

impl TextKey {
    fn new(text: &str) -> Self {
        Self { folded: text.to_lowercase(), original: text.to_owned() }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        compare_chunks(&self.folded, &other.folded).then_with(|| self.original.cmp(&other.original))
    }
}

fn compare_chunks(mut one: &str, mut other: &str) -> Ordering {
    loop {
        let (one_digits, other_digits) = (leading_digits(one), leading_digits(other));
        let decided = if one_digits > 0 && other_digits > 0 {
            let (one_number, other_number) =
                (one[..one_digits].trim_start_matches('0'), other[..other_digits].trim_start_matches('0'));
            let decided = one_number.len().cmp(&other_number.len()).then_with(|| one_number.cmp(other_number));
            one = &one[one_digits..];
            other = &other[other_digits..];
            decided
        } else {
            let (first, second) = (one.chars().next(), other.chars().next());
            let (Some(first), Some(second)) = (first, second) else {
                return first.is_some().cmp(&second.is_some());
            };
            one = &one[first.len_utf8()..];
            other = &other[second.len_utf8()..];
            first.cmp(&second)
        };
        if decided != Ordering::Equal {
            return decided;
        }
    }
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ResultSetBuilder;

    fn table(kind: ColumnKind, values: &[Option<&str>]) -> ResultSet {
        let mut builder = ResultSetBuilder::new([("v", kind), ("n", ColumnKind::Number)]);
        for (place, value) in values.iter().enumerate() {
            builder.push([value.map(str::to_owned), Some((place % 2).to_string())]);
        }
        builder.finish()
    }

    fn sorted(kind: ColumnKind, values: &[Option<&str>], direction: SortDirection) -> Vec<u32> {
        TableView { sort: vec![SortKey { column: 0, direction }], ..TableView::default() }.order(&table(kind, values))
    }

    #[test]
    fn values_sort_as_what_they_are() {
        let numbers = [Some("10"), Some("9"), None, Some("-1.5")];
        assert_eq!(sorted(ColumnKind::Number, &numbers, SortDirection::Ascending), [3, 1, 0, 2]);
        assert_eq!(sorted(ColumnKind::Number, &numbers, SortDirection::Descending), [0, 1, 3, 2]);
        let text = [Some("i-10"), Some("root"), Some("i-9"), Some("Root"), None];
        assert_eq!(sorted(ColumnKind::Text, &text, SortDirection::Ascending), [2, 0, 3, 1, 4]);
    }

    #[test]
    fn clicks_cycle_and_a_second_key_breaks_ties() {
        let mut view = TableView::default();
        view.click(1, false);
        view.click(0, true);
        view.click(0, true);
        assert_eq!(
            view.sort,
            [
                SortKey { column: 1, direction: SortDirection::Ascending },
                SortKey { column: 0, direction: SortDirection::Descending }
            ]
        );
        assert_eq!(view.order(&table(ColumnKind::Text, &[Some("a"), Some("b"), Some("c"), Some("d")])), [2, 0, 3, 1]);
        view.click(0, true);
        assert_eq!(view.sort.len(), 1);
        view.click(1, false);
        view.click(1, false);
        assert!(view.sort.is_empty());
    }

    #[test]
    fn the_filter_ignores_letter_case_in_any_language() {
        let rows = table(ColumnKind::Text, &[Some("sudo RM -rf"), Some("Ünïted"), None, Some("日本")]);
        let find = |text: &str| TableView { filter: text.to_owned(), ..TableView::default() }.order(&rows);
        assert_eq!(find("rm"), [0]);
        assert_eq!(find("üNÏ"), [1]);
        assert_eq!(find("日"), [3]);
        assert_eq!(find("").len(), 4);
    }

    #[test]
    fn a_condition_keeps_exactly_its_rows() {
        let rows = table(ColumnKind::Text, &[Some("root"), Some("roots"), None, Some("root")]);
        let only = |value: &str| {
            TableView { only: vec![CellIs { column: 0, value: value.to_owned() }], ..TableView::default() }.order(&rows)
        };
        assert_eq!(only("root"), [0, 3]);
        assert_eq!(only(""), [2]);
    }
}
