//! `FilterLogEvents`: the events themselves, of log groups that may be read directly.

use aws_sdk_cloudwatchlogs::types::FilteredLogEvent;

use super::{client::CloudWatch, convert};
use crate::model::{EventsRequest, LogEvent, Operation, Page, SourceError, SourceErrorKind};

/// The most events of a page.
const PAGE: u32 = 10_000;

/// One page, as large as AWS makes it: 10,000 events or 1 MB.
///
/// AWS documents that events *later* than `endTime` are not returned, so those of that very millisecond are. It is set to
/// the range's end, which is not part of it, and what lies there is left out here: right for either reading.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>
pub(super) async fn page(
    client: &CloudWatch,
    request: &EventsRequest,
    next_token: Option<&str>,
) -> Result<Page<LogEvent>, SourceError> {
    let range = request.range;
    let asked = client
        .logs
        .filter_log_events()
        .start_time(range.start.max(0))
        .end_time(range.end.max(0))
        .limit(i32::try_from(request.limit.clamp(1, PAGE)).unwrap_or(i32::MAX))
        .set_next_token(next_token.map(str::to_owned));
    let asked = if request.log_group.starts_with("arn:") {
        asked.log_group_identifier(convert::plain_arn(&request.log_group))
    } else {
        asked.log_group_name(&request.log_group)
    };
    let answer = client.call(Operation::FilterLogEvents, &request.log_group, || asked.clone().send()).await;
    let answer = match answer {
        // The two codes with which AWS refuses a group by its class.
        Err(mut error) if matches!(&error.kind, SourceErrorKind::Refused { code } if code == "ValidationException" || code == "InvalidOperationException") =>
        {
            error.kind = SourceErrorKind::ClassForbids;
            return Err(error);
        }
        answer => answer?,
    };
    let mut items = Vec::with_capacity(answer.events().len());
    for event in answer.events.unwrap_or_default() {
        let event = whole(event)?;
        if range.contains(event.timestamp) {
            items.push(event);
        }
    }
    Ok(Page { items, next_token: answer.next_token.filter(|token| !token.is_empty()) })
}

/// An event without its id or a time could not be told from another.
fn whole(event: FilteredLogEvent) -> Result<LogEvent, SourceError> {
    let (Some(timestamp), Some(ingestion_time), Some(ptr)) = (event.timestamp, event.ingestion_time, event.event_id)
    else {
        let error = SourceError::new(SourceErrorKind::ServiceFault, "an event came without its time or its id");
        return Err(error.with_operation(Operation::FilterLogEvents));
    };
    Ok(LogEvent {
        timestamp,
        ingestion_time,
        message: event.message.unwrap_or_default(),
        log_stream: event.log_stream_name.unwrap_or_default(),
        log: String::new(),
        ptr,
    })
}
