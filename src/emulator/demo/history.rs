//! What Systems Manager's history and CloudTrail say of the demo's sessions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    cases::{DemoCases, Person},
    company::{Case, CaseSaid, Company, Instance, principal_arn},
    known::{CUT, Known, PREFERENCES},
    principals::{Held, Principals, client},
    random::Random,
    schedule::DAY_MS,
    trail::Recorded,
};
use crate::emulator::{
    ACCOUNT, REGION,
    account::{EVENT_HISTORY_MS, SESSION_HISTORY_MS, SessionRecord, TrailRecord},
};

const SSM: &str = "ssm.amazonaws.com";

/// All that is known of what people did, and the cases among it.
pub(super) struct History {
    pub sessions: Vec<SessionRecord>,
    pub events: Vec<TrailRecord>,
    pub cases: DemoCases,
}

/// Sessions in the order in which AWS came to know them, each with the case that it is.
pub(super) struct Happened {
    pub known: Known,
    pub case: Option<Case>,
}

/// What a session of `company.toml` is at `now`; the first millisecond of that day is `today`.
pub(super) fn said(said: &CaseSaid, instances: &[Instance], today: i64, now: i64) -> Option<Happened> {
    let instance = instances.iter().find(|instance| instance.name == said.instance)?;
    let name = said.principal.rsplit('/').next()?;
    let start = match said.case {
        Case::NothingYet => now - said.lasts_ms,
        _ => today - said.days_back * DAY_MS + said.minute * 60_000 + 417,
    };
    let known = Known {
        id: format!("{name}-{}", said.id),
        principal_arn: principal_arn(&said.principal),
        target: instance.id.clone(),
        document: said.document.clone().unwrap_or_else(|| PREFERENCES.to_owned()),
        start,
        // The one that goes on ends after now.
        end: start + said.lasts_ms + if said.case == Case::NothingYet { 3_600_000 } else { 0 },
        terminated: true,
        resumed: Vec::new(),
        reason: said.reason.clone(),
        parameters: said.parameters.clone(),
    };
    Some(Happened { known, case: Some(said.case) })
}

impl History {
    /// `streams`: the names of all session logs' streams.
    pub fn write(company: &Company, happened: &[Happened], streams: &BTreeSet<String>, now: i64) -> Self {
        let principals = Principals { company };
        // By its start, or by its end where somebody ended it.
        let is_remembered = |Happened { known, .. }: &&Happened| {
            let last = if known.terminated { known.end } else { known.start };
            last >= now - EVENT_HISTORY_MS && known.start < now
        };
        let remembered: Vec<&Happened> = happened.iter().filter(is_remembered).collect();
        let first_uses = first_uses(&remembered);
        let mut writer = Writer { events: BTreeMap::new(), cases: DemoCases::new(now), now };
        let mut sessions = Vec::new();
        for one in &remembered {
            let arn = &one.known.principal_arn;
            let created =
                created(arn, first_uses.get(&block(arn, one.known.start)).copied().unwrap_or(one.known.start));
            writer.session(one, &principals.hold(arn, created), streams);
            if one.case != Some(Case::StartDenied) && one.known.end >= now - SESSION_HISTORY_MS {
                sessions.push(record(&one.known, now));
            }
        }
        let Writer { events, mut cases, .. } = writer;
        let in_history: BTreeSet<&str> = remembered.iter().map(|one| one.known.id.as_str()).collect();
        cases.transcript_only = streams.iter().filter(|name| !in_history.contains(name.as_str())).cloned().collect();
        let mut events: Vec<TrailRecord> = events.into_values().chain([notebook(now)]).collect();
        events.sort_by(|one, other| (other.time, &other.id).cmp(&(one.time, &one.id)));
        sessions.sort_by(|one, other| (other.start, &other.id).cmp(&(one.start, &one.id)));
        Self { sessions, events, cases }
    }
}

/// Which of a principal's spans of work a time is in: one set of credentials is used for all of it.
fn block(arn: &str, time: i64) -> (String, i64) {
    (arn.to_owned(), time.div_euclid(Principals::lasts_ms(arn)))
}

fn first_uses(happened: &[&Happened]) -> BTreeMap<(String, i64), i64> {
    let mut first = BTreeMap::new();
    for Happened { known, .. } in happened {
        let use_ = first.entry(block(&known.principal_arn, known.start)).or_insert(known.start);
        *use_ = known.start.min(*use_);
    }
    first
}

/// When credentials were made that were first used at `first`: some minutes before.
fn created(arn: &str, first: i64) -> i64 {
    first - Random::of(&format!("{arn}/{first}"), 19).between(40_000, 9 * 60_000)
}

fn record(known: &Known, now: i64) -> SessionRecord {
    let goes_on = known.end >= now;
    SessionRecord {
        id: known.id.clone(),
        target: known.target.clone(),
        owner: known.principal_arn.clone(),
        start: known.start,
        end: (!goes_on).then_some(known.end),
        status: if goes_on { "Connected" } else { "Terminated" },
        document: known.document.clone(),
        reason: known.reason.clone(),
    }
}

struct Writer {
    /// By id: credentials that were used twice were given out once.
    events: BTreeMap<String, TrailRecord>,
    cases: DemoCases,
    now: i64,
}

impl Writer {
    fn session(&mut self, Happened { known, case }: &Happened, held: &Held, streams: &BTreeSet<String>) {
        let is_remembered = |time: i64| time >= self.now - EVENT_HISTORY_MS;
        let chain = held.issued.iter().all(|event| is_remembered(event.time));
        let person = held.person.clone().filter(|_| chain);
        let start = start(known, held, *case == Some(Case::StartDenied));
        if is_remembered(known.start) {
            self.cases.add(known, *case, &start.id, streams);
            let person = person.map_or(Person::Unresolved, Person::Resolved);
            if *case != Some(Case::StartDenied) {
                self.cases.persons.insert(known.id.clone(), person);
            }
        } else if streams.contains(&known.id) {
            self.cases.matched.insert(known.id.clone());
        }
        let events = held.issued.iter().cloned().chain([start]);
        let resumed = known.resumed.iter().map(|time| later(known, held, "ResumeSession", *time));
        let ended = (known.terminated && *case != Some(Case::StartDenied))
            .then(|| later(known, held, "TerminateSession", known.end));
        for event in events.chain(resumed).chain(ended).filter(|event| event.time < self.now) {
            self.events.insert(event.id.clone(), event);
        }
    }
}

/// `StartSession`.
fn start(known: &Known, held: &Held, denied: bool) -> TrailRecord {
    let mut request = json!({"target": known.target});
    if known.document != PREFERENCES {
        request["documentName"] = json!(known.document);
    }
    if !known.parameters.is_empty() {
        let lists: BTreeMap<&String, [&String; 1]> =
            known.parameters.iter().map(|(name, value)| (name, [value])).collect();
        request["parameters"] = json!(lists);
    }
    if let Some(reason) = &known.reason {
        request["reason"] = json!(reason);
    }
    let arn = &known.principal_arn;
    let error = denied.then(|| {
        let what = format!("arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{}", known.target);
        let message = format!(
            "User: {arn} is not authorized to perform: ssm:StartSession on resource: {what} because no identity-based \
             policy allows the ssm:StartSession action"
        );
        ("AccessDenied", message)
    });
    let response = if denied { Value::Null } else { channel(&known.id) };
    call(known, held, "StartSession", known.start, request, response, error)
}

fn channel(id: &str) -> Value {
    json!({
        "sessionId": id,
        "tokenValue": "Value hidden due to security reasons.",
        "streamUrl": format!("wss://ssmmessages.{REGION}.amazonaws.com/v1/data-channel/{id}?role=publish_subscribe"),
    })
}

/// `ResumeSession`, `TerminateSession`.
fn later(known: &Known, held: &Held, name: &'static str, time: i64) -> TrailRecord {
    let response = if name == "ResumeSession" { channel(&known.id) } else { json!({"sessionId": known.id}) };
    call(known, held, name, time, json!({"sessionId": known.id}), response, None)
}

fn call(
    known: &Known,
    held: &Held,
    name: &'static str,
    time: i64,
    request: Value,
    response: Value,
    error: Option<(&'static str, String)>,
) -> TrailRecord {
    let client = client(&known.principal_arn, known.start);
    Recorded {
        source: SSM,
        name,
        time,
        identity: &held.identity,
        client: &client,
        request,
        response,
        error,
        resources: Vec::new(),
    }
    .write()
}

/// Another service's `StartSession`: it has nothing to do with Session Manager.
///
/// Source: <https://docs.aws.amazon.com/athena/latest/ug/notebooks-spark-troubleshooting-cloudtrail-importnotebook.html>
fn notebook(now: i64) -> TrailRecord {
    let arn = format!("arn:aws:sts::{ACCOUNT}:assumed-role/DataPlatform/goto.ayaka");
    let company = Company::default();
    let time = super::schedule::local_day(now) - 2 * DAY_MS + 39_600_000;
    let held = Principals { company: &company }.hold(&arn, time - 300_000);
    Recorded {
        source: "athena.amazonaws.com",
        name: "StartSession",
        time,
        identity: &held.identity,
        client: &client(&arn, time),
        request: json!({"workGroup": "notebooks", "sessionIdleTimeoutInMinutes": 20}),
        response: json!({"sessionId": "a2c1ebba-ad01-865f-ed2d-a142b7451f7e", "state": "CREATED"}),
        error: None,
        resources: Vec::new(),
    }
    .write()
}

impl DemoCases {
    fn add(&mut self, known: &Known, case: Option<Case>, start_event: &str, streams: &BTreeSet<String>) {
        let id = known.id.clone();
        if known.end >= self.now && case != Some(Case::StartDenied) {
            self.active.insert(id.clone());
        }
        match case {
            Some(Case::LoggingOff) => self.logging_off.insert(id),
            Some(Case::RoleCannotWrite) => self.role_cannot_write.insert(id),
            Some(Case::TooShort) => self.too_short.insert(id),
            Some(Case::PortForwarding) => self.port_forwarding.insert(id),
            Some(Case::Ssh) => self.ssh.insert(id),
            Some(Case::StartDenied) => self.start_denied.insert(start_event.to_owned()),
            Some(Case::NothingYet) => self.nothing_yet.insert(id),
            // Without its group there is no transcript of any session.
            None if !streams.contains(&id) => self.group_missing.insert(id),
            None if id == CUT => self.cut.insert(id),
            None => self.matched.insert(id),
        };
    }
}
