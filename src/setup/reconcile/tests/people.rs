use serde_json::{Value, json};

use super::Company;
use crate::setup::reconcile::{EventName, How, Person, TrailEvent, TrailEventError, Why};

fn start(identity: &Value) -> Value {
    json!({
        "eventID": "start", "eventTime": "2026-11-20T01:02:03Z", "eventSource": "ssm.amazonaws.com", "eventName": "StartSession",
        "requestParameters": { "target": "i-1" }, "responseElements": { "sessionId": "s-1" }, "userIdentity": identity,
    })
}

/// The event by which a role was assumed and a key given out.
fn assume(name: &str, key: &str, identity: &Value) -> Value {
    json!({
        "eventID": format!("gave {key}"), "eventTime": "2026-11-20T01:00:00Z", "eventSource": "sts.amazonaws.com", "eventName": name,
        "requestParameters": { "roleArn": "arn:aws:iam::1:role/R", "roleSessionName": "s" },
        "responseElements": { "credentials": { "accessKeyId": key, "sessionToken": "…" } }, "userIdentity": identity,
    })
}

fn role(key: &str) -> Value {
    json!({ "type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/R/s", "accessKeyId": key })
}

fn person(events: &[Value]) -> Person {
    let mut company = Company::default();
    for event in events {
        company.event(event);
    }
    company.row().person
}

fn resolved(name: &str, how: How, by: &[&str]) -> Person {
    Person::Resolved { name: name.to_owned(), how, by: by.iter().map(|id| (*id).to_owned()).collect() }
}

#[test]
fn a_principal_is_followed_to_a_person_or_to_nobody() {
    let alice = json!({ "type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/alice" });
    let saml = json!({ "type": "SAMLUser", "userName": "bob@example.com", "identityProvider": "idp" });
    let web = json!({ "type": "WebIdentityUser", "userName": "carol" });
    assert_eq!(person(&[start(&alice)]), resolved("alice", How::IamUser, &["start"]));
    assert_eq!(
        person(&[start(&role("K1")), assume("AssumeRole", "K1", &alice)]),
        resolved("alice", How::IamUser, &["start", "gave K1"])
    );
    // A role from a role.
    assert_eq!(
        person(&[
            start(&role("K2")),
            assume("AssumeRole", "K2", &role("K1")),
            assume("AssumeRoleWithSAML", "K1", &saml)
        ]),
        resolved("bob@example.com", How::Saml, &["start", "gave K2", "gave K1"])
    );
    assert_eq!(
        person(&[start(&role("K1")), assume("AssumeRoleWithWebIdentity", "K1", &web)]),
        resolved("carol", How::WebIdentity, &["start", "gave K1"])
    );
    let mut center = assume("GetRoleCredentials", "K1", &json!({ "type": "Unknown", "userName": "dave" }));
    center["eventSource"] = json!("sso.amazonaws.com");
    center["responseElements"] = json!({ "roleCredentials": { "accessKeyId": "K1" } });
    assert_eq!(person(&[start(&role("K1")), center]), resolved("dave", How::IdentityCenter, &["start", "gave K1"]));
    let mut with_source = role("K1");
    with_source["sessionContext"] = json!({ "sourceIdentity": "erin" });
    assert_eq!(person(&[start(&with_source)]), resolved("erin", How::SourceIdentity, &["start"]));
    let unresolved = |events: &[Value], why| assert_eq!(person(events), Person::Unresolved { why }, "{events:?}");
    unresolved(&[start(&role("K1"))], Why::KeyNotFound);
    unresolved(&[start(&json!({ "type": "AssumedRole" }))], Why::KeyNotFound);
    unresolved(&[start(&json!({ "type": "Root", "arn": "arn:aws:iam::1:root" }))], Why::Root);
    unresolved(&[start(&role("K1")), assume("AssumeRole", "K1", &json!({ "type": "AWSService" }))], Why::Service);
    unresolved(
        &[start(&json!({ "type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/R/i-0aa11bb22cc33dd44" }))],
        Why::Service,
    );
    unresolved(&[start(&json!({ "type": "Ghost" }))], Why::UnknownKind);
    // In a circle.
    unresolved(
        &[start(&role("K1")), assume("AssumeRole", "K1", &role("K2")), assume("AssumeRole", "K2", &role("K1"))],
        Why::TooLong,
    );
    // One that AWS refused gave nothing out.
    let mut refused = assume("AssumeRole", "K1", &alice);
    refused["errorCode"] = json!("AccessDenied");
    unresolved(&[start(&role("K1")), refused], Why::KeyNotFound);
}

#[test]
fn without_cloudtrail_only_an_iam_user_has_a_name() {
    let of = |owner: Option<&str>| {
        let mut company = Company::default();
        company.session("s-1", 5).owner = owner.map(str::to_owned);
        company.row().person
    };
    assert_eq!(of(Some("arn:aws:iam::1:user/team/alice")), resolved("alice", How::IamUser, &[]));
    assert_eq!(of(Some("arn:aws-cn:iam::1:user/alice")), resolved("alice", How::IamUser, &[]));
    let unresolved = |owner, why| assert_eq!(of(owner), Person::Unresolved { why });
    unresolved(Some("arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_1/alice@example.com"), Why::NoTrailEvent);
    unresolved(Some("arn:aws:iam::1:root"), Why::Root);
    unresolved(Some("alice"), Why::UnknownKind);
    unresolved(None, Why::NoPrincipal);
}

#[test]
fn events_of_others_are_left_alone() {
    let parse = |event: &Value| TrailEvent::parse(&event.to_string());
    let mut athena = start(&json!({}));
    athena["eventSource"] = json!("athena.amazonaws.com");
    assert_eq!(parse(&athena), Ok(None));
    for missing in ["eventSource", "eventName"] {
        let mut nameless = start(&json!({}));
        nameless[missing] = json!(null);
        assert_eq!(parse(&nameless), Err(TrailEventError::NoName), "it may be one that matters");
    }
    let mut timeless = start(&json!({}));
    timeless["eventTime"] = json!("yesterday");
    assert!(parse(&timeless).is_err() && TrailEvent::parse("{").is_err());
    let place = |region: &str, account: &str, name: &str| {
        let mut event = start(&json!({}));
        (event["awsRegion"], event["recipientAccountId"], event["eventName"]) =
            (json!(region), json!(account), json!(name));
        if name == "AssumeRole" {
            event["eventSource"] = json!("sts.amazonaws.com");
        }
        parse(&event).unwrap().unwrap().is_elsewhere("ap-northeast-1", "111122223333")
    };
    assert!(!place("ap-northeast-1", "111122223333", "StartSession"));
    assert!(!place("", "", "TerminateSession"), "it does not say where it was");
    assert!(place("us-east-1", "111122223333", "StartSession"));
    assert!(place("ap-northeast-1", "444455556666", "ResumeSession"));
    assert!(!place("us-east-1", "444455556666", "AssumeRole"), "a role is assumed anywhere");
    // A form that nobody expects is read as far as it goes.
    let odd = json!({
        "eventSource": "ssm.amazonaws.com", "eventName": "StartSession", "eventTime": "2026-11-20T01:02:03Z",
        "requestParameters": "HIDDEN", "responseElements": [1], "userIdentity": null, "sourceIPAddress": 7,
    });
    let odd = parse(&odd).unwrap().unwrap();
    assert_eq!((odd.name, odd.session_id, odd.source_address), (EventName::StartSession, None, None));
    assert_eq!(odd.time, 1_795_136_523_000);
}
