use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, name_of};
use crate::{
    emulator::{
        clock::now_ms,
        evaluate::{self, EvaluationOptions},
        faults::{OLD_ROW_LIMIT, RowLimit},
        paging,
        refusal::Refusal,
    },
    insights::parameters::{ExpandError, SavedQuery, expand},
    model::{LogClass, MAX_QUERY_ROWS, MAX_QUERY_TEXT, TimeRange},
};

const MOST_GROUPS: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartQuery {
    log_group_name: Option<String>,
    log_group_names: Option<Vec<String>>,
    log_group_identifiers: Option<Vec<String>>,
    query_string: String,
    query_language: Option<String>,
    start_time: i64,
    end_time: i64,
    limit: Option<i64>,
}

pub(super) fn start(context: Context<'_>, asked: StartQuery) -> Result<Value, Refusal> {
    let refused = |why: String| Err(Refusal::InvalidParameter(why));
    if asked.query_language.as_deref().is_some_and(|language| language != "CWLI") {
        return refused("This service knows the query language CWLI only.".to_owned());
    }
    if asked.query_string.chars().count() > MAX_QUERY_TEXT {
        return refused(format!(
            "1 validation error detected: Value at 'queryString' failed to satisfy constraint: \
             Member must have length less than or equal to {MAX_QUERY_TEXT}"
        ));
    }
    let faults = context.service.misfortune.faults();
    if faults.row_limit == RowLimit::Refused && asked.limit.is_some_and(|limit| limit > i64::from(OLD_ROW_LIMIT)) {
        return refused(format!(
            "1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value less than or equal to {OLD_ROW_LIMIT}"
        ));
    }
    context.service.misfortune.late_event(context.store);
    let limit = match asked.limit {
        Some(_) => u32::try_from(paging::limit(asked.limit, MAX_QUERY_ROWS as usize, 1)?).ok(),
        None => None,
    };
    // Milliseconds are taken too, as AWS does in practice: eleven digits of seconds lie past the year 5138.
    let milliseconds = |time: i64| if time < 100_000_000_000 { time.saturating_mul(1000) } else { time };
    let (start, mut end) = (milliseconds(asked.start_time), milliseconds(asked.end_time));
    if faults.whole_end_second && end == asked.end_time.saturating_mul(1000) {
        end += 999;
    }
    if start < 0 || end < start {
        return refused("Query start time has to be before its end time, and neither can be negative.".to_owned());
    }
    let groups = named_groups(asked.log_group_name, asked.log_group_names, asked.log_group_identifiers)?;
    let now = now_ms();
    let (visible, log_class) = {
        let held = context.store.read();
        let (mut visible, mut log_class) = (false, LogClass::Standard);
        for name in &groups {
            let group = held.group(name)?;
            if group.settings.class == LogClass::Delivery {
                return refused(format!(
                    "Log group {name} is of log group class DELIVERY, which CloudWatch Logs Insights cannot query."
                ));
            }
            visible |= end >= group.first_visible(now);
            // What one of the classes cannot, the whole query cannot.
            if group.settings.class != LogClass::Standard {
                log_class = group.settings.class.clone();
            }
        }
        (visible, log_class)
    };
    let range = TimeRange { start, end: end.saturating_add(1) };
    let options = EvaluationOptions { limit, log_class, now, range, ..EvaluationOptions::default() };
    let read = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| name_of(name).to_owned()).collect();
        for name in &names {
            context.store.read().group(name)?;
        }
        Ok(context.store.slices(&names, start, end, now))
    };
    let text = with_saved_queries(context, &asked.query_string)?;
    let evaluation = evaluate::prepare(&text, options, read)?;
    if !visible {
        let message = "Query's end date and time is either before the log groups creation time or exceeds the log \
                       groups log retention settings"
            .to_owned();
        return Err(Refusal::MalformedQuery { message, span: None });
    }
    let slices = context.store.slices(&groups, start, end, now);
    let id =
        context.service.queries.start(asked.query_string, evaluation, groups, slices, &context.service.misfortune)?;
    Ok(json!({"queryId": id}))
}

/// The text with the saved queries that it names, `$Name(…)`, in their places.
fn with_saved_queries(context: Context<'_>, text: &str) -> Result<String, Refusal> {
    let saved: Vec<SavedQuery> = context.service.definitions.all().into_iter().map(SavedQuery::from).collect();
    match expand(text, &saved) {
        Ok(expanded) => Ok(expanded),
        // The evaluator says where.
        Err(ExpandError::Malformed(_)) => Ok(text.to_owned()),
        Err(error) => Err(Refusal::MalformedQuery { message: error.to_string(), span: error.span() }),
    }
}

/// Exactly one of the three ways to name groups, each group once.
fn named_groups(
    name: Option<String>,
    names: Option<Vec<String>>,
    identifiers: Option<Vec<String>>,
) -> Result<Vec<String>, Refusal> {
    let refused = |why: &str| Err(Refusal::InvalidParameter(why.to_owned()));
    let ways = usize::from(name.is_some()) + usize::from(names.is_some()) + usize::from(identifiers.is_some());
    if ways != 1 {
        return refused(
            "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers has to be given \
             (this service does not know the SOURCE command).",
        );
    }
    let groups = name.map(|name| vec![name]).or(names).or(identifiers).unwrap_or_default();
    if groups.is_empty() || groups.len() > MOST_GROUPS {
        return refused("A query reads between 1 and 50 log groups.");
    }
    if groups.iter().any(|group| group.ends_with(":*")) {
        return refused("The ARN of a log group in a query must not end with an asterisk.");
    }
    let each_once: BTreeSet<String> = groups.iter().map(|group| name_of(group).to_owned()).collect();
    Ok(each_once.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::emulator::{
        EmulatorOptions,
        clock::now_ms,
        testing::{Service, quick, value},
    };

    #[tokio::test(flavor = "multi_thread")]
    async fn the_end_second_counts_up_to_its_first_millisecond() {
        let service = Service::quick().await;
        service.load("g", "STANDARD", &[]).await;
        let second = now_ms() / 1000 + 10;
        let events: Vec<Value> = [0, 1, 999, 1000]
            .iter()
            .map(|after| json!({"timestamp": second * 1000 + after, "message": after.to_string()}))
            .collect();
        service.ok("PutLogEvents", json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events})).await;
        let count = async |start: i64, end: i64| {
            let query =
                json!({"logGroupName": "g", "startTime": start, "endTime": end, "queryString": "fields @message"});
            let id = service.ok("StartQuery", query).await["queryId"].as_str().unwrap().to_owned();
            service.finished(&id).await["results"].as_array().unwrap().len()
        };
        assert_eq!(count(second, second).await, 1);
        assert_eq!(count(second, second + 1).await, 4);
        assert_eq!(count(second - 1, second).await, 1);
        assert_eq!(count(second * 1000, second * 1000 + 999).await, 3);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wrong_query_is_refused_with_its_place() {
        let service = Service::quick().await;
        service.load("g", "STANDARD", &[]).await;
        let now = now_ms() / 1000;
        let start = async |group: &str, text: &str| {
            let query = json!({"logGroupName": group, "startTime": now - 60, "endTime": now + 60, "queryString": text});
            service.ask("StartQuery", query).await.body
        };
        let refused = start("g", "fields @timestamp\n| fliter 日本 = 1").await;
        assert_eq!(refused["__type"], "MalformedQueryException");
        assert_eq!(refused["queryCompileError"]["location"]["startCharOffset"], 20);
        assert_eq!(refused["queryCompileError"]["location"]["endCharOffset"], 26);
        assert_eq!(start("nowhere", "fields 1").await["__type"], "ResourceNotFoundException");
        let long = format!("fields @message # {}", "x".repeat(10_000));
        assert_eq!(start("g", &long).await["__type"], "InvalidParameterException");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn groups_are_named_in_one_way_and_can_be_queried() {
        let service = Service::quick().await;
        service.load("g", "STANDARD", &[(1, "m")]).await;
        service.load("d", "DELIVERY", &[]).await;
        let start = async |mut groups: Value| {
            let now = now_ms() / 1000;
            groups["startTime"] = json!(now - 60);
            groups["endTime"] = json!(now + 60);
            groups["queryString"] = json!("fields @message");
            service.ask("StartQuery", groups).await
        };
        let arn = "arn:aws:logs:ap-northeast-1:111122223333:log-group:g";
        for good in [
            json!({"logGroupName": "g"}),
            json!({"logGroupNames": ["g"]}),
            json!({"logGroupIdentifiers": ["g"]}),
            json!({"logGroupIdentifiers": [arn]}),
            json!({"logGroupName": "g", "limit": 100_000}),
        ] {
            assert_eq!(start(good.clone()).await.status, 200, "{good}");
        }
        for bad in [
            json!({}),
            json!({"logGroupNames": []}),
            json!({"logGroupName": "d"}),
            json!({"logGroupName": "g", "logGroupNames": ["g"]}),
            json!({"logGroupIdentifiers": [format!("{arn}:*")]}),
            json!({"logGroupName": "g", "limit": 0}),
            json!({"logGroupName": "g", "limit": 100_001}),
        ] {
            assert_eq!(start(bad.clone()).await.body["__type"], "InvalidParameterException", "{bad}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_query_within_a_query_reads_its_own_groups() {
        let service = Service::quick().await;
        service.load("orders", "STANDARD", &[(0, r#"{"id":1,"order":"a"}"#), (1, r#"{"id":2,"order":"b"}"#)]).await;
        service.load("payments", "STANDARD", &[(0, r#"{"key":2,"paid":"late"}"#)]).await;
        for text in [
            "filter id in (SOURCE 'payments' | fields key) | fields order",
            "join type=inner left=o right=p where o.id=p.key (SOURCE 'payments') | filter p.paid = \"late\" | fields order",
        ] {
            let id = service.start_query("orders", text).await;
            let rows = service.finished(&id).await["results"].clone();
            assert_eq!(rows.as_array().unwrap().len(), 1, "{text}: {rows}");
            assert_eq!(value(&rows[0], "order"), "b", "{text}");
        }
        let now = now_ms() / 1000;
        let text = "filter id in (SOURCE 'nowhere' | fields key)";
        let query = json!({"logGroupName": "orders", "startTime": now - 60, "endTime": now, "queryString": text});
        assert_eq!(service.refused("StartQuery", query).await, "ResourceNotFoundException");
        let text = "filter id in (SOURCE logGroups() | fields key)";
        let query = json!({"logGroupName": "orders", "startTime": now - 60, "endTime": now, "queryString": text});
        assert_eq!(service.refused("StartQuery", query).await, "InvalidParameterException");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_seen_from_before_the_group_or_beyond_its_retention() {
        let service = Service::quick().await;
        service.load("g", "STANDARD", &[(-3_600_000, "before"), (0, "after")]).await;
        let id = service.start_query("g", "fields @message").await;
        let rows = service.finished(&id).await["results"].clone();
        assert_eq!(rows.as_array().unwrap().len(), 1);
        assert_eq!(value(&rows[0], "@message"), "after");
        let past = json!({"logGroupName": "g", "startTime": 0, "endTime": 86_400, "queryString": "fields @message"});
        assert_eq!(service.refused("StartQuery", past).await, "MalformedQueryException");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn ten_requests_a_second_and_no_more() {
        let service = Service::start(EmulatorOptions { throttle: true, ..quick() }).await;
        let mut refused = 0;
        for _ in 0..12 {
            let answer = service.ask("GetQueryResults", json!({"queryId": "x"})).await;
            refused += u32::from(answer.body["__type"] == "ThrottlingException");
        }
        assert_eq!(refused, 2);
    }
}
