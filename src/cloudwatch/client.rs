use std::{future::Future, time::Duration};

use aws_config::{SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_cloudwatchlogs::error::{ProvideErrorMetadata, SdkError};

use super::{
    access_guard::AccessGuard, connect::endpoint_words, definitions, errors, filter_events, identity, listing, queries,
};
use crate::model::{
    EventsRequest, GroupFilter, LogEvent, LogGroup, LogSource, LogStream, Operation, Page, QueryDefinition, QueryId,
    QueryRequest, QueryResults, QueryRow, SourceError, SourceErrorKind, SourceFuture, SourceIdentity, StreamOrder,
};

/// CloudWatch Logs of one account and region, or another endpoint that speaks its protocol.
///
/// Every request goes through [`CloudWatch::call`] and, inside the SDK, through [`AccessGuard`].
#[derive(Clone, Debug)]
pub struct CloudWatch {
    pub(super) logs: aws_sdk_cloudwatchlogs::Client,
    pub(super) sts: aws_sdk_sts::Client,
    config: SdkConfig,
    place: Place,
}

/// Where a client reads from, for messages and decisions. Holds no credential.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) region: String,
    /// The address that a message names.
    pub(super) endpoint: String,
    /// Set where it is not AWS's own.
    pub(super) custom_endpoint: Option<String>,
    /// It lies on this machine.
    pub(super) local: bool,
    pub(super) profile: Option<String>,
    /// The credentials come from a sign-in that runs out.
    pub(super) signs_in: bool,
}

impl Place {
    pub(super) fn new(region: String, custom_endpoint: Option<String>, local: bool) -> Self {
        let endpoint = endpoint_words(&region, custom_endpoint.as_deref());
        Self { region, endpoint, custom_endpoint, local, profile: None, signs_in: false }
    }
}

/// Waits between attempts of a throttled listing. Queries are paced by who runs them, visibly.
const LISTING_WAITS: [Duration; 4] =
    [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

impl CloudWatch {
    pub(super) fn new(config: &SdkConfig, place: Place) -> Self {
        let config = if place.local && place.endpoint.starts_with("http://") {
            // The SDK takes the environment's proxy also for this very machine.
            let direct = aws_smithy_http_client::Builder::new().build_http();
            config.to_builder().http_client(direct).build()
        } else {
            config.clone()
        };
        let logs = aws_sdk_cloudwatchlogs::config::Builder::from(&config).interceptor(AccessGuard);
        // Only who we are comes from STS: a network that does not reach it shall not keep anybody waiting.
        let sts = aws_sdk_sts::config::Builder::from(&config)
            .interceptor(AccessGuard)
            .retry_config(RetryConfig::standard().with_max_attempts(2).with_initial_backoff(Duration::from_millis(250)))
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(Duration::from_secs(2))
                    .operation_attempt_timeout(Duration::from_secs(5))
                    .build(),
            );
        Self {
            logs: aws_sdk_cloudwatchlogs::Client::from_conf(logs.build()),
            sts: aws_sdk_sts::Client::from_conf(sts.build()),
            config,
            place,
        }
    }

    /// With what other services of the same account and region are asked, behind [`AccessGuard`].
    pub fn config(&self) -> &SdkConfig {
        &self.config
    }

    pub fn region(&self) -> &str {
        &self.place.region
    }

    /// Whether another place than AWS's own answers.
    pub fn has_own_endpoint(&self) -> bool {
        self.place.custom_endpoint.is_some()
    }

    /// The client of CloudWatch Logs itself, for what no other function here asks.
    pub fn logs(&self) -> &aws_sdk_cloudwatchlogs::Client {
        &self.logs
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// The one way to ask AWS something. `resource` is what an error names when it is not there.
    pub async fn call<T, E, F>(
        &self,
        operation: Operation,
        resource: &str,
        ask: impl Fn() -> F + Send,
    ) -> Result<T, SourceError>
    where
        F: Future<Output = Result<T, SdkError<E>>> + Send,
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let waits: &[Duration] = match operation {
            Operation::StartQuery | Operation::GetQueryResults | Operation::FilterLogEvents => &[],
            _ => &LISTING_WAITS,
        };
        let mut waits = waits.iter();
        loop {
            let error = match ask().await {
                Ok(answer) => return Ok(answer),
                Err(error) => errors::from_sdk(&error, operation, resource, &self.place),
            };
            tracing::debug!(operation = operation.name(), kind = ?error.kind, "refused");
            match waits.next() {
                Some(wait) if error.kind == SourceErrorKind::Throttled => tokio::time::sleep(*wait).await,
                _ => return Err(error),
            }
        }
    }
}

impl LogSource for CloudWatch {
    fn identity(&self) -> SourceFuture<'_, SourceIdentity> {
        Box::pin(identity::identity(self))
    }

    fn log_groups<'a>(
        &'a self,
        filter: &'a GroupFilter,
        next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogGroup>> {
        Box::pin(listing::log_groups(self, filter, next_token))
    }

    fn log_streams<'a>(
        &'a self,
        log_group: &'a str,
        prefix: Option<&'a str>,
        order: StreamOrder,
        next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogStream>> {
        Box::pin(listing::log_streams(self, log_group, prefix, order, next_token))
    }

    fn start_query<'a>(&'a self, request: &'a QueryRequest) -> SourceFuture<'a, QueryId> {
        Box::pin(queries::start(self, request))
    }

    fn query_results<'a>(&'a self, query: &'a QueryId, next_token: Option<&'a str>) -> SourceFuture<'a, QueryResults> {
        Box::pin(queries::results(self, query, next_token))
    }

    fn stop_query<'a>(&'a self, query: &'a QueryId) -> SourceFuture<'a, ()> {
        Box::pin(queries::stop(self, query))
    }

    fn log_record<'a>(&'a self, ptr: &'a str) -> SourceFuture<'a, QueryRow> {
        Box::pin(queries::record(self, ptr))
    }

    fn filter_log_events<'a>(
        &'a self,
        request: &'a EventsRequest,
        next_token: Option<&'a str>,
    ) -> SourceFuture<'a, Page<LogEvent>> {
        Box::pin(filter_events::page(self, request, next_token))
    }

    fn query_definitions<'a>(&'a self, next_token: Option<&'a str>) -> SourceFuture<'a, Page<QueryDefinition>> {
        Box::pin(definitions::query_definitions(self, next_token))
    }
}
