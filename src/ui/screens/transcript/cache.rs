//! The lines in sight, kept between frames: reading them takes decoding their events.

use std::{ops::Range, sync::Arc};

use crate::{
    app::{Action, TranscriptAction},
    session::{CutLine, Session},
    ui::view::View,
};

/// Lines read before they come into sight, on each side.
const AHEAD: usize = 60;
/// So much of the log is read while the window is drawn; what takes more is left to the worker. In bytes.
const LIGHT: usize = 256 << 10;

#[derive(Debug, Default)]
pub struct LineCache {
    first: usize,
    lines: Arc<[CutLine]>,
}

impl LineCache {
    fn covers(&self, wanted: &Range<usize>) -> bool {
        covers(self.first, &self.lines, wanted)
    }

    pub fn get(&self, line: usize) -> Option<&CutLine> {
        self.lines.get(line.checked_sub(self.first)?)
    }

    /// Makes sure that these lines are there, or asks for them.
    pub fn want(&mut self, view: &mut View, session: &Session, wanted: Range<usize>) {
        let wanted = wanted.start..wanted.end.min(session.transcript.len());
        if wanted.is_empty() || self.covers(&wanted) {
            return;
        }
        let more = wanted.start.saturating_sub(AHEAD)..(wanted.end + AHEAD).min(session.transcript.len());
        let light = [more.clone(), wanted.clone()].into_iter().find(|range| session.is_light(range, LIGHT));
        if let Some(range) = light {
            self.first = range.start;
            self.lines = session.cut_lines(range).into();
            return;
        }
        let heavy = &view.state.transcript.heavy;
        if !heavy.slot.is_waiting() && heavy.asked.start <= wanted.start && heavy.asked.end >= wanted.end {
            self.first = heavy.first;
            self.lines = Arc::clone(&heavy.lines);
        } else if !(heavy.slot.is_waiting() && heavy.asked == more) {
            view.act(Action::Transcript(TranscriptAction::ReadLines(more)));
        }
    }
}

fn covers(first: usize, lines: &[CutLine], wanted: &Range<usize>) -> bool {
    first <= wanted.start && first + lines.len() >= wanted.end
}
