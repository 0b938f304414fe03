//! What CloudWatch Logs says of a group besides its events: policies that change what is shown.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetDataProtectionPolicy.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetTransformer.html>

use serde_json::{Value, json};

use crate::emulator::{
    refusal::Refusal,
    store::{Group, Groups},
};

/// When both were made: milliseconds since 1970, UTC.
const CREATED: i64 = 1_769_904_000_000;

pub fn get_data_protection_policy(held: &Groups, name: &str) -> Result<Value, Refusal> {
    let group = held.group(name)?;
    let policy = group.settings.data_protection.as_ref().ok_or(Refusal::NotFound("data protection policy"))?;
    Ok(json!({"logGroupIdentifier": group.name, "policyDocument": policy, "lastUpdatedTime": CREATED}))
}

pub fn get_transformer(held: &Groups, name: &str) -> Result<Value, Refusal> {
    let group: &Group = held.group(name)?;
    let transformer = group.settings.transformer.as_ref().ok_or(Refusal::NotFound("transformer"))?;
    let config: Value = serde_json::from_str(transformer).unwrap_or_default();
    Ok(json!({
        "logGroupIdentifier": group.arn(),
        "creationTime": CREATED,
        "lastModifiedTime": CREATED,
        "transformerConfig": config,
    }))
}
