//! What a log leaves out of its session.

use serde::{Deserialize, Serialize};

use super::Transcript;
use super::documents::Logging;
use super::join::{Context, Merged};
use super::status::{CUT_SLACK_MILLISECONDS, LATE_MILLISECONDS, RowStatus, is_recent};

const MINUTE: i64 = 60_000;

/// Where in the session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// It stops long before the session's end.
    #[default]
    StopsEarly,
    /// It begins long after the session's start. A prompt alone is no line, and the agent sends whole lines: a streamed log
    /// begins with the first Enter.
    BeginsLate,
    /// AWS says that the session goes on, and its log has been silent for long.
    SilentNow,
    /// The session's beginning is older than the log's group keeps events, as it stands today.
    PartlyExpired,
}

/// `None`: nothing that idleness does not explain.
pub(super) fn of(session: &Merged, context: &Context) -> Option<RowStatus> {
    let limit = limit(session, context);
    let silences = [
        (Gap::StopsEarly, before_end(session, context)),
        (Gap::SilentNow, until_now(session, context)),
        (Gap::BeginsLate, after_start(session, context)),
    ];
    let longest =
        silences.into_iter().filter_map(|(gap, silent)| Some((gap, silent?))).max_by_key(|(_, silent)| *silent);
    let (gap, silent_milliseconds) = longest.filter(|(_, silent)| *silent > limit).or_else(|| {
        let begun = begun(session)?;
        let expired = line(session, context)?.saturating_sub(begun);
        (expired > 0).then_some((Gap::PartlyExpired, expired))
    })?;
    Some(RowStatus::Cut { gap, silent_milliseconds, limit_milliseconds: limit })
}

/// How long a session may be silent: the idle timeout of its document as it stands today, and some slack.
pub(super) fn limit(session: &Merged, context: &Context) -> i64 {
    context.documents.idle_minutes(session.document()) * MINUTE + CUT_SLACK_MILLISECONDS
}

fn before_end(session: &Merged, context: &Context) -> Option<i64> {
    let (last, end) = (session.last_event?, session.end()?);
    let may_be_late = is_recent(end, context);
    // What was not asked about may hold the rest.
    let beyond = context.transcripts.value().is_some_and(|covered| covered.end < end);
    (!may_be_late && !beyond).then(|| end.saturating_sub(last))
}

fn until_now(session: &Merged, context: &Context) -> Option<i64> {
    if !session.goes_on() || streams(session, context) == Some(false) {
        return None;
    }
    Some(told_until(context)?.saturating_sub(session.last_event?))
}

fn after_start(session: &Merged, context: &Context) -> Option<i64> {
    let (start, first) = (session.start_time()?, session.first_event?);
    // A log that is sent at the end has its events there; it may have been sent so before the document was changed.
    let is_streamed = match (streams(session, context), session.end()) {
        (Some(false), _) => false,
        (_, Some(end)) => end.saturating_sub(first) > CUT_SLACK_MILLISECONDS,
        (streams, None) => streams == Some(true) || session.goes_on(),
    };
    let was_asked = context.transcripts.value().is_some_and(|covered| covered.start <= start);
    let is_kept = line(session, context).is_none_or(|line| line <= start);
    (is_streamed && was_asked && is_kept).then(|| first.saturating_sub(start))
}

/// A session that AWS says goes on, whose document streams, and of which nothing has come for longer than idleness explains.
pub(super) fn is_silent_too_long(session: &Merged, context: &Context) -> bool {
    let silent = || Some(told_until(context)?.saturating_sub(session.start_time()?));
    session.goes_on()
        && streams(session, context) == Some(true)
        && silent().is_some_and(|silent| silent > limit(session, context))
}

/// Until when AWS has told of a stream's events.
fn told_until(context: &Context) -> Option<i64> {
    Some(context.transcripts.value()?.end.min(context.now.saturating_sub(LATE_MILLISECONDS)))
}

/// Whether the document sends the log while the session goes on, as it stands today. `None`: not known.
pub(super) fn streams(session: &Merged, context: &Context) -> Option<bool> {
    match context.documents.logging(session.document()) {
        Logging::To { streams, .. } => Some(*streams),
        _ => None,
    }
}

fn begun(session: &Merged) -> Option<i64> {
    session.start_time().into_iter().chain(session.first_event).min()
}

/// What was counted was read: it is there.
fn is_only_listed(transcript: &Transcript) -> bool {
    transcript.events.is_none_or(|events| events == 0)
}

/// Before when all the session's streams have lost their events. `None`: not known, or never.
fn line(session: &Merged, context: &Context) -> Option<i64> {
    let lines = session.transcripts.iter().map(|transcript| {
        let kept = context.retention.get(transcript.log_group.as_str()).filter(|_| is_only_listed(transcript))?;
        Some(context.now.saturating_sub(*kept))
    });
    lines.collect::<Option<Vec<_>>>()?.into_iter().min()
}

pub(super) fn is_past_retention(session: &Merged, time: i64, context: &Context) -> bool {
    line(session, context).is_some_and(|line| time < line)
}

/// AWS keeps a stream, with its times, after the group's retention took its events.
pub(super) fn is_expired(session: &Merged, context: &Context) -> bool {
    session.last_event.or(session.first_event).is_some_and(|last| is_past_retention(session, last, context))
}
