//! What a line editor left on the screen when its line was entered.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use vte::Parser;

use super::regions::Region;
use super::screen::{Place, Screen, show_line};

/// The end of an edit, as rows.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing seen; none excludes another")]
pub(super) struct View {
    /// First and last line of the region, as indices into the lines.
    pub first: usize,
    pub last: usize,
    /// The rows from the one where the region begins to the last of the input; whether each goes on
    /// in the next because it was too long.
    pub rows: Vec<(String, bool)>,
    /// Rows that something other than the line editor ended: programs in the background.
    pub broken: Vec<bool>,
    /// What stands in the first row before the region began: the prompt, where the editor marks the
    /// place after it (zsh); unfinished output otherwise.
    pub head: String,
    /// Whether `head` is a prompt that the line editor wrote itself.
    pub head_is_prompt: bool,
    /// The history was searched.
    pub searched: bool,
    /// The row, and the byte in it, at which the shell itself says that its prompt ends.
    pub prompt_end: Option<(usize, usize)>,
    /// Text was told not to show.
    pub concealed: bool,
    /// The last row, and the byte in it, at which the terminal was told what it does not show.
    pub told: Option<(usize, usize)>,
    /// What the shell itself says was typed.
    pub stated: Option<String>,
    /// What was pasted, where the rows cannot tell.
    pub pasted: Option<String>,
    /// A prompt at the right margin.
    pub right: Option<String>,
    /// The editor's end mark is there.
    pub closed: bool,
    pub submitted: bool,
    /// The editor shows a line that is entered as it does one that is abandoned.
    pub may_be_abandoned: bool,
    /// The bell rang: completion had nothing or too much to offer.
    pub bells: usize,
    /// It rang last.
    pub bell_last: bool,
    /// The input went over rows of a terminal whose width nothing shows.
    pub width_unknown: bool,
    /// The agent removed carriage returns.
    pub returns_lost: bool,
    /// The cursor moved, or text was erased or shifted.
    pub edited: bool,
    /// Not everything that the terminal was told was done.
    pub overtaxed: bool,
}

impl View {
    /// The rows as text: those that were too long in one piece.
    pub fn joined(&self) -> String {
        let mut text = String::new();
        for (row, (line, wrapped)) in self.rows.iter().enumerate() {
            text.push_str(line);
            if !wrapped && row + 1 < self.rows.len() {
                text.push('\n');
            }
        }
        text
    }
}

/// Shows a region on a terminal.
pub(super) fn view(region: &Region, width: Option<usize>, returns_lost: bool) -> View {
    let mut parser = Parser::new();
    let mut screen = Screen::new(width, returns_lost);
    let before = last_rows(&region.before);
    let last_line = before.rsplit('\n').next().unwrap_or_default();
    let head_is_prompt = ends_in_prompt(last_line);
    // Other editors take it that they begin in the first column.
    if head_is_prompt {
        screen.feed(&mut parser, before);
    }
    let mark = screen.cursor();
    let head = screen.slice(mark.row, 0, mark.column);
    let right = Some(screen.text_from(mark.row, mark.column).trim().to_owned()).filter(|right| !right.is_empty());
    screen.bells = 0;
    screen.edited = false;
    screen.wraps.clear();
    screen.feed(&mut parser, &region.inside);
    let cursor = screen.cursor();
    let entered = screen.fed && cursor.row > 0;
    let mut end = if entered { cursor.row - 1 } else { cursor.row };
    while screen.is_wrapped(end) {
        end += 1;
    }
    // A cleared screen starts again at its top.
    let start = if end < mark.row { 0 } else { mark.row };
    let rows: Vec<(String, bool)> =
        (start..=end).map(|row| (row_text(&screen, row, end), screen.is_wrapped(row))).collect();
    let broken = (start..=end).map(|row| row < end && screen.is_broken(row)).collect();
    let interrupted = rows.last().is_some_and(|(text, _)| text.ends_with("^C"));
    // zsh leaves the keypad's mode when a line is entered, not when it is abandoned.
    let keypad = last_line.contains("\u{1b}[?1h") && head_is_prompt;
    let abandoned =
        keypad && region.closed && !region.inside.ends_with("\u{1b}>") && !region.inside.contains("\u{1b}[?1l");
    let left = entered && !head_is_prompt || head_is_prompt && region.after.contains('\r') || returns_lost;
    let no_room = |text: &str| returns_lost && text.chars().any(|character| character.width() == Some(2));
    let width_unknown = width.is_none() && rows.iter().any(|(text, _)| text.width() > 79 && no_room(text))
        || width.is_none() && region.inside.contains("\u{1b}[A") && rows.iter().any(|(text, _)| text.len() > 79);
    let in_rows = |place: Option<Place>| {
        let place = place.filter(|place| (start..=end).contains(&place.row))?;
        Some((place.row - start, screen.slice(place.row, 0, place.column).len()))
    };
    View {
        first: region.first,
        last: region.last,
        rows,
        broken,
        head,
        head_is_prompt,
        prompt_end: in_rows(screen.prompt_end),
        concealed: screen.concealed,
        told: in_rows(screen.told),
        stated: region.stated.clone(),
        searched: region.inside.contains("i-search"),
        pasted: if returns_lost && head_is_prompt { pasted(region) } else { None },
        right,
        closed: region.closed,
        submitted: (region.closed || returns_lost) && !interrupted && !abandoned && left,
        may_be_abandoned: head_is_prompt && !keypad,
        bells: screen.bells,
        bell_last: region.inside.trim_end().ends_with('\u{7}'),
        width_unknown,
        returns_lost,
        edited: screen.edited,
        overtaxed: screen.overtaxed,
    }
}

fn row_text(screen: &Screen, row: usize, end: usize) -> String {
    if screen.is_wrapped(row) && row < end { screen.slice(row, 0, usize::MAX) } else { screen.text_from(row, 0) }
}

/// Whether the line ends in a prompt after which the editor marks its place: zsh clears the rest of
/// the row once it has written the prompt.
pub(super) fn ends_in_prompt(line: &str) -> bool {
    let Some(cleared) = line.rfind("\u{1b}[K") else { return false };
    let row = line[..cleared].rsplit('\r').next().unwrap_or_default();
    let row = row.rsplit("\u{1b}[J").next().unwrap_or_default();
    !show_line(row, false).trim().is_empty()
}

/// What was pasted, line by line, as zsh shows it first: between marks for standing out, which the
/// agent leaves in the first and last line.
fn pasted(region: &Region) -> Option<String> {
    const ON: [&str; 2] = ["\u{1b}[7m", "\u{1b}[3m"];
    const OFF: [&str; 2] = ["\u{1b}[27m", "\u{1b}[23m"];
    let (on, off) = ON.into_iter().zip(OFF).find(|(on, off)| {
        let last = region.inside.rsplit('\n').next().unwrap_or_default();
        region.inside.trim_start_matches('\0').starts_with(on) && last.contains(off)
    })?;
    let mut lines: Vec<String> = Vec::new();
    for line in region.inside.split('\n') {
        let line = line.split(off).next().unwrap_or_default();
        let line = line.rsplit(on).next().unwrap_or_default();
        lines.push(show_line(line, true));
    }
    (lines.len() > 1).then(|| lines.join("\n"))
}

/// The last three rows: a prompt has no more.
fn last_rows(text: &str) -> &str {
    let from = text.rmatch_indices('\n').nth(3).map_or(0, |(at, _)| at + 1);
    &text[from..]
}
