//! A service that goes wrong, on purpose and repeatably: what a complete collection has to live with.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::{
    clock::now_ms,
    refusal::Refusal,
    store::{NewEvent, Store, StoredEvent},
};

/// What goes wrong, and how often: parts are from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fault of its own")]
pub struct Faults {
    /// The same seed makes the same choices, as far as requests come in the same order.
    pub seed: u64,
    /// Requests that are refused with `ThrottlingException`.
    pub throttle: f64,
    /// Requests that end in an error of the service (HTTP 500 or 503).
    pub error: f64,
    /// Requests whose connection is closed without an answer, half of them after they were carried out.
    pub dropped: f64,
    /// Queries that take up to ten times as long.
    pub slow: f64,
    /// Queries that end as Failed.
    pub failed: f64,
    /// Queries that end as Timeout.
    pub timeout: f64,
    /// Pages of results that hold fewer rows than they could; of `FilterLogEvents`, a third as many are empty.
    pub short_pages: f64,
    /// Requests for a further page that are refused because the token is too old.
    pub expired_tokens: f64,
    /// Queries, and requests of `FilterLogEvents`, during which an event arrives that is much older.
    pub late: f64,
    /// Gives no more than 10,000 rows a query.
    pub row_limit: RowLimit,
    /// The end second of a query counts as a whole, not only its first millisecond.
    pub whole_end_second: bool,
    /// `FilterLogEvents` takes its `endTime` for the first moment that is not asked for.
    pub exclusive_end_time: bool,
    /// `FilterLogEvents` gives one log stream after the other, not all in the order of time.
    pub stream_by_stream: bool,
    /// Three of ten events of each group lie in one second.
    pub one_second: bool,
    /// So many events of the largest group lie in one millisecond.
    pub one_millisecond: usize,
}

/// How many rows a query gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowLimit {
    /// 100,000, as AWS documents.
    #[default]
    Documented,
    /// `StartQuery` refuses a limit of more than 10,000.
    Refused,
    /// A larger limit is taken, and 10,000 rows come.
    Capped,
}

/// The most rows of a service that gives no more than AWS did before 2025.
pub(super) const OLD_ROW_LIMIT: u32 = 10_000;

/// A fault that nobody knows, or whose value is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no fault: {0}; known are seed=N, throttle=P, error=P, dropped=P, slow=P, failed=P, timeout=P, short-pages=P, \
     expired-tokens=P, late=P (P from 0 to 1), limit=refused, limit=capped, end-second=whole, \
     end-time=exclusive, stream-by-stream, one-second, one-millisecond=N"
)]
pub struct UnknownFault(pub String);

impl Faults {
    /// Adds one as it is written on the command line.
    pub fn add(&mut self, text: &str) -> Result<(), UnknownFault> {
        let unknown = || UnknownFault(text.to_owned());
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let part = || value.parse::<f64>().ok().filter(|part| (0.0..=1.0).contains(part)).ok_or_else(unknown);
        match (name, value) {
            ("seed", _) => self.seed = value.parse().map_err(|_| unknown())?,
            ("throttle", _) => self.throttle = part()?,
            ("error", _) => self.error = part()?,
            ("dropped", _) => self.dropped = part()?,
            ("slow", _) => self.slow = part()?,
            ("failed", _) => self.failed = part()?,
            ("timeout", _) => self.timeout = part()?,
            ("short-pages", _) => self.short_pages = part()?,
            ("expired-tokens", _) => self.expired_tokens = part()?,
            ("late", _) => self.late = part()?,
            ("limit", "refused") => self.row_limit = RowLimit::Refused,
            ("limit", "capped") => self.row_limit = RowLimit::Capped,
            ("end-second", "whole") => self.whole_end_second = true,
            ("end-time", "exclusive") => self.exclusive_end_time = true,
            ("stream-by-stream", "") => self.stream_by_stream = true,
            ("one-second", "") => self.one_second = true,
            ("one-millisecond", _) => self.one_millisecond = value.parse().map_err(|_| unknown())?,
            _ => return Err(unknown()),
        }
        Ok(())
    }
}

/// The faults of a running service.
pub(super) struct Misfortune {
    faults: Faults,
    chance: Mutex<fastrand::Rng>,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Answered,
    /// The connection ends before the request is carried out.
    DroppedBefore,
    DroppedAfter,
}

/// How a query ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum QueryEnd {
    #[default]
    Complete,
    Failed,
    Timeout,
}

impl Misfortune {
    pub fn new(faults: Faults) -> Self {
        let chance = Mutex::new(fastrand::Rng::with_seed(faults.seed));
        Self { faults, chance }
    }

    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    fn strikes(&self, part: f64) -> bool {
        part > 0.0 && self.draw(fastrand::Rng::f64) < part
    }

    fn draw<T>(&self, of: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        of(&mut self.chance.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Before an operation is carried out.
    pub fn refusal(&self) -> Option<Refusal> {
        if self.strikes(self.faults.throttle) {
            return Some(Refusal::Throttling);
        }
        self.strikes(self.faults.error).then(|| {
            let code = if self.draw(fastrand::Rng::bool) { "InternalFailure" } else { "ServiceUnavailableException" };
            Refusal::Told { code: code.to_owned(), message: "The service is out of order for the moment.".to_owned() }
        })
    }

    pub fn fate(&self) -> Fate {
        if !self.strikes(self.faults.dropped) {
            return Fate::Answered;
        }
        if self.draw(fastrand::Rng::bool) { Fate::DroppedBefore } else { Fate::DroppedAfter }
    }

    /// How long a query takes that would take so long.
    pub fn delay(&self, usual: Duration) -> Duration {
        if self.strikes(self.faults.slow) { usual.mul_f64(1.0 + 9.0 * self.draw(fastrand::Rng::f64)) } else { usual }
    }

    pub fn query_end(&self) -> QueryEnd {
        if self.strikes(self.faults.failed) {
            QueryEnd::Failed
        } else if self.strikes(self.faults.timeout) {
            QueryEnd::Timeout
        } else {
            QueryEnd::Complete
        }
    }

    /// How many rows a page holds that could hold so many.
    pub fn page(&self, most: usize) -> usize {
        if self.strikes(self.faults.short_pages) { self.draw(|chance| chance.usize(1..=most.max(1))) } else { most }
    }

    /// Whether a page of events is empty, and leads on.
    pub fn page_is_empty(&self) -> bool {
        self.strikes(self.faults.short_pages / 3.0)
    }

    pub fn token_is_expired(&self) -> bool {
        self.strikes(self.faults.expired_tokens)
    }

    /// Lets an old event arrive now, somewhere.
    pub fn late_event(&self, store: &Store) {
        if !self.strikes(self.faults.late) {
            return;
        }
        let mut held = store.write();
        let names: Vec<String> = held.all().map(|group| group.name.clone()).collect();
        let Some(name) = self.draw(|chance| chance.choice(names).clone()) else { return };
        let Ok(group) = held.group_mut(&name) else { return };
        let streams: Vec<_> = group.streams.keys().cloned().collect();
        let Some(stream) = self.draw(|chance| chance.choice(streams)) else { return };
        let Some(old) = group.streams.get(&stream).and_then(|stream| stream.events.first().cloned()) else { return };
        let ingestion_time = now_ms();
        let late = NewEvent { timestamp: old.timestamp + 1, ingestion_time, message: "late".into() };
        let _there = group.append(&stream, [late]);
    }

    /// Moves the times of events as the faults say.
    pub fn shape(&self, store: &Store) {
        let mut held = store.write();
        if self.faults.one_second {
            held.change_times(|events: &mut [&mut StoredEvent]| {
                let Some(at) = events.get(events.len() / 2).map(|event| event.timestamp) else { return };
                for event in events {
                    if self.draw(fastrand::Rng::f64) < 0.3 {
                        event.timestamp = at - at.rem_euclid(1000) + self.draw(|chance| chance.i64(0..1000));
                        event.ingestion_time = event.ingestion_time.max(event.timestamp);
                    }
                }
            });
        }
        if self.faults.one_millisecond > 0 {
            held.change_times(|events: &mut [&mut StoredEvent]| {
                let Some(at) = events.get(events.len() / 3).map(|event| event.timestamp) else { return };
                for event in events.iter_mut().take(self.faults.one_millisecond) {
                    event.timestamp = at;
                    event.ingestion_time = event.ingestion_time.max(at);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_named_one_by_one() {
        let mut faults = Faults::default();
        for text in
            ["seed=7", "throttle=0.5", "limit=capped", "end-second=whole", "one-second", "one-millisecond=20000"]
        {
            faults.add(text).unwrap();
        }
        let expected = Faults {
            seed: 7,
            throttle: 0.5,
            row_limit: RowLimit::Capped,
            whole_end_second: true,
            one_second: true,
            one_millisecond: 20_000,
            ..Faults::default()
        };
        assert_eq!(faults, expected);
        for wrong in ["", "throttle", "throttle=2", "throttle=x", "limit=5", "burst", "one-second=1", "seed=-1"] {
            assert!(faults.add(wrong).is_err(), "{wrong}");
        }
    }
}
