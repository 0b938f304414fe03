//! Windows through `FilterLogEvents`: pages in the order of time, kept as far as they are certain.

use std::{collections::HashSet, sync::Arc, time::Duration};

use tokio::time::Instant;

use super::{CollectError, CollectVia, Part, Plan, WindowRecord, drive::Collector, plan::group_name};
use crate::model::{
    EventsRequest, GroupFilter, LogEvent, LogGroup, LogSource, Page, SourceError, SourceErrorKind, TimeRange,
};

/// A window ends where it holds so much: it is in memory until it is kept.
pub(super) const MOST_EVENTS: u64 = 50_000;
const MOST_BYTES: usize = 24 << 20;
/// The most events of a page.
const PAGE: u32 = 10_000;
/// How often the pages of a window are begun anew whose token AWS does not know any more.
const ATTEMPTS: u32 = 6;
/// How long to put up with a service that does not answer, or takes no more requests.
const PATIENCE: Duration = Duration::from_mins(3);
const FIRST_WAIT: Duration = Duration::from_millis(300);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// A log group that may be read directly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DirectGroup {
    /// A name or an ARN.
    log_group: String,
    /// `@log`, as Logs Insights gives it: `account-id:log-group-name`.
    log: String,
}

/// Finds the account of each group, and refuses one whose class forbids it.
pub(super) async fn direct_groups(
    source: &Arc<dyn LogSource>,
    groups: &[String],
) -> Result<Vec<DirectGroup>, CollectError> {
    let mut found = Vec::with_capacity(groups.len());
    for log_group in groups {
        let name = group_name(log_group);
        let listed = match listed(source, name).await {
            Ok(listed) => listed,
            // Who may read events may not be allowed to list groups: AWS itself refuses a wrong class then.
            Err(SourceError { kind: SourceErrorKind::AccessDenied { .. }, .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let own = account_in(log_group);
        if let Some(class) = listed.as_ref().and_then(|group| group.class.clone())
            && !class.can_be_read_directly()
            && own.is_none_or(|own| listed.as_ref().and_then(|group| account_in(group.arn.as_deref()?)) == Some(own))
        {
            return Err(CollectError::NotStandard { group: name.to_owned(), class });
        }
        let account = own.or_else(|| account_in(listed.as_ref()?.arn.as_deref()?)).map(str::to_owned);
        let account = match account {
            Some(account) => Some(account),
            None => source.identity().await?.account,
        };
        let account = account.ok_or_else(|| CollectError::NoAccount { group: name.to_owned() })?;
        found.push(DirectGroup { log_group: log_group.clone(), log: format!("{account}:{name}") });
    }
    Ok(found)
}

async fn listed(source: &Arc<dyn LogSource>, name: &str) -> Result<Option<LogGroup>, SourceError> {
    let filter = GroupFilter { name_prefix: Some(name.to_owned()), ..GroupFilter::default() };
    let mut token = None;
    loop {
        let page = source.log_groups(&filter, token.as_deref()).await?;
        if let Some(group) = page.items.into_iter().find(|group| group.name == name) {
            return Ok(Some(group));
        }
        // In the order of names this group comes first; whoever lists otherwise is read to the end.
        token = page.next_token;
        if token.is_none() {
            return Ok(None);
        }
    }
}

/// The account in an ARN.
fn account_in(arn: &str) -> Option<&str> {
    arn.starts_with("arn:").then(|| arn.split(':').nth(4)).flatten().filter(|account| !account.is_empty())
}

/// What came of a window.
#[derive(Debug)]
struct Fetched {
    events: Vec<LogEvent>,
    bytes: usize,
    /// Up to here everything is there.
    until: i64,
    requests: u64,
}

impl Collector {
    /// Goes through a part of the time range.
    pub(super) async fn through_filter(
        &self,
        plan: &Plan,
        groups: &[DirectGroup],
        part: TimeRange,
    ) -> Result<(), CollectError> {
        let mut cursor = part.start;
        while cursor < part.end {
            let window = TimeRange { start: cursor, end: part.end };
            let mut fetched = Fetched { events: Vec::new(), bytes: 0, until: window.end, requests: 0 };
            for group in groups {
                // What a group before this one has not brought is asked for again with the next window.
                self.pages(group, window.start, &mut fetched).await?;
            }
            let is_cut = fetched.until < window.end;
            let came = fetched.events.iter().filter(|event| event.timestamp < fetched.until).count();
            let mut part = Part::until(plan, fetched.events, fetched.until, is_cut);
            part.events.sort_by_key(|event| event.timestamp);
            let record = WindowRecord {
                start: window.start,
                end: part.until,
                via: CollectVia::FilterLogEvents,
                requests: fetched.requests,
                query_ids: Vec::new(),
                rows: part.events.len() as u64,
                late: part.late,
                records_matched: came as u64,
                bytes_scanned: 0,
                short_messages: 0,
                is_cut,
            };
            self.commit(record, part.events).await?;
            cursor = part.until;
        }
        Ok(())
    }

    /// One group's events from `start` on, as far as there is room, but no further than `fetched.until`.
    async fn pages(&self, group: &DirectGroup, start: i64, fetched: &mut Fetched) -> Result<(), CollectError> {
        let most = MOST_EVENTS.min(u64::from(self.limit.load(std::sync::atomic::Ordering::Relaxed)));
        let limit = PAGE.min(u32::try_from(most).unwrap_or(PAGE));
        let range = TimeRange { start, end: fetched.until };
        let request = EventsRequest { log_group: group.log_group.clone(), range, limit };
        for _attempt in 0..ATTEMPTS {
            let (first, bytes) = (fetched.events.len(), fetched.bytes);
            let mut known: HashSet<String> = HashSet::new();
            let mut token: Option<String> = None;
            // The latest event so far; none, where one came after a later one.
            let mut last = Some(i64::MIN);
            loop {
                let page = self.page(&request, token.as_deref(), &mut fetched.requests).await?;
                // AWS does not know the token any more: what is there is there, in the order of time.
                let Some(page) = page else { break };
                for mut event in page.items {
                    if !known.insert(event.ptr.clone()) {
                        continue;
                    }
                    last = last.filter(|last| *last <= event.timestamp).map(|_| event.timestamp);
                    event.log.clone_from(&group.log);
                    fetched.bytes += event.message.len() + 200;
                    fetched.events.push(event);
                }
                if page.next_token.is_none() {
                    return Ok(());
                }
                if page.next_token == token {
                    break;
                }
                token = page.next_token;
                let is_full = fetched.bytes >= MOST_BYTES || fetched.events.len() as u64 >= most;
                if is_full && last.is_some_and(|last| last > start) {
                    break;
                }
            }
            // Of the last millisecond more may come. Where events came in another order, nothing is certain.
            if let Some(last) = last
                && last > start
            {
                fetched.until = last;
                return Ok(());
            }
            fetched.events.truncate(first);
            fetched.bytes = bytes;
        }
        Err(CollectError::Answer(format!("the pages of {} from {start} on do not come to an end", group.log)))
    }

    /// One page; `None` where its token is no good any more.
    async fn page(
        &self,
        request: &EventsRequest,
        token: Option<&str>,
        requests: &mut u64,
    ) -> Result<Option<Page<LogEvent>>, CollectError> {
        let begun = Instant::now();
        let mut pause = FIRST_WAIT;
        loop {
            let asked = self.source.filter_log_events(request, token);
            *requests += 1;
            self.tell(|told| {
                told.requests += 1;
                told.waiting = None;
            });
            let answer = tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Err(CollectError::Cancelled),
                answer = asked => answer,
            };
            let error = match answer {
                Ok(page) => return Ok(Some(page)),
                Err(error) => error,
            };
            if token.is_some() && matches!(error.kind, SourceErrorKind::Refused { .. }) {
                return Ok(None);
            }
            if !is_passing(&error) || begun.elapsed() > PATIENCE {
                return Err(error.into());
            }
            tracing::debug!(%error, "asking again");
            let wait = pause.mul_f64(0.8 + 0.4 * fastrand::f64());
            pause = (pause * 2).min(LONGEST_WAIT);
            self.tell(|told| told.waiting = Some(std::time::Instant::now() + wait));
            tokio::select! {
                () = self.cancel.cancelled() => return Err(CollectError::Cancelled),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }
}

/// Whether the same request may have an answer the next time.
fn is_passing(error: &SourceError) -> bool {
    matches!(
        error.kind,
        SourceErrorKind::Throttled
            | SourceErrorKind::TimedOut
            | SourceErrorKind::Unreachable { .. }
            | SourceErrorKind::ServiceFault
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_its_account() {
        assert_eq!(account_in("arn:aws:logs:eu-west-1:111122223333:log-group:/g"), Some("111122223333"));
        assert_eq!(account_in("/aws/ssm/logs"), None);
        assert_eq!(account_in("arn:aws:logs"), None);
    }
}
