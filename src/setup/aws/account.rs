use std::future::Future;

use aws_config::SdkConfig;
use aws_sdk_ssm::error::{ProvideErrorMetadata, SdkError};

use crate::{
    cloudwatch::{AccessGuard, CloudWatch},
    model::{LogSource, Operation, SourceError, SourceErrorKind, SourceIdentity},
    setup::{Answer, Evidence},
};

/// The account and region that logs are read from, asked about other things than logs.
#[derive(Clone, Debug)]
pub struct Account {
    pub(super) logs: CloudWatch,
    pub(super) ssm: aws_sdk_ssm::Client,
    pub(super) cloudtrail: aws_sdk_cloudtrail::Client,
    pub(super) cloudwatch: aws_sdk_cloudwatch::Client,
    pub(super) kms: aws_sdk_kms::Client,
    pub(super) iam: aws_sdk_iam::Client,
    pub(super) ec2: aws_sdk_ec2::Client,
    pub(super) s3: aws_sdk_s3::Client,
}

/// Codes by which services say that there is no such thing.
const ABSENT: [&str; 8] = [
    "InvalidDocument",
    "NoSuchBucket",
    "NotFoundException",
    "NoSuchEntity",
    "ServerSideEncryptionConfigurationNotFoundError",
    "ObjectLockConfigurationNotFoundError",
    "InvalidInstanceID.NotFound",
    "TrailNotFoundException",
];
/// Codes by which S3 says that the caller may not ask, beside those that all services have.
const DENIED: [&str; 2] = ["AccessDenied", "HTTP 403"];

impl Account {
    pub fn new(logs: CloudWatch) -> Self {
        let config: &SdkConfig = logs.config();
        macro_rules! client {
            ($service:ident) => {
                $service::Client::from_conf($service::config::Builder::from(config).interceptor(AccessGuard).build())
            };
        }
        // A bucket's name as part of the host's name resolves nowhere but at AWS.
        let s3 = aws_sdk_s3::config::Builder::from(config)
            .interceptor(AccessGuard)
            .force_path_style(logs.has_own_endpoint())
            .build();
        Self {
            ssm: client!(aws_sdk_ssm),
            cloudtrail: client!(aws_sdk_cloudtrail),
            cloudwatch: client!(aws_sdk_cloudwatch),
            kms: client!(aws_sdk_kms),
            iam: client!(aws_sdk_iam),
            ec2: client!(aws_sdk_ec2),
            s3: aws_sdk_s3::Client::from_conf(s3),
            logs,
        }
    }

    /// Who asks; not known where nobody may say it, and then the rest is asked all the same.
    pub(super) async fn identity(&self) -> Result<SourceIdentity, SourceError> {
        match self.logs.identity().await {
            Err(error) if matches!(error.kind, SourceErrorKind::AccessDenied { .. }) => Ok(SourceIdentity::default()),
            other => other,
        }
    }

    pub fn region(&self) -> &str {
        self.logs.region()
    }

    /// Asks for one thing. `Err` only where there is no use in asking for any other: the credentials are not good.
    pub(super) async fn ask<T, E, F>(
        &self,
        operation: Operation,
        subject: &str,
        ask: impl Fn() -> F + Send,
    ) -> Result<Answer<T>, SourceError>
    where
        F: Future<Output = Result<T, SdkError<E>>> + Send,
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        answer(operation, subject, self.logs.call(operation, subject, ask).await)
    }
}

/// What came of asking, with how it was asked.
pub(super) fn answer<T>(
    operation: Operation,
    subject: &str,
    came: Result<T, SourceError>,
) -> Result<Answer<T>, SourceError> {
    let evidence = evidence(operation, subject);
    let error = match came {
        Ok(value) => return Ok(Answer::Read { value, evidence }),
        Err(error) => error,
    };
    let is_one_of = |code: &str, codes: &[&str]| codes.contains(&code);
    Ok(match &error.kind {
        // That they are not valid, STS says; a service that does not take valid ones (one that is not enabled, a bucket
        // of another partition) hides only what is its own.
        SourceErrorKind::NoCredentials | SourceErrorKind::CredentialsExpired | SourceErrorKind::Cancelled => {
            return Err(error);
        }
        SourceErrorKind::AccessDenied { action } => {
            Answer::Denied { permission: action.clone(), message: error.detail, evidence }
        }
        SourceErrorKind::NotFound { .. } => Answer::Absent { evidence },
        SourceErrorKind::Refused { code } if is_one_of(code, &ABSENT) => Answer::Absent { evidence },
        SourceErrorKind::Refused { code } if is_one_of(code, &DENIED) => {
            Answer::Denied { permission: operation.iam_action().to_owned(), message: error.detail, evidence }
        }
        _ => Answer::Failed { message: error.detail, evidence },
    })
}

/// A region that the account has not enabled says that the credentials are not good; here they are.
pub(super) fn elsewhere<T>(
    answer: Result<Answer<T>, SourceError>,
    is_here: bool,
    operation: Operation,
    subject: &str,
) -> Result<Answer<T>, SourceError> {
    match answer {
        Err(error) if !is_here && error.kind == SourceErrorKind::CredentialsInvalid => {
            Ok(Answer::Failed { message: error.detail, evidence: evidence(operation, subject) })
        }
        answer => answer,
    }
}

pub(super) fn evidence(operation: Operation, subject: &str) -> Evidence {
    Evidence {
        operation: operation.iam_action().to_owned(),
        subject: subject.to_owned(),
        at: jiff::Timestamp::now().as_millisecond(),
    }
}
