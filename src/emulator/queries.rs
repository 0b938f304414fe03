//! Queries that were started: their progress, their results, their ends.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    clock::now_ms,
    evaluate::Evaluation,
    faults::{Misfortune, OLD_ROW_LIMIT, QueryEnd, RowLimit},
    http::new_id,
    refusal::Refusal,
    store::{EVENT_OVERHEAD, StreamSlice},
};
use crate::model::{LogEvent, QueryRow, QueryStatus};

/// How many ended queries are kept with their rows; AWS keeps them for seven days.
const KEPT: usize = 200;
/// How many bytes the rows of all kept queries may have together.
const KEPT_BYTES: usize = 48 * 1024 * 1024;
/// A query that somebody asked about so recently is kept in any case: there may be pages to come.
const STILL_READ: Duration = Duration::from_secs(30);
/// After how many events a running query looks whether it was stopped.
const STRIDE: usize = 64;

/// All queries since the service started, as far as they are kept.
pub(super) struct Queries {
    delay: Duration,
    most_open: usize,
    /// Oldest first.
    runs: Mutex<Vec<Arc<QueryRun>>>,
}

/// What a query has looked at and found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Statistics {
    pub records_matched: u64,
    pub records_scanned: u64,
    pub bytes_scanned: u64,
    pub log_groups: usize,
}

/// One started query.
pub(super) struct QueryRun {
    pub id: String,
    pub text: String,
    /// The names of the groups it reads.
    pub groups: Vec<String>,
    /// Milliseconds since 1970, UTC.
    pub created: i64,
    started: Instant,
    delay: Duration,
    end: QueryEnd,
    /// The most rows that it gives.
    most_rows: usize,
    stopped: AtomicBool,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    rows: Arc<Vec<QueryRow>>,
    statistics: Statistics,
    /// How long it took; `None` while it is being evaluated.
    evaluated: Option<Duration>,
    failed: bool,
    /// About what the rows take in memory.
    bytes: usize,
    /// When somebody last asked for the rows.
    asked: Option<Instant>,
}

/// A query as it is at one moment.
pub(super) struct Snapshot {
    pub status: QueryStatus,
    all_rows: Arc<Vec<QueryRow>>,
    shown: usize,
    pub statistics: Statistics,
    pub duration: Duration,
}

impl Snapshot {
    pub fn rows(&self) -> &[QueryRow] {
        self.all_rows.get(..self.shown).unwrap_or_default()
    }
}

impl Queries {
    pub fn new(delay: Duration, most_open: usize) -> Self {
        Self { delay, most_open, runs: Mutex::default() }
    }

    fn runs(&self) -> MutexGuard<'_, Vec<Arc<QueryRun>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a query in the background. Has to be called within a tokio runtime.
    pub fn start(
        &self,
        text: String,
        evaluation: Evaluation,
        groups: Vec<String>,
        slices: Vec<StreamSlice>,
        misfortune: &Misfortune,
    ) -> Result<String, Refusal> {
        let mut runs = self.runs();
        let open = runs.iter().filter(|run| run.status().is_open()).count();
        if open >= self.most_open {
            return Err(Refusal::LimitExceeded("Resource limit exceeded.".to_owned()));
        }
        forget(&mut runs);
        let log_groups = groups.len();
        let run = Arc::new(QueryRun {
            id: new_id(),
            text,
            groups,
            created: now_ms(),
            started: Instant::now(),
            delay: misfortune.delay(self.delay),
            end: misfortune.query_end(),
            most_rows: match misfortune.faults().row_limit {
                RowLimit::Capped => OLD_ROW_LIMIT as usize,
                RowLimit::Documented | RowLimit::Refused => usize::MAX,
            },
            stopped: AtomicBool::new(false),
            progress: Mutex::new(Progress {
                statistics: Statistics { log_groups, ..Default::default() },
                ..Default::default()
            }),
        });
        runs.push(run.clone());
        drop(runs);
        let id = run.id.clone();
        let evaluating = {
            let run = run.clone();
            tokio::task::spawn_blocking(move || run.evaluate(evaluation, &slices))
        };
        tokio::spawn(async move {
            if evaluating.await.is_err() {
                run.progress().failed = true;
            }
        });
        Ok(id)
    }

    pub fn get(&self, id: &str) -> Result<Arc<QueryRun>, Refusal> {
        self.runs().iter().find(|run| run.id == id).cloned().ok_or(Refusal::NotFound("query"))
    }

    /// Newest first.
    pub fn all(&self) -> Vec<Arc<QueryRun>> {
        self.runs().iter().rev().cloned().collect()
    }

    pub fn cancel_all(&self) {
        for run in self.runs().iter() {
            run.stopped.store(true, Ordering::Relaxed);
        }
    }
}

/// Lets the oldest ended queries go where there are too many, or too much in them.
fn forget(runs: &mut Vec<Arc<QueryRun>>) {
    let mut bytes: usize = runs.iter().map(|run| run.progress().bytes).sum();
    let mut count = runs.len();
    runs.retain(|run| {
        let progress = run.progress();
        let goes = (count >= KEPT || bytes > KEPT_BYTES)
            && !run.status_of(&progress).is_open()
            // One that nobody has asked for yet is about to be.
            && progress.asked.unwrap_or(run.started).elapsed() > STILL_READ;
        if goes {
            count -= 1;
            bytes -= progress.bytes;
        }
        !goes
    });
}

/// About what rows take in memory.
fn size(rows: &[QueryRow]) -> usize {
    let cell = |(field, value): &(String, String)| field.len() + value.len() + 2 * size_of::<String>();
    rows.iter().flatten().map(cell).sum()
}

impl QueryRun {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn status(&self) -> QueryStatus {
        self.status_of(&self.progress())
    }

    /// A query counts as Scheduled for a third of the delay and as Running for the rest of it, or
    /// until it has been evaluated, whichever is later.
    fn status_of(&self, progress: &Progress) -> QueryStatus {
        let age = self.started.elapsed();
        if progress.failed {
            QueryStatus::Failed
        } else if self.stopped.load(Ordering::Relaxed) {
            QueryStatus::Cancelled
        } else if age < self.delay / 3 {
            QueryStatus::Scheduled
        } else if age < self.delay || progress.evaluated.is_none() {
            QueryStatus::Running
        } else {
            match self.end {
                QueryEnd::Complete => QueryStatus::Complete,
                QueryEnd::Failed => QueryStatus::Failed,
                QueryEnd::Timeout => QueryStatus::Timeout,
            }
        }
    }

    /// While it is Running, a part of the rows; later, all.
    pub fn snapshot(&self) -> Snapshot {
        let progress = self.progress();
        let status = self.status_of(&progress);
        let there = progress.rows.len();
        let shown = match status {
            QueryStatus::Scheduled => 0,
            QueryStatus::Running if progress.evaluated.is_some() => there / 2,
            _ => there,
        };
        let statistics = match status {
            QueryStatus::Scheduled => {
                Statistics { log_groups: progress.statistics.log_groups, ..Statistics::default() }
            }
            _ => progress.statistics,
        };
        let age = self.started.elapsed();
        let duration = progress.evaluated.unwrap_or(age).max(self.delay.min(age));
        Snapshot { status, all_rows: progress.rows.clone(), shown, statistics, duration }
    }

    /// Somebody reads the rows.
    pub fn ask(&self) -> Snapshot {
        self.progress().asked = Some(Instant::now());
        self.snapshot()
    }

    /// Stops it. A query that has ended is refused, as by AWS.
    pub fn stop(&self) -> Result<(), Refusal> {
        let progress = self.progress();
        let status = self.status_of(&progress);
        if status.is_open() {
            self.stopped.store(true, Ordering::Relaxed);
            Ok(())
        } else {
            Err(Refusal::InvalidParameter(format!(
                "Query ID: {} is not in a state that can be stopped: {}",
                self.id,
                status.name()
            )))
        }
    }

    fn evaluate(&self, mut evaluation: Evaluation, slices: &[StreamSlice]) {
        let mut event = LogEvent::default();
        let mut statistics = self.progress().statistics;
        let mut shown = Instant::now();
        'slices: for slice in slices {
            for stride in slice.events().chunks(STRIDE) {
                if self.stopped.load(Ordering::Relaxed) {
                    return;
                }
                for stored in stride {
                    slice.write(stored, &mut event);
                    statistics.records_scanned += 1;
                    statistics.bytes_scanned += (stored.message.len() + EVENT_OVERHEAD) as u64;
                    evaluation.push(&event);
                }
                if evaluation.is_satisfied() {
                    break 'slices;
                }
                // Only queries that take long show rows meanwhile: sorting them costs as much as the end does.
                if shown.elapsed() > Duration::from_millis(500) {
                    let rows = Arc::new(evaluation.rows_so_far());
                    statistics.records_matched = evaluation.records_matched();
                    let mut progress = self.progress();
                    progress.rows = rows;
                    progress.statistics = statistics;
                    drop(progress);
                    shown = Instant::now();
                }
            }
        }
        statistics.records_matched = evaluation.records_matched();
        let mut rows = evaluation.finish().rows;
        rows.truncate(self.most_rows);
        let rows = Arc::new(rows);
        let bytes = size(&rows);
        let mut progress = self.progress();
        progress.rows = rows;
        progress.bytes = bytes;
        progress.statistics = statistics;
        progress.evaluated = Some(self.started.elapsed());
    }
}
