//! What is taken from a case, cut off from it, or never was in it, is not passed over in silence.

use std::fs;

use session_lens::case::{Case, verify};

use crate::case::{collected, run, sealed, text};

/// What was taken away from a case that is not sealed, and its completeness.
#[test]
fn a_case_that_lacks_what_its_sources_brought_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alice-1.ndjson");
    fs::write(&file, "{\"timestamp\":1795000000000,\"message\":\"m\"}\n").unwrap();
    let path = folder.path().join("a.case");
    assert_eq!(run(&["import", text(&file), "--case", text(&path)]).0, Some(0));
    assert_eq!(run(&["verify", text(&path)]).0, Some(0));
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("DELETE FROM block; DELETE FROM stream").unwrap();
    drop(other);
    let (code, _, said) = run(&["verify", text(&path)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("brought 1 events, and 0 of them are here"), "{said}");
}

/// A seal that was cut off, or broke, leaves a case that takes nothing but a new seal.
#[test]
fn a_case_that_says_it_is_sealed_takes_no_more_events() {
    let folder = tempfile::tempdir().unwrap();
    let path = sealed(folder.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes.push(b'x');
    let copy = folder.path().join("copy.case");
    fs::write(&copy, bytes).unwrap();
    let file = folder.path().join("more.ndjson");
    fs::write(&file, "{\"timestamp\":5,\"message\":\"more\"}\n").unwrap();
    let (code, _, said) = run(&["import", text(&file), "--case", text(&copy)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("sealed"), "{said}");
    assert_eq!(run(&["verify", text(&copy)]).0, Some(1));
    let (code, ..) = run(&["seal", text(&copy)]);
    assert_eq!(code, Some(0));
    assert_eq!(verify(&copy, &mut |_, _| ()).unwrap().events, 3_000);
}

/// A group that a query names by itself, and one that was asked for on the command line.
#[test]
fn what_is_asked_of_groups_and_times_that_are_not_there_is_not_answered_with_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = collected(folder.path(), true);
    let (code, _, said) = run(&["query", "--case", text(&path), "SOURCE '/never/collected' | stats count(*)"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("/never/collected"), "{said}");
    assert_eq!(run(&["query", "--case", text(&path), "SOURCE 'g' | stats count(*)"]).0, Some(0));
    let commands = |more: &[&str]| {
        let (_, rows, said) = run(&[&["commands", "--case", text(&path), "--format", "ndjson"], more].concat());
        (rows.len(), said)
    };
    assert_eq!(commands(&[]).0, commands(&["--log-group", "g"]).0);
    let (rows, said) = commands(&["--log-group", "h"]);
    assert_eq!(rows, 0);
    assert!(said.contains("INCOMPLETE"), "{said}");
    assert_eq!(commands(&["--start", "2026-01-01", "--end", "2026-01-02"]).0, 0);
}

/// A case is one file as soon as nobody has it open any more.
#[test]
fn nothing_is_left_beside_a_case_that_nobody_has_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = collected(folder.path(), true);
    for arguments in [["commands", "--case", text(&path)].as_slice(), &["verify", text(&path)]] {
        // A reader that is the last to go.
        let reader = Case::open_read_only(&path).unwrap();
        assert_eq!(run(arguments).0, Some(0));
        drop(reader);
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [path.file_name().unwrap()], "{left:?}");
}
