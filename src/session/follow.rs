//! The second way through a session: what was typed into it, and where its lines lie.

use std::collections::VecDeque;

use super::assemble::Assembler;
use super::command::{TimeBasis, TypedCommand};
use super::index::{EventIndex, EventLines};
use super::lines::{Lines, Origin, RawLine, Start, TakesLines, is_frame};
use super::log::{EventText, SessionLog};
use super::mark::{GAP, MOST_MARKS, Mark, MarkKind};
use super::paste::{LOOK_AHEAD, pasted_block};
use super::prompt::known_shell;
use super::reader::{Reader, Shown};
use super::record::{Record, decode};
use super::regions::{Region, Stretch};
use super::streamed::{with_returns, without_padding};
use super::stretches::Stretches;
use super::survey::Survey;
use super::text::{shown_text, shows_something};
use super::transcript::Folds;
use super::view::view;
use super::width::own_width;

/// How much is looked at ahead, in bytes: no pasted block is longer.
const MOST_AHEAD: usize = 1 << 20;

/// What was found besides the commands.
pub(super) struct Found {
    pub index: EventIndex,
    pub folds: Folds,
    pub lines: usize,
    pub marks: Vec<Mark>,
}

/// The last line that shows anything.
#[derive(Clone, Copy, Debug)]
pub(super) struct LastShown {
    pub line: usize,
    /// The terminal's bytes end it with a carriage return.
    pub returned: bool,
}

/// Goes through a session again, with what was learnt of it, and gives its commands.
pub(super) fn follow<L: SessionLog + ?Sized>(
    log: &L,
    survey: &Survey,
    index: EventIndex,
    give: &mut dyn FnMut(TypedCommand),
) -> Result<Found, L::Error> {
    let mut lines = Lines::new(survey.facts.texts_are_broken());
    let mut way = Way {
        stretches: Stretches::new(survey.own_marks),
        follower: Follower {
            survey,
            usual: survey.widths.usual(),
            reader: Reader::new(&survey.prompts, survey.streamed_width),
            assembler: Assembler::new(survey.facts.form(), survey.facts.os_user.clone(), &survey.ties),
            ahead: VecDeque::new(),
            ahead_bytes: 0,
            skip: 0,
            folds: Folds::default(),
            give,
        },
        index,
        event: None,
        before: None,
        gaps: Vec::new(),
        lines: 0,
        last_shown: None,
    };
    log.go_through(&mut |event: EventText<'_>| {
        let record = decode(event.message);
        let is_upload = matches!(record, Record::Text) && !survey.facts.texts_are_broken();
        let time_basis = if is_upload { TimeBasis::SessionEnd } else { TimeBasis::Event };
        way.event = Some((event.index, event.timestamp, time_basis));
        way.see_time(event.timestamp, matches!(record, Record::Streamed(_)));
        lines.event(event.message, record, &mut way);
    })?;
    lines.finish(&mut way);
    Ok(way.finish())
}

struct Way<'a, 'g> {
    stretches: Stretches,
    follower: Follower<'a, 'g>,
    index: EventIndex,
    /// Index and time of the event that comes.
    event: Option<(usize, i64, TimeBasis)>,
    /// The time of the streamed event before.
    before: Option<i64>,
    gaps: Vec<(usize, MarkKind, i64)>,
    lines: usize,
    last_shown: Option<LastShown>,
}

impl TakesLines for Way<'_, '_> {
    fn begin(&mut self, start: Start) {
        if let Some((index, time, time_basis)) = self.event.take() {
            self.index.add(EventLines { index, time, time_basis, start });
        }
    }

    fn line(&mut self, line: RawLine<'_>) {
        self.lines = line.number + 1;
        if line.origin == Origin::Broken || !is_frame(&line.text) && shows_something(&line.text) {
            self.last_shown = Some(LastShown { line: line.number, returned: line.text.ends_with('\r') });
        }
        let Self { stretches, follower, index, .. } = self;
        stretches.line(line, &mut |origin, stretch| follower.see(origin, stretch, index));
    }
}

impl Way<'_, '_> {
    fn see_time(&mut self, time: i64, is_streamed: bool) {
        if !is_streamed {
            return;
        }
        if let Some(milliseconds) = self.before.and_then(|before| time.checked_sub(before))
            && milliseconds >= GAP
            && self.gaps.len() < MOST_MARKS
        {
            self.gaps.push((self.lines, MarkKind::Gap { milliseconds }, time));
        }
        self.before = Some(time);
    }

    fn finish(self) -> Found {
        let Self { mut stretches, mut follower, index, mut gaps, lines, last_shown, .. } = self;
        stretches.finish(&mut |origin, stretch| follower.see(origin, stretch, &index));
        while !follower.ahead.is_empty() {
            follower.step(&index);
        }
        follower.assemble(true);
        let Follower { reader, assembler, folds, give, .. } = follower;
        assembler.finish(last_shown, &folds, lines, give);
        gaps.extend(reader.into_marks());
        let mut marks: Vec<Mark> =
            gaps.into_iter().map(|(line, kind, time)| Mark { time, line: folds.shown(line), kind }).collect();
        marks.sort_by_key(|mark| mark.line);
        Found { index, folds, lines, marks }
    }
}

/// Turns stretches into what is shown, and lets the reader see it.
struct Follower<'a, 'g> {
    survey: &'a Survey,
    /// The width of the terminal whose bytes were uploaded.
    usual: Option<usize>,
    reader: Reader<'a>,
    /// What is shown next, before the reader sees it.
    ahead: VecDeque<Shown>,
    /// How long that is.
    ahead_bytes: usize,
    /// How many of those belong to a pasted block.
    skip: usize,
    assembler: Assembler<'a>,
    folds: Folds,
    give: &'g mut dyn FnMut(TypedCommand),
}

impl Follower<'_, '_> {
    fn see(&mut self, origin: Origin, stretch: Stretch<'_>, index: &EventIndex) {
        let shown = match (origin, stretch) {
            (Origin::Broken, _) | (_, Stretch::Output { leads: true, .. }) => return,
            (_, Stretch::Cleaned { line, text }) => {
                let bytes = text.len();
                Shown::Line { at: line, text: without_padding(text).into_owned(), bytes, cleaned: true, tail: false }
            }
            (Origin::Streamed, Stretch::Output { line, text, .. }) => {
                let bytes = text.len();
                Shown::Line { at: line, text: shown_text(&text, true).into_owned(), bytes, cleaned: true, tail: true }
            }
            (Origin::Uploaded, Stretch::Output { line, text, part, .. }) => {
                if is_frame(&text) {
                    return;
                }
                Shown::Line { at: line, bytes: text.len(), text: self.uploaded_text(&text), cleaned: false, tail: part }
            }
            (Origin::Streamed, Stretch::Region(region)) => {
                let region = with_returns(region, &self.survey.prompts);
                Shown::Edit(view(&region, self.survey.streamed_width.map(|width| width.columns), true))
            }
            (Origin::Uploaded, Stretch::Region(region)) => {
                let widths = &self.survey.widths;
                let own = own_width(&region).filter(|width| widths.believes(*width, &region));
                Shown::Edit(view(&region, own.or(self.usual), false))
            }
            (_, Stretch::FullScreen { first, last }) => {
                self.folds.add(first, last);
                Shown::FullScreen { first, last }
            }
        };
        self.ahead_bytes += shown.size();
        self.ahead.push_back(shown);
        while self.ahead.len() > LOOK_AHEAD
            || self.ahead_bytes > MOST_AHEAD
            || self.ahead.front().is_some_and(|next| !next.is_cleaned())
        {
            self.step(index);
        }
        self.assemble(false);
    }

    fn assemble(&mut self, is_end: bool) {
        for input in self.reader.take_inputs(is_end) {
            self.assembler.take(input, &self.folds, self.give);
        }
    }

    /// Lets the reader see the next.
    fn step(&mut self, index: &EventIndex) {
        let is_block_possible = self.skip == 0 && self.ahead.front().is_some_and(Shown::is_cleaned);
        let block = if is_block_possible { pasted_block(&self.ahead, &self.survey.prompts) } else { None };
        let Some(shown) = self.ahead.pop_front() else { return };
        self.ahead_bytes -= shown.size();
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.reader.see(&shown, index);
        if let Some((lines, text)) = block {
            let last = self.ahead.get(lines - 1).map_or(shown.last_line(), Shown::last_line);
            self.reader.see(&Shown::More { last, text }, index);
            self.skip = lines;
        }
    }

    /// A line that a terminal's bytes give; one in which a line editor without marks passed the right
    /// margin, on a terminal that has one.
    fn uploaded_text(&self, text: &str) -> String {
        let raw = text.trim_end_matches('\r');
        if raw.contains(" \r") {
            let begun = raw.split(" \r").next().unwrap_or_default();
            let begun = shown_text(begun, false);
            let prompts = &self.survey.prompts;
            if prompts.best_cut(&begun).is_some_and(|(_, count)| count > 2) || known_shell(&begun).is_some() {
                let region = Region::bare(raw);
                let width = own_width(&region).or(self.usual);
                return view(&region, width, false).joined();
            }
        }
        let mut text = shown_text(raw, false).into_owned();
        if raw.ends_with('\u{7}') {
            text.push('\u{7}');
        }
        text
    }
}
