//! What the terminal showed, line by line, made from the events when it is looked at.

use std::{borrow::Cow, ops::Range};

use super::index::EventIndex;
use super::lines::{Lines, Origin, RawLine, Start, TakesLines};
use super::record::decode;
use super::text::shown_text;
use crate::model::{LogEvent, free_elsewhere};

/// One line of what the terminal showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TranscriptLine {
    /// Index into [`Transcript::events`].
    pub event: usize,
    /// That event's time: milliseconds since 1970, UTC.
    pub time: i64,
    /// The line as it stood on the screen, as far as that can be told. It may still hold odd
    /// characters: show it through [`visible_line`](crate::model::visible_line).
    pub text: String,
    /// The line as the log has it, where that differs.
    pub raw: Option<String>,
    /// Index into [`Session::commands`](super::Session::commands) of the command that it shows.
    pub command: Option<usize>,
    /// A full-screen program had the terminal (an editor, a pager): `raw` holds what it drew, as far as
    /// a screenful.
    pub full_screen: bool,
}

/// A session's events, and where its lines are in them.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    events: Vec<LogEvent>,
    index: EventIndex,
    texts_are_broken: bool,
    folds: Folds,
    lines: usize,
}

/// What full-screen programs drew is one line each, but for the last of theirs, where the next prompt
/// stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Folds {
    /// For each: the first line as logged, how many lines are left out behind it, how many were before.
    folds: Vec<(usize, usize, usize)>,
}

/// No session has more full-screen programs; one that was forged shows their lines.
const MOST_FOLDS: usize = 1 << 20;

impl Folds {
    /// Takes the next program's first and last line.
    pub fn add(&mut self, first: usize, last: usize) {
        let (end, before) =
            self.folds.last().map_or((0, 0), |(first, left_out, before)| (first + left_out + 1, before + left_out));
        let first = first.max(end);
        if last > first && self.folds.len() < MOST_FOLDS {
            self.folds.push((first, last - first - 1, before));
        }
    }

    /// The transcript line of a line as logged.
    pub fn shown(&self, line: usize) -> usize {
        let after = self.folds.partition_point(|(first, ..)| *first < line);
        match after.checked_sub(1).map(|at| self.folds[at]) {
            Some((first, left_out, before)) => (line - before).saturating_sub(left_out).max(first - before),
            None => line,
        }
    }

    /// The line as logged of a transcript line, and how many lines are left out behind it.
    fn logged(&self, line: usize) -> (usize, Option<usize>) {
        let after = self.folds.partition_point(|(first, _, before)| first - before <= line);
        match after.checked_sub(1).map(|at| self.folds[at]) {
            Some((first, left_out, before)) if first - before == line => (first, Some(left_out)),
            Some((_, left_out, before)) => (line + before + left_out, None),
            None => (line, None),
        }
    }

    pub fn left_out(&self) -> usize {
        self.folds.last().map_or(0, |(_, left_out, before)| left_out + before)
    }
}

/// What is shown of a full-screen program's drawing, in lines.
const MOST_DRAWN: usize = 200;

impl Transcript {
    pub(super) fn new(
        events: Vec<LogEvent>,
        index: EventIndex,
        texts_are_broken: bool,
        folds: Folds,
        lines: usize,
    ) -> Self {
        Self { events, index, texts_are_broken, lines: lines - folds.left_out(), folds }
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines
    }

    pub fn is_empty(&self) -> bool {
        self.lines == 0
    }

    /// The events, in the order in which they are read.
    pub fn events(&self) -> &[LogEvent] {
        &self.events
    }

    /// The events, to be dropped or kept elsewhere.
    pub fn into_events(mut self) -> Vec<LogEvent> {
        std::mem::take(&mut self.events)
    }

    /// The time of a line: milliseconds since 1970, UTC.
    pub fn time(&self, line: usize) -> Option<i64> {
        (line < self.lines).then(|| self.index.of_line(self.folds.logged(line).0))?.map(|(_, event)| event.time)
    }

    /// The first line that is not older than the time.
    pub fn line_at(&self, time: i64) -> usize {
        let logged = self.index.first_line_at(time);
        logged.map_or(self.lines, |line| self.folds.shown(line).min(self.lines))
    }

    /// Lines that stand for all that a full-screen program drew, between two lines.
    pub fn folded(&self, lines: Range<usize>) -> impl Iterator<Item = usize> {
        let shown = |(first, _, before): &(usize, usize, usize)| first - before;
        let from = self.folds.folds.partition_point(|fold| shown(fold) < lines.start);
        self.folds.folds[from..].iter().map(shown).take_while(move |line| *line < lines.end)
    }

    /// The time of each event, and the first line that begins in it or after it.
    pub(super) fn steps(&self) -> impl Iterator<Item = (i64, usize)> {
        self.index.events().map(|event| (event.time, self.folds.shown(event.start.line).min(self.lines)))
    }

    /// A line that lies about so many bytes of the log behind this one: reading up to it takes going
    /// through hardly more. The number of lines, where the log ends before.
    pub(super) fn line_after(&self, line: usize, bytes: usize) -> usize {
        /// Finding an event's place takes time, however short the event is.
        const EVENT: usize = 200;
        let (first, folded) = self.folds.logged(line);
        let Some((mut position, _)) = self.index.of_line(first) else { return self.lines };
        let mut gone = 0;
        // What a full-screen program drew is read for its line, as far as it is shown.
        let end = folded.map_or(first, |left_out| first + left_out.min(MOST_DRAWN));
        while let Some(event) = self.events.get(position) {
            gone += event.message.len() + EVENT;
            position += 1;
            if gone > bytes {
                let next = self.index.at(position).map_or(usize::MAX, |event| event.start.line);
                return if next <= end.max(first) { line } else { self.folds.shown(next).min(self.lines) };
            }
        }
        self.lines
    }

    /// Some of the lines; which of them show commands is not told here.
    pub(super) fn lines(&self, range: Range<usize>) -> Vec<TranscriptLine> {
        let mut found = Vec::new();
        let mut drawing = Vec::new();
        let mut drawn_at = None;
        self.go_through(range, &mut |at, line, is_drawn| {
            let here = is_drawn.then_some(at);
            if here != drawn_at {
                found.extend(one_of(std::mem::take(&mut drawing)));
                drawn_at = here;
            }
            let Some((event, lines)) = self.index.of_line(line.number) else { return };
            let text = shown(&line).into_owned();
            let raw = (text != line.text).then(|| line.text.into_owned());
            let line = TranscriptLine { event, time: lines.time, text, raw, command: None, full_screen: false };
            if is_drawn { &mut drawing } else { &mut found }.push(line);
        });
        found.extend(one_of(drawing));
        found
    }

    /// Goes through some of the lines: their numbers, and the lines as they stood on the screen; `true`: it
    /// is what a full-screen program drew, as it was logged. Costs less than [`Self::lines`].
    pub(super) fn look_through(&self, range: Range<usize>, take: &mut dyn FnMut(usize, &str, bool)) {
        let mut drawing: Option<(usize, String)> = None;
        self.go_through(range, &mut |at, line, is_drawn| {
            if let Some((before, text)) = &mut drawing
                && is_drawn
                && *before == at
            {
                text.push('\n');
                text.push_str(&line.text);
                return;
            }
            if let Some((before, text)) = drawing.take() {
                take(before, &text, true);
            }
            if is_drawn {
                drawing = Some((at, line.text.into_owned()));
            } else {
                take(at, &shown(&line), false);
            }
        });
        if let Some((at, text)) = drawing {
            take(at, &text, true);
        }
    }

    /// Goes through the logged lines behind some of the lines: the line's number, and whether it is one of
    /// those that a full-screen program drew. No event is gone through twice for what follows a program.
    fn go_through(&self, range: Range<usize>, take: &mut dyn FnMut(usize, RawLine<'_>, bool)) {
        let mut next = range.start;
        let end = range.end.min(self.lines);
        let event_of = |line: usize| self.index.of_line(line).map(|(position, _)| position);
        while next < end {
            // What is left out is passed over where other events follow.
            let passes = |line: &usize| {
                let (first, left_out) = self.folds.logged(*line);
                left_out.is_some_and(|left_out| event_of(first + MOST_DRAWN) < event_of(first + left_out + 1))
            };
            let stop = self.folded(next..end).find(passes).map_or(end, |line| line + 1);
            let (last, left_out) = self.folds.logged(stop - 1);
            let last = last + left_out.unwrap_or_default().min(MOST_DRAWN);
            self.read(self.folds.logged(next).0..last + 1, &mut |line| {
                let at = self.folds.shown(line.number);
                let (first, left_out) = self.folds.logged(at);
                if line.number - first <= MOST_DRAWN {
                    take(at, line, left_out.is_some());
                }
            });
            next = stop;
        }
    }

    /// Goes through lines as they are logged.
    fn read(&self, range: Range<usize>, take: &mut dyn FnMut(RawLine<'_>)) {
        let Some((position, event)) = self.index.of_line(range.start) else { return };
        let mut reading = Reading { left: range.len(), range, take };
        let mut lines = None;
        for next in self.events.get(position..).unwrap_or_default() {
            if reading.left == 0 {
                return;
            }
            let record = decode(&next.message);
            let lines = lines.get_or_insert_with(|| Lines::at(self.texts_are_broken, event.start, &record));
            lines.event(&next.message, record, &mut reading);
        }
        if let Some(mut lines) = lines.filter(|_| reading.left > 0) {
            lines.finish(&mut reading);
        }
    }
}

impl Drop for Transcript {
    fn drop(&mut self) {
        let parts = self.events.len();
        free_elsewhere(std::mem::take(&mut self.events), parts * 4);
    }
}

struct Reading<'t> {
    range: Range<usize>,
    left: usize,
    take: &'t mut dyn FnMut(RawLine<'_>),
}

impl TakesLines for Reading<'_> {
    fn begin(&mut self, _start: Start) {}

    fn line(&mut self, line: RawLine<'_>) {
        if self.range.contains(&line.number) {
            self.left = self.left.saturating_sub(1);
            (self.take)(line);
        }
    }
}

/// The line as it stood on the screen.
fn shown<'l>(line: &'l RawLine<'_>) -> Cow<'l, str> {
    match line.origin {
        Origin::Streamed => shown_text(&line.text, true),
        Origin::Uploaded => shown_text(line.text.trim_end_matches('\r'), false),
        Origin::Broken => Cow::Borrowed(&line.text),
    }
}

/// A full-screen program's lines as one.
fn one_of(lines: Vec<TranscriptLine>) -> Option<TranscriptLine> {
    let mut lines = lines.into_iter();
    let mut one = lines.next()?;
    one.full_screen = true;
    let rest: Vec<String> = lines.map(|line| line.raw.unwrap_or(line.text)).collect();
    if !rest.is_empty() {
        let first = one.raw.take().unwrap_or_else(|| std::mem::take(&mut one.text));
        one.raw = Some([first].into_iter().chain(rest).collect::<Vec<_>>().join("\n"));
        one.text.clear();
    }
    Some(one)
}
