use serde::{Deserialize, Serialize};

use super::documents::{Documents, Logging};
use super::join::{Context, Merged};
use crate::setup::Certainty;

/// AWS updates a stream's last event time "typically" within an hour (CloudWatch Logs API Reference, its page on log streams), and
/// a log that is sent at a session's end takes its time: before this, a log that is missing may still come.
pub const LATE_MILLISECONDS: i64 = 3_600_000;
/// The agent sends whole lines, once a second (`cloudwatchlogsservice.go`): a shorter session may show none.
pub const SHORT_MILLISECONDS: i64 = 3_000;
/// Given to a log that ends before its session does, over the idle timeout: for a log's way to AWS and for clocks.
pub const CUT_SLACK_MILLISECONDS: i64 = 5 * 60_000;
const MINUTE: i64 = 60_000;

/// What came of laying the records side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum RowStatus {
    /// Session and log are both there.
    Matched,
    /// The log stops long before the session's end. Idle people show nothing, but AWS ends an idle session: a silence
    /// longer than the idle timeout, with some slack, is no idleness.
    #[serde(rename_all = "camelCase")]
    Cut { silent_milliseconds: i64, limit_milliseconds: i64 },
    /// The session is known and no log of it was found.
    NoTranscript { cause: Cause, certainty: Certainty },
    /// A log of a session that neither history nor CloudTrail has.
    TranscriptOnly { why: WhyAlone },
    /// Port forwarding, SSH: there is no log, and cannot be one.
    NotLoggedByDesign,
}

impl RowStatus {
    /// Its name in exports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Cut { .. } => "cut",
            Self::NoTranscript { .. } => "no-transcript",
            Self::TranscriptOnly { .. } => "transcript-only",
            Self::NotLoggedByDesign => "not-logged-by-design",
        }
    }
}

/// The likely cause of a missing log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// AWS refused to start it: there was no session.
    StartDenied,
    /// It was asked for and did not come about.
    StartFailed,
    /// The logs could not be listed.
    TranscriptsNotRead,
    /// It lies outside the time whose logs were listed.
    OutsideTranscripts,
    /// It goes on, and its log is sent at its end.
    StillRunning,
    /// It ended, or is going on, and its log may still come.
    MayBeLate,
    /// The document that started it logs nowhere, as it stands today.
    LoggingOff,
    /// The document logs to S3 only, as it stands today.
    OnlyS3,
    /// The document logs to a group that is not among those that were listed.
    LogsElsewhere,
    /// There is a stream, and no event in it.
    EmptyStream,
    /// The machine's role lacks a permission that writing needs, as it stands today.
    CannotWrite,
    /// It ended before the agent had a line to send.
    TooShort,
    Unknown,
}

/// Why a log stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyAlone {
    /// Neither history nor CloudTrail could be read.
    HistoryNotRead,
    /// It is from before what history and CloudTrail go back to.
    OlderThanHistory,
    /// ECS Exec names its sessions so; whether the history has them is not described.
    EcsExec,
    Unknown,
}

pub(super) fn of(session: &Merged, context: &Context) -> RowStatus {
    let is_known = session.history.is_some() || session.start.is_some() || session.other_trail;
    let has_events = session.first_event.is_some() || session.last_event.is_some() || session.events.unwrap_or(0) > 0;
    if !is_known {
        return RowStatus::TranscriptOnly { why: alone(session, context) };
    }
    if has_events {
        return cut(session, context).unwrap_or(RowStatus::Matched);
    }
    if session.is_denied {
        return RowStatus::NoTranscript { cause: Cause::StartDenied, certainty: Certainty::Certain };
    }
    if *context.documents.logging(session.document()) == Logging::ByDesignNot {
        return RowStatus::NotLoggedByDesign;
    }
    let (cause, certainty) = cause(session, context);
    RowStatus::NoTranscript { cause, certainty }
}

fn cut(session: &Merged, context: &Context) -> Option<RowStatus> {
    let (last, end) = (session.last_event?, session.end()?);
    let limit = context.documents.idle_minutes(session.document()) * MINUTE + CUT_SLACK_MILLISECONDS;
    let silent = end.saturating_sub(last);
    let may_be_late = context.now.saturating_sub(end) < LATE_MILLISECONDS;
    // What was not asked about may hold the rest.
    let beyond = context.transcripts.value().is_some_and(|covered| covered.end < end);
    (silent > limit && !may_be_late && !beyond)
        .then_some(RowStatus::Cut { silent_milliseconds: silent, limit_milliseconds: limit })
}

fn alone(session: &Merged, context: &Context) -> WhyAlone {
    if session.id.starts_with("ecs-execute-command-") {
        return WhyAlone::EcsExec;
    }
    // What AWS keeps, and not what was asked about: nobody asked for all that it keeps.
    let records = [(context.history, context.kept.history), (context.trail, context.kept.trail)];
    let kept = records.into_iter().filter(|(answer, _)| answer.value().is_some());
    let Some(oldest) = kept.map(|(_, kept)| kept.unwrap_or(i64::MIN)).min() else { return WhyAlone::HistoryNotRead };
    match session.first_event.or(session.last_event) {
        Some(time) if time < oldest => WhyAlone::OlderThanHistory,
        _ => WhyAlone::Unknown,
    }
}

fn cause(session: &Merged, context: &Context) -> (Cause, Certainty) {
    use Certainty::{Certain, Likely, Unknown};
    let documents: &Documents = &context.documents;
    let status = session.history.and_then(|known| known.status.as_deref());
    if status == Some("Failed") {
        return (Cause::StartFailed, Likely);
    }
    let Some(covered) = context.transcripts.value() else { return (Cause::TranscriptsNotRead, Certain) };
    let (start, end) = (session.start_time(), session.end());
    let ended = end.or(start);
    if ended.is_some_and(|ended| ended < covered.start) || start.is_some_and(|start| start >= covered.end) {
        return (Cause::OutsideTranscripts, Certain);
    }
    let logging = documents.logging(session.document());
    let is_unread = match logging {
        Logging::To { group, .. } => context.unread_groups.contains(group.as_str()),
        // It may be in any of them.
        Logging::Unknown => !context.unread_groups.is_empty(),
        _ => false,
    };
    if is_unread {
        return (Cause::TranscriptsNotRead, Certain);
    }
    match logging {
        Logging::Off => return (Cause::LoggingOff, Likely),
        Logging::OnlyS3 => return (Cause::OnlyS3, Likely),
        Logging::To { group, .. } if !context.log_groups.contains(group.as_str()) => {
            return (Cause::LogsElsewhere, Likely);
        }
        _ => {}
    }
    if documents.cannot_write(session.target()) {
        return (Cause::CannotWrite, Likely);
    }
    let is_running = end.is_none() && !matches!(status, Some("Terminated" | "Terminating"));
    if is_running && session.history.is_some() {
        let at_end = matches!(logging, Logging::To { streams: false, .. });
        return (Cause::StillRunning, if at_end { Certain } else { Likely });
    }
    if ended.is_some_and(|ended| context.now.saturating_sub(ended) < LATE_MILLISECONDS) {
        return (Cause::MayBeLate, Likely);
    }
    if session.has_stream {
        return (Cause::EmptyStream, Certain);
    }
    match (start, end) {
        (Some(start), Some(end)) if end.saturating_sub(start) <= SHORT_MILLISECONDS => (Cause::TooShort, Likely),
        _ => (Cause::Unknown, Unknown),
    }
}
