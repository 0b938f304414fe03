//! Against a scripted source, in paused time: what would be sent, how often, and when.

use std::{collections::VecDeque, sync::Mutex};

use super::*;
use crate::model::{
    GroupFilter, LogGroup, LogStream, Page, QueryDefinition, SourceFuture, SourceIdentity, StreamOrder, TimeRange,
};

type Answer<T> = Result<T, SourceErrorKind>;

/// Answers from its lists in order; when they run out, the query goes on running.
#[derive(Default)]
struct Script {
    starts: Mutex<VecDeque<Answer<&'static str>>>,
    results: Mutex<VecDeque<Answer<QueryResults>>>,
    start_takes: Duration,
    asked: Mutex<Vec<String>>,
}

impl Script {
    fn new(
        starts: impl IntoIterator<Item = Answer<&'static str>>,
        results: impl IntoIterator<Item = Answer<QueryResults>>,
    ) -> Self {
        Self {
            starts: Mutex::new(starts.into_iter().collect()),
            results: Mutex::new(results.into_iter().collect()),
            ..Self::default()
        }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn polls(&self) -> usize {
        self.asked().iter().filter(|call| call.starts_with("results")).count()
    }

    fn stops(&self) -> usize {
        self.asked().iter().filter(|call| call.starts_with("stop")).count()
    }
}

fn refused(kind: SourceErrorKind) -> SourceError {
    SourceError::new(kind, "scripted")
}

impl LogSource for Script {
    fn identity(&self) -> SourceFuture<'_, SourceIdentity> {
        unreachable!()
    }
    fn log_groups<'a>(&'a self, _: &'a GroupFilter, _: Option<&'a str>) -> SourceFuture<'a, Page<LogGroup>> {
        unreachable!()
    }
    fn log_streams<'a>(
        &'a self,
        _: &'a str,
        _: Option<&'a str>,
        _: StreamOrder,
        _: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogStream>> {
        unreachable!()
    }
    fn log_record<'a>(&'a self, _: &'a str) -> SourceFuture<'a, QueryRow> {
        unreachable!()
    }
    fn query_definitions<'a>(&'a self, _: Option<&'a str>) -> SourceFuture<'a, Page<QueryDefinition>> {
        unreachable!()
    }

    fn start_query<'a>(&'a self, _: &'a QueryRequest) -> SourceFuture<'a, QueryId> {
        Box::pin(async {
            self.asked.lock().unwrap().push("start".to_owned());
            tokio::time::sleep(self.start_takes).await;
            let next = self.starts.lock().unwrap().pop_front();
            next.unwrap_or(Ok("q")).map(|id| QueryId(id.to_owned())).map_err(refused)
        })
    }

    fn query_results<'a>(&'a self, query: &'a QueryId, token: Option<&'a str>) -> SourceFuture<'a, QueryResults> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(format!("results {} {}", query.0, token.unwrap_or("-")));
            let next = self.results.lock().unwrap().pop_front();
            next.unwrap_or_else(|| Ok(page(QueryStatus::Running, &[], None))).map_err(refused)
        })
    }

    fn stop_query<'a>(&'a self, query: &'a QueryId) -> SourceFuture<'a, ()> {
        self.asked.lock().unwrap().push(format!("stop {}", query.0));
        Box::pin(async { Ok(()) })
    }
}

fn page(status: QueryStatus, rows: &[&str], next: Option<&str>) -> QueryResults {
    QueryResults {
        status,
        statistics: QueryStatistics::default(),
        rows: rows.iter().map(|value| vec![("a".to_owned(), (*value).to_owned())]).collect(),
        next_token: next.map(str::to_owned),
    }
}

fn counted(mut page: QueryResults, matched: f64, result_count: Option<f64>) -> QueryResults {
    page.statistics.records_matched = matched;
    page.statistics.result_count = result_count;
    page
}

fn request(limit: u32) -> QueryRequest {
    QueryRequest {
        log_groups: vec!["g".to_owned()],
        range: TimeRange { start: 0, end: 1_000 },
        text: "fields @message".to_owned(),
        limit,
    }
}

struct Seen {
    result: Result<QueryRun, SourceError>,
    progress: Vec<QueryProgress>,
}

async fn run(script: &Arc<Script>, limit: u32, cancel: &CancellationToken) -> Seen {
    let source: Arc<dyn LogSource> = Arc::clone(script) as _;
    let mut progress = Vec::new();
    let result = run_query(&source, &request(limit), cancel, |step| progress.push(step)).await;
    Seen { result, progress }
}

async fn outcome(script: Script, limit: u32) -> (Arc<Script>, Seen) {
    let script = Arc::new(script);
    let seen = run(&script, limit, &CancellationToken::new()).await;
    (script, seen)
}

fn values(rows: &[QueryRow]) -> Vec<&str> {
    rows.iter().map(|row| row[0].1.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn partial_rows_show_while_it_runs_and_are_replaced_at_the_end() {
    let results = [
        Ok(page(QueryStatus::Scheduled, &[], None)),
        Ok(page(QueryStatus::Running, &["early", "taken back"], None)),
        Ok(page(QueryStatus::Complete, &["early", "late"], None)),
    ];
    let (script, seen) = outcome(Script::new([], results), 100).await;
    let run = seen.result.unwrap();
    assert_eq!((values(&run.rows), run.completeness), (vec!["early", "late"], Completeness::Complete));
    assert!(seen.progress.iter().any(|step| values(&step.partial) == ["early", "taken back"]));
    assert_eq!(script.stops(), 0, "an ended query is left alone");
    assert!(run.statistics.elapsed > Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn every_page_is_read() {
    let results = [
        Ok(counted(page(QueryStatus::Complete, &["1", "2"], Some("t2")), 3.0, Some(3.0))),
        Err(SourceErrorKind::Throttled),
        Ok(page(QueryStatus::Complete, &["3"], None)),
    ];
    let (script, seen) = outcome(Script::new([], results), 100).await;
    let run = seen.result.unwrap();
    assert_eq!((values(&run.rows), run.completeness), (vec!["1", "2", "3"], Completeness::Complete));
    assert_eq!(script.asked(), ["start", "results q -", "results q t2", "results q t2"]);
    assert_eq!(seen.progress.last().map(|step| (step.pages_read, step.rows_read)), Some((2, 3)));
}

#[tokio::test(start_paused = true)]
async fn missing_rows_are_never_called_complete() {
    let fewer = counted(page(QueryStatus::Complete, &["1"], None), 2.0, Some(2.0));
    let at_limit = counted(page(QueryStatus::Complete, &["1", "2"], None), 5.0, Some(2.0));
    let exactly_all = counted(page(QueryStatus::Complete, &["1", "2"], None), 2.0, Some(2.0));
    let expected = [
        (fewer, Completeness::RowsMissing),
        (at_limit, Completeness::LimitReached { limit: 2 }),
        (exactly_all, Completeness::Complete),
    ];
    for (answer, completeness) in expected {
        let run = outcome(Script::new([], [Ok(answer)]), 2).await.1.result.unwrap();
        assert_eq!(run.completeness, completeness);
    }
}

#[tokio::test(start_paused = true)]
async fn pages_that_lead_nowhere_come_to_an_end() {
    let same_token = || Ok(page(QueryStatus::Complete, &["x"], Some("t")));
    let run = outcome(Script::new([], [same_token(), same_token(), same_token()]), 100).await.1.result.unwrap();
    assert_eq!(run.completeness, Completeness::RowsMissing);
    let tokens = ["a", "b", "c", "d", "e"].map(|token| Ok(page(QueryStatus::Complete, &[], Some(token))));
    let run = outcome(Script::new([], tokens), 100).await.1.result.unwrap();
    assert_eq!(run.completeness, Completeness::RowsMissing);
}

#[tokio::test(start_paused = true)]
async fn throttling_waits_and_says_so() {
    let starts = [Err(SourceErrorKind::Throttled), Err(SourceErrorKind::TooManyQueries), Ok("q")];
    let results = [Err(SourceErrorKind::Throttled), Ok(page(QueryStatus::Complete, &["1"], None))];
    let (script, seen) = outcome(Script::new(starts, results), 100).await;
    assert_eq!(seen.result.unwrap().completeness, Completeness::Complete);
    let reasons: Vec<_> = seen.progress.iter().filter_map(|step| step.waiting).map(|waiting| waiting.reason).collect();
    assert_eq!(reasons, [WaitReason::Throttled, WaitReason::TooManyQueries, WaitReason::Throttled]);
    assert_eq!(script.asked().iter().filter(|call| *call == "start").count(), 3);
    assert!(seen.progress.last().unwrap().waiting.is_none());
}

#[tokio::test(start_paused = true)]
async fn waiting_has_an_end() {
    for (kind, bound) in
        [(SourceErrorKind::Throttled, PATIENCE), (SourceErrorKind::TooManyQueries, PATIENCE_FOR_A_PLACE)]
    {
        let began = Instant::now();
        let starts = vec![Err(kind.clone()); 1_000];
        let (script, seen) = outcome(Script::new(starts, []), 100).await;
        assert_eq!(seen.result.unwrap_err().kind, kind);
        assert!(began.elapsed() < bound + LONGEST_WAIT * 2);
        assert_eq!(script.stops(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_gap_in_the_network_does_not_lose_a_running_query() {
    let gone = || Err(SourceErrorKind::Unreachable { endpoint: "e".to_owned() });
    let results = [gone(), gone(), Ok(page(QueryStatus::Complete, &["1"], None))];
    let (_, seen) = outcome(Script::new([], results), 100).await;
    assert_eq!(seen.result.unwrap().completeness, Completeness::Complete);
    let down = Script::new([Err(SourceErrorKind::Unreachable { endpoint: "e".to_owned() })], []);
    let (script, seen) = outcome(down, 100).await;
    assert!(matches!(seen.result.unwrap_err().kind, SourceErrorKind::Unreachable { .. }));
    assert_eq!(script.asked(), ["start"], "a start that nobody answers shows at once");
}

#[tokio::test(start_paused = true)]
async fn cancelling_acts_inside_a_wait_and_stops_once() {
    let script = Arc::new(Script::default());
    let cancel = CancellationToken::new();
    let began = Instant::now();
    let (seen, polls) = tokio::join!(run(&script, 100, &cancel), async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        cancel.cancel();
        script.polls()
    });
    assert_eq!(seen.result.unwrap_err().kind, SourceErrorKind::Cancelled);
    assert_eq!(script.polls(), polls, "no further poll");
    assert!(began.elapsed() < Duration::from_millis(30_100), "not at the end of the pause");
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(script.stops(), 1);
    assert_eq!(script.asked().last().map(String::as_str), Some("stop q"));
}

#[tokio::test(start_paused = true)]
async fn dropping_stops_once() {
    let script = Arc::new(Script::default());
    let cancel = CancellationToken::new();
    let dropped = tokio::time::timeout(Duration::from_secs(10), run(&script, 100, &cancel)).await;
    assert!(dropped.is_err());
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(script.stops(), 1);
    assert_eq!(script.asked().last().map(String::as_str), Some("stop q"));
}

#[tokio::test(start_paused = true)]
async fn a_query_that_is_just_starting_is_stopped_too() {
    for cancels in [true, false] {
        let script = Arc::new(Script { start_takes: Duration::from_secs(1), ..Script::default() });
        let cancel = CancellationToken::new();
        if cancels {
            let (seen, ()) = tokio::join!(run(&script, 100, &cancel), async { cancel.cancel() });
            assert_eq!(seen.result.unwrap_err().kind, SourceErrorKind::Cancelled);
        } else {
            let early = tokio::time::timeout(Duration::from_millis(500), run(&script, 100, &cancel)).await;
            assert!(early.is_err());
        }
        tokio::time::sleep(Duration::from_mins(1)).await;
        assert!(
            script.asked() == ["start", "stop q"] || (cancels && script.asked().is_empty()),
            "{:?}",
            script.asked()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_query_says_how_it_ended() {
    for status in [QueryStatus::Failed, QueryStatus::Timeout, QueryStatus::Unknown] {
        let results = [Ok(page(QueryStatus::Running, &["1"], None)), Ok(page(status, &["1"], None))];
        let (script, seen) = outcome(Script::new([], results), 100).await;
        let error = seen.result.unwrap_err();
        assert_eq!(error.kind, SourceErrorKind::QueryFailed { status });
        assert!(error.detail.contains("1 rows"), "{}", error.detail);
        assert_eq!(script.stops(), 0);
    }
    let (_, seen) = outcome(Script::new([], [Ok(page(QueryStatus::Cancelled, &[], None))]), 100).await;
    assert_eq!(seen.result.unwrap_err().kind, SourceErrorKind::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn an_error_on_the_way_stops_the_query() {
    let results = [Ok(page(QueryStatus::Running, &[], None)), Err(SourceErrorKind::CredentialsExpired)];
    let (script, seen) = outcome(Script::new([], results), 100).await;
    assert_eq!(seen.result.unwrap_err().kind, SourceErrorKind::CredentialsExpired);
    assert_eq!(script.stops(), 1);
}

#[tokio::test(start_paused = true)]
async fn polling_starts_soon_and_calms_down() {
    let script = Arc::new(Script::default());
    let cancel = CancellationToken::new();
    let _cut = tokio::time::timeout(Duration::from_mins(1), run(&script, 100, &cancel)).await;
    let polls = script.polls();
    assert!((25..60).contains(&polls), "{polls} polls in a minute");
}
