//! How wide the terminal was. No log says it; line editors leave marks at the right margin.

use std::collections::HashMap;

use vte::Parser;

use super::regions::Region;
use super::screen::Screen;
use super::view::ends_in_prompt;

/// Widths that terminals have by default or by habit.
const COMMON: [usize; 12] = [80, 100, 120, 132, 140, 160, 180, 200, 204, 212, 220, 240];
const NARROWEST: usize = 20;
/// Marks further right are no terminal's.
const WIDEST: usize = 1_000;

/// How wide the terminal was, from the marks that line editors leave at its right margin.
#[derive(Default)]
pub(super) struct Widths {
    votes: HashMap<usize, usize>,
}

impl Widths {
    /// Looks for marks in a region. Gives the width that the region itself shows, if any.
    pub fn learn(&mut self, region: &Region) -> Option<usize> {
        if let Some(width) = prompt_spacing(&region.before) {
            *self.votes.entry(width).or_default() += 4;
        }
        let own = own_width(region)?;
        *self.votes.entry(own).or_default() += 1;
        Some(own)
    }

    /// The width that the region itself shows, if it can be believed, learning from it.
    pub fn of_region(&mut self, region: &Region) -> Option<usize> {
        self.learn(region).filter(|width| self.believes(*width, region))
    }

    /// Whether a width that a region shows is one: a history search redraws its line, and a space before
    /// that looks like a wrap.
    pub fn believes(&self, width: usize, region: &Region) -> bool {
        self.trusts(width) || !region.inside.contains("search)`")
    }

    /// Whether the marks speak for this width.
    pub fn trusts(&self, width: usize) -> bool {
        self.votes.get(&width).is_some_and(|votes| *votes > 1) || COMMON.contains(&width)
    }

    /// The session's width.
    pub fn usual(&self) -> Option<usize> {
        self.votes
            .iter()
            .max_by_key(|(width, votes)| (**votes * if COMMON.contains(width) { 3 } else { 1 }, **width))
            .map(|(width, _)| *width)
            .filter(|width| self.trusts(*width))
    }
}

/// A session's width, and whether more than one line shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Width {
    pub columns: usize,
    pub sure: bool,
}

/// The width of the terminal, from input lines of which the agent removed the carriage returns: at
/// each multiple of the width stands a space that nobody typed.
#[derive(Default)]
pub(super) struct Margins {
    lines: Vec<Vec<u8>>,
    known: HashMap<usize, usize>,
}

impl Margins {
    const WIDEST: usize = 300;
    const MOST_LINES: usize = 400;

    /// Takes a prompt with its input.
    pub fn learn(&mut self, line: &str) {
        if line.is_ascii() && line.len() > 40 && self.lines.len() < Self::MOST_LINES && !line.contains('\u{8}') {
            self.lines.push(line.bytes().take(2_000).collect());
        }
    }

    /// Takes a line of which the agent removed the returns.
    pub fn learn_cleaned_spacing(&mut self, line: &str) {
        if let Some((_, width)) = cleaned_spacing(line) {
            *self.known.entry(width).or_default() += 1;
        }
    }

    /// Takes what zsh wrote before a prompt.
    pub fn learn_spacing(&mut self, before: &str) {
        if let Some(width) = prompt_spacing(before) {
            *self.known.entry(width).or_default() += 1;
        }
    }

    pub fn width(&self) -> Option<Width> {
        if let Some((width, _)) = self.known.iter().max_by_key(|(width, count)| (**count, **width)) {
            return Some(Width { columns: *width, sure: true });
        }
        let mut best: Option<(usize, usize, usize)> = None;
        for width in 40..Self::WIDEST {
            let (mut spaces, mut others) = (0, 0);
            for line in &self.lines {
                let mut margin = width;
                while margin < line.len() {
                    *(if line[margin] == b' ' { &mut spaces } else { &mut others }) += 1;
                    margin += width + 1;
                }
            }
            let common = COMMON.contains(&width);
            // Lines that were edited have something else at the margin.
            let agree = if common && spaces > 1 { spaces >= others * 2 } else { spaces > others * 8 };
            if agree && (common || spaces > 3) {
                let score = spaces * if common { 3 } else { 1 };
                if best.is_none_or(|(_, most, _)| score > most) {
                    best = Some((width, score, spaces));
                }
            }
        }
        best.map(|(columns, _, spaces)| Width { columns, sure: spaces > 1 })
    }
}

/// Where the region's first forced wrap is.
pub(super) fn own_width(region: &Region) -> Option<usize> {
    if !region.inside.contains(" \r") && !region.inside.contains(" \u{1b}[K") {
        return None;
    }
    let mut parser = Parser::new();
    let mut screen = Screen::new(None, false);
    let line = region.before.rsplit('\n').next().unwrap_or_default();
    if ends_in_prompt(line) {
        screen.feed(&mut parser, line);
        screen.wraps.clear();
    }
    screen.feed(&mut parser, &region.inside);
    let forced = screen.wraps.iter().copied().find(|width| (NARROWEST..=WIDEST).contains(width));
    // A space and a cleared rest may have other reasons.
    forced.or_else(|| screen.wide_wraps.iter().copied().find(|width| COMMON.contains(width)))
}

/// The same where the agent removed the returns: where the prompt begins, and how wide the terminal is.
pub(super) fn cleaned_spacing(line: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = line[from..].find(['%', '#']) {
        let sign = from + found;
        let spaces = line[sign + 1..].bytes().take_while(|byte| *byte == b' ').count();
        let prompt = sign + 1 + spaces;
        if (NARROWEST..=WIDEST).contains(&spaces) && prompt < line.len() {
            return Some((prompt, spaces));
        }
        from = sign + 1;
    }
    None
}

/// zsh fills the row with spaces to see whether output ended in a newline: a sign and one space less
/// than the row has columns, then a return, a space, a return.
pub(super) fn prompt_spacing(before: &str) -> Option<usize> {
    let line = before.rsplit('\n').next().unwrap_or_default().replace('\0', "");
    let end = line
        .find(" \r \r")
        .or_else(|| line.find("  \u{1b}[0m\u{1b}[2"))
        .or_else(|| line.find("  \u{1b}[0m\u{1b}[m"))?;
    let spaces = line[..=end].bytes().rev().take_while(|byte| *byte == b' ').count();
    Some(spaces + 1).filter(|width| (NARROWEST..=WIDEST).contains(width))
}
