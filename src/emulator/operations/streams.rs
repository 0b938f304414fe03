use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, group_name};
use crate::emulator::{
    clock::now_ms,
    paging,
    refusal::Refusal,
    store::{Group, Stream},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeLogStreams {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_name_prefix: Option<String>,
    order_by: Option<String>,
    descending: Option<bool>,
    next_token: Option<String>,
    limit: Option<i64>,
}

pub(super) fn describe(context: Context<'_>, asked: DescribeLogStreams) -> Result<Value, Refusal> {
    let group_name = group_name(asked.log_group_name, asked.log_group_identifier)?;
    let by_time = match asked.order_by.as_deref() {
        None | Some("LogStreamName") => false,
        Some("LastEventTime") => true,
        Some(other) => {
            return Err(Refusal::InvalidParameter(format!(
                "1 validation error detected: Value '{other}' at 'orderBy' failed to satisfy constraint: \
                 Member must satisfy enum value set: [LogStreamName, LastEventTime]"
            )));
        }
    };
    if by_time && asked.log_stream_name_prefix.is_some() {
        let both = "Cannot order by LastEventTime with a logStreamNamePrefix.";
        return Err(Refusal::InvalidParameter(both.to_owned()));
    }
    let descending = asked.descending.unwrap_or(false);
    let prefix = asked.log_stream_name_prefix.unwrap_or_default();
    let limit = paging::limit(asked.limit, 50, 50)?;
    let scope = format!("streams/{group_name}/{prefix}/{by_time}/{descending}");
    let place = paging::place(&scope, asked.next_token.as_deref())?;
    let held = context.store.read();
    let group = held.group(&group_name)?;
    let mut streams: Vec<(&str, &Stream)> = group
        .streams
        .iter()
        .map(|(name, stream)| (&**name, stream))
        .filter(|(name, _)| name.starts_with(&prefix))
        .collect();
    if by_time {
        streams.sort_by_key(|(name, stream)| (stream.last_event_time(), *name));
    }
    if descending {
        streams.reverse();
    }
    let (page, next) = paging::page(streams, &scope, place, limit);
    let said: Vec<Value> = page.into_iter().map(|(name, stream)| said(group, name, stream)).collect();
    let mut answer = json!({"logStreams": said});
    if let Some(next) = next {
        answer["nextToken"] = json!(next);
    }
    Ok(answer)
}

/// `storedBytes` of a stream has been 0 at AWS since 2019.
fn said(group: &Group, name: &str, stream: &Stream) -> Value {
    let mut said = json!({
        "logStreamName": name,
        "creationTime": stream.creation_time,
        "arn": format!("{}:log-stream:{name}", group.arn()),
        "storedBytes": 0,
    });
    let times = [
        ("firstEventTimestamp", stream.first_event_time()),
        ("lastEventTimestamp", stream.last_event_time()),
        ("lastIngestionTime", stream.last_ingestion_time),
    ];
    for (member, time) in times {
        if let Some(time) = time {
            said[member] = json!(time);
        }
    }
    said
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateLogStream {
    log_group_name: String,
    log_stream_name: String,
}

pub(super) fn create(context: Context<'_>, asked: &CreateLogStream) -> Result<Value, Refusal> {
    let name = &asked.log_stream_name;
    if name.is_empty() || name.chars().count() > 512 || name.contains([':', '*']) {
        return Err(Refusal::InvalidParameter(format!(
            "1 validation error detected: Value '{name}' at 'logStreamName' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [^:*]*"
        )));
    }
    context.store.write().group_mut(&asked.log_group_name)?.create_stream(name, now_ms())?;
    Ok(json!({}))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::emulator::{clock::now_ms, testing::Service};

    #[tokio::test(flavor = "multi_thread")]
    async fn streams_come_by_name_or_by_newest_event_in_pages() {
        let service = Service::quick().await;
        service.ok("CreateLogGroup", json!({"logGroupName": "g"})).await;
        let now = now_ms();
        for (name, age) in [("a-1", 10), ("a-2", 30), ("b-1", 20)] {
            service.ok("CreateLogStream", json!({"logGroupName": "g", "logStreamName": name})).await;
            let events = json!([{"timestamp": now - age * 1000, "message": "m"}]);
            service.ok("PutLogEvents", json!({"logGroupName": "g", "logStreamName": name, "logEvents": events})).await;
        }
        let list = async |mut asked: Value| {
            asked["logGroupName"] = json!("g");
            let listed = service.ok("DescribeLogStreams", asked).await;
            let names: Vec<String> = listed["logStreams"]
                .as_array()
                .unwrap()
                .iter()
                .map(|stream| stream["logStreamName"].as_str().unwrap().to_owned())
                .collect();
            (names, listed["nextToken"].clone(), listed["logStreams"][0].clone())
        };
        assert_eq!(list(json!({})).await.0, ["a-1", "a-2", "b-1"]);
        assert_eq!(list(json!({"descending": true})).await.0, ["b-1", "a-2", "a-1"]);
        assert_eq!(list(json!({"logStreamNamePrefix": "a-"})).await.0, ["a-1", "a-2"]);
        let newest = json!({"orderBy": "LastEventTime", "descending": true, "limit": 2});
        let (names, token, first) = list(newest.clone()).await;
        assert_eq!(names, ["a-1", "b-1"]);
        assert_eq!(first["lastEventTimestamp"], now - 10_000);
        let mut next = newest;
        next["nextToken"] = token;
        assert_eq!(list(next).await.0, ["a-2"]);
        let both = json!({"logGroupName": "g", "orderBy": "LastEventTime", "logStreamNamePrefix": "a"});
        assert_eq!(service.refused("DescribeLogStreams", both).await, "InvalidParameterException");
        let unknown = service.refused("DescribeLogStreams", json!({"logGroupName": "h"})).await;
        assert_eq!(unknown, "ResourceNotFoundException");
    }
}
