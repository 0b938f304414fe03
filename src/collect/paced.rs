//! A source that is not asked more often than it takes.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Mutex, time::Instant};

use crate::model::{
    EventsRequest, GroupFilter, LogEvent, LogGroup, LogSource, LogStream, Page, QueryDefinition, QueryId, QueryRequest,
    QueryResults, QueryRow, SourceError, SourceErrorKind, SourceFuture, SourceIdentity, StreamOrder,
};

/// AWS takes 10 `StartQuery` and 10 `GetQueryResults` a second, account and region; others ask too. Source:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>
const BETWEEN: Duration = Duration::from_millis(115);
/// No slower than that, however often AWS refuses.
const LONGEST_BETWEEN: Duration = Duration::from_secs(1);

/// Lets requests through one by one.
#[derive(Debug)]
struct Gate(Mutex<Pace>);

#[derive(Debug)]
struct Pace {
    next: Option<Instant>,
    between: Duration,
}

impl Default for Gate {
    fn default() -> Self {
        Self(Mutex::new(Pace { next: None, between: BETWEEN }))
    }
}

impl Gate {
    async fn pass(&self) {
        let mut pace = self.0.lock().await;
        let now = Instant::now();
        let at = pace.next.unwrap_or(now).max(now);
        pace.next = Some(at + pace.between);
        drop(pace);
        tokio::time::sleep_until(at).await;
    }

    /// Finds the rate that a region takes: slower after a refusal, a little faster after each answer.
    async fn learn<T>(&self, answer: &Result<T, SourceError>) {
        let mut pace = self.0.lock().await;
        pace.between = match answer {
            Err(error) if error.kind == SourceErrorKind::Throttled => (pace.between * 3 / 2).min(LONGEST_BETWEEN),
            _ => pace.between.mul_f64(0.99).max(BETWEEN),
        };
    }
}

/// Spaces the operations whose rates AWS limits. `FilterLogEvents` may be asked ten times a second in most regions, five
/// times in some: its pace follows what AWS takes.
pub struct Paced {
    inner: Arc<dyn LogSource>,
    starts: Gate,
    results: Gate,
    filter: Gate,
}

impl Paced {
    pub fn new(inner: Arc<dyn LogSource>) -> Self {
        Self { inner, starts: Gate::default(), results: Gate::default(), filter: Gate::default() }
    }
}

impl LogSource for Paced {
    fn identity(&self) -> SourceFuture<'_, SourceIdentity> {
        self.inner.identity()
    }

    fn log_groups<'a>(
        &'a self,
        filter: &'a GroupFilter,
        next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogGroup>> {
        self.inner.log_groups(filter, next_token)
    }

    fn log_streams<'a>(
        &'a self,
        log_group: &'a str,
        prefix: Option<&'a str>,
        order: StreamOrder,
        next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogStream>> {
        self.inner.log_streams(log_group, prefix, order, next_token)
    }

    fn start_query<'a>(&'a self, request: &'a QueryRequest) -> SourceFuture<'a, QueryId> {
        Box::pin(async move {
            self.starts.pass().await;
            self.inner.start_query(request).await
        })
    }

    fn query_results<'a>(&'a self, query: &'a QueryId, next_token: Option<&'a str>) -> SourceFuture<'a, QueryResults> {
        Box::pin(async move {
            self.results.pass().await;
            self.inner.query_results(query, next_token).await
        })
    }

    fn stop_query<'a>(&'a self, query: &'a QueryId) -> SourceFuture<'a, ()> {
        self.inner.stop_query(query)
    }

    fn log_record<'a>(&'a self, ptr: &'a str) -> SourceFuture<'a, QueryRow> {
        self.inner.log_record(ptr)
    }

    fn filter_log_events<'a>(
        &'a self,
        request: &'a EventsRequest,
        next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogEvent>> {
        Box::pin(async move {
            self.filter.pass().await;
            let answer = self.inner.filter_log_events(request, next_token).await;
            self.filter.learn(&answer).await;
            answer
        })
    }

    fn query_definitions<'a>(&'a self, next_token: Option<&'a str>) -> SourceFuture<'a, Page<QueryDefinition>> {
        self.inner.query_definitions(next_token)
    }
}
