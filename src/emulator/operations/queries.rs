use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Context, name_of};
use crate::{
    emulator::{
        clock::now_ms,
        evaluate::{self, EvaluationOptions},
        paging,
        queries::QueryRun,
        refusal::Refusal,
    },
    model::{LogClass, MAX_QUERY_ROWS, MAX_QUERY_TEXT, QueryStatus, TimeRange},
};

/// The most rows of one page of results.
const PAGE: usize = 10_000;
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
    let limit = match asked.limit {
        Some(_) => u32::try_from(paging::limit(asked.limit, MAX_QUERY_ROWS as usize, PAGE)?).ok(),
        None => None,
    };
    // Milliseconds are taken too, as AWS does in practice: eleven digits of seconds lie past the year 5138.
    let milliseconds = |time: i64| if time < 100_000_000_000 { time.saturating_mul(1000) } else { time };
    let (start, end) = (milliseconds(asked.start_time), milliseconds(asked.end_time));
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
    let options = EvaluationOptions { limit, log_class, now, range };
    let evaluation = evaluate::prepare(&asked.query_string, options)
        .map_err(|malformed| Refusal::MalformedQuery { message: malformed.message, span: malformed.span })?;
    if !visible {
        let message = "Query's end date and time is either before the log groups creation time or exceeds the log \
                       groups log retention settings"
            .to_owned();
        return Err(Refusal::MalformedQuery { message, span: None });
    }
    let slices = context.store.slices(&groups, start, end, now);
    let id = context.service.queries.start(asked.query_string, evaluation, groups, slices)?;
    Ok(json!({"queryId": id}))
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
    let named = name.map(|name| vec![name]).or(names).or(identifiers).unwrap_or_default();
    if named.is_empty() || named.len() > MOST_GROUPS {
        return refused("A query reads between 1 and 50 log groups.");
    }
    if named.iter().any(|name| name.ends_with(":*")) {
        return refused("The ARN of a log group in a query must not end with an asterisk.");
    }
    let named: BTreeSet<String> = named.iter().map(|name| name_of(name).to_owned()).collect();
    Ok(named.into_iter().collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetQueryResults {
    query_id: String,
    max_items: Option<i64>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Results<'a> {
    query_language: &'static str,
    results: Vec<Vec<Field<'a>>>,
    statistics: Value,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
struct Field<'a> {
    field: &'a str,
    value: &'a str,
}

pub(super) fn results(context: Context<'_>, asked: GetQueryResults) -> Result<Vec<u8>, Refusal> {
    let run = context.service.queries.get(&asked.query_id)?;
    let limit = paging::limit(asked.max_items, PAGE, PAGE)?;
    let scope = format!("results/{}", run.id);
    let place = paging::place(&scope, asked.next_token.as_deref())?;
    let now = run.snapshot();
    let complete = now.status == QueryStatus::Complete;
    let end = place.saturating_add(limit).min(now.rows.len());
    let rows = now.rows.get(place.min(end)..end).unwrap_or_default();
    let longest = context.service.options.longest_value;
    let results = rows
        .iter()
        .map(|row| row.iter().map(|(field, value)| Field { field, value: cut(field, value, longest) }).collect())
        .collect();
    let mut statistics = json!({
        "recordsMatched": number(now.statistics.records_matched),
        "recordsScanned": number(now.statistics.records_scanned),
        "estimatedRecordsSkipped": 0.0,
        "bytesScanned": number(now.statistics.bytes_scanned),
        "estimatedBytesSkipped": 0.0,
        "logGroupsScanned": number(now.statistics.log_groups as u64),
    });
    if complete {
        statistics["resultCount"] = number(now.rows.len() as u64);
    }
    let answer = Results {
        query_language: "CWLI",
        results,
        statistics,
        status: now.status.name(),
        // Rows of a running query may still change: only an ended one has further pages.
        next_token: (complete && end < now.rows.len()).then(|| paging::token(&scope, end)),
    };
    serde_json::to_vec(&answer).map_err(|error| Refusal::Serialization(error.to_string()))
}

/// AWS counts in doubles.
fn number(count: u64) -> Value {
    json!(count as f64)
}

fn cut<'a>(field: &str, value: &'a str, longest: Option<usize>) -> &'a str {
    let end = longest
        .filter(|_| !field.eq("@ptr"))
        .and_then(|longest| value.char_indices().nth(longest))
        .map_or(value.len(), |(end, _)| end);
    value.get(..end).unwrap_or(value)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StopQuery {
    query_id: String,
}

pub(super) fn stop(context: Context<'_>, asked: StopQuery) -> Result<Value, Refusal> {
    context.service.queries.get(&asked.query_id)?.stop()?;
    Ok(json!({"success": true}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeQueries {
    log_group_name: Option<String>,
    status: Option<String>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(super) fn describe(context: Context<'_>, asked: DescribeQueries) -> Result<Value, Refusal> {
    let limit = paging::limit(asked.max_results, 1000, 1000)?;
    let scope = format!("queries/{:?}/{:?}", asked.log_group_name, asked.status);
    let place = paging::place(&scope, asked.next_token.as_deref())?;
    let mut said = Vec::new();
    for run in context.service.queries.all() {
        let in_group = asked.log_group_name.as_ref().is_none_or(|name| run.groups.contains(name));
        let now = run.snapshot();
        if in_group && asked.status.as_ref().is_none_or(|status| status == now.status.name()) {
            said.push(describe_one(&run, now.status, now.duration, now.statistics.bytes_scanned));
        }
    }
    let (page, next) = paging::page(said, &scope, place, limit);
    let mut answer = json!({"queries": page});
    if let Some(next) = next {
        answer["nextToken"] = json!(next);
    }
    Ok(answer)
}

fn describe_one(run: &QueryRun, status: QueryStatus, duration: std::time::Duration, bytes: u64) -> Value {
    json!({
        "queryLanguage": "CWLI",
        "queryId": run.id,
        "queryString": run.text,
        "status": status.name(),
        "createTime": run.created,
        "logGroupName": run.groups.first(),
        "queryDuration": u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
        "bytesScanned": number(bytes),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::emulator::{
        EmulatorOptions,
        clock::now_ms,
        testing::{Service, quick},
    };

    fn value<'a>(row: &'a Value, field: &str) -> &'a str {
        let found = row.as_array().unwrap().iter().find(|cell| cell["field"] == field);
        found.and_then(|cell| cell["value"].as_str()).unwrap_or_default()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_query_finds_counts_and_says_what_it_read() {
        let service = Service::quick().await;
        let events = [(1, "{\"n\":1}"), (2, "{\"n\":22}"), (3, "no json")];
        service.load("g", "INFREQUENT_ACCESS", &events).await;
        let id = service.start_query("g", "fields n | filter n > 0 | sort @timestamp asc").await;
        let done = service.finished(&id).await;
        assert_eq!(done["status"], "Complete");
        assert_eq!(done["queryLanguage"], "CWLI");
        let rows = done["results"].as_array().unwrap();
        assert_eq!(rows.iter().map(|row| value(row, "n")).collect::<Vec<_>>(), ["1", "22"]);
        assert_eq!(done["statistics"]["recordsMatched"], 2.0);
        assert_eq!(done["statistics"]["recordsScanned"], 3.0);
        assert_eq!(done["statistics"]["resultCount"], 2.0);
        assert_eq!(done["statistics"]["logGroupsScanned"], 1.0);
        assert!(done["statistics"]["bytesScanned"].as_f64().unwrap() > 20.0);

        let record = service.ok("GetLogRecord", json!({"logRecordPointer": value(&rows[1], "@ptr")})).await;
        assert_eq!(record["logRecord"]["n"], "22");
        assert_eq!(record["logRecord"]["@message"], "{\"n\":22}");
        assert_eq!(record["logRecord"]["@logStream"], "s");
        assert_eq!(record["logRecord"]["@log"], "111122223333:g");
        let wrong = service.refused("GetLogRecord", json!({"logRecordPointer": "x"})).await;
        assert_eq!(wrong, "InvalidParameterException");
    }

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
    async fn more_rows_than_a_page_come_by_token() {
        let service = Service::quick().await;
        service.load("g", "INFREQUENT_ACCESS", &[]).await;
        for batch in 0..3 {
            let now = now_ms();
            let events: Vec<Value> =
                (0..5000).map(|n| json!({"timestamp": now + n / 100, "message": format!("{batch}-{n}")})).collect();
            service.ok("PutLogEvents", json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events})).await;
        }
        let now = now_ms() / 1000;
        let query = json!({"logGroupName": "g", "startTime": now - 60, "endTime": now + 60,
            "queryString": "fields @message", "limit": 12_000});
        let id = service.ok("StartQuery", query).await["queryId"].as_str().unwrap().to_owned();
        let first = service.finished(&id).await;
        assert_eq!(first["results"].as_array().unwrap().len(), 10_000);
        assert_eq!(first["statistics"]["resultCount"], 12_000.0);
        assert_eq!(first["statistics"]["recordsMatched"], 15_000.0);
        let next = json!({"queryId": id, "nextToken": first["nextToken"]});
        let second = service.ok("GetQueryResults", next).await;
        assert_eq!(second["results"].as_array().unwrap().len(), 2_000);
        assert_eq!(second.get("nextToken"), None);
        let mut seen: Vec<&str> = first["results"].as_array().unwrap().iter().map(|row| value(row, "@ptr")).collect();
        seen.extend(second["results"].as_array().unwrap().iter().map(|row| value(row, "@ptr")));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 12_000);
        let small = service.ok("GetQueryResults", json!({"queryId": id, "maxItems": 7})).await;
        assert_eq!(small["results"].as_array().unwrap().len(), 7);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_query_is_scheduled_then_shows_a_part_then_all() {
        let delay = Duration::from_millis(1_500);
        let service = Service::start(EmulatorOptions { query_delay: delay, ..quick() }).await;
        service.load("g", "STANDARD", &[(1, "a"), (2, "b"), (3, "c"), (4, "d")]).await;
        let id = service.start_query("g", "fields @message").await;
        let mut seen: Vec<(String, usize)> = Vec::new();
        loop {
            let now = service.ok("GetQueryResults", json!({"queryId": id})).await;
            let state = (now["status"].as_str().unwrap().to_owned(), now["results"].as_array().unwrap().len());
            if seen.last() != Some(&state) {
                seen.push(state);
            }
            if now["status"] == "Complete" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let expected =
            [("Scheduled", 0), ("Running", 2), ("Complete", 4)].map(|(status, rows)| (status.to_owned(), rows));
        assert_eq!(seen, expected);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_stopped_query_is_cancelled_and_an_ended_one_cannot_be_stopped() {
        let delay = Duration::from_secs(3_600);
        let service = Service::start(EmulatorOptions { query_delay: delay, concurrent_queries: 2, ..quick() }).await;
        service.load("g", "STANDARD", &[]).await;
        let id = service.start_query("g", "fields @message").await;
        let other = service.start_query("g", "stats count(*)").await;
        let now = now_ms() / 1000;
        let third = json!({"logGroupName": "g", "startTime": now, "endTime": now + 9, "queryString": "fields 1"});
        assert_eq!(service.refused("StartQuery", third.clone()).await, "LimitExceededException");
        assert_eq!(service.ok("StopQuery", json!({"queryId": id})).await, json!({"success": true}));
        assert_eq!(service.finished(&id).await["status"], "Cancelled");
        assert_eq!(service.refused("StopQuery", json!({"queryId": id})).await, "InvalidParameterException");
        assert_eq!(service.refused("StopQuery", json!({"queryId": "x"})).await, "ResourceNotFoundException");
        service.ok("StartQuery", third).await;
        let open = service.ok("DescribeQueries", json!({"status": "Cancelled"})).await;
        assert_eq!(open["queries"][0]["queryId"], id.as_str());
        assert_eq!(open["queries"].as_array().unwrap().len(), 1);
        let all = service.ok("DescribeQueries", json!({"logGroupName": "g"})).await;
        assert_eq!(all["queries"].as_array().unwrap().len(), 3);
        assert_eq!(all["queries"][1]["queryString"], "stats count(*)");
        service.ok("StopQuery", json!({"queryId": other})).await;
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

    #[tokio::test(flavor = "multi_thread")]
    async fn long_values_can_be_cut_as_one_report_says() {
        let service = Service::start(EmulatorOptions { longest_value: Some(3), ..quick() }).await;
        service.load("g", "STANDARD", &[(1, "日本語テスト")]).await;
        let id = service.start_query("g", "fields @message").await;
        let done = service.finished(&id).await;
        assert_eq!(value(&done["results"][0], "@message"), "日本語");
        let ptr = value(&done["results"][0], "@ptr");
        let record = service.ok("GetLogRecord", json!({"logRecordPointer": ptr})).await;
        assert_eq!(record["logRecord"]["@message"], "日本語テスト");
    }
}
