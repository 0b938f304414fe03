use std::ops::Range;

use super::Operation;

/// Why a place that has logs could not give what was asked.
///
/// [`SourceErrorKind`] is for the program to act on and for `app::texts` to put into words; the
/// `detail` is the technical part, shown last and copyable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?}: {detail}")]
pub struct SourceError {
    pub kind: SourceErrorKind,
    /// What was asked, where one operation failed.
    pub operation: Option<Operation>,
    /// The service's own words, in full. Never holds a credential.
    pub detail: String,
    /// AWS's request id, for a support case.
    pub request_id: Option<String>,
}

/// What went wrong, as far as it decides what a person should do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceErrorKind {
    /// The credential chain ended without any.
    NoCredentials,
    /// The credentials are there and no longer valid (an SSO login that has run out, a session token).
    CredentialsExpired,
    /// AWS does not accept the credentials (wrong key, wrong signature).
    CredentialsInvalid,
    /// The profile is not in the AWS configuration files, or they cannot be read.
    ProfileUnknown { profile: String },
    /// No region was given and none is configured.
    NoRegion,
    /// The region does not exist, or the account has it switched off.
    RegionUnusable { region: String },
    /// IAM refuses the operation; this action is missing.
    AccessDenied { action: String },
    /// No answer: endpoint down, no network, name not found, TLS refused.
    Unreachable { endpoint: String },
    /// It took too long.
    TimedOut,
    /// A log group, stream, query or record is not there (any more).
    NotFound { resource: String },
    /// The query text is wrong; `span` is in characters of the text that was sent.
    MalformedQuery { span: Option<Range<usize>>, message: String },
    /// The class of the log group does not allow it.
    ClassForbids,
    /// Too many requests, also after waiting.
    Throttled,
    /// Too many queries at once in the account and region.
    TooManyQueries,
    /// The query itself ended as Failed, Timeout or Unknown.
    QueryFailed { status: super::QueryStatus },
    /// The query would have to keep more than this in memory. In MB.
    QueryTooLarge { most: usize },
    /// The open case cannot be read.
    CaseUnreadable,
    /// The open case holds nothing by this name, and nobody collected it.
    NotInCase { name: String },
    /// Somebody stopped it.
    Cancelled,
    /// The request was refused for another reason.
    Refused { code: String },
    /// The service is at fault.
    ServiceFault,
}

impl SourceError {
    pub fn new(kind: SourceErrorKind, detail: impl Into<String>) -> Self {
        Self { kind, operation: None, detail: detail.into(), request_id: None }
    }

    #[must_use]
    pub fn with_operation(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }
}
