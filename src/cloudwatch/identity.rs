use super::{
    client::{CloudWatch, Place},
    regions::region,
};
use crate::model::{GroupFilter, Operation, SourceError, SourceErrorKind, SourceIdentity};

/// Who we are. STS says it; where STS gives no answer (a network that only reaches CloudWatch Logs,
/// another service's endpoint), CloudWatch Logs itself has to prove that it takes us.
pub(super) async fn identity(client: &CloudWatch) -> Result<SourceIdentity, SourceError> {
    let place = client.place();
    let request = client.sts.get_caller_identity();
    match client.call(Operation::GetCallerIdentity, "caller", || request.clone().send()).await {
        Ok(caller) => Ok(SourceIdentity { account: caller.account, caller_arn: caller.arn, ..anonymous(place) }),
        Err(error) => match error.kind {
            SourceErrorKind::CredentialsInvalid if wants_opt_in(place) && holds_elsewhere(client).await => {
                Err(SourceError { kind: SourceErrorKind::RegionUnusable { region: place.region.clone() }, ..error })
            }
            SourceErrorKind::NoCredentials
            | SourceErrorKind::CredentialsExpired
            | SourceErrorKind::CredentialsInvalid
            | SourceErrorKind::RegionUnusable { .. } => Err(error),
            // The same address: what STS could not reach there, CloudWatch Logs cannot either.
            SourceErrorKind::Unreachable { .. } if place.custom_endpoint.is_some() => Err(error),
            _ => {
                super::listing::log_groups(client, &GroupFilter::default(), None).await?;
                Ok(anonymous(place))
            }
        },
    }
}

fn anonymous(place: &Place) -> SourceIdentity {
    SourceIdentity {
        account: None,
        caller_arn: None,
        region: Some(place.region.clone()),
        endpoint: place.custom_endpoint.clone(),
    }
}

fn wants_opt_in(place: &Place) -> bool {
    place.custom_endpoint.is_none() && region(&place.region).is_some_and(|region| region.opt_in)
}

/// A region that is switched off refuses good credentials with the words for bad ones. Asked in a
/// region that is always on, good ones are taken.
async fn holds_elsewhere(client: &CloudWatch) -> bool {
    let elsewhere = client.sts.config().to_builder().region(aws_sdk_sts::config::Region::new("us-east-1")).build();
    let request = aws_sdk_sts::Client::from_conf(elsewhere).get_caller_identity();
    client.call(Operation::GetCallerIdentity, "caller", || request.clone().send()).await.is_ok()
}
