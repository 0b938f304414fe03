//! Records to lay side by side, one call each.

use crate::setup::facts::{PREFERENCES_DOCUMENT, SessionDocumentFacts};
use crate::setup::reconcile::{
    Covered, Inputs, Kept, KnownSession, Row, TrailEvent, Transcript, UnreadGroup, reconcile,
};
use crate::setup::{Answer, Evidence, Finding, FindingKind, Quote, SetupFacts};

pub const NOW: i64 = 1_795_413_529_000;
pub const MINUTE: i64 = 60_000;
pub const DAY: i64 = 86_400_000;

pub fn evidence() -> Evidence {
    Evidence { operation: "a:B".to_owned(), subject: "c".to_owned(), at: NOW }
}

pub fn covered(days: i64) -> Answer<Covered> {
    Answer::Read { value: Covered { start: NOW - days * DAY, end: NOW }, evidence: evidence() }
}

pub struct Company {
    pub sessions: Vec<KnownSession>,
    pub events: Vec<TrailEvent>,
    pub transcripts: Vec<Transcript>,
    pub log_groups: Vec<String>,
    pub unread: Vec<UnreadGroup>,
    pub range: Option<Covered>,
    pub history: Answer<Covered>,
    pub trail: Answer<Covered>,
    pub listed: Answer<Covered>,
    pub asked_since: Option<i64>,
    pub are_credentials_read: bool,
    pub setup: SetupFacts,
    pub findings: Vec<Finding>,
}

impl Default for Company {
    fn default() -> Self {
        let mut company = Self {
            sessions: Vec::new(),
            events: Vec::new(),
            transcripts: Vec::new(),
            log_groups: vec!["/s".to_owned()],
            unread: Vec::new(),
            range: None,
            history: covered(30),
            trail: covered(90),
            listed: covered(365),
            asked_since: None,
            are_credentials_read: true,
            setup: SetupFacts::default(),
            findings: Vec::new(),
        };
        company.document(
            PREFERENCES_DOCUMENT,
            "Standard_Stream",
            r#""cloudWatchLogGroupName":"/s","cloudWatchStreamingEnabled":true"#,
        );
        company
    }
}

impl Company {
    /// Puts a document in the place of one of its name.
    pub fn document(&mut self, name: &str, session_type: &str, inputs: &str) {
        self.setup.documents.retain(|document| document.name != name);
        let value = format!(r#"{{"sessionType":"{session_type}","inputs":{{{inputs}}}}}"#);
        let content = Answer::Read { value, evidence: evidence() };
        let facts = SessionDocumentFacts { name: name.to_owned(), content, ..SessionDocumentFacts::default() };
        self.setup.documents.push(facts);
    }

    /// A session of history that ended a day ago.
    pub fn session(&mut self, id: &str, minutes: i64) -> &mut KnownSession {
        let end = NOW - DAY;
        self.sessions.push(KnownSession {
            session_id: id.to_owned(),
            target: Some("i-1".to_owned()),
            owner: Some("arn:aws:sts::1:assumed-role/R/a".to_owned()),
            start_date: Some(end - minutes * MINUTE),
            end_date: Some(end),
            status: Some("Terminated".to_owned()),
            document_name: Some(PREFERENCES_DOCUMENT.to_owned()),
            ..KnownSession::default()
        });
        self.sessions.last_mut().unwrap()
    }

    /// A log whose last event came so many minutes before the end of those sessions.
    pub fn log(&mut self, id: &str, minutes_before: i64) -> &mut Transcript {
        let last = NOW - DAY - minutes_before * MINUTE;
        self.transcripts.push(Transcript {
            log_group: "/s".to_owned(),
            created: None,
            log_stream: id.to_owned(),
            first_event: Some(last - MINUTE),
            last_event: Some(last),
            events: Some(5),
            principal: None,
        });
        self.transcripts.last_mut().unwrap()
    }

    pub fn event(&mut self, json: &serde_json::Value) {
        self.events.push(TrailEvent::parse(&json.to_string()).unwrap().unwrap());
    }

    pub fn machine_cannot_write(&mut self, instance: &str) {
        let quote = Quote::new(&evidence(), "", "logs:PutLogEvents");
        self.findings.push(Finding::new(FindingKind::InstanceCannotWrite, instance, quote));
    }

    pub fn rows(&self) -> Vec<Row> {
        reconcile(&Inputs {
            sessions: &self.sessions,
            events: &self.events,
            are_credentials_read: self.are_credentials_read,
            transcripts: &self.transcripts,
            log_groups: &self.log_groups,
            range: self.range,
            unread_groups: &self.unread,
            asked_since: self.asked_since,
            kept: Kept { history: Some(NOW - 30 * DAY), trail: Some(NOW - 90 * DAY) },
            history_covered: &self.history,
            trail_covered: &self.trail,
            transcripts_covered: &self.listed,
            setup: Some(&self.setup),
            findings: &self.findings,
            now: NOW,
        })
    }

    /// The only row.
    pub fn row(&self) -> Row {
        let mut rows = self.rows();
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0)
    }
}
