//! Plans, asks, keeps, proves.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{
    CollectProgress, CollectStep, CollectionScope, CollectionStore, Counts, Paced, Part, Plan, Proof, StoreError,
    WindowRecord,
    lane::{Lane, Outcome},
    proof::gaps,
    query, split, whole,
};
use crate::{
    cloudwatch::{Completeness, QueryRun, into_events, run_query},
    model::{
        LogEvent, LogSource, MAX_QUERY_ROWS, Operation, QueryRequest, QueryStatus, SourceError, SourceErrorKind,
        TimeRange,
    },
};

/// How to collect.
#[derive(Clone, Debug)]
pub struct CollectOptions {
    /// Events that CloudWatch took in until then belong to the set. Milliseconds since 1970, UTC: now.
    pub cutoff: i64,
    /// Rows that a query may give; fewer where AWS gives no more.
    pub rows_per_query: u32,
    /// The most that may be scanned; none: as much as it takes.
    pub most_bytes: Option<u64>,
}

impl CollectOptions {
    pub fn new(now: i64) -> Self {
        Self { cutoff: now, rows_per_query: MAX_QUERY_ROWS, most_bytes: None }
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
    #[error("the collection in this place has another scope")]
    AnotherScope,
    #[error("stopped")]
    Cancelled,
}

/// What AWS gave before it gave more, and gives where it refuses more.
const FEWER_ROWS: u32 = 10_000;
/// How often a query is asked again that failed.
const ATTEMPTS: u32 = 6;
/// How often stretches that lack something are asked for again.
const REPAIRS: u32 = 3;
/// Lanes at once, where results are small; and where each may take 100 MB in memory.
const MOST_LANES: usize = 8;
const MOST_LARGE_LANES: usize = 3;

type Shared = Arc<Mutex<dyn CollectionStore>>;

/// Collects every event of a scope into a store, or goes on with what was begun there.
///
/// Stopping at any moment, by `cancel` or with the whole program, loses nothing that was committed. Whatever ends it,
/// running queries are stopped at AWS.
pub async fn collect(
    source: Arc<dyn LogSource>,
    store: Shared,
    scope: &CollectionScope,
    options: CollectOptions,
    cancel: &CancellationToken,
    progress: impl Fn(&CollectProgress) + Send + Sync + 'static,
) -> Result<Proof, CollectError> {
    let collector = Arc::new(Collector {
        source: Arc::new(Paced::new(source)),
        store,
        groups: scope.log_groups.clone(),
        limit: AtomicU32::new(options.rows_per_query.clamp(1, MAX_QUERY_ROWS)),
        options,
        cancel: cancel.child_token(),
        told: Mutex::default(),
        progress: Box::new(progress),
    });
    let ended = collector.run(scope).await;
    if cancel.is_cancelled() && ended.is_err() { Err(CollectError::Cancelled) } else { ended }
}

struct Collector {
    source: Arc<dyn LogSource>,
    store: Shared,
    groups: Vec<String>,
    /// Rows that a query gives, as far as is known by now.
    limit: AtomicU32,
    options: CollectOptions,
    cancel: CancellationToken,
    told: Mutex<CollectProgress>,
    progress: Box<dyn Fn(&CollectProgress) + Send + Sync>,
}

/// What one window took, and its rows.
struct Asked {
    run: QueryRun,
    bytes: u64,
    query_ids: Vec<String>,
}

impl Collector {
    async fn run(self: &Arc<Self>, scope: &CollectionScope) -> Result<Proof, CollectError> {
        if self.options.most_bytes == Some(0) {
            return Err(CollectError::TooMuchToScan { scanned: 0, ahead: 0, most: 0 });
        }
        let plan = match self.with_store(|store| store.plan()).await? {
            Some(plan) if plan.scope == *scope => plan,
            Some(_) => return Err(CollectError::AnotherScope),
            None => self.plan(scope).await?,
        };
        let plan = Arc::new(plan);
        let windows = self.with_store(|store| store.windows()).await?;
        let there: u64 = windows.iter().map(|window| window.rows).sum();
        let left = gaps(scope.range(), &windows);
        self.tell(|told| {
            told.step = CollectStep::Collecting;
            told.windows = windows.len() as u64;
            told.rows = there;
            told.expected = Some(plan.counts.total());
            told.bytes_expected = Some(share(&plan, &left));
        });
        self.stay_within(share(&plan, &left))?;
        self.collect_all(&plan, left).await?;
        for _ in 0..=REPAIRS {
            self.tell(|told| told.step = CollectStep::Proving);
            let proof = self.prove(&plan).await?;
            if proof.complete || proof.shortfalls.is_empty() {
                return self.finish(proof).await;
            }
            self.tell(|told| told.step = CollectStep::Repairing);
            let lacking = proof.shortfalls.iter().map(|each| TimeRange { start: each.start, end: each.end }).collect();
            self.collect_all(&plan, joined(lacking)).await?;
        }
        let proof = self.prove(&plan).await?;
        self.finish(proof).await
    }

    async fn prove(&self, plan: &Arc<Plan>) -> Result<Proof, CollectError> {
        let plan = Arc::clone(plan);
        self.with_store(move |store| Proof::of(&plan, store)).await
    }

    async fn finish(&self, proof: Proof) -> Result<Proof, CollectError> {
        let kept = proof.clone();
        self.with_store(move |store| store.finish(&kept)).await?;
        Ok(proof)
    }

    /// Freezes the set and counts it.
    async fn plan(self: &Arc<Self>, scope: &CollectionScope) -> Result<Plan, CollectError> {
        self.tell(|told| told.step = CollectStep::Counting);
        let cutoff = self.options.cutoff;
        let range = scope.range();
        let asked = self.ask(&query::counts(&self.groups, range, cutoff)).await?;
        let counts = query::into_counts(range, &asked.run.rows)
            .ok_or_else(|| CollectError::Answer("a row of the count has no time or no number".to_owned()))?;
        let bytes = whole(asked.run.statistics.bytes_scanned);
        let count_query_id = asked.run.query_id.0;
        let plan = Plan { scope: scope.clone(), cutoff, counts, bytes, count_query_id };
        let kept = plan.clone();
        self.with_store(move |store| store.begin(&kept)).await?;
        Ok(plan)
    }

    /// Goes through stretches of time, several at once.
    async fn collect_all(self: &Arc<Self>, plan: &Arc<Plan>, stretches: Vec<TimeRange>) -> Result<(), CollectError> {
        let limit = u64::from(self.limit.load(Ordering::Relaxed));
        let most = if limit > u64::from(FEWER_ROWS) { MOST_LARGE_LANES } else { MOST_LANES };
        // Each lane ends in a window that is not full: the more queries there are anyway, the more lanes.
        let more = plan.counts.total() * 3 / 20 / limit.max(1);
        let lanes = usize::try_from(more).unwrap_or(most).saturating_add(2).min(most);
        let parts: Vec<TimeRange> = match stretches.as_slice() {
            [whole] => plan.counts.parts(*whole, lanes),
            _ => stretches,
        };
        let room = Arc::new(Semaphore::new(lanes));
        let mut running = JoinSet::new();
        for part in parts {
            let (collector, plan, room) = (Arc::clone(self), Arc::clone(plan), Arc::clone(&room));
            running.spawn(async move {
                let Ok(_place) = room.acquire_owned().await else { return Ok(()) };
                collector.go(&plan, Lane::new(part)).await
            });
        }
        let mut first_error = None;
        while let Some(ended) = running.join_next().await {
            let ended = ended.unwrap_or_else(|error| Err(CollectError::Answer(error.to_string())));
            if let Err(error) = ended
                && first_error.is_none()
            {
                // The others stop their queries; they would only be asked again.
                self.cancel.cancel();
                first_error = Some(error);
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    async fn go(self: &Arc<Self>, plan: &Plan, mut lane: Lane) -> Result<(), CollectError> {
        // Windows are made so many times shorter, where AWS takes too long for a whole one.
        let mut shorter = 0_u32;
        while !lane.is_done() {
            let mut window = lane.next_window(&plan.counts, u64::from(self.limit.load(Ordering::Relaxed)));
            window.end = window.end.min(window.start + ((window.end - window.start) >> shorter).max(1));
            match self.window(plan, window).await {
                Ok(outcome) => {
                    lane.advance(&plan.counts, outcome);
                    shorter = shorter.saturating_sub(1);
                }
                Err(CollectError::Source(error)) if took_too_long(&error) && shorter < 16 => shorter += 3,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn window(self: &Arc<Self>, plan: &Plan, window: TimeRange) -> Result<Outcome, CollectError> {
        let limit = self.limit.load(Ordering::Relaxed);
        let mut asked = self.ask(&query::rows(&self.groups, window, None, limit)).await?;
        let matched = whole(asked.run.statistics.records_matched);
        let came = asked.run.rows.len() as u64;
        self.learn_limit(came, matched);
        let short = short_messages(&asked.run);
        let events = sorted(window, into_events(std::mem::take(&mut asked.run.rows)))?;
        let Some(part) = Part::of(window, events, matched, u64::from(limit), plan.cutoff) else {
            return self.millisecond(plan, window.start, asked).await;
        };
        let record = WindowRecord {
            start: window.start,
            end: part.until,
            query_ids: asked.query_ids,
            rows: part.events.len() as u64,
            late: part.late,
            records_matched: matched,
            bytes_scanned: asked.bytes,
            is_cut: part.is_cut,
            short_messages: short,
        };
        let outcome = Outcome {
            until: part.until,
            in_last_step: in_last_step(&plan.counts, part.until, &part.events),
            rows: record.rows,
            is_cut: part.is_cut,
        };
        self.commit(record, part.events).await?;
        Ok(outcome)
    }

    /// One millisecond with more events than a query gives.
    async fn millisecond(self: &Arc<Self>, plan: &Plan, at: i64, first: Asked) -> Result<Outcome, CollectError> {
        let window = TimeRange { start: at, end: at + 1 };
        let limit = self.limit.load(Ordering::Relaxed);
        let mut record = WindowRecord {
            start: at,
            end: at + 1,
            query_ids: first.query_ids,
            bytes_scanned: first.bytes,
            ..WindowRecord::default()
        };
        let counted = self.ask(&query::streams(&self.groups, window, limit)).await?;
        record.query_ids.extend(counted.query_ids);
        record.bytes_scanned += counted.bytes;
        let streams = query::into_streams(&counted.run.rows)
            .ok_or_else(|| CollectError::Answer("a row has no log stream or no number".to_owned()))?;
        let mut events: Vec<LogEvent> = Vec::new();
        // A condition, and how far it is split by what messages hash to.
        let mut left: Vec<(String, String)> = split::by_streams(&streams, u64::from(limit))
            .into_iter()
            .map(|names| (query::of_streams(&names), String::new()))
            .collect();
        while let Some((streams, hash)) = left.pop() {
            let only =
                if hash.is_empty() { streams.clone() } else { format!("{streams} and {}", query::of_hash(&hash)) };
            let mut asked = self.ask(&query::rows(&self.groups, window, Some(&only), limit)).await?;
            record.query_ids.append(&mut asked.query_ids);
            record.bytes_scanned += asked.bytes;
            let matched = whole(asked.run.statistics.records_matched);
            let came = asked.run.rows.len() as u64;
            self.learn_limit(came, matched);
            if (matched > came || came >= u64::from(limit))
                && let Some(quarters) = split::by_hash(&hash)
            {
                left.extend(quarters.map(|quarter| (streams.clone(), quarter)));
                continue;
            }
            record.records_matched += matched;
            record.short_messages += short_messages(&asked.run);
            events.extend(sorted(window, into_events(asked.run.rows))?);
        }
        let came = events.len() as u64;
        events.retain(|event| event.ingestion_time <= plan.cutoff);
        record.rows = events.len() as u64;
        record.late = came - record.rows;
        let outcome = Outcome {
            until: at + 1,
            in_last_step: in_last_step(&plan.counts, at + 1, &events),
            rows: record.rows,
            is_cut: true,
        };
        self.commit(record, events).await?;
        Ok(outcome)
    }

    async fn commit(self: &Arc<Self>, record: WindowRecord, events: Vec<LogEvent>) -> Result<(), CollectError> {
        let rows = record.rows;
        self.with_store(move |store| store.commit(&record, events)).await?;
        self.tell(|told| {
            told.windows += 1;
            told.rows += rows;
        });
        Ok(())
    }

    /// Asks until it has a whole answer.
    async fn ask(self: &Arc<Self>, request: &QueryRequest) -> Result<Asked, CollectError> {
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
    fn learn_limit(&self, came: u64, matched: u64) {
        if came == u64::from(FEWER_ROWS) && matched > came {
            self.limit.fetch_min(FEWER_ROWS, Ordering::Relaxed);
        }
    }

    fn stay_within(&self, ahead: u64) -> Result<(), CollectError> {
        match self.options.most_bytes {
            Some(most) if self.is_too_much(ahead) => {
                Err(CollectError::TooMuchToScan { scanned: self.told().bytes_scanned, ahead, most })
            }
            _ => Ok(()),
        }
    }

    fn is_too_much(&self, ahead: u64) -> bool {
        self.options.most_bytes.is_some_and(|most| self.told().bytes_scanned + ahead > most)
    }

    fn told(&self) -> std::sync::MutexGuard<'_, CollectProgress> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, change: impl FnOnce(&mut CollectProgress)) {
        let mut told = self.told();
        change(&mut told);
        (self.progress)(&told);
    }

    /// Works on the store, off the threads that wait for AWS.
    async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn CollectionStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, CollectError> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || {
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut *store)
        });
        match done.await {
            Ok(done) => Ok(done?),
            Err(error) => Err(CollectError::Store(error.into())),
        }
    }
}

/// Messages of a run that came shortened and stayed so.
fn short_messages(run: &QueryRun) -> u64 {
    match run.completeness {
        Completeness::ShortMessages { count } => count as u64,
        _ => 0,
    }
}

/// In the order of time; none may lie outside of the window.
fn sorted(window: TimeRange, mut events: Vec<LogEvent>) -> Result<Vec<LogEvent>, CollectError> {
    if let Some(outside) = events.iter().find(|event| !window.contains(event.timestamp)) {
        let why = format!("an event of {} lies outside of {}..{}", outside.timestamp, window.start, window.end);
        return Err(CollectError::Answer(why));
    }
    events.sort_by_key(|event| event.timestamp);
    Ok(events)
}

fn in_last_step(counts: &Counts, until: i64, events: &[LogEvent]) -> u64 {
    let Some(place) = counts.step_of(until) else { return 0 };
    let Some((start, _)) = counts.steps.get(place) else { return 0 };
    (events.len() - events.partition_point(|event| event.timestamp < *start)) as u64
}

/// What will be scanned of stretches, if bytes lie where events do.
fn share(plan: &Plan, stretches: &[TimeRange]) -> u64 {
    let total = plan.counts.total();
    let ahead: u64 = stretches.iter().flat_map(|range| plan.counts.within(*range)).map(|(_, count)| count).sum();
    if total == 0 { 0 } else { whole(plan.bytes as f64 * (ahead as f64 / total as f64).min(1.0)) }
}

/// Stretches that touch in one piece.
fn joined(mut stretches: Vec<TimeRange>) -> Vec<TimeRange> {
    stretches.sort_by_key(|range| range.start);
    let mut whole: Vec<TimeRange> = Vec::new();
    for range in stretches {
        match whole.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => whole.push(range),
        }
    }
    whole
}

fn took_too_long(error: &SourceError) -> bool {
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
