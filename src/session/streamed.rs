//! Streamed lines: the agent removed carriage returns, and from most lines everything but text.
//!
//! Each line stands for itself, for a mark may be left in one and removed from the next. Only where a
//! later line shows the end of what one began do they belong together.

use std::borrow::Cow;

use super::prompt::Prompts;
use super::regions::{Open, Region, Splitter, Stretch, Switch, first_of};
use super::view::view;
use super::width::cleaned_spacing;

/// How many lines later an edit may end.
const FARTHEST_EDIT: usize = 200;
/// How many lines later a full-screen program may end.
const FARTHEST_SCREEN: usize = 50_000;
/// What is kept while an end is looked for, in bytes.
const MOST_KEPT: usize = 16 << 20;

/// Splits streamed lines.
#[derive(Default)]
pub(super) struct Streamed {
    /// Lines whose first began something, while its end is looked for.
    kept: Vec<(usize, String)>,
    bytes: usize,
    /// What the first began is a full-screen program; else an edit.
    is_screen: bool,
}

enum Found {
    End,
    /// It cannot come any more.
    Never,
    NotYet,
}

impl Streamed {
    pub fn line(&mut self, number: usize, text: Cow<'_, str>, take: &mut dyn FnMut(Stretch<'_>)) {
        if !self.kept.is_empty() {
            let found = self.look_at(&text);
            self.bytes += text.len();
            self.kept.push((number, text.into_owned()));
            match found {
                Found::End => split(&std::mem::take(&mut self.kept), take),
                Found::Never => self.give_up(take),
                Found::NotYet => {}
            }
            return;
        }
        if !text.contains('\u{1b}') {
            take(Stretch::Cleaned { line: number, text });
            return;
        }
        let mut splitter = Splitter::new(true);
        let mut stretches = Vec::new();
        splitter.line(number, &text, &mut |stretch| stretches.push(stretch.into_owned()));
        let open = match splitter.is_open() {
            Some(Open::Screen) => Some(true),
            Some(Open::Region(region)) => view(region, None, true).head_is_prompt.then_some(false),
            None => None,
        };
        if let Some(is_screen) = open {
            self.bytes = text.len();
            self.is_screen = is_screen;
            self.kept.push((number, text.into_owned()));
            return;
        }
        stretches.into_iter().for_each(&mut *take);
        splitter.finish(take);
    }

    pub fn finish(&mut self, take: &mut dyn FnMut(Stretch<'_>)) {
        while !self.kept.is_empty() {
            self.give_up(take);
        }
    }

    /// Whether the line ends what the first of those kept began.
    fn look_at(&self, text: &str) -> Found {
        let (marks, farthest) = if self.is_screen {
            ([Switch::ScreenOn, Switch::ScreenOff], FARTHEST_SCREEN)
        } else {
            ([Switch::EditorOn, Switch::EditorOff], FARTHEST_EDIT)
        };
        match first_of(&marks, text) {
            Some(Switch::ScreenOff | Switch::EditorOff) => Found::End,
            // What follows looks for an end of its own: no line is kept for long more than once.
            Some(_) => Found::Never,
            None if self.kept.len() >= farthest || self.bytes > MOST_KEPT => Found::Never,
            None => Found::NotYet,
        }
    }

    /// The first line kept stands for itself.
    fn give_up(&mut self, take: &mut dyn FnMut(Stretch<'_>)) {
        let mut kept = std::mem::take(&mut self.kept).into_iter();
        if let Some(first) = kept.next() {
            split(&[first], take);
        }
        for (number, text) in kept {
            self.line(number, Cow::Owned(text), take);
        }
    }
}

fn split(lines: &[(usize, String)], take: &mut dyn FnMut(Stretch<'_>)) {
    let mut splitter = Splitter::new(true);
    for (number, text) in lines {
        splitter.line(*number, text, take);
    }
    splitter.finish(take);
}

/// Puts back the carriage returns with which a line editor went to the line's start to write the
/// prompt again.
pub(super) fn with_returns(mut region: Region, prompts: &Prompts) -> Region {
    let Some((end, _)) = prompts.best_cut(&region.inside) else { return region };
    let prompt = region.inside[..end].trim_end();
    if prompt.len() > 3 && region.inside[end..].contains(prompt) {
        let (head, tail) = region.inside.split_at(end);
        region.inside = format!("{head}{}", tail.replace(prompt, &format!("\r{prompt}")));
    }
    region
}

/// Old terminals were given time with NUL bytes, and SI selects the character set they start with. zsh writes a
/// row of spaces before its prompt.
pub(super) fn without_padding(text: Cow<'_, str>) -> Cow<'_, str> {
    const PADDING: [char; 2] = ['\0', '\u{f}'];
    let text = if text.contains(PADDING) { Cow::Owned(text.replace(PADDING, "")) } else { text };
    match cleaned_spacing(&text) {
        Some((prompt, _)) => Cow::Owned(text[prompt..].to_owned()),
        None => text,
    }
}
