//! Where a session's events come from: memory, a file, a case.

use std::convert::Infallible;

use crate::model::LogEvent;

/// One event of a log.
#[derive(Clone, Copy, Debug)]
pub struct EventText<'a> {
    /// Where the event stands in the log as it was given, from zero. [`Place::event`](super::Place) names it.
    pub index: usize,
    /// `@timestamp`: milliseconds since 1970, UTC.
    pub timestamp: i64,
    /// `@message`, untouched.
    pub message: &'a str,
}

/// The events of one session, which can be gone through more than once, so that none has to stay in
/// memory. They come in the order of [`event_order`], the same each time.
pub trait SessionLog {
    type Error;
    fn go_through(&self, take: &mut dyn FnMut(EventText<'_>)) -> Result<(), Self::Error>;
}

impl SessionLog for [LogEvent] {
    type Error = Infallible;

    fn go_through(&self, take: &mut dyn FnMut(EventText<'_>)) -> Result<(), Infallible> {
        for (index, event) in self.iter().enumerate() {
            take(EventText { index, timestamp: event.timestamp, message: &event.message });
        }
        Ok(())
    }
}

/// Sorts events by this: by time, and events of the same time as they come, but for pieces of an uploaded
/// text, which begins and ends with `script`'s own lines.
pub fn event_order(timestamp: i64, message: &str) -> (i64, u8) {
    let tail = message.len().saturating_sub(200);
    let tail = message.as_bytes().get(tail..).unwrap_or_default();
    let rank = if message.starts_with(super::lines::FRAME_BEGINS) {
        0
    } else if memchr::memmem::find(tail, b"\nScript done on ").is_some() {
        2
    } else {
        1
    };
    (timestamp, rank)
}
