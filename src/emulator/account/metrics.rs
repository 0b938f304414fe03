//! CloudWatch `GetMetricStatistics`, as far as it tells how much comes into a log group. RPC v2 CBOR.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html>

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    cbor::{self, Writer},
    ssm::refused,
};
use crate::emulator::{
    refusal::Refusal,
    store::{EVENT_OVERHEAD, Group, Store},
};

/// The most datapoints that one request may ask for.
const MOST_DATAPOINTS: i64 = 1_440;
const DAY_SECONDS: i64 = 86_400;
const LONGEST_PERIOD: i64 = 366 * DAY_SECONDS;
/// From 1970 to 9999.
const TIMES: std::ops::Range<i64> = 0..253_402_300_800;

/// `None`: no operation of this name.
pub(super) fn answer(store: &Store, operation: &str, body: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    (operation == "GetMetricStatistics").then(|| {
        let asked = cbor::read(body).ok_or_else(|| Refusal::Serialization("not CBOR".to_owned()))?;
        statistics(store, &asked)
    })
}

fn statistics(store: &Store, asked: &Value) -> Result<Vec<u8>, Refusal> {
    let text = |member: &str| asked[member].as_str().unwrap_or_default();
    let whole = |member: &str| {
        // Times and periods are far from the bounds of either type.
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        let number = asked[member].as_f64().map(|number| number.floor() as i64);
        number.ok_or_else(|| refused("MissingParameter", format!("The parameter {member} is required")))
    };
    let (start, end, period) = (whole("StartTime")?, whole("EndTime")?, whole("Period")?);
    if start >= end {
        let wrong = "The parameter StartTime must be less than the parameter EndTime.";
        return Err(refused("InvalidParameterValue", wrong));
    }
    if !TIMES.contains(&start) || !TIMES.contains(&end) {
        return Err(refused("InvalidParameterValue", "The parameters StartTime and EndTime must be times."));
    }
    if !(60..=LONGEST_PERIOD).contains(&period) || period % 60 != 0 {
        let wrong = "The parameter Period must be a multiple of 60.";
        return Err(refused("InvalidParameterValue", wrong));
    }
    if end.saturating_sub(start) / period > MOST_DATAPOINTS {
        let wrong = format!("You have requested more than the limit of {MOST_DATAPOINTS} datapoints.");
        return Err(refused("InvalidParameterCombination", wrong));
    }
    let dimensions = asked["Dimensions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let name = dimensions.iter().find(|dimension| dimension["Name"] == "LogGroupName");
    let name = name.and_then(|dimension| dimension["Value"].as_str()).unwrap_or_default();
    let is_known = text("Namespace") == "AWS/Logs" && text("MetricName") == "IncomingBytes";
    let held = store.read();
    let group = held.get(name).filter(|_| is_known);
    let sums = group.map(|group| incoming(group, start, end, period)).unwrap_or_default();
    let mut writer = Writer::default();
    writer.map(2).text("Label").text(text("MetricName")).text("Datapoints").list(sums.len());
    for (time, sum) in sums {
        writer.map(3).text("Timestamp").time(time as f64).text("Sum").double(sum).text("Unit").text("Bytes");
    }
    Ok(writer.into_bytes())
}

/// The bytes of each period in which anything came, by its first second. What a group says it stores besides what is
/// here came in evenly since the group was created.
fn incoming(group: &Group, start: i64, end: i64, period: i64) -> BTreeMap<i64, f64> {
    let mut sums: BTreeMap<i64, f64> = BTreeMap::new();
    let place = |second: i64| start + (second - start).div_euclid(period) * period;
    for stream in group.streams.values() {
        for event in stream.events.iter() {
            let second = event.ingestion_time.div_euclid(1000);
            if (start..end).contains(&second) {
                *sums.entry(place(second)).or_default() += (event.message.len() + EVENT_OVERHEAD) as f64;
            }
        }
    }
    let settings = &group.settings;
    if settings.other_bytes > 0 {
        let created = settings.creation_time.div_euclid(1000);
        let kept = settings.retention_days.map_or(400, i64::from).min(400) * DAY_SECONDS;
        let a_second = settings.other_bytes as f64 / kept as f64;
        let mut time = start;
        while time < end {
            if time >= created {
                *sums.entry(time).or_default() += a_second * period as f64;
            }
            time += period;
        }
    }
    sums
}
