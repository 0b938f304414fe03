//! A case loses nothing, and nothing in it can be changed unseen.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use session_lens::{
    case::{Case, CaseEvents, EntryKind, EventScope, NewEvent, Writer, verify},
    emulator::{Emulator, EmulatorData, EmulatorOptions},
    model::LogEvent,
};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_session-lens");

pub fn run(arguments: &[&str]) -> (Option<i32>, Vec<Value>, String) {
    let done = Command::new(PROGRAM).args(arguments).output().unwrap();
    let lines = String::from_utf8(done.stdout).unwrap();
    let rows = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    (done.status.code(), rows, String::from_utf8_lossy(&done.stderr).into_owned())
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn events(case: &Path) -> Vec<LogEvent> {
    let mut events = Vec::new();
    let case = Case::open_read_only(case).unwrap();
    CaseEvents::new(case, EventScope::default()).unwrap().for_each(|event| events.push(event)).unwrap();
    events
}

pub fn messages(case: &Path) -> Vec<String> {
    let mut found: Vec<String> = events(case).into_iter().map(|event| event.message).collect();
    found.sort();
    found
}

/// A case with some events, sealed.
pub fn sealed(folder: &Path) -> PathBuf {
    let path = folder.join("sealed.case");
    let mut writer = Writer::new(Case::create(&path, 1).unwrap()).unwrap();
    writer.begin_source(2, "a file", &serde_json::json!({"kind": "lines"})).unwrap();
    for number in 0..3_000_u16 {
        let message = format!("event {number} {}", "x".repeat(usize::from(number % 90)));
        writer.push(&NewEvent {
            timestamp: Some(1_000 + i64::from(number)),
            ingestion_time: None,
            log: "111122223333:g",
            log_stream: ["a", "b"][usize::from(number % 2)],
            message: message.as_bytes(),
            ptr: "",
        });
        if number % 1_000 == 999 {
            writer.flush(3, &[]).unwrap();
        }
    }
    let review = serde_json::json!({"reviewer": "Tanaka", "verdict": "seen"});
    writer.flush(3, &[(EntryKind::Review, "session a".to_owned(), review)]).unwrap();
    writer.into_case().seal(4).unwrap();
    path
}

#[test]
fn one_bit_flipped_anywhere_in_a_sealed_case_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = sealed(folder.path());
    let found = verify(&path, &mut |_, _| ()).unwrap();
    assert_eq!((found.events, found.entries, found.sealed.is_some()), (3_000, 5, true));
    let bytes = fs::read(&path).unwrap();
    let other = folder.path().join("other.case");
    let mut chance = fastrand::Rng::with_seed(7);
    // The head, the seal, and anywhere.
    let places = (0..100).chain(bytes.len() - 60..bytes.len()).chain((0..150).map(|_| chance.usize(0..bytes.len())));
    for place in places.collect::<Vec<_>>() {
        let mut changed = bytes.clone();
        changed[place] ^= 1 << chance.u32(0..8);
        let _old = fs::remove_file(&other);
        fs::write(&other, &changed).unwrap();
        assert!(verify(&other, &mut |_, _| ()).is_err(), "byte {place} of {}", bytes.len());
    }
    for (name, changed) in [("cut", bytes[..bytes.len() - 48].to_vec()), ("longer", [bytes.as_slice(), b"x"].concat())]
    {
        fs::write(&other, changed).unwrap();
        assert!(verify(&other, &mut |_, _| ()).is_err(), "{name}");
        fs::remove_file(&other).unwrap();
    }
}

#[test]
fn what_somebody_changes_with_sqlite_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = sealed(folder.path());
    let whole = fs::read(&path).unwrap();
    for (change, named) in [
        ("DELETE FROM block WHERE number = 2", "block 3"),
        ("DELETE FROM ledger WHERE number = 1", "entry 2"),
        ("UPDATE ledger SET body = replace(body, 'Tanaka', 'Suzuki')", "entry 2"),
        ("UPDATE block SET number = -number; UPDATE block SET number = 4 + number", "block"),
        (
            "INSERT INTO block SELECT 99, source, events, bytes, first_time, last_time, hash, chain, columns, parts FROM block WHERE number = 1",
            "block 99",
        ),
        ("UPDATE stream SET events = 5 WHERE name = 'a'", "a"),
        ("UPDATE block SET parts = zeroblob(length(parts)) WHERE number = 1", "block 1"),
        ("UPDATE block SET columns = (SELECT columns FROM block WHERE number = 2) WHERE number = 1", "block 1"),
        ("UPDATE block SET bytes = bytes + 1 WHERE number = 2", "block 2"),
        ("CREATE TRIGGER t AFTER INSERT ON ledger BEGIN DELETE FROM ledger; END", "other tables"),
    ] {
        let other = folder.path().join("other.case");
        // Without the seal at the file's end, as somebody would leave it who makes it again.
        fs::write(&other, &whole[..whole.len() - 48]).unwrap();
        let case = rusqlite::Connection::open(&other).unwrap();
        case.execute_batch(&format!("{change}; DELETE FROM ledger WHERE kind = 'seal'")).unwrap();
        drop(case);
        let wrong = verify(&other, &mut |_, _| ()).expect_err(change).to_string();
        assert!(wrong.contains(named), "{change}: {wrong}");
        fs::remove_file(&other).unwrap();
    }
}

#[test]
fn a_sealed_case_takes_nothing_more_and_a_file_of_something_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = sealed(folder.path());
    let file = folder.path().join("more.ndjson");
    fs::write(&file, "{\"timestamp\":1,\"message\":\"m\"}\n").unwrap();
    let (code, _, said) = run(&["import", text(&file), "--case", text(&path)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("sealed"), "{said}");
    assert!(!folder.path().join("sealed.case-wal").exists());
    for (name, content) in
        [("text", b"hello, hello".to_vec()), ("empty", Vec::new()), ("zip", b"PK\x03\x04".repeat(500))]
    {
        let other = folder.path().join(name);
        fs::write(&other, content).unwrap();
        let (code, _, said) = run(&["query", "--case", text(&other), "fields @message"]);
        assert_eq!(code, Some(1), "{name}");
        assert!(said.contains("is no case"), "{name}: {said}");
    }
    let newer = folder.path().join("newer.case");
    Case::create(&newer, 1).unwrap();
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let (code, _, said) = run(&["query", "--case", text(&newer), "fields @message"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("later version"), "{said}");
    // As the first version made them.
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 1).unwrap();
    let before = fs::read(&newer).unwrap();
    for arguments in
        [["query", "--case", text(&newer), "fields @message"], ["import", text(&file), "--case", text(&newer)]]
    {
        let (code, _, said) = run(&arguments);
        assert_eq!(code, Some(1));
        assert!(said.contains("early version") && said.contains("new case"), "{said}");
    }
    assert_eq!(fs::read(&newer).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn a_case_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    Case::create(&path, 1).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

/// Starts the program, kills it after a while, and gives whether it had ended by itself.
fn killed_after(arguments: &[&str], pause: Duration) -> bool {
    let mut child = Command::new(PROGRAM).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(pause);
    let ended = child.try_wait().unwrap().is_some();
    let _gone = child.kill();
    child.wait().unwrap();
    ended
}

#[test]
fn an_import_that_is_killed_loses_nothing_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session-1.ndjson");
    let mut chance = fastrand::Rng::with_seed(3);
    let lines: Vec<String> = (0..40_000)
        .map(|number| {
            let noise: String = (0..300).map(|_| chance.alphanumeric()).collect();
            format!("{{\"timestamp\":{number},\"message\":\"event {number} {noise}\"}}\n")
        })
        .collect();
    fs::write(&file, lines.concat()).unwrap();
    // Somewhere while it works, however fast this machine is.
    let begun = Instant::now();
    let (code, ..) = run(&["import", text(&file), "--case", text(&folder.path().join("whole.case"))]);
    assert_eq!(code, Some(0));
    let whole = u64::try_from(begun.elapsed().as_millis()).unwrap().max(50);
    let path = folder.path().join("a.case");
    let import = ["import", text(&file), "--case", text(&path)];
    let mut before = 0;
    let mut parts = 0;
    for _ in 0..20 {
        let ended = killed_after(&import, Duration::from_millis(chance.u64(5..whole)));
        if !path.exists() || fs::metadata(&path).unwrap().len() == 0 {
            // It was not made yet.
            let _begun = fs::remove_file(&path);
            continue;
        }
        match verify(&path, &mut |_, _| ()) {
            Ok(found) => {
                assert!(found.events >= before, "{} after {before}", found.events);
                parts += u64::from(found.events > 0 && found.events < 40_000);
                before = found.events;
            }
            // Killed between making the file and its tables.
            Err(error) => {
                assert!(before == 0 && error.to_string().contains("is no case"), "{error}");
                fs::remove_file(&path).unwrap();
            }
        }
        if ended {
            break;
        }
    }
    let (code, rows, said) = run(&import);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(rows.last().unwrap()["events"], 40_000);
    assert!(parts > 0, "never stopped in the middle");
    assert!(verify(&path, &mut |_, _| ()).is_ok());
    let mut found: Vec<i64> = events(&path).into_iter().map(|event| event.timestamp).collect();
    found.sort_unstable();
    assert!(found.into_iter().eq(0..40_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_that_is_killed_goes_on_to_the_same_events() {
    for via in ["insights", "filter-log-events"] {
        killed_collection(via).await;
    }
}

async fn killed_collection(via: &'static str) {
    let folder = tempfile::tempdir().unwrap();
    let group = folder.path().join("data/aws/ssm/logs");
    fs::create_dir_all(&group).unwrap();
    let now = crate::service::now();
    fs::write(folder.path().join("data/groups.json"), r#"{"/aws/ssm/logs":{"class":"STANDARD"}}"#).unwrap();
    let mut chance = fastrand::Rng::with_seed(5);
    let mut expected = Vec::new();
    for stream in 0..8 {
        let lines: Vec<String> = (0..1_500)
            .map(|number| {
                let message = format!("event {stream} {number} {}", chance.alphanumeric());
                expected.push(message.clone());
                let time = now - chance.i64(3_600_000..5 * 86_400_000);
                format!("{{\"timestamp\":{time},\"message\":\"{message}\"}}\n")
            })
            .collect();
        fs::write(group.join(format!("s{stream}.ndjson")), lines.concat()).unwrap();
    }
    expected.sort();
    let options = EmulatorOptions {
        data: EmulatorData::Folder(folder.path().join("data")),
        query_delay: Duration::from_millis(60),
        throttle: false,
        ..EmulatorOptions::default()
    };
    let service = Emulator::start(options).await.unwrap();
    let endpoint = service.endpoint();
    let path = folder.path().join("a.case");
    let (start, end) = ((now - 6 * 86_400_000).to_string(), (now - 1_800_000).to_string());
    let case = text(&path).to_owned();
    let whole = text(&folder.path().join("whole.case")).to_owned();
    let ended = tokio::task::spawn_blocking(move || {
        let mut collect = [
            "collect",
            "--via",
            via,
            "--endpoint-url",
            &endpoint,
            "--region",
            "eu-west-1",
            "--log-group",
            "/aws/ssm/logs",
            "--start",
            &start,
            "--end",
            &end,
            "--rows-per-query",
            "500",
            "--case",
            &case,
        ];
        // The same, never stopped.
        let (place, case) = (collect.len() - 1, collect[collect.len() - 1]);
        collect[place] = &whole;
        let (_, rows, said) = run(&collect);
        let hash = rows.last().unwrap_or_else(|| panic!("{via}: {said}"))["setSha256"].clone();
        assert_eq!(hash.as_str().unwrap().len(), 64);
        collect[place] = case;
        let (mut before, mut kills, mut in_between) = (0, 0, 0);
        while kills < 20 {
            if killed_after(&collect, Duration::from_millis(chance.u64(50..1_500))) {
                assert_eq!(last_hash(case), Some(hash.clone()), "{via}: it went on to its end");
                fs::remove_file(case).unwrap();
                before = 0;
                continue;
            }
            kills += 1;
            if let Ok(found) = verify(Path::new(case), &mut |_, _| ()) {
                assert!(found.events >= before, "{} after {before}", found.events);
                before = found.events;
                in_between += u64::from((1..12_000).contains(&found.events));
            }
        }
        let region = ["--endpoint-url", collect[4], "--region", "eu-west-1"];
        let resume = [&["collect", "--resume", "--rows-per-query", "500", "--case", case], &region[..]].concat();
        // Nothing to go on with: killed before it had begun, or after its end.
        let last = Some(run(&resume)).filter(|last| last.0 == Some(0)).unwrap_or_else(|| run(&collect));
        (hash, in_between, last, run(&resume))
    });
    let (hash, in_between, (code, rows, said), again) = ended.await.unwrap();
    println!("{via}: 20 kills, after {in_between} of them the case held a part");
    assert_eq!(code, Some(0), "{via}: {said}");
    assert!(in_between > 0, "never stopped in the middle");
    let summary = rows.last().unwrap();
    assert_eq!((summary["complete"].as_bool(), summary["events"].as_u64()), (Some(true), Some(12_000)), "{summary}");
    assert_eq!(messages(&path), expected);
    assert_eq!(summary["setSha256"], hash, "{via}");
    assert_eq!(last_hash(text(&path)), Some(hash), "the ledger has it too");
    assert!(again.0 == Some(1) && again.2.contains("no collection in this case was interrupted"), "{}", again.2);
}

/// The hash of the set in the last proof of a case.
fn last_hash(case: &str) -> Option<Value> {
    let proof = Case::open_read_only(Path::new(case)).unwrap().entries(EntryKind::Proof, None).unwrap().pop()?;
    Some(proof.body["setSha256"].clone())
}

/// A case whose only collection is of these milliseconds, complete or not.
pub fn collected(folder: &Path, complete: bool) -> PathBuf {
    let path = folder.join(format!("complete-{complete}.case"));
    let mut writer = Writer::new(Case::create(&path, 1).unwrap()).unwrap();
    let source = writer.begin_source(2, "collection", &serde_json::json!({"kind": "collection"})).unwrap();
    let event =
        r#"{"eventVersion":"1.0","sessionId":"alice-0123456789abcdef0","runAsUser":"ssm-user","sessionData":["$ id"]}"#;
    for number in 0..3 {
        writer.push(&NewEvent {
            timestamp: Some(1_000 + number),
            ingestion_time: Some(2_000),
            log: "111122223333:g",
            log_stream: "alice-0123456789abcdef0",
            message: event.as_bytes(),
            ptr: &format!("p{number}"),
        });
    }
    let plan = serde_json::json!({
        "scope": {"logGroups": ["g"], "start": 1_000, "end": 2_000}, "cutoff": 3_000,
        "counts": {"step": 1_000, "steps": [[1_000, 3]]}, "bytes": 9, "countQueryId": "q",
    });
    let proof = session_lens::collect::Proof { complete, ..Default::default() };
    let subject = source.0.to_string();
    let entries =
        [(EntryKind::Plan, subject.clone(), plan), (EntryKind::Proof, subject, serde_json::to_value(proof).unwrap())];
    writer.flush(3, &entries).unwrap();
    path
}

#[test]
fn what_comes_from_an_incomplete_case_says_so_in_every_row() {
    let folder = tempfile::tempdir().unwrap();
    let query = "fields @timestamp | limit 2";
    for (path, expected) in [
        (collected(folder.path(), true), None),
        (collected(folder.path(), false), Some("collection-incomplete")),
        (sealed(folder.path()), Some("imported-not-proven")),
    ] {
        let case = text(&path);
        let (_, rows, said) = run(&["query", "--case", case, "--format", "ndjson", query]);
        assert_eq!(rows.len(), 2, "{said}");
        assert!(rows.iter().all(|row| row.get("incomplete").and_then(Value::as_str) == expected), "{case}: {rows:?}");
        assert_eq!(said.contains("INCOMPLETE"), expected.is_some(), "{case}: {said}");
        let output = Command::new(PROGRAM).args(["query", "--case", case, "--format", "csv", query]).output().unwrap();
        let csv = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            csv.matches(expected.unwrap_or("incomplete")).count(),
            if expected.is_some() { 2 } else { 0 },
            "{csv}"
        );
        let (_, rows, said) = run(&["commands", "--case", case, "--format", "ndjson"]);
        assert!(rows.iter().all(|row| row.get("incomplete").and_then(Value::as_str) == expected), "{case}: {rows:?}");
        assert_eq!(said.contains("INCOMPLETE"), expected.is_some(), "{case}: {said}");
    }
    // A time that the complete collection does not cover.
    let whole = folder.path().join("complete-true.case");
    let (_, rows, _) = run(&[
        "query",
        "--case",
        text(&whole),
        "--format",
        "ndjson",
        "--start",
        "1970-01-01T00:00:00",
        "--end",
        "1970-01-01T00:00:05",
        query,
    ]);
    assert!(rows.iter().all(|row| row["incomplete"] == "not-all-collected") && rows.len() == 2, "{rows:?}");
}

#[test]
fn every_screens_query_works_on_a_case() {
    let folder = tempfile::tempdir().unwrap();
    let path = sealed(folder.path());
    let (code, rows, said) =
        run(&["query", "--case", text(&path), "--format", "ndjson", "stats count(*) as n by @logStream | sort n desc"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["n"], "1500");
    let (_, rows, _) = run(&["groups", "--case", text(&path), "--format", "ndjson"]);
    assert_eq!(rows[0]["logGroupName"], "g");
    let (_, rows, _) = run(&["streams", "--case", text(&path), "--log-group", "g", "--format", "ndjson"]);
    assert_eq!(rows.len(), 2);
    let (code, _, said) = run(&["query", "--case", text(&path), "fliter x"]);
    assert_eq!(code, Some(1), "{said}");
}

#[test]
fn what_was_asked_of_a_case_is_in_its_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let recorded = folder.path().join("alice-1.ndjson");
    fs::write(&recorded, "{\"timestamp\":1795000000000,\"message\":\"m\"}\n").unwrap();
    assert_eq!(run(&["import", text(&recorded), "--case", text(&path)]).0, Some(0));
    let (code, rows, said) = run(&["query", "--case", text(&path), "--format", "ndjson", "stats count(*) as n"]);
    assert_eq!((code, rows[0]["n"].as_str()), (Some(0), Some("1")), "{said}");
    let pack = folder.path().join("pack");
    assert_eq!(run(&["export", "--case", text(&path), "--out", text(&pack)]).0, Some(0));
    let entries = |kind| Case::open_read_only(&path).unwrap().entries(kind, None).unwrap();
    let asked = entries(EntryKind::Query);
    assert_eq!(asked.len(), 1);
    assert_eq!((&asked[0].body["text"], &asked[0].body["rows"]), (&"stats count(*) as n".into(), &1.into()));
    assert_eq!(entries(EntryKind::Activity)[0].subject, "evidence-pack-begun");
    let queries = fs::read_to_string(pack.join("data/queries.json")).unwrap();
    assert!(queries.contains("stats count(*) as n"), "{queries}");
    assert!(verify(&path, &mut |_, _| ()).is_ok());
}

/// Lines with the time, pointer and stream of one that AWS would give, and another message.
fn forged() -> String {
    let line = |number: u32| {
        serde_json::json!({
            "timestamp": 1_795_000_000_000_i64 + i64::from(number), "ingestionTime": 1_795_000_000_100_i64,
            "log": "111122223333:/g", "logStreamName": "alice-1", "ptr": format!("p{number}"), "message": "FORGED",
        })
    };
    (0..3).map(|number| line(number).to_string()).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_file_that_broke_off_or_forges_pointers_leaves_nothing_complete() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let mut writer = Writer::new(Case::create(&path, 1).unwrap()).unwrap();
    // A file that began and did not come to its end.
    writer.begin_source(2, "forged.gz", &serde_json::json!({"kind": "lines"})).unwrap();
    writer.flush(3, &[]).unwrap();
    drop(writer);
    let standing = session_lens::collect::Standing::in_case(&Case::open(&path).unwrap(), &[], None).unwrap();
    assert_eq!(standing, session_lens::collect::Standing::NotProven);

    let file = folder.path().join("forged.ndjson");
    fs::write(&file, forged()).unwrap();
    assert_eq!(run(&["import", text(&file), "--case", text(&path)]).0, Some(0));
    let mut writer = Writer::new(Case::open(&path).unwrap()).unwrap();
    writer.begin_source(4, "collection", &serde_json::json!({"kind": "collection"})).unwrap();
    let ptr = "p1";
    let event = NewEvent {
        timestamp: Some(1_795_000_000_001),
        ingestion_time: Some(1_795_000_000_100),
        log: "111122223333:/g",
        log_stream: "alice-1",
        message: b"what was there",
        ptr,
    };
    assert!(writer.push(&event), "a pointer in a file stands for nothing");
    writer.flush(5, &[]).unwrap();
    drop(writer);
    assert_eq!(messages(&path), ["FORGED", "FORGED", "FORGED", "what was there"]);
}

#[test]
fn a_case_that_somebody_has_open_is_not_sealed_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let file = folder.path().join("alice-1.ndjson");
    fs::write(&file, "{\"timestamp\":1795000000000,\"message\":\"m\"}\n").unwrap();
    assert_eq!(run(&["import", text(&file), "--case", text(&path)]).0, Some(0));
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT * FROM ledger").unwrap();
    let (code, _, said) = run(&["seal", text(&path)]);
    assert!(code == Some(1) && said.contains("in use"), "{said}");
    drop(reader);
    assert!(verify(&path, &mut |_, _| ()).is_ok(), "it is as it was");
    assert_eq!(run(&["seal", text(&path)]).0, Some(0));
    assert!(verify(&path, &mut |_, _| ()).unwrap().sealed.is_some());
    let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "nothing lies beside it: {beside:?}");
}

#[test]
fn a_damaged_case_is_neither_sealed_nor_packed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let file = folder.path().join("alice-1.ndjson");
    fs::write(&file, "{\"timestamp\":1795000000000,\"message\":\"m\"}\n").unwrap();
    for change in
        ["UPDATE stream SET first_block = 2, last_block = 1", "UPDATE block SET source = 9", "DELETE FROM block"]
    {
        assert_eq!(run(&["import", text(&file), "--case", text(&path)]).0, Some(0));
        rusqlite::Connection::open(&path).unwrap().execute_batch(change).unwrap();
        assert!(verify(&path, &mut |_, _| ()).is_err(), "{change}");
        assert_eq!(run(&["seal", text(&path)]).0, Some(1), "{change}");
        let pack = folder.path().join("pack");
        assert_eq!(run(&["export", "--case", text(&path), "--out", text(&pack)]).0, Some(1), "{change}");
        assert!(!pack.exists());
        for entry in fs::read_dir(folder.path()).unwrap() {
            let other = entry.unwrap().path();
            if other != file {
                fs::remove_file(other).unwrap();
            }
        }
    }
}

#[test]
fn a_folder_with_the_case_in_it_brings_only_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    fs::write(folder.path().join("alice-1.ndjson"), "{\"timestamp\":1795000000000,\"message\":\"m\"}\n").unwrap();
    fs::write(folder.path().join("app.log"), "[2026-11-23] INFO a\n[2026-11-23] INFO b\n").unwrap();
    for _ in 0..2 {
        run(&["import", text(folder.path()), "--case", text(&path)]);
    }
    assert_eq!(messages(&path), ["[2026-11-23] INFO a", "[2026-11-23] INFO b", "m"]);
}

#[test]
fn a_case_under_a_path_that_begins_with_two_slashes_is_sealed_and_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    // As those of shares do.
    assert!(Case::create(&path, 1).unwrap().seal(4).is_ok());
    let again = PathBuf::from(format!("/{}", text(&path)));
    assert!(cfg!(windows) || verify(&again, &mut |_, _| ()).unwrap().sealed.is_some());
}

/// As files are named that came from a system with another encoding.
#[cfg(target_os = "linux")]
#[test]
fn a_sealed_case_opens_whatever_bytes_its_name_has() {
    use std::os::unix::ffi::OsStringExt;

    let folder = tempfile::tempdir().unwrap();
    let name = std::ffi::OsString::from_vec(b"\x93\xfa\x96{\x8c\xea?%41 #\\.case".to_vec());
    let path = folder.path().join(name);
    fs::rename(sealed(folder.path()), &path).unwrap();
    assert!(verify(&path, &mut |_, _| ()).unwrap().sealed.is_some());
    assert_eq!(messages(&path).len(), 3_000);
    let done = Command::new(PROGRAM).arg("query").arg("--case").arg(&path).arg("stats count(*) as n").output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
}
