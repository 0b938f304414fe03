//! Windows through `FilterLogEvents`, page by page.

use std::{
    collections::HashSet,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    CollectError, CollectVia, Part, Plan, WindowRecord,
    drive::Collector,
    insights_windows::in_last_step,
    lane::{Lane, Outcome},
    plan::group_name,
};
use crate::model::{
    EventsRequest, GroupFilter, LogEvent, LogGroup, LogSource, Page, SourceError, SourceErrorKind, TimeRange,
};

/// So much of a window should be in memory until it is kept.
const MOST_EVENTS: u64 = 50_000;
const MOST_BYTES: usize = 48 << 20;
/// More pages than that, and it is kept in parts: what broke off would all be asked for again.
const MOST_PAGES: u32 = 120;
/// Bytes that an event takes beside its message.
const OVERHEAD: usize = 200;
/// The most events of a page.
const PAGE: u32 = 10_000;
/// How often a window is begun anew, shorter each time, whose pages lead nowhere.
const ATTEMPTS: u32 = 40;
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

/// All events of a window, from every group.
#[derive(Debug, Default)]
struct Fetched {
    /// Those of the set, and late ones.
    events: Vec<LogEvent>,
    bytes: usize,
    /// Distinct events that came, those of an earlier collection too.
    came: u64,
    pages: u32,
}

/// Why a window has no events.
enum NotFetched {
    /// It holds more than memory should.
    TooMuch,
    /// AWS does not know the token of its next page any more.
    TokenLost,
    Failed(CollectError),
}

impl Collector {
    /// Goes through a part of the time range. A window is kept once the pages of every group have come to their end:
    /// nothing is taken for granted of the order in which they come.
    pub(super) async fn through_filter(
        &self,
        plan: &Plan,
        groups: &[DirectGroup],
        part: TimeRange,
    ) -> Result<(), CollectError> {
        let most = self.most_at_once(plan);
        let mut lane = Lane::new(part);
        // Windows are made half as long so many times, where they hold too much or their pages do not come to an end.
        let mut shorter = 0_u32;
        let (mut lost, mut requests) = (0, 0);
        while !lane.is_done() {
            let mut window = lane.next_window(&plan.counts, most);
            window.end = window.end.min(window.start + ((window.end - window.start) >> shorter.min(62)).max(1));
            let fetched = match self.fetch(plan, groups, window, most, &mut requests).await {
                Ok(fetched) => fetched,
                Err(NotFetched::TooMuch) => {
                    shorter += 1;
                    continue;
                }
                Err(NotFetched::TokenLost) if lost < ATTEMPTS => {
                    lost += 1;
                    shorter += 1;
                    continue;
                }
                Err(NotFetched::TokenLost) => {
                    let what = format!("the pages from {} on do not come to an end", window.start);
                    return Err(CollectError::Answer(what));
                }
                Err(NotFetched::Failed(error)) => return Err(error),
            };
            let has_room = fetched.bytes * 2 < MOST_BYTES
                && fetched.events.len() as u64 * 2 < most
                && fetched.pages * 2 < MOST_PAGES;
            shorter = shorter.saturating_sub(u32::from(has_room));
            lost = 0;
            let mut part = Part::until(plan, fetched.events, window.end, false);
            part.events.sort_by_key(|event| event.timestamp);
            let record = WindowRecord {
                start: window.start,
                end: window.end,
                via: CollectVia::FilterLogEvents,
                requests: std::mem::take(&mut requests),
                query_ids: Vec::new(),
                rows: part.events.len() as u64,
                late: part.late,
                records_matched: fetched.came,
                bytes_scanned: 0,
                short_messages: 0,
                is_cut: false,
            };
            let in_last_step = in_last_step(&plan.counts, window.end, &part.events);
            let rows = record.rows;
            self.commit(record, part.events).await?;
            lane.advance(&plan.counts, Outcome { until: window.end, in_last_step, rows, is_cut: false });
        }
        Ok(())
    }

    /// How many events a window should hold.
    pub(super) fn most_at_once(&self, plan: &Plan) -> u64 {
        // What the count scanned are the counted events, unless it counted some of them only.
        let most = match plan.counts.total() {
            total if total > 0 && plan.after.is_none() => {
                let each = plan.bytes / total + OVERHEAD as u64;
                (MOST_BYTES as u64 / 2 / each).clamp(1, MOST_EVENTS)
            }
            _ => MOST_EVENTS,
        };
        most.min(u64::from(self.limit.load(Ordering::Relaxed)))
    }

    async fn fetch(
        &self,
        plan: &Plan,
        groups: &[DirectGroup],
        window: TimeRange,
        most: u64,
        requests: &mut u64,
    ) -> Result<Fetched, NotFetched> {
        let limit = PAGE.min(u32::try_from(most).unwrap_or(PAGE)).max(1);
        // One millisecond cannot be made shorter: it is held whatever it holds.
        let has_bounds = window.end - window.start > 1;
        let mut fetched = Fetched::default();
        for group in groups {
            let request = EventsRequest { log_group: group.log_group.clone(), range: window, limit };
            let mut known: HashSet<String> = HashSet::new();
            let mut token: Option<String> = None;
            loop {
                let page = self.page(&request, token.as_deref(), requests).await.map_err(NotFetched::Failed)?;
                let page = page.ok_or(NotFetched::TokenLost)?;
                for mut event in page.items {
                    if !known.insert(event.ptr.clone()) {
                        continue;
                    }
                    fetched.came += 1;
                    if plan.after.is_none_or(|after| event.ingestion_time > after) {
                        event.log.clone_from(&group.log);
                        fetched.bytes += event.message.len() + OVERHEAD;
                        fetched.events.push(event);
                    }
                }
                fetched.pages += 1;
                let is_too_much =
                    fetched.bytes > MOST_BYTES || fetched.events.len() as u64 > 2 * most || fetched.pages > MOST_PAGES;
                match page.next_token {
                    None => break,
                    Some(_) if has_bounds && is_too_much => return Err(NotFetched::TooMuch),
                    next if next == token => return Err(NotFetched::TokenLost),
                    next => token = next,
                }
            }
        }
        Ok(fetched)
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
