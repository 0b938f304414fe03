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

    /// Whether an event may lie in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end && self.log_groups.iter().any(|group| other.names(group))
    }

    /// Whether every event of the other lies in this one.
    pub fn covers(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end && other.log_groups.iter().all(|group| self.names(group))
    }

    /// Whether a log group, by name or ARN, is one of these.
    pub fn names(&self, log_group: &str) -> bool {
        self.log_groups.iter().any(|group| group_name(group) == group_name(log_group))
    }
}

/// The name in an ARN; a name is itself.
pub(super) fn group_name(log_group: &str) -> &str {
    let name = log_group.split_once(":log-group:").map_or(log_group, |(_, name)| name);
    name.strip_suffix(":*").unwrap_or(name)
}

/// The operation that fetches the events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CollectVia {
    /// Logs Insights queries: any class but DELIVERY; each window is scanned, and billed. Messages are as Insights shows
    /// them: as a log transformer made them, and with what a data protection policy masks masked.
    #[default]
    Insights,
    /// `FilterLogEvents`: class STANDARD only; no charge for scanning, 10,000 events or 1 MB a request, ten requests a
    /// second (five in some regions). Messages are as they were put into the log, before any log transformer; what a data
    /// protection policy masks stays masked.
    FilterLogEvents,
}

impl CollectVia {
    /// AWS's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insights => "Logs Insights",
            Self::FilterLogEvents => "FilterLogEvents",
        }
    }
}

/// One collection to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectTask {
    pub scope: CollectionScope,
    pub via: CollectVia,
    /// Only events that CloudWatch took in after this: those that were late for an earlier collection. Milliseconds since
    /// 1970, UTC; `None`: all.
    pub after: Option<i64>,
}

impl From<CollectionScope> for CollectTask {
    fn from(scope: CollectionScope) -> Self {
        Self { scope, via: CollectVia::default(), after: None }
    }
}

/// What a collection was begun with. It never changes: one that goes on after an interruption asks for the same set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    pub scope: CollectionScope,
    #[serde(default)]
    pub via: CollectVia,
    /// As in [`CollectTask`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    /// Events that CloudWatch took in later are late, and no part of the set. Milliseconds since 1970, UTC.
    pub cutoff: i64,
    /// How many events there are, by time, as one Insights query of its own counted them.
    pub counts: Counts,
    /// What that query scanned: all of the range.
    pub bytes: u64,
    /// Its id at AWS.
    pub count_query_id: String,
    /// Why nobody counted, where Insights could not be asked: whatever comes is then called incomplete, for nothing
    /// independent says how many there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncounted: Option<String>,
}

impl Plan {
    pub fn task(&self) -> CollectTask {
        CollectTask { scope: self.scope.clone(), via: self.via, after: self.after }
    }

    /// Whether an event that was taken in then belongs to the set, if its own time does.
    pub fn takes(&self, ingestion_time: i64) -> bool {
        ingestion_time <= self.cutoff && self.after.is_none_or(|after| ingestion_time > after)
    }
}
