//! A setup check and a comparison as an account could have them, with what attackers write into names.

use std::sync::Arc;

use session_lens::{
    model::ScanPrices,
    setup::{
        Answer, Certainty, Evidence, Requirements, SetupFacts, SetupReport,
        cost::StoragePrices,
        facts::{
            IncomingBytes, InstanceFacts, LogGroupDescription, LogGroupFacts, PREFERENCES_DOCUMENT,
            SessionDocumentFacts,
        },
        reconcile::{
            Cause, Contradiction, Covered, Gap, How, Person, Reconciliation, Row, RowStatus, Seen, Why, WhyAlone,
        },
    },
};

use super::harness::{GROUP, MOMENT};

/// Turns text around, colours it, names a window.
pub const HOSTILE: &str = "Evil\u{1b}[31m\u{1b}]0;x\u{7}\u{202e}cod.exe\n[Good] Everything is well";
pub const MINUTE: i64 = 60_000;
pub const DAY: i64 = 86_400_000;

fn evidence(operation: &str, subject: &str) -> Evidence {
    Evidence { operation: operation.to_owned(), subject: subject.to_owned(), at: MOMENT - 2_000 }
}

fn read<T>(value: T, operation: &str, subject: &str) -> Answer<T> {
    Answer::Read { value, evidence: evidence(operation, subject) }
}

fn denied<T>(permission: &str, subject: &str) -> Answer<T> {
    let message =
        format!("User: arn:aws:sts::111122223333:assumed-role/Auditor/a is not authorized to perform: {permission}");
    Answer::Denied { permission: permission.to_owned(), message, evidence: evidence(permission, subject) }
}

fn document(name: &str, inputs: &str) -> SessionDocumentFacts {
    let value = format!(r#"{{"schemaVersion":"1.0","sessionType":"Standard_Stream","inputs":{{{inputs}}}}}"#);
    SessionDocumentFacts {
        name: name.to_owned(),
        owner: Some("111122223333".to_owned()),
        content: read(value, "ssm:GetDocument", name),
        ..SessionDocumentFacts::default()
    }
}

/// Risks, things to look at, refusals and things in order, of an account with a hostile document.
pub fn facts() -> SetupFacts {
    let group = LogGroupFacts {
        name: GROUP.to_owned(),
        described: read(
            LogGroupDescription {
                log_group_class: Some("INFREQUENT_ACCESS".to_owned()),
                retention_in_days: Some(90),
                stored_bytes: Some(3_200_000_000),
                creation_time: Some(MOMENT - 400 * DAY),
                ..LogGroupDescription::default()
            },
            "logs:DescribeLogGroups",
            GROUP,
        ),
        incoming: read(
            IncomingBytes { bytes: 1.4e9, start: MOMENT - 30 * DAY, end: MOMENT },
            "cloudwatch:GetMetricStatistics",
            GROUP,
        ),
        ..LogGroupFacts::default()
    };
    let instance = |id: &str, version: &str| InstanceFacts {
        instance_id: id.to_owned(),
        agent_version: Some(version.to_owned()),
        platform_type: Some("Linux".to_owned()),
        ping_status: Some("Online".to_owned()),
        ..InstanceFacts::default()
    };
    let long = format!("{HOSTILE}{}", "A".repeat(10_000));
    SetupFacts {
        account: "111122223333".to_owned(),
        region: "ap-northeast-1".to_owned(),
        caller: "arn:aws:sts::111122223333:assumed-role/Auditor/a".to_owned(),
        at: MOMENT - 5_000,
        documents: vec![
            document(
                PREFERENCES_DOCUMENT,
                &format!(
                    r#""cloudWatchLogGroupName":"{GROUP}","cloudWatchStreamingEnabled":false,"idleSessionTimeout":"15""#
                ),
            ),
            document(
                &long,
                r#""cloudWatchStreamingEnabled":true,"shellProfile":{"linux":"unset HISTFILE; stty -echo"}"#,
            ),
        ],
        audited_groups: vec![GROUP.to_owned()],
        groups: vec![group],
        instances: read(
            vec![instance("i-0aa11bb22cc33dd44", "3.3.2299.0"), instance("i-0bb22cc33dd44ee55", "2.3.1.0")],
            "ssm:DescribeInstanceInformation",
            "ap-northeast-1",
        ),
        endpoints: denied("ec2:DescribeVpcEndpoints", "ap-northeast-1"),
        trails: denied("cloudtrail:DescribeTrails", "ap-northeast-1"),
        ..SetupFacts::default()
    }
}

pub fn report() -> Arc<SetupReport> {
    let (storage, scan) = (StoragePrices::built_in(), ScanPrices::built_in());
    Arc::new(SetupReport::new(facts(), Requirements::default(), &storage, &scan, MOMENT))
}

/// A session that began so many hours ago.
pub fn row(id: &str, hours_ago: i64, status: RowStatus) -> Row {
    let start = MOMENT - hours_ago * 60 * MINUTE;
    let has_log = !matches!(status, RowStatus::NoTranscript { .. } | RowStatus::NotLoggedByDesign { .. });
    let is_known = !matches!(status, RowStatus::TranscriptOnly { .. });
    Row {
        session_id: id.to_owned(),
        status,
        unweighed: None,
        person: Person::unresolved(Why::KeyNotFound),
        principal: Some("arn:aws:sts::111122223333:assumed-role/Oncall/oncall-01".to_owned()),
        target: Some("i-0aa11bb22cc33dd44".to_owned()),
        document: Some(PREFERENCES_DOCUMENT.to_owned()),
        reason: None,
        source_address: Some("203.0.113.7".to_owned()),
        user_agent: Some("aws-cli/2.31.1".to_owned()),
        start: is_known.then_some(start),
        end: is_known.then_some(start + 50 * MINUTE),
        first_event: has_log.then_some(start + 1_000),
        last_event: has_log.then_some(start + 49 * MINUTE),
        events: has_log.then_some(41),
        principal_in_log: None,
        log_groups: if has_log { vec![GROUP.to_owned()] } else { Vec::new() },
        resumed: 0,
        terminated_by: None,
        start_event: is_known.then(|| format!("event-of-{id}")),
        error_code: None,
        source_identity: None,
        seen: Seen { history: is_known, trail: is_known, transcript: has_log },
    }
}

/// One session of each status, one of a hostile person, and CloudTrail that may not be read.
pub fn comparison() -> Reconciliation {
    let covered = |days: i64, operation: &str| {
        read(Covered { start: MOMENT - days * DAY, end: MOMENT }, operation, "ap-northeast-1")
    };
    let unknown = RowStatus::NoTranscript { cause: Cause::Unknown, certainty: Certainty::Unknown };
    let off = RowStatus::NoTranscript { cause: Cause::LoggingOff, certainty: Certainty::Likely };
    let cut =
        RowStatus::Cut { gap: Gap::StopsEarly, silent_milliseconds: 95 * MINUTE, limit_milliseconds: 25 * MINUTE };
    let found = |name: &str| Person::Resolved {
        name: name.to_owned(),
        how: How::IdentityCenter,
        by: vec!["7b1e-aa".to_owned(), "7b1e-bb".to_owned()],
    };
    Reconciliation {
        account: "111122223333".to_owned(),
        region: "ap-northeast-1".to_owned(),
        caller: "arn:aws:sts::111122223333:assumed-role/Auditor/a".to_owned(),
        at: MOMENT - 5_000,
        log_groups: vec![GROUP.to_owned()],
        range: Covered { start: MOMENT - 7 * DAY, end: MOMENT },
        history: covered(30, "ssm:DescribeSessions"),
        trail: denied("cloudtrail:LookupEvents", "ap-northeast-1"),
        transcripts: covered(7, "logs:DescribeLogStreams"),
        kept_since: None,
        trail_log_group: None,
        unread_groups: Vec::new(),
        credentials: Answer::NotAsked,
        broken_events: 0,
        elsewhere: 0,
        broken_sessions: 0,
        rows: vec![
            Row { person: found("suzuki.hanako@example.co.jp"), ..row("alice-0a", 90, RowStatus::Matched) },
            Row { person: found("suzuki.hanako@example.co.jp"), ..row("alice-0b", 70, cut) },
            Row { reason: Some("CHG-4711 disk full".to_owned()), ..row("oncall-01-0c", 60, unknown) },
            row("oncall-01-0d", 55, off),
            row("jp-ops-0e", 50, RowStatus::TranscriptOnly { why: WhyAlone::Unknown }),
            Row {
                document: Some("AWS-StartPortForwardingSession".to_owned()),
                ..row("dba-03-0f", 40, RowStatus::NotLoggedByDesign { certainty: Certainty::Certain })
            },
            Row {
                person: found(HOSTILE),
                reason: Some(format!("{HOSTILE}{}", "B".repeat(10_000))),
                principal_in_log: Some("arn:aws:iam::111122223333:user/mallory".to_owned()),
                resumed: 2,
                source_identity: Some(HOSTILE.to_owned()),
                ..row("evil-0g", 30, RowStatus::Contradictory { why: Contradiction::OtherPrincipal })
            },
            Row { person: found("tanaka@example.co.jp"), ..row("tanaka-0h", 9, RowStatus::Matched) },
        ],
    }
}
