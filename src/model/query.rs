use std::time::Duration;

/// The most rows that one Logs Insights query gives, over all its pages.
pub const MAX_QUERY_ROWS: u32 = 100_000;
/// The longest query text that `StartQuery` takes, in characters.
pub const MAX_QUERY_TEXT: usize = 10_000;

/// AWS's id of a started query.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QueryId(pub String);

/// What `StartQuery` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryRequest {
    pub log_groups: Vec<String>,
    pub range: super::TimeRange,
    /// Logs Insights QL.
    pub text: String,
    /// Rows over all pages, 1 to [`MAX_QUERY_ROWS`].
    pub limit: u32,
}

/// As AWS names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryStatus {
    Scheduled,
    Running,
    Complete,
    Failed,
    Cancelled,
    Timeout,
    Unknown,
}

impl QueryStatus {
    pub fn from_name(name: &str) -> Self {
        match name {
            "Scheduled" => Self::Scheduled,
            "Running" => Self::Running,
            "Complete" => Self::Complete,
            "Failed" => Self::Failed,
            "Cancelled" => Self::Cancelled,
            "Timeout" => Self::Timeout,
            _ => Self::Unknown,
        }
    }

    /// AWS's own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::Running => "Running",
            Self::Complete => "Complete",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
            Self::Timeout => "Timeout",
            Self::Unknown => "Unknown",
        }
    }

    /// Whether it may still change.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Scheduled | Self::Running)
    }
}

/// What a query has looked at and found, as AWS counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QueryStatistics {
    /// Events that matched the filters, before any limit.
    pub records_matched: f64,
    /// Events that were read.
    pub records_scanned: f64,
    /// What AWS bills.
    pub bytes_scanned: f64,
    /// Rows of the whole result over all pages, where AWS says it.
    pub result_count: Option<f64>,
    /// From the start of the query to this answer. Measured here, not by AWS.
    pub elapsed: Duration,
}

/// One row of a result: field and value, in AWS's order. A field that is not there was null.
pub type QueryRow = Vec<(String, String)>;

/// What `GetQueryResults` gives: one page.
#[derive(Clone, Debug)]
pub struct QueryResults {
    pub status: QueryStatus,
    pub statistics: QueryStatistics,
    pub rows: Vec<QueryRow>,
    pub next_token: Option<String>,
}
