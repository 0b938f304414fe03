use aws_sdk_cloudwatchlogs::types::OrderBy;

use super::{client::CloudWatch, convert};
use crate::model::{GroupFilter, LogGroup, LogStream, Operation, Page, SourceError, StreamOrder};

/// The most that one page of either listing may hold.
const PAGE: i32 = 50;

pub(super) async fn log_groups(
    client: &CloudWatch,
    filter: &GroupFilter,
    next_token: Option<&str>,
) -> Result<Page<LogGroup>, SourceError> {
    let class = filter.class.as_ref().map(|class| class.name().into());
    let request = client
        .logs
        .describe_log_groups()
        .limit(PAGE)
        .set_log_group_name_prefix(given(filter.name_prefix.as_deref()))
        .set_log_group_name_pattern(given(filter.name_pattern.as_deref()))
        .set_log_group_class(class)
        .set_next_token(given(next_token));
    let answer = client.call(Operation::DescribeLogGroups, "log groups", || request.clone().send()).await?;
    Ok(Page {
        items: answer.log_groups.unwrap_or_default().into_iter().filter_map(convert::log_group).collect(),
        next_token: answer.next_token.filter(|token| !token.is_empty()),
    })
}

pub(super) async fn log_streams(
    client: &CloudWatch,
    log_group: &str,
    prefix: Option<&str>,
    order: StreamOrder,
    next_token: Option<&str>,
) -> Result<Page<LogStream>, SourceError> {
    let request = client.logs.describe_log_streams().limit(PAGE).set_next_token(given(next_token));
    // A group of another account goes by its ARN.
    let request = if log_group.starts_with("arn:") {
        request.log_group_identifier(convert::plain_arn(log_group))
    } else {
        request.log_group_name(log_group)
    };
    let request = match (order, given(prefix)) {
        // AWS refuses a prefix together with the order by time.
        (StreamOrder::Name, None) => request.order_by(OrderBy::LogStreamName),
        (_, Some(prefix)) => request.order_by(OrderBy::LogStreamName).log_stream_name_prefix(prefix),
        (StreamOrder::NewestEvent, None) => request.order_by(OrderBy::LastEventTime).descending(true),
    };
    let answer = client.call(Operation::DescribeLogStreams, log_group, || request.clone().send()).await?;
    Ok(Page {
        items: answer.log_streams.unwrap_or_default().into_iter().filter_map(convert::log_stream).collect(),
        next_token: answer.next_token.filter(|token| !token.is_empty()),
    })
}

/// AWS refuses empty texts.
fn given(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}
