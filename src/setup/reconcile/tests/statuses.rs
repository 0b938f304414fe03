use serde_json::json;

use super::Company;
use super::company::{DAY, MINUTE, NOW, covered, evidence};
use crate::setup::facts::PREFERENCES_DOCUMENT;
use crate::setup::reconcile::{Cause, Gap, RowStatus, WhyAlone};
use crate::setup::{Answer, Certainty};

fn missing(cause: Cause, certainty: Certainty) -> RowStatus {
    RowStatus::NoTranscript { cause, certainty }
}

fn denied<T>() -> Answer<T> {
    Answer::Denied { permission: "a:B".to_owned(), message: String::new(), evidence: evidence() }
}

#[test]
fn a_session_and_its_log_match() {
    let mut company = Company::default();
    company.session("a-1", 30).reason = Some("ticket 7".to_owned());
    company.log("a-1", 1).principal = Some("arn:aws:sts::1:assumed-role/R/a".to_owned());
    let row = company.row();
    assert_eq!(row.status, RowStatus::Matched);
    assert_eq!(row.principal_in_log.as_deref(), Some("arn:aws:sts::1:assumed-role/R/a"));
    assert_eq!(
        (row.events, row.log_groups.as_slice(), row.reason.as_deref()),
        (Some(5), &["/s".to_owned()][..], Some("ticket 7"))
    );
    assert!(row.seen.history && row.seen.transcript && !row.seen.trail);
}

#[test]
fn a_log_that_stops_long_before_its_session_is_cut() {
    let status = |silent: i64, inputs: &str| {
        let mut company = Company::default();
        let inputs = format!(r#""cloudWatchLogGroupName":"/s"{inputs}"#);
        company.document(PREFERENCES_DOCUMENT, "Standard_Stream", &inputs);
        company.session("a-1", 300);
        company.log("a-1", silent);
        company.row().status
    };
    // AWS's default of 20 minutes, and 5 of slack.
    assert_eq!(status(25, ""), RowStatus::Matched, "an idle person shows nothing");
    let cut = |silent: i64, limit: i64| RowStatus::Cut {
        gap: Gap::StopsEarly,
        silent_milliseconds: silent * MINUTE,
        limit_milliseconds: limit * MINUTE,
    };
    assert_eq!(status(26, ""), cut(26, 25));
    assert_eq!(status(62, r#","idleSessionTimeout":"60""#), RowStatus::Matched);
    assert_eq!(status(21, r#","idleSessionTimeout":"15""#), cut(21, 20));
    // What nobody can read is taken as the longest that AWS takes.
    assert_eq!(status(64, r#","idleSessionTimeout":"long""#), RowStatus::Matched);
    assert_eq!(status(66, r#","idleSessionTimeout":"long""#), cut(66, 65));
}

#[test]
fn what_may_still_come_or_was_not_asked_for_is_not_cut() {
    let mut company = Company::default();
    company.session("a-1", 300).end_date = Some(NOW - 30 * MINUTE);
    let log = company.log("a-1", 0);
    (log.first_event, log.last_event) = (Some(NOW - DAY - 300 * MINUTE), Some(NOW - 200 * MINUTE));
    assert_eq!(company.row().status, RowStatus::Matched, "AWS may tell of its last events later");
    let mut company = Company::default();
    company.session("a-1", 300);
    company.log("a-1", 200).first_event = Some(NOW - DAY - 290 * MINUTE);
    assert!(matches!(company.row().status, RowStatus::Cut { .. }));
    let Answer::Read { value, .. } = &mut company.listed else { panic!() };
    value.end = NOW - DAY - 100 * MINUTE;
    assert_eq!(company.row().status, RowStatus::Matched, "the rest was not asked for");
    let mut company = Company::default();
    let session = company.session("a-1", 300);
    (session.end_date, session.status) = (None, None);
    company.log("a-1", 200).first_event = Some(NOW - DAY - 290 * MINUTE);
    assert_eq!(company.row().status, RowStatus::Matched, "its end is not known, and nobody says that it goes on");
}

#[test]
fn each_cause_of_a_missing_log_is_told() {
    use Certainty::{Certain, Likely, Unknown};
    type Change = fn(&mut Company);
    let cases: &[(&str, Change, RowStatus)] = &[
        ("nothing explains it", |_| {}, missing(Cause::Unknown, Unknown)),
        (
            "it failed, and lasted",
            |c| c.sessions[0].status = Some("Failed".to_owned()),
            missing(Cause::Failed, Unknown),
        ),
        ("logs could not be listed", |c| c.listed = denied(), missing(Cause::TranscriptsNotRead, Certain)),
        (
            "logs of another time were listed",
            |c| {
                let Answer::Read { value, .. } = &mut c.listed else { panic!() };
                value.start = NOW - DAY / 2;
            },
            missing(Cause::OutsideTranscripts, Certain),
        ),
        (
            "logging is off",
            |c| c.document(PREFERENCES_DOCUMENT, "Standard_Stream", ""),
            missing(Cause::LoggingOff, Likely),
        ),
        (
            "there are no preferences",
            |c| c.setup.documents[0].content = Answer::Absent { evidence: evidence() },
            missing(Cause::LoggingOff, Likely),
        ),
        (
            "a bucket only",
            |c| c.document(PREFERENCES_DOCUMENT, "Standard_Stream", r#""s3BucketName":"b""#),
            missing(Cause::OnlyS3, Likely),
        ),
        (
            "another group",
            |c| c.document(PREFERENCES_DOCUMENT, "Standard_Stream", r#""cloudWatchLogGroupName":"/t""#),
            missing(Cause::LogsElsewhere, Likely),
        ),
        ("the role cannot write", |c| c.machine_cannot_write("i-1"), missing(Cause::CannotWrite, Likely)),
        ("another machine's role cannot", |c| c.machine_cannot_write("i-2"), missing(Cause::Unknown, Unknown)),
        (
            "it goes on, and streams",
            |c| {
                c.sessions[0].start_date = Some(NOW - 70 * MINUTE);
                c.sessions[0].end_date = None;
                c.sessions[0].status = Some("Connected".to_owned());
            },
            missing(Cause::StillRunning, Likely),
        ),
        (
            "it goes on, and uploads at its end",
            |c| {
                c.document(PREFERENCES_DOCUMENT, "Standard_Stream", r#""cloudWatchLogGroupName":"/s""#);
                c.sessions[0].end_date = None;
                c.sessions[0].status = Some("Connected".to_owned());
            },
            missing(Cause::StillRunning, Certain),
        ),
        (
            "commands are never streamed",
            |c| {
                c.document("Mine", "InteractiveCommands", "");
                c.sessions[0].document_name = Some("Mine".to_owned());
                c.sessions[0].end_date = None;
                c.sessions[0].status = Some("Connected".to_owned());
            },
            missing(Cause::StillRunning, Certain),
        ),
        (
            "it ended just now",
            |c| {
                c.sessions[0].start_date = Some(NOW - 40 * MINUTE);
                c.sessions[0].end_date = Some(NOW - 10 * MINUTE);
            },
            missing(Cause::MayBeLate, Likely),
        ),
        (
            "a stream without events",
            |c| {
                let log = c.log("a-1", 0);
                (log.first_event, log.last_event, log.events) = (None, None, None);
            },
            missing(Cause::EmptyStream, Certain),
        ),
        (
            "it was over at once",
            |c| c.sessions[0].start_date = Some(NOW - DAY - 2_000),
            missing(Cause::TooShort, Likely),
        ),
        (
            "SSH",
            |c| c.sessions[0].document_name = Some("AWS-StartSSHSession".to_owned()),
            RowStatus::NotLoggedByDesign { certainty: Certainty::Certain },
        ),
        (
            "port forwarding, by the document's ARN",
            |c| {
                c.sessions[0].document_name =
                    Some("arn:aws:ssm:r::document/AWS-StartPortForwardingSession:1".to_owned());
            },
            RowStatus::NotLoggedByDesign { certainty: Certainty::Certain },
        ),
        (
            "a shell that another account shares is no tunnel of one's own",
            |c| {
                c.setup.account = "1".to_owned();
                c.document("Mine", "Port", "");
                c.document("arn:aws:ssm:r:2:document/Mine", "Standard_Stream", "");
                c.sessions[0].document_name = Some("arn:aws:ssm:r:2:document/Mine".to_owned());
            },
            missing(Cause::LoggingOff, Likely),
        ),
        (
            "a tunnel of one's own, by its ARN",
            |c| {
                c.setup.account = "1".to_owned();
                c.document("Mine", "Port", "");
                c.sessions[0].document_name = Some("arn:aws:ssm:r:1:document/Mine:3".to_owned());
            },
            RowStatus::NotLoggedByDesign { certainty: Likely },
        ),
        (
            "somebody else's document by a name of AWS's",
            |c| c.sessions[0].document_name = Some("arn:aws:ssm:r:2:document/AWS-StartSSHSession".to_owned()),
            missing(Cause::DocumentNotRead, Unknown),
        ),
        (
            "a document that was not read",
            |c| c.sessions[0].document_name = Some("Gone".to_owned()),
            missing(Cause::DocumentNotRead, Unknown),
        ),
        (
            "ECS Exec",
            |c| {
                c.document("AmazonECS-ExecuteInteractiveCommand", "InteractiveCommands", "");
                c.sessions[0].document_name = Some("AmazonECS-ExecuteInteractiveCommand".to_owned());
            },
            missing(Cause::EcsExec, Unknown),
        ),
        (
            "it was no longer than people idle",
            |c| c.sessions[0].start_date = Some(NOW - DAY - 20 * MINUTE),
            missing(Cause::NothingTyped, Unknown),
        ),
        (
            "it was no longer than people idle, and its log is sent at its end, with the prompt",
            |c| {
                c.document(PREFERENCES_DOCUMENT, "Standard_Stream", r#""cloudWatchLogGroupName":"/s""#);
                c.sessions[0].start_date = Some(NOW - DAY - 20 * MINUTE);
            },
            missing(Cause::Unknown, Unknown),
        ),
        (
            "a status that nobody knows, on the list of those that go on",
            |c| {
                c.sessions[0].start_date = Some(NOW - 70 * MINUTE);
                (c.sessions[0].end_date, c.sessions[0].is_active) = (None, true);
                c.sessions[0].status = Some("Hibernating".to_owned());
            },
            missing(Cause::StillRunning, Likely),
        ),
        (
            "it goes on, and began before what was listed",
            |c| {
                c.listed = covered(7);
                c.sessions[0].start_date = Some(NOW - 20 * DAY);
                (c.sessions[0].end_date, c.sessions[0].status) = (None, Some("Connected".to_owned()));
            },
            missing(Cause::Unknown, Unknown),
        ),
        (
            "an end that is still to come",
            |c| c.sessions[0].end_date = Some(NOW + 400 * DAY),
            missing(Cause::Unknown, Unknown),
        ),
        (
            "a tunnel of one's own",
            |c| {
                c.document("Mine", "Port", "");
                c.sessions[0].document_name = Some("Mine".to_owned());
            },
            RowStatus::NotLoggedByDesign { certainty: Certainty::Likely },
        ),
    ];
    for (name, change, expected) in cases {
        let mut company = Company::default();
        company.session("a-1", 30);
        change(&mut company);
        assert_eq!(&company.row().status, expected, "{name}");
    }
}

#[test]
fn a_log_alone_says_why() {
    let status = |change: fn(&mut Company), id: &str| {
        let mut company = Company::default();
        company.log(id, 0);
        change(&mut company);
        company.row().status
    };
    let alone = |why| RowStatus::TranscriptOnly { why };
    assert_eq!(status(|_| {}, "a-1"), alone(WhyAlone::Unknown));
    assert!(alone(WhyAlone::Unknown).is_wrong() && !alone(WhyAlone::OlderThanHistory).is_wrong());
    let elsewhere = missing(Cause::EcsExec, Certainty::Unknown);
    assert!(elsewhere.is_unread() && !elsewhere.is_wrong(), "its log was not looked for where it is");
    let older: fn(&mut Company) = |c| c.transcripts[0].first_event = Some(NOW - 91 * DAY);
    assert_eq!(status(older, "a-1"), alone(WhyAlone::OlderThanHistory));
    let not_by_trail: fn(&mut Company) = |c| {
        c.transcripts[0].first_event = Some(NOW - 31 * DAY);
        c.trail = denied();
    };
    assert_eq!(status(not_by_trail, "a-1"), alone(WhyAlone::OlderThanHistory));
    let earlier: fn(&mut Company) = |c| {
        c.transcripts[0].first_event = Some(NOW - 10 * DAY);
        c.asked_since = Some(NOW - 8 * DAY);
    };
    assert_eq!(status(earlier, "a-1"), alone(WhyAlone::BeganEarlier));
    let unread: fn(&mut Company) = |c| (c.history, c.trail) = (denied(), denied());
    assert_eq!(status(unread, "a-1"), alone(WhyAlone::HistoryNotRead));
    // Anybody may choose such a name.
    let named_like = status(|_| {}, "ecs-execute-command-evil");
    assert_eq!((&named_like, named_like.certainty()), (&alone(WhyAlone::EcsExec), Some(Certainty::Unknown)));
}

#[test]
fn records_of_one_session_are_one_row() {
    let mut company = Company::default();
    company.session("a-1", 30).end_date = None;
    company.session("a-1", 30);
    for session in &mut company.sessions {
        session.owner = Some("arn:aws:iam::1:user/alice".to_owned());
    }
    company.log("a-1", 1);
    company.log("a-1", 2).log_group = "/t".to_owned();
    let identity = json!({ "type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/alice" });
    for (name, request, response) in [
        ("StartSession", json!({ "target": "i-1", "reason": "ticket 8" }), json!({ "sessionId": "a-1" })),
        ("ResumeSession", json!({ "sessionId": "a-1" }), json!({ "sessionId": "a-1" })),
        ("TerminateSession", json!({ "sessionId": "a-1" }), json!({ "sessionId": "a-1" })),
    ] {
        company.event(&json!({
            "eventID": name, "eventTime": "2026-11-22T00:00:00Z", "eventSource": "ssm.amazonaws.com", "eventName": name,
            "requestParameters": request, "responseElements": response, "sourceIPAddress": "203.0.113.7", "userIdentity": identity,
        }));
    }
    let row = company.row();
    assert_eq!(row.status, RowStatus::Matched);
    assert_eq!((row.end, row.events, row.resumed), (Some(NOW - DAY), Some(10), 1), "the history that has an end");
    assert_eq!((row.log_groups.len(), row.reason.as_deref()), (2, Some("ticket 8")));
    assert_eq!(row.terminated_by.as_deref(), Some("arn:aws:iam::1:user/alice"));
    assert_eq!((row.first_event, row.last_event), (Some(NOW - DAY - 3 * MINUTE), Some(NOW - DAY - MINUTE)));
}
