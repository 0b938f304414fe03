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
    #[serde(default)]
    deletion_protection_enabled: bool,
}

pub(super) fn create(context: Context<'_>, asked: CreateLogGroup) -> Result<Value, Refusal> {
    check_name(&asked.log_group_name, "logGroupName")?;
    let class = LogClass::from_name(asked.log_group_class.as_deref().unwrap_or("STANDARD"));
    if let LogClass::Other(other) = class {
        return Err(Refusal::InvalidParameter(format!("The log group class {other} is not known.")));
    }
    // Events in the DELIVERY class live for two days, whatever anybody says.
    let retention_days = (class == LogClass::Delivery).then_some(2);
    let settings = GroupSettings {
        class,
        creation_time: now_ms(),
        retention_days,
        kms_key_id: asked.kms_key_id,
        other_bytes: 0,
        deletion_protection: asked.deletion_protection_enabled,
        data_protection: None,
        transformer: None,
    };
    context.store.write().create(&asked.log_group_name, settings)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteLogGroup {
    log_group_name: String,
}

pub(super) fn delete(context: Context<'_>, asked: &DeleteLogGroup) -> Result<Value, Refusal> {
    context.store.write().delete(&asked.log_group_name)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutRetentionPolicy {
    log_group_name: String,
    retention_in_days: i32,
}

pub(super) fn put_retention(context: Context<'_>, asked: &PutRetentionPolicy) -> Result<Value, Refusal> {
    if !RETENTION_DAYS.contains(&asked.retention_in_days) {
        return Err(Refusal::InvalidParameter("Invalid retention value.".to_owned()));
    }
    context.store.write().group_mut(&asked.log_group_name)?.settings.retention_days = Some(asked.retention_in_days);
    Ok(json!({}))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::emulator::testing::Service;

    fn names(groups: &Value) -> Vec<&str> {
        groups["logGroups"].as_array().unwrap().iter().map(|group| group["logGroupName"].as_str().unwrap()).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn groups_are_found_by_prefix_pattern_and_class() {
        let service = Service::quick().await;
        for (name, class) in [("/b/one", "STANDARD"), ("/a/one", "INFREQUENT_ACCESS"), ("/a/two", "DELIVERY")] {
            service.ok("CreateLogGroup", json!({"logGroupName": name, "logGroupClass": class})).await;
        }
        let list = async |asked: Value| service.ok("DescribeLogGroups", asked).await;
        assert_eq!(names(&list(json!({})).await), ["/a/one", "/a/two", "/b/one"]);
        assert_eq!(names(&list(json!({"logGroupNamePrefix": "/a"})).await), ["/a/one", "/a/two"]);
        assert_eq!(names(&list(json!({"logGroupClass": "INFREQUENT_ACCESS"})).await), ["/a/one"]);
        let whole = list(json!({"logGroupNamePrefix": "/a/one"})).await;
        assert_eq!(whole["logGroups"][0]["logGroupClass"], "INFREQUENT_ACCESS");
        assert!(whole["logGroups"][0]["arn"].as_str().unwrap().ends_with(":log-group:/a/one:*"));

        let brief = list(json!({"logGroupNamePattern": "one"})).await;
        assert_eq!(names(&brief), ["/a/one", "/b/one"]);
        let mut told: Vec<&String> = brief["logGroups"][0].as_object().unwrap().keys().collect();
        told.sort();
        assert_eq!(told, ["arn", "creationTime", "logGroupName"]);
        let both = json!({"logGroupNamePattern": "one", "logGroupNamePrefix": "/"});
        assert_eq!(service.refused("DescribeLogGroups", both).await, "InvalidParameterException");

        let listed = service.ok("ListLogGroups", json!({"logGroupNamePattern": "^/a/|one"})).await;
        assert_eq!(names(&listed), ["/a/one", "/a/two", "/b/one"]);
        let listed = service.ok("ListLogGroups", json!({"logGroupNamePattern": "^/a/"})).await;
        assert_eq!(names(&listed), ["/a/one", "/a/two"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn pages_hold_fifty_groups_at_most() {
        let service = Service::quick().await;
        for number in 0..53 {
            service.ok("CreateLogGroup", json!({"logGroupName": format!("g{number:02}")})).await;
        }
        let first = service.ok("DescribeLogGroups", json!({})).await;
        assert_eq!(names(&first).len(), 50);
        let second = service.ok("DescribeLogGroups", json!({"nextToken": first["nextToken"]})).await;
        assert_eq!(names(&second), ["g50", "g51", "g52"]);
        assert_eq!(second.get("nextToken"), None);
        assert_eq!(service.refused("DescribeLogGroups", json!({"limit": 51})).await, "InvalidParameterException");
        let elsewhere = json!({"nextToken": first["nextToken"], "logGroupNamePrefix": "g"});
        assert_eq!(service.refused("DescribeLogGroups", elsewhere).await, "InvalidParameterException");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_group_is_created_once_kept_as_told_and_deleted() {
        let service = Service::quick().await;
        service.ok("CreateLogGroup", json!({"logGroupName": "g"})).await;
        let again = service.refused("CreateLogGroup", json!({"logGroupName": "g"})).await;
        assert_eq!(again, "ResourceAlreadyExistsException");
        let strange = service.refused("CreateLogGroup", json!({"logGroupName": "g?"})).await;
        assert_eq!(strange, "InvalidParameterException");
        let five_days = json!({"logGroupName": "g", "retentionInDays": 5});
        service.ok("PutRetentionPolicy", five_days).await;
        let six_days = json!({"logGroupName": "g", "retentionInDays": 6});
        assert_eq!(service.refused("PutRetentionPolicy", six_days).await, "InvalidParameterException");
        assert_eq!(service.ok("DescribeLogGroups", json!({})).await["logGroups"][0]["retentionInDays"], 5);
        service.ok("DeleteLogGroup", json!({"logGroupName": "g"})).await;
        assert_eq!(service.refused("DeleteLogGroup", json!({"logGroupName": "g"})).await, "ResourceNotFoundException");
    }
}
