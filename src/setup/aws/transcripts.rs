use super::{Account, account};
use crate::{
    model::{LogSource, Operation, SourceError, StreamOrder, TimeRange},
    setup::{
        Answer,
        reconcile::{Covered, Transcript},
    },
};

/// AWS tells the last event's time of a stream late: "typically" within an hour (API Reference, "`LogStream`"). A day more
/// is looked at. Milliseconds.
const LATE: i64 = 86_400_000;

/// The log streams with events in a time, of all these groups.
pub(super) async fn read(
    account: &Account,
    log_groups: &[String],
    range: TimeRange,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<(Vec<Transcript>, Answer<Covered>), SourceError> {
    let mut found = Vec::new();
    let mut answer = Answer::NotAsked;
    for group in log_groups {
        let mut next: Option<String> = None;
        loop {
            let page = account.logs.log_streams(group, None, StreamOrder::NewestEvent, next.as_deref()).await;
            let page = match account::answer(Operation::DescribeLogStreams, group, page)? {
                Answer::Read { value, .. } => value,
                other => return Ok((found, other.without_value())),
            };
            let mut is_before = false;
            for stream in page.items {
                let last = stream.last_event_time.or(stream.creation_time);
                is_before = last.is_some_and(|last| last < range.start.saturating_sub(LATE));
                let first = stream.first_event_time.or(stream.creation_time);
                let overlaps =
                    last.is_none_or(|last| last >= range.start) && first.is_none_or(|first| first < range.end);
                if overlaps {
                    found.push(Transcript {
                        log_group: group.clone(),
                        log_stream: stream.name,
                        first_event: stream.first_event_time,
                        last_event: stream.last_event_time,
                        events: None,
                        principal: None,
                    });
                }
            }
            tell(found.len());
            let token = page.next_token;
            // The newest come first.
            if is_before || token.is_none() || token == next {
                break;
            }
            next = token;
        }
        answer = Answer::Read {
            value: Covered { start: range.start, end: range.end },
            evidence: account::evidence(Operation::DescribeLogStreams, group),
        };
    }
    Ok((found, answer))
}
