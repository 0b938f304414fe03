use serde_json::{Value, json};

use super::Company;
use crate::setup::reconcile::{EventName, How, Person, Reconciliation, TrailEvent, TrailEventError, Why};

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

fn why_not(person: &Person) -> Option<Why> {
    match person {
        Person::Unresolved { why, .. } => Some(*why),
        Person::Resolved { .. } => None,
    }
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
    let unresolved = |events: &[Value], why| assert_eq!(why_not(&person(events)), Some(why), "{events:?}");
    unresolved(&[start(&role("K1"))], Why::KeyNotFound);
    unresolved(&[start(&json!({ "type": "AssumedRole" }))], Why::KeyNotFound);
    unresolved(&[start(&json!({ "type": "Root", "arn": "arn:aws:iam::1:root" }))], Why::Root);
    unresolved(&[start(&role("K1")), assume("AssumeRole", "K1", &json!({ "type": "AWSService" }))], Why::Service);
    unresolved(&[start(&json!({ "type": "Ghost" }))], Why::UnknownKind);
    let vendor = json!({ "type": "AWSAccount", "accountId": "999988887777", "principalId": "AROA1:vendor" });
    let of_vendor = person(&[start(&role("K1")), assume("AssumeRole", "K1", &vendor)]);
    assert_eq!((why_not(&of_vendor), of_vendor.credentials_of()), (Some(Why::OtherAccount), Some("999988887777")));
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

/// IAM Identity Center assumes its roles in the account itself, and gives out a key that the console does not work with.
#[test]
fn a_session_of_the_console_is_joined_to_its_role_session() {
    let saml = json!({ "type": "SAMLUser", "userName": "dave@example.com" });
    let began = |id: &str, time: &str, role: &str| {
        let mut event = assume("AssumeRoleWithSAML", "given out", &saml);
        (event["eventID"], event["eventTime"]) = (json!(id), json!(time));
        event["requestParameters"]["roleArn"] = json!(role);
        event["responseElements"]["assumedRoleUser"] = json!({ "assumedRoleId": "AROA1:dave" });
        event
    };
    let center = "arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_1";
    let mut identity = role("of the console");
    identity["principalId"] = json!("AROA1:dave");
    identity["sessionContext"] = json!({ "attributes": { "creationDate": "2026-11-20T01:00:00Z" } });
    let of = |events: &[Value]| person(&[&[start(&identity)][..], events].concat());
    let joined = resolved("dave@example.com", How::RoleSession, &["start", "a"]);
    assert_eq!(of(&[began("a", "2026-11-20T01:00:00Z", center)]), joined);
    assert_eq!(of(&[began("a", "2026-11-20T01:00:00Z", center), began("b", "2026-11-20T03:00:00Z", center)]), joined);
    assert_eq!(of(&[began("a", "2026-11-20T01:00:00Z", center), began("a", "2026-11-20T01:00:00Z", center)]), joined);
    // Two that began in that second, or none: nobody is named.
    let two = [began("a", "2026-11-20T01:00:00Z", center), began("b", "2026-11-20T01:00:01Z", center)];
    assert_eq!(why_not(&of(&two)), Some(Why::KeyNotFound));
    assert_eq!(why_not(&of(&[began("a", "2026-11-20T01:00:05Z", center)])), Some(Why::KeyNotFound));
    let mut other = began("a", "2026-11-20T01:00:00Z", center);
    other["responseElements"]["assumedRoleUser"]["assumedRoleId"] = json!("AROA2:dave");
    assert_eq!(why_not(&of(&[other])), Some(Why::KeyNotFound));
    // Not all was read: another one may have begun in that second.
    let mut company = Company { are_credentials_read: false, ..Company::default() };
    company.event(&start(&identity));
    company.event(&began("a", "2026-11-20T01:00:00Z", center));
    assert_eq!(why_not(&company.row().person), Some(Why::KeyNotFound));
    // Where the key is the one that was given out, it says so itself; and another's role is no role of Identity Center.
    let by_key = |role_arn: &str| person(&[start(&role("given out")), began("a", "2026-11-20T01:00:00Z", role_arn)]);
    assert_eq!(by_key(center), resolved("dave@example.com", How::IdentityCenter, &["start", "a"]));
    assert_eq!(by_key("arn:aws:iam::1:role/R"), resolved("dave@example.com", How::Saml, &["start", "a"]));
}

/// The events of IAM Identity Center itself have no name.
#[test]
fn an_id_of_identity_center_is_told_and_names_nobody() {
    let mut identity = role("K1");
    identity["onBehalfOf"] = json!({ "userId": "94482488-3041-7026" });
    let found = person(&[start(&identity)]);
    assert_eq!((why_not(&found), found.credentials_of()), (Some(Why::OnlyUserId), Some("94482488-3041-7026")));
    let center = json!({ "type": "IdentityCenterUser", "onBehalfOf": { "userId": "94482488-3041-7026" } });
    let found = person(&[start(&center)]);
    assert_eq!((why_not(&found), found.credentials_of()), (Some(Why::OnlyUserId), Some("94482488-3041-7026")));
}

/// `AssumeRole` lets callers choose a source identity, as it lets them choose a role session's name.
#[test]
fn what_callers_say_of_themselves_names_nobody() {
    let claims = |key: &str, claimed: &str| {
        let mut identity = role(key);
        identity["sessionContext"] = json!({ "sourceIdentity": claimed });
        identity
    };
    let alice = json!({ "type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/alice" });
    let row = |events: &[Value]| {
        let mut company = Company::default();
        for event in events {
            company.event(event);
        }
        company.row()
    };
    // Nothing but the claim.
    let alone = row(&[start(&claims("K1", "erin"))]);
    assert_eq!((why_not(&alone.person), alone.source_identity.as_deref()), (Some(Why::KeyNotFound), Some("erin")));
    // The chain leads to the one who is claimed, and to another one: both are told, neither is named.
    let assumed = assume("AssumeRole", "K1", &alice);
    let fits = row(&[start(&claims("K1", "Alice")), assumed.clone()]);
    assert_eq!(fits.person, resolved("alice", How::IamUser, &["start", "gave K1"]));
    let differs = row(&[start(&claims("K1", "bob")), assumed.clone()]);
    let by = ["start", "gave K1"].map(str::to_owned).to_vec();
    let expected = Person::Unresolved { why: Why::SourceIdentityDiffers, leads_to: Some("alice".to_owned()), by };
    assert_eq!((&differs.person, differs.source_identity.as_deref()), (&expected, Some("bob")));
    let cells = Reconciliation::cells(&differs, |time| time.to_string());
    let cell = |name: &str| cells[Reconciliation::COLUMNS.iter().position(|column| *column == name).unwrap()].as_str();
    assert_eq!(
        ["person", "personBy", "credentialsOf", "sourceIdentity"].map(cell),
        ["unresolved", "source-identity-differs", "alice", "bob"]
    );
    // Also where only the request has it.
    let mut asked = assumed;
    asked["requestParameters"]["sourceIdentity"] = json!("bob");
    assert_eq!(why_not(&row(&[start(&role("K1")), asked]).person), Some(Why::SourceIdentityDiffers));
    // An identity provider that sets both says of one person what they are called.
    let saml = json!({ "type": "SAMLUser", "userName": "bob@example.com" });
    let by_provider = [start(&claims("K1", "E-1017")), assume("AssumeRoleWithSAML", "K1", &saml)];
    assert_eq!(row(&by_provider).person, resolved("bob@example.com", How::Saml, &["start", "gave K1"]));
    // One that was set later, by the caller, is not the provider's.
    let later = [
        start(&claims("K2", "E-1017")),
        assume("AssumeRole", "K2", &role("K1")),
        assume("AssumeRoleWithSAML", "K1", &saml),
    ];
    assert_eq!(why_not(&row(&later).person), Some(Why::SourceIdentityDiffers));
}

#[test]
fn machines_and_workloads_are_no_persons_and_names_make_no_machines() {
    let instance = json!({ "type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/R/i-0aa11bb22cc33dd44", "accessKeyId": "K1" });
    assert_eq!(why_not(&person(&[start(&instance)])), Some(Why::NamedLikeInstance), "anybody may be called so");
    let by_ec2 = assume("AssumeRole", "K1", &json!({ "type": "AWSService", "invokedBy": "ec2.amazonaws.com" }));
    assert_eq!(why_not(&person(&[start(&instance), by_ec2])), Some(Why::Service), "EC2 gave it the role");
    let mut delivered = instance.clone();
    delivered["sessionContext"] = json!({ "ec2RoleDelivery": "2.0" });
    assert_eq!(why_not(&person(&[start(&delivered)])), Some(Why::Service), "CloudTrail says so of the credentials");
    for subject in [
        "system:serviceaccount:kube:deployer",
        "repo:corp/app:ref:refs/heads/main",
        "project_path:corp/app:ref_type:branch:ref:main",
        "spiffe://corp/app",
    ] {
        let web = json!({ "type": "WebIdentityUser", "userName": subject });
        let person = person(&[start(&role("K1")), assume("AssumeRoleWithWebIdentity", "K1", &web)]);
        assert_eq!((why_not(&person), person.credentials_of()), (Some(Why::Workload), Some(subject)));
        assert_eq!(person.by(), ["start", "gave K1"]);
    }
    // A workload whose token says for whom it works: the provider says it.
    let mut carries = role("K1");
    carries["sessionContext"] = json!({ "sourceIdentity": "carol" });
    let web = json!({ "type": "WebIdentityUser", "userName": "repo:corp/app:environment:prod" });
    let found = person(&[start(&carries), assume("AssumeRoleWithWebIdentity", "K1", &web)]);
    assert_eq!(found, resolved("carol", How::SourceIdentity, &["start", "gave K1"]));
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
    let unresolved = |owner, why| assert_eq!(of(owner), Person::unresolved(why));
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
