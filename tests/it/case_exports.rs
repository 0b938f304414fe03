//! An export that is broken off leaves nothing, or the next one clears it away.
#![cfg(unix)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::case::{PROGRAM, run, text};

/// A case whose export takes a while: many sessions.
fn large(folder: &Path) -> PathBuf {
    let path = folder.join("large.case");
    let file = folder.join("large.ndjson");
    let lines: Vec<String> = (0..40_000)
        .map(|number| {
            let (time, stream) = (1_795_000_000_000_i64 + number, number % 4_000);
            format!("{{\"timestamp\":{time},\"message\":\"$ echo {number}\\r\\n\",\"logStreamName\":\"user-{stream:017x}\"}}\n")
        })
        .collect();
    fs::write(&file, lines.concat()).unwrap();
    assert_eq!(run(&["import", text(&file), "--case", text(&path)]).0, Some(0));
    path
}

fn export(case: &Path, to: &Path) -> Child {
    Command::new(PROGRAM)
        .args(["export", "--case", text(case), "--out", text(to)])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What is being written beside the pack.
fn parts(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.to_string_lossy().ends_with(".pack.part")).collect()
}

/// Waits until the export has begun to write.
fn begun(folder: &Path, exporting: &mut Child) {
    let since = Instant::now();
    while !parts(folder).iter().any(|part| part.join("folder/data/scope.json").exists()) {
        assert!(exporting.try_wait().unwrap().is_none(), "it was over too soon");
        assert!(since.elapsed() < Duration::from_mins(1), "it does not begin");
        sleep(Duration::from_millis(2));
    }
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn an_export_that_is_interrupted_leaves_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let case = large(folder.path());
    let place = folder.path().join("packs");
    fs::create_dir(&place).unwrap();
    for name in ["-INT", "-TERM"] {
        let mut exporting = export(&case, &place.join("pack"));
        begun(&place, &mut exporting);
        signal(&exporting, name);
        let output = exporting.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(said.contains("was not written, and nothing is left of it"), "{name}: {said}");
        let left: Vec<_> = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.is_empty(), "{name}: {left:?}");
    }
}

#[test]
fn what_a_killed_export_left_is_taken_away_by_the_next_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let case = large(folder.path());
    let place = folder.path().join("packs");
    fs::create_dir(&place).unwrap();
    let mut exporting = export(&case, &place.join("pack"));
    begun(&place, &mut exporting);
    signal(&exporting, "-KILL");
    exporting.wait().unwrap();
    let killed = parts(&place);
    assert_eq!(killed.len(), 1, "{killed:?}");
    // One that is still written, and a folder of somebody else that only looks so.
    let mut living = export(&case, &place.join("other"));
    let since = Instant::now();
    while parts(&place).is_empty() || parts(&place) == killed {
        assert!(since.elapsed() < Duration::from_mins(1));
        sleep(Duration::from_millis(2));
    }
    signal(&living, "-STOP");
    let held: Vec<PathBuf> = parts(&place).into_iter().filter(|part| !killed.contains(part)).collect();
    let mine = place.join(".mine.pack.part");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("thesis.txt"), "mine").unwrap();
    let (code, _, said) = run(&["export", "--case", text(&case), "--out", text(&place.join("pack"))]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!killed[0].exists(), "{said}");
    assert!(held[0].exists() && mine.join("thesis.txt").exists(), "{said}");
    assert!(said.contains(".mine.pack.part") && !said.contains(text(&held[0])), "{said}");
    signal(&living, "-CONT");
    assert!(living.wait().unwrap().success());
    assert!(place.join("pack").exists() && place.join("other").exists());
    assert_eq!(parts(&place), [mine]);
}
