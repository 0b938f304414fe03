//! Sessions are read whatever bytes their logs hold: nothing panics, hangs or grows without bound.
//!
//! `tests/fuzz/run` does this for as long as wanted, with the release profile. What it finds is kept in
//! `tests/data/fuzz`: a file's name begins with the target that reads it.

mod bounds;
mod case;
mod mutate;
mod pieces;
mod search;
mod targets;
mod worst;

use std::fs;
use std::time::Duration;

use case::{data, fuzz_seeds};
use search::{Search, TARGETS, failure_of};
use worst::{WORST, worst};

#[test]
fn what_did_harm_once_does_none() {
    let seeds = fuzz_seeds();
    assert!(!seeds.is_empty(), "{}", data().display());
    for file in seeds {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let target = TARGETS.iter().find(|target| name.starts_with(target.name)).expect(&name);
        let failure = failure_of(*target, &fs::read(&file).unwrap());
        assert_eq!(failure, None, "{name}");
    }
}

#[test]
fn bytes_of_any_kind_do_no_harm() {
    // Always the same beginning: what is new is looked for by the long run.
    let failures = Search::new(1, None).run(Duration::from_secs(4));
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn the_worst_takes_time_and_memory_in_proportion() {
    let size = if cfg!(debug_assertions) { 12 << 10 } else { 256 << 10 };
    for (name, _) in WORST {
        let failure = failure_of(TARGETS[2], &worst(name, size));
        assert_eq!(failure, None, "{name}");
    }
}

/// The same with large ones. The name of one may be given.
#[test]
#[ignore = "takes minutes"]
fn the_worst_takes_time_and_memory_in_proportion_for_long() {
    let named = std::env::var("SESSION_LENS_FUZZ_WORST").unwrap_or_default();
    let mut failures = Vec::new();
    for (name, _) in WORST.iter().filter(|(name, _)| name.contains(&named)) {
        for size in [1 << 20, 8 << 20] {
            let begun = std::time::Instant::now();
            let failure = failure_of(TARGETS[2], &worst(name, size));
            println!("{name}: {} MB, {:.1?} in all", size >> 20, begun.elapsed());
            failures.extend(failure.map(|failure| format!("{name}: {failure}")));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// The long run, which `tests/fuzz/run` starts.
#[test]
#[ignore = "takes as long as asked for"]
fn bytes_of_any_kind_do_no_harm_for_long() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let folder = std::env::var_os("SESSION_LENS_FUZZ_FOLDER").expect("a folder for what is found");
    let seed = number("SESSION_LENS_FUZZ_SEED").unwrap_or_else(|| fastrand::u64(..));
    let seconds = number("SESSION_LENS_FUZZ_SECONDS").unwrap_or(60);
    let failures = Search::new(seed, Some(folder.into())).run(Duration::from_secs(seconds));
    assert!(failures.is_empty(), "{failures:#?}");
}
