use serde::{Deserialize, Serialize};

use super::documents::{Documents, ECS_EXEC_DOCUMENT, Logging, key};
use super::join::{Context, Merged};
use super::{Contradiction, Gap, contradiction, gap};
use crate::setup::Certainty;

/// AWS updates a stream's last event time "typically" within an hour (CloudWatch Logs API Reference, its page on log streams), and
/// a log that is sent at a session's end takes its time: before this, a log that is missing may still come.
pub const LATE_MILLISECONDS: i64 = 3_600_000;
/// The agent sends whole lines, once a second (`cloudwatchlogsservice.go`): a shorter session may show none.
pub const SHORT_MILLISECONDS: i64 = 3_000;
/// Given to a log that ends before its session does, over the idle timeout: for a log's way to AWS and for clocks.
pub const CUT_SLACK_MILLISECONDS: i64 = 5 * 60_000;

/// What came of laying the records side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum RowStatus {
    /// Session and log are both there.
    Matched,
    /// The log leaves out a part of the session. Idle people show nothing, but AWS ends an idle session: a silence longer
    /// than the idle timeout as it stands today, with some slack, is no idleness.
    #[serde(rename_all = "camelCase")]
    Cut {
        #[serde(default)]
        gap: Gap,
        silent_milliseconds: i64,
        limit_milliseconds: i64,
    },
    /// The records say what cannot be true at once.
    Contradictory { why: Contradiction },
    /// The session is known and no log of it was found.
    NoTranscript { cause: Cause, certainty: Certainty },
    /// A log of a session that neither history nor CloudTrail has.
    TranscriptOnly { why: WhyAlone },
    /// Port forwarding, SSH: there is no log, and cannot be one. AWS's own documents are so; of others, documents are read as
    /// they stand today.
    NotLoggedByDesign {
        #[serde(default = "certain")]
        certainty: Certainty,
    },
}

fn certain() -> Certainty {
    Certainty::Certain
}

impl RowStatus {
    /// Its name in exports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Cut { .. } => "cut",
            Self::Contradictory { .. } => "contradictory",
            Self::NoTranscript { .. } => "no-transcript",
            Self::TranscriptOnly { .. } => "transcript-only",
            Self::NotLoggedByDesign { .. } => "not-logged-by-design",
        }
    }

    /// The name, in exports, of what stands behind it: the cause, the gap, the contradiction. Empty where nothing does.
    pub fn cause_name(&self) -> &'static str {
        match self {
            Self::NoTranscript { cause, .. } => cause.name(),
            Self::TranscriptOnly { why } => why.name(),
            Self::Cut { gap, .. } => gap.name(),
            Self::Contradictory { why } => why.name(),
            Self::Matched | Self::NotLoggedByDesign { .. } => "",
        }
    }

    /// How sure that is; `None`: there is nothing to be sure of.
    pub fn certainty(&self) -> Option<Certainty> {
        match self {
            Self::NoTranscript { certainty, .. } | Self::NotLoggedByDesign { certainty } => Some(*certainty),
            Self::TranscriptOnly { why } => Some(why.certainty()),
            // A person may read a long screen, and timeouts are those of today.
            Self::Cut { .. } => Some(Certainty::Likely),
            Self::Contradictory { why } => Some(why.certainty()),
            Self::Matched => None,
        }
    }

    /// Whether the log was not looked for where it is, or nobody knows where that is.
    pub fn is_unread(&self) -> bool {
        let Self::NoTranscript { cause, .. } = self else { return false };
        matches!(cause, Cause::TranscriptsNotRead | Cause::OutsideTranscripts | Cause::EcsExec | Cause::DocumentNotRead)
    }

    /// Whether a log, or a part of it, is missing, or is not what it should be; and not only because there was no session,
    /// because it cannot be there yet, or because it was not looked for.
    pub fn is_wrong(&self) -> bool {
        match self {
            Self::Cut { .. } | Self::Contradictory { .. } | Self::TranscriptOnly { why: WhyAlone::Unknown } => true,
            Self::NoTranscript { cause, .. } => !matches!(
                cause,
                Cause::StartDenied
                    | Cause::StartFailed
                    | Cause::StillRunning
                    | Cause::MayBeLate
                    | Cause::TranscriptsNotRead
                    | Cause::OutsideTranscripts
                    | Cause::EcsExec
                    | Cause::DocumentNotRead
            ),
            Self::Matched | Self::TranscriptOnly { .. } | Self::NotLoggedByDesign { .. } => false,
        }
    }
}

/// The likely cause of a missing log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// AWS refused to start it for lack of a permission: there was no session.
    StartDenied,
    /// It was asked for and did not come about; AWS names no permission that is missing.
    StartFailed,
    /// Systems Manager has it as failed; and yet it lasted, or was taken up again.
    Failed,
    /// CloudTrail says that it was started, and does not name it: no log can be found by its name.
    NoSessionId,
    /// The logs could not be listed.
    TranscriptsNotRead,
    /// It lies outside the time whose logs were listed.
    OutsideTranscripts,
    /// It goes on, and its log is sent at its end.
    StillRunning,
    /// Only CloudTrail knows it, and has no end of it: sessions that time out leave none. It may be going on.
    EndUnknown,
    /// It ended, or is going on, and its log may still come.
    MayBeLate,
    /// The document that started it logs nowhere, as it stands today.
    LoggingOff,
    /// The document logs to S3 only, as it stands today.
    OnlyS3,
    /// The document logs to a group that is not there, as it stands today.
    GroupMissing,
    /// The document logs to a group that is not among those that were listed.
    LogsElsewhere,
    /// There was one, and it is older than its group keeps events, as it stands today. AWS leaves the stream and deletes
    /// the events, "typically" up to 72 hours later (CloudWatch Logs API Reference, `PutRetentionPolicy`).
    Expired,
    /// There is a stream, and no event in it.
    EmptyStream,
    /// The machine's role lacks a permission that writing needs, as it stands today, and no session of this machine has a
    /// log.
    CannotWrite,
    /// It ended before the agent had a line to send.
    TooShort,
    /// Of ECS Exec, which logs where its cluster says.
    EcsExec,
    /// How its document logs is not known: it was not read, is not there any more, or is another account's.
    DocumentNotRead,
    /// It streams, and was no longer than an idle person may be: a log begins with the first line.
    NothingTyped,
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
    /// It began before the time whose sessions were asked for.
    BeganEarlier,
    /// Named as ECS Exec names its sessions; whether the history has those is not described. Whoever can write logs can
    /// choose such a name.
    EcsExec,
    Unknown,
}

impl WhyAlone {
    pub fn certainty(self) -> Certainty {
        match self {
            Self::OlderThanHistory | Self::BeganEarlier => Certainty::Likely,
            Self::HistoryNotRead | Self::EcsExec | Self::Unknown => Certainty::Unknown,
        }
    }
}

pub(super) fn of(session: &Merged, context: &Context) -> RowStatus {
    let is_known = session.history.is_some() || session.start.is_some() || session.other_trail;
    let has_events = session.has_events();
    if !is_known {
        return RowStatus::TranscriptOnly { why: alone(session, context) };
    }
    if let Some(why) = contradiction::of(session, context) {
        return RowStatus::Contradictory { why };
    }
    if has_events && gap::is_expired(session, context) {
        return RowStatus::NoTranscript { cause: Cause::Expired, certainty: Certainty::Likely };
    }
    if has_events {
        return gap::of(session, context).unwrap_or(RowStatus::Matched);
    }
    if let Some(code) = session.error_code() {
        let cause = if is_permission(code) { Cause::StartDenied } else { Cause::StartFailed };
        return RowStatus::NoTranscript { cause, certainty: Certainty::Certain };
    }
    if let Logging::ByDesignNot(certainty) = *context.documents.logging(session.document()) {
        return RowStatus::NotLoggedByDesign { certainty };
    }
    let (cause, certainty) = cause(session, context);
    RowStatus::NoTranscript { cause, certainty }
}

/// Whether an error's code tells of a permission that is missing. AWS's services call it `AccessDenied`,
/// `AccessDeniedException`, `UnauthorizedOperation` and the like (AWS Systems Manager API Reference, "Common Errors").
fn is_permission(code: &str) -> bool {
    ["AccessDenied", "Unauthorized", "NotAuthorized"].into_iter().any(|part| code.contains(part))
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
        Some(time) if context.asked_since.is_some_and(|since| time < since) => WhyAlone::BeganEarlier,
        _ => WhyAlone::Unknown,
    }
}

fn cause(session: &Merged, context: &Context) -> (Cause, Certainty) {
    use Certainty::{Certain, Likely, Unknown};
    let documents: &Documents = &context.documents;
    let status = session.history.and_then(|known| known.status.as_deref());
    if status == Some("Failed") {
        // One that somebody took up again, or that ended long after, may have come about.
        let lasted = session.start_time().zip(session.end()).map_or(0, |(start, end)| end.saturating_sub(start));
        let is_nothing = lasted <= SHORT_MILLISECONDS && session.last_given.is_none();
        return if is_nothing { (Cause::StartFailed, Likely) } else { (Cause::Failed, Unknown) };
    }
    if session.id.is_empty() {
        return (Cause::NoSessionId, Unknown);
    }
    let Some(covered) = context.transcripts.value() else { return (Cause::TranscriptsNotRead, Certain) };
    let (start, end) = (session.start_time(), session.end());
    let ended = end.or(start);
    // One that goes on is of now, whenever it began.
    let ended = ended.filter(|_| !session.goes_on());
    if ended.is_some_and(|ended| ended < covered.start) || start.is_some_and(|start| start >= covered.end) {
        return (Cause::OutsideTranscripts, Certain);
    }
    let logging = documents.logging(session.document());
    if let Logging::To { group, .. } = logging
        && documents.is_missing(group)
    {
        return (Cause::GroupMissing, Likely);
    }
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
    let target = session.target();
    if documents.cannot_write(target) && !target.is_some_and(|target| context.targets_with_logs.contains(target)) {
        return (Cause::CannotWrite, Likely);
    }
    let is_running = end.is_none() && !matches!(status, Some("Terminated" | "Terminating"));
    if is_running && session.history.is_some() && !gap::is_silent_too_long(session, context) {
        let at_end = matches!(logging, Logging::To { streams: false, .. });
        return (Cause::StillRunning, if at_end { Certain } else { Likely });
    }
    if is_running && !session.should_be_in_history(context) {
        return (Cause::EndUnknown, Unknown);
    }
    if ended.is_some_and(|ended| is_recent(ended, context)) {
        return (Cause::MayBeLate, Likely);
    }
    if session.has_stream() {
        let expired = ended.is_some_and(|ended| gap::is_past_retention(session, ended, context));
        return if expired { (Cause::Expired, Likely) } else { (Cause::EmptyStream, Certain) };
    }
    let length = start.zip(end).map(|(start, end)| end.saturating_sub(start));
    if length.is_some_and(|length| length <= SHORT_MILLISECONDS) {
        return (Cause::TooShort, Likely);
    }
    let cause = match logging {
        Logging::Unknown if is_ecs_exec(session) => Cause::EcsExec,
        Logging::Unknown => Cause::DocumentNotRead,
        Logging::To { streams: true, .. } if length.is_some_and(|length| length <= gap::limit(session, context)) => {
            Cause::NothingTyped
        }
        _ => Cause::Unknown,
    };
    (cause, Unknown)
}

/// Whether something of what ended then may still come. Clocks differ, and an end that is still to come is none.
pub(super) fn is_recent(end: i64, context: &Context) -> bool {
    (-CUT_SLACK_MILLISECONDS..LATE_MILLISECONDS).contains(&context.now.saturating_sub(end))
}

/// ECS Exec starts sessions of a document of its own, by a name that only AWS can give.
///
/// Amazon ECS Developer Guide, "Monitor Amazon ECS containers with ECS Exec": its logs go where the cluster's
/// `executeCommandConfiguration` says.
fn is_ecs_exec(session: &Merged) -> bool {
    session.document().is_some_and(|document| key(document, "") == ECS_EXEC_DOCUMENT)
}

/// What keeps a session and its log from being weighed to the end, where they fit as far as they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unweighed {
    /// No record has its end, and none says that it goes on: whether its log goes as far, nobody can tell.
    EndUnknown,
    /// It ended less than an hour ago, and its log had fallen silent before: the rest may still come.
    MayBeLate,
}

/// `None`: also of one that goes on, whose log has not been silent for too long.
pub(super) fn unweighed(session: &Merged, context: &Context) -> Option<Unweighed> {
    match (session.end(), session.last_event) {
        (None, _) => (!session.goes_on()).then_some(Unweighed::EndUnknown),
        (Some(end), Some(last)) => {
            let is_late = is_recent(end, context);
            let is_silent = end.saturating_sub(last) > gap::limit(session, context);
            (is_late && is_silent).then_some(Unweighed::MayBeLate)
        }
        (Some(_), None) => None,
    }
}
