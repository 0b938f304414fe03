//! Starts of which no session came, and sessions of which only CloudTrail tells.

use serde_json::{Value, json};

use super::Company;
use super::company::{DAY, NOW};
use crate::setup::facts::PREFERENCES_DOCUMENT;
use crate::setup::reconcile::{Cause, Contradiction, RowStatus};
use crate::setup::{Answer, Certainty};

fn missing(cause: Cause, certainty: Certainty) -> RowStatus {
    RowStatus::NoTranscript { cause, certainty }
}

fn event(id: &str, name: &str, minute: u8, response: &Value, error: Option<&str>) -> Value {
    json!({
        "eventID": id, "eventTime": format!("2026-11-20T00:{minute:02}:00Z"), "eventSource": "ssm.amazonaws.com",
        "eventName": name, "errorCode": error, "responseElements": response,
        "requestParameters": { "target": "i-9", "sessionId": response["sessionId"] }, "sourceIPAddress": "203.0.113.7",
        "userIdentity": { "type": "IAMUser", "userName": id, "arn": format!("arn:aws:iam::1:user/{id}") },
    })
}

#[test]
fn a_start_that_came_to_nothing_is_a_row_with_its_code() {
    for (code, cause) in [
        ("AccessDenied", Cause::StartDenied),
        ("AccessDeniedException", Cause::StartDenied),
        ("Client.UnauthorizedOperation", Cause::StartDenied),
        ("TargetNotConnected", Cause::StartFailed),
        ("InvalidDocument", Cause::StartFailed),
        ("ThrottlingException", Cause::StartFailed),
    ] {
        let mut company = Company::default();
        let start = event("e1", "StartSession", 0, &json!(null), Some(code));
        company.event(&start);
        // LookupEvents may give an event twice.
        company.event(&start);
        let row = company.row();
        assert_eq!(row.status, missing(cause, Certainty::Certain), "{code}");
        assert_eq!((row.session_id.as_str(), row.error_code.as_deref()), ("", Some(code)));
        assert_eq!((row.target.as_deref(), row.source_address.as_deref()), (Some("i-9"), Some("203.0.113.7")));
    }
}

#[test]
fn a_start_without_a_session_id_does_not_vanish() {
    let mut company = Company::default();
    company.event(&event("e1", "StartSession", 0, &json!({ "tokenValue": "…" }), None));
    let row = company.row();
    assert_eq!(row.status, missing(Cause::NoSessionId, Certainty::Unknown));
    assert_eq!((row.start_event.as_deref(), row.error_code), (Some("e1"), None));
    assert!(row.status.is_wrong());
}

#[test]
fn a_session_that_only_cloudtrail_has_is_known() {
    let mut company = Company::default();
    company.event(&event("e1", "StartSession", 0, &json!({ "sessionId": "a-1" }), None));
    let log = company.log("a-1", 0);
    (log.first_event, log.last_event) = (Some(1_795_132_810_000), Some(1_795_132_900_000));
    let row = company.row();
    assert_eq!((row.status, row.document.as_deref()), (RowStatus::Matched, Some(PREFERENCES_DOCUMENT)));
}

/// A session that times out leaves no `TerminateSession`.
#[test]
fn a_session_without_an_end_is_told_apart_from_one_that_nothing_explains() {
    let mut company = Company::default();
    company.event(&event("e1", "StartSession", 0, &json!({ "sessionId": "a-1" }), None));
    let unexplained = missing(Cause::Unknown, Certainty::Unknown);
    assert_eq!(company.row().status, unexplained, "the history was read for that time and would have it");
    let unknown = missing(Cause::EndUnknown, Certainty::Unknown);
    let Answer::Read { value, .. } = &mut company.history else { panic!() };
    value.start = NOW - DAY;
    assert_eq!(company.row().status, unknown);
    company.history = Answer::NotAsked;
    assert_eq!(company.row().status, unknown);
    company.event(&event("e2", "TerminateSession", 30, &json!({ "sessionId": "a-1" }), None));
    assert_eq!(company.row().status, unexplained, "it has ended");
}

/// AWS gives the newest events first, and a session that has ended can be ended again.
#[test]
fn the_first_end_counts() {
    let mut company = Company::default();
    company.event(&event("late", "TerminateSession", 50, &json!({ "sessionId": "a-1" }), None));
    company.event(&event("true", "TerminateSession", 10, &json!({ "sessionId": "a-1" }), None));
    company.event(&event("e1", "StartSession", 0, &json!({ "sessionId": "a-1" }), None));
    let log = company.log("a-1", 0);
    (log.first_event, log.last_event) = (Some(1_795_132_810_000), Some(1_795_133_390_000));
    for _ in 0..2 {
        let row = company.row();
        assert_eq!((row.status, row.end), (RowStatus::Matched, Some(1_795_133_400_000)));
        assert_eq!(row.terminated_by.as_deref(), Some("arn:aws:iam::1:user/true"));
        company.events.reverse();
    }
}

#[test]
fn two_records_that_name_two_starters_contradict_each_other() {
    let by = |owner: &str, starter: &str| {
        let mut company = Company::default();
        company.session("a-1", 10).owner = Some(owner.to_owned());
        company.log("a-1", 0).first_event = Some(NOW - DAY - 9 * 60_000);
        let mut start = event("e1", "StartSession", 0, &json!({ "sessionId": "a-1" }), None);
        start["userIdentity"] = json!({ "type": "AssumedRole", "arn": starter, "accessKeyId": "K" });
        company.event(&start);
        company.row().status
    };
    let differ = RowStatus::Contradictory { why: Contradiction::PrincipalsDiffer };
    assert_eq!(by("arn:aws:sts::1:assumed-role/R/bob", "arn:aws:sts::1:assumed-role/R/eve"), differ);
    assert_eq!(by("arn:aws:sts::1:assumed-role/R/eve", "arn:aws:sts::2:assumed-role/R/eve"), differ);
    assert_eq!(by("arn:aws:sts::1:assumed-role/Q/eve", "arn:aws:sts::1:assumed-role/R/eve"), differ);
    // Whether both have a user's path is not described, and what is no ARN names nobody.
    for (owner, starter) in [
        ("arn:aws:sts::1:assumed-role/R/eve", "arn:aws:sts::1:assumed-role/R/eve"),
        ("arn:aws:iam::1:user/eve", "arn:aws:iam::1:user/team/eve"),
        ("eve", "arn:aws:iam::1:user/eve"),
    ] {
        assert_eq!(by(owner, starter), RowStatus::Matched, "{owner} {starter}");
    }
}

#[test]
fn a_group_that_is_not_there_is_the_cause_of_what_it_does_not_have() {
    let mut company = Company::default();
    company.session("a-1", 60);
    company.document(PREFERENCES_DOCUMENT, "Standard_Stream", r#""cloudWatchLogGroupName":"/gone""#);
    assert_eq!(company.row().status, missing(Cause::LogsElsewhere, Certainty::Likely));
    company.setup.groups.push(crate::setup::facts::LogGroupFacts {
        name: "/gone".to_owned(),
        described: Answer::Absent { evidence: super::company::evidence() },
        ..Default::default()
    });
    let status = company.row().status;
    assert_eq!(status, missing(Cause::GroupMissing, Certainty::Likely));
    assert!(status.is_wrong());
    // The agent takes an ARN for a name that no group has.
    let arn = r#""cloudWatchLogGroupName":"arn:aws:logs:r:1:log-group:/s""#;
    company.document(PREFERENCES_DOCUMENT, "Standard_Stream", arn);
    assert_eq!(company.row().status, missing(Cause::LoggingOff, Certainty::Likely));
}
