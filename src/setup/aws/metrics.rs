use aws_sdk_cloudwatch::{
    primitives::DateTime,
    types::{Dimension, Statistic},
};

use super::Account;
use crate::{
    model::{Operation, SourceError},
    setup::{Answer, facts::IncomingBytes},
};

const DAY_MS: i64 = 86_400_000;
const DAY_SECONDS: i32 = 86_400;
/// A month of whole days is measured.
const MOST_DAYS: i64 = 30;
/// CloudWatch keeps datapoints for 455 days (CloudWatch API Reference, "`GetMetricStatistics`"): fewer than the 1,440 that
/// one request may ask for.
const KEPT_DAYS: i64 = 455;

/// What came into a log group: the metric `AWS/Logs` `IncomingBytes`, "the volume of log events in uncompressed bytes
/// uploaded to the log group" (CloudWatch Logs User Guide, "Monitoring usage with CloudWatch metrics"), over the last 30
/// whole days in UTC, or those since the group's creation. A group without one whole day is not asked about.
///
/// `Absent`: the metric says nothing about this group. CloudWatch has no datapoint for a day in which nothing came, and
/// neither for a metric that nobody writes. AWS's words on the metric name no class of log groups that has none, and do not
/// say either that groups of Infrequent Access have one. So days without datapoints count as 0 bytes only where CloudWatch
/// has any datapoint of the group; nothing at all is no measure, and is not taken for 0.
///
/// `created`, `now`: milliseconds since 1970, UTC.
pub(super) async fn incoming(
    account: &Account,
    group: &str,
    created: Option<i64>,
    now: i64,
) -> Result<Answer<IncomingBytes>, SourceError> {
    let Some((start, end)) = whole_days(created, now, MOST_DAYS) else { return Ok(Answer::NotAsked) };
    let (sum, evidence) = match sum(account, group, start, end).await? {
        Answer::Read { value, evidence } => (value, evidence),
        other => return Ok(other.without_value()),
    };
    if let Some(bytes) = sum {
        return Ok(Answer::Read { value: IncomingBytes { bytes, start, end }, evidence });
    }
    // Nothing came, or nothing is written about this group: what there is from before tells them apart.
    let before = whole_days(created, now, KEPT_DAYS).filter(|(earliest, _)| *earliest < start);
    let Some((earliest, _)) = before else { return Ok(Answer::Absent { evidence }) };
    Ok(self::sum(account, group, earliest, start)
        .await?
        .some(|earlier| earlier.map(|_| IncomingBytes { bytes: 0.0, start, end })))
}

/// The last whole days, at most so many and none from before the group was there: beginning and end in milliseconds since
/// 1970, UTC. On midnights, periods of a day begin where anybody lays them.
fn whole_days(created: Option<i64>, now: i64, most: i64) -> Option<(i64, i64)> {
    let end = now.div_euclid(DAY_MS).checked_mul(DAY_MS)?;
    let first = created.map(|created| created.saturating_add(DAY_MS - 1).div_euclid(DAY_MS).saturating_mul(DAY_MS));
    let start = end.checked_sub(most * DAY_MS)?.max(first.unwrap_or(i64::MIN));
    (start < end).then_some((start, end))
}

/// `None`: no datapoints.
async fn sum(account: &Account, group: &str, start: i64, end: i64) -> Result<Answer<Option<f64>>, SourceError> {
    let of_group = Dimension::builder().name("LogGroupName").value(group).build();
    let request = account
        .cloudwatch
        .get_metric_statistics()
        .namespace("AWS/Logs")
        .metric_name("IncomingBytes")
        .dimensions(of_group)
        .start_time(DateTime::from_millis(start))
        .end_time(DateTime::from_millis(end))
        .period(DAY_SECONDS)
        .statistics(Statistic::Sum);
    let answer = account.ask(Operation::GetMetricStatistics, group, || request.clone().send()).await?;
    Ok(answer.map(|found| {
        let sums: Vec<f64> = found.datapoints().iter().filter_map(|point| point.sum).collect();
        (!sums.is_empty()).then(|| sums.iter().sum())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_days_since_the_groups_creation_are_asked_about() {
        // Noon of a day.
        let midnight = 20_780 * DAY_MS;
        let noon = midnight + DAY_MS / 2;
        let days = |created| {
            whole_days(created, noon, MOST_DAYS).map(|(start, end)| {
                assert_eq!(end, midnight, "today is not over");
                (end - start) / DAY_MS
            })
        };
        assert_eq!(days(None), Some(30));
        assert_eq!(days(Some(0)), Some(30));
        assert_eq!(days(Some(midnight - 7 * DAY_MS)), Some(7));
        assert_eq!(days(Some(midnight - 7 * DAY_MS + 1)), Some(6), "its first day was not a whole one");
        assert_eq!(days(Some(midnight - DAY_MS + 1)), None);
        for odd in [i64::MIN, i64::MAX, noon, noon + DAY_MS] {
            let _no_panic = (days(Some(odd)), whole_days(Some(noon), odd, KEPT_DAYS));
        }
    }
}
