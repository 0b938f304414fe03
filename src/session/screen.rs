//! A small terminal: enough of one to see what a line editor left on the screen.
//!
//! Rows grow as needed; nothing scrolls away. The parser is `vte`, so no sequence leaves this module.

use unicode_width::UnicodeWidthChar;
use vte::{Params, Parser, Perform};

/// A place on the screen. Columns are terminal columns: a wide character takes two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub row: usize,
    pub column: usize,
}

/// What the terminal shows.
#[expect(clippy::struct_excessive_bools, reason = "a terminal has modes that do not exclude each other")]
pub(super) struct Screen {
    rows: Vec<Row>,
    cursor: Place,
    saved: Place,
    /// Columns, or none where lines never wrap.
    width: Option<usize>,
    /// A character stands in the last column: the next one goes to the next row.
    full: bool,
    alternate: bool,
    last: char,
    /// Whether the last thing that was done was a line feed.
    pub fed: bool,
    /// How often the bell rang since it was last looked at.
    pub bells: usize,
    /// Columns at which a line editor forced a wrap: a space, a carriage return, then more text.
    pub wraps: Vec<usize>,
    wrap: Option<usize>,
    /// Carriage returns in a row.
    returns: usize,
    margin: Margin,
    /// Reads the agent's cleaned form, from which carriage returns are missing.
    returns_lost: bool,
    /// The last attributes set, to see a line editor's "all attributes off".
    off: u8,
    /// Whether any sequence moved the cursor, erased or shifted text.
    pub edited: bool,
}

/// How far a line editor has come in passing the right margin.
#[derive(Clone, Copy, PartialEq)]
enum Margin {
    Inside,
    Passed,
    Cleared,
    Written(char),
}

#[derive(Clone, Default)]
struct Row {
    cells: Vec<char>,
    /// The line goes on in the next row because it was too long.
    wrapped: bool,
    /// A line editor ended the row: it writes its own carriage returns around the line feed.
    own_end: bool,
    /// Marks that belong to the character before them: column, mark.
    marks: Vec<(usize, char)>,
}

/// Stands in the second column of a wide character.
const WIDE_REST: char = '\0';
/// What a hostile log can make the screen hold.
const MOST_ROWS: usize = 2_048;
const FARTHEST_JUMP: usize = 2_048;
const LONGEST_JUMPED: usize = 4_096;
const MOST_MARKS: usize = 1_024;

impl Screen {
    pub fn new(width: Option<usize>, returns_lost: bool) -> Self {
        Self {
            rows: vec![Row::default()],
            cursor: Place::default(),
            saved: Place::default(),
            width: width.filter(|width| *width > 1),
            full: false,
            alternate: false,
            last: ' ',
            fed: false,
            bells: 0,
            wraps: Vec::new(),
            wrap: None,
            returns: 0,
            margin: Margin::Inside,
            returns_lost,
            off: 0,
            edited: false,
        }
    }

    /// Shows the text.
    pub fn feed(&mut self, parser: &mut Parser, text: &str) {
        parser.advance(self, text.as_bytes());
    }

    pub fn cursor(&self) -> Place {
        self.cursor
    }

    /// The row's text from a column on, without the spaces at its end.
    pub fn text_from(&self, row: usize, column: usize) -> String {
        self.slice(row, column, usize::MAX).trim_end().to_owned()
    }

    /// The row's text between two columns.
    pub fn slice(&self, row: usize, from: usize, to: usize) -> String {
        let Some(row) = self.rows.get(row) else { return String::new() };
        let mut text = String::new();
        for (column, cell) in row.cells.iter().enumerate().take(to).skip(from) {
            if *cell != WIDE_REST {
                text.push(*cell);
            }
            text.extend(row.marks.iter().filter(|(at, _)| *at == column).map(|(_, mark)| mark));
        }
        text
    }

    /// Whether the row's line goes on in the next row.
    pub fn is_wrapped(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|row| row.wrapped)
    }

    /// Whether something other than a line editor ended the row.
    pub fn is_broken(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|row| !row.wrapped && !row.own_end)
    }

    /// The text between a place and the end of a row: wrapped rows in one piece, others as lines.
    pub fn lines(&self, from: Place, last_row: usize) -> String {
        let mut text = String::new();
        for row in from.row..=last_row.min(self.rows.len().saturating_sub(1)) {
            let column = if row == from.row { from.column } else { 0 };
            if self.is_wrapped(row) && row < last_row {
                text.push_str(&self.slice(row, column, usize::MAX));
            } else {
                text.push_str(&self.text_from(row, column));
                if row < last_row {
                    text.push('\n');
                }
            }
        }
        text
    }

    fn row(&mut self) -> &mut Row {
        let at = self.cursor.row;
        if self.rows.len() <= at {
            self.rows.resize_with(at + 1, Row::default);
        }
        &mut self.rows[at]
    }

    fn down(&mut self, count: usize) {
        self.full = false;
        self.cursor.row = self.cursor.row.saturating_add(count).min(MOST_ROWS - 1);
        self.row();
    }

    fn put(&mut self, character: char) {
        let columns = character.width().unwrap_or(0);
        if columns == 0 {
            let at = self.cursor.column.saturating_sub(1);
            let row = self.row();
            if row.marks.len() < MOST_MARKS {
                row.marks.push((at, character));
            }
            return;
        }
        if self.is_again(character) {
            return;
        }
        if let Some(width) = self.width
            && (self.full || self.cursor.column + columns > width)
        {
            self.row().wrapped = true;
            self.down(1);
            self.cursor.column = 0;
            if self.returns_lost && character == ' ' {
                // The space of a forced wrap; the return that followed is gone.
                self.margin = Margin::Passed;
                return;
            }
        }
        let at = self.cursor.column;
        let row = self.row();
        if row.cells.len() < at + columns {
            row.cells.resize(at + columns, ' ');
        }
        row.cells[at] = character;
        if columns == 2 {
            row.cells[at + 1] = WIDE_REST;
        }
        if row.cells.get(at + columns) == Some(&WIDE_REST) {
            row.cells[at + columns] = ' ';
        }
        row.marks.retain(|(column, _)| *column != at);
        self.cursor.column += columns;
        if self.width.is_some_and(|width| self.cursor.column >= width) {
            self.cursor.column -= columns;
            self.full = true;
        }
        self.last = character;
        self.fed = false;
    }

    /// zsh writes the first character of a wrapped row, returns, and writes it again.
    fn is_again(&mut self, character: char) -> bool {
        let again = self.margin == Margin::Written(character);
        self.margin = if self.margin == Margin::Cleared { Margin::Written(character) } else { Margin::Inside };
        again
    }

    fn go(&mut self, column: usize) {
        let row_length = self.row().cells.len();
        let reached = row_length.max(self.cursor.column);
        let farthest = self.width.map_or((reached + FARTHEST_JUMP).min(reached.max(LONGEST_JUMPED)), |width| width - 1);
        self.cursor.column = column.min(farthest);
        self.full = false;
        self.fed = false;
    }

    fn erase(&mut self, mode: u16) {
        let at = self.cursor.column;
        let row = self.row();
        match mode {
            0 => {
                row.cells.truncate(at);
                row.marks.retain(|(column, _)| *column < at);
                row.wrapped = false;
            }
            1 => {
                for cell in row.cells.iter_mut().take(at + 1) {
                    *cell = ' ';
                }
            }
            _ => *row = Row::default(),
        }
    }

    fn erase_display(&mut self, mode: u16) {
        match mode {
            0 => {
                self.erase(0);
                let below = self.cursor.row + 1;
                self.rows.truncate(below);
            }
            1 => {}
            _ => self.rows.iter_mut().for_each(|row| *row = Row::default()),
        }
    }

    /// The cursor goes to the line's start, as a carriage return that the agent removed would take it.
    fn lost_return(&mut self) {
        if self.returns_lost {
            self.go(0);
        }
    }
}

impl Perform for Screen {
    fn print(&mut self, character: char) {
        self.off = 0;
        self.returns = 0;
        // What begins as the row does is the prompt, shown again.
        if let Some(column) = self.wrap.take()
            && self.wraps.len() < MOST_MARKS
            && self.rows[self.cursor.row].cells.first() != Some(&character)
        {
            self.wraps.push(column);
        }
        if !self.alternate {
            self.put(character);
        }
    }

    fn execute(&mut self, byte: u8) {
        if self.alternate || byte == 0 {
            return;
        }
        self.off = 0;
        if byte != 0x0d {
            self.wrap = None;
        }
        match byte {
            0x07 => self.bells += 1,
            0x08 => {
                self.edited = true;
                // At the right margin the cursor stands on the last column already.
                let back = usize::from(!self.full || self.width.is_none());
                let full = self.full;
                self.go(self.cursor.column.saturating_sub(back));
                if full {
                    self.cursor.column = self.cursor.column.saturating_sub(1);
                }
            }
            0x09 => {
                let next = (self.cursor.column / 8 + 1) * 8;
                let at = self.cursor.column;
                let stop = self.width.map_or(next, |width| next.min(width - 1));
                let row = self.row();
                if row.cells.len() < stop {
                    row.cells.resize(stop, ' ');
                }
                self.go(stop.max(at));
            }
            0x0a..=0x0c => {
                if self.returns > 1 {
                    self.row().own_end = true;
                }
                self.down(1);
                self.fed = true;
            }
            0x0d => {
                if self.last == ' ' && self.cursor.column > 0 && !self.fed {
                    // The space of a forced wrap stands alone in the next row, or just past the margin.
                    let column = if self.width.is_some() && self.cursor.column == 1 && self.cursor.row > 0 {
                        self.rows[self.cursor.row - 1].cells.len()
                    } else {
                        self.cursor.column - 1
                    };
                    self.wrap = Some(column);
                }
                let fed = self.fed;
                if fed && self.returns == 0 && self.cursor.row > 0 {
                    self.rows[self.cursor.row - 1].own_end = true;
                }
                self.go(0);
                self.fed = fed;
                self.returns += 1;
                return;
            }
            _ => {}
        }
        self.returns = 0;
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], _ignore: bool, action: char) {
        self.wrap = None;
        let mut numbers = params.iter().map(|values| values.first().copied().unwrap_or(0));
        let first = numbers.next().unwrap_or(0);
        let second = numbers.next().unwrap_or(0);
        if intermediates == b"?" {
            if matches!(action, 'h' | 'l')
                && params.iter().any(|values| matches!(values.first(), Some(47 | 1047 | 1049)))
            {
                self.alternate = action == 'h';
            }
            return;
        }
        if !intermediates.is_empty() || self.alternate {
            return;
        }
        let count = usize::from(first.max(1));
        if action == 'm' {
            // zsh switches everything off, one by one, right after it has returned to column 0.
            self.off = match (first, self.off) {
                (0, 0) => 1,
                (0 | 23 | 24 | 27, 1 | 2) => self.off + 1,
                _ => 0,
            };
            if self.off == 3 {
                self.lost_return();
                self.off = 0;
            }
            return;
        }
        self.off = 0;
        self.edited = true;
        match action {
            'A' => {
                self.cursor.row = self.cursor.row.saturating_sub(count);
                self.full = false;
            }
            'B' | 'e' => self.down(count),
            'C' | 'a' => {
                // An editor does not go right of its text: it went back to the first column before.
                if self.returns_lost && count == 1 && self.cursor.column >= self.row().cells.len() {
                    self.lost_return();
                }
                self.go(self.cursor.column + count);
            }
            'D' => self.go(self.cursor.column.saturating_sub(count)),
            'E' => {
                self.down(count);
                self.go(0);
            }
            'F' => {
                self.cursor.row = self.cursor.row.saturating_sub(count);
                self.go(0);
            }
            'G' | '`' => self.go(count - 1),
            'H' | 'f' => {
                self.cursor.row = (count - 1).min(MOST_ROWS - 1);
                self.go(usize::from(second.max(1)) - 1);
            }
            'd' => {
                self.cursor.row = (count - 1).min(MOST_ROWS - 1);
                self.row();
            }
            'J' => self.erase_display(first),
            'K' => {
                if self.margin == Margin::Passed {
                    self.margin = Margin::Cleared;
                }
                self.erase(first);
            }
            '@' => {
                let at = self.cursor.column;
                let count = count.min(FARTHEST_JUMP);
                let row = self.row();
                if at < row.cells.len() && row.cells.len() < LONGEST_JUMPED {
                    row.cells.splice(at..at, std::iter::repeat_n(' ', count));
                    if let Some(width) = self.width {
                        self.row().cells.truncate(width);
                    }
                }
            }
            'P' => {
                let at = self.cursor.column;
                let row = self.row();
                let end = at.saturating_add(count).min(row.cells.len());
                if at < end {
                    row.cells.drain(at..end);
                }
            }
            'X' => {
                let at = self.cursor.column;
                for cell in self.row().cells.iter_mut().skip(at).take(count) {
                    *cell = ' ';
                }
            }
            'L' => {
                let at = self.cursor.row;
                let count = count.min(MOST_ROWS.saturating_sub(self.rows.len()));
                self.row();
                self.rows.splice(at..at, std::iter::repeat_n(Row::default(), count));
            }
            'M' => {
                let at = self.cursor.row;
                let end = at.saturating_add(count).min(self.rows.len());
                if at < end {
                    self.rows.drain(at..end);
                }
                self.row();
            }
            'b' => {
                let room = LONGEST_JUMPED.saturating_sub(self.row().cells.len());
                for _ in 0..count.min(room) {
                    self.put(self.last);
                }
            }
            's' => self.saved = self.cursor,
            'u' => self.cursor = self.saved,
            _ => self.edited = false,
        }
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _ignore: bool, byte: u8) {
        if !intermediates.is_empty() || self.alternate {
            return;
        }
        match byte {
            b'7' => self.saved = self.cursor,
            b'8' => self.cursor = self.saved,
            b'D' => self.down(1),
            b'E' => {
                self.down(1);
                self.go(0);
            }
            b'M' => self.cursor.row = self.cursor.row.saturating_sub(1),
            b'c' => {
                self.rows = vec![Row::default()];
                self.cursor = Place::default();
                self.full = false;
            }
            _ => {}
        }
    }
}

/// One line, shown on a terminal of its own that never wraps.
pub(super) fn show_line(line: &str, returns_lost: bool) -> String {
    let mut screen = Screen::new(None, returns_lost);
    screen.feed(&mut Parser::new(), line);
    let last = screen.rows.len() - 1;
    screen.lines(Place::default(), last)
}
