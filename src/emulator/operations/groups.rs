use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, describe_groups::check_name};
use crate::{
    emulator::{clock::now_ms, refusal::Refusal, store::GroupSettings},
    model::LogClass,
};

/// The retention periods that AWS offers, in days.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
const RETENTION_DAYS: [i32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateLogGroup {
    log_group_name: String,
    kms_key_id: Option<String>,
    log_group_class: Option<String>,
}

pub(super) fn create(context: Context<'_>, asked: CreateLogGroup) -> Result<Value, Refusal> {
    check_name(&asked.log_group_name, "logGroupName")?;
    let class = LogClass::from_name(asked.log_group_class.as_deref().unwrap_or("STANDARD"));
    if let LogClass::Other(other) = class {
        return Err(Refusal::InvalidParameter(format!("The log group class {other} is not known.")));
    }
    // Events in the DELIVERY class live for two days, whatever anybody says.
    let retention_days = (class == LogClass::Delivery).then_some(2);
    let settings =
        GroupSettings { class, creation_time: now_ms(), retention_days, kms_key_id: asked.kms_key_id, other_bytes: 0 };
    context.store.write().create(&asked.log_group_name, settings)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteLogGroup {
    log_group_name: String,
}

pub(super) fn delete(context: Context<'_>, asked: DeleteLogGroup) -> Result<Value, Refusal> {
    context.store.write().delete(&asked.log_group_name)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutRetentionPolicy {
    log_group_name: String,
    retention_in_days: i32,
}

pub(super) fn put_retention(context: Context<'_>, asked: PutRetentionPolicy) -> Result<Value, Refusal> {
    if !RETENTION_DAYS.contains(&asked.retention_in_days) {
        return Err(Refusal::InvalidParameter("Invalid retention value.".to_owned()));
    }
    context.store.write().group_mut(&asked.log_group_name)?.settings.retention_days = Some(asked.retention_in_days);
    Ok(json!({}))
}
