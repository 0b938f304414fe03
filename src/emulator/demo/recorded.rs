//! The recorded sessions: made by the agent's own code on real shells, moved into the last days.

use std::sync::Arc;

use serde::Deserialize;

use super::{agent::rfc3339, known::Known, schedule::DAY_MS};
use crate::{emulator::store::NewEvent, model::format_insights_time};

macro_rules! recorded {
    ($($id:literal),* $(,)?) => {
        &[$(($id, include_str!(concat!("../../../assets/demo/sessions/", $id, ".ndjson")))),*]
    };
}

/// Session ids and their events, one a line.
const SESSIONS: &[(&str, &str)] = recorded![
    "admin-0c3d4e5f60718293a",
    "batch-04-07182930a4b5c6d7e",
    "batch-06-25065c310f63fcde5",
    "batch-09-de4b48ab163450b68",
    "batch-14-617d50929b16e800d",
    "batch-15-0a2442ffdb75044e1",
    "batch-17-f6f923752a9ba323d",
    "batch-19-58d90ec86b2e71036",
    "batch-47-74728fd8b1400ae21",
    "batch-56-3792d6a8c62d7163d",
    "batch-57-b149f97be63863e47",
    "ci-11-8f90123456ab78cd9",
    "contractor-10-6d7e8f90123456ab7",
    "data-05-18293a4b5c6d7e8f9",
    "dba-03-0f60718293a4b5c6d",
    "dba-13-9f503663dcfee5c6a",
    "dba-37-18b42abb4ca7256af",
    "dev-21-4e7bb5fa0d809403a",
    "dev-33-3498d691d938661e9",
    "dev-41-6aeefa9a07293f384",
    "dev-48-c389d2096f1a11a5e",
    "incident-01-f2f8cbeb2670c1cd3",
    "jp-ops-0d4e5f60718293a4b",
    "maint-02-0b2c3d4e5f6071829",
    "oncall-01-0a1b2c3d4e5f60718",
    "oncall-14-123456ab78cde01f2",
    "oncall-16-3456ab78cde01f234",
    "platform-1@example.com-k3v9q2m7x4c8n1b6z5t0r7w2ya",
    "release-07-3a4b5c6d7e8f90123",
    "rootops-09-5c6d7e8f90123456a",
];

/// How many days the recorded sessions are spread over.
const DAYS: i64 = 6;

#[derive(Deserialize)]
struct Line {
    timestamp: i64,
    message: String,
}

/// Every recorded session with its events, in working hours of the days before `today` (the first
/// millisecond of a day, local time). Gaps within a session stay as they were.
pub(super) fn sessions(today: i64) -> Vec<(&'static str, Vec<NewEvent>)> {
    let mut moved = Vec::with_capacity(SESSIONS.len());
    for (place, (id, text)) in (0_i64..).zip(SESSIONS) {
        let lines: Vec<Line> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let Some(first) = lines.first().map(|line| line.timestamp) else { continue };
        let day = today - (1 + place % DAYS) * DAY_MS;
        // From 9:12 on, 97 minutes apart, with the milliseconds that the agent's clock had.
        let start = day + (9 * 60 + 12 + (place / DAYS) * 97) * 60_000 + place * 7_000 + first.rem_euclid(1000);
        let by = start - first;
        let events = lines.into_iter().map(|Line { timestamp, message }| NewEvent {
            timestamp: timestamp + by,
            ingestion_time: timestamp + by + 180 + (timestamp % 700),
            message: Arc::from(move_times(message, timestamp, by)),
        });
        moved.push((*id, events.collect()));
    }
    moved
}

/// What AWS knows of the recorded sessions, at whatever time they were.
pub(super) fn known() -> Vec<Known> {
    sessions(0).iter().filter_map(|(id, events)| Known::recorded(id, events)).collect()
}

/// The event's own time within its text, moved by as much: `eventTime`, or the head and foot of an
/// uploaded session. What the person saw stays as it was.
fn move_times(mut message: String, timestamp: i64, by: i64) -> String {
    if message.starts_with("{\"eventVersion\"") {
        return message.replacen(&rfc3339(timestamp), &rfc3339(timestamp + by), 1);
    }
    for mark in ["Script started on ", "Script done on "] {
        let Some(place) = message.find(mark).map(|place| place + mark.len()) else { continue };
        let Some(written) = message.get(place..place + 19) else { continue };
        let Some(time) = crate::model::parse_insights_time(&format!("{written}.000")) else { continue };
        let mut moved = format_insights_time(time + by);
        moved.truncate(19);
        message.replace_range(place..place + 19, &moved);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_session_lies_in_the_last_week_and_says_so_itself() {
        let today = 1_795_359_600_000;
        let sessions = sessions(today);
        assert_eq!(sessions.len(), SESSIONS.len());
        for (id, events) in &sessions {
            assert!(!events.is_empty(), "{id}");
            for event in events {
                assert!((today - 7 * DAY_MS..today).contains(&event.timestamp), "{id}");
                if event.message.starts_with('{') {
                    let said: serde_json::Value = serde_json::from_str(&event.message).unwrap();
                    assert_eq!(said["eventTime"], rfc3339(event.timestamp).as_str(), "{id}");
                    assert_eq!(said["sessionId"], *id);
                } else {
                    let day = &format_insights_time(event.timestamp)[..10];
                    assert!(event.message.starts_with(&format!("Script started on {day}")), "{id}");
                }
            }
        }
    }
}
