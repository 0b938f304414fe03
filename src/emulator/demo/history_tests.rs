use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde_json::Value;

use super::{Built, DemoCases, Person, SESSION_LOGS, UPLOADED_SESSION_LOGS, build, demo_cases, schedule::DAY_MS};
use crate::emulator::{REGION, Setup, account::TrailRecord};

const NOW: i64 = 1_795_413_529_089;

/// Made once: it takes a second.
static DEMO: LazyLock<Built> = LazyLock::new(|| demo(NOW));

fn demo(now: i64) -> Built {
    build(1, now, &Setup::default())
}

fn json(event: &TrailRecord) -> Value {
    serde_json::from_str(&event.json).unwrap()
}

/// First and last event of each stream of session logs.
fn streams(built: &Built) -> BTreeMap<String, (i64, i64)> {
    let held = built.store.read();
    let groups = [SESSION_LOGS, UPLOADED_SESSION_LOGS].into_iter().map(|name| held.group(name).unwrap());
    let streams = groups.flat_map(|group| &group.streams);
    streams
        .map(|(name, stream)| {
            (name.to_string(), (stream.first_event_time().unwrap(), stream.last_event_time().unwrap()))
        })
        .collect()
}

#[test]
fn every_case_is_there_and_each_session_is_one_case() {
    let cases = DEMO.cases.clone();
    let sets: Vec<(&str, &BTreeSet<String>, usize)> = vec![
        ("logging off", &cases.logging_off, 2),
        ("role", &cases.role_cannot_write, 2),
        ("short", &cases.too_short, 1),
        ("cut", &cases.cut, 1),
        ("port forwarding", &cases.port_forwarding, 1),
        ("ssh", &cases.ssh, 1),
        ("denied", &cases.start_denied, 1),
        ("nothing yet", &cases.nothing_yet, 1),
        ("missing", &cases.group_missing, 0),
    ];
    for (name, set, count) in &sets {
        assert_eq!(set.len(), *count, "{name}: {set:?}");
    }
    assert!(
        cases.matched.len() > 800 && cases.transcript_only.len() > 1_000,
        "{} {}",
        cases.matched.len(),
        cases.transcript_only.len()
    );
    let all = sets.iter().flat_map(|(_, set, _)| set.iter()).chain(&cases.matched).chain(&cases.transcript_only);
    let mut seen = BTreeSet::new();
    for id in all {
        assert!(seen.insert(id), "{id} is two cases");
    }
    assert!(cases.active.is_superset(&cases.nothing_yet));
    assert_eq!(demo_cases(NOW), cases);
}

#[test]
fn what_aws_knows_and_what_is_logged_differ_in_the_cases_only() {
    let built = &*DEMO;
    let streams = streams(built);
    let DemoCases { matched, cut, transcript_only, .. } = &built.cases;
    let mut known: BTreeSet<&str> = built.account.sessions.iter().map(|session| session.id.as_str()).collect();
    let mut ends: BTreeMap<String, i64> =
        built.account.sessions.iter().filter_map(|session| Some((session.id.clone(), session.end?))).collect();
    let events: Vec<Value> = built.account.events.iter().map(json).collect();
    for (event, record) in events.iter().zip(&built.account.events) {
        let id = event["responseElements"]["sessionId"].as_str();
        let Some(id) = id.filter(|_| record.source == "ssm.amazonaws.com") else { continue };
        known.insert(id);
        if record.name == "TerminateSession" {
            ends.entry(id.to_owned()).or_insert(record.time);
        }
    }
    for id in matched.iter().chain(cut) {
        assert!(streams.contains_key(id) && known.contains(id.as_str()), "{id}");
    }
    assert_eq!(
        transcript_only.iter().collect::<Vec<_>>(),
        streams.keys().filter(|id| !known.contains(id.as_str())).collect::<Vec<_>>()
    );
    let without: BTreeSet<&str> = known.iter().copied().filter(|id| !streams.contains_key(*id)).collect();
    let cases = &built.cases;
    let expected = [
        &cases.logging_off,
        &cases.role_cannot_write,
        &cases.too_short,
        &cases.port_forwarding,
        &cases.ssh,
        &cases.nothing_yet,
    ];
    assert_eq!(without, expected.into_iter().flatten().map(String::as_str).collect());
    // No log is silent for longer than the idle timeout and some slack but the one that is cut.
    let silent = |id: &String| ends.get(id).is_some_and(|end| end - streams[id].1 > 25 * 60_000);
    assert_eq!(streams.keys().filter(|id| silent(id)).collect::<Vec<_>>(), cut.iter().collect::<Vec<_>>());
}

#[test]
fn the_history_of_thirty_days_has_every_session_and_starts_before_logs() {
    let built = &*DEMO;
    let streams = streams(built);
    let sessions: BTreeMap<&str, _> =
        built.account.sessions.iter().map(|session| (session.id.as_str(), session)).collect();
    assert_eq!(sessions.len(), built.account.sessions.len(), "no session twice");
    for (id, (first, last)) in &streams {
        let Some(session) = sessions.get(id.as_str()) else {
            assert!(*last < NOW - 29 * DAY_MS, "{id} is in no history");
            continue;
        };
        assert!(session.start < *first, "{id}");
        assert!(session.end.is_none_or(|end| end > session.start && *last < end + 5_000), "{id}");
    }
}

#[test]
fn the_trails_log_group_has_the_same_events() {
    let held = DEMO.store.read();
    let group = held.group("/aws/cloudtrail/management").unwrap();
    let logged: Vec<&str> =
        group.streams.values().flat_map(|stream| stream.events.iter()).map(|event| &*event.message).collect();
    let known = DEMO.account.events.iter().rev().filter(|event| event.time < NOW - 290_000);
    assert_eq!(logged, known.map(|event| event.json.as_str()).collect::<Vec<_>>());
    let off = build(1, NOW, &"trail-off".parse().unwrap());
    assert!(off.store.read().group("/aws/cloudtrail/management").unwrap().streams.is_empty());
}

#[test]
fn persons_are_found_by_the_keys_and_role_sessions_of_events() {
    let built = &*DEMO;
    let issued: BTreeMap<String, Value> = built
        .account
        .events
        .iter()
        .filter(|event| event.source == "sts.amazonaws.com" && event.time >= NOW - 90 * DAY_MS)
        .map(json)
        .map(|event| (event["responseElements"]["credentials"]["accessKeyId"].as_str().unwrap().to_owned(), event))
        .collect();
    let mut found = BTreeMap::new();
    for record in
        built.account.events.iter().filter(|event| event.name == "StartSession" && event.time >= NOW - 90 * DAY_MS)
    {
        let start = json(record);
        let Some(id) = start["responseElements"]["sessionId"].as_str().filter(|_| record.source == "ssm.amazonaws.com")
        else {
            continue;
        };
        found.insert(id.to_owned(), person(&start, &issued));
    }
    assert_eq!(found, built.cases.persons);
    let count = |is: &dyn Fn(&Person) -> bool| found.values().filter(|person| is(person)).count();
    assert!(count(&|person| *person == Person::Unresolved) > 20);
    for name in ["sato.kenji@example.co.jp", "mori.haruto", "goto.ayaka", "suzuki.hanako@example.co.jp"] {
        assert!(count(&|person| *person == Person::Resolved(name.to_owned())) > 0, "{name}");
    }
    let elsewhere = |event: &&TrailRecord| event.region != REGION;
    assert!(built.account.events.iter().filter(elsewhere).count() > 0, "none whose role session began elsewhere");
    let chained = found.iter().filter(|(id, _)| id.starts_with("sato.kenji-"));
    let of_sato = Person::Resolved("sato.kenji@example.co.jp".to_owned());
    assert!(chained.filter(|(_, person)| **person == of_sato).count() > 0, "a role from a role");
}

fn person(event: &Value, issued: &BTreeMap<String, Value>) -> Person {
    let identity = &event["userIdentity"];
    let text = |value: &Value| value.as_str().map(|text| Person::Resolved(text.to_owned()));
    match identity["type"].as_str().unwrap() {
        "IAMUser" | "SAMLUser" => text(&identity["userName"]).unwrap(),
        "AssumedRole" => {
            let key = identity["accessKeyId"].as_str().unwrap();
            // In the console, keys are others than the one that was given out.
            let began = |event: &&Value| {
                event["responseElements"]["assumedRoleUser"]["assumedRoleId"] == identity["principalId"]
                    && event["eventTime"] == identity["sessionContext"]["attributes"]["creationDate"]
            };
            let event = issued.get(key).or_else(|| issued.values().find(began));
            event.map_or(Person::Unresolved, |event| person(event, issued))
        }
        _ => Person::Unresolved,
    }
}

#[test]
fn a_day_later_the_past_is_known_the_same() {
    let past = |now: i64| {
        let built = demo(now);
        let within = |time: i64| (NOW - 80 * DAY_MS..NOW - 8 * DAY_MS).contains(&time);
        // The cases move with the days, as the recorded sessions do.
        let is_case = |text: &str| {
            ["0931fe7cb2d5a8604", "04c8d1e27fa6b9035", "yamazaki.rie-0a9f8e7d6c5b43210"]
                .iter()
                .any(|id| text.contains(id))
        };
        let events: BTreeSet<String> = built
            .account
            .events
            .iter()
            .filter(|event| within(event.time) && event.source == "ssm.amazonaws.com" && !is_case(&event.json))
            .map(|event| event.json.clone())
            .collect();
        let sessions: BTreeSet<String> = built
            .account
            .sessions
            .iter()
            .filter(|session| (NOW - 28 * DAY_MS..NOW - 8 * DAY_MS).contains(&session.start) && !is_case(&session.id))
            .map(|session| format!("{session:?}"))
            .collect();
        (events, sessions)
    };
    let first = past(NOW);
    assert!(first.0.len() > 1_000 && first.1.len() > 100, "{} {}", first.0.len(), first.1.len());
    assert_eq!(first, past(NOW));
    let later = past(NOW + DAY_MS);
    assert_eq!(first.0.symmetric_difference(&later.0).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(first.1, later.1);
}
