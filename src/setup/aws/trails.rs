use aws_sdk_cloudtrail::{
    operation::get_event_selectors::GetEventSelectorsOutput,
    types::{AdvancedFieldSelector, ReadWriteType},
};

use super::Account;
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer,
        facts::{TrailDelivery, TrailFacts},
    },
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
        let status = account.ask(Operation::GetTrailStatus, &id, || status.clone().send()).await?;
        let selectors = account.cloudtrail.get_event_selectors().trail_name(&id);
        let selectors = account.ask(Operation::GetEventSelectors, &id, || selectors.clone().send()).await?;
        let (management_events, selectors_not_understood) = match selectors {
            Answer::Read { value, evidence } => match takes_in_starts(&value) {
                Ok(takes_in) => (Answer::Read { value: takes_in, evidence }, Answer::NotAsked),
                Err(selector) => (Answer::NotAsked, Answer::Read { value: selector, evidence }),
            },
            other => (other.without_value(), Answer::NotAsked),
        };
        trails.push(TrailFacts {
            name: trail.name.unwrap_or(id),
            is_multi_region_trail: trail.is_multi_region_trail.unwrap_or_default(),
            log_file_validation_enabled: trail.log_file_validation_enabled.unwrap_or_default(),
            delivery: status.value().map(|status| TrailDelivery {
                latest_error: status.latest_delivery_error.clone().filter(|error| !error.is_empty()),
                latest_time: status.latest_delivery_time.and_then(|time| time.to_millis().ok()),
            }),
            is_logging: status.map(|status| status.is_logging.unwrap_or_default()),
            management_events,
            selectors_not_understood,
        });
    }
    Ok(Answer::Read { value: trails, evidence })
}

/// Whether `StartSession`, a management event that writes, is taken in. `Err`: the selector of which it is not known.
///
/// AWS CloudTrail User Guide, "Logging management events": a trail without selectors of its own takes them all in.
fn takes_in_starts(selectors: &GetEventSelectorsOutput) -> Result<bool, String> {
    let basic = selectors.event_selectors();
    let advanced = selectors.advanced_event_selectors();
    if basic.is_empty() && advanced.is_empty() {
        return Ok(true);
    }
    let writes = |kind: Option<&ReadWriteType>| !matches!(kind, Some(ReadWriteType::ReadOnly));
    let by_basic =
        basic.iter().any(|each| each.include_management_events().unwrap_or(true) && writes(each.read_write_type()));
    let by_advanced: Vec<Result<bool, String>> =
        advanced.iter().map(|each| all_take_in(each.field_selectors())).collect();
    if by_basic || by_advanced.contains(&Ok(true)) {
        return Ok(true);
    }
    by_advanced.into_iter().find(Result::is_err).unwrap_or(Ok(false))
}

/// Whether all fields of one selector take it in: one that does not is enough to leave it out.
fn all_take_in(fields: &[AdvancedFieldSelector]) -> Result<bool, String> {
    let each: Vec<Result<bool, String>> = fields.iter().map(takes_in).collect();
    if each.contains(&Ok(false)) {
        return Ok(false);
    }
    each.into_iter().find(Result::is_err).unwrap_or(Ok(true))
}

/// CloudTrail API Reference, "`AdvancedFieldSelector`".
fn takes_in(field: &AdvancedFieldSelector) -> Result<bool, String> {
    let wanted = match field.field() {
        "eventCategory" => "Management",
        "readOnly" => "false",
        "eventSource" => "ssm.amazonaws.com",
        "eventName" => "StartSession",
        _ => return Err(written(field)),
    };
    let has = |values: &[String]| values.iter().any(|value| value == wanted);
    if has(field.not_equals()) || (!field.equals().is_empty() && !has(field.equals())) {
        return Ok(false);
    }
    let others = [field.starts_with(), field.ends_with(), field.not_starts_with(), field.not_ends_with()];
    if others.iter().all(|values| values.is_empty()) { Ok(true) } else { Err(written(field)) }
}

/// As the AWS CLI would write it.
fn written(field: &AdvancedFieldSelector) -> String {
    let operators = [
        ("Equals", field.equals()),
        ("NotEquals", field.not_equals()),
        ("StartsWith", field.starts_with()),
        ("EndsWith", field.ends_with()),
        ("NotStartsWith", field.not_starts_with()),
        ("NotEndsWith", field.not_ends_with()),
    ];
    let said = operators.iter().filter(|(_, values)| !values.is_empty());
    let said = said.map(|(name, values)| format!("{name} {}", values.join(", ")));
    [field.field().to_owned()].into_iter().chain(said).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use aws_sdk_cloudtrail::types::AdvancedEventSelector;

    use super::*;

    type Fields<'a> = &'a [(&'a str, &'a str, &'a [&'a str])];

    fn trail(selectors: &[Fields]) -> Result<bool, String> {
        let field = |(name, operator, values): &(&str, &str, &[&str])| {
            let values = Some(values.iter().map(|value| (*value).to_owned()).collect());
            let field = AdvancedFieldSelector::builder().field(*name);
            let field = match *operator {
                "=" => field.set_equals(values),
                "!=" => field.set_not_equals(values),
                "starts" => field.set_starts_with(values),
                "ends" => field.set_ends_with(values),
                "not starts" => field.set_not_starts_with(values),
                _ => field.set_not_ends_with(values),
            };
            field.build().unwrap()
        };
        let selectors = selectors.iter().map(|fields| {
            let fields = fields.iter().map(field).collect();
            AdvancedEventSelector::builder().set_field_selectors(Some(fields)).build().unwrap()
        });
        takes_in_starts(
            &GetEventSelectorsOutput::builder().set_advanced_event_selectors(Some(selectors.collect())).build(),
        )
    }

    #[test]
    fn only_selectors_that_are_understood_are_said_to_take_in_starts() {
        const MANAGEMENT: (&str, &str, &[&str]) = ("eventCategory", "=", &["Management"]);
        let data: Fields = &[("eventCategory", "=", &["Data"]), ("resources.ARN", "starts", &["arn:aws:s3:::"])];
        assert_eq!(trail(&[&[MANAGEMENT]]), Ok(true));
        assert_eq!(trail(&[&[MANAGEMENT, ("readOnly", "=", &["false"])]]), Ok(true));
        assert_eq!(trail(&[&[MANAGEMENT, ("readOnly", "=", &["true"])]]), Ok(false));
        assert_eq!(trail(&[&[MANAGEMENT, ("eventSource", "!=", &["kms.amazonaws.com"])]]), Ok(true));
        assert_eq!(trail(&[&[MANAGEMENT, ("eventSource", "!=", &["ssm.amazonaws.com"])]]), Ok(false));
        assert_eq!(trail(&[data]), Ok(false), "what is of data events need not be understood");
        for operator in ["starts", "ends", "not starts", "not ends"] {
            let selective: Fields = &[MANAGEMENT, ("eventName", operator, &["Start"])];
            assert!(trail(&[selective]).unwrap_err().starts_with("eventName "), "{operator}");
            assert_eq!(trail(&[selective, &[MANAGEMENT]]), Ok(true), "another one takes all in");
            assert!(trail(&[data, selective]).is_err());
        }
        let unknown: Fields = &[MANAGEMENT, ("userIdentity.arn", "!=", &["arn:aws:iam::111122223333:role/a"])];
        assert_eq!(trail(&[unknown]).unwrap_err(), "userIdentity.arn NotEquals arn:aws:iam::111122223333:role/a");
        assert_eq!(trail(&[]), Ok(true));
    }
}
