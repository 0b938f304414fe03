//! A small terminal: enough of one to see what a line editor left on the screen.
//!
//! Rows grow as needed; nothing scrolls away. The parser is `vte`, so no sequence leaves this module.

use unicode_width::UnicodeWidthChar;
use vte::Parser;

mod perform;

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
    /// Columns at which a space was written and the rest of the row cleared before a wide character, as a line
    /// editor does where that has no room left in the row.
    pub wide_wraps: Vec<usize>,
    wide_wrap: WideWrap,
    /// Carriage returns in a row.
    returns: usize,
    margin: Margin,
    /// Reads the agent's cleaned form, from which carriage returns are missing.
    returns_lost: bool,
    /// The last attributes set, to see a line editor's "all attributes off".
    off: u8,
    /// Whether any sequence moved the cursor, erased or shifted text.
    pub edited: bool,
    /// Where the shell itself says that its prompt ends.
    pub prompt_end: Option<Place>,
    /// Text was told not to show.
    pub concealed: bool,
    /// The last place where the terminal, and nobody who looks at it, was told something.
    pub told: Option<Place>,
    /// It was told to do more than a line editor does: not all of it was done.
    pub overtaxed: bool,
    /// Cells that may still be made by passing over them.
    passable: usize,
    /// Cells and rows that may still be moved or erased.
    movable: usize,
}

/// How far a line editor has come in passing the right margin.
#[derive(Clone, Copy, PartialEq)]
enum Margin {
    Inside,
    Passed,
    Cleared,
    Written(char),
}

/// How far a line editor has come in leaving the last column empty for want of room.
#[derive(Clone, Copy, PartialEq)]
enum WideWrap {
    None,
    Space,
    Cleared(usize),
}

#[derive(Clone, Default)]
struct Row {
    cells: Vec<char>,
    /// The line goes on in the next row because it was too long.
    wrapped: bool,
    /// A line editor ended the row: it writes its own carriage returns around the line feed.
    own_end: bool,
    /// Marks that belong to the character before them: column, mark. By their columns.
    marks: Vec<(usize, char)>,
}

/// Stands in the second column of a wide character.
const WIDE_REST: char = '\0';
/// What a hostile log can make the screen hold.
const MOST_ROWS: usize = 65_536;
const FARTHEST_JUMP: usize = 2_048;
const LONGEST_JUMPED: usize = 4_096;
/// A character that is repeated may take four bytes each time; programs draw lines with it, as wide as a terminal.
const LONGEST_REPEATED: usize = 256;
const MOST_MARKS: usize = 1_024;
/// How far below the last row the cursor can be sent.
const FARTHEST_DOWN: usize = 64;
/// What it can make the screen do: so much at once, and so much for each byte.
const PASSED_AT_ONCE: usize = 4_096;
const PASSED_PER_BYTE: usize = 16;
const MOVED_AT_ONCE: usize = 1 << 18;
const MOVED_PER_BYTE: usize = 64;
/// How many cells a new row counts for.
const ROW: usize = 32;

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
            wide_wraps: Vec::new(),
            wide_wrap: WideWrap::None,
            returns: 0,
            margin: Margin::Inside,
            returns_lost,
            off: 0,
            edited: false,
            prompt_end: None,
            concealed: false,
            told: None,
            overtaxed: false,
            passable: PASSED_AT_ONCE,
            movable: MOVED_AT_ONCE,
        }
    }

    /// Shows the text.
    pub fn feed(&mut self, parser: &mut Parser, text: &str) {
        self.passable = self.passable.saturating_add(text.len() * PASSED_PER_BYTE);
        self.movable = self.movable.saturating_add(text.len() * MOVED_PER_BYTE);
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
        let mut marks = row.marks.iter().skip_while(|(at, _)| *at < from).peekable();
        for (column, cell) in row.cells.iter().enumerate().take(to).skip(from) {
            if *cell != WIDE_REST {
                text.push(*cell);
            }
            while let Some((_, mark)) = marks.next_if(|(at, _)| *at <= column) {
                text.push(*mark);
            }
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
        let missing = (self.cursor.row + 1).saturating_sub(self.rows.len());
        if missing > 1 && !self.moves(missing * ROW) {
            self.cursor.row = self.rows.len() - 1;
        }
        let at = self.cursor.row;
        if self.rows.len() <= at {
            self.rows.resize_with(at + 1, Row::default);
        }
        &mut self.rows[at]
    }

    fn down(&mut self, count: usize) {
        self.full = false;
        self.go_to_row(self.cursor.row.saturating_add(count));
        self.row();
    }

    fn go_to_row(&mut self, row: usize) {
        self.overtaxed |= row >= MOST_ROWS && self.rows.len() == MOST_ROWS;
        self.cursor.row = row.min(self.rows.len() - 1 + FARTHEST_DOWN).min(MOST_ROWS - 1);
    }

    /// Whether so many cells or rows may be moved or erased.
    fn moves(&mut self, count: usize) -> bool {
        let left = self.movable.checked_sub(count);
        self.movable = left.unwrap_or(self.movable);
        self.overtaxed |= left.is_none();
        left.is_some()
    }

    /// Makes the cells before a column that were passed over.
    fn pass(&mut self, column: usize) -> bool {
        let length = self.row().cells.len();
        let left = self.passable.checked_sub(column.saturating_sub(length));
        self.overtaxed |= left.is_none();
        let Some(left) = left else { return false };
        self.passable = left;
        if length < column {
            self.row().cells.resize(column, ' ');
        }
        true
    }

    fn put(&mut self, character: char) {
        let columns = character.width().unwrap_or(0);
        if columns == 0 {
            let at = self.cursor.column.saturating_sub(1);
            let row = self.row();
            if row.marks.len() < MOST_MARKS {
                let behind = row.marks.partition_point(|(column, _)| *column <= at);
                row.marks.insert(behind, (at, character));
            } else {
                self.overtaxed = true;
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
        if !self.pass(self.cursor.column) {
            self.cursor.column = self.row().cells.len();
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
        if !row.marks.is_empty() {
            let first = row.marks.partition_point(|(column, _)| *column < at);
            let count = row.marks[first..].iter().take_while(|(column, _)| *column == at).count();
            row.marks.drain(first..first + count);
        }
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
        let length = self.row().cells.len();
        if mode == 1 && !self.moves(length.min(at + 1)) {
            return;
        }
        let row = self.row();
        match mode {
            0 => {
                row.cells.truncate(at);
                row.marks.truncate(row.marks.partition_point(|(column, _)| *column < at));
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
            _ if self.moves(self.rows.len()) => self.rows.iter_mut().for_each(|row| *row = Row::default()),
            _ => {}
        }
    }

    /// The cursor goes to the line's start, as a carriage return that the agent removed would take it.
    fn lost_return(&mut self) {
        if self.returns_lost {
            self.go(0);
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
