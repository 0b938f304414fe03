use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use proptest::prelude::*;
use serde_json::json;

use super::Company;
use super::company::{DAY, NOW};
use crate::setup::reconcile::TrailEvent;

const NAMES: [&str; 5] = ["StartSession", "ResumeSession", "TerminateSession", "AssumeRole", "StartSession"];

/// Of few sessions and few keys, so that events meet; each has an id of its own but for some, which have none.
fn trail_events() -> impl Strategy<Value = Vec<TrailEvent>> {
    let one = (0..NAMES.len(), 0_u8..6, 0_u8..60, 0_u8..4, any::<[bool; 4]>());
    proptest::collection::vec(one, 0..24).prop_map(|all| {
        let events = all.into_iter().enumerate().map(|(number, (name, session, minute, key, [error, id, named, claims]))| {
            let response = match NAMES[name] {
                "AssumeRole" => json!({ "credentials": { "accessKeyId": format!("K{key}") } }),
                _ if error || !named => json!(null),
                _ => json!({ "sessionId": format!("s-{session}") }),
            };
            let event = json!({
                "eventID": id.then(|| format!("e{number}")), "eventTime": format!("2026-11-20T00:{minute:02}:00Z"),
                "eventSource": if NAMES[name] == "AssumeRole" { "sts.amazonaws.com" } else { "ssm.amazonaws.com" },
                "eventName": NAMES[name], "errorCode": error.then_some("AccessDenied"), "responseElements": response,
                "requestParameters": { "target": format!("i-{number}") },
                "userIdentity": {
                    "type": if named { "AssumedRole" } else { "IAMUser" }, "userName": "alice",
                    "arn": format!("arn:aws:sts::1:assumed-role/R/{number}"), "accessKeyId": format!("K{session}"),
                    "sessionContext": { "sourceIdentity": claims.then_some("bob") },
                },
            });
            TrailEvent::parse(&event.to_string()).unwrap().unwrap()
        });
        events.collect()
    })
}

proptest! {
    #[test]
    fn in_what_order_records_come_does_not_matter(
        (events, other) in trail_events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        streams in proptest::collection::vec((0_u8..6, 0_i64..40, any::<bool>()), 0..12),
        sessions in proptest::collection::vec((0_u8..6, proptest::option::of(0_i64..40)), 0..12),
    ) {
        let mut company = Company::default();
        for (id, minutes, has_principal) in &streams {
            let log = company.log(&format!("s-{id}"), *minutes);
            log.principal = has_principal.then(|| format!("arn:aws:sts::1:assumed-role/R/{minutes}"));
            log.log_group = format!("/s{}", minutes % 3);
        }
        for (id, end) in &sessions {
            let session = company.session(&format!("s-{id}"), 5);
            session.end_date = end.map(|minutes| NOW - minutes * DAY);
        }
        company.events = events;
        let rows = company.rows();
        company.events = other;
        company.sessions.reverse();
        company.transcripts.reverse();
        prop_assert_eq!(company.rows(), rows);
    }

    #[test]
    fn every_session_and_stream_is_in_exactly_one_row(
        sessions in proptest::collection::vec((0_u8..20, any::<Option<i64>>(), any::<Option<i64>>()), 0..30),
        streams in proptest::collection::vec((0_u8..20, any::<Option<i64>>(), any::<Option<i64>>(), any::<Option<u64>>()), 0..30),
        started in proptest::collection::vec((0_u8..20, any::<bool>()), 0..30),
    ) {
        let mut company = Company::default();
        for (id, start, end) in &sessions {
            let session = company.session(&format!("s-{id}"), 5);
            (session.start_date, session.end_date) = (*start, *end);
        }
        for (id, first, last, events) in &streams {
            let log = company.log(&format!("s-{id}"), 0);
            (log.first_event, log.last_event, log.events) = (*first, *last, *events);
        }
        let mut denied = 0;
        for (number, (id, is_denied)) in started.iter().enumerate() {
            denied += usize::from(*is_denied);
            let response = if *is_denied { json!(null) } else { json!({ "sessionId": format!("s-{id}") }) };
            company.event(&json!({
                "eventID": format!("e{number}"), "eventTime": "2026-11-20T00:00:00Z", "eventSource": "ssm.amazonaws.com",
                "eventName": "StartSession", "errorCode": is_denied.then_some("AccessDenied"), "responseElements": response,
            }));
        }
        let mut expected: BTreeSet<String> = sessions.iter().map(|(id, ..)| format!("s-{id}")).collect();
        expected.extend(streams.iter().map(|(id, ..)| format!("s-{id}")));
        expected.extend(started.iter().filter(|(_, denied)| !denied).map(|(id, _)| format!("s-{id}")));
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for row in company.rows() {
            *found.entry(row.session_id).or_default() += 1;
        }
        prop_assert_eq!(found.remove("").unwrap_or(0), denied);
        prop_assert!(found.values().all(|count| *count == 1), "{:?}", found);
        prop_assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), expected);
    }

    #[test]
    fn no_text_stops_the_reading_of_events(text in any::<String>(), field in "[a-zA-Z]{1,12}", value in any::<i32>()) {
        let _ = TrailEvent::parse(&text);
        let odd = json!({
            "eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "eventTime": text.clone(),
            "userIdentity": { field: value }, "responseElements": { "credentials": text },
        });
        let _ = TrailEvent::parse(&odd.to_string());
    }
}

/// Fifty thousand of each record within the two seconds that are promised, here without optimisation.
#[test]
fn many_sessions_take_little_time() {
    let mut company = Company::default();
    let start = json!({
        "eventID": "e", "eventTime": "2026-11-20T00:00:00Z", "eventSource": "ssm.amazonaws.com", "eventName": "StartSession",
        "requestParameters": { "target": "i-1" }, "responseElements": { "sessionId": "s" },
        "userIdentity": { "type": "AssumedRole", "accessKeyId": "K", "arn": "arn:aws:sts::1:assumed-role/R/a" },
    });
    let start = TrailEvent::parse(&start.to_string()).unwrap().unwrap();
    for number in 0..50_000_i64 {
        let id = format!("person-{number:017x}");
        company.session(&id, 30).start_date = Some(NOW - DAY - number * 10_000);
        // Every tenth has no log.
        if number % 10 != 0 {
            company.log(&id, 1);
        }
        let mut event = start.clone();
        (event.session_id, event.event_id) = (Some(id), Some(format!("e{number}")));
        company.events.push(event);
    }
    let begun = Instant::now();
    let rows = company.rows();
    let took = begun.elapsed();
    assert_eq!(rows.len(), 50_000);
    assert_eq!(rows.iter().filter(|row| row.status.name() == "no-transcript").count(), 5_000);
    eprintln!("50,000 sessions: {took:?}");
    assert!(took.as_secs() < 10, "{took:?}");
}
