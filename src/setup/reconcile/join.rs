use std::collections::{HashMap, HashSet};

use super::documents::Documents;
use super::person::{Keys, of_principal};
use super::{Covered, EventName, KnownSession, Row, RowStatus, Seen, TrailEvent, Transcript, UnreadGroup, status};
use crate::setup::facts::{LogGroupFacts, PREFERENCES_DOCUMENT};
use crate::setup::{Answer, Finding, SetupFacts};

/// What is laid side by side, and what was asked for to get it.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    pub sessions: &'a [KnownSession],
    pub events: &'a [TrailEvent],
    /// Whether those events that tell who got credentials are all there are.
    pub are_credentials_read: bool,
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
    /// Since when sessions were asked for: milliseconds since 1970, UTC. `None`: all were.
    pub asked_since: Option<i64>,
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
    pub asked_since: Option<i64>,
    /// For how many milliseconds a log group keeps events, as it stands today; those that keep them for ever, and those
    /// of which it is not known, are not in it.
    pub retention: HashMap<&'a str, i64>,
    /// Machines of sessions whose log has events.
    pub targets_with_logs: HashSet<&'a str>,
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
    terminated: Option<&'a TrailEvent>,
    resumed: usize,
    pub last_resumed: Option<i64>,
    /// The last time that it was given to whoever took it up again.
    pub last_given: Option<i64>,
    /// When the first of its streams was made.
    pub created: Option<i64>,
    pub transcripts: Vec<&'a Transcript>,
    pub first_event: Option<i64>,
    pub last_event: Option<i64>,
    pub events: Option<u64>,
}

fn retention(facts: &SetupFacts) -> HashMap<&str, i64> {
    let of = |group: &'_ LogGroupFacts| group.described.value()?.retention_milliseconds();
    facts.groups.iter().filter_map(|group| Some((group.name.as_str(), of(group)?))).collect()
}

/// One row for each session id, each stream's name and each start of which no session's id is known (one that was refused
/// or failed), in the order of their starts. No id comes twice, and in what order the records come does not matter.
pub fn reconcile(inputs: &Inputs) -> Vec<Row> {
    let merged = merge(inputs);
    let context = Context {
        documents: Documents::of(inputs.setup, inputs.findings),
        log_groups: inputs.log_groups.iter().map(String::as_str).collect(),
        unread_groups: inputs.unread_groups.iter().map(|group| group.log_group.as_str()).collect(),
        kept: inputs.kept,
        asked_since: inputs.asked_since,
        retention: inputs.setup.map(retention).unwrap_or_default(),
        targets_with_logs: merged.iter().filter(|one| one.has_events()).filter_map(Merged::target).collect(),
        history: inputs.history_covered,
        trail: inputs.trail_covered,
        transcripts: inputs.transcripts_covered,
        now: inputs.now,
    };
    let keys = Keys::of(inputs.events, inputs.are_credentials_read);
    let of_range =
        merged.iter().filter(|session| inputs.range.is_none_or(|range| session.is_within(range, inputs.now)));
    let mut rows: Vec<Row> = of_range.map(|session| row(session, &context, &keys)).collect();
    rows.sort_by(|one, other| {
        let time = |row: &Row| row.start.or(row.first_event).unwrap_or(i64::MAX);
        time(one).cmp(&time(other)).then_with(|| told_apart_by(one).cmp(&told_apart_by(other)))
    });
    rows
}

/// The last ones tell starts apart that have no ids.
fn told_apart_by(row: &Row) -> (&str, [&Option<String>; 4]) {
    (&row.session_id, [&row.start_event, &row.target, &row.principal, &row.error_code])
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
        if here.history.is_none_or(|before| further(known) > further(before)) {
            here.history = Some(known);
        }
    }
    let mut seen = HashSet::with_capacity(inputs.events.len());
    for event in inputs.events {
        // LookupEvents may give an event twice.
        if event.event_id.as_deref().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        match (event.name, event.session_id.as_deref()) {
            (EventName::StartSession, Some(id)) if event.error_code.is_none() => {
                let at = place(id, &mut merged);
                keep_earliest(&mut merged[at].start, event);
            }
            (EventName::StartSession, _) => merged.push(Merged { start: Some(event), ..Merged::default() }),
            (EventName::ResumeSession, Some(id)) if event.error_code.is_none() => {
                let at = place(id, &mut merged);
                merged[at].resumed += 1;
                merged[at].last_resumed = merged[at].last_resumed.max(Some(event.time));
                merged[at].last_given = merged[at].last_given.max(event.has_token.then_some(event.time));
                merged[at].other_trail = true;
            }
            (EventName::TerminateSession, Some(id)) if event.error_code.is_none() => {
                let at = place(id, &mut merged);
                keep_earliest(&mut merged[at].terminated, event);
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

/// Somebody may end a session that has ended, and AWS gives the newest events first.
fn keep_earliest<'a>(kept: &mut Option<&'a TrailEvent>, event: &'a TrailEvent) {
    // Of two at one time without ids, whichever it is, it is the same one in any order.
    let rank = |event: &'a TrailEvent| (event.time, &event.event_id, &event.target, &event.identity.arn);
    if kept.is_none_or(|before| rank(event) < rank(before)) {
        *kept = Some(event);
    }
}

/// How far a session had come when the history was asked; the rest only settles which of two is taken.
fn further(known: &KnownSession) -> impl Ord + '_ {
    let KnownSession { end_date, start_date, status, owner, target, document_name, reason, .. } = known;
    (end_date, start_date, status, owner, target, document_name, reason)
}

impl<'a> Merged<'a> {
    fn take(&mut self, transcript: &'a Transcript) {
        let least = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).min();
        self.created = least(self.created, transcript.created);
        self.transcripts.push(transcript);
        self.first_event = least(self.first_event, transcript.first_event);
        self.last_event = self.last_event.max(transcript.last_event);
        self.events = match (self.events, transcript.events) {
            (Some(one), Some(other)) => Some(one.saturating_add(other)),
            (one, other) => one.or(other),
        };
    }

    pub fn has_stream(&self) -> bool {
        !self.transcripts.is_empty()
    }

    pub fn has_events(&self) -> bool {
        self.first_event.is_some() || self.last_event.is_some() || self.events.unwrap_or(0) > 0
    }

    /// Why no session came of it, in AWS's word.
    pub fn error_code(&self) -> Option<&'a str> {
        self.start.and_then(|event| event.error_code.as_deref())
    }

    /// Systems Manager has it among those that go on: also one that it has long been about to end, or whose person is gone
    /// and may come back until the idle timeout ends it.
    pub fn goes_on(&self) -> bool {
        let status = self.history.filter(|_| self.end().is_none()).and_then(|known| known.status.as_deref());
        match status {
            Some("Connected" | "Connecting" | "Disconnected" | "Terminating") => true,
            Some("Terminated" | "Failed") => false,
            // A status that this program does not know, or none.
            _ => self.end().is_none() && self.history.is_some_and(|known| known.is_active),
        }
    }

    /// Whether the history would have it: it was read for the time of its start.
    pub fn should_be_in_history(&self, context: &Context) -> bool {
        let (covered, start) = (context.history.value(), self.start_time());
        covered.zip(start).is_some_and(|(covered, start)| covered.contains(start))
    }

    /// Who started it, by CloudTrail and by the history.
    fn principals_by_aws(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let of_trail = self.start.and_then(|event| event.identity.arn.as_deref());
        of_trail.into_iter().chain(self.history.and_then(|known| known.owner.as_deref()))
    }

    /// CloudTrail and the history name two.
    pub fn have_principals_that_differ(&self) -> bool {
        let names: Vec<_> = self.principals_by_aws().filter_map(account_and_name).collect();
        names.windows(2).any(|two| two[0] != two[1])
    }

    /// A principal of its log that neither CloudTrail nor the history has, where they have one.
    pub fn foreign_principal(&self) -> Option<&'a str> {
        self.principals_by_aws().next()?;
        let in_log = self.transcripts.iter().filter_map(|transcript| transcript.principal.as_deref());
        let is_same = |one: &str, other: &str| {
            one == other || account_and_name(one).is_some_and(|name| Some(name) == account_and_name(other))
        };
        in_log.filter(|principal| !self.principals_by_aws().any(|known| is_same(known, principal))).min()
    }

    fn principal_in_log(&self) -> Option<&'a str> {
        let in_log = self.transcripts.iter().filter_map(|transcript| transcript.principal.as_deref());
        self.foreign_principal().or_else(|| in_log.min())
    }

    pub fn start_time(&self) -> Option<i64> {
        self.history.and_then(|known| known.start_date).or_else(|| self.start.map(|event| event.time))
    }

    pub fn end(&self) -> Option<i64> {
        self.history.and_then(|known| known.end_date).or_else(|| self.terminated.map(|event| event.time))
    }

    pub fn target(&self) -> Option<&'a str> {
        let of_history = self.history.and_then(|known| known.target.as_deref());
        of_history.or_else(|| self.start.and_then(|event| event.target.as_deref()))
    }

    /// AWS Systems Manager API Reference, "StartSession": without a document's name, "a shell to the managed node is
    /// launched by default", by the preferences document.
    pub fn document(&self) -> Option<&str> {
        let of_history = self.history.and_then(|known| known.document_name.as_deref());
        of_history.or_else(|| self.start.map(|event| event.document.as_deref().unwrap_or(PREFERENCES_DOCUMENT)))
    }

    fn principal(&self) -> Option<&'a str> {
        self.principals_by_aws().next().or_else(|| self.principal_in_log())
    }
}

/// Of an ARN, without the path of a user: whether all records have it is not described.
fn account_and_name(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':').skip(3);
    let (account, rest) = (parts.next()?, parts.next()?);
    let of_user = rest.strip_prefix("user/").and_then(|path| path.rsplit('/').next());
    Some((account, of_user.unwrap_or(rest)))
}

fn row(session: &Merged, context: &Context, keys: &Keys) -> Row {
    let mut log_groups: Vec<String> = session.transcripts.iter().map(|one| one.log_group.clone()).collect();
    log_groups.sort_unstable();
    log_groups.dedup();
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let of_history = |text: Option<&'_ String>| text.cloned();
    let start = session.start;
    let status = status::of(session, context);
    Row {
        session_id: session.id.to_owned(),
        unweighed: status::unweighed(session, context).filter(|_| status == RowStatus::Matched),
        status,
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
        principal_in_log: owned(session.principal_in_log()),
        log_groups,
        resumed: session.resumed,
        terminated_by: session.terminated.and_then(|event| event.identity.arn.clone()),
        start_event: start.and_then(|event| event.event_id.clone()),
        error_code: owned(session.error_code()),
        source_identity: owned(start.and_then(|event| keys.claim(event))),
        seen: Seen {
            history: session.history.is_some(),
            trail: start.is_some() || session.other_trail,
            transcript: session.has_stream(),
        },
    }
}
