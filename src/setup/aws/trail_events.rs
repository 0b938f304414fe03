use std::{collections::BTreeSet, sync::Arc, time::Duration};

use aws_sdk_cloudtrail::{
    config::{Builder, Region},
    primitives::DateTime,
    types::{LookupAttribute, LookupAttributeKey},
};
use tokio_util::sync::CancellationToken;

use super::{
    Account, account, credentials, groups,
    pages::{MOST_PAGES, Pages},
    place::Place,
    window::{LONGEST_BILLED, covered, since, since_billed, until},
};
use crate::{
    cloudwatch::{Completeness, run_query},
    model::{LogSource, MAX_QUERY_ROWS, Operation, QueryRequest, SourceError, SourceErrorKind, TimeRange},
    setup::{
        Answer,
        log_group_name::plain,
        reconcile::{Covered, TrailEvent, regions_to_ask},
    },
};

/// CloudTrail's event history goes back so far (User Guide, "Working with CloudTrail event history"). Milliseconds.
const KEPT: i64 = 90 * 86_400_000;
/// Credentials of a role last 12 hours at most: who got them, got them within so long before.
pub(super) const CREDENTIALS_LAST: i64 = 12 * 3_600_000;
/// `LookupEvents` takes two requests a second (its API page).
pub(super) const PAUSE: Duration = Duration::from_millis(510);

/// Other regions that are asked at most: IAM Identity Center is in one.
const MOST_OTHER_REGIONS: usize = 3;

const OF_SESSIONS: [&str; 3] = ["StartSession", "ResumeSession", "TerminateSession"];

/// Since when CloudTrail itself has its events.
pub(super) fn kept(now: i64) -> i64 {
    now.saturating_sub(KEPT)
}

/// What CloudTrail has.
pub(super) struct FoundEvents {
    pub events: Vec<TrailEvent>,
    /// Events of these names that cannot be read.
    pub broken: u64,
    /// Events of sessions in other regions and accounts.
    pub elsewhere: u64,
    /// What came of asking who got credentials. What is missing leaves persons unresolved, and takes no session away.
    pub credentials: Answer<()>,
    /// Whether those events are of each region in which role sessions may have begun.
    pub is_of_all_regions: bool,
    place: Place,
}

impl FoundEvents {
    pub(super) fn new(place: Place) -> Self {
        Self {
            events: Vec::new(),
            broken: 0,
            elsewhere: 0,
            credentials: Answer::NotAsked,
            is_of_all_regions: true,
            place,
        }
    }

    fn take(&mut self, json: &str) {
        match TrailEvent::parse(json) {
            Ok(Some(event)) if event.is_elsewhere(&self.place.region, &self.place.account) => self.elsewhere += 1,
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
    place: Place,
    range: TimeRange,
    now: i64,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<(FoundEvents, Answer<Covered>), SourceError> {
    let mut found = FoundEvents::new(place);
    let covered = covered(range, kept(now), now);
    let since = since(range).max(kept(now));
    for name in OF_SESSIONS {
        // A session that began in the range may be taken up again and ended after it.
        let until = if name == "StartSession" { covered.end } else { until(range, now) };
        let times = (since, until);
        let key = LookupAttributeKey::EventName;
        let lookup = Lookup { key, value: name, region: None, times, most: MOST_PAGES };
        match pages(account, lookup, &mut found, tell).await? {
            Answer::Read { .. } => {}
            other => return Ok((found, other.without_value())),
        }
    }
    let times = (since.saturating_sub(CREDENTIALS_LAST).max(kept(now)), covered.end);
    found.credentials =
        Box::pin(credentials::look_up(account, credentials::EVENTS, None, times, &mut found, tell)).await?;
    let mut asked = BTreeSet::new();
    // What is found in one region may lead on into another.
    loop {
        let regions = regions_to_ask(&found.events, account.region());
        let next = regions.into_iter().find(|region| !asked.contains(region));
        let Some(region) = next.filter(|_| asked.len() < MOST_OTHER_REGIONS) else { break };
        let came = Box::pin(credentials::look_up(account, credentials::EVENTS, Some(&region), times, &mut found, tell))
            .await?;
        if found.credentials.value().is_some() {
            found.credentials = came;
        }
        asked.insert(region);
    }
    let evidence = account::evidence(Operation::LookupEvents, account.region());
    Ok((found, Answer::Read { value: covered, evidence }))
}

/// What CloudTrail is asked for.
#[derive(Clone)]
pub(super) struct Lookup<'a> {
    pub key: LookupAttributeKey,
    pub value: &'a str,
    /// `None`: in the account's own region.
    pub region: Option<&'a str>,
    /// Milliseconds since 1970, UTC; the end is not part of it.
    pub times: (i64, i64),
    /// Pages at most.
    pub most: usize,
}

impl Lookup<'_> {
    /// What it is about, with the region where that is another one.
    pub fn subject(&self) -> String {
        let Self { value, region, .. } = self;
        region.map_or_else(|| (*value).to_owned(), |region| format!("{value} ({region})"))
    }
}

/// The events of a lookup. Of a time that ends before it begins nothing is asked: CloudTrail would refuse it.
pub(super) async fn pages(
    account: &Account,
    lookup: Lookup<'_>,
    found: &mut FoundEvents,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<Answer<()>, SourceError> {
    let subject = lookup.subject();
    let Lookup { key, value: name, region, times: (start, end), most } = lookup;
    let mut pages = Pages::new(most);
    let mut read = 0;
    let subject = subject.as_str();
    if start >= end {
        return Ok(Answer::Read { value: (), evidence: account::evidence(Operation::LookupEvents, subject) });
    }
    let only = LookupAttribute::builder()
        .attribute_key(key)
        .attribute_value(name)
        .build()
        .map_err(|error| SourceError::new(SourceErrorKind::ServiceFault, error.to_string()))?;
    loop {
        let request = account
            .cloudtrail
            .lookup_events()
            .lookup_attributes(only.clone())
            .start_time(DateTime::from_millis(start))
            .end_time(DateTime::from_millis(end))
            .max_results(50)
            .set_next_token(pages.token());
        let config = || Builder::new().region(Region::new(region.unwrap_or(account.region()).to_owned()));
        let ask = || request.clone().customize().config_override(config()).send();
        let page = match account.ask(Operation::LookupEvents, subject, ask).await? {
            Answer::Read { value, .. } => value,
            other => return Ok(other.without_value()),
        };
        for event in page.events.unwrap_or_default() {
            read += 1;
            match event.cloud_trail_event {
                Some(json) => found.take(&json),
                None => found.broken += 1,
            }
        }
        tell(found.events.len());
        if !pages.go_on(page.next_token, true) {
            break;
        }
        if !account.logs.has_own_endpoint() {
            tokio::time::sleep(PAUSE).await;
        }
    }
    let evidence = account::evidence(Operation::LookupEvents, subject);
    if pages.is_cut_short() {
        return Ok(Answer::CutShort { read, evidence });
    }
    Ok(Answer::Read { value: (), evidence })
}

/// From a log group that a trail writes to: as far back as it is kept, and AWS bills what is scanned, twice. Sessions and
/// credentials are asked for apart: services assume roles so often that those alone may be more rows than a query gives.
pub(super) async fn query(
    account: &Account,
    place: Place,
    log_group: &str,
    (range, now): (TimeRange, i64),
    cancel: &CancellationToken,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<(FoundEvents, Answer<Covered>), SourceError> {
    let mut found = FoundEvents::new(place);
    let asked = Asked { account, log_group, cancel, tell };
    let kept = Box::pin(kept_in(account, log_group, now)).await?;
    let covered = covered(range, kept, now);
    // A session of the range may have begun before it and be ended after it.
    // Of a time that is not kept nothing is asked: CloudWatch Logs would refuse it.
    let since = since_billed(range).max(kept);
    let of_sessions = TimeRange { start: since, end: range.end.saturating_add(LONGEST_BILLED).min(now) };
    let sessions = asked.rows(r#"["ssm.amazonaws.com"]"#, &OF_SESSIONS, of_sessions, &mut found).await?;
    if sessions.value().is_none() {
        return Ok((found, sessions.without_value()));
    }
    let of_credentials = TimeRange { start: since.saturating_sub(CREDENTIALS_LAST).max(kept), end: covered.end };
    let services = r#"["sts.amazonaws.com"]"#;
    found.credentials = asked.rows(services, &credentials::events(), of_credentials, &mut found).await?;
    // Whether the trail is one of many regions shows in what it has.
    let is_there = |region: &String| found.events.iter().any(|event| event.region.as_ref() == Some(region));
    found.is_of_all_regions = regions_to_ask(&found.events, account.region()).iter().all(is_there);
    Ok((found, sessions.map(|()| covered)))
}

/// Since when a log group has what was written to it. Where that may not be read, it is taken to have all of it.
async fn kept_in(account: &Account, log_group: &str, now: i64) -> Result<i64, SourceError> {
    let described = groups::describe(account, plain(log_group)).await?;
    let Some(group) = described.value() else { return Ok(0) };
    let kept = group.retention_milliseconds().map(|kept| now.saturating_sub(kept));
    Ok(kept.into_iter().chain(group.creation_time).max().unwrap_or(0))
}

/// Where events are asked for.
struct Asked<'a> {
    account: &'a Account,
    log_group: &'a str,
    cancel: &'a CancellationToken,
    tell: &'a (dyn Fn(usize) + Send + Sync),
}

impl Asked<'_> {
    async fn rows(
        &self,
        services: &str,
        names: &[&str],
        range: TimeRange,
        found: &mut FoundEvents,
    ) -> Result<Answer<()>, SourceError> {
        if range.start >= range.end {
            let evidence = account::evidence(Operation::StartQuery, self.log_group);
            return Ok(Answer::Read { value: (), evidence });
        }
        let source: Arc<dyn LogSource> = Arc::new(self.account.logs.clone());
        let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let request = QueryRequest {
            log_groups: vec![self.log_group.to_owned()],
            range,
            text: format!(
                "fields @message | filter eventSource in {services} and eventName in [{}] | sort @timestamp asc | limit {MAX_QUERY_ROWS}",
                names.join(", ")
            ),
            limit: MAX_QUERY_ROWS,
        };
        let came = run_query(&source, &request, self.cancel, |_| {}).await;
        let run = match account::answer(Operation::StartQuery, self.log_group, came)? {
            Answer::Read { value, .. } => value,
            other => return Ok(other.without_value()),
        };
        for row in &run.rows {
            if let Some((_, json)) = row.iter().find(|(field, _)| field == "@message") {
                found.take(json);
            }
        }
        (self.tell)(found.events.len());
        let evidence = account::evidence(Operation::StartQuery, self.log_group);
        let read = run.rows.len();
        // A message that came shortened is no JSON: it is counted as one that cannot be read.
        let all_came = matches!(run.completeness, Completeness::Complete | Completeness::ShortMessages { .. });
        // Each event that matches is a row here, whatever limit the service has.
        if all_came && run.statistics.records_matched <= read as f64 {
            return Ok(Answer::Read { value: (), evidence });
        }
        Ok(Answer::CutShort { read, evidence })
    }
}
