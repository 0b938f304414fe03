use std::collections::{BTreeMap, BTreeSet};

use super::build;
use crate::emulator::{account::Setup, options::DEMO_SEED};

/// What there is to be found in the demo's sessions as it is at a moment, with the setup `demo`: session ids, each in
/// one set only but for [`Self::active`], whose sessions are in another too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemoCases {
    /// When: milliseconds since 1970, UTC.
    pub now: i64,
    /// No transcript: started by a document that logs nowhere.
    pub logging_off: BTreeSet<String>,
    /// No transcript: the instance's role may not write.
    pub role_cannot_write: BTreeSet<String>,
    /// No transcript: over before the agent had a line to send.
    pub too_short: BTreeSet<String>,
    /// The log stops long before the session's end.
    pub cut: BTreeSet<String>,
    /// Never logged: `AWS-StartPortForwardingSession`.
    pub port_forwarding: BTreeSet<String>,
    /// Never logged: `AWS-StartSSHSession`.
    pub ssh: BTreeSet<String>,
    /// `StartSession` was refused: the ids of CloudTrail's events, for no session came of it.
    pub start_denied: BTreeSet<String>,
    /// No transcript yet: goes on, and nothing was typed.
    pub nothing_yet: BTreeSet<String>,
    /// Goes on.
    pub active: BTreeSet<String>,
    /// Known to AWS, with a transcript.
    pub matched: BTreeSet<String>,
    /// Transcripts of sessions that are older than any history.
    pub transcript_only: BTreeSet<String>,
    /// No transcript, because a setup takes away the group that it was in: none with the setup `demo`.
    pub group_missing: BTreeSet<String>,
    /// Who it was, for each session whose `StartSession` CloudTrail still has.
    pub persons: BTreeMap<String, Person>,
}

/// Who is behind a session's principal, as far as CloudTrail's history tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    Resolved(String),
    /// The events that lead to a person are not there, or lead to a machine, a service or another account.
    Unresolved,
}

impl DemoCases {
    pub(super) fn new(now: i64) -> Self {
        Self { now, ..Self::default() }
    }
}

/// The cases of the demo as it is at `now_ms` (milliseconds since 1970, UTC): of `EmulatorOptions::demo_at(now_ms)`.
/// Makes the whole demo, so it takes as long.
pub fn demo_cases(now_ms: i64) -> DemoCases {
    build(DEMO_SEED, now_ms, &Setup::default()).cases
}
