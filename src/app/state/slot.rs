use std::time::Instant;

use crate::{
    model::SourceError,
    worker::{Failure, QuerySummary, RequestId},
};

/// Why a slot has no answer.
pub type Trouble = Failure;

/// One place that waits for one answer at a time. It remembers the request it waits for and drops
/// any other answer; what it showed before stays until the new answer comes.
#[derive(Debug, Default)]
pub struct Slot {
    waiting: Option<(RequestId, Instant)>,
    /// The last failure; gone when something new is asked.
    pub trouble: Option<Trouble>,
    /// How far the query is, or was at its end.
    pub summary: Option<QuerySummary>,
    /// The person ended the last request.
    pub was_cancelled: bool,
}

impl Slot {
    /// Begins to wait. Gives the request that was waited for until now: it must be cancelled.
    pub fn begin(&mut self, id: RequestId) -> Option<RequestId> {
        self.trouble = None;
        self.summary = None;
        self.was_cancelled = false;
        self.waiting.replace((id, Instant::now())).map(|(old, _)| old)
    }

    /// Stops waiting because the person wants it so. Gives the request to cancel.
    pub fn cancel(&mut self) -> Option<RequestId> {
        let (id, _) = self.waiting.take()?;
        self.was_cancelled = true;
        Some(id)
    }

    /// Whether this answer is the one waited for. After the last one the slot is free.
    pub fn accepts(&mut self, id: RequestId, last: bool) -> bool {
        let is_ours = self.waits_for(id);
        if is_ours && last {
            self.waiting = None;
        }
        is_ours
    }

    pub fn waits_for(&self, id: RequestId) -> bool {
        self.waiting.is_some_and(|(waiting, _)| waiting == id)
    }

    pub fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// Since when it waits.
    pub fn since(&self) -> Option<Instant> {
        self.waiting.map(|(_, since)| since)
    }

    /// The failure, if the source gave it.
    pub fn source_error(&self) -> Option<&SourceError> {
        match &self.trouble {
            Some(Failure::Source(error)) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_request_is_listened_to() {
        let mut slot = Slot::default();
        assert_eq!(slot.begin(RequestId(1)), None);
        assert_eq!(slot.begin(RequestId(2)), Some(RequestId(1)));
        assert!(!slot.accepts(RequestId(1), true));
        assert!(slot.accepts(RequestId(2), false));
        assert!(slot.is_waiting());
        assert!(slot.accepts(RequestId(2), true));
        assert!(!slot.accepts(RequestId(2), true));
        assert_eq!(slot.cancel(), None);
    }
}
