//! The queries that were run over a case, in its ledger.

use std::path::Path;

use serde_json::json;

use super::QuerySummary;
use crate::{
    case::{Case, EntryKind},
    model::QueryRequest,
};

/// Keeps what was asked and what came of it. A case that takes nothing more, or cannot be written, is read all the same.
pub(super) fn keep(path: &Path, query: &QueryRequest, summary: &QuerySummary, at: i64) {
    let id = summary.query_id.as_ref().map(|id| id.0.clone()).unwrap_or_default();
    let body = json!({
        "queryId": id, "text": query.text, "logGroups": query.log_groups,
        "start": query.range.start, "end": query.range.end, "status": summary.status.name(),
        "rows": summary.rows, "recordsMatched": summary.statistics.records_matched,
        "recordsScanned": summary.statistics.records_scanned, "bytesScanned": summary.statistics.bytes_scanned,
        "evaluatedBy": concat!("Session Lens ", env!("CARGO_PKG_VERSION")),
    });
    let kept = Case::open(path).and_then(|mut case| case.write(at, EntryKind::Query, &id, &body));
    if let Err(error) = kept {
        tracing::debug!(%error, "the query is not in the case's ledger");
    }
}
