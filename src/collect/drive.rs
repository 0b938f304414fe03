//! Plans, asks, keeps, proves.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, Ordering},
};

use tokio::{
    sync::{OnceCell, Semaphore},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use super::{
    CollectError, CollectOptions, CollectProgress, CollectStep, CollectTask, CollectVia, CollectionStore, Counts,
    MemoryStore, Paced, Plan, Proof, StoreError, WindowRecord,
    filter_windows::{self, DirectGroup},
    proof::gaps,
    query, whole,
};
use crate::model::{LogEvent, LogSource, MAX_QUERY_ROWS, SourceError, SourceErrorKind, TimeRange};

/// What AWS gave before it gave more, and gives where it refuses more.
pub(super) const FEWER_ROWS: u32 = 10_000;
/// How often stretches that lack something are asked for again.
const REPAIRS: u32 = 3;
/// Lanes at once, where results are small; and where each may take 100 MB in memory.
const MOST_LANES: usize = 8;
const MOST_LARGE_LANES: usize = 3;
const NO_COUNT: &str = "a row of the count has no time or no number";

type Shared = Arc<Mutex<dyn CollectionStore>>;

/// Collects every event of a task into a store, or goes on with what was begun there.
///
/// Stopping at any moment, by `cancel` or with the whole program, loses nothing that was committed. Whatever ends it,
/// running queries are stopped at AWS.
pub async fn collect(
    source: Arc<dyn LogSource>,
    store: Shared,
    task: &CollectTask,
    options: CollectOptions,
    cancel: &CancellationToken,
    progress: impl Fn(&CollectProgress) + Send + Sync + 'static,
) -> Result<Proof, CollectError> {
    let collector = Collector::new(source, store, task, options, cancel, Box::new(progress));
    let ended = collector.run(task).await;
    if cancel.is_cancelled() && ended.is_err() { Err(CollectError::Cancelled) } else { ended }
}

/// Only counts what a task would bring, by one query: what [`collect`] begins with, which can begin with this. Events that
/// CloudWatch takes in after `options.cutoff` are late for it.
pub async fn count(
    source: Arc<dyn LogSource>,
    task: &CollectTask,
    options: CollectOptions,
    cancel: &CancellationToken,
    progress: impl Fn(&CollectProgress) + Send + Sync + 'static,
) -> Result<Plan, CollectError> {
    let store = Arc::new(Mutex::new(MemoryStore::default()));
    let collector = Collector::new(source, store, task, options, cancel, Box::new(progress));
    let ended = collector.count(task).await;
    if cancel.is_cancelled() && ended.is_err() { Err(CollectError::Cancelled) } else { ended }
}

pub(super) struct Collector {
    pub(super) source: Arc<dyn LogSource>,
    store: Shared,
    pub(super) groups: Vec<String>,
    /// The groups, where they are read directly.
    direct_groups: OnceCell<Vec<DirectGroup>>,
    /// Rows that a query gives, as far as is known by now.
    pub(super) limit: AtomicU32,
    options: CollectOptions,
    pub(super) cancel: CancellationToken,
    told: Mutex<CollectProgress>,
    progress: Box<dyn Fn(&CollectProgress) + Send + Sync>,
}

impl Collector {
    fn new(
        source: Arc<dyn LogSource>,
        store: Shared,
        task: &CollectTask,
        options: CollectOptions,
        cancel: &CancellationToken,
        progress: Box<dyn Fn(&CollectProgress) + Send + Sync>,
    ) -> Arc<Self> {
        Arc::new(Self {
            source: Arc::new(Paced::new(source)),
            store,
            groups: task.scope.log_groups.clone(),
            direct_groups: OnceCell::new(),
            limit: AtomicU32::new(options.rows_per_query.clamp(1, MAX_QUERY_ROWS)),
            options,
            cancel: cancel.child_token(),
            told: Mutex::default(),
            progress,
        })
    }

    async fn run(self: &Arc<Self>, task: &CollectTask) -> Result<Proof, CollectError> {
        if self.options.most_bytes == Some(0) {
            return Err(CollectError::TooMuchToScan { scanned: 0, ahead: 0, most: 0 });
        }
        let plan = match self.with_store(|store| store.plan()).await? {
            Some(plan) if plan.task() == *task => plan,
            Some(_) => return Err(CollectError::AnotherScope),
            None => self.plan(task).await?,
        };
        if plan.via == CollectVia::FilterLogEvents {
            self.direct_groups().await?;
        }
        let plan = Arc::new(plan);
        let windows = self.with_store(|store| store.windows()).await?;
        let there: u64 = windows.iter().map(|window| window.rows).sum();
        let left = gaps(task.scope.range(), &windows);
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
            self.tell(|told| {
                told.step = CollectStep::Proving;
                told.windows_expected = Some(told.windows);
            });
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

    /// Freezes the set.
    async fn plan(self: &Arc<Self>, task: &CollectTask) -> Result<Plan, CollectError> {
        if task.via == CollectVia::FilterLogEvents {
            // A group that cannot be read so is refused before anything costs.
            self.direct_groups().await?;
        }
        let plan = match &self.options.counted {
            Some(counted) if counted.task() == *task => counted.clone(),
            _ => self.count(task).await?,
        };
        let kept = plan.clone();
        self.with_store(move |store| store.begin(&kept)).await?;
        Ok(plan)
    }

    async fn count(self: &Arc<Self>, task: &CollectTask) -> Result<Plan, CollectError> {
        self.tell(|told| told.step = CollectStep::Counting);
        let cutoff = self.options.cutoff;
        let mut plan = Plan {
            scope: task.scope.clone(),
            via: task.via,
            after: task.after,
            cutoff,
            counts: Counts::default(),
            bytes: 0,
            count_query_id: String::new(),
            uncounted: None,
        };
        let asked = match self.ask(&query::counts(task, cutoff)).await {
            Ok(asked) => asked,
            // Without the count the events can be had all the same, and are called incomplete.
            Err(CollectError::Source(error)) if task.via == CollectVia::FilterLogEvents && is_refusal(&error) => {
                plan.uncounted = Some(error.to_string());
                return Ok(plan);
            }
            Err(error) => return Err(error),
        };
        plan.bytes = whole(asked.run.statistics.bytes_scanned);
        plan.count_query_id = asked.run.query_id.0;
        match query::into_counts(task.scope.range(), &asked.run.rows) {
            Some(counts) => plan.counts = counts,
            None if task.via == CollectVia::FilterLogEvents => plan.uncounted = Some(NO_COUNT.to_owned()),
            None => return Err(CollectError::Answer(NO_COUNT.to_owned())),
        }
        Ok(plan)
    }

    async fn direct_groups(&self) -> Result<&[DirectGroup], CollectError> {
        let found = self.direct_groups.get_or_try_init(|| filter_windows::direct_groups(&self.source, &self.groups));
        Ok(found.await?)
    }

    /// Goes through stretches of time, several at once.
    async fn collect_all(self: &Arc<Self>, plan: &Arc<Plan>, stretches: Vec<TimeRange>) -> Result<(), CollectError> {
        let limit = u64::from(self.limit.load(Ordering::Relaxed));
        let limit = match plan.via {
            CollectVia::Insights => limit,
            CollectVia::FilterLogEvents => self.most_at_once(plan),
        };
        let most = if limit > u64::from(FEWER_ROWS) { MOST_LARGE_LANES } else { MOST_LANES };
        // Each lane ends in a window that is not full: the more queries there are anyway, the more lanes.
        let more = plan.counts.total() * 3 / 20 / limit.max(1);
        let lanes = usize::try_from(more).unwrap_or(most).saturating_add(2).min(most);
        let parts: Vec<TimeRange> = match stretches.as_slice() {
            [whole] => plan.counts.parts(*whole, lanes),
            _ => stretches,
        };
        let planned: u64 = parts.iter().map(|part| counted_in(&plan.counts, *part).div_ceil(limit.max(1)).max(1)).sum();
        self.tell(|told| told.windows_expected = plan.uncounted.is_none().then_some(told.windows + planned));
        let room = Arc::new(Semaphore::new(lanes));
        let mut running = JoinSet::new();
        for part in parts {
            let (collector, plan, room) = (Arc::clone(self), Arc::clone(plan), Arc::clone(&room));
            running.spawn(async move {
                let Ok(_place) = room.acquire_owned().await else { return Ok(()) };
                match plan.via {
                    CollectVia::Insights => collector.through_insights(&plan, part).await,
                    CollectVia::FilterLogEvents => {
                        let groups = collector.direct_groups().await?;
                        collector.through_filter(&plan, groups, part).await
                    }
                }
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

    pub(super) async fn commit(&self, record: WindowRecord, events: Vec<LogEvent>) -> Result<(), CollectError> {
        let rows = record.rows;
        self.with_store(move |store| store.commit(&record, events)).await?;
        self.tell(|told| {
            told.windows += 1;
            told.rows += rows;
            told.windows_expected = told.windows_expected.map(|expected| expected.max(told.windows));
        });
        Ok(())
    }

    pub(super) fn stay_within(&self, ahead: u64) -> Result<(), CollectError> {
        match self.options.most_bytes {
            Some(most) if self.is_too_much(ahead) => {
                Err(CollectError::TooMuchToScan { scanned: self.told().bytes_scanned, ahead, most })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn is_too_much(&self, ahead: u64) -> bool {
        self.options.most_bytes.is_some_and(|most| self.told().bytes_scanned + ahead > most)
    }

    pub(super) fn told(&self) -> std::sync::MutexGuard<'_, CollectProgress> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn tell(&self, change: impl FnOnce(&mut CollectProgress)) {
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

/// What will be scanned of stretches, if bytes lie where events do.
fn share(plan: &Plan, stretches: &[TimeRange]) -> u64 {
    if plan.via == CollectVia::FilterLogEvents {
        return 0; // it is not billed by what it reads
    }
    let total = plan.counts.total();
    let ahead: u64 = stretches.iter().map(|range| counted_in(&plan.counts, *range)).sum();
    if total == 0 { 0 } else { whole(plan.bytes as f64 * (ahead as f64 / total as f64).min(1.0)) }
}

fn counted_in(counts: &Counts, range: TimeRange) -> u64 {
    counts.within(range).iter().map(|(_, count)| count).sum()
}

/// Whether AWS will not count, however often it is asked.
fn is_refusal(error: &SourceError) -> bool {
    matches!(
        error.kind,
        SourceErrorKind::AccessDenied { .. }
            | SourceErrorKind::ClassForbids
            | SourceErrorKind::Refused { .. }
            | SourceErrorKind::MalformedQuery { .. }
    )
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
