//! Queries that are being evaluated over a case, and their results.

use std::{
    collections::VecDeque,
    ops::ControlFlow,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{Case, CaseQuery, log_source::malformed};
use crate::{
    insights::{EvaluationError, EvaluationProgress, EvaluationResult, Query},
    model::{QueryId, QueryRequest, QueryResults, QueryRow, QueryStatistics, QueryStatus, SourceError, SourceErrorKind},
};

/// So many ended queries are kept with their rows.
const KEPT: usize = 20;
/// As AWS gives them.
const PAGE: usize = 10_000;

/// The queries of a source that were started. When it goes, they stop.
#[derive(Default)]
pub(super) struct Running {
    runs: Mutex<VecDeque<Arc<Run>>>,
    number: AtomicU64,
}

struct Run {
    id: QueryId,
    started: Instant,
    stopped: AtomicBool,
    progress: Mutex<EvaluationProgress>,
    ended: Mutex<Option<Ended>>,
}

/// How a query has ended.
struct Ended {
    after: Duration,
    outcome: Result<Arc<[QueryRow]>, SourceError>,
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    pub fn start(&self, case: Arc<Case>, query: Query, request: &QueryRequest) -> QueryId {
        let id = QueryId(format!("case-{}", self.number.fetch_add(1, Ordering::Relaxed) + 1));
        let run = Arc::new(Run {
            id: id.clone(),
            started: Instant::now(),
            stopped: AtomicBool::new(false),
            progress: Mutex::default(),
            ended: Mutex::default(),
        });
        {
            let mut runs = hold(&self.runs);
            runs.push_back(Arc::clone(&run));
            if runs.len() > KEPT {
                let oldest = runs.iter().position(|run| hold(&run.ended).is_some());
                oldest.and_then(|oldest| runs.remove(oldest));
            }
        }
        let asked = CaseQuery {
            range: Some(request.range),
            log_groups: request.log_groups.clone(),
            limit: Some(request.limit),
            ..CaseQuery::default()
        };
        let evaluating = Arc::clone(&run);
        let started = thread::Builder::new().name("case query".to_owned()).spawn(move || {
            // A panic would leave it running for ever.
            let guard = EndsAnyhow(&evaluating);
            let found = case.query(&query, &asked, &|progress| evaluating.tell(progress));
            evaluating.end(found);
            drop(guard);
        });
        if let Err(error) = started {
            run.end_with(Err(SourceError::new(SourceErrorKind::ServiceFault, error.to_string())));
        }
        id
    }

    fn run(&self, id: &QueryId) -> Result<Arc<Run>, SourceError> {
        let missing = || SourceError::new(SourceErrorKind::NotFound { resource: "query".to_owned() }, id.0.clone());
        hold(&self.runs).iter().find(|run| run.id == *id).cloned().ok_or_else(missing)
    }

    pub fn results(&self, id: &QueryId, next_token: Option<&str>) -> Result<QueryResults, SourceError> {
        let run = self.run(id)?;
        let refused = || SourceError::new(SourceErrorKind::Refused { code: "nextToken".to_owned() }, "not a page");
        let place = next_token.map_or(Ok(0), |token| token.parse::<usize>().map_err(|_no_number| refused()))?;
        run.results(place)
    }

    pub fn stop(&self, id: &QueryId) {
        if let Ok(run) = self.run(id) {
            run.stopped.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for run in self.runs.get_mut().unwrap_or_else(PoisonError::into_inner) {
            run.stopped.store(true, Ordering::Relaxed);
        }
    }
}

struct EndsAnyhow<'r>(&'r Run);

impl Drop for EndsAnyhow<'_> {
    fn drop(&mut self) {
        self.0.end_with(Err(SourceError::new(
            SourceErrorKind::QueryFailed { status: QueryStatus::Failed },
            "the evaluation broke off",
        )));
    }
}

impl Run {
    fn tell(&self, progress: EvaluationProgress) -> ControlFlow<()> {
        *hold(&self.progress) = progress;
        if self.stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn end(&self, found: Result<EvaluationResult, EvaluationError<super::CaseError>>) {
        self.end_with(match found {
            Ok(found) => {
                *hold(&self.progress) = EvaluationProgress {
                    records_matched: found.records_matched,
                    records_scanned: found.records_scanned,
                    bytes_scanned: found.bytes_scanned,
                };
                Ok(found.rows.into())
            }
            Err(EvaluationError::Stopped) => Err(SourceError::new(SourceErrorKind::Cancelled, "stopped")),
            Err(EvaluationError::Query(found)) => Err(malformed(&found)),
            Err(EvaluationError::Source(error)) => Err(error.into()),
            Err(error @ EvaluationError::TooLarge { .. }) => Err(SourceError::new(
                SourceErrorKind::QueryFailed { status: QueryStatus::Failed },
                error.to_string(),
            )),
        });
    }

    /// The first end counts.
    fn end_with(&self, outcome: Result<Arc<[QueryRow]>, SourceError>) {
        hold(&self.ended).get_or_insert_with(|| Ended { after: self.started.elapsed(), outcome });
    }

    /// Running queries have no rows yet. One that failed says why in place of a result.
    fn results(&self, place: usize) -> Result<QueryResults, SourceError> {
        let progress = *hold(&self.progress);
        let ended = hold(&self.ended);
        let mut statistics = QueryStatistics {
            records_matched: progress.records_matched as f64,
            records_scanned: progress.records_scanned as f64,
            bytes_scanned: progress.bytes_scanned as f64,
            result_count: None,
            elapsed: self.started.elapsed(),
        };
        let empty = |status, statistics| QueryResults { status, statistics, rows: Vec::new(), next_token: None };
        match ended.as_ref() {
            None if self.stopped.load(Ordering::Relaxed) => Ok(empty(QueryStatus::Cancelled, statistics)),
            None => Ok(empty(QueryStatus::Running, statistics)),
            Some(Ended { outcome: Err(error), .. }) if error.kind == SourceErrorKind::Cancelled => {
                Ok(empty(QueryStatus::Cancelled, statistics))
            }
            Some(Ended { outcome: Err(error), .. }) => Err(error.clone()),
            Some(Ended { outcome: Ok(rows), after }) => {
                statistics.result_count = Some(rows.len() as f64);
                statistics.elapsed = *after;
                let end = place.saturating_add(PAGE).min(rows.len());
                let page = rows.get(place..end).unwrap_or_default().to_vec();
                let next_token = (end < rows.len()).then(|| end.to_string());
                Ok(QueryResults { status: QueryStatus::Complete, statistics, rows: page, next_token })
            }
        }
    }
}
