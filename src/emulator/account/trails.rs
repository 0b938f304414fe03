//! CloudTrail's trails. AWS JSON 1.1.
//!
//! Source: <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/>

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Account,
    settings::TrailSettings,
    ssm::{refused, seconds},
};
use crate::emulator::{ACCOUNT, REGION, operations::read, refusal::Refusal};

/// `None`: no operation of this name.
pub(super) fn answer(account: &Account, operation: &str, body: &[u8]) -> Option<Result<Value, Refusal>> {
    Some(match operation {
        "DescribeTrails" => read(body).map(|asked| describe(account, &asked)),
        "GetTrailStatus" => read(body).and_then(|asked| status(account, &asked)),
        "GetEventSelectors" => read(body).and_then(|asked| selectors(account, &asked)),
        _ => return None,
    })
}

fn arn(name: &str) -> String {
    format!("arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{name}")
}

/// By name or ARN.
fn find<'a>(account: &'a Account, asked: &str) -> Result<(&'a str, &'a TrailSettings), Refusal> {
    let name = asked.rsplit_once(":trail/").map_or(asked, |(_, name)| name);
    let found = account.settings.trails.get_key_value(name);
    found.map(|(name, trail)| (name.as_str(), trail)).ok_or_else(|| unknown(asked))
}

fn unknown(asked: &str) -> Refusal {
    refused("TrailNotFoundException", format!("Unknown trail: {asked} for the user: {ACCOUNT}"))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribeTrails {
    #[serde(default)]
    trail_name_list: Vec<String>,
}

fn describe(account: &Account, asked: &DescribeTrails) -> Value {
    let wanted = |name: &str| {
        asked.trail_name_list.is_empty()
            || asked.trail_name_list.iter().any(|asked| *asked == name || *asked == arn(name))
    };
    let said = account.settings.trails.iter().filter(|(name, _)| wanted(name)).map(|(name, trail)| {
        let mut said = json!({
            "Name": name,
            "S3BucketName": trail.bucket,
            "IncludeGlobalServiceEvents": true,
            "IsMultiRegionTrail": trail.multi_region,
            "HomeRegion": REGION,
            "TrailARN": arn(name),
            "LogFileValidationEnabled": trail.validation,
            "HasCustomEventSelectors": trail.advanced || !trail.management_events,
            "HasInsightSelectors": false,
            "IsOrganizationTrail": false,
        });
        if let Some(group) = &trail.log_group {
            said["CloudWatchLogsLogGroupArn"] = json!(format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:*"));
            said["CloudWatchLogsRoleArn"] = json!(format!("arn:aws:iam::{ACCOUNT}:role/CloudTrailToCloudWatchLogs"));
        }
        said
    });
    json!({"trailList": said.collect::<Vec<_>>()})
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetTrailStatus {
    name: String,
}

fn status(account: &Account, asked: &GetTrailStatus) -> Result<Value, Refusal> {
    let (_, trail) = find(account, &asked.name)?;
    if trail.lost {
        return Err(unknown(&asked.name));
    }
    let ago = |minutes: i64| seconds(account.now - minutes * 60_000);
    let mut said = json!({
        "IsLogging": trail.logging,
        "LatestDeliveryTime": ago(4),
        "StartLoggingTime": ago(600_000),
        "LatestDigestDeliveryTime": ago(38),
        "LatestDeliveryAttemptSucceeded": "",
        "TimeLoggingStarted": "",
        "TimeLoggingStopped": "",
    });
    if let Some(error) = &trail.delivery_error {
        said["LatestDeliveryError"] = json!(error);
        said["LatestDeliveryTime"] = json!(ago(20_000));
    }
    if !trail.logging {
        said["StopLoggingTime"] = json!(ago(9_000));
    }
    Ok(said)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetEventSelectors {
    trail_name: String,
}

/// One or the other kind of selectors, as the trail was told.
fn selectors(account: &Account, asked: &GetEventSelectors) -> Result<Value, Refusal> {
    let (name, trail) = find(account, &asked.trail_name)?;
    if trail.lost {
        return Err(unknown(&asked.trail_name));
    }
    let kind = trail.read_write_type.as_deref().unwrap_or("All");
    if !trail.advanced {
        return Ok(json!({
            "TrailARN": arn(name),
            "EventSelectors": [{
                "ReadWriteType": kind,
                "IncludeManagementEvents": trail.management_events,
                "DataResources": [],
                "ExcludeManagementEventSources": [],
            }],
        }));
    }
    let category = if trail.management_events { "Management" } else { "Data" };
    let mut fields = vec![json!({"Field": "eventCategory", "Equals": [category]})];
    if !trail.management_events {
        fields.push(json!({"Field": "resources.type", "Equals": ["AWS::S3::Object"]}));
    }
    if kind != "All" {
        fields.push(json!({"Field": "readOnly", "Equals": [(kind == "ReadOnly").to_string()]}));
    }
    if let Some(further) = &trail.field_selectors {
        let further: Vec<Value> = serde_json::from_str(further).unwrap_or_default();
        fields.extend(further);
    }
    Ok(json!({
        "TrailARN": arn(name),
        "AdvancedEventSelectors": [{"Name": format!("{category} events selector"), "FieldSelectors": fields}],
    }))
}
