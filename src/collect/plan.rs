use serde::{Deserialize, Serialize};

use super::Counts;
use crate::model::TimeRange;

/// What is to be collected: every event of log groups in a time range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CollectionScope {
    /// Names or ARNs.
    pub log_groups: Vec<String>,
    /// Milliseconds since 1970, UTC; the end is not part of it.
    pub start: i64,
    pub end: i64,
}

impl CollectionScope {
    pub fn range(&self) -> TimeRange {
        TimeRange { start: self.start, end: self.end }
    }
}

/// What a collection was begun with. It never changes: one that goes on after an interruption asks for the same set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    pub scope: CollectionScope,
    /// Events that CloudWatch took in later are late, and no part of the set. Milliseconds since 1970, UTC.
    pub cutoff: i64,
    /// How many events there are, by time, as one query of its own counted them.
    pub counts: Counts,
    /// What that query scanned: all of the range.
    pub bytes: u64,
    /// Its id at AWS.
    pub count_query_id: String,
}
