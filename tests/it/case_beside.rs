//! Several programs at one case: who can wait waits, and nothing is lost or stands there twice.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use session_lens::{
    case::{Case, CaseError, NewEvent, Writer, verify},
    collect::{CaseStore, CollectError, CollectVia, CollectionScope, CollectionStore, Plan, Wanted, WindowRecord},
    emulator::{Emulator, EmulatorData, EmulatorOptions},
    model::LogEvent,
};

use crate::case::{PROGRAM, messages, run, text};

fn event(message: &'static str) -> NewEvent<'static> {
    let (log, log_stream) = ("1:g", "s");
    NewEvent { timestamp: Some(1), ingestion_time: None, log, log_stream, message: message.as_bytes(), ptr: "" }
}

fn writer(path: &Path) -> Writer {
    let mut writer = Writer::new(Case::open_or_create(path, 1).unwrap()).unwrap();
    writer.begin_source(1, "made up", &serde_json::json!({})).unwrap();
    writer
}

#[test]
fn what_two_bring_by_turns_is_all_there_and_in_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let (mut one, mut other) = (writer(&path), writer(&path));
    for (mine, theirs) in [("a", "b"), ("c", "d"), ("e", "f")] {
        for (writer, message) in [(&mut one, mine), (&mut other, theirs)] {
            assert!(writer.push(&event(message)));
            writer.flush(2, &[]).unwrap();
        }
    }
    // Each knows what the other one has brought.
    assert!(!one.push(&event("d")) && !other.push(&event("e")));
    drop((one, other));
    assert_eq!(messages(&path), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(verify(&path, &mut |_, _| ()).unwrap().events, 6);
}

#[test]
fn of_two_who_bring_the_same_the_second_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let (mut one, mut other) = (writer(&path), writer(&path));
    for writer in [&mut one, &mut other] {
        assert!(writer.push(&event("the same")));
    }
    one.flush(2, &[]).unwrap();
    let error = other.flush(3, &[]).unwrap_err();
    assert!(error.to_string().contains("in use"), "{error}");
    drop((one, other));
    assert_eq!(messages(&path), ["the same"]);
    verify(&path, &mut |_, _| ()).unwrap();
}

fn store(path: &Path) -> CaseStore {
    let writer = Writer::new(Case::open_or_create(path, 1).unwrap()).unwrap();
    let scope = CollectionScope { log_groups: vec!["g".to_owned()], start: 1_000, end: 2_000 };
    let wanted = Wanted::All { scope, via: CollectVia::Insights };
    CaseStore::new(writer, wanted, serde_json::Value::Null, || 7).unwrap()
}

fn window(number: i64) -> (WindowRecord, Vec<LogEvent>) {
    let event = LogEvent {
        timestamp: 1_000 + number,
        ingestion_time: 2_000,
        message: format!("collected {number}"),
        log_stream: "s".to_owned(),
        log: "1:g".to_owned(),
        ptr: format!("p{number}"),
    };
    (WindowRecord { start: 1_000 + number, end: 1_001 + number, rows: 1, ..WindowRecord::default() }, vec![event])
}

fn plan() -> Plan {
    serde_json::from_value(serde_json::json!({
        "scope": {"logGroups": ["g"], "start": 1_000, "end": 2_000}, "cutoff": 3_000,
        "counts": {"step": 1_000, "steps": [[1_000, 2]]}, "bytes": 9, "countQueryId": "q",
    }))
    .unwrap()
}

#[test]
fn a_collection_waits_for_who_writes_shortly_and_says_who_is_in_its_way_for_long() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let mut store = store(&path);
    store.begin(&plan()).unwrap();
    let lock = |time: Duration| {
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        std::thread::spawn(move || {
            std::thread::sleep(time);
            other.execute_batch("COMMIT").unwrap();
        })
    };
    let (record, events) = window(0);
    let held = lock(Duration::from_millis(700));
    assert_eq!(store.commit(&record, events).unwrap(), 1);
    held.join().unwrap();
    // For longer than is waited.
    store.wait_up_to(Duration::from_millis(100)).unwrap();
    let (record, events) = window(1);
    let held = lock(Duration::from_millis(700));
    let error = CollectError::from(store.commit(&record, events).unwrap_err());
    assert!(error.is_busy(), "{error}");
    assert!(error.to_string().contains("in use by another program"), "{error}");
    held.join().unwrap();
    drop(store);
    assert_eq!(messages(&path), ["collected 0"]);
    verify(&path, &mut |_, _| ()).unwrap();
}

#[test]
fn a_reader_waits_for_nobody_and_takes_nothing_from_who_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let mut one = writer(&path);
    one.push(&event("a"));
    one.flush(2, &[]).unwrap();
    let beside = folder.path().join("a.case-wal");
    let before = fs::metadata(&beside).unwrap().len();
    for _ in 0..3 {
        drop(Case::open_read_only(&path).unwrap());
    }
    assert_eq!(fs::metadata(&beside).unwrap().len(), before);
    drop(one);
    assert!(!beside.exists());
}

/// The same with the program itself, and a service that takes its time.
#[tokio::test(flavor = "multi_thread")]
async fn imports_beside_a_collection_do_not_stop_it() {
    let folder = tempfile::tempdir().unwrap();
    let group = folder.path().join("data/aws/ssm/logs");
    fs::create_dir_all(&group).unwrap();
    let now = crate::service::now();
    let lines: Vec<String> = (0..3_000)
        .map(|number| {
            format!("{{\"timestamp\":{},\"message\":\"event {number}\"}}\n", now - 86_400_000 + number * 1_000)
        })
        .collect();
    fs::write(group.join("s.ndjson"), lines.concat()).unwrap();
    let service = Emulator::start(EmulatorOptions {
        data: EmulatorData::Folder(folder.path().join("data")),
        query_delay: Duration::from_millis(150),
        throttle: false,
        ..EmulatorOptions::default()
    })
    .await
    .unwrap();
    let endpoint = service.endpoint();
    let path = folder.path().join("a.case");
    let (start, end) = ((now - 86_400_000 - 5_000).to_string(), (now - 1_800_000).to_string());
    let place = folder.path().to_owned();
    let done = tokio::task::spawn_blocking(move || {
        let mut collecting = Command::new(PROGRAM)
            .args(["collect", "--endpoint-url", &endpoint, "--region", "eu-west-1", "--log-group", "/aws/ssm/logs"])
            .args(["--start", &start, "--end", &end, "--rows-per-query", "100", "--case", text(&path)])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut imports = 0;
        while collecting.try_wait().unwrap().is_none() {
            if !path.exists() {
                std::thread::sleep(Duration::from_millis(20));
                continue;
            }
            let file = place.join(format!("file-{imports}.ndjson"));
            fs::write(&file, format!("{{\"timestamp\":1,\"message\":\"import {imports}\"}}\n")).unwrap();
            let (code, _, said) = run(&["import", text(&file), "--case", text(&path)]);
            assert_eq!(code, Some(0), "{said}");
            imports += 1;
        }
        let output = collecting.wait_with_output().unwrap();
        (path, imports, output)
    });
    let (path, imports, output) = done.await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "after {imports} imports: {said}");
    assert!(imports > 2, "the collection was over too soon");
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((summary["complete"].as_bool(), summary["events"].as_u64()), (Some(true), Some(3_000)), "{summary}");
    assert_eq!(messages(&path).len(), 3_000 + imports);
    verify(&path, &mut |_, _| ()).unwrap();
}

#[test]
fn who_is_in_the_way_is_known_from_what_a_store_says() {
    let busy: session_lens::collect::StoreError = CaseError::Busy { path: "a.case".into() }.into();
    assert!(CollectError::from(busy).is_busy());
    let other: session_lens::collect::StoreError = "something else".into();
    assert!(!CollectError::from(other).is_busy());
}
