use aws_sdk_ssm::types::{SessionFilter, SessionFilterKey, SessionState};

use super::{Account, account};
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

/// The sessions that Systems Manager knows of within a time, and what time that is.
pub(super) async fn read(
    account: &Account,
    range: TimeRange,
    now: i64,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<(Vec<KnownSession>, Answer<Covered>), SourceError> {
    let mut sessions = Vec::new();
    for state in [SessionState::Active, SessionState::History] {
        let mut next: Option<String> = None;
        loop {
            let request = account
                .ssm
                .describe_sessions()
                .state(state.clone())
                .max_results(PAGE)
                .set_filters(filters(range))
                .set_next_token(next.clone());
            let answer = account.ask(Operation::DescribeSessions, account.region(), || request.clone().send()).await?;
            let page = match answer {
                Answer::Read { value, .. } => value,
                other => return Ok((sessions, other.without_value())),
            };
            sessions.extend(page.sessions.unwrap_or_default().into_iter().filter_map(known));
            tell(sessions.len());
            let token = page.next_token.filter(|token| !token.is_empty());
            if token.is_none() || token == next {
                break;
            }
            next = token;
        }
    }
    let value = Covered { start: range.start.max(now - KEPT), end: range.end.min(now) };
    Ok((sessions, Answer::Read { value, evidence: account::evidence(Operation::DescribeSessions, account.region()) }))
}

/// "`InvokedAfter`: specify a timestamp to limit your results": by the second.
fn filters(range: TimeRange) -> Option<Vec<SessionFilter>> {
    let filter = |key, at: i64| {
        let at = jiff::Timestamp::from_millisecond(at).ok()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        SessionFilter::builder().key(key).value(at).build().ok()
    };
    // A second more on each side: whether a bound is part of it, AWS's page does not say.
    let filters = [
        filter(SessionFilterKey::InvokedAfter, range.start.saturating_sub(1_000)),
        filter(SessionFilterKey::InvokedBefore, range.end.saturating_add(1_000)),
    ];
    let filters: Vec<SessionFilter> = filters.into_iter().flatten().collect();
    Some(filters).filter(|filters| !filters.is_empty())
}

fn known(session: aws_sdk_ssm::types::Session) -> Option<KnownSession> {
    let time = |time: Option<aws_sdk_ssm::primitives::DateTime>| time.and_then(|time| time.to_millis().ok());
    let output = session.output_url;
    Some(KnownSession {
        session_id: session.session_id?,
        target: session.target,
        owner: session.owner,
        start_date: time(session.start_date),
        end_date: time(session.end_date),
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
