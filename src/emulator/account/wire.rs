use serde_json::json;

use super::{cbor, xml::Xml};
use crate::emulator::{ACCOUNT, refusal::Refusal};

/// A protocol of its own, which an answer has to name.
pub const CBOR: &str = "application/cbor";

/// The services that are spoken besides CloudWatch Logs and STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    Ssm,
    CloudTrail,
    Kms,
    S3,
    Iam,
    Ec2,
    /// Which the SDKs ask in one of two ways.
    CloudWatchCbor,
    CloudWatchJson,
}

/// An answer as it goes over the wire.
pub struct Written {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

/// The codes by which services refuse what a caller may not do: whichever a test says, each answers in its own.
const DENIALS: [&str; 3] = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"];

impl Api {
    fn is_json(self) -> bool {
        matches!(self, Self::Ssm | Self::CloudTrail | Self::Kms | Self::CloudWatchJson)
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Ssm | Self::CloudTrail | Self::Kms => "application/x-amz-json-1.1",
            Self::S3 => "application/xml",
            Self::Iam => "text/xml",
            Self::Ec2 => "text/xml;charset=UTF-8",
            Self::CloudWatchCbor => CBOR,
            Self::CloudWatchJson => "application/x-amz-json-1.0",
        }
    }

    /// The code of a refusal in this service's own words.
    ///
    /// Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>,
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>,
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
    fn code(self, refusal: &Refusal) -> &str {
        let denied = DENIALS.contains(&refusal.code());
        match (self, refusal) {
            (Self::Ec2, _) if denied => "UnauthorizedOperation",
            (Self::S3 | Self::Iam, _) if denied => "AccessDenied",
            (_, _) if denied => "AccessDeniedException",
            (Self::Ec2, Refusal::Throttling) => "RequestLimitExceeded",
            (Self::S3, Refusal::Throttling) => "SlowDown",
            (Self::Iam, Refusal::Throttling) => "Throttling",
            (Self::Ec2 | Self::Iam, Refusal::UnknownOperation(_)) => "InvalidAction",
            _ => refusal.code(),
        }
    }

    fn status(self, refusal: &Refusal) -> u16 {
        match (self, self.code(refusal)) {
            (Self::S3 | Self::Iam | Self::Ec2, "AccessDenied" | "UnauthorizedOperation") => 403,
            (Self::S3, "SlowDown") | (Self::Ec2, "RequestLimitExceeded") => 503,
            (Self::S3, code) if code.starts_with("NoSuch") || code.ends_with("NotFoundError") => 404,
            (Self::Iam, "NoSuchEntity") => 404,
            _ => refusal.status(),
        }
    }

    /// A refusal in the form of the service's protocol.
    pub fn refused(self, refusal: &Refusal, request_id: &str) -> Written {
        let (code, message) = (self.code(refusal), refusal.to_string());
        let error = |xml: &mut Xml| {
            xml.text("Code", code);
            xml.text("Message", &message);
        };
        let body = if self == Self::CloudWatchCbor {
            let mut writer = cbor::Writer::default();
            writer.map(2).text("__type").text(code).text("message").text(&message);
            writer.into_bytes()
        } else if self.is_json() {
            json!({"__type": code, "message": message}).to_string().into_bytes()
        } else {
            let mut xml = Xml::document();
            match self {
                // Without a wrapper: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
                Self::S3 => xml.element("Error", |xml| {
                    error(xml);
                    xml.text("RequestId", request_id);
                    xml.text("HostId", request_id);
                }),
                // <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>
                Self::Ec2 => xml.element("Response", |xml| {
                    xml.element("Errors", |xml| xml.element("Error", error));
                    xml.text("RequestID", request_id);
                }),
                _ => xml.element_in("ErrorResponse", "https://iam.amazonaws.com/doc/2010-05-08/", |xml| {
                    xml.element("Error", |xml| {
                        xml.text("Type", "Sender");
                        error(xml);
                    });
                    xml.text("RequestId", request_id);
                }),
            }
            xml.into_bytes()
        };
        Written { status: self.status(refusal), content_type: self.content_type(), body }
    }
}

/// How AWS says that a caller may not do something. `operation` is the API's name for it; the action in IAM policies is
/// another for some of S3's.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html> and its neighbours
pub fn denial(operation: &str) -> Refusal {
    let prefix = prefix(operation);
    let action = match operation {
        "GetBucketEncryption" => "GetEncryptionConfiguration",
        "GetObjectLockConfiguration" => "GetBucketObjectLockConfiguration",
        "HeadBucket" => "ListBucket",
        other => other,
    };
    let message = format!(
        "User: arn:aws:sts::{ACCOUNT}:assumed-role/LogAuditor/auditor@example.co.jp is not authorized to perform: \
         {prefix}:{action} because no identity-based policy allows the {prefix}:{action} action"
    );
    Refusal::Told { code: "AccessDeniedException".to_owned(), message }
}

/// The service in whose name IAM policies have an operation.
fn prefix(operation: &str) -> &'static str {
    match operation {
        "ListDocuments" | "GetDocument" | "DescribeInstanceInformation" | "DescribeSessions" => "ssm",
        "LookupEvents" | "DescribeTrails" | "GetTrailStatus" | "GetEventSelectors" => "cloudtrail",
        "DescribeKey" | "GetKeyRotationStatus" => "kms",
        "SimulatePrincipalPolicy" | "GetInstanceProfile" | "ListUsers" | "ListRoles" => "iam",
        "DescribeInstances" | "DescribeVpcEndpoints" | "DescribeRegions" => "ec2",
        "GetCallerIdentity" => "sts",
        "GetMetricStatistics" => "cloudwatch",
        name if name.contains("Bucket") || name.contains("ObjectLock") => "s3",
        _ => "logs",
    }
}
