//! One query of a collection, asked until its answer is whole.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use super::{
    CollectError,
    drive::{Collector, FEWER_ROWS},
    whole,
};
use crate::{
    cloudwatch::{Completeness, QueryRun, run_query},
    model::{Operation, QueryRequest, QueryStatus, SourceError, SourceErrorKind},
};

/// How often a query is asked again that failed.
const ATTEMPTS: u32 = 6;

/// What one window took, and its rows.
pub(super) struct Asked {
    pub run: QueryRun,
    pub bytes: u64,
    pub query_ids: Vec<String>,
}

impl Collector {
    /// Asks until it has a whole answer.
    pub(super) async fn ask(self: &Arc<Self>, request: &QueryRequest) -> Result<Asked, CollectError> {
        let mut asked = request.clone();
        let mut bytes = 0;
        let mut query_ids = Vec::new();
        let mut attempt = 0;
        loop {
            attempt += 1;
            self.stay_within(0)?;
            let mut scanned = 0;
            let mut id = None;
            let run = run_query(&self.source, &asked, &self.cancel, |progress| {
                let now = whole(progress.statistics.bytes_scanned);
                let more = now.saturating_sub(scanned);
                scanned = now;
                if let (None, Some(found)) = (&id, &progress.query_id) {
                    id = Some(found.0.clone());
                    self.tell(|told| told.queries += 1);
                }
                self.tell(|told| {
                    told.bytes_scanned += more;
                    told.waiting = progress.waiting.map(|waiting| waiting.until);
                });
                if self.is_too_much(0) {
                    self.cancel.cancel();
                }
            });
            let run = run.await;
            bytes += scanned;
            query_ids.extend(id);
            self.stay_within(0)?;
            let again = attempt < ATTEMPTS;
            match run {
                Ok(run) if again && run.completeness == Completeness::RowsMissing => {}
                Ok(run) => return Ok(Asked { run, bytes, query_ids }),
                Err(_) if self.cancel.is_cancelled() => return Err(CollectError::Cancelled),
                Err(error) if refuses_rows(&error) && asked.limit > FEWER_ROWS => {
                    self.limit.fetch_min(FEWER_ROWS, Ordering::Relaxed);
                    let old = format!("limit {}", asked.limit);
                    asked.text = asked.text.replace(&old, &format!("limit {FEWER_ROWS}"));
                    asked.limit = FEWER_ROWS;
                    continue;
                }
                // A shorter window is asked for instead, after a second try.
                Err(error) if took_too_long(&error) && attempt >= 2 => return Err(error.into()),
                Err(error) if again && is_passing(&error) => tracing::warn!(%error, attempt, "asking again"),
                Err(error) => return Err(error.into()),
            }
            let pause = Duration::from_millis(200 * u64::from(attempt) + fastrand::u64(0..200));
            tokio::select! {
                () = self.cancel.cancelled() => return Err(CollectError::Cancelled),
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Where a query gives fewer rows than it may, and more match, AWS gives no more than that.
    pub(super) fn learn_limit(&self, came: u64, matched: u64) {
        if came == u64::from(FEWER_ROWS) && matched > came {
            self.limit.fetch_min(FEWER_ROWS, Ordering::Relaxed);
        }
    }
}

pub(super) fn took_too_long(error: &SourceError) -> bool {
    error.kind == SourceErrorKind::QueryFailed { status: QueryStatus::Timeout }
}

/// Whether `StartQuery` refuses so many rows.
fn refuses_rows(error: &SourceError) -> bool {
    error.operation == Some(Operation::StartQuery) && matches!(error.kind, SourceErrorKind::Refused { .. })
}

/// Whether the same question may have an answer the next time: a query that failed or that somebody stopped, a token
/// that ran out.
fn is_passing(error: &SourceError) -> bool {
    match &error.kind {
        SourceErrorKind::QueryFailed { .. }
        | SourceErrorKind::Cancelled
        | SourceErrorKind::Throttled
        | SourceErrorKind::TimedOut
        | SourceErrorKind::Unreachable { .. }
        | SourceErrorKind::ServiceFault => true,
        SourceErrorKind::Refused { .. } | SourceErrorKind::NotFound { .. } => {
            error.operation == Some(Operation::GetQueryResults)
        }
        _ => false,
    }
}
