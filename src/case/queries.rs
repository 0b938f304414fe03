//! The queries that were run over a case, in its ledger.

use std::path::Path;

use serde_json::json;

use super::{Case, CaseError, EntryKind};
use crate::model::{QueryId, QueryRequest, QueryStatistics, QueryStatus};

/// What came of a query.
#[derive(Clone, Debug)]
pub struct RanQuery {
    pub id: Option<QueryId>,
    pub status: QueryStatus,
    pub rows: usize,
    pub statistics: QueryStatistics,
}

/// Keeps what was asked and what came of it. `at`: milliseconds since 1970, UTC. A sealed case takes nothing more, which
/// is an error here; whoever asked has the answer all the same.
pub fn keep_query(path: &Path, query: &QueryRequest, ran: &RanQuery, at: i64) -> Result<(), CaseError> {
    let id = ran.id.as_ref().map(|id| id.0.clone()).unwrap_or_default();
    let body = json!({
        "queryId": id, "text": query.text, "logGroups": query.log_groups,
        "start": query.range.start, "end": query.range.end, "status": ran.status.name(),
        "rows": ran.rows, "recordsMatched": ran.statistics.records_matched,
        "recordsScanned": ran.statistics.records_scanned, "bytesScanned": ran.statistics.bytes_scanned,
        "evaluatedBy": concat!("Session Lens ", env!("CARGO_PKG_VERSION")),
    });
    Case::open(path)?.write(at, EntryKind::Query, &id, &body)?;
    Ok(())
}
