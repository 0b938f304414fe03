//! CloudWatch `GetMetricStatistics`, as far as it tells how much comes into a log group. RPC v2 CBOR and AWS JSON 1.0.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    cbor::{self, Writer},
    ssm::refused,
};
use crate::emulator::{
    operations::read,
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
        let incoming = statistics(store, &asked)?;
        let mut writer = Writer::default();
        writer.map(2).text("Label").text("IncomingBytes").text("Datapoints").list(incoming.len());
        for (time, sum) in incoming {
            writer.map(3).text("Timestamp").time(time as f64).text("Sum").double(sum).text("Unit").text("Bytes");
        }
        Ok(writer.into_bytes())
    })
}

/// The same in JSON.
pub(super) fn answer_json(store: &Store, operation: &str, body: &[u8]) -> Option<Result<Value, Refusal>> {
    (operation == "GetMetricStatistics").then(|| {
        let said = |(time, sum): (i64, f64)| json!({"Timestamp": time, "Sum": sum, "Unit": "Bytes"});
        let incoming: Vec<Value> = statistics(store, &read(body)?)?.into_iter().map(said).collect();
        Ok(json!({"Label": "IncomingBytes", "Datapoints": incoming}))
    })
}

/// The bytes of each period, by its first second.
fn statistics(store: &Store, asked: &Value) -> Result<BTreeMap<i64, f64>, Refusal> {
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
    Ok(group.map(|group| incoming(group, start, end, period)).unwrap_or_default())
}

/// As [`statistics`], for periods in which anything came. What a group says it stores besides what is
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::emulator::{account::tests::set_up, refusal::Refusal};

    const DAY: f64 = 86_400.0;

    fn asked(period: f64, end: f64) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.map(6).text("Namespace").text("AWS/Logs").text("MetricName").text("IncomingBytes");
        writer.text("Dimensions").list(1).map(2).text("Name").text("LogGroupName").text("Value").text("g");
        writer.text("StartTime").time(DAY * 20_000.0).text("EndTime").time(end).text("Period").double(period);
        writer.into_bytes()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_comes_into_a_group_is_told_a_period() {
        let service = set_up("good").await;
        let now = service.load("g", "STANDARD", &[(0, "four"), (1, "five5")]).await as f64 / 1000.0;
        let ask = json!({
            "Namespace": "AWS/Logs",
            "MetricName": "IncomingBytes",
            "Dimensions": [{"Name": "LogGroupName", "Value": "g"}],
            "StartTime": now - DAY,
            "EndTime": now + DAY,
            "Period": 172_860,
            "Statistics": ["Sum"],
        });
        let answer = service.target("GraniteServiceVersion20100801.GetMetricStatistics", ask).await;
        assert_eq!((answer.status, &answer.body["Label"]), (200, &json!("IncomingBytes")));
        let points = answer.body["Datapoints"].as_array().unwrap();
        assert_eq!((points.len(), points[0]["Sum"].as_f64()), (1, Some(61.0)), "{points:?}");
    }

    #[test]
    fn cbor_is_answered_in_cbor_and_odd_times_are_refused() {
        let store = Store::default();
        let ask = |period, end| answer(&store, "GetMetricStatistics", &asked(period, end)).unwrap();
        let none = ask(DAY, DAY * 20_010.0).unwrap();
        assert_eq!(cbor::read(&none), Some(json!({"Label": "IncomingBytes", "Datapoints": []})));
        for (period, end) in [
            (DAY, DAY),
            (7.0, DAY * 20_010.0),
            (60.0, DAY * 20_010.0),
            (1e300, 1e300),
            (DAY, f64::MAX),
            (f64::NAN, DAY),
        ] {
            let code = ask(period, end).unwrap_err().code().to_owned();
            assert!(code.starts_with("InvalidParameter") || code == "MissingParameter", "{code}");
        }
        let refused = answer(&store, "GetMetricStatistics", b"{}").unwrap();
        assert!(matches!(refused, Err(Refusal::Serialization(_))));
    }
}
