use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, name_of};
use crate::{
    emulator::{account::has_data_protection, paging, refusal::Refusal, store::Group},
    model::LogClass,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeLogGroups {
    log_group_name_prefix: Option<String>,
    log_group_name_pattern: Option<String>,
    log_group_identifiers: Option<Vec<String>>,
    log_group_class: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
}

pub(super) fn describe(context: Context<'_>, asked: &DescribeLogGroups) -> Result<Value, Refusal> {
    let DescribeLogGroups { log_group_name_prefix: prefix, log_group_name_pattern: pattern, .. } = asked;
    if prefix.is_some() && pattern.is_some() {
        let both = "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.";
        return Err(Refusal::InvalidParameter(both.to_owned()));
    }
    for part in prefix.iter().chain(pattern) {
        check_name(part, "logGroupNamePrefix")?;
    }
    let limit = paging::limit(asked.limit, 50, 50)?;
    let scope = format!("groups/{prefix:?}/{pattern:?}/{:?}", asked.log_group_class);
    let place = paging::place(&scope, asked.next_token.as_deref())?;
    let class = asked.log_group_class.as_deref().map(class_filter).transpose()?;
    let held = context.store.read();
    let wanted = |group: &&Group| {
        prefix.as_ref().is_none_or(|prefix| group.name.starts_with(prefix))
            && pattern.as_ref().is_none_or(|pattern| group.name.contains(pattern))
            && class.as_ref().is_none_or(|class| *class == group.settings.class)
            && asked.log_group_identifiers.as_ref().is_none_or(|ids| ids.iter().any(|id| name_of(id) == group.name))
    };
    let inherits = has_data_protection(&context.account.settings);
    // With a pattern AWS tells no more than this.
    let said = |group: &Group| if pattern.is_some() { briefly(group) } else { fully(group, inherits) };
    let (page, next) = paging::page(held.all().filter(wanted).collect(), &scope, place, limit);
    let mut answer = json!({"logGroups": page.into_iter().map(said).collect::<Vec<_>>()});
    if let Some(next) = next {
        answer["nextToken"] = json!(next);
    }
    Ok(answer)
}

fn briefly(group: &Group) -> Value {
    json!({
        "arn": format!("{}:*", group.arn()),
        "creationTime": group.settings.creation_time,
        "logGroupName": group.name,
    })
}

fn fully(group: &Group, inherits_data_protection: bool) -> Value {
    let mut said = json!({
        "logGroupName": group.name,
        "creationTime": group.settings.creation_time,
        "metricFilterCount": 0,
        "arn": format!("{}:*", group.arn()),
        "storedBytes": group.stored_bytes(),
        "logGroupClass": group.settings.class.name(),
        "logGroupArn": group.arn(),
        "deletionProtectionEnabled": group.settings.deletion_protection,
    });
    if group.settings.data_protection.is_some() {
        said["dataProtectionStatus"] = json!("ACTIVATED");
    }
    if inherits_data_protection && group.settings.class == LogClass::Standard {
        said["inheritedProperties"] = json!(["ACCOUNT_DATA_PROTECTION"]);
    }
    if let Some(days) = group.settings.retention_days {
        said["retentionInDays"] = json!(days);
    }
    if let Some(key) = &group.settings.kms_key_id {
        said["kmsKeyId"] = json!(key);
    }
    said
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListLogGroups {
    log_group_name_pattern: Option<String>,
    log_group_class: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
}

/// Patterns of up to five parts between `|`; `^` in front of one makes it a prefix.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html>
pub(super) fn list(context: Context<'_>, asked: &ListLogGroups) -> Result<Value, Refusal> {
    let limit = paging::limit(asked.limit, 1000, 50)?;
    let scope = format!("list/{:?}/{:?}", asked.log_group_name_pattern, asked.log_group_class);
    let place = paging::place(&scope, asked.next_token.as_deref())?;
    let class = asked.log_group_class.as_deref().map(class_filter).transpose()?;
    let parts: Option<Vec<&str>> = asked.log_group_name_pattern.as_deref().map(|text| text.split('|').collect());
    if parts.as_ref().is_some_and(|parts| {
        parts.len() > 5 || parts.iter().any(|part| !(3..=24).contains(&part.trim_start_matches('^').len()))
    }) {
        let wrong = "A logGroupNamePattern has up to five parts of 3 to 24 characters.";
        return Err(Refusal::InvalidParameter(wrong.to_owned()));
    }
    let matches = |name: &str, part: &str| match part.strip_prefix('^') {
        Some(prefix) => name.starts_with(prefix),
        None => name.contains(part),
    };
    let held = context.store.read();
    let wanted = |group: &&Group| {
        parts.as_ref().is_none_or(|parts| parts.iter().any(|part| matches(&group.name, part)))
            && class.as_ref().is_none_or(|class| *class == group.settings.class)
    };
    let said = |group: &Group| {
        json!({
            "logGroupName": group.name,
            "logGroupArn": group.arn(),
            "logGroupClass": group.settings.class.name(),
        })
    };
    let (page, next) = paging::page(held.all().filter(wanted).collect(), &scope, place, limit);
    let mut answer = json!({"logGroups": page.into_iter().map(said).collect::<Vec<_>>()});
    if let Some(next) = next {
        answer["nextToken"] = json!(next);
    }
    Ok(answer)
}

fn class_filter(name: &str) -> Result<LogClass, Refusal> {
    match LogClass::from_name(name) {
        LogClass::Other(other) if other != "ESSENTIALS" => Err(Refusal::InvalidParameter(format!(
            "1 validation error detected: Value '{other}' at 'logGroupClass' failed to satisfy constraint: \
             Member must satisfy enum value set: [STANDARD, INFREQUENT_ACCESS, DELIVERY, ESSENTIALS]"
        ))),
        class => Ok(class),
    }
}

/// Log group names are 1 to 512 of these characters.
pub(super) fn check_name(name: &str, member: &str) -> Result<(), Refusal> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte);
    if !name.is_empty() && name.len() <= 512 && name.bytes().all(allowed) {
        return Ok(());
    }
    Err(Refusal::InvalidParameter(format!(
        "1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
    )))
}
