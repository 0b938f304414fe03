//! What each control character and escape sequence does.

use unicode_width::UnicodeWidthChar;
use vte::{Params, Perform};

use super::{
    FARTHEST_DOWN, FARTHEST_JUMP, LONGEST_JUMPED, LONGEST_REPEATED, MOST_MARKS, MOST_ROWS, Margin, Place, Row, Screen,
    WideWrap,
};

impl Perform for Screen {
    fn print(&mut self, character: char) {
        self.off = 0;
        self.returns = 0;
        if let WideWrap::Cleared(column) = self.wide_wrap
            && character.width() == Some(2)
            && self.wide_wraps.len() < MOST_MARKS
        {
            self.wide_wraps.push(column);
        }
        self.wide_wrap = if character == ' ' { WideWrap::Space } else { WideWrap::None };
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
        self.wide_wrap = WideWrap::None;
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
                self.pass(stop);
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
        let after_space = std::mem::replace(&mut self.wide_wrap, WideWrap::None) == WideWrap::Space;
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
            self.concealed |= params.iter().any(|values| values == [8]);
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
                self.go_to_row(count - 1);
                self.go(usize::from(second.max(1)) - 1);
            }
            'd' => {
                self.go_to_row(count - 1);
                self.row();
            }
            'J' => self.erase_display(first),
            'K' => {
                if self.margin == Margin::Passed {
                    self.margin = Margin::Cleared;
                }
                if after_space && self.cursor.column == self.row().cells.len() {
                    self.wide_wrap = WideWrap::Cleared(self.cursor.column);
                }
                self.erase(first);
            }
            '@' => {
                let at = self.cursor.column;
                let count = count.min(FARTHEST_JUMP);
                let length = self.row().cells.len();
                if at < length && length < LONGEST_JUMPED && self.moves(length + count) {
                    self.row().cells.splice(at..at, std::iter::repeat_n(' ', count));
                    if let Some(width) = self.width {
                        self.row().cells.truncate(width);
                    }
                }
            }
            'P' => {
                let at = self.cursor.column;
                let length = self.row().cells.len();
                let end = at.saturating_add(count).min(length);
                if at < end && self.moves(length - at) {
                    self.row().cells.drain(at..end);
                }
            }
            'X' => {
                let at = self.cursor.column;
                let length = self.row().cells.len();
                if self.moves(length.saturating_sub(at).min(count)) {
                    self.row().cells.iter_mut().skip(at).take(count).for_each(|cell| *cell = ' ');
                }
            }
            'L' => {
                self.row();
                let at = self.cursor.row;
                let count = count.min(FARTHEST_DOWN).min(MOST_ROWS.saturating_sub(self.rows.len()));
                if self.moves(self.rows.len() + count) {
                    self.rows.splice(at..at, std::iter::repeat_n(Row::default(), count));
                }
            }
            'M' => {
                let at = self.cursor.row;
                let end = at.saturating_add(count).min(self.rows.len());
                if at < end && self.moves(self.rows.len()) {
                    self.rows.drain(at..end);
                    self.rows.resize_with(self.rows.len().max(1), Row::default);
                }
                self.row();
            }
            'b' => {
                let room = LONGEST_REPEATED.saturating_sub(self.row().cells.len()).min(self.passable);
                self.overtaxed |= count.min(LONGEST_REPEATED) > self.passable;
                let count = count.min(room);
                self.passable -= count;
                for _ in 0..count {
                    self.put(self.last);
                }
            }
            's' => self.saved = self.cursor,
            'u' => self.cursor = self.saved,
            _ => self.edited = false,
        }
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], _bell: bool) {
        if self.alternate {
            return;
        }
        match params {
            [b"133", kind, ..] if kind.starts_with(b"B") => self.prompt_end = Some(self.cursor),
            [b"133" | b"633", ..] => {}
            _ => self.told = self.told.max(Some(self.cursor)),
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
