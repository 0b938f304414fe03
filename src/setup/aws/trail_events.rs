use std::{sync::Arc, time::Duration};

use aws_sdk_cloudtrail::{
    primitives::DateTime,
    types::{LookupAttribute, LookupAttributeKey},
};
use tokio_util::sync::CancellationToken;

use super::{Account, account};
use crate::{
    cloudwatch::{Completeness, run_query},
    model::{LogSource, MAX_QUERY_ROWS, Operation, QueryRequest, SourceError, SourceErrorKind, TimeRange},
    setup::{
        Answer,
        reconcile::{Covered, TrailEvent},
    },
};

/// CloudTrail's event history goes back so far (User Guide, "Working with CloudTrail event history"). Milliseconds.
const KEPT: i64 = 90 * 86_400_000;
/// Credentials of a role last 12 hours at most: who got them, got them within so long before.
const CREDENTIALS_LAST: i64 = 12 * 3_600_000;
/// `LookupEvents` takes two requests a second (its API page).
const PAUSE: Duration = Duration::from_millis(510);
/// Pages of events about credentials that are read at most: services assume roles all day long.
const MOST_PAGES: usize = 400;

const OF_SESSIONS: [&str; 3] = ["StartSession", "ResumeSession", "TerminateSession"];
/// How people come by the credentials of a role.
const OF_CREDENTIALS: [&str; 4] =
    ["AssumeRoleWithSAML", "GetRoleCredentials", "AssumeRole", "AssumeRoleWithWebIdentity"];

/// What CloudTrail has.
#[derive(Default)]
pub(super) struct FoundEvents {
    pub events: Vec<TrailEvent>,
    /// Events of these names that cannot be read.
    pub broken: u64,
}

impl FoundEvents {
    fn take(&mut self, json: &str) {
        match TrailEvent::parse(json) {
            Ok(event) => self.events.extend(event),
            Err(error) => {
                tracing::debug!(%error, "a CloudTrail event that cannot be read");
                self.broken += 1;
            }
        }
    }
}

/// From CloudTrail itself, by `LookupEvents`.
pub(super) async fn look_up(
    account: &Account,
    range: TimeRange,
    now: i64,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<(FoundEvents, Answer<Covered>), SourceError> {
    let mut found = FoundEvents::default();
    let covered = Covered { start: range.start.max(now - KEPT), end: range.end.min(now) };
    for name in OF_SESSIONS {
        // A session that began in the range may be ended after it.
        let until = if name == "StartSession" { covered.end } else { now };
        match pages(account, name, (covered.start, until), usize::MAX, &mut found, tell).await? {
            Answer::Read { .. } => {}
            other => return Ok((found, other.without_value())),
        }
    }
    for name in OF_CREDENTIALS {
        // What is missing leaves principals unresolved, and takes no session away.
        let since = covered.start - CREDENTIALS_LAST;
        if pages(account, name, (since, covered.end), MOST_PAGES, &mut found, tell).await?.value().is_none() {
            break;
        }
    }
    let evidence = account::evidence(Operation::LookupEvents, account.region());
    Ok((found, Answer::Read { value: covered, evidence }))
}

async fn pages(
    account: &Account,
    name: &str,
    (start, end): (i64, i64),
    most: usize,
    found: &mut FoundEvents,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<Answer<()>, SourceError> {
    let only = LookupAttribute::builder()
        .attribute_key(LookupAttributeKey::EventName)
        .attribute_value(name)
        .build()
        .map_err(|error| SourceError::new(SourceErrorKind::ServiceFault, error.to_string()))?;
    let mut next: Option<String> = None;
    for _ in 0..most {
        let request = account
            .cloudtrail
            .lookup_events()
            .lookup_attributes(only.clone())
            .start_time(DateTime::from_millis(start))
            .end_time(DateTime::from_millis(end))
            .max_results(50)
            .set_next_token(next.clone());
        let page = match account.ask(Operation::LookupEvents, name, || request.clone().send()).await? {
            Answer::Read { value, .. } => value,
            other => return Ok(other.without_value()),
        };
        for event in page.events.unwrap_or_default() {
            if let Some(json) = event.cloud_trail_event {
                found.take(&json);
            }
        }
        tell(found.events.len());
        let token = page.next_token.filter(|token| !token.is_empty());
        if token.is_none() || token == next {
            break;
        }
        next = token;
        if !account.logs.has_own_endpoint() {
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(Answer::Read { value: (), evidence: account::evidence(Operation::LookupEvents, name) })
}

/// From a log group that a trail writes to: as far back as it is kept, and AWS bills what is scanned.
pub(super) async fn query(
    account: &Account,
    log_group: &str,
    range: TimeRange,
    cancel: &CancellationToken,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<(FoundEvents, Answer<Covered>), SourceError> {
    let source: Arc<dyn LogSource> = Arc::new(account.logs.clone());
    let mut found = FoundEvents::default();
    for (service, names, start) in [
        (r#"["ssm.amazonaws.com"]"#, OF_SESSIONS.as_slice(), range.start),
        (
            r#"["sts.amazonaws.com", "sso.amazonaws.com"]"#,
            OF_CREDENTIALS.as_slice(),
            range.start.saturating_sub(CREDENTIALS_LAST),
        ),
    ] {
        let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let request = QueryRequest {
            log_groups: vec![log_group.to_owned()],
            range: TimeRange { start: start.max(0), end: range.end },
            text: format!(
                "fields @message | filter eventSource in {service} and eventName in [{}] | sort @timestamp asc | limit {MAX_QUERY_ROWS}",
                names.join(", ")
            ),
            limit: MAX_QUERY_ROWS,
        };
        let came = run_query(&source, &request, cancel, |_| {}).await;
        let run = match account::answer(Operation::StartQuery, log_group, came)? {
            Answer::Read { value, .. } => value,
            other => return Ok((found, other.without_value())),
        };
        for row in &run.rows {
            if let Some((_, json)) = row.iter().find(|(field, _)| field == "@message") {
                found.take(json);
            }
        }
        tell(found.events.len());
        if run.completeness != Completeness::Complete {
            let message = "the query did not give all events: choose a shorter time".to_owned();
            let evidence = account::evidence(Operation::StartQuery, log_group);
            return Ok((found, Answer::Failed { message, evidence }));
        }
    }
    let value = Covered { start: range.start, end: range.end };
    Ok((found, Answer::Read { value, evidence: account::evidence(Operation::StartQuery, log_group) }))
}
