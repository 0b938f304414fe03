//! Which row shows what: lines, and between them marks and what was unfolded.

use std::collections::BTreeMap;

use crate::session::{Mark, MarkKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Line(usize),
    /// A place in the session's marks.
    Mark(usize),
    /// A full-screen program had the terminal, and all that it drew stands in the line below: the command's
    /// place, and that line.
    Screen(usize, usize),
    /// A piece of what a full-screen program drew: its line and the number of the piece.
    Drawn(usize, usize),
}

/// Rows that are no lines, in their order.
#[derive(Debug)]
struct Extra {
    line: usize,
    /// They stand below the line.
    below: bool,
    row: Row,
    count: usize,
    /// The number of the first.
    begins: usize,
}

impl Extra {
    fn end(&self) -> usize {
        self.begins + self.count
    }
}

#[derive(Debug, Default)]
pub struct Rows {
    lines: usize,
    extras: Vec<Extra>,
}

impl Rows {
    /// `screens`: commands that had the terminal, and the lines in which all that they drew stands. `drawn`: how
    /// many rows an unfolded line has.
    pub fn new(lines: usize, marks: &[Mark], screens: &BTreeMap<usize, usize>, drawn: &BTreeMap<usize, usize>) -> Self {
        let mut extras: Vec<Extra> = Vec::with_capacity(marks.len() + screens.len() + drawn.len());
        for (place, mark) in marks.iter().enumerate() {
            // A pause lies before the line that ended it; a question stands above the hidden answer.
            let below = !matches!(mark.kind, MarkKind::Gap { .. }) || mark.line >= lines;
            let line = mark.line.min(lines.saturating_sub(1));
            extras.push(Extra { line, below, row: Row::Mark(place), count: 1, begins: 0 });
        }
        for (line, command) in screens {
            extras.push(Extra { line: *line, below: false, row: Row::Screen(*command, *line), count: 1, begins: 0 });
        }
        for (line, count) in drawn {
            let below = !screens.contains_key(line);
            extras.push(Extra { line: *line, below, row: Row::Drawn(*line, 0), count: *count, begins: 0 });
        }
        // The marks of a line stand around its drawing.
        extras.sort_by_key(|extra| (extra.line, extra.below, extra.below && matches!(extra.row, Row::Mark(_))));
        let mut before = 0;
        for extra in &mut extras {
            extra.begins = extra.line + usize::from(extra.below) + before;
            before += extra.count;
        }
        Self { lines, extras }
    }

    /// How many rows there are with so many of the lines.
    pub fn count(&self, lines: usize) -> usize {
        if lines >= self.lines {
            return self.lines + self.extra_rows(self.extras.len());
        }
        lines + self.extra_rows(self.extras.partition_point(|extra| extra.line < lines))
    }

    fn extra_rows(&self, extras: usize) -> usize {
        extras.checked_sub(1).map_or(0, |last| {
            let last = &self.extras[last];
            last.end() - last.line - usize::from(last.below)
        })
    }

    pub fn of_line(&self, line: usize) -> usize {
        line + self.extra_rows(self.extras.partition_point(|extra| (extra.line, extra.below) < (line, true)))
    }

    pub fn at(&self, row: usize) -> Row {
        let after = self.extras.partition_point(|extra| extra.begins <= row);
        let Some(extra) = after.checked_sub(1).map(|last| &self.extras[last]) else { return Row::Line(row) };
        if row < extra.end() {
            return match extra.row {
                Row::Drawn(line, _) => Row::Drawn(line, row - extra.begins),
                other => other,
            };
        }
        Row::Line(extra.line + usize::from(extra.below) + row - extra.end())
    }

    /// The line that a row shows or belongs to.
    pub fn line_of(&self, row: usize) -> usize {
        let after = self.extras.partition_point(|extra| extra.begins <= row);
        match after.checked_sub(1).map(|last| &self.extras[last]) {
            None => row,
            Some(extra) if row < extra.end() => extra.line,
            Some(extra) => extra.line + usize::from(extra.below) + row - extra.end(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: usize, gaps: &[usize], asked: &[usize], drawn: &[(usize, usize)]) -> Rows {
        let mark = |kind| move |line: &usize| Mark { time: 0, line: *line, kind };
        let mut marks: Vec<Mark> = gaps.iter().map(mark(MarkKind::Gap { milliseconds: 1 })).collect();
        marks.extend(asked.iter().map(mark(MarkKind::SecretAsked)));
        Rows::new(lines, &marks, &BTreeMap::from([(3, 7)]), &drawn.iter().copied().collect())
    }

    fn all(rows: &Rows) -> Vec<Row> {
        (0..rows.count(rows.lines)).map(|row| rows.at(row)).collect()
    }

    #[test]
    fn marks_and_drawings_stand_where_they_belong() {
        use Row::{Drawn, Line, Mark, Screen};
        let rows = rows(4, &[1], &[2], &[(2, 1), (3, 1)]);
        let expected = [Line(0), Mark(0), Line(1), Line(2), Drawn(2, 0), Mark(1), Screen(7, 3), Drawn(3, 0), Line(3)];
        assert_eq!(all(&rows), expected);
        assert_eq!([0, 1, 2, 3].map(|line| rows.of_line(line)), [0, 2, 3, 8]);
        assert_eq!([1, 2, 3, 4].map(|lines| rows.count(lines)), [1, 3, 6, 9]);
    }

    #[test]
    fn every_row_is_one_thing_and_every_line_has_its_row() {
        for (gaps, asked, drawn) in [
            (vec![], vec![], vec![]),
            (vec![0, 0, 5, 9], vec![0, 4, 9], vec![(0, 3), (9, 1)]),
            (vec![10, 99], vec![3, 3, 10], vec![(3, 5)]),
        ] {
            let rows = rows(10, &gaps, &asked, &drawn);
            let all = all(&rows);
            assert_eq!(all.len(), 11 + gaps.len() + asked.len() + drawn.iter().map(|(_, count)| count).sum::<usize>());
            for line in 0..10 {
                assert_eq!(all[rows.of_line(line)], Row::Line(line));
            }
            for (row, what) in all.iter().enumerate() {
                assert_eq!(all.iter().filter(|other| *other == what).count(), 1, "{row} {what:?}");
            }
        }
    }
}
