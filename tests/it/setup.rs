//! The setup check and the reconciliation, through the real SDKs, against the embedded service's setups.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
    time::Duration,
};

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    emulator::{DemoCases, Emulator, EmulatorOptions, Setup, demo_cases},
    model::{Operation, TimeRange},
    setup::{
        Answer, Finding, FindingKind, Requirements, SetupFacts, Weight,
        aws::{Account, Wanted, read_setup, reconcile_now},
        check,
        reconcile::{Cause, Person, Reconciliation, RowStatus, WhyAlone},
    },
};
use tokio_util::sync::CancellationToken;

pub(super) const GROUPS: [&str; 2] = ["/aws/ssm/session-logs", "/aws/ssm/session-logs-upload"];
pub(super) const PROGRAM: &str = env!("CARGO_BIN_EXE_session-lens");
const DAY: i64 = 86_400_000;

fn groups() -> Vec<String> {
    GROUPS.map(str::to_owned).to_vec()
}

pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

pub(super) async fn service(setup: &str, now: i64) -> Emulator {
    let options = EmulatorOptions {
        setup: Some(setup.parse::<Setup>().unwrap()),
        throttle: false,
        query_delay: Duration::from_millis(10),
        ..EmulatorOptions::demo_at(now)
    };
    Emulator::start(options).await.unwrap()
}

async fn account(service: &Emulator) -> Account {
    Account::new(connect(ConnectOptions::demo(&service.endpoint())).await.unwrap())
}

pub async fn facts(service: &Emulator) -> SetupFacts {
    read_setup(&account(service).await, &groups(), now(), &|_, _| ()).await.unwrap()
}

pub fn found(facts: &SetupFacts) -> Vec<Finding> {
    check(facts, &Requirements::default(), facts.at)
}

pub fn kinds(found: &[Finding]) -> BTreeSet<&'static str> {
    found.iter().map(|finding| finding.kind.name()).collect()
}

/// What each setup is there to show, read through AWS's own SDKs; and nothing that weighs more beside it.
#[tokio::test(flavor = "multi_thread")]
async fn each_setup_shows_what_it_is_there_for() {
    use FindingKind::{
        AccountMasking, AccountTransformer, AgentTooOld, BucketLockWeak, BucketMissing, EndpointPolicy,
        EndpointsMissing, GroupAsArn, GroupMissing, GroupWithoutKey, InstanceCannotWrite, InstanceRoleMissing,
        InstanceWithoutRole, KeyMissing, Masking, NoChannelKey, NoLogging, NoPreferences, NoTrail, OnlyS3,
        ProfileHidesCommands, ProfileTakesFile, ProfileToBeRead, ProfileTouchesRecording, ProfileWeakensHistory,
        RetentionShort, RunAsOff, StreamingAlone, StreamingOff, TrailNotDelivering, TrailUnknown, TunnelsOpenTo,
        TunnelsOpenToAdministrators, TunnelsPartlyKnown,
    };

    let good = service("good", now()).await;
    let good_facts = facts(&good).await;
    let of_good = found(&good_facts);
    let risks: BTreeSet<&str> =
        of_good.iter().filter(|finding| finding.weight == Weight::Risk).map(|finding| finding.kind.name()).collect();
    assert!(risks.is_empty(), "{risks:?}");
    assert!(!of_good.iter().any(|finding| finding.weight == Weight::CouldNotCheck), "{of_good:?}");
    good.stop().await;

    for (setup, expected) in [
        ("no-preferences", NoPreferences),
        ("logging-off", NoLogging),
        ("upload-only", StreamingOff),
        ("group-missing", GroupMissing),
        ("streaming-only", StreamingAlone),
        ("no-keys", NoChannelKey),
        ("no-keys", GroupWithoutKey),
        ("run-as-off", RunAsOff),
        ("tunnels", TunnelsOpenTo),
        ("administrators", TunnelsOpenToAdministrators),
        ("short-retention", RetentionShort),
        ("history-erased", ProfileWeakensHistory),
        ("old-agents", AgentTooOld),
        ("role-cannot-write", InstanceCannotWrite),
        ("no-endpoints", EndpointsMissing),
        ("bucket-missing", BucketMissing),
        ("s3-only", OnlyS3),
        ("data-protection", Masking),
        ("account-policies", AccountMasking),
        ("account-policies", AccountTransformer),
        ("no-trail", NoTrail),
        ("by-arn", GroupAsArn),
        ("key-missing", KeyMissing),
        ("weak-lock", BucketLockWeak),
        ("no-roles", InstanceWithoutRole),
        ("no-roles", InstanceRoleMissing),
        ("weak-endpoints", EndpointsMissing),
        ("weak-endpoints", EndpointPolicy),
        ("trail-lost", TrailUnknown),
        ("trail-failing", TrailNotDelivering),
        ("organization", TunnelsPartlyKnown),
        ("unseen-profile", ProfileTakesFile),
        ("unseen-profile", ProfileHidesCommands),
        ("unseen-profile", ProfileTouchesRecording),
        ("unseen-profile", ProfileToBeRead),
    ] {
        let service = service(setup, now()).await;
        let found = found(&facts(&service).await);
        assert!(kinds(&found).contains(expected.name()), "{setup}: {:?}", kinds(&found));
        let about = found.iter().find(|finding| finding.kind == expected).unwrap();
        assert!(!about.evidence.evidence.operation.is_empty() && !about.evidence.value.is_empty(), "{about:?}");
        assert!(!kinds(&of_good).contains(expected.name()), "{setup}: also where all is well");
        service.stop().await;
    }
}

/// Nothing is good that hangs on what is not there, and a key is looked for where it is.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_is_not_called_good_beside_it() {
    for (setup, never) in [
        ("bucket-missing", &["streaming-and-s3", "bucket-locked", "bucket-with-key", "instances-can-write"][..]),
        ("group-missing", &["streaming-alone", "streaming-and-s3", "instances-can-write"]),
        ("key-disabled", &["channel-key"]),
        ("key-missing", &["channel-key"]),
        ("by-parameter", &["streaming-and-s3", "idle-timeout-good", "instances-can-write"]),
        ("by-arn", &["streaming-and-s3", "group-missing", "instances-can-write"]),
        ("no-roles", &["instances-can-write"]),
        ("weak-endpoints", &["endpoints-there"]),
        ("weak-lock", &["bucket-locked"]),
        ("trail-lost", &["trail-in-order", "no-trail"]),
        ("unseen-profile", &["profile-harmless", "profile-none"]),
        ("abroad", &["key-missing", "key-unknown", "read-failed", "endpoints-there", "bucket-missing"]),
    ] {
        let service = service(setup, now()).await;
        let found = found(&facts(&service).await);
        for kind in never {
            let about = found.iter().filter(|finding| finding.kind.name() == *kind);
            assert_eq!(about.count(), 0, "{setup}: {kind}");
        }
        if setup == "abroad" {
            let key = "9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f";
            let is_it = |finding: &&Finding| finding.kind == FindingKind::KeyInOrder && finding.subject.contains(key);
            assert_eq!(found.iter().filter(is_it).count(), 1, "{found:?}");
            let missing = found.iter().find(|finding| finding.kind == FindingKind::EndpointsMissing).unwrap();
            assert_eq!(missing.values["services"], "s3 (us-east-1)", "a gateway leads to no other region");
        }
        service.stop().await;
    }
}

/// What strangers share with the whole world is no part of the account's setup.
#[tokio::test(flavor = "multi_thread")]
async fn documents_of_strangers_are_left_alone() {
    let service = service("good", now()).await;
    let facts = facts(&service).await;
    let names = facts.document_names.value().unwrap();
    assert!(names.iter().any(|name| name == "SSM-SessionManagerRunShell") && names.len() > 4, "{names:?}");
    assert!(names.iter().any(|name| name == "AWS-StartSSHSession"), "{names:?}");
    assert!(names.iter().all(|name| !name.contains("Free-Shell")), "{names:?}");
    let mut once = names.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), names.len(), "each is told once");
    service.stop().await;
}

/// Those who may start what is never logged are named, all of them and no others; and machines that are alike stand in one
/// finding.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_start_a_tunnel_is_named() {
    let service = service("demo", now()).await;
    let facts = facts(&service).await;
    let ssh = facts.documents.iter().find(|document| document.name == "AWS-StartSSHSession").unwrap();
    let starters = ssh.starters.value().unwrap();
    let (administrators, others): (Vec<&String>, Vec<&String>) =
        starters.may.iter().partition(|arn| starters.administrators.contains(arn));
    assert!(others.iter().all(|arn| arn.contains("_DatabaseAdmin_") || arn.contains(":user/ops/")), "{starters:?}");
    assert_eq!(administrators, ["arn:aws:iam::111122223333:role/BreakGlassAdmin"]);
    assert!(starters.may.iter().any(|arn| arn.ends_with(":user/ops/mori.haruto")), "{starters:?}");
    assert!(starters.simulated == starters.principals && starters.principals > 30, "{starters:?}");
    let shell = facts.documents.iter().find(|document| document.name == "SSM-SessionManagerRunShell").unwrap();
    assert_eq!(shell.starters, Answer::NotAsked, "its sessions are logged");

    let found = found(&facts);
    let of = |kind| found.iter().filter(move |finding| finding.kind == kind).collect::<Vec<_>>();
    for finding in of(FindingKind::TunnelsOpenTo) {
        assert_eq!(finding.values["count"], starters.may.len().to_string());
        assert!(finding.values["who"].contains("user/ops/mori.haruto"), "{:?}", finding.values);
    }
    let cannot = of(FindingKind::InstanceCannotWrite);
    assert!(cannot.len() == 1 && cannot[0].about().count() > 1, "one role, one finding: {cannot:?}");
    assert!(cannot[0].evidence.value.contains("logs:PutLogEvents arn:aws:logs:"), "{:?}", cannot[0].evidence);
    service.stop().await;
}

/// A refusal for some takes nothing from what is known of the others, and is told.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_be_simulated_hides_nobody_else() {
    let service = service("administrators", now()).await;
    let facts = facts(&service).await;
    let ssh = facts.documents.iter().find(|document| document.name == "AWS-StartSSHSession").unwrap();
    let starters = ssh.starters.value().unwrap();
    let administrator = ["arn:aws:iam::111122223333:role/BreakGlassAdmin"];
    assert_eq!(
        (&starters.may[..], &starters.administrators[..]),
        (&administrator.map(str::to_owned)[..], &administrator.map(str::to_owned)[..])
    );
    assert!(starters.simulated > 10 && starters.simulated < starters.principals, "{starters:?}");
    let found = found(&facts);
    let weights: BTreeSet<Weight> = found
        .iter()
        .filter(|finding| finding.kind.name().starts_with("tunnels"))
        .map(|finding| finding.weight)
        .collect();
    assert_eq!(weights, BTreeSet::from([Weight::Attention]), "an administrator is in every account");
    let refused: Vec<&Finding> = found.iter().filter(|finding| finding.kind == FindingKind::CouldNotRead).collect();
    assert!(refused.len() == 1 && refused[0].subject == "iam:SimulatePrincipalPolicy", "{refused:?}");
    service.stop().await;
}

/// Whatever the caller may not read, the rest is read; and the permission is named.
#[tokio::test(flavor = "multi_thread")]
async fn any_permission_may_be_missing() {
    let service = service("good", now()).await;
    let account = account(&service).await;
    let whole = read_setup(&account, &groups(), now(), &|_, _| ()).await.unwrap();
    let all = kinds(&found(&whole)).len();
    let of_logs = [
        Operation::DescribeLogGroups,
        Operation::GetDataProtectionPolicy,
        Operation::GetTransformer,
        Operation::DescribeAccountPolicies,
    ];
    let needed: Vec<Operation> = Operation::ALL
        .into_iter()
        .filter(|operation| operation.service() != "CloudWatch Logs" || of_logs.contains(operation))
        .filter(|operation| {
            ![Operation::GetCallerIdentity, Operation::DescribeSessions, Operation::LookupEvents].contains(operation)
        })
        .collect();
    for operation in &needed {
        service.refuse(operation.name(), code(*operation), "not authorized to perform it");
        let found = found(&read_setup(&account, &groups(), now(), &|_, _| ()).await.unwrap());
        let named: Vec<&str> = found
            .iter()
            .filter(|finding| finding.kind == FindingKind::CouldNotRead)
            .map(|finding| finding.subject.as_str())
            .collect();
        // What was never asked for, because nothing pointed to it, is missing too and named by what was refused.
        assert_eq!(named, [operation.iam_action()], "{operation:?}");
        assert!(kinds(&found).len() > all / 4, "{operation:?}: {:?}", kinds(&found));
        service.allow(operation.name());
    }
    for operation in &needed {
        service.refuse(operation.name(), code(*operation), "not authorized to perform it");
    }
    let found = found(&read_setup(&account, &groups(), now(), &|_, _| ()).await.unwrap());
    assert!(found.iter().all(|finding| finding.weight == Weight::CouldNotCheck), "{found:?}");
    assert!(found.len() >= 5, "{found:?}");
    service.stop().await;
}

/// Both ask for nothing that is not on the list, and for all of it that is theirs.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_the_list_is_asked_for() {
    let now = now();
    let service = service("good", now).await;
    reconciled(&service, TimeRange { start: now - DAY, end: now }, now).await;
    let called = service.operations_called();
    let outside: Vec<_> =
        called.keys().filter(|name| !Operation::ALL.iter().any(|operation| operation.name() == *name)).collect();
    assert!(outside.is_empty(), "{outside:?}");
    let of_others = Operation::ALL.iter().filter(|operation| operation.service() != "CloudWatch Logs");
    let missing: Vec<_> = of_others.filter(|operation| !called.contains_key(operation.name())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for operation in [Operation::GetDataProtectionPolicy, Operation::GetTransformer, Operation::DescribeAccountPolicies]
    {
        assert!(called.contains_key(operation.name()));
    }
    service.stop().await;
}

fn code(operation: Operation) -> &'static str {
    match operation.service() {
        "EC2" => "UnauthorizedOperation",
        "S3" | "IAM" => "AccessDenied",
        _ => "AccessDeniedException",
    }
}

async fn reconciled(service: &Emulator, range: TimeRange, now: i64) -> Reconciliation {
    let account = account(service).await;
    let facts = read_setup(&account, &groups(), now, &|_, _| ()).await.unwrap();
    let report = session_lens::setup::SetupReport::new(
        facts,
        Requirements::default(),
        &session_lens::setup::cost::StoragePrices::built_in(),
        &session_lens::model::ScanPrices::built_in(),
        now,
    );
    let groups = groups();
    let wanted = Wanted { log_groups: &groups, range, trail_log_group: None, known: &[], setup: Some(&report), now };
    reconcile_now(&account, wanted, &CancellationToken::new(), &|_| ()).await.unwrap()
}

/// Every case of the demo is found, with its cause, and no other.
#[tokio::test(flavor = "multi_thread")]
async fn every_case_of_the_demo_is_found_and_no_other() {
    let now = now();
    let cases: DemoCases = demo_cases(now);
    let service = service("demo", now).await;
    let found = reconciled(&service, TimeRange { start: now - 400 * DAY, end: now }, now).await;
    assert!(matches!(found.history, Answer::Read { .. }) && matches!(found.trail, Answer::Read { .. }));
    assert_eq!(found.broken_events, 0);

    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut denied = BTreeSet::new();
    for row in &found.rows {
        let name = match row.status {
            RowStatus::NoTranscript { cause: Cause::StartDenied, .. } => {
                denied.insert(row.start_event.clone().unwrap());
                continue;
            }
            RowStatus::Matched => "matched",
            RowStatus::Cut { .. } => "cut",
            RowStatus::Contradictory { why } => why.name(),
            RowStatus::NoTranscript { cause, .. } => cause.name(),
            RowStatus::TranscriptOnly { why } => {
                assert_eq!(why, WhyAlone::OlderThanHistory, "{row:?}");
                "transcript-only"
            }
            RowStatus::NotLoggedByDesign { .. } => "not-logged-by-design",
        };
        assert!(ids.entry(name).or_default().insert(row.session_id.clone()), "{} twice", row.session_id);
    }
    let mut take = |name: &str| ids.remove(name).unwrap_or_default();
    assert_eq!(denied, cases.start_denied);
    assert_eq!(take("cut"), cases.cut);
    assert_eq!(take("logging-off"), cases.logging_off);
    assert_eq!(take("cannot-write"), cases.role_cannot_write);
    assert_eq!(take("too-short"), cases.too_short);
    assert_eq!(take("not-logged-by-design"), &cases.port_forwarding | &cases.ssh);
    assert_eq!(take("transcript-only"), cases.transcript_only);
    assert_eq!(&take("still-running") | &take("may-be-late"), cases.nothing_yet);
    assert_eq!(take("matched"), cases.matched);
    assert!(ids.is_empty(), "{ids:?}");

    // Nobody is named who is not known to be it.
    let mut resolved = 0;
    for row in &found.rows {
        let Some(known) = cases.persons.get(&row.session_id) else { continue };
        match (&row.person, known) {
            (Person::Resolved { name, .. }, session_lens::emulator::Person::Resolved(expected)) => {
                assert_eq!(name, expected, "{row:?}");
                resolved += 1;
            }
            (Person::Unresolved { .. }, session_lens::emulator::Person::Unresolved) => {}
            other => panic!("{}: {other:?}", row.session_id),
        }
    }
    assert!(resolved > 100, "{resolved}");
    service.stop().await;
}

/// Without one of the records, what the others say is told, and that the one could not be read.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_may_not_be_read_is_named() {
    let now = now();
    let service = service("demo", now).await;
    let range = TimeRange { start: now - 10 * DAY, end: now };
    let whole = reconciled(&service, range, now).await;
    for operation in [Operation::DescribeSessions, Operation::LookupEvents, Operation::DescribeLogStreams] {
        service.refuse(operation.name(), "AccessDeniedException", "not authorized");
        let found = reconciled(&service, range, now).await;
        let denied = [&found.history, &found.trail, &found.transcripts]
            .into_iter()
            .filter(
                |answer| matches!(answer, Answer::Denied { permission, .. } if permission == operation.iam_action()),
            )
            .count();
        assert_eq!(denied, 1, "{operation:?}: {:?}", (&found.history, &found.trail, &found.transcripts));
        assert!(found.rows.len() * 2 > whole.rows.len(), "{operation:?}: {} rows", found.rows.len());
        if operation == Operation::DescribeLogStreams {
            assert!(
                found.rows.iter().all(|row| !matches!(row.status, RowStatus::Matched)),
                "nothing is taken for granted"
            );
        }
        service.allow(operation.name());
    }
    service.stop().await;
}

pub(super) fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let done = Command::new(PROGRAM).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

pub(super) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(super) fn run_at(service: &Emulator, settings: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let keys = [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), ("AWS_REGION", "ap-northeast-1")];
    let done = Command::new(PROGRAM)
        .args(arguments)
        .args(["--endpoint-url", &service.endpoint()])
        .envs(keys)
        .env("SESSION_LENS_SETTINGS", settings.join("settings.json"))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

/// Nothing wrong is one thing, and nothing read is another; so is a credential that one service does not take.
#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_read_is_no_clean_bill() {
    let service = service("good", now()).await;
    let folder = tempfile::tempdir().unwrap();
    let ask = |arguments: &[&str]| run_at(&service, folder.path(), arguments);
    let check = ["check", "--log-group", GROUPS[0]];
    let (code, _, said) = ask(&check);
    assert_eq!(code, Some(0), "{said}");
    service.refuse("GetBucketLocation", "InvalidAccessKeyId", "does not exist in our records");
    let (code, out, said) = ask(&check);
    assert_eq!(code, Some(3), "{said}");
    assert!(out.contains("does not exist in our records"), "{out}");
    service.allow("GetBucketLocation");
    for operation in
        ["GetCallerIdentity", "DescribeLogGroups", "DescribeSessions", "LookupEvents", "DescribeLogStreams"]
    {
        service.refuse(operation, "AccessDeniedException", "not authorized");
    }
    let (code, out, said) = ask(&check);
    assert!(code == Some(3) && out.contains("logs:DescribeLogGroups"), "{code:?} {said}");
    let (code, _, said) = ask(&["reconcile", "--log-group", GROUPS[0], "--start", "-1d"]);
    assert!(code == Some(3) && said.contains("NOT READ: the permission ssm:DescribeSessions"), "{code:?} {said}");
    service.stop().await;
}

/// A comparison does not lower what the auditor asked for; and a company's own prices are used.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_has_set_stays() {
    let service = service("good", now()).await;
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("a.case");
    let ask = |arguments: &[&str]| run_at(&service, folder.path(), arguments);
    let checked = ["check", "--log-group", GROUPS[0], "--format", "ndjson"];
    let cost = |out: &str| {
        let mut lines = out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let standard = |line: serde_json::Value| line["cost"]["cost"]["standard"]["ingestionPerMonth"].as_f64();
        lines.find_map(standard).unwrap()
    };
    let before = cost(&ask(&checked).1);
    let own = "[regions.ap-northeast-1]\nlogs_standard_usd_per_gb = 7.6\n";
    std::fs::write(folder.path().join("storage-prices.toml"), own).unwrap();
    let (_, out, _) = ask(&[
        &checked[..],
        &["--retention-days", "2555", "--retention-rule", "J-SOX", "--case", text(&case)],
    ]
    .concat());
    assert!((cost(&out) / before - 10.0).abs() < 1e-6, "ten times the price: {} and {before}", cost(&out));

    ask(&["reconcile", "--log-group", GROUPS[0], "--start", "-1d", "--case", text(&case)]);
    let kept = session_lens::case::Case::open_read_only(&case).unwrap();
    let report = kept.setup().unwrap().unwrap();
    assert_eq!((report.requirements.retention_rule.as_str(), report.requirements.retention_days), ("J-SOX", 2555));
    assert!(kept.reconciliation().unwrap().is_some());
    service.stop().await;
}

/// On the command line, into a case, and out of it into a pack.
#[test]
fn both_go_into_a_case_and_into_its_pack() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("a.case");
    let (code, out, said) = run(&[
        "check",
        "--demo",
        "--log-group",
        GROUPS[0],
        "--format",
        "ndjson",
        "--language",
        "ja",
        "--case",
        text(&case),
    ]);
    assert_eq!(code, Some(1), "there are risks: {said}");
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().filter(|line| line["type"] == "finding").count() > 20);
    assert!(lines.iter().any(|line| line["type"] == "cost" && line["cost"]["logGroup"] == GROUPS[0]));
    for line in lines.iter().filter(|line| line["type"] == "finding") {
        assert!(!line["evidence"]["evidence"]["operation"].as_str().unwrap().is_empty(), "{line}");
        assert!(!line["title"].as_str().unwrap().is_ascii() && !line["meaning"].as_str().unwrap().is_empty(), "{line}");
        assert!(!line["awsPage"].as_str().unwrap().is_empty());
    }
    let (code, out, said) = run(&[
        "reconcile",
        "--demo",
        "--log-group",
        &GROUPS.join(","),
        "--start",
        "-7d",
        "--format",
        "csv",
        "--case",
        text(&case),
    ]);
    assert_eq!(code, Some(1), "there are sessions without a log: {said}");
    assert!(out.lines().next().unwrap().contains("\"transcript\"") && out.lines().count() > 50, "{out}");
    assert!(said.contains("Systems Manager's sessions: ") && said.contains("without a log"), "{said}");

    // A comparison of another time stands beside it.
    let groups = GROUPS.join(",");
    let other = ["reconcile", "--demo", "--log-group", &groups, "--start", "-20d", "--end", "-10d", "--format", "csv"];
    let (_, earlier, said) = run(&[&other[..], &["--case", text(&case)]].concat());
    assert!(earlier.lines().count() > 50, "{said}");

    let pack = folder.path().join("pack");
    assert_eq!(run(&["export", "--case", text(&case), "--out", text(&pack)]).0, Some(0));
    let setup: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(pack.join("data/setup.json")).unwrap()).unwrap();
    assert!(setup["findings"].as_array().unwrap().len() > 20);
    let report = std::fs::read_to_string(pack.join("data/report.html")).unwrap();
    for (name, printed) in [("reconciliation.csv", &earlier), ("reconciliation-2.csv", &out)] {
        let rows = std::fs::read_to_string(pack.join("data").join(name)).unwrap();
        assert_eq!(rows.lines().count(), printed.lines().count(), "{name}");
        assert!(pack.join("data").join(name.replace("csv", "json")).exists() && report.contains(name), "{name}");
    }
    assert!(report.contains("setup.json"));
    assert_eq!(run(&["verify", text(&pack)]).0, Some(0));
}
