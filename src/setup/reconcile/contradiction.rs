//! What the records of one session cannot say at once.

use serde::{Deserialize, Serialize};

use super::documents::Logging;
use super::gap;
use super::join::{Context, Merged};
use super::status::{CUT_SLACK_MILLISECONDS, SHORT_MILLISECONDS};
use crate::setup::Certainty;

/// How long after a session's end its log may still get events: the agent sends what it has left, four events of 33,000
/// bytes a second at most (`cloudwatchlogsservice.go`), and stamps them as it sends them. In this time it sends 118 MB.
pub const AFTER_END_MILLISECONDS: i64 = 15 * 60_000;
/// The same where the whole log is sent after the end: a machine that could not reach AWS sends it when it can again.
pub const SENT_AFTER_END_MILLISECONDS: i64 = 24 * 3_600_000;

/// Why the records of a session do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contradiction {
    /// The log's own records name a principal that is not the one who started the session.
    OtherPrincipal,
    /// Systems Manager and CloudTrail name different principals as the one who started it.
    PrincipalsDiffer,
    /// It ended before it began.
    EndBeforeStart,
    /// The log has events from before the session's start, or from long after its end.
    OutsideSession,
    /// Somebody took it up again after its end.
    ResumedAfterEnd,
    /// It was a tunnel, which the agent does not log, and there is a log.
    NeverLogged,
}

impl Contradiction {
    pub fn certainty(self) -> Certainty {
        match self {
            Self::OtherPrincipal | Self::EndBeforeStart => Certainty::Certain,
            // The agent stamps events by the machine's clock, and again at each try where it cannot reach AWS; documents are
            // read as they stand today.
            Self::OutsideSession | Self::NeverLogged | Self::PrincipalsDiffer | Self::ResumedAfterEnd => {
                Certainty::Likely
            }
        }
    }
}

pub(super) fn of(session: &Merged, context: &Context) -> Option<Contradiction> {
    if session.foreign_principal().is_some() {
        return Some(Contradiction::OtherPrincipal);
    }
    if session.have_principals_that_differ() {
        return Some(Contradiction::PrincipalsDiffer);
    }
    let (start, end) = (session.start_time(), session.end());
    // CloudTrail's times are whole seconds, those of the history are not.
    if start.zip(end).is_some_and(|(start, end)| start.saturating_sub(end) > SHORT_MILLISECONDS) {
        return Some(Contradiction::EndBeforeStart);
    }
    let is_resumed_after =
        |end: i64| session.last_given.is_some_and(|given| given.saturating_sub(end) > CUT_SLACK_MILLISECONDS);
    if end.is_some_and(is_resumed_after) {
        return Some(Contradiction::ResumedAfterEnd);
    }
    let is_early = |first: i64| start.is_some_and(|start| start.saturating_sub(first) > CUT_SLACK_MILLISECONDS);
    let after_end = match gap::streams(session, context) {
        Some(false) => SENT_AFTER_END_MILLISECONDS,
        _ => AFTER_END_MILLISECONDS,
    };
    let is_late = |last: i64| end.is_some_and(|end| last.saturating_sub(end) > after_end);
    let (first, last) = (session.first_event.or(session.last_event), session.last_event.or(session.first_event));
    if first.is_some_and(is_early) || last.is_some_and(is_late) {
        return Some(Contradiction::OutsideSession);
    }
    let is_tunnel = matches!(context.documents.logging(session.document()), Logging::ByDesignNot(_));
    (is_tunnel && session.has_events()).then_some(Contradiction::NeverLogged)
}
