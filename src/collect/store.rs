use serde::{Deserialize, Serialize};

use super::event_set::EventSet;
use super::{CollectVia, Plan, Proof};
use crate::model::{LogEvent, TimeRange};

/// Whatever a store has to say, with its cause.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// A window whose events are there, and how they were obtained.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WindowRecord {
    /// Milliseconds since 1970, UTC; the end is not part of it.
    pub start: i64,
    pub end: i64,
    #[serde(default)]
    pub via: CollectVia,
    /// Requests of `FilterLogEvents`.
    #[serde(default)]
    pub requests: u64,
    /// The queries, as AWS names them. A second that has too many events takes several.
    pub query_ids: Vec<String>,
    /// Events of the set that came in it.
    pub rows: u64,
    /// Events that came in it and had been taken in after the cut-off: counted, and not kept.
    pub late: u64,
    /// What AWS counted; with `FilterLogEvents`, what came. More than came where the window was cut: the rest lies in the windows after it.
    pub records_matched: u64,
    pub bytes_scanned: u64,
    /// Messages that came shortened and could not be fetched whole.
    pub short_messages: u64,
    /// The window was to be longer: more lay in it than a query gives.
    pub is_cut: bool,
}

impl WindowRecord {
    pub fn range(&self) -> TimeRange {
        TimeRange { start: self.start, end: self.end }
    }
}

/// The distinct events of a collection, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many lie in each of the ranges that were asked for.
    pub in_ranges: Vec<u64>,
    pub all: u64,
    /// The hash of the set, as [`Proof::set_sha256`] has it.
    pub sha256: String,
}

/// Counts events one by one.
pub(super) struct Tallying<'r> {
    ranges: &'r [TimeRange],
    in_ranges: Vec<u64>,
    set: EventSet,
}

impl<'r> Tallying<'r> {
    pub fn new(ranges: &'r [TimeRange]) -> Self {
        Self { ranges, in_ranges: vec![0; ranges.len()], set: EventSet::default() }
    }

    pub fn add(&mut self, event: &LogEvent) {
        self.set.add(event);
        let after = self.ranges.partition_point(|range| range.start <= event.timestamp);
        if let Some(place) = after.checked_sub(1)
            && self.ranges[place].contains(event.timestamp)
        {
            self.in_ranges[place] += 1;
        }
    }

    pub fn finish(self) -> Tally {
        Tally { in_ranges: self.in_ranges, all: self.set.len(), sha256: self.set.sha256() }
    }
}

/// Where the events of one collection go. What is committed survives whatever happens next.
pub trait CollectionStore: Send {
    /// What an interrupted collection was begun with; `None` for one that begins.
    fn plan(&self) -> Result<Option<Plan>, StoreError>;

    fn begin(&mut self, plan: &Plan) -> Result<(), StoreError>;

    /// Keeps a window with its events, both or neither, and gives how many of the events were new: one that is there
    /// already, by its `@ptr` or `eventId`, is kept once.
    fn commit(&mut self, window: &WindowRecord, events: Vec<LogEvent>) -> Result<u64, StoreError>;

    /// All windows that were committed, in any order.
    fn windows(&self) -> Result<Vec<WindowRecord>, StoreError>;

    /// The distinct events of this collection, as they are kept. `ranges` are sorted and apart.
    fn tally(&self, ranges: &[TimeRange]) -> Result<Tally, StoreError>;

    fn finish(&mut self, proof: &Proof) -> Result<(), StoreError>;
}
