use std::collections::{HashMap, HashSet};

use super::documents::Documents;
use super::person::{Keys, of_principal};
use super::{Covered, EventName, KnownSession, Row, Seen, TrailEvent, Transcript, UnreadGroup, status};
use crate::setup::facts::PREFERENCES_DOCUMENT;
use crate::setup::{Answer, Finding, SetupFacts};

/// What is laid side by side, and what was asked for to get it.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    pub sessions: &'a [KnownSession],
    pub events: &'a [TrailEvent],
    pub transcripts: &'a [Transcript],
    /// The log groups whose streams were listed, by name; also those without any.
    pub log_groups: &'a [String],
    /// Sessions of this time become rows; what was read of others only completes these. `None`: all do.
    pub range: Option<Covered>,
    /// The time that each record was asked about, if it could be read.
    pub history_covered: &'a Answer<Covered>,
    pub trail_covered: &'a Answer<Covered>,
    pub transcripts_covered: &'a Answer<Covered>,
    /// Of the log groups, those whose streams could not be listed.
    pub unread_groups: &'a [UnreadGroup],
    /// What AWS keeps, whatever was asked.
    pub kept: Kept,
    /// How documents log today, for causes; and what the setup check found in it.
    pub setup: Option<&'a SetupFacts>,
    pub findings: &'a [Finding],
    /// Milliseconds since 1970, UTC.
    pub now: i64,
}

/// Since when AWS has its records: milliseconds since 1970, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub history: Option<i64>,
    /// `None`: not known, as of a log group that a trail writes to.
    pub trail: Option<i64>,
}

pub(super) struct Context<'a> {
    pub documents: Documents,
    pub log_groups: HashSet<&'a str>,
    pub unread_groups: HashSet<&'a str>,
    pub kept: Kept,
    pub history: &'a Answer<Covered>,
    pub trail: &'a Answer<Covered>,
    pub transcripts: &'a Answer<Covered>,
    pub now: i64,
}

/// All that is known of one session id.
#[derive(Default)]
pub(super) struct Merged<'a> {
    pub id: &'a str,
    pub history: Option<&'a KnownSession>,
    pub start: Option<&'a TrailEvent>,
    /// Known to CloudTrail by another event than its start.
    pub other_trail: bool,
    pub is_denied: bool,
    terminated: Option<&'a TrailEvent>,
    resumed: usize,
    pub last_resumed: Option<i64>,
    pub has_stream: bool,
    /// When the first of its streams was made.
    pub created: Option<i64>,
    pub first_event: Option<i64>,
    pub last_event: Option<i64>,
    pub events: Option<u64>,
    principal: Option<&'a str>,
    log_groups: Vec<String>,
}

/// One row for each session id, each stream's name and each start that was refused, in the order of their starts.
/// No id comes twice.
pub fn reconcile(inputs: &Inputs) -> Vec<Row> {
    let context = Context {
        documents: Documents::of(inputs.setup, inputs.findings),
        log_groups: inputs.log_groups.iter().map(String::as_str).collect(),
        unread_groups: inputs.unread_groups.iter().map(|group| group.log_group.as_str()).collect(),
        kept: inputs.kept,
        history: inputs.history_covered,
        trail: inputs.trail_covered,
        transcripts: inputs.transcripts_covered,
        now: inputs.now,
    };
    let keys = Keys::of(inputs.events);
    let merged = merge(inputs);
    let of_range =
        merged.iter().filter(|session| inputs.range.is_none_or(|range| session.is_within(range, inputs.now)));
    let mut rows: Vec<Row> = of_range.map(|session| row(session, &context, &keys)).collect();
    rows.sort_by(|one, other| {
        let of = |row: &Row| row.start.or(row.first_event).unwrap_or(i64::MAX);
        (of(one), &one.session_id, &one.start_event).cmp(&(of(other), &other.session_id, &other.start_event))
    });
    rows
}

fn merge<'a>(inputs: &Inputs<'a>) -> Vec<Merged<'a>> {
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(inputs.sessions.len() + inputs.transcripts.len());
    let mut merged: Vec<Merged> = Vec::with_capacity(inputs.sessions.len());
    let mut place = |id: &'a str, merged: &mut Vec<Merged<'a>>| {
        *places.entry(id).or_insert_with(|| {
            merged.push(Merged { id, ..Merged::default() });
            merged.len() - 1
        })
    };
    for known in inputs.sessions {
        let at = place(&known.session_id, &mut merged);
        let here = &mut merged[at];
        // Twice on two pages: the one that has come further.
        if here.history.is_none_or(|before| before.end_date.is_none() && known.end_date.is_some()) {
            here.history = Some(known);
        }
    }
    let mut denied = HashSet::new();
    for event in inputs.events {
        match (event.name, event.session_id.as_deref()) {
            (EventName::StartSession, Some(id)) => {
                let at = place(id, &mut merged);
                merged[at].start.get_or_insert(event);
            }
            (EventName::StartSession, None) => {
                let is_new = event.event_id.as_deref().is_none_or(|id| denied.insert(id));
                if is_new && event.error_code.is_some() {
                    merged.push(Merged { start: Some(event), is_denied: true, ..Merged::default() });
                }
            }
            (EventName::ResumeSession, Some(id)) if event.error_code.is_none() => {
                let at = place(id, &mut merged);
                merged[at].resumed += 1;
                merged[at].last_resumed = merged[at].last_resumed.max(Some(event.time));
                merged[at].other_trail = true;
            }
            (EventName::TerminateSession, Some(id)) if event.error_code.is_none() => {
                let at = place(id, &mut merged);
                merged[at].terminated.get_or_insert(event);
                merged[at].other_trail = true;
            }
            _ => {}
        }
    }
    for transcript in inputs.transcripts {
        let at = place(&transcript.log_stream, &mut merged);
        merged[at].take(transcript);
    }
    merged
}

impl<'a> Merged<'a> {
    fn take(&mut self, transcript: &'a Transcript) {
        let least = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).min();
        self.has_stream = true;
        self.created = least(self.created, transcript.created);
        self.first_event = least(self.first_event, transcript.first_event);
        self.last_event = self.last_event.max(transcript.last_event);
        self.events = match (self.events, transcript.events) {
            (Some(one), Some(other)) => Some(one.saturating_add(other)),
            (one, other) => one.or(other),
        };
        self.principal = self.principal.or(transcript.principal.as_deref());
        if !self.log_groups.contains(&transcript.log_group) {
            self.log_groups.push(transcript.log_group.clone());
        }
    }

    pub fn start_time(&self) -> Option<i64> {
        self.history.and_then(|known| known.start_date).or_else(|| self.start.map(|event| event.time))
    }

    pub fn end(&self) -> Option<i64> {
        self.history.and_then(|known| known.end_date).or_else(|| self.terminated.map(|event| event.time))
    }

    pub fn target(&self) -> Option<&str> {
        let of_history = self.history.and_then(|known| known.target.as_deref());
        of_history.or_else(|| self.start.and_then(|event| event.target.as_deref()))
    }

    /// AWS Systems Manager API Reference, "StartSession": without a document's name, "a shell to the managed node is
    /// launched by default", by the preferences document.
    pub fn document(&self) -> Option<&str> {
        let of_history = self.history.and_then(|known| known.document_name.as_deref());
        of_history.or_else(|| self.start.map(|event| event.document.as_deref().unwrap_or(PREFERENCES_DOCUMENT)))
    }

    fn principal(&self) -> Option<&str> {
        let of_trail = self.start.and_then(|event| event.identity.arn.as_deref());
        of_trail.or_else(|| self.history.and_then(|known| known.owner.as_deref())).or(self.principal)
    }
}

fn row(session: &Merged, context: &Context, keys: &Keys) -> Row {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let of_history = |text: Option<&'_ String>| text.cloned();
    let start = session.start;
    Row {
        session_id: session.id.to_owned(),
        status: status::of(session, context),
        person: start.map_or_else(|| of_principal(session.principal()), |event| keys.person(event)),
        principal: owned(session.principal()),
        target: owned(session.target()),
        document: owned(session.document()),
        reason: of_history(session.history.and_then(|known| known.reason.as_ref()))
            .or_else(|| start.and_then(|event| event.reason.clone())),
        source_address: start.and_then(|event| event.source_address.clone()),
        user_agent: start.and_then(|event| event.user_agent.clone()),
        start: session.start_time(),
        end: session.end(),
        first_event: session.first_event,
        last_event: session.last_event,
        events: session.events,
        principal_in_log: owned(session.principal),
        log_groups: session.log_groups.clone(),
        resumed: session.resumed,
        terminated_by: session.terminated.and_then(|event| event.identity.arn.clone()),
        start_event: start.and_then(|event| event.event_id.clone()),
        seen: Seen {
            history: session.history.is_some(),
            trail: start.is_some() || session.other_trail,
            transcript: session.has_stream,
        },
    }
}
