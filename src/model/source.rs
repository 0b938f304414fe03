use std::{future::Future, pin::Pin};

use super::{
    LogClass, LogEvent, LogGroup, LogStream, Operation, QueryDefinition, QueryId, QueryRequest, QueryResults, QueryRow,
    SourceError, SourceErrorKind, StreamOrder, TimeRange,
};

/// What a [`LogSource`] answers with: boxed, so that sources can stand behind one pointer.
pub type SourceFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, SourceError>> + Send + 'a>>;

/// One page of a listing.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give this back to have the next page; `None` after the last.
    pub next_token: Option<String>,
}

/// Which log groups to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupFilter {
    /// Only names that begin so. Not together with `name_pattern`.
    pub name_prefix: Option<String>,
    /// Only names that contain this, letter case counts. AWS then tells name, ARN and age only.
    pub name_pattern: Option<String>,
    pub class: Option<LogClass>,
}

/// Which events `FilterLogEvents` is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventsRequest {
    /// A name or an ARN.
    pub log_group: String,
    /// To the millisecond; the end is not part of it.
    pub range: TimeRange,
    /// The most events that one page may hold: 10,000 at most.
    pub limit: u32,
}

/// Whose logs these are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceIdentity {
    /// The AWS account's number.
    pub account: Option<String>,
    /// The ARN that AWS sees behind the credentials.
    pub caller_arn: Option<String>,
    pub region: Option<String>,
    /// An endpoint other than AWS's own.
    pub endpoint: Option<String>,
}

/// A place that has logs: AWS, the embedded service, or a case on disk. The one seam that every
/// screen stands on.
pub trait LogSource: Send + Sync {
    /// Who we are there. Also the first proof that credentials and network work.
    fn identity(&self) -> SourceFuture<'_, SourceIdentity>;

    fn log_groups<'a>(
        &'a self,
        filter: &'a GroupFilter,
        next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogGroup>>;

    /// `prefix` goes with [`StreamOrder::Name`] only.
    fn log_streams<'a>(
        &'a self,
        log_group: &'a str,
        prefix: Option<&'a str>,
        order: StreamOrder,
        next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogStream>>;

    fn start_query<'a>(&'a self, request: &'a QueryRequest) -> SourceFuture<'a, QueryId>;

    fn query_results<'a>(&'a self, query: &'a QueryId, next_token: Option<&'a str>) -> SourceFuture<'a, QueryResults>;

    /// Stopping a query that has ended is no error.
    fn stop_query<'a>(&'a self, query: &'a QueryId) -> SourceFuture<'a, ()>;

    /// Every field of one event, found by its `@ptr`.
    fn log_record<'a>(&'a self, ptr: &'a str) -> SourceFuture<'a, QueryRow>;

    /// The events themselves, a page of them; the first page without a token. Pages may be short, and empty ones are no
    /// end: only a missing token is. `log` is empty in them, and `ptr` is AWS's `eventId`.
    ///
    /// Only AWS has this, for log groups of the class STANDARD; a place that has not says so.
    fn filter_log_events<'a>(
        &'a self,
        _request: &'a EventsRequest,
        _next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogEvent>> {
        let kind = SourceErrorKind::Refused { code: "InvalidOperationException".to_owned() };
        let error = SourceError::new(kind, "events can be had here by queries only");
        Box::pin(std::future::ready(Err(error.with_operation(Operation::FilterLogEvents))))
    }

    /// The queries that the organisation has saved.
    fn query_definitions<'a>(&'a self, next_token: Option<&'a str>) -> SourceFuture<'a, Page<QueryDefinition>>;
}
