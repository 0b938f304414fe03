//! A log is there, and does not tell its session: it is gone, of another time, of somebody else, or has a gap.

use super::Company;
use super::company::{DAY, MINUTE, NOW, evidence};
use crate::setup::facts::{LogGroupDescription, LogGroupFacts, PREFERENCES_DOCUMENT};
use crate::setup::reconcile::{Cause, Contradiction, Gap, RowStatus, Unweighed};
use crate::setup::{Answer, Certainty};

const UPLOADS: &str = r#""cloudWatchLogGroupName":"/s""#;

/// A session of so many minutes that ended a day ago, and a log of it from its start to its end.
fn whole(minutes: i64) -> Company {
    let mut company = Company::default();
    company.session("a-1", minutes);
    company.log("a-1", 0).first_event = Some(NOW - DAY - minutes * MINUTE + 4_000);
    assert_eq!(company.row().status, RowStatus::Matched);
    company
}

/// A session that AWS says goes on, begun so many minutes ago, whose log has events from one time before now to another.
fn open(minutes: i64, first: i64, last: i64) -> Company {
    let mut company = Company::default();
    let session = company.session("a-1", minutes);
    (session.start_date, session.end_date) = (Some(NOW - minutes * MINUTE), None);
    session.status = Some("Connected".to_owned());
    let log = company.log("a-1", 0);
    (log.first_event, log.last_event) = (Some(NOW - first * MINUTE), Some(NOW - last * MINUTE));
    company
}

fn keeps(company: &mut Company, group: &str, days: Option<i64>) {
    let value = LogGroupDescription { retention_in_days: days, ..LogGroupDescription::default() };
    company.setup.groups.push(LogGroupFacts {
        name: group.to_owned(),
        described: Answer::Read { value, evidence: evidence() },
        ..LogGroupFacts::default()
    });
}

/// Only listed, not read: that its events are still there is nothing that AWS says.
fn listed(company: &mut Company) {
    company.transcripts.iter_mut().for_each(|log| log.events = None);
}

fn gap(company: &Company) -> Option<Gap> {
    match company.row().status {
        RowStatus::Cut { gap, silent_milliseconds, limit_milliseconds } => {
            assert!(silent_milliseconds > 0 && limit_milliseconds > 0);
            Some(gap)
        }
        RowStatus::Matched => None,
        other => panic!("{other:?}"),
    }
}

const EXPIRED: RowStatus = RowStatus::NoTranscript { cause: Cause::Expired, certainty: Certainty::Likely };

#[test]
fn a_log_whose_group_has_dropped_its_events_is_no_log() {
    let aged = |days: Option<i64>, change: fn(&mut Company)| {
        let mut company = whole(30);
        company.sessions[0].start_date = Some(NOW - 3 * DAY - 30 * MINUTE);
        company.sessions[0].end_date = Some(NOW - 3 * DAY);
        let log = &mut company.transcripts[0];
        (log.first_event, log.last_event) = (Some(NOW - 3 * DAY - 29 * MINUTE), Some(NOW - 3 * DAY));
        keeps(&mut company, "/s", days);
        listed(&mut company);
        change(&mut company);
        company.row().status
    };
    assert_eq!(aged(Some(1), |_| {}), EXPIRED);
    assert_eq!(aged(Some(4), |_| {}), RowStatus::Matched);
    assert_eq!(aged(Some(3), |_| {}).cause_name(), "partly-expired", "its last event is not older than three days");
    assert_eq!(aged(None, |_| {}), RowStatus::Matched, "kept for ever");
    assert_eq!(aged(Some(1), |c| c.setup.groups.clear()), RowStatus::Matched, "retention is not known");
    assert_eq!(aged(Some(1), |c| c.transcripts[0].events = Some(7)), RowStatus::Matched, "its events were read");
    // AWS may tell nothing of a stream that it has emptied.
    let emptied: fn(&mut Company) = |c| (c.transcripts[0].first_event, c.transcripts[0].last_event) = (None, None);
    assert_eq!(aged(Some(1), emptied), EXPIRED);
    let empty = RowStatus::NoTranscript { cause: Cause::EmptyStream, certainty: Certainty::Certain };
    assert_eq!(aged(Some(30), emptied), empty);
    // A copy in another group is still there.
    let copied: fn(&mut Company) = |c| {
        let copy = c.transcripts[0].clone();
        c.transcripts.push(crate::setup::reconcile::Transcript { log_group: "/t".to_owned(), ..copy });
    };
    assert_eq!(aged(Some(1), copied), RowStatus::Matched);
}

#[test]
fn a_log_whose_beginning_has_been_dropped_is_cut() {
    let mut company = whole(600);
    company.sessions[0].start_date = Some(NOW - DAY - 60 * MINUTE);
    company.transcripts[0].first_event = Some(NOW - DAY - 59 * MINUTE);
    company.transcripts[0].last_event = Some(NOW - DAY + 2 * MINUTE);
    company.sessions[0].end_date = Some(NOW - DAY + 3 * MINUTE);
    listed(&mut company);
    keeps(&mut company, "/s", Some(1));
    assert_eq!(gap(&company), Some(Gap::PartlyExpired));
}

#[test]
fn a_log_of_another_time_than_its_session_is_no_match() {
    let of = |first: i64, last: i64| {
        let mut company = whole(10);
        let start = NOW - DAY - 10 * MINUTE;
        let log = &mut company.transcripts[0];
        (log.first_event, log.last_event) = (Some(start + first * MINUTE), Some(start + last * MINUTE));
        company.row().status
    };
    let outside = RowStatus::Contradictory { why: Contradiction::OutsideSession };
    assert_eq!(of(0, 10), RowStatus::Matched);
    assert_eq!(of(1_450, 1_450), outside, "a day later, as a planted log");
    assert_eq!(of(1, 26), outside, "sixteen minutes after its end");
    assert_eq!(of(11, 24), RowStatus::Matched, "an agent with much to send is late");
    assert_eq!(of(-6, 9), outside, "nothing can be logged before the start");
    assert_eq!(of(-4, 9), RowStatus::Matched, "clocks differ");
    assert_eq!(outside.certainty(), Some(Certainty::Likely));
    // One that is sent at the end waits for a machine that cannot reach AWS.
    let sent = |hours: i64| {
        let mut company = whole(10);
        company.document(PREFERENCES_DOCUMENT, "Standard_Stream", UPLOADS);
        let at = Some(NOW - DAY + hours * 60 * MINUTE);
        (company.transcripts[0].first_event, company.transcripts[0].last_event) = (at, at);
        company.row().status
    };
    assert_eq!(sent(3), RowStatus::Matched);
    assert_eq!(sent(25), outside);
}

#[test]
fn a_log_of_another_principal_is_no_match() {
    let mallory = "arn:aws:sts::1:assumed-role/R/mallory";
    let mut company = whole(30);
    company.transcripts[0].principal = Some(mallory.to_owned());
    let other = RowStatus::Contradictory { why: Contradiction::OtherPrincipal };
    let row = company.row();
    assert_eq!((&row.status, row.status.certainty()), (&other, Some(Certainty::Certain)));
    assert_eq!(row.principal.as_deref(), Some("arn:aws:sts::1:assumed-role/R/a"));
    assert_eq!(row.principal_in_log.as_deref(), Some(mallory));
    // A second stream of the same name cannot hide behind the true one, in whatever order they come.
    company.log("a-1", 0).principal = Some("arn:aws:sts::1:assumed-role/R/a".to_owned());
    company.transcripts[1].log_group = "/t".to_owned();
    for _ in 0..2 {
        let row = company.row();
        assert_eq!((row.status, row.principal_in_log.as_deref()), (other.clone(), Some(mallory)));
        company.transcripts.reverse();
    }
    company.sessions[0].owner = None;
    assert_eq!(company.row().status, RowStatus::Matched, "AWS does not say who it was");
}

/// Whether records have the path of an IAM user is not described.
#[test]
fn a_user_is_the_same_with_and_without_a_path() {
    let mut company = whole(30);
    company.sessions[0].owner = Some("arn:aws:iam::1:user/team/alice".to_owned());
    company.transcripts[0].principal = Some("arn:aws:iam::1:user/alice".to_owned());
    assert_eq!(company.row().status, RowStatus::Matched);
    company.transcripts[0].principal = Some("arn:aws:iam::2:user/alice".to_owned());
    assert_eq!(company.row().status, RowStatus::Contradictory { why: Contradiction::OtherPrincipal });
}

#[test]
fn a_session_that_was_taken_up_after_its_end_contradicts_itself() {
    let of = |minutes_after: i64, token: Option<&str>| {
        let mut company = whole(30);
        let at = jiff::Timestamp::from_millisecond(NOW - DAY + minutes_after * MINUTE).unwrap();
        company.event(&serde_json::json!({
            "eventID": "r", "eventTime": at.to_string(), "eventSource": "ssm.amazonaws.com", "eventName": "ResumeSession",
            "requestParameters": { "sessionId": "a-1" }, "userIdentity": { "type": "IAMUser" },
            "responseElements": { "sessionId": "a-1", "tokenValue": token },
        }));
        company.row().status
    };
    let given = Some("Value hidden due to security reasons.");
    assert_eq!(of(-3, given), RowStatus::Matched);
    assert_eq!(of(2, given), RowStatus::Matched, "clocks differ");
    assert_eq!(of(60, given), RowStatus::Contradictory { why: Contradiction::ResumedAfterEnd });
    assert_eq!(of(300, None), RowStatus::Matched, "a plugin whose connection had dropped is told that it timed out");
}

/// A log that fits as far as it goes is not said to be whole where its end is not known.
#[test]
fn what_could_not_be_weighed_to_the_end_is_told() {
    assert_eq!(whole(30).row().unweighed, None);
    let mut company = whole(30);
    (company.sessions[0].end_date, company.sessions[0].status) = (None, Some("Terminated".to_owned()));
    let row = company.row();
    assert_eq!((&row.status, row.unweighed), (&RowStatus::Matched, Some(Unweighed::EndUnknown)));
    assert_eq!(row.cause_name(), "end-unknown");
    assert_eq!(open(80, 80, 70).row().unweighed, None, "it goes on");
    // It ended half an hour ago, and its log six hours before.
    let mut company = open(400, 400, 390);
    company.sessions[0].end_date = Some(NOW - 30 * MINUTE);
    assert_eq!((company.row().status, company.row().unweighed), (RowStatus::Matched, Some(Unweighed::MayBeLate)));
    company.transcripts[0].last_event = Some(NOW - 40 * MINUTE);
    assert_eq!(company.row().unweighed, None);
}

#[test]
fn a_failed_session_that_lasted_may_have_been_one() {
    let of = |minutes: i64| {
        let mut company = Company::default();
        company.session("a-1", minutes).status = Some("Failed".to_owned());
        company.row().status
    };
    let failed = |cause, certainty| RowStatus::NoTranscript { cause, certainty };
    assert_eq!(of(0), failed(Cause::StartFailed, Certainty::Likely));
    assert_eq!(of(60), failed(Cause::Failed, Certainty::Unknown));
    assert!(of(60).is_wrong() && !of(0).is_wrong());
}

#[test]
fn a_log_of_what_is_never_logged_is_no_match() {
    let mut company = whole(30);
    company.sessions[0].document_name = Some("AWS-StartSSHSession".to_owned());
    assert_eq!(company.row().status, RowStatus::Contradictory { why: Contradiction::NeverLogged });
    listed(&mut company);
    (company.transcripts[0].first_event, company.transcripts[0].last_event) = (None, None);
    assert_eq!(
        company.row().status,
        RowStatus::NotLoggedByDesign { certainty: Certainty::Certain },
        "an empty stream is no log"
    );
}

#[test]
fn times_that_contradict_are_told_whether_there_is_a_log_or_not() {
    let backwards = RowStatus::Contradictory { why: Contradiction::EndBeforeStart };
    for has_log in [false, true] {
        let mut company = whole(30);
        company.sessions[0].start_date = Some(NOW - DAY + 120 * MINUTE);
        if !has_log {
            company.transcripts.clear();
        }
        assert_eq!(company.row().status, backwards, "{has_log}");
        assert!(company.row().status.is_wrong());
    }
    let mut company = Company::default();
    company.session("a-1", 0).start_date = Some(NOW - DAY + 900);
    let short = RowStatus::NoTranscript { cause: Cause::TooShort, certainty: Certainty::Likely };
    assert_eq!(company.row().status, short, "CloudTrail's times are whole seconds");
}

#[test]
fn a_streamed_log_that_begins_late_is_cut() {
    let of = |first: i64, inputs: &str, change: fn(&mut Company)| {
        let mut company = whole(100);
        company.document(PREFERENCES_DOCUMENT, "Standard_Stream", inputs);
        company.transcripts[0].first_event = Some(NOW - DAY - (100 - first) * MINUTE);
        change(&mut company);
        gap(&company)
    };
    let streams = r#""cloudWatchLogGroupName":"/s","cloudWatchStreamingEnabled":true"#;
    assert_eq!(of(50, streams, |_| {}), Some(Gap::BeginsLate));
    assert_eq!(of(25, streams, |_| {}), None, "an idle person shows nothing: not even a prompt is a line");
    assert_eq!(of(50, UPLOADS, |_| {}), None, "it is sent at the end");
    assert_eq!(of(99, streams, |_| {}), None, "it may have been sent at the end, before the document was changed");
    assert_eq!(of(50, streams, |c| c.sessions[0].document_name = Some("Unread".to_owned())), None, "the limit is 65");
    assert_eq!(of(70, streams, |c| c.sessions[0].document_name = Some("Unread".to_owned())), Some(Gap::BeginsLate));
    let asked: fn(&mut Company) = |c| {
        let Answer::Read { value, .. } = &mut c.listed else { panic!() };
        value.start = NOW - DAY - 60 * MINUTE;
    };
    assert_eq!(of(50, streams, asked), None, "what was before was not asked for");
}

#[test]
fn an_open_session_whose_log_is_silent_for_long_is_cut() {
    assert_eq!(gap(&open(11 * 60, 11 * 60, 659)), Some(Gap::SilentNow), "the logger was stopped");
    assert_eq!(gap(&open(11 * 60, 11 * 60, 80)), None, "AWS may tell of the last hour later, and people may idle");
    assert_eq!(gap(&open(11 * 60, 11 * 60, 86)), Some(Gap::SilentNow));
    assert_eq!(gap(&open(11 * 60, 500, 3)), Some(Gap::BeginsLate));
    // It does not go on, or nobody says so.
    for (status, expected) in [
        (Some("Disconnected"), Some(Gap::SilentNow)),
        (Some("Terminating"), Some(Gap::SilentNow)),
        (Some("Terminated"), None),
        (None, None),
    ] {
        let mut company = open(11 * 60, 11 * 60, 659);
        company.sessions[0].status = status.map(str::to_owned);
        assert_eq!(gap(&company), expected, "{status:?}");
    }
    // None at all: it streams, and so there should be some.
    let silent = |minutes: i64, inputs: &str| {
        let mut company = open(minutes, minutes, minutes);
        company.document(PREFERENCES_DOCUMENT, "Standard_Stream", inputs);
        company.transcripts.clear();
        match company.row().status {
            RowStatus::NoTranscript { cause, .. } => cause,
            other => panic!("{other:?}"),
        }
    };
    let streams = r#""cloudWatchLogGroupName":"/s","cloudWatchStreamingEnabled":true"#;
    assert_eq!(silent(11 * 60, streams), Cause::Unknown);
    assert_eq!(silent(80, streams), Cause::StillRunning);
    assert_eq!(silent(11 * 60, UPLOADS), Cause::StillRunning);
}

/// A permission that is missing today does not explain away a log that somebody deleted.
#[test]
fn a_machine_that_writes_other_logs_can_write() {
    let mut company = Company::default();
    company.session("a-1", 30);
    company.machine_cannot_write("i-1");
    let missing = |company: &Company| match &company.rows()[0].status {
        RowStatus::NoTranscript { cause, certainty } => (*cause, *certainty),
        other => panic!("{other:?}"),
    };
    assert_eq!(missing(&company), (Cause::CannotWrite, Certainty::Likely));
    company.session("b-2", 30).target = Some("i-2".to_owned());
    company.log("b-2", 1);
    assert_eq!(missing(&company).0, Cause::CannotWrite, "another machine's log");
    company.session("c-3", 30);
    company.log("c-3", 1);
    assert_eq!(missing(&company), (Cause::Unknown, Certainty::Unknown));
}
