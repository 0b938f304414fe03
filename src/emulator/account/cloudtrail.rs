//! CloudTrail `LookupEvents`. AWS JSON 1.1.
//!
//! Source: <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html>

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Account, TrailRecord, ssm::refused};
use crate::emulator::{operations::read, paging, refusal::Refusal};

/// How long events are remembered, with or without a trail.
pub(in crate::emulator) const HISTORY_MS: i64 = 90 * 86_400_000;
const MOST_RESULTS: i64 = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LookupEvents {
    #[serde(default)]
    lookup_attributes: Vec<Attribute>,
    /// Seconds since 1970, UTC.
    start_time: Option<f64>,
    end_time: Option<f64>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    attribute_key: String,
    attribute_value: String,
}

/// `region`: that it is asked in; each has its own history.
pub(super) fn lookup(account: &Account, body: &[u8], region: &str) -> Result<Value, Refusal> {
    let asked: LookupEvents = read(body)?;
    let attribute = match asked.lookup_attributes.as_slice() {
        [] => None,
        [one] => Some(one),
        _ => return Err(refused("InvalidLookupAttributesException", "You can specify only one attribute.")),
    };
    let (start, end) = (asked.start_time.unwrap_or(f64::MIN), asked.end_time.unwrap_or(f64::MAX));
    if start > end {
        let wrong = "The start time must be before the end time.";
        return Err(refused("InvalidTimeRangeException", wrong));
    }
    let size = asked.max_results.unwrap_or(MOST_RESULTS);
    if !(1..=MOST_RESULTS).contains(&size) {
        let wrong = format!("The max results value must be between 1 and {MOST_RESULTS}.");
        return Err(refused("InvalidMaxResultsException", wrong));
    }
    let first = account.now.saturating_sub(HISTORY_MS);
    let mut found = Vec::new();
    let is_kept = |event: &&TrailRecord| event.region == region && (first..=account.now).contains(&event.time);
    for event in account.events.iter().filter(is_kept) {
        let time = event.time.div_euclid(1000) as f64;
        if (start..=end).contains(&time) && attribute.is_none_or(|attribute| matches(event, attribute)) {
            found.push(event);
        }
    }
    if let Some(attribute) = attribute {
        check(attribute)?;
    }
    let scope = format!("events/{region}/{attribute:?}/{start}/{end}");
    let place = paging::place(&scope, asked.next_token.as_deref())
        .map_err(|_| refused("InvalidNextTokenException", "The token is invalid."))?;
    let (found, next) = paging::page(found, &scope, place, usize::try_from(size).unwrap_or(1));
    let mut answer = json!({"Events": found.into_iter().map(said).collect::<Vec<_>>()});
    if let Some(next) = next {
        answer["NextToken"] = json!(next);
    }
    Ok(answer)
}

fn check(attribute: &Attribute) -> Result<(), Refusal> {
    let known =
        ["EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId"];
    if known.contains(&attribute.attribute_key.as_str()) {
        return Ok(());
    }
    let wrong = format!("The lookup attribute {} is not known.", attribute.attribute_key);
    Err(refused("InvalidLookupAttributesException", wrong))
}

fn matches(event: &TrailRecord, Attribute { attribute_key, attribute_value: value }: &Attribute) -> bool {
    match attribute_key.as_str() {
        "EventId" => event.id == *value,
        "EventName" => event.name == value,
        "ReadOnly" => (event.source == "sts.amazonaws.com").to_string() == *value,
        "Username" => event.username.as_deref() == Some(value),
        "ResourceType" => event.resources.iter().any(|(kind, _)| kind == value),
        "ResourceName" => event.resources.iter().any(|(_, name)| name == value),
        "EventSource" => event.source == value,
        "AccessKeyId" => event.access_key.as_deref() == Some(value),
        _ => false,
    }
}

fn said(event: &TrailRecord) -> Value {
    let mut said = json!({
        "EventId": event.id,
        "EventName": event.name,
        "ReadOnly": (event.source == "sts.amazonaws.com").to_string(),
    });
    if let Some(key) = &event.access_key {
        said["AccessKeyId"] = json!(key);
    }
    said["EventTime"] = json!(event.time.div_euclid(1000));
    said["EventSource"] = json!(event.source);
    if let Some(name) = &event.username {
        said["Username"] = json!(name);
    }
    let resource = |(kind, name): &(&str, String)| json!({"ResourceType": kind, "ResourceName": name});
    said["Resources"] = event.resources.iter().map(resource).collect();
    said["CloudTrailEvent"] = json!(event.json);
    said
}
