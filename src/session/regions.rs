//! Where a line editor had the terminal.
//!
//! Shells switch bracketed paste on (`ESC [ ? 2004 h`) while a person edits a line and off when the
//! line is entered: bash 5.1 and later, zsh, fish, and other programs that use readline. These marks
//! survive where the terminal's bytes do. Shells with terminal integration mark prompt, input and output
//! themselves (`ESC ] 133 ; A`, `B` and `C`).

use std::borrow::Cow;

/// A stretch of terminal text.
pub(super) enum Stretch<'a> {
    /// A whole line without escape sequences that the agent cleaned.
    Cleaned {
        line: usize,
        text: Cow<'a, str>,
    },
    /// What programs wrote: the number of the line, and the part of it that lies outside of regions.
    /// `leads`: a region follows in the same line, so that this may be its prompt. `part`: it is not
    /// the whole line.
    Output {
        line: usize,
        text: Cow<'a, str>,
        leads: bool,
        part: bool,
    },
    Region(Region),
    /// A full-screen program's pictures: first and last line.
    FullScreen {
        first: usize,
        last: usize,
    },
}

impl Stretch<'_> {
    /// The same, on its own.
    pub fn into_owned(self) -> Stretch<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Cleaned { line, text } => Stretch::Cleaned { line, text: owned(text) },
            Self::Output { line, text, leads, part } => Stretch::Output { line, text: owned(text), leads, part },
            Self::Region(region) => Stretch::Region(region),
            Self::FullScreen { first, last } => Stretch::FullScreen { first, last },
        }
    }
}

/// One edit of one input line.
pub(super) struct Region {
    /// What the terminal showed shortly before, in the same line: zsh writes its prompt there.
    pub before: String,
    /// From the mark that begins the region to the one that ends it.
    pub inside: String,
    /// Numbers of the first and the last line.
    pub first: usize,
    pub last: usize,
    /// What follows the end mark in its line.
    pub after: String,
    /// Whether the end mark is there.
    pub closed: bool,
    /// The shell's own mark began it, and no line editor's.
    own_mark: bool,
    /// What the shell says was typed, with its end mark.
    pub stated: Option<String>,
}

impl Region {
    /// A line without marks, as if it had them.
    pub fn bare(text: &str) -> Self {
        Self {
            before: String::new(),
            inside: text.to_owned(),
            first: 0,
            last: 0,
            after: String::new(),
            closed: true,
            own_mark: false,
            stated: None,
        }
    }
}

/// Begins the marks of a shell's own: "semantic prompts", `OSC 133`.
pub(super) const OWN_MARK: &str = "\u{1b}]133;";
/// What is kept of the text before a region.
const MOST_BEFORE: usize = 8_192;
/// No line editor needs more; a forged region must not swallow a session.
const MOST_INSIDE: usize = 1 << 20;

/// Splits raw lines at the marks.
#[derive(Default)]
pub(super) struct Splitter {
    region: Option<Region>,
    /// The first line of a full-screen program.
    screen: Option<usize>,
    before: String,
    /// The number of the last line.
    last: Option<usize>,
    /// Whether the shell's own marks count: where it marks the beginnings of outputs too, so that each input
    /// has an end.
    own_marks: bool,
}

/// What goes on after a line.
pub(super) enum Open<'a> {
    Region(&'a Region),
    Screen,
}

/// What a mark does.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Switch {
    EditorOn,
    EditorOff,
    ScreenOn,
    ScreenOff,
    /// The shell marks the beginning of its prompt.
    PromptMark,
    /// The shell marks the beginning of a command's output.
    OutputMark,
}

impl Splitter {
    /// `own_marks`: whether the shell's own marks count, for it marks the beginnings of outputs too.
    pub fn new(own_marks: bool) -> Self {
        Self { own_marks, ..Self::default() }
    }

    /// Whether a region or a full-screen program goes on after the last line.
    pub fn is_open(&self) -> Option<Open<'_>> {
        match (&self.screen, &self.region) {
            (Some(_), _) => Some(Open::Screen),
            (None, Some(region)) => Some(Open::Region(region)),
            (None, None) => None,
        }
    }

    /// Takes the next line.
    pub fn line(&mut self, number: usize, text: &str, take: &mut dyn FnMut(Stretch<'_>)) {
        if self.last.replace(number).is_some() {
            self.newline();
        }
        if self.region.is_none() && self.screen.is_none() && !text.contains('\u{1b}') {
            self.keep_before(text);
            take(Stretch::Output { line: number, text: Cow::Borrowed(text), leads: false, part: false });
            return;
        }
        let mut rest = text;
        let mut output = String::new();
        let mut region_ended = false;
        while let Some((at, length, switch)) = next_switch(rest) {
            let (head, tail) = (&rest[..at], &rest[at + length..]);
            self.text(head, &mut output);
            if switch == Switch::OutputMark
                && let Some(region) = &mut self.region
            {
                region.stated = stated(&rest[at..at + length]);
            }
            if switch == Switch::EditorOn && self.screen.is_none() && self.region.is_none() && !output.is_empty() {
                let text = Cow::Owned(std::mem::take(&mut output));
                take(Stretch::Output { line: number, text, leads: true, part: true });
            }
            region_ended |= self.switch(number, switch, tail, take);
            rest = tail;
        }
        self.text(rest, &mut output);
        if let Some(region) = &mut self.region {
            region.last = number;
            if region.inside.len() > MOST_INSIDE {
                region_ended |= self.end_region(number, false, "", take);
            }
        }
        let has_region = region_ended || self.region.as_ref().is_some_and(|region| region.first == number);
        if self.screen.is_none() && (!output.is_empty() || (self.region.is_none() && !has_region)) {
            let part = output.len() < text.len();
            take(Stretch::Output { line: number, text: Cow::Owned(output), leads: false, part });
        }
    }

    /// Ends what is open.
    pub fn finish(&mut self, take: &mut dyn FnMut(Stretch<'_>)) {
        let last = self.last.unwrap_or_default();
        self.end_region(last, false, "", take);
        if let Some(first) = self.screen.take() {
            take(Stretch::FullScreen { first, last });
        }
        self.before.clear();
        self.last = None;
    }

    fn newline(&mut self) {
        if let Some(region) = &mut self.region {
            region.inside.push('\n');
        } else if self.screen.is_none() {
            self.before.push('\n');
            self.trim_before();
        }
    }

    fn keep_before(&mut self, text: &str) {
        if text.len() >= MOST_BEFORE {
            self.before.clear();
        }
        let mut from = text.len().saturating_sub(MOST_BEFORE);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        self.before.push_str(&text[from..]);
    }

    fn text(&mut self, text: &str, output: &mut String) {
        if self.screen.is_some() {
            return;
        }
        if let Some(region) = &mut self.region {
            region.inside.push_str(text);
        } else {
            output.push_str(text);
            self.keep_before(text);
        }
    }

    /// Whether a region ended.
    fn switch(&mut self, index: usize, switch: Switch, after: &str, take: &mut dyn FnMut(Stretch<'_>)) -> bool {
        match switch {
            Switch::ScreenOn => {
                self.screen.get_or_insert(index);
                // An editor that takes the whole screen is no input line.
                self.region = None;
            }
            Switch::ScreenOff => {
                if let Some(first) = self.screen.take() {
                    take(Stretch::FullScreen { first, last: index });
                }
                self.before.clear();
            }
            _ if self.screen.is_some() => {}
            Switch::PromptMark | Switch::OutputMark if !self.own_marks => {}
            Switch::PromptMark => {
                // A line editor that is at it writes the prompt itself.
                if self.region.as_ref().is_none_or(|region| region.own_mark) {
                    let ended = self.end_region(index, false, "", take);
                    self.begin_region(index, String::new(), true);
                    return ended;
                }
            }
            Switch::EditorOn if self.region.as_ref().is_some_and(|region| region.own_mark) => {
                // Its prompt stands before the line editor's mark.
                let marked = self.region.take().map(|region| region.inside).unwrap_or_default();
                self.begin_region(index, marked, false);
            }
            Switch::EditorOn => {
                let ended = self.end_region(index, false, "", take);
                self.trim_before();
                let before = std::mem::take(&mut self.before);
                self.begin_region(index, before, false);
                return ended;
            }
            Switch::EditorOff | Switch::OutputMark => return self.end_region(index, true, after, take),
        }
        false
    }

    fn end_region(&mut self, index: usize, closed: bool, after: &str, take: &mut dyn FnMut(Stretch<'_>)) -> bool {
        if let Some(mut region) = self.region.take() {
            region.last = index;
            region.closed = closed;
            after.chars().take(64).for_each(|character| region.after.push(character));
            self.before.clear();
            take(Stretch::Region(region));
            return true;
        }
        false
    }

    fn begin_region(&mut self, index: usize, before: String, own_mark: bool) {
        self.region = Some(Region {
            before,
            inside: String::new(),
            first: index,
            last: index,
            after: String::new(),
            closed: false,
            own_mark,
            stated: None,
        });
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
}

/// Which of these marks comes first in the text.
pub(super) fn first_of(wanted: &[Switch], text: &str) -> Option<Switch> {
    let mut rest = text;
    while let Some((at, length, switch)) = next_switch(rest) {
        if wanted.contains(&switch) {
            return Some(switch);
        }
        rest = &rest[at + length..];
    }
    None
}

/// The next mark: where it begins, its length, what it does.
fn next_switch(text: &str) -> Option<(usize, usize, Switch)> {
    memchr::memchr_iter(0x1b, text.as_bytes()).find_map(|at| {
        let (length, switch) = mode(&text[at..]).or_else(|| own_mark(&text[at..]))?;
        Some((at, length, switch))
    })
}

/// Whether the text begins with a mark of the shell's own that begins a prompt or an output: its length.
fn own_mark(text: &str) -> Option<(usize, Switch)> {
    let mark = text.strip_prefix(OWN_MARK)?;
    let switch = match mark.as_bytes().first() {
        Some(b'A') => Switch::PromptMark,
        Some(b'C') => Switch::OutputMark,
        _ => return None,
    };
    let end = OWN_MARK.len() + mark.find(['\u{7}', '\u{1b}'])?;
    if text[end..].starts_with("\u{1b}\\") {
        return Some((end + 2, switch));
    }
    // What begins next ends it too.
    mode(&text[end..]).is_none().then_some((end + 1, switch))
}

/// What the shell says was typed, as fish and some integrations do with the mark that begins the output.
fn stated(mark: &str) -> Option<String> {
    let value = mark.split(';').find_map(|part| part.strip_prefix("cmdline_url="))?;
    let value = value.trim_end_matches(['\u{7}', '\u{1b}', '\\']);
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.trim().is_empty())
}

/// Whether the text begins with a terminal mode that is a mark: its length.
fn mode(text: &str) -> Option<(usize, Switch)> {
    let numbers = text.strip_prefix("\u{1b}[?")?;
    let end = numbers.find(|character: char| !character.is_ascii_digit() && character != ';')?;
    let on = match numbers.as_bytes()[end] {
        b'h' => true,
        b'l' => false,
        _ => return None,
    };
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
    Some((3 + end + 1, found?))
}
