//! What an expression is evaluated over.

use std::cell::{Cell, OnceCell};

use super::super::functions::Context;
use super::super::value::Value;
use super::discovery::Discovery;
use super::event::EventRef;

/// One event, or one row behind a `stats`, with what commands have computed so far.
pub(super) struct Row<'e> {
    pub event: Option<EventRef<'e>>,
    /// Where the row stands among all rows: decides between rows that are otherwise equal, so that
    /// the result is the same in whatever parts the events are evaluated.
    pub place: u64,
    pub slots: Vec<Value<'e>>,
    /// Found when the first of them is asked for.
    discovered: OnceCell<Vec<Value<'e>>>,
    /// The memory of those of the event before.
    spare: Cell<Vec<Value<'e>>>,
}

/// What evaluating needs besides the row.
pub(super) struct Surroundings<'p> {
    pub discovery: &'p Discovery,
    pub context: &'p Context,
}

impl<'e> Row<'e> {
    pub fn new(slots: Vec<Value<'e>>) -> Self {
        Self { event: None, place: 0, slots, discovered: OnceCell::new(), spare: Cell::default() }
    }

    /// The same row for the next event; what was computed for the last one is forgotten.
    pub fn restart(&mut self, event: EventRef<'e>) {
        self.event = Some(event);
        self.slots.fill(Value::Null);
        if let Some(mut discovered) = self.discovered.take() {
            discovered.clear();
            self.spare.set(discovered);
        }
    }

    pub fn discovered(&self, around: &Surroundings<'_>, place: usize) -> Value<'e> {
        let Some(event) = self.event else { return Value::Null };
        let found = self.discovered.get_or_init(|| around.discovery.find(event, self.spare.take()));
        found.get(place).cloned().unwrap_or_default()
    }
}
