use std::io::{self, Write};

use crate::model::{SourceError, SourceErrorKind, visible_line};

/// Tells an error: what happened, what it means, what to do, and the technical part last.
pub fn tell(error: &SourceError, out: &mut impl Write) -> io::Result<()> {
    let [what, meaning, action] = words(&error.kind);
    for line in [what, meaning, action] {
        writeln!(out, "{}", visible_line(&line))?;
    }
    let mut technical = error.detail.clone();
    if let Some(operation) = error.operation {
        technical = format!("{}: {technical}", operation.name());
    }
    if let Some(id) = &error.request_id {
        technical = format!("{technical} (request {id})");
    }
    writeln!(out, "[{}]", visible_line(&technical))
}

fn words(kind: &SourceErrorKind) -> [String; 3] {
    let words: [&str; 3] = match kind {
        SourceErrorKind::NoCredentials => [
            "No AWS credentials were found.",
            "Nothing can be read without them.",
            "Name a profile with --profile, sign in with `aws sso login`, or look around with --demo.",
        ],
        SourceErrorKind::CredentialsExpired => [
            "The AWS sign-in has run out.",
            "The credentials are there and no longer valid.",
            "Sign in again, for example with `aws sso login --profile NAME`, then repeat this.",
        ],
        SourceErrorKind::CredentialsInvalid => [
            "AWS does not accept the credentials.",
            "The key is wrong, was deleted, or this machine's clock is off.",
            "Check the profile's keys and the clock.",
        ],
        SourceErrorKind::ProfileUnknown { profile } => {
            return [
                format!("The profile {profile} cannot be used."),
                "It is not in the AWS configuration files, or they cannot be read.".to_owned(),
                "Check ~/.aws/config and ~/.aws/credentials, or name another profile.".to_owned(),
            ];
        }
        SourceErrorKind::NoRegion => [
            "No AWS region is set.",
            "CloudWatch Logs are kept by region.",
            "Give one with --region, for example --region ap-northeast-1.",
        ],
        SourceErrorKind::RegionUnusable { region } => {
            return [
                format!("The region {region} cannot be used."),
                "It does not exist, or this account has not switched it on.".to_owned(),
                "Check its spelling, or switch it on in the account's settings.".to_owned(),
            ];
        }
        SourceErrorKind::AccessDenied { action } => {
            return [
                "AWS does not allow this.".to_owned(),
                format!("The permission {action} is missing."),
                format!("Ask whoever manages the account's IAM to allow {action}."),
            ];
        }
        SourceErrorKind::Unreachable { endpoint } => {
            return [
                format!("{endpoint} does not answer."),
                "The service is down, the address is wrong, or the network or a proxy is in the way.".to_owned(),
                "Check the address and the network, then repeat this.".to_owned(),
            ];
        }
        SourceErrorKind::TimedOut => {
            ["It took too long.", "The service or the network is slow.", "Repeat this, or choose a shorter time range."]
        }
        SourceErrorKind::NotFound { resource } => {
            return [
                format!("{resource} is not there."),
                "It was deleted meanwhile, or lies in another region or account.".to_owned(),
                "Check the name, region and profile.".to_owned(),
            ];
        }
        SourceErrorKind::MalformedQuery { span, message } => {
            let place = span.as_ref().map(|span| format!(" at character {}", span.start + 1)).unwrap_or_default();
            return [format!("The query is wrong{place}."), message.clone(), "Correct the query text.".to_owned()];
        }
        SourceErrorKind::ClassForbids => [
            "The log group's class does not allow this.",
            "Logs Insights cannot read log groups of the class DELIVERY.",
            "Choose another log group.",
        ],
        SourceErrorKind::Throttled => [
            "AWS takes no more requests for now.",
            "The account makes too many at once, also after waiting.",
            "Repeat this in a few minutes.",
        ],
        SourceErrorKind::TooManyQueries => [
            "Too many queries run at once.",
            "The account has reached its number of concurrent queries, also after waiting.",
            "Wait until others have ended, then repeat this.",
        ],
        SourceErrorKind::QueryFailed { .. } => [
            "The query did not end well.",
            "CloudWatch Logs gave up on it; its rows are not kept.",
            "Repeat it, or choose a shorter time range.",
        ],
        SourceErrorKind::Cancelled => {
            ["The query was cancelled.", "It has been stopped at AWS.", "Start it again when you like."]
        }
        SourceErrorKind::Refused { .. } => [
            "AWS refused the request.",
            "It is not something that this program expects.",
            "The technical part below says why.",
        ],
        SourceErrorKind::ServiceFault => {
            ["The service has a fault.", "The request was fine as far as can be told.", "Repeat this in a few minutes."]
        }
    };
    words.map(str::to_owned)
}
