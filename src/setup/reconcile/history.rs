use serde::{Deserialize, Serialize};

use crate::setup::Answer;

/// A session as Systems Manager's history has it (`ssm:DescribeSessions`, states Active and History).
///
/// Source: AWS Systems Manager API Reference, "Session". The history goes back 30 days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KnownSession {
    pub session_id: String,
    pub target: Option<String>,
    /// "The ID of the Amazon Web Services user that started the session": the principal's ARN.
    pub owner: Option<String>,
    /// All times: milliseconds since 1970, UTC.
    pub start_date: Option<i64>,
    pub end_date: Option<i64>,
    /// `Connected`, `Connecting`, `Disconnected`, `Terminated`, `Terminating`, `Failed`.
    pub status: Option<String>,
    /// Whether it was on the list of those that go on (state `Active`).
    pub is_active: bool,
    pub document_name: Option<String>,
    pub reason: Option<String>,
    /// `Standard` or `JustInTime`.
    pub access_type: Option<String>,
    /// Minutes.
    pub max_session_duration: Option<String>,
    /// These three are "reserved for future use" as AWS's page has it: kept where they are there, and nothing is
    /// concluded from them.
    pub details: Option<String>,
    pub s3_output_url: Option<String>,
    pub cloud_watch_output_url: Option<String>,
}

/// A log stream: what there is of a session's log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Transcript {
    pub log_group: String,
    /// The session's id.
    pub log_stream: String,
    /// When the stream was made, which is no event of the session. Milliseconds since 1970, UTC, as all times here.
    pub created: Option<i64>,
    /// Milliseconds since 1970, UTC; `None`: the stream has no events, as far as AWS says.
    pub first_event: Option<i64>,
    pub last_event: Option<i64>,
    /// `None`: not counted.
    pub events: Option<u64>,
    /// `userIdentity.arn` of its records, where they were read.
    pub principal: Option<String>,
}

/// A log group whose streams could not be listed, or not to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnreadGroup {
    pub log_group: String,
    /// Never [`Answer::Read`].
    pub answer: Answer<Covered>,
}

/// The time that was asked about, in milliseconds since 1970, UTC; the end is not part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    pub start: i64,
    pub end: i64,
}

impl Covered {
    pub fn contains(self, time: i64) -> bool {
        (self.start..self.end).contains(&time)
    }

    /// Whether all of another time is part of this one. One that ends before it starts has nothing to be part of it.
    pub fn includes(self, other: Self) -> bool {
        other.end <= other.start || (self.start <= other.start && other.end <= self.end)
    }

    /// Whether all that was asked about lies before what AWS keeps: then the record was read, and has nothing of it.
    pub fn is_older_than_kept(self, asked: Self) -> bool {
        self.end <= self.start && asked.end <= self.start
    }
}
