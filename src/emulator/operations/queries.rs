use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Context;
use crate::{
    emulator::{paging, queries::QueryRun, refusal::Refusal},
    model::QueryStatus,
};

/// The most rows of one page of results.
const PAGE: usize = 10_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetQueryResults {
    query_id: String,
    max_items: Option<i64>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "AWS's names")]
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

pub(super) fn results(context: Context<'_>, asked: &GetQueryResults) -> Result<Vec<u8>, Refusal> {
    let run = context.service.queries.get(&asked.query_id)?;
    let limit = paging::limit(asked.max_items, PAGE, PAGE)?;
    let scope = format!("results/{}", run.id);
    let place = paging::place(&scope, asked.next_token.as_deref())?;
    let misfortune = &context.service.misfortune;
    if asked.next_token.is_some() && misfortune.token_is_expired() {
        return Err(Refusal::InvalidParameter("The specified nextToken has expired.".to_owned()));
    }
    let now = run.ask();
    let complete = now.status == QueryStatus::Complete;
    let all = now.rows();
    let end = place.saturating_add(misfortune.page(limit)).min(all.len());
    let rows = all.get(place.min(end)..end).unwrap_or_default();
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
        statistics["resultCount"] = number(all.len() as u64);
    }
    let answer = Results {
        query_language: "CWLI",
        results,
        statistics,
        status: now.status.name(),
        // Rows of a running query may still change: only an ended one has further pages.
        next_token: (complete && end < all.len()).then(|| paging::token(&scope, end)),
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

pub(super) fn stop(context: Context<'_>, asked: &StopQuery) -> Result<Value, Refusal> {
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

pub(super) fn describe(context: Context<'_>, asked: &DescribeQueries) -> Result<Value, Refusal> {
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

fn describe_one(run: &QueryRun, status: QueryStatus, duration: Duration, bytes: u64) -> Value {
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
        testing::{Service, quick, value},
    };

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
        let delay = Duration::from_hours(1);
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
