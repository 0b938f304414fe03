use aws_sdk_cloudwatchlogs::types::LogGroup;

use super::{
    Account, metrics,
    pages::{MOST_PAGES, Pages},
};
use crate::{
    model::{LogClass, Operation, SourceError},
    setup::{
        Answer, Evidence,
        facts::{LogGroupDescription, LogGroupFacts},
    },
};

/// What there is about a log group. `name`: or its ARN. `now`: milliseconds since 1970, UTC.
pub(super) async fn read(account: &Account, name: &str, now: i64) -> Result<LogGroupFacts, SourceError> {
    let plain = name.split_once(":log-group:").map_or(name, |(_, name)| name);
    let plain = plain.strip_suffix(":*").unwrap_or(plain);
    let logs = account.logs.logs();
    let described = describe(account, plain).await?;
    let mut facts = LogGroupFacts { name: plain.to_owned(), ..LogGroupFacts::default() };
    // Of a group that is not there, nothing more is asked.
    if described.absent().is_none() {
        let policy = logs.get_data_protection_policy().log_group_identifier(plain);
        let policy = account.ask(Operation::GetDataProtectionPolicy, plain, || policy.clone().send()).await?;
        facts.data_protection = policy.some(|policy| policy.policy_document);
        facts.transformer = match cannot_be_transformed(&described) {
            Some(evidence) => Answer::Absent { evidence },
            None => transformer(account, plain).await?,
        };
    }
    // Where the group itself could not be seen, nobody knows what the metric of its name is about.
    if let Some(group) = described.value() {
        facts.incoming = metrics::incoming(account, plain, group.creation_time, now).await?;
    }
    facts.described = described;
    Ok(facts)
}

/// What is said of the group itself.
///
/// API Reference, "`DescribeLogGroups`": "The results are ASCII-sorted by log group name." A page of a list may be empty
/// and not the last.
pub(super) async fn describe(account: &Account, name: &str) -> Result<Answer<LogGroupDescription>, SourceError> {
    let mut read = 0;
    let mut pages = Pages::new(MOST_PAGES);
    loop {
        let logs = account.logs.logs();
        let listing = logs.describe_log_groups().log_group_name_prefix(name).limit(50).set_next_token(pages.token());
        let listed = account.ask(Operation::DescribeLogGroups, name, || listing.clone().send()).await?;
        let (page, evidence) = match listed {
            Answer::Read { value, evidence } => (value, evidence),
            other => return Ok(other.without_value()),
        };
        let groups = page.log_groups.unwrap_or_default();
        read += groups.len();
        // Groups whose names go on behind this one come after it.
        let is_behind = groups.iter().any(|group| group.log_group_name.as_deref().is_some_and(|other| other > name));
        if let Some(group) = groups.into_iter().find(|group| group.log_group_name.as_deref() == Some(name)) {
            return Ok(Answer::Read { value: description(group), evidence });
        }
        if is_behind || !pages.go_on(page.next_token, true) {
            let is_cut_short = !is_behind && pages.is_cut_short();
            return Ok(if is_cut_short { Answer::CutShort { read, evidence } } else { Answer::Absent { evidence } });
        }
    }
}

fn description(group: LogGroup) -> LogGroupDescription {
    let inherited = group.inherited_properties.unwrap_or_default();
    LogGroupDescription {
        arn: group.log_group_arn.or(group.arn),
        log_group_class: group.log_group_class.map(|class| class.as_str().to_owned()),
        retention_in_days: group.retention_in_days.map(i64::from),
        kms_key_id: group.kms_key_id,
        stored_bytes: group.stored_bytes,
        creation_time: group.creation_time,
        deletion_protection_enabled: group.deletion_protection_enabled,
        inherited_properties: inherited.into_iter().map(|property| property.as_str().to_owned()).collect(),
    }
}

/// Why nobody has to ask for a transformer: AWS refuses to be asked of a class that cannot have one.
///
/// CloudWatch Logs User Guide, "Log classes": only class Standard transforms logs.
fn cannot_be_transformed(described: &Answer<LogGroupDescription>) -> Option<Evidence> {
    let (description, evidence) = described.read()?;
    let class = description.log_group_class.as_deref().map(LogClass::from_name)?;
    matches!(class, LogClass::InfrequentAccess | LogClass::Delivery).then(|| evidence.clone())
}

async fn transformer(account: &Account, name: &str) -> Result<Answer<String>, SourceError> {
    let request = account.logs.logs().get_transformer().log_group_identifier(name);
    let transformer = account.ask(Operation::GetTransformer, name, || request.clone().send()).await?;
    Ok(transformer.some(|transformer| {
        let processors = transformer.transformer_config.filter(|processors| !processors.is_empty())?;
        // The SDK's types cannot be written as JSON; which processors there are is what matters.
        Some(processors.iter().map(processor_name).collect::<Vec<_>>().join(", "))
    }))
}

/// Which processor it is: one of its members is there (API Reference, "Processor").
fn processor_name(processor: &aws_sdk_cloudwatchlogs::types::Processor) -> &'static str {
    let known = [
        (processor.add_keys().is_some(), "addKeys"),
        (processor.copy_value().is_some(), "copyValue"),
        (processor.csv().is_some(), "csv"),
        (processor.date_time_converter().is_some(), "dateTimeConverter"),
        (processor.delete_keys().is_some(), "deleteKeys"),
        (processor.grok().is_some(), "grok"),
        (processor.list_to_map().is_some(), "listToMap"),
        (processor.lower_case_string().is_some(), "lowerCaseString"),
        (processor.move_keys().is_some(), "moveKeys"),
        (processor.parse_cloudfront().is_some(), "parseCloudfront"),
        (processor.parse_json().is_some(), "parseJSON"),
        (processor.parse_key_value().is_some(), "parseKeyValue"),
        (processor.rename_keys().is_some(), "renameKeys"),
        (processor.split_string().is_some(), "splitString"),
        (processor.substitute_string().is_some(), "substituteString"),
        (processor.trim_string().is_some(), "trimString"),
        (processor.type_converter().is_some(), "typeConverter"),
        (processor.upper_case_string().is_some(), "upperCaseString"),
    ];
    known.into_iter().find_map(|(is_it, name)| is_it.then_some(name)).unwrap_or("another processor")
}
