use crate::{app::state::Slot, session::Hit};

/// What is looked for in the open session.
#[derive(Debug, Default)]
pub struct FindState {
    pub slot: Slot,
    pub text: String,
    /// In their order.
    pub hits: Vec<Hit>,
    /// Lines looked at so far.
    pub searched: usize,
    /// There are more hits than are told.
    pub is_full: bool,
    /// The hit that is shown.
    pub current: Option<usize>,
    /// Where the person was when they began to look.
    pub from: usize,
    /// Counts the wishes to type into the field.
    pub focuses: u64,
}

impl FindState {
    /// The hits in a line, with their places.
    pub fn in_line(&self, line: usize) -> impl Iterator<Item = (usize, &Hit)> {
        let first = self.hits.partition_point(|hit| hit.line < line);
        self.hits.iter().enumerate().skip(first).take_while(move |(_, hit)| hit.line == line)
    }

    /// The hit to show first: the next one from where the person was; behind the last one, the first.
    pub fn first_choice(&self) -> Option<usize> {
        let next = self.hits.partition_point(|hit| hit.line < self.from);
        if next < self.hits.len() {
            return Some(next);
        }
        (!self.slot.is_waiting() && !self.hits.is_empty()).then_some(0)
    }

    /// The hit after or before the one that is shown; around the end.
    pub fn step(&self, forward: bool) -> Option<usize> {
        let count = self.hits.len();
        match (self.current, forward) {
            _ if count == 0 => None,
            (None, _) => self.first_choice().or(Some(0)),
            (Some(current), true) => Some((current + 1) % count),
            (Some(current), false) => Some((current + count - 1) % count),
        }
    }
}
