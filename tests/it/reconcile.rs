//! What the comparison of sessions reads, through the real SDKs, against the embedded service.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
    time::Duration,
};

use aws_sdk_cloudwatchlogs::types::InputLogEvent;
use serde_json::{Value, json};
use session_lens::{
    case::{Case, NewEvent, Writer},
    cloudwatch::{ConnectOptions, connect},
    emulator::{Emulator, EmulatorOptions, Faults, RowLimit},
    model::{Operation, TimeRange},
    setup::{
        Answer, Requirements, SetupReport,
        aws::{Account, Wanted, read_setup, reconcile_now},
        reconcile::{Reconciliation, Row, RowStatus, Transcript},
    },
};
use tokio_util::sync::CancellationToken;

use crate::service;

const GROUPS: [&str; 2] = ["/aws/ssm/session-logs", "/aws/ssm/session-logs-upload"];
const TRAIL_GROUP: &str = "/aws/cloudtrail/management";
const PROGRAM: &str = env!("CARGO_BIN_EXE_session-lens");
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The demo's account at one moment, and how it is set up.
struct Asked {
    service: Emulator,
    account: Account,
    setup: SetupReport,
    now: i64,
}

impl Asked {
    async fn new(faults: Faults) -> Self {
        let now = service::now();
        let (throttle, query_delay) = (false, Duration::from_millis(10));
        let options = EmulatorOptions { throttle, query_delay, faults, ..EmulatorOptions::demo_at(now) };
        let service = Emulator::start(options).await.unwrap();
        let account = Account::new(connect(ConnectOptions::demo(&service.endpoint())).await.unwrap());
        let facts = read_setup(&account, &GROUPS.map(str::to_owned), now, &|_, _| ()).await.unwrap();
        let (storage, scan) =
            (session_lens::setup::cost::StoragePrices::built_in(), session_lens::model::ScanPrices::built_in());
        let setup = SetupReport::new(facts, Requirements::default(), &storage, &scan, now);
        Self { service, account, setup, now }
    }

    async fn of(
        &self,
        groups: &[&str],
        range: (i64, i64),
        trail: Option<&str>,
        known: &[Transcript],
    ) -> Reconciliation {
        let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
        let wanted = Wanted {
            log_groups: &groups,
            range: TimeRange { start: self.now - range.0, end: self.now - range.1 },
            trail_log_group: trail,
            known,
            setup: Some(&self.setup),
            now: self.now,
        };
        reconcile_now(&self.account, wanted, &CancellationToken::new(), &|_| ()).await.unwrap()
    }
}

/// By session, or by the event of a start that was refused.
fn by_id(rows: &[Row]) -> BTreeMap<String, Row> {
    let id =
        |row: &Row| row.start_event.clone().filter(|_| row.session_id.is_empty()).unwrap_or(row.session_id.clone());
    rows.iter().map(|row| (id(row), row.clone())).collect()
}

fn statuses(rows: &BTreeMap<String, Row>) -> BTreeMap<&String, &RowStatus> {
    rows.iter().map(|(id, row)| (id, &row.status)).collect()
}

/// A piece of the time shows the sessions that went on in it, as the whole of the time does, and no others: whatever was
/// ended, taken up again or uploaded after it, or had begun before it.
#[tokio::test(flavor = "multi_thread")]
async fn a_piece_of_the_time_says_what_the_whole_says() {
    let asked = Asked::new(Faults::default()).await;
    let whole = by_id(&asked.of(&GROUPS, (20 * DAY, 0), None, &[]).await.rows);
    // Days, hours, and times that begin or end in the midst of a session, or before its log came.
    let mut pieces = vec![(27 * HOUR, 25 * HOUR), (3 * DAY, 2 * DAY), (12 * DAY, 5 * DAY)];
    let ago = |time: i64| asked.now - time;
    for group in GROUPS {
        let of_group = whole.values().filter(|row| row.log_groups == [group]);
        let spans = of_group.filter_map(|row| Some((row.start?, row.end?, row.first_event?)));
        let long = spans.filter(|(start, end, _)| end - start > 120_000 && ago(*end) < 10 * DAY);
        for (start, end, first) in long.step_by(9).take(3) {
            let middle = ago(i64::midpoint(start, end));
            let before_log = ago(i64::midpoint(start, first));
            pieces.extend([(middle, middle - HOUR), (middle + HOUR, middle), (ago(start) + HOUR, before_log)]);
        }
    }
    assert!(pieces.len() > 12, "{pieces:?}");
    let mut sessions = 0;
    for (start, end) in pieces {
        let piece = by_id(&asked.of(&GROUPS, (start, end), None, &[]).await.rows);
        let (from, to) = (asked.now - start, asked.now - end);
        let goes_on = |row: &Row| {
            let times = [row.start, row.end, row.first_event, row.last_event];
            let times = || times.into_iter().flatten();
            times().min().is_none_or(|first| first < to) && times().max().is_none_or(|last| last >= from)
        };
        let expected: BTreeMap<String, Row> =
            whole.iter().filter(|(_, row)| goes_on(row)).map(|(id, row)| (id.clone(), row.clone())).collect();
        assert_eq!(statuses(&piece), statuses(&expected), "{start} to {end} before now");
        assert!(piece == expected, "{start} to {end} before now: not all is known of each that the whole knows");
        sessions += piece.len();
    }
    assert!(sessions > 50, "{sessions}");
    asked.service.stop().await;
}

/// Of a trail that brings together regions and accounts, the sessions of the others are counted and left out; and that
/// services assume roles all day long takes no session away, but is said.
#[tokio::test(flavor = "multi_thread")]
async fn a_trail_of_many_gives_the_sessions_of_here() {
    let asked = Asked::new(Faults { row_limit: RowLimit::Capped, ..Faults::default() }).await;
    let before = asked.of(&GROUPS, (2 * DAY, 0), Some(TRAIL_GROUP), &[]).await;
    assert!(matches!((&before.trail, &before.credentials), (Answer::Read { .. }, Answer::Read { .. })));
    assert_eq!((before.elsewhere, before.broken_events), (0, 0));

    let time = asked.now - HOUR;
    let iso = jiff::Timestamp::from_millisecond(time).unwrap().to_string();
    let start = |id: &str, region: &str, account: &str| {
        json!({
            "eventSource": "ssm.amazonaws.com", "eventName": "StartSession", "eventTime": iso, "eventID": id,
            "awsRegion": region, "recipientAccountId": account, "responseElements": {"sessionId": id},
        })
    };
    let mut events = vec![
        start("of-another-region", "us-east-1", "111122223333"),
        start("of-another-account", "ap-northeast-1", "444455556666"),
        start("of-here", "ap-northeast-1", "111122223333"),
    ];
    let assumed = json!({
        "eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "eventTime": iso, "userIdentity": {"type": "AWSService"},
    });
    events.extend(std::iter::repeat_n(assumed, 11_000));
    let writer = service::writer(&asked.service);
    writer.create_log_stream().log_group_name(TRAIL_GROUP).log_stream_name("others").send().await.unwrap();
    for some in events.chunks(3_000) {
        let some = some.iter().map(|event| InputLogEvent::builder().timestamp(time).message(event.to_string()).build());
        let some = some.map(Result::unwrap).collect();
        let put = writer.put_log_events().log_group_name(TRAIL_GROUP).log_stream_name("others");
        put.set_log_events(Some(some)).send().await.unwrap();
    }
    let after = asked.of(&GROUPS, (2 * DAY, 0), Some(TRAIL_GROUP), &[]).await;
    assert!(matches!(after.trail, Answer::Read { .. }), "{:?}", after.trail);
    assert_eq!(after.credentials.outcome(), after.credentials);
    assert!(matches!(after.credentials, Answer::CutShort { read: 10_000, .. }), "{:?}", after.credentials);
    assert_eq!(after.elsewhere, 2);
    let ids = |found: &Reconciliation| by_id(&found.rows).into_keys().collect::<BTreeSet<String>>();
    let new: Vec<String> = ids(&after).difference(&ids(&before)).cloned().collect();
    assert_eq!(new, ["of-here"]);
    assert!(ids(&before).is_subset(&ids(&after)));
    asked.service.stop().await;
}

/// One group that cannot be read takes nothing away from the others.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_cannot_be_read_hides_no_other() {
    let asked = Asked::new(Faults::default()).await;
    let range = (3 * DAY, 0);
    let alone = asked.of(&GROUPS, range, None, &[]).await;
    let with = asked.of(&["/secret", GROUPS[0], GROUPS[1]], range, None, &[]).await;
    assert!(alone.unread_groups.is_empty());
    let unread: Vec<&str> = with.unread_groups.iter().map(|group| group.log_group.as_str()).collect();
    assert_eq!(unread, ["/secret"]);
    assert!(matches!(with.transcripts, Answer::Read { .. }), "{:?}", with.transcripts);
    assert_eq!(statuses(&by_id(&with.rows)), statuses(&by_id(&alone.rows)), "no document logs there");

    asked.service.refuse(Operation::DescribeLogStreams.name(), "AccessDeniedException", "not authorized");
    let none = asked.of(&GROUPS, range, None, &[]).await;
    assert_eq!(none.unread_groups.len(), 2);
    assert!(none.transcripts.value().is_none());
    asked.service.stop().await;
}

/// A time that nobody keeps is told as such, and no error comes of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_time_before_all_that_is_kept_is_said_to_be_so() {
    let asked = Asked::new(Faults::default()).await;
    let older = asked.of(&GROUPS, (300 * DAY, 100 * DAY), None, &[]).await;
    for (name, answer) in [("history", &older.history), ("trail", &older.trail)] {
        let covered = answer.value().unwrap_or_else(|| panic!("{name}: {answer:?}"));
        assert!(covered.is_older_than_kept(older.range), "{name}: {covered:?}");
    }
    assert!(older.rows.iter().all(|row| !matches!(row.status, RowStatus::NoTranscript { .. })));
    // The history has nothing of this time, CloudTrail has.
    let between = asked.of(&GROUPS, (60 * DAY, 50 * DAY), None, &[]).await;
    let is_older = |answer: &Answer<_>| {
        answer
            .value()
            .map(|covered: &session_lens::setup::reconcile::Covered| covered.is_older_than_kept(between.range))
    };
    assert_eq!((is_older(&between.history), is_older(&between.trail)), (Some(true), Some(false)));
    asked.service.stop().await;

    let said = run(&["reconcile", "--demo", "--log-group", GROUPS[0], "--start", "-300d", "--end", "-100d"]).1;
    assert_eq!(said.matches("older than what AWS keeps").count(), 2, "{said}");
}

fn run(arguments: &[&str]) -> (String, String) {
    let done = Command::new(PROGRAM).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&done.stdout), text(&done.stderr))
}

/// What a case has of a stream makes its times exact, counts its events, and says whose they are.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_tells_what_the_list_of_streams_does_not() {
    let asked = Asked::new(Faults::default()).await;
    let listed = asked.of(&GROUPS, (3 * DAY, 0), None, &[]).await;
    let whose = |row: &&Row| matches!(row.status, RowStatus::Matched) && row.log_groups == [GROUPS[0]];
    let row = listed.rows.iter().find(whose).unwrap();
    assert_eq!((row.events, &row.principal_in_log), (None, &None));
    let first = row.first_event.unwrap() - 5_000;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let mut writer = Writer::new(Case::create(&path, 1).unwrap()).unwrap();
    writer.begin_source(2, "a file", &json!({"kind": "lines"})).unwrap();
    let record = json!({
        "eventVersion": "1.0", "eventTime": "2026-11-01T00:00:00Z", "awsRegion": "ap-northeast-1",
        "userIdentity": {"arn": "arn:aws:iam::111122223333:user/mallory"}, "runAsUser": "ssm-user",
        "sessionId": row.session_id, "sessionData": ["$ ls"],
    });
    for (number, log) in [(0, GROUPS[0]), (1, GROUPS[0]), (2, "/other")] {
        writer.push(&NewEvent {
            timestamp: Some(first + number),
            ingestion_time: None,
            log: &format!("111122223333:{log}"),
            log_stream: &row.session_id,
            message: record.to_string().as_bytes(),
            ptr: "",
        });
    }
    writer.flush(3, &[]).unwrap();
    let mut case = writer.into_case();
    case.derive(4, &mut |_, _| std::ops::ControlFlow::Continue(())).unwrap();
    let known = case.kept_transcripts(&GROUPS.map(str::to_owned)).unwrap();
    let found = asked.of(&GROUPS, (3 * DAY, 0), None, &known).await;
    let exact = &by_id(&found.rows)[&row.session_id];
    assert_eq!(exact.first_event, Some(first));
    assert_eq!((exact.last_event, exact.events), (row.last_event, Some(2)));
    assert_eq!(exact.principal_in_log.as_deref(), Some("arn:aws:iam::111122223333:user/mallory"));
    assert_eq!(found.rows.len(), listed.rows.len());
    asked.service.stop().await;
}

/// On the command line too: the case that the comparison is kept in is read first.
#[test]
fn the_comparison_reads_the_case_that_it_is_kept_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let case = path.to_str().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo/sessions/oncall-14-123456ab78cde01f2.ndjson");
    run(&["import", file.to_str().unwrap(), "--case", case, "--log-group", GROUPS[0]]);
    let compare = ["reconcile", "--demo", "--log-group", GROUPS[0], "--format", "ndjson", "--case", case];
    let rows = run(&compare).0;
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let counted: Vec<&Value> = rows.iter().filter(|row| !row["events"].is_null()).collect();
    assert_eq!(counted.len(), 1, "{} rows", rows.len());
    assert_eq!(counted[0]["sessionId"], "oncall-14-123456ab78cde01f2");
    assert_eq!(counted[0]["events"], std::fs::read_to_string(file).unwrap().lines().count());
}
