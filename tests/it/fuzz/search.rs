//! Looks for cases that do harm, from the recordings on, keeping those that show something new or are slow.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{fs, process, thread};

use fastrand::Rng;

use super::bounds::{Memory, most_memory};
use super::case::{fuzz_seeds, recordings};
use super::mutate;
use super::targets::{self, Told};

/// What reads a case, and how one is made of two others.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    read: fn(&[u8]) -> Told,
    make: fn(&[u8], &[u8], &mut Rng) -> Vec<u8>,
}

pub const TARGETS: [Target; 3] = [
    Target { name: "records", read: targets::records, make: mutate::record },
    Target { name: "terminal", read: targets::terminal, make: mutate::terminal },
    Target { name: "commands", read: targets::commands, make: mutate::file },
];

/// Something that takes longer than this will not end, in seconds.
const HANGS: u64 = 60;
const MOST_KEPT: usize = 600;
const LONGEST_KEPT: usize = 256 << 10;

/// What is wrong with a case, if anything is.
pub fn failure_of(target: Target, case: &[u8]) -> Option<String> {
    tell(target, case).err()
}

fn tell(target: Target, case: &[u8]) -> Result<Told, String> {
    catch_unwind(AssertUnwindSafe(|| (target.read)(case))).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
    })
}

/// What went wrong, whatever the numbers in it.
fn kind_of(failure: &str) -> String {
    let mut kind: String = failure.chars().take(60).filter(|character| !character.is_ascii_digit()).collect();
    kind.truncate(kind.find('{').unwrap_or(kind.len()));
    kind
}

/// One process's search.
pub struct Search {
    chance: Rng,
    seed: u64,
    recordings: Vec<Vec<u8>>,
    kept: Vec<Vec<Vec<u8>>>,
    seen: HashSet<(usize, u64, String)>,
    /// Where failing cases are written, in a process that does nothing else.
    folder: Option<PathBuf>,
    failures: HashMap<String, String>,
    slowest: (f64, Duration, usize),
    most_grown: (usize, usize),
    runs: [u64; TARGETS.len()],
}

impl Search {
    pub fn new(seed: u64, folder: Option<PathBuf>) -> Self {
        let mut recordings = recordings();
        recordings.extend(fuzz_seeds().iter().map(|file| fs::read(file).unwrap()));
        Self {
            chance: Rng::with_seed(seed),
            seed,
            kept: vec![Vec::new(); TARGETS.len()],
            recordings,
            seen: HashSet::new(),
            folder,
            failures: HashMap::new(),
            slowest: Default::default(),
            most_grown: Default::default(),
            runs: Default::default(),
        }
    }

    /// Searches for so long, and gives what went wrong.
    pub fn run(mut self, time: Duration) -> Vec<String> {
        let begun = Instant::now();
        let watch = self.folder.clone().map(watch);
        while begun.elapsed() < time && self.failures.len() < 20 {
            let at = [0, 1, 1, 2, 2, 2, 2][self.chance.usize(..7)];
            let target = TARGETS[at];
            let case = self.make(at);
            if let Some(watch) = &watch {
                *watch.lock().unwrap() = Some((target.name, case.clone(), Instant::now()));
            }
            let memory = if self.folder.is_some() { Memory::start() } else { None };
            let told = tell(target, &case);
            self.runs[at] += 1;
            let size = case.len();
            let grown = memory.map_or(0, |memory| memory.grown());
            if grown > self.most_grown.0 {
                self.most_grown = (grown, size);
            }
            match told {
                Err(failure) => self.fail(target, &case, &failure),
                Ok(_) if grown > most_memory(size) => {
                    self.fail(target, &case, &format!("memory grew by {} MB for {size} bytes", grown >> 20));
                }
                Ok(told) => self.keep(at, case, &told),
            }
        }
        let runs: u64 = self.runs.iter().sum();
        let (of_bound, longest, size) = self.slowest;
        println!(
            "seed {}: {runs} executions ({}), {:.0} a second; the slowest took {longest:.1?} for {size} bytes, {:.0} % of what it may; at \
             most {} MB more memory, for {} bytes; {} kept; {} failures",
            self.seed,
            TARGETS
                .iter()
                .zip(self.runs)
                .map(|(target, runs)| format!("{} {runs}", target.name))
                .collect::<Vec<_>>()
                .join(", "),
            runs as f64 / begun.elapsed().as_secs_f64(),
            of_bound * 100.0,
            self.most_grown.0 >> 20,
            self.most_grown.1,
            self.kept.iter().map(Vec::len).sum::<usize>(),
            self.failures.len(),
        );
        self.failures.into_values().collect()
    }

    fn make(&mut self, at: usize) -> Vec<u8> {
        let chance = &mut self.chance;
        let from = |chance: &mut Rng| {
            let kept = &self.kept[at];
            let of = if kept.is_empty() || chance.u8(..4) == 0 { &self.recordings } else { kept };
            of[chance.usize(..of.len())].as_slice()
        };
        match chance.u8(..40) {
            0 => (0..chance.usize(..3_000)).map(|_| chance.u8(..)).collect(),
            1..8 => {
                let (one, other) = (from(chance), &self.recordings[chance.usize(..self.recordings.len())]);
                let mut made = one.to_vec();
                mutate::bytes(&mut made, other, chance);
                made
            }
            _ => {
                let (one, other) = (from(chance), from(chance));
                (TARGETS[at].make)(one, other, chance)
            }
        }
    }

    fn keep(&mut self, at: usize, case: Vec<u8>, told: &Told) {
        if told.of_bound > self.slowest.0 {
            self.slowest = (told.of_bound, told.longest, case.len());
        }
        // What takes long for its size may be made to take longer.
        let slowness = format!("{:.0}", told.of_bound * 40.0);
        if case.len() <= LONGEST_KEPT && self.seen.insert((at, told.signature, slowness)) {
            let kept = &mut self.kept[at];
            if kept.len() < MOST_KEPT {
                kept.push(case);
            } else {
                kept[self.chance.usize(..MOST_KEPT)] = case;
            }
        }
    }

    fn fail(&mut self, target: Target, case: &[u8], failure: &str) {
        let kind = format!("{} {}", target.name, kind_of(failure));
        if self.failures.contains_key(&kind) {
            return;
        }
        let is_panic = !failure.contains(" is slow: ") && !failure.starts_with("memory");
        let small = if is_panic { smaller(target, case, failure) } else { case.to_vec() };
        if let Some(folder) = &self.folder {
            let file = folder.join(format!("{}-{:08x}.bin", target.name, self.chance.u32(..)));
            fs::write(&file, &small).unwrap();
            println!("{}: {failure}", file.display());
            self.failures.insert(kind, format!("{}: {failure}", file.display()));
        } else {
            self.failures.insert(kind, format!("{failure}: {}", String::from_utf8_lossy(&small).escape_debug()));
        }
    }
}

/// The case that a thread is at: its target, its bytes, since when.
type Running = Arc<Mutex<Option<(&'static str, Vec<u8>, Instant)>>>;

/// Writes down a case that is never done, and ends the process. What ends it otherwise leaves nothing behind.
fn watch(folder: PathBuf) -> Running {
    let running = Arc::new(Mutex::new(None::<(&'static str, Vec<u8>, Instant)>));
    let watched = Arc::clone(&running);
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(500));
            if let Some((name, case, since)) = &*watched.lock().unwrap()
                && since.elapsed() > Duration::from_secs(HANGS)
            {
                let file = folder.join(format!("{name}-hangs-{}.bin", process::id()));
                fs::write(&file, case).unwrap();
                println!("{}: does not end", file.display());
                process::abort();
            }
        }
    });
    running
}

/// The same failure with less of the case.
fn smaller(target: Target, case: &[u8], failure: &str) -> Vec<u8> {
    let begun = Instant::now();
    let kind = kind_of(failure);
    let mut small = case.to_vec();
    let mut step = small.len() / 2;
    while step > 0 {
        let mut at = 0;
        while at < small.len() {
            if begun.elapsed() > Duration::from_secs(20) {
                return small;
            }
            let mut less = small.clone();
            less.drain(at..(at + step).min(less.len()));
            if failure_of(target, &less).is_some_and(|failure| kind_of(&failure) == kind) {
                small = less;
            } else {
                at += step;
            }
        }
        step /= 2;
    }
    small
}
