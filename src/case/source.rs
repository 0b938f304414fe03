//! A case as a place that has logs: every screen works on it, without AWS.

use std::{
    collections::{BTreeMap, HashMap},
    num::NonZero,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::{Case, CaseError, CaseEvents, EntryKind, EventScope, StreamSummary, events::is_of};
use crate::{
    insights::{
        EvaluationError, EvaluationOptions, EvaluationProgress, MOST_INNER_ROWS, NamedSources, Query, evaluate,
        inner_queries, parse,
    },
    model::{
        ALL_TIMES, GroupFilter, LogGroup, LogSource, LogStream, Operation, Page, QueryDefinition, QueryId,
        QueryRequest, QueryResults, QueryRow, QueryStatistics, QueryStatus, SourceError, SourceErrorKind, SourceFuture,
        SourceIdentity, StreamOrder,
    },
};

/// Rows and streams that are given at once.
const PAGE: usize = 10_000;
/// How long an answer waits for the end of its query.
const PATIENCE: Duration = Duration::from_millis(250);
/// Queries whose rows are kept for being asked for.
const KEPT: usize = 16;

/// An open case whose events can be asked for.
pub struct CaseSource {
    path: PathBuf,
    queries: Mutex<Queries>,
}

#[derive(Default)]
struct Queries {
    last: u64,
    /// Oldest first.
    runs: Vec<(QueryId, Arc<Run>)>,
}

struct Run {
    started: Instant,
    stop: AtomicBool,
    scanned: AtomicU64,
    matched: AtomicU64,
    bytes: AtomicU64,
    end: Mutex<Option<Result<Vec<QueryRow>, SourceError>>>,
    /// Told once it has ended.
    ended: watch::Sender<bool>,
}

impl CaseSource {
    /// The case has to be one.
    pub fn open(path: &Path) -> Result<Self, CaseError> {
        Case::open_read_only(path)?;
        Ok(Self { path: path.to_owned(), queries: Mutex::default() })
    }

    fn case(&self) -> Result<Case, SourceError> {
        Case::open_read_only(&self.path).map_err(|error| unreadable(&error))
    }

    fn queries(&self) -> MutexGuard<'_, Queries> {
        self.queries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, id: &QueryId) -> Result<Arc<Run>, SourceError> {
        let found = self.queries().runs.iter().find(|(known, _)| known == id).map(|(_, run)| Arc::clone(run));
        found.ok_or_else(|| {
            SourceError::new(SourceErrorKind::NotFound { resource: id.0.clone() }, "the query is not known any more")
                .with_operation(Operation::GetQueryResults)
        })
    }

    fn start(&self, request: &QueryRequest) -> Result<QueryId, SourceError> {
        let query = parse(&request.text).map_err(|found| malformed(&found))?;
        self.knows(&NamedSources::of(&query).groups)?;
        let run = Arc::new(Run {
            started: Instant::now(),
            stop: AtomicBool::new(false),
            scanned: AtomicU64::new(0),
            matched: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            end: Mutex::new(None),
            ended: watch::Sender::new(false),
        });
        let id = {
            let mut queries = self.queries();
            queries.last += 1;
            let id = QueryId(format!("case-{}", queries.last));
            if queries.runs.len() >= KEPT {
                queries.runs.remove(0);
            }
            queries.runs.push((id.clone(), Arc::clone(&run)));
            id
        };
        let (path, request) = (self.path.clone(), request.clone());
        tokio::task::spawn_blocking(move || {
            let ended = rows(&path, &query, &request, &run);
            *run.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended);
            run.ended.send_replace(true);
        });
        Ok(id)
    }

    /// Whether the case has anything to do with these groups: nothing found in one that was never collected would look
    /// like nothing there. AWS refuses a group that is not there, too.
    fn knows(&self, groups: &[String]) -> Result<(), SourceError> {
        if groups.is_empty() {
            return Ok(());
        }
        let plans = self.case()?.entries(EntryKind::Plan, None).map_err(|error| unreadable(&error))?;
        let collected: Vec<&str> = plans
            .iter()
            .filter_map(|plan| plan.body.pointer("/scope/logGroups")?.as_array())
            .flatten()
            .filter_map(serde_json::Value::as_str)
            .collect();
        let streams = self.streams()?;
        for group in groups {
            let is_known = collected.iter().any(|known| is_of(known, group))
                || streams.iter().any(|stream| is_of(&stream.log, group));
            if !is_known {
                let kind = SourceErrorKind::NotInCase { name: group.clone() };
                return Err(SourceError::new(kind, "the case has no event of this log group, and nobody collected it")
                    .with_operation(Operation::StartQuery));
            }
        }
        Ok(())
    }

    fn results(&self, id: &QueryId, next_token: Option<&str>) -> Result<QueryResults, SourceError> {
        let run = self.run(id)?;
        let mut statistics = QueryStatistics {
            records_matched: run.matched.load(Ordering::Relaxed) as f64,
            records_scanned: run.scanned.load(Ordering::Relaxed) as f64,
            bytes_scanned: run.bytes.load(Ordering::Relaxed) as f64,
            result_count: None,
            elapsed: run.started.elapsed(),
        };
        let end = run.end.lock().unwrap_or_else(PoisonError::into_inner);
        let open = |status: QueryStatus| QueryResults { status, statistics, rows: Vec::new(), next_token: None };
        match end.as_ref() {
            None => Ok(open(QueryStatus::Running)),
            Some(Err(error)) if error.kind == SourceErrorKind::Cancelled => Ok(open(QueryStatus::Cancelled)),
            Some(Err(error)) => Err(error.clone()),
            Some(Ok(all)) => {
                statistics.result_count = Some(all.len() as f64);
                let from = next_token.and_then(|token| token.parse().ok()).unwrap_or(0_usize).min(all.len());
                let to = (from + PAGE).min(all.len());
                Ok(QueryResults {
                    status: QueryStatus::Complete,
                    statistics,
                    rows: all[from..to].to_vec(),
                    next_token: (to < all.len()).then(|| to.to_string()),
                })
            }
        }
    }

    fn streams(&self) -> Result<Vec<StreamSummary>, SourceError> {
        self.case()?.streams().map_err(|error| unreadable(&error))
    }

    fn groups(&self, filter: &GroupFilter) -> Result<Vec<LogGroup>, SourceError> {
        let mut groups: BTreeMap<String, LogGroup> = BTreeMap::new();
        for stream in self.streams()? {
            let name = name_of(&stream.log).to_owned();
            let fits = filter.name_prefix.as_deref().is_none_or(|prefix| name.starts_with(prefix))
                && filter.name_pattern.as_deref().is_none_or(|pattern| name.contains(pattern))
                && filter.class.is_none();
            if !fits {
                continue;
            }
            let group = groups.entry(name.clone()).or_insert(LogGroup {
                name,
                arn: None,
                class: None,
                creation_time: stream.first_time,
                retention_days: None,
                stored_bytes: Some(0),
                kms_key_id: None,
            });
            group.creation_time = match (group.creation_time, stream.first_time) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            group.stored_bytes =
                group.stored_bytes.map(|bytes| bytes.saturating_add(stream.bytes.try_into().unwrap_or_default()));
        }
        Ok(groups.into_values().collect())
    }

    fn record(&self, ptr: &str) -> Result<QueryRow, SourceError> {
        let events = CaseEvents::new(self.case()?, EventScope::default()).map_err(|error| unreadable(&error))?;
        let event = events.with_pointer(ptr).map_err(|error| unreadable(&error))?.ok_or_else(|| {
            SourceError::new(SourceErrorKind::NotInCase { name: ptr.to_owned() }, "no event has this pointer")
                .with_operation(Operation::GetLogRecord)
        })?;
        let time = |time: i64| time.to_string();
        let fields = [
            ("@timestamp", time(event.timestamp)),
            ("@ingestionTime", time(event.ingestion_time)),
            ("@message", event.message),
            ("@logStream", event.log_stream),
            ("@log", event.log),
            ("@ptr", event.ptr),
        ];
        Ok(fields.map(|(name, value)| (name.to_owned(), value)).to_vec())
    }
}

/// Evaluates a query over a case, with what stands within it first.
fn rows(path: &Path, query: &Query, request: &QueryRequest, run: &Run) -> Result<Vec<QueryRow>, SourceError> {
    let mut options = EvaluationOptions {
        limit: Some(request.limit),
        now: jiff::Timestamp::now().as_millisecond(),
        range: request.range,
        ..EvaluationOptions::default()
    };
    let scope = EventScope {
        log_groups: request.log_groups.clone(),
        range: Some(request.range).filter(|range| *range != ALL_TIMES),
        ..EventScope::default()
    };
    for inner in inner_queries(query) {
        let options_of_inner = EvaluationOptions { limit: Some(MOST_INNER_ROWS), ..options.clone() };
        let all = EventScope { log_groups: Vec::new(), ..scope.clone() };
        let found = evaluated(path, &inner, &options_of_inner, all, run)?;
        options.inner.insert(inner.to_string(), found.into());
    }
    evaluated(path, query, &options, scope, run)
}

fn evaluated(
    path: &Path,
    query: &Query,
    options: &EvaluationOptions,
    scope: EventScope,
    run: &Run,
) -> Result<Vec<QueryRow>, SourceError> {
    let case = Case::open_read_only(path).map_err(|error| unreadable(&error))?;
    let mut events = CaseEvents::new(case, scope).map_err(|error| unreadable(&error))?;
    let threads = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let told = |progress: EvaluationProgress| {
        run.scanned.store(progress.records_scanned, Ordering::Relaxed);
        run.matched.store(progress.records_matched, Ordering::Relaxed);
        run.bytes.store(progress.bytes_scanned, Ordering::Relaxed);
        if run.stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let result = evaluate(query, options, &mut events, threads, &told).map_err(|error| match error {
        EvaluationError::Query(found) => malformed(&found),
        EvaluationError::Stopped => SourceError::new(SourceErrorKind::Cancelled, "stopped"),
        EvaluationError::TooLarge { most } => SourceError::new(
            SourceErrorKind::QueryTooLarge { most: most >> 20 },
            format!("the query has to keep more than {} MB", most >> 20),
        ),
        EvaluationError::Source(error) => unreadable(&error),
    })?;
    run.scanned.store(result.records_scanned, Ordering::Relaxed);
    run.matched.store(result.records_matched, Ordering::Relaxed);
    run.bytes.store(result.bytes_scanned, Ordering::Relaxed);
    Ok(result.rows)
}

fn malformed(found: &[crate::insights::Diagnostic]) -> SourceError {
    let message = found.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let span = found.first().map(|first| first.span.clone());
    SourceError::new(SourceErrorKind::MalformedQuery { span, message: message.clone() }, message)
        .with_operation(Operation::StartQuery)
}

fn unreadable(error: &CaseError) -> SourceError {
    SourceError::new(SourceErrorKind::CaseUnreadable, error.to_string())
}

/// The group's name in `@log`.
fn name_of(log: &str) -> &str {
    match log.split_once(':') {
        Some((account, name)) if account.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => log,
    }
}

/// A source's answer that is there at once, or after work that must not hold up others.
fn at_once<'a, T: Send + 'a>(answer: Result<T, SourceError>) -> SourceFuture<'a, T> {
    Box::pin(std::future::ready(answer))
}

impl LogSource for CaseSource {
    fn identity(&self) -> SourceFuture<'_, SourceIdentity> {
        let account = self.streams().map(|streams| {
            let accounts: HashMap<&str, ()> = streams
                .iter()
                .filter_map(|stream| stream.log.split_once(':'))
                .filter(|(account, _)| account.bytes().all(|digit| digit.is_ascii_digit()))
                .map(|(account, _)| (account, ()))
                .collect();
            let mut accounts: Vec<&str> = accounts.into_keys().collect();
            accounts.sort_unstable();
            SourceIdentity { account: (!accounts.is_empty()).then(|| accounts.join(", ")), ..SourceIdentity::default() }
        });
        at_once(account)
    }

    fn log_groups<'a>(
        &'a self,
        filter: &'a GroupFilter,
        _next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogGroup>> {
        at_once(self.groups(filter).map(|items| Page { items, next_token: None }))
    }

    fn log_streams<'a>(
        &'a self,
        log_group: &'a str,
        prefix: Option<&'a str>,
        order: StreamOrder,
        next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogStream>> {
        let listed = self.streams().map(|streams| {
            let mut items: Vec<LogStream> = streams
                .into_iter()
                .filter(|stream| is_of(&stream.log, log_group))
                .filter(|stream| prefix.is_none_or(|prefix| stream.name.starts_with(prefix)))
                .map(|stream| LogStream {
                    name: stream.name,
                    creation_time: stream.first_time,
                    first_event_time: stream.first_time,
                    last_event_time: stream.last_time,
                    last_ingestion_time: None,
                })
                .collect();
            if order != StreamOrder::Name {
                items.sort_by_key(|stream| std::cmp::Reverse(stream.last_event_time));
            }
            let from = next_token.and_then(|token| token.parse().ok()).unwrap_or(0_usize).min(items.len());
            let to = (from + PAGE).min(items.len());
            let next_token = (to < items.len()).then(|| to.to_string());
            Page { items: items.drain(from..to).collect(), next_token }
        });
        at_once(listed)
    }

    fn start_query<'a>(&'a self, request: &'a QueryRequest) -> SourceFuture<'a, QueryId> {
        Box::pin(async move { self.start(request) })
    }

    fn query_results<'a>(&'a self, query: &'a QueryId, next_token: Option<&'a str>) -> SourceFuture<'a, QueryResults> {
        Box::pin(async move {
            let mut ended = self.run(query)?.ended.subscribe();
            // Most queries are about to end: whoever asks need not ask again.
            let _still_runs = tokio::time::timeout(PATIENCE, ended.wait_for(|ended| *ended)).await;
            self.results(query, next_token)
        })
    }

    fn stop_query<'a>(&'a self, query: &'a QueryId) -> SourceFuture<'a, ()> {
        if let Ok(run) = self.run(query) {
            run.stop.store(true, Ordering::Relaxed);
        }
        at_once(Ok(()))
    }

    fn log_record<'a>(&'a self, ptr: &'a str) -> SourceFuture<'a, QueryRow> {
        let source = Self { path: self.path.clone(), queries: Mutex::default() };
        let ptr = ptr.to_owned();
        Box::pin(async move {
            let read = tokio::task::spawn_blocking(move || source.record(&ptr)).await;
            read.unwrap_or_else(|error| Err(SourceError::new(SourceErrorKind::ServiceFault, error.to_string())))
        })
    }

    fn query_definitions<'a>(&'a self, _next_token: Option<&'a str>) -> SourceFuture<'a, Page<QueryDefinition>> {
        at_once(Ok(Page { items: Vec::new(), next_token: None }))
    }
}
