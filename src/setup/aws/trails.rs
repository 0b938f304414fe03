use aws_sdk_cloudtrail::{operation::get_event_selectors::GetEventSelectorsOutput, types::ReadWriteType};

use super::Account;
use crate::{
    model::{Operation, SourceError},
    setup::{Answer, facts::TrailFacts},
};

pub(super) async fn read(account: &Account) -> Result<Answer<Vec<TrailFacts>>, SourceError> {
    let request = account.cloudtrail.describe_trails();
    let answer = account.ask(Operation::DescribeTrails, account.region(), || request.clone().send()).await?;
    let (described, evidence) = match answer {
        Answer::Read { value, evidence } => (value.trail_list.unwrap_or_default(), evidence),
        other => return Ok(other.without_value()),
    };
    let mut trails = Vec::with_capacity(described.len());
    for trail in described {
        // A trail of the organisation or of another region answers by its ARN.
        let id = trail.trail_arn.or_else(|| trail.name.clone()).unwrap_or_default();
        let status = account.cloudtrail.get_trail_status().name(&id);
        let is_logging = account.ask(Operation::GetTrailStatus, &id, || status.clone().send()).await?;
        let selectors = account.cloudtrail.get_event_selectors().trail_name(&id);
        let selectors = account.ask(Operation::GetEventSelectors, &id, || selectors.clone().send()).await?;
        trails.push(TrailFacts {
            name: trail.name.unwrap_or(id),
            is_multi_region_trail: trail.is_multi_region_trail.unwrap_or_default(),
            log_file_validation_enabled: trail.log_file_validation_enabled.unwrap_or_default(),
            is_logging: is_logging.map(|status| status.is_logging.unwrap_or_default()),
            management_events: selectors.map(|selectors| takes_in_starts(&selectors)),
        });
    }
    Ok(Answer::Read { value: trails, evidence })
}

/// Whether `StartSession`, a management event that writes, is taken in.
///
/// AWS CloudTrail User Guide, "Logging management events": a trail without selectors of its own takes them all in.
fn takes_in_starts(selectors: &GetEventSelectorsOutput) -> bool {
    let basic = selectors.event_selectors();
    let advanced = selectors.advanced_event_selectors();
    if basic.is_empty() && advanced.is_empty() {
        return true;
    }
    let writes = |kind: Option<&ReadWriteType>| !matches!(kind, Some(ReadWriteType::ReadOnly));
    let by_basic =
        basic.iter().any(|each| each.include_management_events().unwrap_or(true) && writes(each.read_write_type()));
    let by_advanced = advanced.iter().any(|each| {
        each.field_selectors().iter().all(|field| {
            let among = |wanted: &str| field.equals().is_empty() || field.equals().iter().any(|value| value == wanted);
            match field.field() {
                "eventCategory" => among("Management"),
                "readOnly" => among("false"),
                "eventSource" => {
                    among("ssm.amazonaws.com") && !field.not_equals().iter().any(|value| value == "ssm.amazonaws.com")
                }
                "eventName" => among("StartSession") && !field.not_equals().iter().any(|value| value == "StartSession"),
                _ => true,
            }
        })
    });
    by_basic || by_advanced
}
