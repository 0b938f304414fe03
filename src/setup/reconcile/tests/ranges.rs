use serde_json::json;

use super::Company;
use super::company::{DAY, MINUTE, NOW, evidence};
use crate::setup::Answer;
use crate::setup::facts::PREFERENCES_DOCUMENT;
use crate::setup::reconcile::{Cause, Covered, RowStatus, UnreadGroup, WhyAlone};

/// An event of a session so many minutes before the sessions of [`Company::session`] ended.
fn event(company: &mut Company, name: &str, id: &str, minutes_before: i64) {
    let time = jiff::Timestamp::from_millisecond(NOW - DAY - minutes_before * MINUTE).unwrap().to_string();
    company.event(&json!({
        "eventID": format!("{name} {id}"), "eventTime": time, "eventSource": "ssm.amazonaws.com", "eventName": name,
        "requestParameters": { "sessionId": id }, "responseElements": { "sessionId": id }, "userIdentity": {},
    }));
}

/// The ids of the rows of a time that begins and ends so many minutes before those sessions ended.
fn ids(company: &mut Company, start: i64, end: i64) -> Vec<String> {
    let at = |minutes: i64| NOW - DAY - minutes * MINUTE;
    company.range = Some(Covered { start: at(start), end: at(end) });
    company.rows().into_iter().map(|row| row.session_id).collect()
}

#[test]
fn a_session_is_of_every_time_that_it_went_on_in_and_of_no_other() {
    let mut company = Company::default();
    company.session("s", 60);
    company.log("s", 10);
    for (start, end, is_in) in [(90, 60, false), (90, 59, true), (40, 30, true), (5, 1, true), (0, -9, true)] {
        assert_eq!(ids(&mut company, start, end).len(), usize::from(is_in), "{start} to {end}");
    }
    assert!(ids(&mut company, -1, -9).is_empty(), "it has ended");
    let session = company.sessions.last_mut().unwrap();
    (session.end_date, session.status) = (None, Some("Connected".to_owned()));
    assert_eq!(ids(&mut company, -60, -90), ["s"], "it goes on");
    company.sessions.last_mut().unwrap().status = Some("Terminated".to_owned());
    assert!(ids(&mut company, -60, -90).is_empty(), "nobody knows when it ended; nothing says that it went on");
}

#[test]
fn what_comes_after_the_time_makes_no_session_of_it() {
    let mut company = Company::default();
    for name in ["ResumeSession", "TerminateSession"] {
        event(&mut company, name, "later", 10);
        event(&mut company, name, "begun", 10);
    }
    event(&mut company, "StartSession", "begun", 70);
    company.log("of later", 0);
    assert_eq!(ids(&mut company, 80, 30), ["begun"]);
    // It ended in this time, whoever did not write down its start.
    assert_eq!(ids(&mut company, 20, 5), ["begun", "later"]);
}

#[test]
fn a_log_that_is_uploaded_after_the_time_is_the_log_of_a_session_in_it() {
    let mut company = Company::default();
    company.session("s", 60);
    company.log("s", -2).first_event = Some(NOW - DAY + MINUTE);
    assert_eq!(ids(&mut company, 70, 20), ["s"]);
    assert_eq!(company.row().status, RowStatus::Matched);
}

#[test]
fn an_empty_log_is_of_the_time_at_which_it_was_made() {
    let mut company = Company::default();
    let log = company.log("s", 0);
    (log.first_event, log.last_event, log.created) = (None, None, Some(NOW - DAY - 10 * MINUTE));
    assert_eq!(ids(&mut company, 20, 5), ["s"]);
    assert!(ids(&mut company, 9, 0).is_empty() && ids(&mut company, 30, 11).is_empty());
    company.transcripts[0].created = None;
    assert_eq!(ids(&mut company, 9, 0), ["s"], "nobody dates it");
}

#[test]
fn a_start_that_was_refused_is_of_its_time() {
    let mut company = Company::default();
    event(&mut company, "StartSession", "", 10);
    company.events[0].error_code = Some("AccessDenied".to_owned());
    assert_eq!(ids(&mut company, 20, 5), [""]);
    assert!(ids(&mut company, 9, 0).is_empty() && ids(&mut company, 30, 11).is_empty());
}

#[test]
fn a_log_is_called_old_by_what_aws_keeps_and_not_by_what_was_asked() {
    let mut company = Company::default();
    let day = Answer::Read { value: Covered { start: NOW - DAY, end: NOW }, evidence: evidence() };
    (company.history, company.trail) = (day.clone(), day);
    company.log("s", 0).first_event = Some(NOW - 3 * DAY);
    assert_eq!(company.row().status, RowStatus::TranscriptOnly { why: WhyAlone::Unknown });
    company.transcripts[0].first_event = Some(NOW - 91 * DAY);
    assert_eq!(company.row().status, RowStatus::TranscriptOnly { why: WhyAlone::OlderThanHistory });
}

#[test]
fn a_group_that_could_not_be_read_hides_its_own_logs_only() {
    let cause = |inputs: &str, unread: &[&str]| {
        let mut company = Company::default();
        company.document(PREFERENCES_DOCUMENT, "Standard_Stream", inputs);
        company.log_groups.push("/t".to_owned());
        let of = |group: &&str| UnreadGroup { log_group: (*group).to_owned(), answer: Answer::NotAsked };
        company.unread = unread.iter().map(of).collect();
        company.session("s", 30);
        match company.row().status {
            RowStatus::NoTranscript { cause, .. } => cause,
            other => panic!("{other:?}"),
        }
    };
    let (to_s, unclear) = (r#""cloudWatchLogGroupName":"/s""#, r#""cloudWatchLogGroupName":"{{ group }}""#);
    assert_eq!(cause(to_s, &["/s"]), Cause::TranscriptsNotRead);
    assert_eq!(cause(to_s, &["/t"]), Cause::Unknown, "its log would have been seen");
    assert_eq!(cause(unclear, &["/t"]), Cause::TranscriptsNotRead, "its log may be there");
    assert_eq!(cause("", &["/t"]), Cause::LoggingOff);
}
