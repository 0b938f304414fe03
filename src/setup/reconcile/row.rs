use serde::{Deserialize, Serialize};

use super::{Person, RowStatus, Unweighed};

/// One session, from all that is known of it: a line of `reconciliation.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Empty for a start that was refused or failed, of which no session came, and for one that CloudTrail does not name.
    pub session_id: String,
    pub status: RowStatus,
    /// Of one that matches: why that may not be the last word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unweighed: Option<Unweighed>,
    pub person: Person,
    pub principal: Option<String>,
    pub target: Option<String>,
    /// `None`: not known; the default document is named.
    pub document: Option<String>,
    /// As given by whoever started it. Untrusted text, as all that follows.
    pub reason: Option<String>,
    pub source_address: Option<String>,
    pub user_agent: Option<String>,
    /// All times: milliseconds since 1970, UTC.
    pub start: Option<i64>,
    pub end: Option<i64>,
    pub first_event: Option<i64>,
    pub last_event: Option<i64>,
    pub events: Option<u64>,
    /// `userIdentity.arn` of the log's own records: where it is not `principal`, somebody else wrote the log.
    pub principal_in_log: Option<String>,
    /// Where its log is.
    pub log_groups: Vec<String>,
    /// How often it was taken up again (`ResumeSession`).
    pub resumed: usize,
    /// The principal that ended it by `TerminateSession`.
    pub terminated_by: Option<String>,
    /// CloudTrail's event of its start, by id.
    pub start_event: Option<String>,
    /// CloudTrail's `errorCode` of a start that came to nothing: `AccessDenied`, `TargetNotConnected` and so on.
    pub error_code: Option<String>,
    /// `sourceIdentity` of the credentials that started it. With `AssumeRole`, callers say themselves who they are: it is a
    /// claim. AWS IAM User Guide, "Monitor and control actions taken with assumed roles".
    pub source_identity: Option<String>,
    pub seen: Seen,
}

/// In which records it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub history: bool,
    pub trail: bool,
    pub transcript: bool,
}
