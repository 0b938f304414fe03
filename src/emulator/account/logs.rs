//! What CloudWatch Logs says of a group besides its events: policies that change what is shown, its own and the account's.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetDataProtectionPolicy.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetTransformer.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeAccountPolicies.html>

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Settings, settings::AccountPolicySettings};
use crate::{
    emulator::{
        ACCOUNT, paging,
        refusal::Refusal,
        store::{Group, Groups},
    },
    model::LogClass,
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
    // Transformers are of class Standard only; in which words others are refused, AWS does not say.
    if group.settings.class != LogClass::Standard {
        let told = "This operation is only supported on the Standard log class.";
        return Err(Refusal::Validation(told.to_owned()));
    }
    let transformer = group.settings.transformer.as_ref().ok_or(Refusal::NotFound("transformer"))?;
    let config: Value = serde_json::from_str(transformer).unwrap_or_default();
    Ok(json!({
        "logGroupIdentifier": group.arn(),
        "creationTime": CREATED,
        "lastModifiedTime": CREATED,
        "transformerConfig": config,
    }))
}

const DATA_PROTECTION: &str = "DATA_PROTECTION_POLICY";
const TYPES: [&str; 6] = [
    DATA_PROTECTION,
    "SUBSCRIPTION_FILTER_POLICY",
    "FIELD_INDEX_POLICY",
    "TRANSFORMER_POLICY",
    "METRIC_EXTRACTION_POLICY",
    "RETENTION_POLICY",
];
/// AWS does not say how many go onto a page.
const A_PAGE: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeAccountPolicies {
    policy_type: Option<String>,
    policy_name: Option<String>,
    next_token: Option<String>,
}

pub fn describe_account_policies(settings: &Settings, asked: &DescribeAccountPolicies) -> Result<Value, Refusal> {
    let policy_type = asked.policy_type.as_deref().filter(|policy_type| TYPES.contains(policy_type));
    let policy_type = policy_type
        .ok_or_else(|| Refusal::InvalidParameter(format!("A policyType is required: one of {}.", TYPES.join(", "))))?;
    let scope = format!("policies/{policy_type}/{:?}", asked.policy_name);
    let place = paging::place(&scope, asked.next_token.as_deref())?;
    let wanted = |(name, said): &(&String, &AccountPolicySettings)| {
        said.policy_type == policy_type && asked.policy_name.as_ref().is_none_or(|wanted| wanted == *name)
    };
    let (page, next) = paging::page(settings.account_policies.iter().filter(wanted).collect(), &scope, place, A_PAGE);
    let policies: Vec<Value> = page.into_iter().map(|(name, said)| policy(name, said)).collect();
    let mut answer = json!({"accountPolicies": policies});
    if let Some(next) = next {
        answer["nextToken"] = json!(next);
    }
    Ok(answer)
}

fn policy(name: &str, said: &AccountPolicySettings) -> Value {
    let mut policy = json!({
        "policyName": name,
        "policyDocument": said.document,
        "lastUpdatedTime": CREATED,
        "policyType": said.policy_type,
        "scope": "ALL",
        "accountId": ACCOUNT,
    });
    if let Some(criteria) = &said.selection_criteria {
        policy["selectionCriteria"] = json!(criteria);
    }
    policy
}

/// Whether log groups have a data protection policy from the account.
pub fn has_data_protection(settings: &Settings) -> bool {
    settings.account_policies.values().any(|said| said.policy_type == DATA_PROTECTION)
}
