//! The queries of a collection.

use crate::{
    cloudwatch::MESSAGE_LENGTH_FIELD,
    insights::quote_text,
    model::{QueryRequest, QueryRow, TimeRange, parse_insights_time},
};

use super::{
    CollectTask,
    counts::{Counts, step_for},
    whole,
};

/// Half-open milliseconds, whatever AWS takes the seconds of `StartQuery` for.
fn window_filter(window: TimeRange) -> String {
    format!("filter toMillis(@timestamp) >= {} and toMillis(@timestamp) < {}", window.start, window.end)
}

/// All events of a window for which `only` holds, oldest first.
pub(super) fn rows(log_groups: &[String], window: TimeRange, only: Option<&str>, limit: u32) -> QueryRequest {
    let only = only.map(|condition| format!(" and {condition}")).unwrap_or_default();
    let text = format!(
        "{}{only} | fields @timestamp, @ingestionTime, @log, @logStream, @message, {MESSAGE_LENGTH_FIELD} | sort @timestamp asc | limit {limit}",
        window_filter(window),
    );
    QueryRequest { log_groups: log_groups.to_vec(), range: window, text, limit }
}

/// How many events there are in each step of time, without those that were taken in after the cut-off.
pub(super) fn counts(task: &CollectTask, cutoff: i64) -> QueryRequest {
    let range = task.scope.range();
    let (_, step) = step_for(range);
    let after = task.after.map(|after| format!(" and {}", taken_in_after(after))).unwrap_or_default();
    let text = format!(
        "{}{after} and toMillis(@ingestionTime) <= {cutoff} | stats count(*) as events by bin({step}) as step | limit 10000",
        window_filter(range),
    );
    QueryRequest { log_groups: task.scope.log_groups.clone(), range, text, limit: 10_000 }
}

/// Only what CloudWatch took in later than that.
pub(super) fn taken_in_after(time: i64) -> String {
    format!("toMillis(@ingestionTime) > {time}")
}

/// The rows of [`counts`]; `None` where one of them is none.
pub(super) fn into_counts(range: TimeRange, rows: &[QueryRow]) -> Option<Counts> {
    let (step, _) = step_for(range);
    let mut steps = Vec::with_capacity(rows.len());
    for row in rows {
        let value = |name: &str| row.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
        let start = parse_insights_time(value("step")?)?;
        steps.push((start, whole(value("events")?.parse().ok()?)));
    }
    steps.sort_unstable();
    steps.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            earlier.1 += later.1;
        }
        same
    });
    Some(Counts { step, steps })
}

/// How many events of a window each log stream has.
pub(super) fn streams(log_groups: &[String], window: TimeRange, limit: u32) -> QueryRequest {
    let text = format!("{} | stats count(*) as events by @logStream | limit {limit}", window_filter(window));
    QueryRequest { log_groups: log_groups.to_vec(), range: window, text, limit }
}

/// The rows of [`streams`].
pub(super) fn into_streams(rows: &[QueryRow]) -> Option<Vec<(String, u64)>> {
    let value =
        |row: &QueryRow, name: &str| row.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
    rows.iter().map(|row| Some((value(row, "@logStream")?, whole(value(row, "events")?.parse().ok()?)))).collect()
}

/// Only these log streams.
pub(super) fn of_streams(streams: &[String]) -> String {
    let names: Vec<String> = streams.iter().map(|name| quote_text(name)).collect();
    format!("@logStream in [{}]", names.join(", "))
}

/// Only messages whose MD5 sum begins so: a way to halve what has no other difference.
pub(super) fn of_hash(pattern: &str) -> String {
    format!("md5(@message) like /^{pattern}/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::CollectionScope;

    #[test]
    fn every_query_is_one() {
        let window = TimeRange { start: 1, end: 90_000_000 };
        let groups = ["g".to_owned()];
        let scope = CollectionScope { log_groups: groups.to_vec(), start: window.start, end: window.end };
        let task = CollectTask::from(scope);
        let only = of_streams(&["a\"b".to_owned(), "c".to_owned()]) + " and " + &of_hash("0[0-3]");
        for request in [
            rows(&groups, window, Some(&only), 100_000),
            rows(&groups, window, None, 10_000),
            counts(&CollectTask { after: Some(3), ..task }, 5),
            streams(&groups, window, 10_000),
        ] {
            crate::insights::parse(&request.text).unwrap();
        }
    }
}
