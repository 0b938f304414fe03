//! Which line of a session lies in which event.

use std::collections::VecDeque;

use super::command::{Place, Source, TimeBasis};
use super::lines::Start;

/// What is known of one event.
#[derive(Clone, Copy, Debug)]
pub(super) struct EventLines {
    /// As [`EventText::index`](super::EventText::index).
    pub index: usize,
    /// Milliseconds since 1970, UTC.
    pub time: i64,
    /// What its time is for the lines in it.
    pub time_basis: TimeBasis,
    pub start: Start,
}

/// Where some lines lie.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    /// Of the first and the last event in the order.
    pub positions: (usize, usize),
    /// The first event's time.
    pub time: i64,
    pub time_basis: TimeBasis,
    /// The last event's time.
    pub end_time: i64,
    pub source: Source,
}

/// The events of a session in their order, by the lines that begin in them.
#[derive(Clone, Debug, Default)]
pub(super) struct EventIndex {
    events: VecDeque<EventLines>,
    /// How many were forgotten at its beginning.
    forgotten: usize,
    /// No more than this many are kept.
    most: Option<usize>,
}

impl EventIndex {
    /// Keeps the newest events only: enough for whatever is still being read.
    pub fn bounded() -> Self {
        Self { most: Some(1 << 18), ..Self::default() }
    }

    pub fn add(&mut self, event: EventLines) {
        self.events.push_back(event);
        if self.most.is_some_and(|most| self.events.len() > most) {
            self.events.pop_front();
            self.forgotten += 1;
        }
    }

    /// The event in which the line begins: its position in the order, and the event.
    pub fn of_line(&self, line: usize) -> Option<(usize, EventLines)> {
        let after = self.events.partition_point(|event| event.start.line <= line);
        // Events in which no line begins share their start with the next.
        let position = after.saturating_sub(1);
        Some((self.forgotten + position, *self.events.get(position)?))
    }

    /// The first line that begins in an event that is not older than the time.
    pub fn first_line_at(&self, time: i64) -> Option<usize> {
        let position = self.events.partition_point(|event| event.time < time);
        Some(self.events.get(position)?.start.line)
    }

    /// Where lines lie, from the first to the last.
    pub fn span(&self, first: usize, last: usize) -> Span {
        let (from, first_event) = self.of_line(first).unzip();
        let (to, last_event) = self.of_line(last).unzip();
        let place = |line: usize, event: Option<EventLines>| {
            event.map_or_else(Place::default, |event| Place {
                event: event.index,
                line: line.saturating_sub(event.start.line) + usize::from(event.start.joined),
            })
        };
        Span {
            positions: (from.unwrap_or_default(), to.unwrap_or_default()),
            time: first_event.map_or(0, |event| event.time),
            time_basis: first_event.map(|event| event.time_basis).unwrap_or_default(),
            end_time: last_event.map_or(0, |event| event.time),
            source: Source { first: place(first, first_event), last: place(last, last_event) },
        }
    }

    /// In their order.
    pub fn events(&self) -> impl Iterator<Item = &EventLines> {
        self.events.iter()
    }

    pub fn at(&self, position: usize) -> Option<EventLines> {
        self.events.get(position.checked_sub(self.forgotten)?).copied()
    }
}

/// Which events, by their positions, have the same time as another, so that their order is not sure.
#[derive(Clone, Debug, Default)]
pub(super) struct Ties {
    /// One bit for each event.
    bits: Vec<u64>,
    events: usize,
    last: Option<(i64, u8)>,
}

impl Ties {
    /// Takes the next event.
    pub fn add(&mut self, order: (i64, u8)) {
        let position = self.events;
        if position.is_multiple_of(64) {
            self.bits.push(0);
        }
        if self.last == Some(order) {
            self.set(position - 1);
            self.set(position);
        }
        self.last = Some(order);
        self.events += 1;
    }

    fn set(&mut self, position: usize) {
        if let Some(bits) = self.bits.get_mut(position / 64) {
            *bits |= 1 << (position % 64);
        }
    }

    /// Whether any of the events has the same time as another.
    pub fn among(&self, mut positions: std::ops::RangeInclusive<usize>) -> bool {
        positions.any(|position| self.bits.get(position / 64).is_some_and(|bits| bits & (1 << (position % 64)) != 0))
    }
}
