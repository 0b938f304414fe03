use std::time::Instant;

/// What a collection is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CollectStep {
    /// One query counts the events.
    #[default]
    Counting,
    Collecting,
    /// Stretches that lack something are asked for again.
    Repairing,
    Proving,
}

/// How far a collection has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CollectProgress {
    pub step: CollectStep,
    /// Windows whose events are there, those of an earlier run too.
    pub windows: u64,
    /// How many there will be, as far as the counts tell.
    pub windows_expected: Option<u64>,
    pub rows: u64,
    /// How many rows there are, once they are counted.
    pub expected: Option<u64>,
    /// Queries of this run.
    pub queries: u64,
    /// Requests of `FilterLogEvents` in this run.
    pub requests: u64,
    /// What the queries of this run have scanned so far: what AWS bills.
    pub bytes_scanned: u64,
    /// What all that is left will scan, once the count has told.
    pub bytes_expected: Option<u64>,
    /// Until when AWS lets us wait.
    pub waiting: Option<Instant>,
}
