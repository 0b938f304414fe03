use super::{Account, metrics};
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer,
        facts::{LogGroupDescription, LogGroupFacts},
    },
};

/// What there is about a log group. `name`: or its ARN. `now`: milliseconds since 1970, UTC.
pub(super) async fn read(account: &Account, name: &str, now: i64) -> Result<LogGroupFacts, SourceError> {
    let plain = name.split_once(":log-group:").map_or(name, |(_, name)| name);
    let plain = plain.strip_suffix(":*").unwrap_or(plain);
    let logs = account.logs.logs();
    let listing = logs.describe_log_groups().log_group_name_prefix(plain).limit(50);
    let listed = account.ask(Operation::DescribeLogGroups, plain, || listing.clone().send()).await?;
    // Groups whose names go on behind this one come after it.
    let described = match listed {
        Answer::Read { value, evidence } => {
            let found = value.log_groups.unwrap_or_default().into_iter();
            match found.into_iter().find(|group| group.log_group_name.as_deref() == Some(plain)) {
                Some(group) => Answer::Read {
                    value: LogGroupDescription {
                        arn: group.log_group_arn.or(group.arn),
                        log_group_class: group.log_group_class.map(|class| class.as_str().to_owned()),
                        retention_in_days: group.retention_in_days.map(i64::from),
                        kms_key_id: group.kms_key_id,
                        stored_bytes: group.stored_bytes,
                        creation_time: group.creation_time,
                        deletion_protection_enabled: group.deletion_protection_enabled,
                        inherited_properties: group
                            .inherited_properties
                            .unwrap_or_default()
                            .into_iter()
                            .map(|property| property.as_str().to_owned())
                            .collect(),
                    },
                    evidence,
                },
                None => Answer::Absent { evidence },
            }
        }
        other => other.without_value(),
    };
    let mut facts = LogGroupFacts { name: plain.to_owned(), ..LogGroupFacts::default() };
    // Of a group that is not there, nothing more is asked.
    if described.absent().is_none() {
        let policy = logs.get_data_protection_policy().log_group_identifier(plain);
        let policy = account.ask(Operation::GetDataProtectionPolicy, plain, || policy.clone().send()).await?;
        facts.data_protection = policy.some(|policy| policy.policy_document);
        let transformer = logs.get_transformer().log_group_identifier(plain);
        let transformer = account.ask(Operation::GetTransformer, plain, || transformer.clone().send()).await?;
        facts.transformer = transformer.some(|transformer| {
            let processors = transformer.transformer_config.filter(|processors| !processors.is_empty())?;
            // The SDK's types cannot be written as JSON; which processors there are is what matters.
            Some(processors.iter().map(processor_name).collect::<Vec<_>>().join(", "))
        });
    }
    // Where the group itself could not be seen, nobody knows what the metric of its name is about.
    if let Some(group) = described.value() {
        facts.incoming = metrics::incoming(account, plain, group.creation_time, now).await?;
    }
    facts.described = described;
    Ok(facts)
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
