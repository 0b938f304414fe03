//! A source that is not asked more often than it takes.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Mutex, time::Instant};

use crate::model::{
    GroupFilter, LogGroup, LogSource, LogStream, Page, QueryDefinition, QueryId, QueryRequest, QueryResults, QueryRow,
    SourceFuture, SourceIdentity, StreamOrder,
};

/// AWS takes 10 `StartQuery` and 10 `GetQueryResults` a second, account and region; others ask too. Source:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>
const BETWEEN: Duration = Duration::from_millis(115);

/// Lets requests through one by one.
#[derive(Debug, Default)]
struct Gate(Mutex<Option<Instant>>);

impl Gate {
    async fn pass(&self) {
        let mut next = self.0.lock().await;
        let now = Instant::now();
        let at = next.unwrap_or(now).max(now);
        *next = Some(at + BETWEEN);
        drop(next);
        tokio::time::sleep_until(at).await;
    }
}

/// Spaces the two operations whose rates AWS limits.
pub struct Paced {
    inner: Arc<dyn LogSource>,
    starts: Gate,
    results: Gate,
}

impl Paced {
    pub fn new(inner: Arc<dyn LogSource>) -> Self {
        Self { inner, starts: Gate::default(), results: Gate::default() }
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

    fn query_definitions<'a>(&'a self, next_token: Option<&'a str>) -> SourceFuture<'a, Page<QueryDefinition>> {
        self.inner.query_definitions(next_token)
    }
}
