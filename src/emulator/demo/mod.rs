//! The demo's data: a company's account, with recorded sessions in the last days and thousands of
//! others made from a seed.

mod agent;
mod applications;
mod cases;
mod company;
mod history;
#[cfg(test)]
mod history_tests;
mod known;
mod principals;
mod random;
mod recorded;
mod schedule;
mod script;
mod setup;
mod terminal;
mod trail;

use std::{collections::BTreeSet, sync::Arc};

pub use self::{
    agent::{SessionFacts, stream, upload},
    cases::{DemoCases, Person, demo_cases},
    terminal::Shown,
};

use self::{
    company::Company,
    history::{Happened, History},
    known::Known,
    random::Random,
    schedule::{Cast, DAY_MS, Session},
    script::Scripts,
};
use super::{
    ACCOUNT, REGION,
    account::{Account, Setup, TrailRecord},
    definitions::{Definition, Parameter},
    options::DEMO_SEED,
    store::{GroupSettings, Groups, NewEvent, Store},
};

/// Where sessions are streamed to.
const SESSION_LOGS: &str = "/aws/ssm/session-logs";
/// Where some older machines upload sessions at their end.
const UPLOADED_SESSION_LOGS: &str = "/aws/ssm/session-logs-upload";

/// The demo's account.
pub(super) struct Built {
    pub store: Store,
    pub definitions: Vec<Definition>,
    pub account: Account,
    pub cases: DemoCases,
}

/// The same seed and day give the same account, as it is at `now` (milliseconds since 1970, UTC).
pub(super) fn build(seed: u64, now: i64, setup: &Setup) -> Built {
    let company = Company::load();
    let today = schedule::local_day(now);
    let settings = setup.settings();
    let idle_ms = settings.idle_minutes() * 60_000;
    let store = Store::default();
    let mut groups = store.write();
    create_groups(&mut groups, &company, today);
    setup::apply(&mut groups, &settings, today);
    let mut happened = Vec::new();
    for (id, events) in recorded::sessions(today) {
        happened.extend(Known::recorded(id, &events).map(|known| Happened { known, case: None }));
        add(&mut groups, SESSION_LOGS, id, events);
    }
    let instances = company.instances(seed);
    let scripts = Scripts::load();
    let cast = Cast { company: &company, instances: &instances, scripts: &scripts, seed };
    for session in cast.sessions(today) {
        if add_session(&mut groups, &session, seed, now) {
            let known = Known::played(&session, idle_ms, reason(&company, &session.id));
            happened.push(Happened { known, case: None });
        }
    }
    for said in &company.session {
        happened.extend(history::said(said, &instances, today, now));
    }
    for stream in applications::streams(seed, today, now) {
        add(&mut groups, stream.group, &stream.name, stream.events);
    }
    let streams = [SESSION_LOGS, UPLOADED_SESSION_LOGS].into_iter().filter_map(|name| groups.get(name));
    let streams: BTreeSet<String> = streams.flat_map(|group| group.streams.keys().map(ToString::to_string)).collect();
    let history = History::write(&company, &happened, &streams, now);
    for group in settings.trail_log_groups() {
        add(&mut groups, group, &format!("{ACCOUNT}_CloudTrail_{REGION}"), trail_log(&history.events, now));
    }
    drop(groups);
    let mut account = setup::account(&company, &instances, settings, now);
    account.sessions = history.sessions;
    account.events = history.events;
    Built { store, definitions: definitions(&company, seed, today), account, cases: history.cases }
}

/// An account that nobody has used, set up so; without a setup there is nothing in it.
pub(super) fn unused(setup: Option<Setup>, store: &Store, now: i64) -> Account {
    let Some(setup) = setup else { return Account::default() };
    let (company, settings) = (Company::load(), setup.settings());
    setup::apply(&mut store.write(), &settings, now);
    setup::account(&company, &company.instances(DEMO_SEED), settings, now)
}

/// CloudTrail's events as a trail sends them to a log group: some minutes after they happened.
fn trail_log(events: &[TrailRecord], now: i64) -> Vec<NewEvent> {
    let sent = events.iter().rev().map(|event| NewEvent {
        timestamp: event.time,
        ingestion_time: event.time + 290_000,
        message: Arc::from(event.json.as_str()),
    });
    sent.filter(|event| event.ingestion_time < now).collect()
}

/// Some say why.
fn reason(company: &Company, id: &str) -> Option<String> {
    let mut random = Random::of(id, 29);
    if random.chance(350) { random.pick(&company.reasons).cloned() } else { None }
}

fn create_groups(groups: &mut Groups, company: &Company, today: i64) {
    for (place, said) in (1_i64..).zip(&company.group) {
        let settings = GroupSettings {
            class: applications::class(said.class.as_deref()),
            creation_time: today - said.age_days * DAY_MS + place * 2_777_333,
            retention_days: said.retention_days,
            kms_key_id: said.key.as_ref().map(|key| format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{key}")),
            other_bytes: said.stored_bytes,
            deletion_protection: false,
            data_protection: None,
            transformer: None,
        };
        // A name that stands there twice keeps what it was first.
        let _twice = groups.create(&said.name, settings);
    }
}

/// Whether anything of it has happened yet.
fn add_session(groups: &mut Groups, session: &Session<'_>, seed: u64, now: i64) -> bool {
    let facts = SessionFacts {
        id: &session.id,
        principal_arn: &session.principal_arn,
        os_user: session.os_user,
        instance_id: &session.instance.id,
    };
    let mut random = Random::new(seed, session.shown.first().map_or(0, |first| first.time.unsigned_abs()));
    let uploads = session.instance.name.starts_with("legacy");
    let (group, events) = if uploads {
        (UPLOADED_SESSION_LOGS, vec![upload(&facts, &session.shown, "Standard_Stream")])
    } else {
        (SESSION_LOGS, stream(&facts, &session.shown, session.phase))
    };
    let events: Vec<NewEvent> = events
        .into_iter()
        // What has not happened yet is not there yet.
        .filter(|(time, _)| *time < now)
        .map(|(timestamp, message)| NewEvent {
            timestamp,
            ingestion_time: timestamp + random.between(90, 1_400),
            message: Arc::from(message),
        })
        .collect();
    let has_begun = !events.is_empty();
    add(groups, group, &session.id, events);
    has_begun
}

fn add(groups: &mut Groups, group: &str, stream: &str, events: Vec<NewEvent>) {
    let Some(first) = events.first().map(|event| event.timestamp) else { return };
    if let Ok(stream) = groups.group_mut(group).and_then(|group| group.create_stream(stream, first - 900)) {
        stream.append(events);
    }
}

fn definitions(company: &Company, seed: u64, today: i64) -> Vec<Definition> {
    let mut random = Random::new(seed, 3);
    let said = company.query.iter().map(|query| Definition {
        id: format!(
            "{}-{}-4000-8000-{}",
            random.text(8, b"0123456789abcdef"),
            random.text(4, b"0123456789abcdef"),
            random.text(12, b"0123456789abcdef")
        ),
        name: query.name.clone(),
        text: query.text.clone(),
        log_groups: query.log_groups.clone(),
        parameters: query
            .parameters
            .iter()
            .map(|parameter| Parameter {
                name: parameter.name.clone(),
                default_value: parameter.default.clone(),
                description: parameter.description.clone(),
            })
            .collect(),
        last_modified: today - query.age_days * DAY_MS,
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, time::Instant};

    use super::*;

    const NOW: i64 = 1_795_413_529_089;

    #[test]
    fn the_account_looks_like_a_companys() {
        let started = Instant::now();
        let Built { store, definitions, .. } = build(1, NOW, &Setup::default());
        eprintln!("made in {:?}", started.elapsed());
        let held = store.read();
        let sessions = held.group(SESSION_LOGS).unwrap();
        let events: Vec<&str> =
            sessions.streams.values().flat_map(|stream| stream.events.iter()).map(|event| &*event.message).collect();
        eprintln!("{} sessions, {} events, {} bytes", sessions.streams.len(), events.len(), sessions.stored_bytes());
        assert!(sessions.streams.len() > 2_500, "{}", sessions.streams.len());
        assert!((25_000..80_000).contains(&events.len()), "{}", events.len());
        assert!(!held.group(UPLOADED_SESSION_LOGS).unwrap().streams.is_empty());
        assert!(definitions.len() >= 5);

        let mut principals = BTreeSet::new();
        let mut os_users = BTreeSet::new();
        let mut machines = BTreeSet::new();
        for event in events.iter().filter(|event| event.starts_with('{')) {
            let said: serde_json::Value = serde_json::from_str(event).unwrap();
            principals.insert(said["userIdentity"]["arn"].as_str().unwrap().to_owned());
            os_users.insert(said["runAsUser"].as_str().unwrap().to_owned());
            machines.insert(said["target"]["id"].as_str().unwrap().to_owned());
            assert!(!said["sessionData"].as_array().unwrap().is_empty());
        }
        assert!(principals.len() >= 40, "{}", principals.len());
        assert!(os_users.len() >= 6, "{os_users:?}");
        assert!(machines.len() >= 60, "{}", machines.len());
    }

    #[test]
    fn a_day_later_the_past_is_the_same() {
        let texts = |now: i64| -> BTreeSet<(String, i64, String)> {
            let store = build(7, now, &Setup::default()).store;
            let held = store.read();
            let group = held.group(SESSION_LOGS).unwrap();
            let recent = |(name, stream): (&Arc<str>, &super::super::store::Stream)| {
                let last = stream.last_event_time().unwrap();
                let counts = (NOW - 100 * DAY_MS..NOW - 20 * DAY_MS).contains(&last);
                counts.then(|| (name.to_string(), last, stream.events[0].message.to_string()))
            };
            group.streams.iter().filter_map(recent).collect()
        };
        let first = texts(NOW);
        assert!(first.len() > 500);
        assert_eq!(first, texts(NOW));
        assert_eq!(first, texts(NOW + DAY_MS));
    }

    #[test]
    fn nothing_lies_in_the_future_or_before_its_group() {
        let store = build(1, NOW, &Setup::default()).store;
        let held = store.read();
        for group in held.all() {
            for (name, stream) in &group.streams {
                assert!(stream.last_event_time() < Some(NOW), "{name}");
                assert!(stream.first_event_time() >= Some(group.first_visible(NOW)), "{} {name}", group.name);
            }
        }
    }
}
