use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, check_direct_read, group_name};
use crate::emulator::{
    paging,
    refusal::Refusal,
    store::{Group, StoredEvent},
};

/// The most events that one answer holds.
const MOST_EVENTS: usize = 10_000;
/// The most bytes of text that one answer holds.
const MOST_BYTES: usize = 1_048_576;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetLogEvents {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_name: String,
    start_time: Option<i64>,
    end_time: Option<i64>,
    next_token: Option<String>,
    limit: Option<i64>,
    start_from_head: Option<bool>,
}

/// One stream's events in the order of their times, a page from either end. The tokens lead on in
/// both directions and stay the same where there is no more.
pub(super) fn get(context: Context<'_>, asked: GetLogEvents) -> Result<Value, Refusal> {
    let group_name = group_name(asked.log_group_name, asked.log_group_identifier)?;
    let limit = paging::limit(asked.limit, MOST_EVENTS, MOST_EVENTS)?;
    let held = context.store.read();
    let group = held.group(&group_name)?;
    check_direct_read(context, &group.settings.class, &group_name, "GetLogEvents")?;
    let stream = group.stream(&asked.log_stream_name)?;
    let start = asked.start_time.unwrap_or(i64::MIN);
    // Unlike in a query, the end is not part of the range here.
    let end = asked.end_time.map_or(i64::MAX, |end| end.saturating_sub(1));
    let events = &stream.events[stream.range(start, end)];
    let (forward, place) = match asked.next_token.as_deref() {
        Some(token) => position(token, events.len())?,
        None if asked.start_from_head == Some(true) => (true, 0),
        None => (false, events.len()),
    };
    let (first, last) = if forward {
        (place, place + fitting(events[place..].iter(), limit))
    } else {
        (place - fitting(events[..place].iter().rev(), limit), place)
    };
    let said: Vec<Value> = events[first..last]
        .iter()
        .map(|event| {
            json!({"timestamp": event.timestamp, "message": &*event.message, "ingestionTime": event.ingestion_time})
        })
        .collect();
    Ok(json!({
        "events": said,
        "nextForwardToken": format!("f/{last:056}/s"),
        "nextBackwardToken": format!("b/{first:056}/s"),
    }))
}

/// Which way a token leads, and from which place.
fn position(token: &str, count: usize) -> Result<(bool, usize), Refusal> {
    let mut parts = token.split('/');
    let direction = match parts.next() {
        Some("f") => Some(true),
        Some("b") => Some(false),
        _ => None,
    };
    let place = parts.next().and_then(|place| place.parse().ok());
    match (direction, place) {
        (Some(forward), Some(place)) if place <= count => Ok((forward, place)),
        _ => Err(Refusal::InvalidParameter("The specified nextToken is invalid.".to_owned())),
    }
}

/// How many of these fit into one answer.
fn fitting<'a>(events: impl Iterator<Item = &'a StoredEvent>, limit: usize) -> usize {
    let mut bytes = 0;
    let mut count = 0;
    for event in events.take(limit) {
        bytes += event.message.len();
        if count > 0 && bytes > MOST_BYTES {
            break;
        }
        count += 1;
    }
    count
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FilterLogEvents {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_names: Option<Vec<String>>,
    log_stream_name_prefix: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    filter_pattern: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
}

/// A group's events in the order of their times. Of AWS's filter patterns only words are known
/// (every word has to be in the event, letter case counts); another form is refused, not ignored.
pub(super) fn filter(context: Context<'_>, asked: FilterLogEvents) -> Result<Value, Refusal> {
    let group_name = group_name(asked.log_group_name, asked.log_group_identifier)?;
    if asked.log_stream_names.is_some() && asked.log_stream_name_prefix.is_some() {
        let both = "logStreamNames and logStreamNamePrefix cannot be used together.";
        return Err(Refusal::InvalidParameter(both.to_owned()));
    }
    let limit = paging::limit(asked.limit, MOST_EVENTS, MOST_EVENTS)?;
    let words = words(asked.filter_pattern.as_deref().unwrap_or_default())?;
    let misfortune = &context.service.misfortune;
    misfortune.late_event(context.store);
    if asked.next_token.is_some() && misfortune.token_is_expired() {
        return Err(Refusal::InvalidParameter("The specified nextToken is invalid.".to_owned()));
    }
    let scope = format!("events/{group_name}/{words:?}/{:?}/{:?}", asked.start_time, asked.end_time);
    let place = paging::place(&scope, asked.next_token.as_deref())?;
    let held = context.store.read();
    let group = held.group(&group_name)?;
    check_direct_read(context, &group.settings.class, &group_name, "FilterLogEvents")?;
    for name in asked.log_stream_names.iter().flatten() {
        group.stream(name)?;
    }
    let wanted = |name: &str| {
        asked.log_stream_names.as_ref().is_none_or(|names| names.iter().any(|wanted| wanted == name))
            && asked.log_stream_name_prefix.as_ref().is_none_or(|prefix| name.starts_with(prefix))
    };
    let range = (asked.start_time.unwrap_or(i64::MIN), asked.end_time.unwrap_or(i64::MAX));
    let range = if misfortune.faults().exclusive_end_time { (range.0, range.1.saturating_sub(1)) } else { range };
    let mut found = matching(group, wanted, range, &words);
    if !misfortune.faults().stream_by_stream {
        found.sort_by_key(|(_, event)| event.timestamp);
    }
    // Where little fits the filter, AWS gives pages that are empty and lead on.
    let fits = match fitting(found.iter().skip(place).map(|(_, event)| *event), limit) {
        0 => 1,
        _ if misfortune.page_is_empty() => 0,
        fits => misfortune.page(fits),
    };
    let (page, next) = paging::page(found, &scope, place, fits);
    let said: Vec<Value> = page
        .into_iter()
        .map(|(stream, event)| {
            json!({
                "logStreamName": stream,
                "timestamp": event.timestamp,
                "message": &*event.message,
                "ingestionTime": event.ingestion_time,
                "eventId": format!("{:020}{:06}{:010}{:020}", event.timestamp.max(0), group.id, group.stream(stream).map_or(0, |stream| stream.id), event.number),
            })
        })
        .collect();
    let mut answer = json!({"events": said, "searchedLogStreams": []});
    if let Some(next) = next {
        answer["nextToken"] = json!(next);
    }
    Ok(answer)
}

fn matching<'a>(
    group: &'a Group,
    wanted: impl Fn(&str) -> bool,
    (start, end): (i64, i64),
    words: &[String],
) -> Vec<(&'a str, &'a StoredEvent)> {
    let mut found = Vec::new();
    for (name, stream) in group.streams.iter().filter(|(name, _)| wanted(name)) {
        let events = stream.events[stream.range(start, end)].iter();
        let matching = events.filter(|event| words.iter().all(|word| event.message.contains(word.as_str())));
        found.extend(matching.map(|event| (&**name, event)));
    }
    found
}

fn words(pattern: &str) -> Result<Vec<String>, Refusal> {
    let mut words = Vec::new();
    let mut rest = pattern.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = if first == '"' {
            let (word, after) = rest[1..].split_once('"').ok_or_else(not_words)?;
            rest = after;
            word
        } else if matches!(first, '{' | '[' | '?' | '-' | '%') {
            return Err(not_words());
        } else {
            let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            rest = after;
            word
        };
        words.push(word.to_owned());
        rest = rest.trim_start();
    }
    Ok(words)
}

fn not_words() -> Refusal {
    Refusal::InvalidParameter("Invalid filter pattern: this service knows words only.".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::emulator::{
        DirectReadRefusal, EmulatorOptions,
        testing::{Service, quick},
    };

    fn messages(answer: &Value) -> Vec<&str> {
        answer["events"].as_array().unwrap().iter().map(|event| event["message"].as_str().unwrap()).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_standard_groups_events_are_read_directly() {
        let service = Service::quick().await;
        let now = service.load("g", "STANDARD", &[(1, "one"), (2, "two ERROR"), (3, "three")]).await;
        let read = async |mut asked: Value| {
            asked["logGroupName"] = json!("g");
            asked["logStreamName"] = json!("s");
            service.ok("GetLogEvents", asked).await
        };
        assert_eq!(messages(&read(json!({})).await), ["one", "two ERROR", "three"]);
        // From the end, unless asked otherwise; the end of a range is not part of it.
        let last = read(json!({"limit": 1})).await;
        assert_eq!(messages(&last), ["three"]);
        let before = read(json!({"limit": 1, "nextToken": last["nextBackwardToken"]})).await;
        assert_eq!(messages(&before), ["two ERROR"]);
        let end = read(json!({"limit": 1, "nextToken": last["nextForwardToken"]})).await;
        assert_eq!((messages(&end).len(), &end["nextForwardToken"]), (0, &last["nextForwardToken"]));
        assert_eq!(messages(&read(json!({"startTime": now + 1, "endTime": now + 2})).await), ["one"]);
        assert_eq!(messages(&read(json!({"startFromHead": true, "limit": 2})).await), ["one", "two ERROR"]);

        let filter = async |mut asked: Value| {
            asked["logGroupName"] = json!("g");
            service.ok("FilterLogEvents", asked).await
        };
        assert_eq!(messages(&filter(json!({"filterPattern": "ERROR"})).await), ["two ERROR"]);
        let first = filter(json!({"limit": 2})).await;
        assert_eq!(messages(&first), ["one", "two ERROR"]);
        assert_eq!(messages(&filter(json!({"nextToken": first["nextToken"]})).await), ["three"]);
        let other = json!({"logGroupName": "g", "filterPattern": "{ $.level = \"ERROR\" }"});
        assert_eq!(service.refused("FilterLogEvents", other).await, "InvalidParameterException");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_infrequent_access_groups_events_are_not() {
        for (form, code) in [
            (DirectReadRefusal::ValidationException, "ValidationException"),
            (DirectReadRefusal::InvalidOperationException, "InvalidOperationException"),
        ] {
            let service = Service::start(EmulatorOptions { direct_read_refusal: form, ..quick() }).await;
            service.load("g", "INFREQUENT_ACCESS", &[(1, "one")]).await;
            let stream = json!({"logGroupName": "g", "logStreamName": "s"});
            assert_eq!(service.refused("GetLogEvents", stream).await, code);
            assert_eq!(service.refused("FilterLogEvents", json!({"logGroupName": "g"})).await, code);
        }
    }
}
