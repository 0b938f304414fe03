use super::{Plan, StoreError};
use crate::{
    case::CaseError,
    model::{LogClass, MAX_QUERY_ROWS, SourceError},
};

/// How to collect.
#[derive(Clone, Debug)]
pub struct CollectOptions {
    /// Events that CloudWatch took in until then belong to the set. Milliseconds since 1970, UTC: now.
    pub cutoff: i64,
    /// Rows that a query may give; fewer where AWS gives no more. With `FilterLogEvents`: about so many are kept at once.
    pub rows_per_query: u32,
    /// The most that may be scanned; none: as much as it takes.
    pub most_bytes: Option<u64>,
    /// What [`count`](super::count) said before: the set is that of its moment, and is not counted again.
    pub counted: Option<Plan>,
}

impl CollectOptions {
    pub fn new(now: i64) -> Self {
        Self { cutoff: now, rows_per_query: MAX_QUERY_ROWS, most_bytes: None, counted: None }
    }
}

/// Why a collection stopped. What was committed is there, and the next run goes on from it.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("the events could not be kept: {0}")]
    Store(#[from] StoreError),
    #[error("{scanned} bytes are scanned and {ahead} are ahead, more than the {most} that were allowed")]
    TooMuchToScan { scanned: u64, ahead: u64, most: u64 },
    #[error("the answer of a query is none: {0}")]
    Answer(String),
    #[error(
        "{group} is of the class {class}: FilterLogEvents reads the class STANDARD only, Logs Insights the others too"
    )]
    NotStandard { group: String, class: LogClass },
    #[error("the account of {group} is not known: neither DescribeLogGroups nor GetCallerIdentity tells it")]
    NoAccount { group: String },
    #[error("the collection in this place has another scope")]
    AnotherScope,
    #[error("stopped")]
    Cancelled,
}

impl CollectError {
    /// Whether another program had the case for longer than was waited.
    pub fn is_busy(&self) -> bool {
        let Self::Store(error) = self else { return false };
        error.downcast_ref::<CaseError>().is_some_and(CaseError::is_busy)
    }
}
