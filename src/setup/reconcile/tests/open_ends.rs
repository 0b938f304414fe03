use serde_json::{Value, json};

use crate::setup::reconcile::{TrailEvent, regions_to_ask, role_sessions_to_ask};

fn start(identity: &Value) -> TrailEvent {
    let event = json!({
        "eventID": "start", "eventTime": "2026-11-20T01:02:03Z", "eventSource": "ssm.amazonaws.com", "eventName": "StartSession",
        "responseElements": { "sessionId": "s-1" }, "userIdentity": identity,
    });
    TrailEvent::parse(&event.to_string()).unwrap().unwrap()
}

fn role(issuer: &str) -> Value {
    json!({
        "type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/R/s", "accessKeyId": "K1",
        "sessionContext": { "sessionIssuer": { "arn": issuer } },
    })
}

/// Only where somebody is not found here, and only where they may be found.
#[test]
fn other_regions_are_asked_where_nobody_is_found_here() {
    let of = |events: &[TrailEvent], here: &str| regions_to_ask(events, here).into_iter().collect::<Vec<_>>();
    let center = "arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_1";
    assert_eq!(of(&[start(&role(center))], "ap-northeast-1"), ["eu-west-1", "us-east-1"]);
    assert_eq!(of(&[start(&role(center))], "us-east-1"), ["eu-west-1"]);
    assert_eq!(of(&[start(&role("arn:aws:iam::1:role/R"))], "ap-northeast-1"), ["us-east-1"]);
    let evil = "arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/evil.example#-/R";
    assert_eq!(of(&[start(&role(evil))], "us-east-1"), [""; 0]);
    let like = "arn:aws:iam::1:role/x/sso.amazonaws.com/eu-west-9/R";
    assert_eq!(of(&[start(&role(like))], "us-east-1"), [""; 0], "anybody who may make roles can choose such a path");
    let user = json!({ "type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/alice" });
    assert_eq!(of(&[start(&user)], "ap-northeast-1"), [""; 0]);
    let mut machine = role("arn:aws:iam::1:role/R");
    machine["sessionContext"]["ec2RoleDelivery"] = json!("2.0");
    assert_eq!(of(&[start(&machine)], "ap-northeast-1"), [""; 0]);
    let assumed = json!({
        "eventID": "a", "eventTime": "2026-11-20T01:00:00Z", "eventSource": "sts.amazonaws.com", "eventName": "AssumeRole",
        "responseElements": { "credentials": { "accessKeyId": "K1" } }, "userIdentity": user,
    });
    let assumed = TrailEvent::parse(&assumed.to_string()).unwrap().unwrap();
    assert_eq!(of(&[start(&role("arn:aws:iam::1:role/R")), assumed], "ap-northeast-1"), [""; 0], "found here");
}

#[test]
fn who_is_not_found_is_asked_for_by_the_name_of_the_role_session() {
    let names = |identity: &Value| role_sessions_to_ask(&[start(identity)]).into_iter().collect::<Vec<_>>();
    let mut identity = role("arn:aws:iam::1:role/R");
    assert_eq!(names(&identity), ["K1"]);
    identity["principalId"] = json!("AROA1:s");
    assert_eq!(names(&identity), ["AROA1:s"]);
    assert_eq!(names(&json!({ "type": "IAMUser", "principalId": "AIDA1" })), [""; 0]);
}
