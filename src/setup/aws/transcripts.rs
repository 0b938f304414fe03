use std::collections::HashMap;

use super::{
    Account, account,
    pages::{MOST_PAGES, Pages},
    window::since,
};
use crate::{
    model::{LogSource, LogStream, Operation, SourceError, StreamOrder, TimeRange},
    setup::{
        Answer,
        reconcile::{Covered, Transcript, UnreadGroup},
    },
};

/// AWS tells the last event's time of a stream late: "typically" within an hour (API Reference, "`LogStream`"). A day more
/// is looked at. Milliseconds.
const LATE: i64 = 86_400_000;

/// The logs that are there.
#[derive(Default)]
pub(super) struct FoundStreams {
    pub transcripts: Vec<Transcript>,
    /// Groups whose streams could not be listed, or not all of them.
    pub unread: Vec<UnreadGroup>,
}

/// The log streams of all these groups with events since a time, and all after it: a log may come long after its session
/// began. Each group by itself: one that may not be read hides no other. Read is what any of them gives.
pub(super) async fn read(
    account: &Account,
    log_groups: &[String],
    range: TimeRange,
    now: i64,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<(FoundStreams, Answer<Covered>), SourceError> {
    let mut found = FoundStreams::default();
    let mut answer = Answer::NotAsked;
    for group in log_groups {
        let came = of_group(account, group, range, now, &mut found.transcripts, tell).await?;
        if came.value().is_none() {
            found.unread.push(UnreadGroup { log_group: group.clone(), answer: came.clone() });
        }
        if answer.value().is_none() && (came.value().is_some() || answer == Answer::NotAsked) {
            answer = came;
        }
    }
    Ok((found, answer))
}

async fn of_group(
    account: &Account,
    group: &str,
    range: TimeRange,
    now: i64,
    found: &mut Vec<Transcript>,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<Answer<Covered>, SourceError> {
    let since = since(range);
    let mut pages = Pages::new(MOST_PAGES);
    loop {
        let token = pages.token();
        let page = account.logs.log_streams(group, None, StreamOrder::NewestEvent, token.as_deref()).await;
        let page = match account::answer(Operation::DescribeLogStreams, group, page)? {
            Answer::Read { value, .. } => value,
            other => return Ok(other.without_value()),
        };
        let mut is_before = false;
        for stream in page.items {
            // The newest come first; where those without events come, AWS does not say.
            if let Some(last) = stream.last_event_time {
                is_before = last < since.saturating_sub(LATE);
            }
            let last = stream.last_event_time.or(stream.creation_time);
            if last.is_none_or(|last| last >= since) {
                found.push(transcript(group, stream));
            }
        }
        tell(found.len());
        if is_before || !pages.go_on(page.next_token, true) {
            break;
        }
    }
    let evidence = account::evidence(Operation::DescribeLogStreams, group);
    if pages.is_cut_short() {
        let read = found.iter().filter(|transcript| transcript.log_group == group).count();
        return Ok(Answer::CutShort { read, evidence });
    }
    Ok(Answer::Read { value: Covered { start: since, end: now.max(since) }, evidence })
}

fn transcript(group: &str, stream: LogStream) -> Transcript {
    Transcript {
        log_group: group.to_owned(),
        log_stream: stream.name,
        created: stream.creation_time,
        first_event: stream.first_event_time,
        last_event: stream.last_event_time,
        events: None,
        principal: None,
    }
}

/// Puts what is known of these streams from elsewhere to what AWS tells of them, which is late with the last event and
/// never counts. A stream that AWS does not list any more is not added: its log is gone from there.
pub(super) fn complete(found: &mut [Transcript], known: &[Transcript]) {
    let key = |transcript: &Transcript| (transcript.log_group.clone(), transcript.log_stream.clone());
    let known: HashMap<(String, String), &Transcript> = known.iter().map(|one| (key(one), one)).collect();
    if known.is_empty() {
        return;
    }
    for transcript in found {
        let Some(also) = known.get(&key(transcript)) else { continue };
        let times = [transcript.first_event, also.first_event];
        transcript.first_event = times.into_iter().flatten().min();
        transcript.last_event = transcript.last_event.max(also.last_event);
        transcript.events = transcript.events.max(also.events);
        if transcript.principal.is_none() {
            transcript.principal.clone_from(&also.principal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(group: &str, name: &str, first: i64, last: i64) -> Transcript {
        let (log_group, log_stream) = (group.to_owned(), name.to_owned());
        Transcript { log_group, log_stream, first_event: Some(first), last_event: Some(last), ..Transcript::default() }
    }

    #[test]
    fn what_a_case_has_of_a_stream_makes_it_exact_and_adds_none() {
        let mut found = [stream("/s", "a", 10, 20), stream("/t", "a", 10, 20), stream("/s", "b", 10, 20)];
        let known = [
            Transcript { events: Some(7), principal: Some("p".to_owned()), ..stream("/s", "a", 12, 35) },
            Transcript { events: Some(9), ..stream("/s", "gone", 1, 2) },
        ];
        complete(&mut found, &known);
        let expected = Transcript { events: Some(7), principal: Some("p".to_owned()), ..stream("/s", "a", 10, 35) };
        assert_eq!(found, [expected, stream("/t", "a", 10, 20), stream("/s", "b", 10, 20)]);
    }
}
