//! From the SDK's types to the model's.

use std::time::Duration;

use aws_sdk_cloudwatchlogs::{operation::get_query_results::GetQueryResultsOutput, types};

use crate::model::{
    LogClass, LogGroup, LogStream, QueryDefinition, QueryDefinitionParameter, QueryResults, QueryRow, QueryStatistics,
    QueryStatus,
};

/// `None` for a group without a name, which AWS never sends.
pub(super) fn log_group(group: types::LogGroup) -> Option<LogGroup> {
    Some(LogGroup {
        name: group.log_group_name?,
        // The older `arn` ends with `:*`, which StartQuery refuses.
        arn: group.log_group_arn.or_else(|| group.arn.map(|arn| plain_arn(&arn).to_owned())),
        class: group.log_group_class.map(|class| LogClass::from_name(class.as_str())),
        creation_time: group.creation_time,
        retention_days: group.retention_in_days,
        stored_bytes: group.stored_bytes,
        kms_key_id: group.kms_key_id,
    })
}

pub(super) fn plain_arn(arn: &str) -> &str {
    arn.strip_suffix(":*").unwrap_or(arn)
}

pub(super) fn log_stream(stream: types::LogStream) -> Option<LogStream> {
    Some(LogStream {
        name: stream.log_stream_name?,
        creation_time: stream.creation_time,
        first_event_time: stream.first_event_timestamp,
        last_event_time: stream.last_event_timestamp,
        last_ingestion_time: stream.last_ingestion_time,
    })
}

/// `None` for one without a text, which AWS never sends.
pub(super) fn query_definition(definition: types::QueryDefinition) -> Option<QueryDefinition> {
    let parameter = |parameter: types::QueryParameter| QueryDefinitionParameter {
        name: parameter.name,
        default: parameter.default_value,
        description: parameter.description,
    };
    Some(QueryDefinition {
        text: definition.query_string?,
        id: definition.query_definition_id.unwrap_or_default(),
        name: definition.name.unwrap_or_default(),
        language: definition.query_language.map(|language| language.as_str().to_owned()),
        log_groups: definition.log_group_names.unwrap_or_default(),
        parameters: definition.parameters.unwrap_or_default().into_iter().map(parameter).collect(),
    })
}

pub(super) fn query_results(output: GetQueryResultsOutput) -> QueryResults {
    let status = output.status.map_or(QueryStatus::Unknown, |status| QueryStatus::from_name(status.as_str()));
    QueryResults {
        status,
        statistics: output.statistics.as_ref().map(statistics).unwrap_or_default(),
        rows: output.results.unwrap_or_default().into_iter().map(row).collect(),
        next_token: output.next_token.filter(|token| !token.is_empty()),
    }
}

fn statistics(counted: &types::QueryStatistics) -> QueryStatistics {
    QueryStatistics {
        records_matched: counted.records_matched,
        records_scanned: counted.records_scanned,
        bytes_scanned: counted.bytes_scanned,
        // The SDK reads a count that was not sent as zero.
        result_count: Some(counted.result_count).filter(|count| *count > 0.0),
        elapsed: Duration::ZERO,
    }
}

fn row(fields: Vec<types::ResultField>) -> QueryRow {
    fields.into_iter().filter_map(|field| Some((field.field?, field.value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_keeps_what_aws_said_and_nothing_more() {
        let sent = types::LogGroup::builder()
            .log_group_name("/aws/ssm/session-logs")
            .arn("arn:aws:logs:us-east-1:123456789012:log-group:/aws/ssm/session-logs:*")
            .build();
        let group = log_group(sent).unwrap();
        assert_eq!(group.arn.as_deref(), Some("arn:aws:logs:us-east-1:123456789012:log-group:/aws/ssm/session-logs"));
        assert_eq!((group.class, group.stored_bytes), (None, None));
        assert_eq!(log_group(types::LogGroup::builder().build()), None);
    }

    #[test]
    fn a_class_of_tomorrow_keeps_its_name() {
        let sent = types::LogGroup::builder().log_group_name("g").log_group_class("ESSENTIALS".into()).build();
        assert_eq!(log_group(sent).unwrap().class, Some(LogClass::Other("ESSENTIALS".to_owned())));
    }

    #[test]
    fn a_missing_count_is_not_zero() {
        let output = GetQueryResultsOutput::builder()
            .status(types::QueryStatus::Complete)
            .statistics(types::QueryStatistics::builder().records_matched(3.0).build())
            .results(vec![
                types::ResultField::builder().field("a").value("1").build(),
                types::ResultField::builder().field("b").build(),
            ])
            .next_token("")
            .build();
        let results = query_results(output);
        assert_eq!(results.statistics.result_count, None);
        assert_eq!(results.rows, [vec![("a".to_owned(), "1".to_owned())]]);
        assert_eq!((results.status, results.next_token), (QueryStatus::Complete, None));
    }
}
