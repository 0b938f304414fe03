use serde::{Deserialize, Serialize};

use super::{Covered, Person, Row, RowStatus, UnreadGroup, Why};
use crate::setup::{Answer, Certainty};

/// The sessions that AWS knows, laid beside the logs of one time range. It goes into the case file, and as
/// `reconciliation.csv` into the evidence pack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reconciliation {
    pub account: String,
    pub region: String,
    /// The ARN of who asked.
    pub caller: String,
    /// When asking began: milliseconds since 1970, UTC.
    pub at: i64,
    /// The log groups whose streams were listed.
    pub log_groups: Vec<String>,
    /// The time that was asked for.
    pub range: Covered,
    /// What each record goes back to, or why it could not be read.
    pub history: Answer<Covered>,
    pub trail: Answer<Covered>,
    pub transcripts: Answer<Covered>,
    /// Since when all the log groups keep their events, as it stands today: milliseconds since 1970, UTC. `None`: for ever,
    /// or not known.
    #[serde(default)]
    pub kept_since: Option<i64>,
    /// Where CloudTrail's events were read from: a log group; `None`: from CloudTrail itself (`LookupEvents`).
    pub trail_log_group: Option<String>,
    /// Of the log groups, those whose streams could not be listed, where others could.
    #[serde(default)]
    pub unread_groups: Vec<UnreadGroup>,
    /// What came of reading how people came by their credentials: without it, persons behind roles stay unresolved.
    #[serde(default)]
    pub credentials: Answer<()>,
    /// CloudTrail's events that cannot be read.
    pub broken_events: u64,
    /// CloudTrail's events of sessions in other regions or accounts, as a trail of many has them: they were left out.
    #[serde(default)]
    pub elsewhere: u64,
    /// Sessions of Systems Manager without an id: nothing can be laid beside them.
    #[serde(default)]
    pub broken_sessions: u64,
    /// In the order of their starts.
    pub rows: Vec<Row>,
}

impl Reconciliation {
    /// Whether all could be read, and weighed, that was asked for, as far as it has been already.
    pub fn is_all_read(&self) -> bool {
        /// What passes between asking for a time and reading it.
        const SLACK_MILLISECONDS: i64 = 5 * 60_000;
        let asked = Covered {
            start: self.range.start.saturating_add(SLACK_MILLISECONDS),
            end: self.range.end.min(self.at).saturating_sub(SLACK_MILLISECONDS),
        };
        let has = |answer: &Answer<Covered>| answer.value().is_some_and(|covered| covered.includes(asked));
        self.range.start < self.at
            // What the history keeps no more, CloudTrail may have.
            && (has(&self.history) || has(&self.trail))
            && has(&self.transcripts)
            && [&self.history, &self.trail].into_iter().all(|answer| answer.value().is_some())
            && self.unread_groups.is_empty()
            && (matches!(self.credentials, Answer::Read { .. } | Answer::NotAsked) || !self.rows.iter().any(is_sought))
            && self.broken_events == 0
            && self.broken_sessions == 0
            && self.kept_since.is_none_or(|kept| kept <= asked.start)
            && self.rows.iter().all(|row| row.unweighed.is_none() && !row.status.is_unread())
    }

    /// Whether it says all that an earlier one could: of the same account, region and source, and of no record less.
    pub fn replaces(&self, earlier: &Self) -> bool {
        fn reaches(here: &Answer<Covered>, there: &Answer<Covered>) -> bool {
            match (here.value(), there.value()) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(here), Some(there)) => here.includes(*there),
            }
        }
        let place = |one: &Self| (one.account.clone(), one.region.clone(), one.trail_log_group.clone());
        let listed = |one: &Self, group: &String| {
            one.log_groups.contains(group) && !one.unread_groups.iter().any(|unread| unread.log_group == *group)
        };
        place(self) == place(earlier)
            && self.range.includes(earlier.range)
            && earlier.log_groups.iter().all(|group| listed(self, group) || !listed(earlier, group))
            && reaches(&self.history, &earlier.history)
            && reaches(&self.trail, &earlier.trail)
            && reaches(&self.transcripts, &earlier.transcripts)
            && (self.credentials.value().is_some() || earlier.credentials.value().is_none())
    }

    /// The columns of a table of its rows, as files have them.
    pub const COLUMNS: [&str; 27] = [
        "sessionId",
        "transcript",
        "cause",
        "certainty",
        "person",
        "personBy",
        "principal",
        "principalInLog",
        "target",
        "document",
        "reason",
        "sourceAddress",
        "userAgent",
        "start",
        "end",
        "firstEvent",
        "lastEvent",
        "events",
        "silentSeconds",
        "resumed",
        "terminatedBy",
        "logGroups",
        "seenIn",
        "startEvent",
        "errorCode",
        "credentialsOf",
        "sourceIdentity",
    ];

    /// A row's cells, in the order of [`Self::COLUMNS`]; empty where nothing is known. Untrusted text.
    pub fn cells(row: &Row, time: impl Fn(i64) -> String) -> [String; 27] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let at = |value: Option<i64>| value.map(|value| date(value, &time)).unwrap_or_default();
        let silent = match row.status {
            RowStatus::Cut { silent_milliseconds, .. } => (silent_milliseconds / 1_000).to_string(),
            _ => String::new(),
        };
        let (person, by) = match &row.person {
            Person::Resolved { name, how, .. } => (name.clone(), how.name()),
            Person::Unresolved { why, .. } => ("unresolved".to_owned(), why.name()),
        };
        let seen = [(row.seen.history, "history"), (row.seen.trail, "trail"), (row.seen.transcript, "transcript")];
        let seen: Vec<&str> = seen.into_iter().filter_map(|(is_seen, name)| is_seen.then_some(name)).collect();
        [
            row.session_id.clone(),
            row.status.name().to_owned(),
            row.cause_name().to_owned(),
            row.status.certainty().map(Certainty::name).unwrap_or_default().to_owned(),
            person,
            by.to_owned(),
            text(&row.principal),
            text(&row.principal_in_log),
            text(&row.target),
            text(&row.document),
            text(&row.reason),
            text(&row.source_address),
            text(&row.user_agent),
            at(row.start),
            at(row.end),
            at(row.first_event),
            at(row.last_event),
            row.events.map(|events| events.to_string()).unwrap_or_default(),
            silent,
            row.resumed.to_string(),
            text(&row.terminated_by),
            row.log_groups.join(" "),
            seen.join(" "),
            text(&row.start_event),
            text(&row.error_code),
            row.person.credentials_of().unwrap_or_default().to_owned(),
            text(&row.source_identity),
        ]
    }
}

/// Whether its person may be found where not all was read.
fn is_sought(row: &Row) -> bool {
    matches!(&row.person, Person::Unresolved { why: Why::KeyNotFound | Why::NamedLikeInstance | Why::OnlyUserId, .. })
}

/// A number that is no time of any calendar is not written as if it were one.
fn date(milliseconds: i64, time: impl Fn(i64) -> String) -> String {
    match jiff::Timestamp::from_millisecond(milliseconds) {
        Ok(_) => time(milliseconds),
        Err(_) => format!("no date: {milliseconds}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing is called right that was not read, or of which AWS keeps nothing.
    #[test]
    fn all_was_read_only_if_each_moment_was() {
        const DAY: i64 = 86_400_000;
        const NOW: i64 = 200 * DAY;
        let evidence = crate::setup::Evidence { operation: "a:B".to_owned(), subject: "c".to_owned(), at: 1 };
        let read = |start: i64, end: i64| Answer::Read { value: Covered { start, end }, evidence: evidence.clone() };
        let of = |start: i64, end: i64, change: fn(&mut Reconciliation)| {
            let clip = |kept: i64| (start.clamp(NOW - kept * DAY, NOW), end.clamp(NOW - kept * DAY, NOW));
            let mut found = Reconciliation {
                at: NOW,
                range: Covered { start, end },
                history: read(clip(30).0, clip(30).1),
                trail: read(clip(90).0, clip(90).1),
                transcripts: read(start - 7 * DAY, NOW),
                ..Reconciliation::default()
            };
            change(&mut found);
            found.is_all_read()
        };
        assert!(of(NOW - 7 * DAY, NOW, |_| ()));
        assert!(of(NOW - 30 * DAY - 100, NOW, |_| ()));
        assert!(of(NOW - 80 * DAY, NOW - 40 * DAY, |_| ()), "CloudTrail has it");
        assert!(!of(NOW - 180 * DAY, NOW - 100 * DAY, |_| ()), "nobody keeps it");
        assert!(!of(NOW - 180 * DAY, NOW, |_| ()), "nobody keeps all of it");
        assert!(!of(NOW + DAY, NOW + 2 * DAY, |_| ()), "it is to come");
        assert!(of(NOW - DAY, NOW + DAY, |_| ()), "as far as it has been");
        assert!(
            of(NOW - 40 * DAY, NOW, |found| found.credentials =
                Answer::CutShort { read: 0, evidence: found.trail.read().unwrap().1.clone() }),
            "nobody is sought"
        );
        let less: [fn(&mut Reconciliation); 5] = [
            |found| found.history = Answer::NotAsked,
            |found| found.kept_since = Some(NOW - 20 * DAY),
            |found| found.transcripts = Answer::NotAsked,
            |found| found.broken_sessions = 1,
            |found| found.trail = found.trail.clone().map(|covered| Covered { start: covered.start + DAY, ..covered }),
        ];
        for (number, change) in less.into_iter().enumerate() {
            assert!(!of(NOW - 40 * DAY, NOW, change), "{number}");
        }
    }

    #[test]
    fn a_number_that_is_no_date_says_so() {
        let of = |milliseconds| date(milliseconds, crate::model::format_insights_time);
        assert_eq!(of(0), "1970-01-01 00:00:00.000");
        assert_eq!(of(1_000_000_000_000_000_000), "no date: 1000000000000000000");
        assert_eq!(of(i64::MIN), format!("no date: {}", i64::MIN));
    }
}
