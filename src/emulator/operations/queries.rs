use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Context, name_of};
use crate::{
    emulator::{clock::now_ms, evaluate, paging, queries::QueryRun, refusal::Refusal},
    model::{LogClass, MAX_QUERY_ROWS, MAX_QUERY_TEXT, QueryStatus},
};

/// The most rows of one page of results.
const PAGE: usize = 10_000;
/// How many rows a query gives that does not say.
const DEFAULT_LIMIT: usize = 10_000;
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
    let limit = paging::limit(asked.limit, MAX_QUERY_ROWS as usize, DEFAULT_LIMIT)?;
    // Milliseconds are taken too, as AWS does in practice: eleven digits of seconds lie past the year 5138.
    let milliseconds = |time: i64| if time < 100_000_000_000 { time.saturating_mul(1000) } else { time };
    let (start, end) = (milliseconds(asked.start_time), milliseconds(asked.end_time));
    if start < 0 || end < start {
        return refused("Query start time has to be before its end time, and neither can be negative.".to_owned());
    }
    let groups = named_groups(asked.log_group_name, asked.log_group_names, asked.log_group_identifiers)?;
    let now = now_ms();
    let visible = {
        let held = context.store.read();
        let mut visible = false;
        for name in &groups {
            let group = held.group(name)?;
            if group.settings.class == LogClass::Delivery {
                return refused(format!(
                    "Log group {name} is of log group class DELIVERY, which CloudWatch Logs Insights cannot query."
                ));
            }
            visible |= end >= group.first_visible(now);
        }
        visible
    };
    let query = evaluate::compile(&asked.query_string)
        .map_err(|malformed| Refusal::MalformedQuery { message: malformed.message, span: malformed.span })?;
    if !visible {
        let message = "Query's end date and time is either before the log groups creation time or exceeds the log \
                       groups log retention settings"
            .to_owned();
        return Err(Refusal::MalformedQuery { message, span: None });
    }
    let slices = context.store.slices(&groups, start, end, now);
    let id = context.service.queries.start(asked.query_string, &query, groups, slices, limit)?;
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
