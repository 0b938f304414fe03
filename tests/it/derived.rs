//! The commands of a case are read out of its events once, kept beside them, and nobody can change them unseen.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use session_lens::{
    case::{Case, CaseEvents, DeriveError, EntryKind, EventScope, NewEvent, SessionScope, Sessions, Writer, verify},
    model::TimeRange,
    session::{EXTRACTION_VERSION, read_sessions},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_session-lens");
const FORMATS: [&str; 3] = ["table", "csv", "ndjson"];

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn run(arguments: &[&str]) -> (Option<i32>, Vec<u8>, String) {
    let done = Command::new(PROGRAM).args(arguments).output().unwrap();
    (done.status.code(), done.stdout, String::from_utf8_lossy(&done.stderr).into_owned())
}

/// What the program prints of a case's commands.
fn printed(case: &Path) -> Vec<Vec<u8>> {
    let print = |format: &&str| {
        let (code, out, said) = run(&["commands", "--case", text(case), "--format", format]);
        assert_eq!(code, Some(0), "{said}");
        // Nothing but that it came from files, or that nobody collected it.
        assert!(!out.is_empty() && said.lines().all(|line| line.starts_with("INCOMPLETE OR NOT PROVEN")), "{said}");
        out
    };
    FORMATS.iter().map(print).collect()
}

/// A case of the recorded sessions, read by nobody.
fn recorded(folder: &Path) -> PathBuf {
    let path = folder.join("recorded.case");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sessions");
    let mut arguments = vec!["import".to_owned()];
    for entry in fs::read_dir(data).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|ending| ending == "ndjson") {
            arguments.push(text(&file).to_owned());
        }
    }
    arguments.extend(["--case".to_owned(), text(&path).to_owned(), "--log-group".to_owned(), "g".to_owned()]);
    let (code, _, said) = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(code, Some(0), "{said}");
    path
}

/// One file, with nothing beside it, and no session read.
fn leave_alone(case: &Path) {
    let connection = Connection::open(case).unwrap();
    let rows: i64 = connection.query_row("SELECT count(*) FROM session", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0, "bringing events in derives nothing");
    connection.execute_batch("PRAGMA journal_mode = DELETE; VACUUM").unwrap();
}

/// Closes it as the seal does, without what comes before.
fn seal_as_it_is(case: &Path) {
    let mut bytes = fs::read(case).unwrap();
    let hash = Sha256::digest(&bytes);
    bytes.extend_from_slice(b"SessionLens seal");
    bytes.extend_from_slice(&hash);
    fs::write(case, bytes).unwrap();
}

#[test]
fn who_lists_the_commands_of_a_case_is_on_record_and_a_sealed_one_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = recorded(folder.path());
    let listed = |expected: usize| {
        assert_eq!(run(&["commands", "--case", text(&path)]).0, Some(0));
        let done = Case::open_read_only(&path).unwrap().entries(EntryKind::Activity, None).unwrap();
        assert_eq!(done.iter().filter(|entry| entry.subject == "commands-read").count(), expected);
    };
    listed(1);
    listed(2);
    assert_eq!(run(&["seal", text(&path)]).0, Some(0));
    listed(2);
    verify(&path, &mut |_, _| ()).unwrap();
}

/// Many small sessions in one case.
fn many(path: &Path, streams: u32, events: u32) {
    let mut writer = Writer::new(Case::create(path, 1).unwrap()).unwrap();
    writer.begin_source(2, "made up", &serde_json::json!({})).unwrap();
    add(&mut writer, streams, 0..events);
}

fn add(writer: &mut Writer, streams: u32, events: std::ops::Range<u32>) {
    for event in events {
        for stream in 0..streams {
            let message = serde_json::json!({
                "eventVersion": "1.0", "eventTime": "2026-01-02T03:04:05Z", "awsRegion": "eu-west-1",
                "target": {"id": format!("i-{stream}")}, "userIdentity": {"arn": format!("arn:user/{stream}")},
                "runAsUser": "u", "sessionId": format!("s-{stream:04}"),
                "sessionData": [format!("sh-5.2$ echo {event} {stream}"), format!("{event} {stream}")]
            });
            writer.push(&NewEvent {
                timestamp: Some(1_000_000 + i64::from(event) * 1_000),
                ingestion_time: None,
                log: "111122223333:g",
                log_stream: &format!("s-{stream:04}"),
                message: message.to_string().as_bytes(),
                ptr: "",
            });
        }
    }
    writer.flush(3, &[]).unwrap();
}

fn derive(path: &Path) {
    Case::open(path).unwrap().derive(7, &mut |_, _| ControlFlow::Continue(())).unwrap();
}

fn sessions(path: &Path, scope: &SessionScope) -> Sessions {
    Case::open_read_only(path).unwrap().sessions(scope, &mut |_, _| ControlFlow::Continue(())).unwrap()
}

fn number(path: &Path, query: &str) -> i64 {
    Connection::open(path).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
}

#[test]
fn commands_that_are_kept_are_those_that_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = recorded(folder.path());
    let old = folder.path().join("old.case");
    fs::copy(&path, &old).unwrap();
    leave_alone(&old);
    let before = verify(&old, &mut |_, _| ()).unwrap();
    let writable = folder.path().join("writable.case");
    fs::copy(&old, &writable).unwrap();
    seal_as_it_is(&old);
    let bytes = fs::read(&old).unwrap();

    let from_events = printed(&old);
    assert_eq!(fs::read(&old).unwrap(), bytes, "a sealed case stays as it is");
    assert!(verify(&old, &mut |_, _| ()).is_ok());

    // In the order in which whoever reads the events of some streams after the other finds them.
    let mut expected = Vec::new();
    for part in Case::open_read_only(&path).unwrap().stream_parts(64 << 20).unwrap() {
        let scope = EventScope { log_streams: Some(part), ..EventScope::default() };
        let mut events = Vec::new();
        CaseEvents::new(Case::open_read_only(&path).unwrap(), scope)
            .unwrap()
            .for_each(|event| events.push(event))
            .unwrap();
        for session in read_sessions(events) {
            expected.extend(session.commands.into_iter().map(|command| (session.id.clone(), command.text)));
        }
    }
    let shown = String::from_utf8(from_events[2].clone()).unwrap();
    let shown: Vec<(String, String)> = shown
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let cell = |name: &str| row[name].as_str().unwrap().to_owned();
            (cell("sessionId"), cell("command"))
        })
        .collect();
    let ids = |rows: &[(String, String)]| rows.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&shown), ids(&expected));

    let first = printed(&path);
    assert!(number(&path, "SELECT count(*) FROM session") > 5, "kept");
    let derived = "SELECT count(*) FROM ledger WHERE kind = 'derived'";
    let kept = number(&path, derived);
    let again = printed(&path);
    assert_eq!(number(&path, derived), kept, "nothing is read again");
    for ((from_events, first), again) in from_events.iter().zip(&first).zip(&again) {
        assert!(from_events == first && first == again);
    }

    // One that can be written keeps them; blocks and ledger stay.
    assert_eq!(printed(&writable), from_events);
    let after = verify(&writable, &mut |_, _| ()).unwrap();
    assert_eq!((after.block_chain, after.events), (before.block_chain, before.events));
    let case = Case::open_read_only(&writable).unwrap();
    assert_eq!(case.entries(EntryKind::Derived, None).unwrap().len(), 2, "begun and ended");
    let listed = case.entries(EntryKind::Activity, None).unwrap().len();
    assert_eq!((after.entries, listed), (before.entries + 2 + 3, FORMATS.len()), "and that they were listed");
}

#[test]
fn only_what_is_stale_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    many(&path, 300, 2);
    derive(&path);
    let found = sessions(&path, &SessionScope::default());
    assert_eq!((found.sessions.len(), found.events, found.left_out), (300, 600, 0));
    assert!(found.sessions.iter().all(|found| found.session.commands.len() == 2));
    let entries = number(&path, "SELECT count(*) FROM ledger");
    derive(&path);
    assert_eq!(number(&path, "SELECT count(*) FROM ledger"), entries, "there was nothing to do");

    // More events for some of them; others as they were read by an earlier version.
    let mut writer = Writer::new(Case::open(&path).unwrap()).unwrap();
    writer.begin_source(2, "made up too", &serde_json::json!({})).unwrap();
    add(&mut writer, 3, 2..4);
    drop(writer);
    assert!(verify(&path, &mut |_, _| ()).is_ok(), "what is stale is no damage");
    assert_eq!(sessions(&path, &SessionScope::default()).events, 606, "what is stale is read from the events");
    let rows = "SELECT group_concat(rowid) FROM session WHERE events = 2 AND version > 0";
    let connection = Connection::open(&path).unwrap();
    connection.execute("UPDATE session SET version = 0, commands = 99 WHERE name = 's-0100'", []).unwrap();
    let before: String = connection.query_row(rows, [], |row| row.get(0)).unwrap();
    derive(&path);
    let after: String = connection.query_row(rows, [], |row| row.get(0)).unwrap();
    let again: Vec<&str> = after.split(',').filter(|row| !before.split(',').any(|old| old == *row)).collect();
    assert_eq!(again.len(), 1, "the one of an earlier version");
    assert_eq!(number(&path, "SELECT sum(commands) FROM session"), 606);
    assert_eq!(number(&path, "SELECT min(version) FROM session"), i64::from(EXTRACTION_VERSION));
    assert_eq!(verify(&path, &mut |_, _| ()).unwrap().sessions, 300);

    // What a later version has read is left to it, and is not taken for what this one would read.
    connection.execute("UPDATE session SET version = 99, commands = 99 WHERE name = 's-0007'", []).unwrap();
    derive(&path);
    assert_eq!(number(&path, "SELECT commands FROM session WHERE name = 's-0007'"), 99);
    assert_eq!(sessions(&path, &SessionScope::default()).events, 606);
}

#[test]
fn a_scope_has_the_sessions_that_overlap_it_and_the_newest_where_there_are_too_many() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let mut writer = Writer::new(Case::create(&path, 1).unwrap()).unwrap();
    writer.begin_source(2, "made up", &serde_json::json!({})).unwrap();
    add(&mut writer, 2, 0..4);
    add(&mut writer, 5, 10..12);
    drop(writer);
    for is_kept in [false, true] {
        if is_kept {
            derive(&path);
        }
        let range = |start: i64, end: i64| Some(TimeRange { start: 1_000_000 + start, end: 1_000_000 + end });
        let of = |range, most_commands| {
            let found = sessions(&path, &SessionScope { range, most_commands, ..SessionScope::default() });
            (found.sessions.len(), found.events, found.left_out)
        };
        assert_eq!(of(None, None), (5, 18, 0));
        assert_eq!(of(range(0, 3_500), None), (2, 12, 0), "whole sessions");
        assert_eq!(of(range(11_000, 11_001), None), (5, 18, 0));
        assert_eq!(of(range(11_001, 20_000), None), (0, 0, 0));
        if is_kept {
            let (few, _, left_out) = of(None, Some(6));
            assert_eq!((few + left_out, few < 5), (5, true));
        }
        let other = SessionScope { log_groups: vec!["h".to_owned()], ..SessionScope::default() };
        assert!(sessions(&path, &other).sessions.is_empty());
        let named = SessionScope { log_groups: vec!["g".to_owned()], ..SessionScope::default() };
        assert_eq!(sessions(&path, &named).sessions.len(), 5);
    }
}

#[test]
fn what_somebody_changes_of_the_commands_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    many(&path, 20, 3);
    derive(&path);
    let whole = fs::read(&path).unwrap();
    let added =
        "INSERT INTO session SELECT log, 's-9999', version, events, principal, principal_name, os_user, instance,
                 region, first_event, last_event, form, broken_events, commands, hash, data FROM session LIMIT 1";
    for (change, named) in [
        ("UPDATE session SET data = CAST(data || x'00' AS BLOB) WHERE name = 's-0003'", "session s-0003"),
        ("UPDATE session SET principal = 'arn:user/x' WHERE name = 's-0004'", "session s-0004"),
        ("UPDATE session SET os_user = NULL WHERE name = 's-0004'", "session s-0004"),
        ("UPDATE session SET instance = 'i-x' WHERE name = 's-0004'", "session s-0004"),
        ("UPDATE session SET last_event = last_event + 1 WHERE name = 's-0004'", "session s-0004"),
        ("UPDATE session SET commands = 0 WHERE name = 's-0005'", "session s-0005"),
        ("UPDATE session SET version = 0 WHERE name = 's-0005'", "session s-0005"),
        ("UPDATE session SET hash = zeroblob(32) WHERE name = 's-0006'", "session s-0006"),
        ("DELETE FROM session WHERE name = 's-0007'", "log stream s-0007 has none"),
        (added, "session s-9999"),
        (
            "UPDATE session SET name = 'x' WHERE name = 's-0001'; UPDATE session SET name = 's-0001' WHERE name = 's-0002';
             UPDATE session SET name = 's-0002' WHERE name = 'x'",
            "session s-0001",
        ),
        ("DELETE FROM ledger WHERE number = (SELECT max(number) FROM ledger)", "sessions"),
        ("DROP TABLE session", "other tables"),
    ] {
        let other = folder.path().join("other.case");
        fs::write(&other, &whole).unwrap();
        let connection = Connection::open(&other).unwrap();
        connection.execute_batch(change).unwrap();
        // Without the begin of reading before it, as if nothing had been read.
        connection
            .execute(
                "DELETE FROM ledger WHERE kind = 'derived' AND number = (SELECT max(number) FROM ledger) AND body LIKE '%begun%'",
                [],
            )
            .unwrap();
        drop(connection);
        let wrong = verify(&other, &mut |_, _| ()).expect_err(change).to_string();
        assert!(wrong.contains(named), "{change}: {wrong}");
        fs::remove_file(&other).unwrap();
    }

    // Nobody is shown what does not fit its hash.
    let connection = Connection::open(&path).unwrap();
    connection.execute("UPDATE session SET os_user = 'nobody' WHERE name = 's-0004'", []).unwrap();
    let (code, _, said) = run(&["commands", "--case", text(&path)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("s-0004") && said.contains("damaged"), "{said}");
}

#[test]
fn a_sealed_case_holds_its_commands_and_every_bit_of_them_counts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    many(&path, 20, 3);
    let (case, _) = Case::open(&path).unwrap().seal(9).unwrap();
    assert!(case.is_sealed());
    let found = verify(&path, &mut |_, _| ()).unwrap();
    assert_eq!((found.sessions, found.events), (20, 60));
    let bytes = fs::read(&path).unwrap();
    assert_eq!(printed(&path).len(), 3);
    assert_eq!(fs::read(&path).unwrap(), bytes);
    // Whoever makes the seal again after a change is found by the ledger all the same.
    let other = folder.path().join("other.case");
    for change in ["DELETE FROM session WHERE name = 's-0007'", "DELETE FROM session"] {
        fs::write(&other, &bytes[..bytes.len() - 48]).unwrap();
        Connection::open(&other).unwrap().execute_batch(&format!("{change}; VACUUM")).unwrap();
        seal_as_it_is(&other);
        let wrong = verify(&other, &mut |_, _| ()).expect_err(change).to_string();
        assert!(wrong.contains("sessions"), "{wrong}");
        fs::remove_file(&other).unwrap();
    }
}

#[test]
fn reading_that_is_killed_loses_nothing_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    many(&path, 2_000, 2);
    let whole = folder.path().join("whole.case");
    fs::copy(&path, &whole).unwrap();
    derive(&whole);
    let totals = |path: &Path| {
        let case = Case::open_read_only(path).unwrap();
        case.entries(EntryKind::Derived, None).unwrap().pop().unwrap().body
    };

    let kept = |path: &Path| number(path, "SELECT count(*) FROM session");
    let mut parts = 0;
    let mut before = 0;
    let mut chance = fastrand::Rng::with_seed(11);
    while before < 2_000 {
        let mut child = Command::new(PROGRAM)
            .args(["commands", "--case", text(&path)])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Until it has kept some more, or at any other moment.
        if chance.bool() {
            while kept(&path) <= before && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
        } else {
            std::thread::sleep(Duration::from_millis(chance.u64(1..300)));
        }
        let _gone = child.kill();
        child.wait().unwrap();
        let found = verify(&path, &mut |_, _| ()).unwrap();
        let found = i64::try_from(found.sessions).unwrap();
        assert!(found >= before, "{found} after {before}");
        parts += u64::from(found > before && found < 2_000);
        before = found;
    }
    assert!(parts > 0, "never killed in the middle");
    assert_eq!(run(&["commands", "--case", text(&path)]).0, Some(0));
    assert_eq!(totals(&path), totals(&whole));
    assert_eq!(verify(&path, &mut |_, _| ()).unwrap().sessions, 2_000);
}

#[test]
fn reading_that_is_stopped_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    many(&path, 400, 1);
    let mut told = Vec::new();
    let stopped = Case::open(&path).unwrap().derive(8, &mut |done, of| {
        told.push((done, of));
        if told.len() > 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(stopped, Err(DeriveError::Stopped)));
    let kept = verify(&path, &mut |_, _| ()).unwrap().sessions;
    assert_eq!(told, [(0, 400), (kept / 2, 400), (kept, 400)]);
    let mut first = None;
    let ended = Case::open(&path).unwrap().derive(8, &mut |done, of| {
        first.get_or_insert((done, of));
        ControlFlow::Continue(())
    });
    assert!(ended.is_ok());
    assert_eq!(first, Some((0, 400 - kept)));
    assert_eq!(verify(&path, &mut |_, _| ()).unwrap().sessions, 400);
}

#[test]
fn a_case_that_somebody_else_writes_to_is_read_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    many(&path, 20, 3);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (code, locked, said) = run(&["commands", "--case", text(&path), "--format", "ndjson"]);
    assert_eq!(code, Some(0), "{said}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(number(&path, "SELECT count(*) FROM session"), 0);
    assert_eq!(printed(&path)[2], locked);
    assert_eq!(number(&path, "SELECT count(*) FROM session"), 20);
}
