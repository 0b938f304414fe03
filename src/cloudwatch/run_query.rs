//! One Insights query from start to the last page, however long it takes.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant as StdInstant},
};

use tokio::{task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{own_limit, whole_messages::fetch_whole_messages};
use crate::model::{
    LogSource, QueryId, QueryRequest, QueryResults, QueryRow, QueryStatistics, QueryStatus, SourceError,
    SourceErrorKind,
};

/// What is known of a query that has not ended.
#[derive(Clone, Debug)]
pub struct QueryProgress {
    /// `None` until AWS has taken the query.
    pub query_id: Option<QueryId>,
    pub status: QueryStatus,
    pub statistics: QueryStatistics,
    /// Rows found so far while it runs. AWS may take some back later: to look at, not to keep.
    pub partial: Vec<QueryRow>,
    /// Pages and rows of the final result that are here.
    pub pages_read: usize,
    pub rows_read: usize,
    /// Set while nothing can be done but wait.
    pub waiting: Option<Waiting>,
    /// How many messages that came shortened have been fetched whole, of how many.
    pub shortened: Option<(usize, usize)>,
}

/// Why a query waits, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub reason: WaitReason,
    pub until: StdInstant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitReason {
    /// AWS takes no more requests for the moment.
    Throttled,
    /// The account has as many queries running as it may.
    TooManyQueries,
    /// Nobody answers; the query goes on at AWS.
    NoAnswer,
}

/// A query that has ended well.
#[derive(Clone, Debug)]
pub struct QueryRun {
    pub query_id: QueryId,
    pub status: QueryStatus,
    pub statistics: QueryStatistics,
    pub rows: Vec<QueryRow>,
    pub completeness: Completeness,
}

/// Whether a query's rows are all there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Completeness {
    /// Every page was read, as many rows came as AWS counted, no limit cut them, and every message is whole.
    Complete,
    /// As many rows as the query's limit allows: there may be more.
    LimitReached { limit: usize },
    /// The pages broke off, or fewer rows came than AWS counted.
    RowsMissing,
    /// So many messages came shortened and could not be fetched whole.
    ShortMessages { count: usize },
    /// So many sessions of a case, the oldest of them, are not looked at: there are more commands than can be shown at once.
    SessionsLeftOut { count: usize },
}

const FIRST_POLL: Duration = Duration::from_millis(100);
const SLOWEST_POLL: Duration = Duration::from_secs(2);
/// How long to put up with each reason for waiting, without any answer in between.
const PATIENCE: Duration = Duration::from_mins(2);
const PATIENCE_FOR_A_PLACE: Duration = Duration::from_mins(10);
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(15);
/// How long a cancelled query may hold up its caller until AWS has confirmed the stop.
const STOP_PATIENCE: Duration = Duration::from_secs(3);
/// Pages without a row, one after another, after which more are not expected.
const EMPTY_PAGES: usize = 3;

/// Starts a query, waits for its end and reads every page.
///
/// Cancelling, dropping the future, and every error stop the query at AWS: it would run and cost to
/// its end otherwise. Waits, where AWS asks for it, are told through `progress` and have an end.
pub async fn run_query(
    source: &Arc<dyn LogSource>,
    request: &QueryRequest,
    cancel: &CancellationToken,
    progress: impl FnMut(QueryProgress) + Send,
) -> Result<QueryRun, SourceError> {
    let mut run = Run {
        handle: Handle { source: Arc::clone(source), state: Started::Not },
        cancel,
        progress,
        started: Instant::now(),
        shown: QueryProgress {
            query_id: None,
            status: QueryStatus::Scheduled,
            statistics: QueryStatistics::default(),
            partial: Vec::new(),
            pages_read: 0,
            rows_read: 0,
            waiting: None,
            shortened: None,
        },
    };
    let result = run.drive(request).await;
    match &result {
        Ok(_) => run.handle.state = Started::Ended,
        Err(_) => run.handle.stop_and_wait().await,
    }
    result
}

struct Run<'a, P> {
    handle: Handle,
    cancel: &'a CancellationToken,
    progress: P,
    started: Instant,
    shown: QueryProgress,
}

impl<P: FnMut(QueryProgress) + Send> Run<'_, P> {
    async fn drive(&mut self, request: &QueryRequest) -> Result<QueryRun, SourceError> {
        self.tell();
        let query_id = self.start(request).await?;
        self.shown.query_id = Some(query_id.clone());
        self.tell();

        let first = self.wait_for_the_end(&query_id).await?;
        let status = first.status;
        let (mut rows, all_pages) = self.read_pages(&query_id, first).await?;
        let short_messages = self.fetch_whole_messages(&mut rows).await?;

        let statistics = self.shown.statistics;
        let limit = own_limit(&request.text).unwrap_or(request.limit) as usize;
        let limit_reached = rows.len() >= limit;
        let count = rows.len() as f64;
        let as_counted = statistics.result_count.is_none_or(|said| (said - count).abs() < 0.5);
        let nothing_cut = !limit_reached || statistics.records_matched <= count;
        let completeness = match short_messages {
            _ if !all_pages || !as_counted => Completeness::RowsMissing,
            _ if !nothing_cut => Completeness::LimitReached { limit },
            0 => Completeness::Complete,
            count => Completeness::ShortMessages { count },
        };
        Ok(QueryRun { query_id, status, statistics, rows, completeness })
    }

    async fn start(&mut self, request: &QueryRequest) -> Result<QueryId, SourceError> {
        let mut patience = Patience::default();
        loop {
            let started = self.handle.start(request);
            match until_cancelled(self.cancel, started).await? {
                Ok(id) => return Ok(id),
                Err(error) => match reason_to_wait(&error) {
                    Some(reason @ (WaitReason::Throttled | WaitReason::TooManyQueries)) => {
                        self.wait(&mut patience, reason, error).await?;
                    }
                    _ => return Err(error),
                },
            }
        }
    }

    async fn wait_for_the_end(&mut self, id: &QueryId) -> Result<QueryResults, SourceError> {
        let mut pause = FIRST_POLL;
        loop {
            until_cancelled(self.cancel, tokio::time::sleep(jittered(pause))).await?;
            pause = (pause * 5 / 4).min(SLOWEST_POLL);
            let results = self.results(id, None).await?;
            self.shown.status = results.status;
            self.shown.statistics = results.statistics;
            match results.status {
                QueryStatus::Complete => return Ok(results),
                QueryStatus::Scheduled | QueryStatus::Running => {
                    self.shown.partial = results.rows;
                    self.tell();
                }
                QueryStatus::Cancelled => {
                    self.handle.state = Started::Ended;
                    return Err(SourceError::new(SourceErrorKind::Cancelled, "the query was stopped by somebody else"));
                }
                status @ (QueryStatus::Failed | QueryStatus::Timeout | QueryStatus::Unknown) => {
                    self.handle.state = Started::Ended;
                    let detail = format!(
                        "query {} ended as {} after {:.0} s; {} rows that had come in are not kept",
                        id.0,
                        status.name(),
                        self.started.elapsed().as_secs_f64(),
                        results.rows.len(),
                    );
                    return Err(SourceError::new(SourceErrorKind::QueryFailed { status }, detail));
                }
            }
        }
    }

    /// All rows, and whether the pages came to their end.
    async fn read_pages(&mut self, id: &QueryId, first: QueryResults) -> Result<(Vec<QueryRow>, bool), SourceError> {
        // It has ended: there is nothing left to stop.
        self.handle.state = Started::Ended;
        let mut rows = first.rows;
        let mut next = first.next_token;
        let mut empty = 0;
        self.shown.pages_read = 1;
        self.shown.rows_read = rows.len();
        self.tell();
        while let Some(token) = next {
            let page = self.results(id, Some(&token)).await?;
            empty = if page.rows.is_empty() { empty + 1 } else { 0 };
            rows.extend(page.rows);
            self.shown.pages_read += 1;
            self.shown.rows_read = rows.len();
            self.tell();
            if page.next_token.as_ref() == Some(&token) || empty == EMPTY_PAGES {
                return Ok((rows, false));
            }
            next = page.next_token;
        }
        Ok((rows, true))
    }

    /// Gives how many messages stay shortened.
    async fn fetch_whole_messages(&mut self, rows: &mut [QueryRow]) -> Result<usize, SourceError> {
        let source = Arc::clone(&self.handle.source);
        let cancel = self.cancel;
        let fetched = fetch_whole_messages(&source, rows, cancel, |done, all| {
            self.shown.shortened = Some((done, all));
            self.tell();
        });
        let fetched = fetched.await?;
        self.shown.shortened = None;
        Ok(fetched.still_short)
    }

    /// One answer, through any wait that AWS or the network asks for.
    async fn results(&mut self, id: &QueryId, token: Option<&str>) -> Result<QueryResults, SourceError> {
        let mut patience = Patience::default();
        let source = Arc::clone(&self.handle.source);
        loop {
            let error = match until_cancelled(self.cancel, source.query_results(id, token)).await? {
                Ok(results) => return Ok(results),
                Err(error) => error,
            };
            match reason_to_wait(&error) {
                Some(reason) => self.wait(&mut patience, reason, error).await?,
                None => return Err(error),
            }
        }
    }

    async fn wait(
        &mut self,
        patience: &mut Patience,
        reason: WaitReason,
        error: SourceError,
    ) -> Result<(), SourceError> {
        let Some(pause) = patience.next(reason) else { return Err(error) };
        self.shown.waiting = Some(Waiting { reason, until: (Instant::now() + pause).into_std() });
        self.tell();
        self.shown.waiting = None;
        until_cancelled(self.cancel, tokio::time::sleep(pause)).await
    }

    fn tell(&mut self) {
        self.shown.statistics.elapsed = self.started.elapsed();
        let partial = std::mem::take(&mut self.shown.partial);
        (self.progress)(QueryProgress { partial, ..self.shown.clone() });
    }
}

async fn until_cancelled<T>(cancel: &CancellationToken, work: impl Future<Output = T>) -> Result<T, SourceError> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(SourceError::new(SourceErrorKind::Cancelled, "cancelled")),
        done = work => Ok(done),
    }
}

fn reason_to_wait(error: &SourceError) -> Option<WaitReason> {
    match error.kind {
        SourceErrorKind::Throttled => Some(WaitReason::Throttled),
        SourceErrorKind::TooManyQueries => Some(WaitReason::TooManyQueries),
        SourceErrorKind::Unreachable { .. } | SourceErrorKind::TimedOut | SourceErrorKind::ServiceFault => {
            Some(WaitReason::NoAnswer)
        }
        _ => None,
    }
}

/// Growing waits with an end.
#[derive(Default)]
struct Patience {
    since: Option<Instant>,
    last: Duration,
}

impl Patience {
    fn next(&mut self, reason: WaitReason) -> Option<Duration> {
        let since = *self.since.get_or_insert_with(Instant::now);
        let longest = match reason {
            WaitReason::TooManyQueries => PATIENCE_FOR_A_PLACE,
            WaitReason::Throttled | WaitReason::NoAnswer => PATIENCE,
        };
        if since.elapsed() >= longest {
            return None;
        }
        self.last = if self.last.is_zero() { FIRST_WAIT } else { (self.last * 2).min(LONGEST_WAIT) };
        Some(jittered(self.last))
    }
}

/// Up to a fifth more or less, so that several queries do not ask in step.
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(0.8 + 0.4 * fastrand::f64())
}

/// The query at AWS. Whatever happens to the code that holds this, the query does not stay behind.
struct Handle {
    source: Arc<dyn LogSource>,
    state: Started,
}

enum Started {
    Not,
    /// Asked for; AWS may or may not take it.
    Asked(JoinHandle<Result<QueryId, SourceError>>),
    Runs(QueryId),
    Ended,
}

impl Handle {
    /// Asks in a task of its own: if the caller gives up meanwhile, the id still arrives and can be stopped.
    async fn start(&mut self, request: &QueryRequest) -> Result<QueryId, SourceError> {
        let (source, request) = (Arc::clone(&self.source), request.clone());
        self.state = Started::Asked(tokio::spawn(async move { source.start_query(&request).await }));
        let Started::Asked(asked) = &mut self.state else { return Err(broken("no start")) };
        let answer = asked.await.unwrap_or_else(|error| Err(broken(&error.to_string())));
        self.state = match &answer {
            Ok(id) => Started::Runs(id.clone()),
            Err(_) => Started::Not,
        };
        answer
    }

    /// Sends `StopQuery` where something may run, and waits a little for the answer.
    async fn stop_and_wait(&mut self) {
        if let Some(stopping) = self.stop() {
            let confirmed = tokio::time::timeout(STOP_PATIENCE, stopping).await;
            if confirmed.is_err() {
                tracing::warn!("a query may still run: stopping it was not confirmed");
            }
        }
    }

    fn stop(&mut self) -> Option<JoinHandle<()>> {
        let state = std::mem::replace(&mut self.state, Started::Ended);
        // Without a runtime nothing can be sent any more: the program is at its end.
        let runtime = tokio::runtime::Handle::try_current().ok()?;
        let source = Arc::clone(&self.source);
        let stop = async move |id: QueryId| {
            if let Err(error) = source.stop_query(&id).await {
                tracing::warn!(query = id.0, %error, "a query may still run: it could not be stopped");
            }
        };
        match state {
            Started::Not | Started::Ended => None,
            Started::Runs(id) => Some(runtime.spawn(async move { stop(id).await })),
            Started::Asked(asked) => Some(runtime.spawn(async move {
                if let Ok(Ok(id)) = asked.await {
                    stop(id).await;
                }
            })),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.stop();
    }
}

fn broken(detail: &str) -> SourceError {
    SourceError::new(SourceErrorKind::ServiceFault, format!("starting the query broke off: {detail}"))
}

#[cfg(test)]
mod tests;
