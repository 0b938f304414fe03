use aws_sdk_ssm::{
    primitives::DateTime,
    types::{SessionFilter, SessionFilterKey, SessionState},
};

use super::{
    Account, account,
    pages::{MOST_PAGES, Pages},
    window::{covered, since},
};
use crate::{
    model::{Operation, SourceError, TimeRange},
    setup::{
        Answer,
        reconcile::{Covered, KnownSession},
    },
};

/// Systems Manager keeps ended sessions for so long (API Reference, "DescribeSessions": 30 days). Milliseconds.
const KEPT: i64 = 30 * 86_400_000;
/// Sessions on one page at most.
const PAGE: i32 = 200;

/// Since when Systems Manager has its sessions.
pub(super) fn kept(now: i64) -> i64 {
    now.saturating_sub(KEPT)
}

/// What Systems Manager has.
#[derive(Default)]
pub(super) struct FoundSessions {
    pub sessions: Vec<KnownSession>,
    /// Sessions without an id: nothing can be laid beside them.
    pub broken: u64,
}

impl FoundSessions {
    fn take(&mut self, session: aws_sdk_ssm::types::Session, is_active: bool) {
        match known(session, is_active) {
            Some(session) => self.sessions.push(session),
            None => self.broken += 1,
        }
    }
}

/// The sessions that Systems Manager knows of within a time or had begun before it, and what time that is.
pub(super) async fn read(
    account: &Account,
    range: TimeRange,
    now: i64,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<(FoundSessions, Answer<Covered>), SourceError> {
    let mut found = FoundSessions::default();
    let mut is_cut_short = false;
    for state in [SessionState::Active, SessionState::History] {
        let mut pages = Pages::new(MOST_PAGES);
        loop {
            let request = account
                .ssm
                .describe_sessions()
                .state(state.clone())
                .max_results(PAGE)
                .set_filters(filters(range, &state))
                .set_next_token(pages.token());
            let answer = account.ask(Operation::DescribeSessions, account.region(), || request.clone().send()).await?;
            let page = match answer {
                Answer::Read { value, .. } => value,
                other => return Ok((found, other.without_value())),
            };
            page.sessions
                .unwrap_or_default()
                .into_iter()
                .for_each(|session| found.take(session, state == SessionState::Active));
            tell(found.sessions.len());
            if !pages.go_on(page.next_token, true) {
                break;
            }
        }
        is_cut_short |= pages.is_cut_short();
    }
    let evidence = account::evidence(Operation::DescribeSessions, account.region());
    let answer = if is_cut_short {
        Answer::CutShort { read: found.sessions.len(), evidence }
    } else {
        Answer::Read { value: covered(range, kept(now), now), evidence }
    };
    Ok((found, answer))
}

/// "`InvokedAfter`: specify a timestamp to limit your results": by the second.
fn filters(range: TimeRange, state: &SessionState) -> Option<Vec<SessionFilter>> {
    let filter = |key, at: i64| {
        let at = jiff::Timestamp::from_millisecond(at).ok()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        SessionFilter::builder().key(key).value(at).build().ok()
    };
    // A second more on each side: whether a bound is part of it, AWS's page does not say.
    // Of those that go on, there are few, and some for long.
    let since = (*state != SessionState::Active).then(|| since(range).saturating_sub(1_000));
    let filters = [
        since.and_then(|since| filter(SessionFilterKey::InvokedAfter, since)),
        filter(SessionFilterKey::InvokedBefore, range.end.saturating_add(1_000)),
    ];
    let filters: Vec<SessionFilter> = filters.into_iter().flatten().collect();
    Some(filters).filter(|filters| !filters.is_empty())
}

/// `None`: it has no id.
fn known(session: aws_sdk_ssm::types::Session, is_active: bool) -> Option<KnownSession> {
    let time = |time: Option<DateTime>| time.and_then(|time| time.to_millis().ok());
    let output = session.output_url;
    Some(KnownSession {
        session_id: session.session_id.filter(|id| !id.is_empty())?,
        target: session.target,
        owner: session.owner,
        start_date: time(session.start_date),
        end_date: time(session.end_date),
        is_active,
        status: session.status.map(|status| status.as_str().to_owned()),
        document_name: session.document_name,
        reason: session.reason.filter(|reason| !reason.is_empty()),
        access_type: session.access_type.map(|kind| kind.as_str().to_owned()),
        max_session_duration: session.max_session_duration,
        details: session.details,
        s3_output_url: output.as_ref().and_then(|output| output.s3_output_url.clone()),
        cloud_watch_output_url: output.and_then(|output| output.cloud_watch_output_url),
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_ssm::types::Session;

    use super::*;

    #[test]
    fn a_session_without_an_id_is_counted_and_is_no_session() {
        let mut found = FoundSessions::default();
        found.take(Session::builder().session_id("").target("i-1").build(), false);
        found.take(Session::builder().target("i-1").build(), true);
        assert_eq!((found.sessions.len(), found.broken), (0, 2));
        found.take(Session::builder().session_id("a-1").start_date(DateTime::from_secs(7)).build(), true);
        assert_eq!((found.sessions[0].session_id.as_str(), found.sessions[0].start_date), ("a-1", Some(7_000)));
    }
}
