//! From what the SDK says went wrong to [`SourceError`]: by type and code, never by text.

use std::{error::Error, ops::Range};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_cloudwatchlogs::{
    error::{ConnectorError, ProvideErrorMetadata, SdkError},
    operation::RequestId,
    types::error::MalformedQueryException,
};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;

use super::{client::Place, redact::redact, regions::region};
use crate::model::{Operation, SourceError, SourceErrorKind};

/// What one failed call means. `resource` is what it was about.
pub(super) fn from_sdk<E>(error: &SdkError<E>, operation: Operation, resource: &str, place: &Place) -> SourceError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let chain = in_words(error);
    let mut meant = if let Some(credentials) = find::<CredentialsError>(error) {
        from_credentials(credentials, place)
    } else {
        match error {
            SdkError::ServiceError(service) => {
                let status = service.raw().status().as_u16();
                let code = service.err().code();
                let kind = match find::<MalformedQueryException>(error) {
                    Some(malformed) => from_malformed(malformed),
                    None => from_code(code, status, operation, resource, place),
                };
                let code = code.map_or_else(|| format!("HTTP {status}"), str::to_owned);
                let message = service.err().message().unwrap_or(chain.as_str());
                SourceError::new(kind, format!("{code}: {message}"))
            }
            SdkError::TimeoutError(_) => SourceError::new(SourceErrorKind::TimedOut, chain),
            // Dispatching fails before anything was sent or read: no limit on reading is set.
            SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => SourceError::new(no_answer(place), chain),
            _ => SourceError::new(SourceErrorKind::Refused { code: "not sent".to_owned() }, chain),
        }
    };
    meant.detail = redact(&meant.detail);
    meant.operation = Some(operation);
    meant.request_id = error.request_id().map(str::to_owned);
    meant
}

/// What it means that no credentials could be had.
pub(super) fn from_credentials(error: &CredentialsError, place: &Place) -> SourceError {
    let profile = || place.profile.clone().unwrap_or_else(|| "default".to_owned());
    let kind = match error {
        CredentialsError::CredentialsNotLoaded(_) => SourceErrorKind::NoCredentials,
        CredentialsError::ProviderTimedOut(_) => SourceErrorKind::TimedOut,
        CredentialsError::InvalidConfiguration(_) => SourceErrorKind::ProfileUnknown { profile: profile() },
        _ => {
            let role_code = find::<AssumeRoleError>(error).and_then(ProvideErrorMetadata::code);
            if let Some(code) = role_code {
                match from_code(Some(code), 400, Operation::GetCallerIdentity, "role", place) {
                    SourceErrorKind::AccessDenied { .. } => {
                        SourceErrorKind::AccessDenied { action: "sts:AssumeRole".to_owned() }
                    }
                    other => other,
                }
            } else if find::<ConnectorError>(error).is_some() {
                SourceErrorKind::Unreachable { endpoint: format!("sign-in of profile {}", profile()) }
            } else if place.signs_in {
                SourceErrorKind::CredentialsExpired
            } else {
                SourceErrorKind::NoCredentials
            }
        }
    };
    SourceError::new(kind, redact(&in_words(error)))
}

/// Whether the log group's class may be the reason; the code alone does not tell.
pub(super) fn may_be_the_class(error: &SourceError) -> bool {
    matches!(&error.kind, SourceErrorKind::Refused { code }
        if ["ValidationException", "InvalidOperationException", "InvalidParameterException"].contains(&code.as_str()))
}

fn from_code(code: Option<&str>, status: u16, operation: Operation, resource: &str, place: &Place) -> SourceErrorKind {
    // Some services put the namespace in front, as in `com.amazonaws.sts#ExpiredToken`.
    let code = code.map(|code| code.rsplit_once('#').map_or(code, |(_, code)| code));
    match code.unwrap_or_default() {
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => SourceErrorKind::CredentialsExpired,
        "UnrecognizedClientException"
        | "UnrecognizedClient"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "RequestExpired"
        | "RequestTimeTooSkewed"
        | "AuthFailure" => SourceErrorKind::CredentialsInvalid,
        "OptInRequired" | "RegionDisabledException" => SourceErrorKind::RegionUnusable { region: place.region.clone() },
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "NotAuthorized" => {
            SourceErrorKind::AccessDenied { action: operation.iam_action().to_owned() }
        }
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "RequestLimitExceeded"
        | "SlowDown" => SourceErrorKind::Throttled,
        "LimitExceededException" if operation == Operation::StartQuery => SourceErrorKind::TooManyQueries,
        "ResourceNotFoundException" => SourceErrorKind::NotFound { resource: resource.to_owned() },
        "ServiceUnavailable" | "ServiceUnavailableException" | "InternalFailure" | "InternalServerError" => {
            SourceErrorKind::ServiceFault
        }
        _ if status == 429 => SourceErrorKind::Throttled,
        _ if status >= 500 => SourceErrorKind::ServiceFault,
        // Somebody else answered, such as the sign-in page of a guest network.
        "" if status < 400 => no_answer(place),
        "" => SourceErrorKind::Refused { code: format!("HTTP {status}") },
        other => SourceErrorKind::Refused { code: other.to_owned() },
    }
}

fn from_malformed(error: &MalformedQueryException) -> SourceErrorKind {
    let compiled = error.query_compile_error();
    let location = compiled.and_then(aws_sdk_cloudwatchlogs::types::QueryCompileError::location);
    let message = compiled.and_then(|compiled| compiled.message()).or_else(|| error.message()).unwrap_or_default();
    SourceErrorKind::MalformedQuery {
        span: location.and_then(|place| span(place.start_char_offset(), place.end_char_offset())),
        message: message.to_owned(),
    }
}

fn span(start: Option<i32>, end: Option<i32>) -> Option<Range<usize>> {
    let start = usize::try_from(start?).ok()?;
    let end = end.and_then(|end| usize::try_from(end).ok()).unwrap_or(start);
    Some(start..end.max(start))
}

/// Nobody answered. Under AWS's own name, with a region that nobody knows, the region is the reason:
/// its name does not resolve.
fn no_answer(place: &Place) -> SourceErrorKind {
    if place.custom_endpoint.is_none() && region(&place.region).is_none() {
        SourceErrorKind::RegionUnusable { region: place.region.clone() }
    } else {
        SourceErrorKind::Unreachable { endpoint: place.endpoint.clone() }
    }
}

fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The error and its causes, each once.
fn in_words(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_words = cause.to_string();
        if !words.ends_with(&cause_words) {
            words.push_str(": ");
            words.push_str(&cause_words);
        }
        next = cause.source();
    }
    words
}
