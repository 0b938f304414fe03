//! Where a line editor had the terminal.
//!
//! Shells switch bracketed paste on (`ESC [ ? 2004 h`) while a person edits a line and off when the
//! line is entered: bash 5.1 and later, zsh, fish, and other programs that use readline. These marks
//! survive where the terminal's bytes do.

use super::lines::RawLine;

/// A stretch of raw terminal text.
pub(super) enum Stretch {
    /// What programs wrote: the index of the line, and the part of it that lies outside of regions.
    /// `leads`: a region follows in the same line, so that this may be its prompt.
    Output {
        line: usize,
        text: String,
        leads: bool,
    },
    Region(Region),
    /// A full-screen program's pictures: first and last line.
    FullScreen {
        first: usize,
        last: usize,
    },
}

/// One edit of one input line.
pub(super) struct Region {
    /// What the terminal showed shortly before, in the same line: zsh writes its prompt there.
    pub before: String,
    /// From the mark that begins the region to the one that ends it.
    pub inside: String,
    /// First and last line, as indices into the lines given.
    pub first: usize,
    pub last: usize,
    /// What follows the end mark in its line.
    pub after: String,
    /// Whether the end mark is there.
    pub closed: bool,
}

impl Region {
    /// A line without marks, as if it had them.
    pub fn bare(text: &str) -> Self {
        Self { before: String::new(), inside: text.to_owned(), first: 0, last: 0, after: String::new(), closed: true }
    }
}

/// What is kept of the text before a region.
const MOST_BEFORE: usize = 8_192;
/// No line editor needs more; a forged region must not swallow a session.
const MOST_INSIDE: usize = 1 << 20;

/// Splits raw lines at the marks. `newlines`: the lines end in newlines (all but perhaps the last).
pub(super) fn split_regions(lines: &[RawLine]) -> Vec<Stretch> {
    let mut splitter = Splitter { done: Vec::new(), region: None, screen: None, before: String::new() };
    for (index, line) in lines.iter().enumerate() {
        splitter.line(index, &line.text, index + 1 < lines.len());
    }
    splitter.finish(lines.len())
}

struct Splitter {
    done: Vec<Stretch>,
    region: Option<Region>,
    /// The first line of a full-screen program.
    screen: Option<usize>,
    before: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Switch {
    EditorOn,
    EditorOff,
    ScreenOn,
    ScreenOff,
}

impl Splitter {
    fn line(&mut self, index: usize, text: &str, newline: bool) {
        let mut rest = text;
        let mut output = String::new();
        while let Some((at, length, switch)) = next_switch(rest) {
            let (head, tail) = (&rest[..at], &rest[at + length..]);
            self.text(head, &mut output);
            if switch == Switch::EditorOn && self.screen.is_none() && self.region.is_none() && !output.is_empty() {
                let text = std::mem::take(&mut output);
                self.done.push(Stretch::Output { line: index, text, leads: true });
            }
            self.switch(index, switch, tail);
            rest = tail;
        }
        self.text(rest, &mut output);
        if let Some(region) = &mut self.region {
            region.last = index;
            if newline {
                region.inside.push('\n');
            }
            if region.inside.len() > MOST_INSIDE {
                self.end_region(index, false, "");
            }
        } else if self.screen.is_none() {
            if newline {
                self.before.push('\n');
            }
            self.trim_before();
        }
        let has_region = matches!(self.done.last(), Some(Stretch::Region(region)) if region.last == index)
            || self.region.as_ref().is_some_and(|region| region.first == index);
        if self.screen.is_none() && (!output.is_empty() || (self.region.is_none() && !has_region)) {
            self.done.push(Stretch::Output { line: index, text: output, leads: false });
        }
    }

    fn text(&mut self, text: &str, output: &mut String) {
        if self.screen.is_some() {
            return;
        }
        if let Some(region) = &mut self.region {
            region.inside.push_str(text);
        } else {
            output.push_str(text);
            self.before.push_str(text);
        }
    }

    fn switch(&mut self, index: usize, switch: Switch, after: &str) {
        match switch {
            Switch::ScreenOn => {
                self.screen.get_or_insert(index);
                // An editor that takes the whole screen is no input line.
                self.region = None;
            }
            Switch::ScreenOff => {
                if let Some(first) = self.screen.take() {
                    self.done.push(Stretch::FullScreen { first, last: index });
                }
                self.before.clear();
            }
            _ if self.screen.is_some() => {}
            Switch::EditorOn => {
                self.end_region(index, false, "");
                self.trim_before();
                self.region = Some(Region {
                    before: std::mem::take(&mut self.before),
                    inside: String::new(),
                    first: index,
                    last: index,
                    after: String::new(),
                    closed: false,
                });
            }
            Switch::EditorOff => self.end_region(index, true, after),
        }
    }

    fn end_region(&mut self, index: usize, closed: bool, after: &str) {
        if let Some(mut region) = self.region.take() {
            region.last = index;
            region.closed = closed;
            after.chars().take(64).for_each(|character| region.after.push(character));
            self.before.clear();
            self.done.push(Stretch::Region(region));
        }
    }

    /// Keeps the last few lines only.
    fn trim_before(&mut self) {
        if self.before.len() > MOST_BEFORE {
            let mut from = self.before.len() - MOST_BEFORE / 2;
            while !self.before.is_char_boundary(from) {
                from += 1;
            }
            self.before.drain(..from);
        }
    }

    fn finish(mut self, count: usize) -> Vec<Stretch> {
        let last = count.saturating_sub(1);
        self.end_region(last, false, "");
        if let Some(first) = self.screen {
            self.done.push(Stretch::FullScreen { first, last });
        }
        self.done
    }
}

/// The next mark: where it begins, its length, what it does.
fn next_switch(text: &str) -> Option<(usize, usize, Switch)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("\u{1b}[?") {
        let start = from + found;
        let numbers = &text[start + 3..];
        let end = numbers.find(|character: char| !character.is_ascii_digit() && character != ';')?;
        let on = match numbers.as_bytes()[end] {
            b'h' => Some(true),
            b'l' => Some(false),
            _ => None,
        };
        if let Some(on) = on {
            let mut found = None;
            for number in numbers[..end].split(';') {
                found = match (number, on) {
                    ("2004", true) => Some(Switch::EditorOn),
                    ("2004", false) => Some(Switch::EditorOff),
                    ("47" | "1047" | "1049", true) => Some(Switch::ScreenOn),
                    ("47" | "1047" | "1049", false) => Some(Switch::ScreenOff),
                    _ => found,
                };
            }
            if let Some(switch) = found {
                return Some((start, 3 + end + 1, switch));
            }
        }
        from = start + 3;
    }
    None
}
