use std::ops::Range;

use serde_json::{Value, json};

/// An answer that says no, in AWS's codes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("The specified {0} does not exist.")]
    NotFound(&'static str),
    #[error("The specified {0} already exists")]
    AlreadyExists(&'static str),
    #[error("{0}")]
    InvalidParameter(String),
    #[error("{0}")]
    Validation(String),
    #[error("{0}")]
    InvalidOperation(String),
    #[error("{0}")]
    Serialization(String),
    #[error("{0}")]
    LimitExceeded(String),
    #[error("Rate exceeded")]
    Throttling,
    /// The span is in characters of the query text.
    #[error("{message}")]
    MalformedQuery { message: String, span: Option<Range<usize>> },
    #[error("The operation {0} is not supported.")]
    UnknownOperation(String),
    /// In the words of the account's other services.
    #[error("{message}")]
    Account { code: &'static str, message: String },
    #[error("The service is stopping.")]
    Stopping,
    /// No answer at all: the connection ends.
    #[error("The connection was closed.")]
    NoAnswer,
    /// What a test told the service to answer.
    #[error("{message}")]
    Told { code: String, message: String },
}

impl Refusal {
    pub fn code(&self) -> &str {
        match self {
            Self::NotFound(_) => "ResourceNotFoundException",
            Self::AlreadyExists(_) => "ResourceAlreadyExistsException",
            Self::InvalidParameter(_) => "InvalidParameterException",
            Self::Validation(_) => "ValidationException",
            Self::InvalidOperation(_) => "InvalidOperationException",
            Self::Serialization(_) => "SerializationException",
            Self::LimitExceeded(_) => "LimitExceededException",
            Self::Throttling => "ThrottlingException",
            Self::MalformedQuery { .. } => "MalformedQueryException",
            Self::UnknownOperation(_) => "UnknownOperationException",
            Self::Stopping | Self::NoAnswer => "ServiceUnavailableException",
            Self::Account { code, .. } => code,
            Self::Told { code, .. } => code,
        }
    }

    /// The HTTP status: 400 for everything that is the caller's, as AWS JSON 1.1 has it.
    pub fn status(&self) -> u16 {
        match self {
            Self::Stopping | Self::NoAnswer => 503,
            Self::Told { code, .. } if code.starts_with("Internal") || code.starts_with("ServiceUnavailable") => 500,
            _ => 400,
        }
    }

    pub fn body(&self) -> Value {
        let mut body = json!({"__type": self.code(), "message": self.to_string()});
        if let Self::MalformedQuery { message, span: Some(span) } = self {
            body["queryCompileError"] = json!({
                "location": {"startCharOffset": span.start, "endCharOffset": span.end},
                "message": message,
            });
        }
        body
    }
}
