use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Context;
use crate::emulator::{
    clock::now_ms,
    refusal::Refusal,
    store::{EVENT_OVERHEAD, NewEvent},
};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The most events and bytes of one request, and the longest time between its events.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html>
const MOST_EVENTS: usize = 10_000;
const MOST_BYTES: usize = 1_048_576;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "AWS's names")]
pub(super) struct PutLogEvents {
    log_group_name: String,
    log_stream_name: String,
    log_events: Vec<InputLogEvent>,
}

#[derive(Deserialize)]
struct InputLogEvent {
    timestamp: i64,
    message: String,
}

/// Takes the events that are neither too old nor from the future, and says which were not.
pub(super) fn put(context: Context<'_>, asked: PutLogEvents) -> Result<Value, Refusal> {
    let refused = |why: &str| Err(Refusal::InvalidParameter(why.to_owned()));
    let events = asked.log_events;
    if events.is_empty() || events.len() > MOST_EVENTS {
        return refused("A request holds between 1 and 10000 log events.");
    }
    if events.iter().any(|event| event.message.is_empty()) {
        return refused("Log event message must not be empty.");
    }
    if events.iter().map(|event| event.message.len() + EVENT_OVERHEAD).sum::<usize>() > MOST_BYTES {
        return refused("Upload too large: the log events exceed 1048576 bytes.");
    }
    if events.windows(2).any(|pair| pair[1].timestamp < pair[0].timestamp) {
        return refused("Log events in a single PutLogEvents request must be in chronological order.");
    }
    let (first, last) = (events[0].timestamp, events[events.len() - 1].timestamp);
    if last.saturating_sub(first) > DAY_MS {
        return refused("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
    }
    let now = now_ms();
    let mut held = context.store.write();
    let group = held.group_mut(&asked.log_group_name)?;
    group.stream(&asked.log_stream_name)?;
    let oldest_kept = group.settings.retention_days.map_or(i64::MIN, |days| now - i64::from(days) * DAY_MS);
    let expired = events.partition_point(|event| event.timestamp < oldest_kept);
    let too_old = events.partition_point(|event| event.timestamp < now - 14 * DAY_MS);
    let too_new = events.partition_point(|event| event.timestamp <= now + 2 * HOUR_MS);
    let count = events.len();
    let taken = expired.max(too_old)..too_new.max(expired.max(too_old));
    group.append(
        &asked.log_stream_name,
        events.into_iter().skip(taken.start).take(taken.len()).map(|event| NewEvent {
            timestamp: event.timestamp,
            ingestion_time: now,
            message: Arc::from(event.message),
        }),
    )?;
    let mut answer = json!({"nextSequenceToken": format!("{now:056}")});
    let mut rejected = json!({});
    if too_new < count {
        rejected["tooNewLogEventStartIndex"] = json!(too_new);
    }
    if too_old > 0 {
        rejected["tooOldLogEventEndIndex"] = json!(too_old);
    }
    if expired > 0 {
        rejected["expiredLogEventEndIndex"] = json!(expired);
    }
    if rejected.as_object().is_some_and(|rejected| !rejected.is_empty()) {
        answer["rejectedLogEventsInfo"] = rejected;
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::emulator::testing::Service;

    #[tokio::test(flavor = "multi_thread")]
    async fn events_too_old_or_from_the_future_are_named_and_left_out() {
        let service = Service::quick().await;
        service.load("g", "STANDARD", &[]).await;
        let put = async |ages: &[i64]| {
            let now = now_ms();
            let events: Vec<Value> = ages.iter().map(|age| json!({"timestamp": now - age, "message": "m"})).collect();
            service.ask("PutLogEvents", json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events})).await
        };
        let future = put(&[0, -HOUR_MS, -3 * HOUR_MS]).await;
        assert_eq!(future.body["rejectedLogEventsInfo"], json!({"tooNewLogEventStartIndex": 2}));
        let past = put(&[14 * DAY_MS + HOUR_MS, 14 * DAY_MS - HOUR_MS]).await;
        assert_eq!(past.body["rejectedLogEventsInfo"], json!({"tooOldLogEventEndIndex": 1}));
        assert_eq!(put(&[0]).await.body.get("rejectedLogEventsInfo"), None);
        let kept = service.ok("GetLogEvents", json!({"logGroupName": "g", "logStreamName": "s"})).await;
        assert_eq!(kept["events"].as_array().unwrap().len(), 4);

        for (ages, why) in [(vec![1, 2], "order"), (vec![25 * HOUR_MS, 0], "span"), (vec![], "none")] {
            let refused = put(&ages).await;
            assert_eq!(refused.body["__type"], "InvalidParameterException", "{why}");
        }
        let nowhere =
            json!({"logGroupName": "g", "logStreamName": "t", "logEvents": [{"timestamp": now_ms(), "message": "m"}]});
        assert_eq!(service.refused("PutLogEvents", nowhere).await, "ResourceNotFoundException");
    }
}
