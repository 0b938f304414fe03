//! A collection is complete, or says that it is not, whatever the service does.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    sync::{Arc, Mutex},
    time::Duration,
};

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    collect::{
        CollectError, CollectOptions, CollectTask, CollectVia, CollectionScope, CollectionStore, MemoryStore, Proof,
        collect,
    },
    emulator::{Emulator, EmulatorData, EmulatorOptions, Faults, RowLimit},
    model::LogSource,
};
use tokio_util::sync::CancellationToken;

use crate::service::now;

pub const GROUP: &str = "/aws/ssm/logs";
const DAY: i64 = 86_400_000;

/// Events of some streams over some days, as a service's folder.
pub struct Logs {
    pub folder: tempfile::TempDir,
    pub scope: CollectionScope,
    pub messages: BTreeSet<String>,
}

/// How events lie in time.
#[derive(Clone, Copy, PartialEq)]
pub enum Spread {
    Even,
    OfficeHours,
    Bursts,
}

pub fn logs(seed: u64, events: usize, spread: Spread) -> Logs {
    let mut chance = fastrand::Rng::with_seed(seed);
    let end = now() - 3_600_000;
    let start = end - 20 * DAY - chance.i64(0..DAY);
    let folder = tempfile::tempdir().unwrap();
    let group = folder.path().join("aws/ssm/logs");
    fs::create_dir_all(&group).unwrap();
    // FilterLogEvents reads no other class.
    fs::write(folder.path().join("groups.json"), r#"{"/aws/ssm/logs":{"class":"STANDARD"}}"#).unwrap();
    let streams = 1 + chance.usize(0..40);
    let mut texts = vec![String::new(); streams];
    let mut messages = BTreeSet::new();
    let mut burst = start;
    for number in 0..events {
        let timestamp = match spread {
            Spread::Even => chance.i64(start..end),
            Spread::OfficeHours => {
                let day = chance.i64(0..(end - start) / DAY);
                start + day * DAY + chance.i64(8 * 3_600_000..18 * 3_600_000)
            }
            Spread::Bursts => {
                if chance.f64() < 0.002 {
                    burst = chance.i64(start..end - 600_000);
                }
                burst + chance.i64(0..300_000)
            }
        };
        let message = format!("e{number} {}", "x".repeat(chance.usize(0..200)));
        writeln!(texts[chance.usize(0..streams)], r#"{{"timestamp":{timestamp},"message":"{message}"}}"#).unwrap();
        messages.insert(message);
    }
    for (place, text) in texts.into_iter().enumerate() {
        fs::write(group.join(format!("session-{place}.ndjson")), text).unwrap();
    }
    let scope = CollectionScope { log_groups: vec![GROUP.to_owned()], start, end };
    Logs { folder, scope, messages }
}

pub async fn service(logs: &Logs, faults: Faults) -> (Emulator, Arc<dyn LogSource>) {
    let options = EmulatorOptions {
        data: EmulatorData::Folder(logs.folder.path().to_owned()),
        query_delay: Duration::from_millis(20),
        throttle: false,
        faults,
        ..EmulatorOptions::default()
    };
    let service = Emulator::start(options).await.unwrap();
    let source = connect(ConnectOptions::embedded(service.endpoint())).await.unwrap();
    (service, Arc::new(source))
}

pub async fn once(
    source: &Arc<dyn LogSource>,
    store: &Arc<Mutex<MemoryStore>>,
    task: &CollectTask,
    rows_per_query: u32,
) -> Result<Proof, CollectError> {
    as_of(now(), source, store, task, rows_per_query).await
}

/// Of the events that were there at a moment.
async fn as_of(
    cutoff: i64,
    source: &Arc<dyn LogSource>,
    store: &Arc<Mutex<MemoryStore>>,
    task: &CollectTask,
    rows_per_query: u32,
) -> Result<Proof, CollectError> {
    let options = CollectOptions { rows_per_query, ..CollectOptions::new(cutoff) };
    let store: Arc<Mutex<dyn CollectionStore>> = store.clone();
    collect(Arc::clone(source), store, task, options, &CancellationToken::new(), |_| ()).await
}

pub fn messages(store: &Arc<Mutex<MemoryStore>>) -> (usize, BTreeSet<String>) {
    let store = store.lock().unwrap();
    (store.events.len(), store.events.iter().map(|event| event.message.clone()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_takes_hardly_more_queries_and_bytes_than_it_must() {
    for (seed, events, spread, limit) in [
        (1, 12_000, Spread::Even, 1_000),
        (2, 12_000, Spread::OfficeHours, 500),
        (3, 12_000, Spread::Bursts, 700),
        (4, 900, Spread::Even, 10_000),
        (5, 25_000, Spread::Bursts, 10_000),
    ] {
        let logs = logs(seed, events, spread);
        let (_service, source) = service(&logs, Faults::default()).await;
        let store = Arc::default();
        let proof = once(&source, &store, &logs.scope.clone().into(), limit).await.unwrap();
        assert!(proof.complete, "{proof:?}");
        assert_eq!(messages(&store), (events, logs.messages), "seed {seed}");
        assert_eq!((proof.events, proof.rows, proof.counted), (events as u64, events as u64, events as u64));
        let fewest = (events as u64).div_ceil(u64::from(limit));
        let whole: u64 = store.lock().unwrap().events.iter().map(|event| event.message.len() as u64 + 26).sum();
        println!(
            "seed {seed}: {} queries of at least {fewest}, {:.2} times the bytes",
            proof.queries,
            proof.bytes_scanned as f64 / whole as f64
        );
        assert!(proof.queries as f64 <= 1.25 * fewest as f64 + 3.0, "seed {seed}: {} of {fewest}", proof.queries);
        assert!(proof.bytes_scanned as f64 <= 2.2 * whole as f64, "seed {seed}: {} of {whole}", proof.bytes_scanned);
    }
}

/// Whatever goes wrong, by seed.
fn faults(seed: u64) -> Faults {
    let mut chance = fastrand::Rng::with_seed(seed ^ 0x5eed);
    let mut sometimes = |most: f64| if chance.bool() { chance.f64() * most } else { 0.0 };
    Faults {
        seed,
        throttle: sometimes(0.15),
        error: sometimes(0.1),
        dropped: sometimes(0.06),
        slow: sometimes(0.3),
        failed: sometimes(0.15),
        timeout: sometimes(0.15),
        short_pages: sometimes(0.5),
        expired_tokens: sometimes(0.1),
        late: sometimes(0.5),
        row_limit: match seed % 5 {
            0 => RowLimit::Refused,
            1 => RowLimit::Capped,
            _ => RowLimit::Documented,
        },
        whole_end_second: seed % 2 == 1,
        one_second: seed.is_multiple_of(3),
        exclusive_end_time: seed % 4 >= 2,
        stream_by_stream: seed % 3 == 1,
        one_millisecond: if seed.is_multiple_of(7) { 20_000 } else { 0 },
    }
}

/// Collects until it is complete, as a person would start it again, and gives how often that was.
async fn in_spite_of(seed: u64, via: CollectVia) -> usize {
    let spread = [Spread::Even, Spread::OfficeHours, Spread::Bursts][(seed % 3) as usize];
    let (events, limit) = match seed % 5 {
        // More than the ten thousand that the service gives.
        0 | 1 => (26_000, 100_000),
        _ => (6_000, [300, 500, 2_000][(seed % 3) as usize]),
    };
    let faults = faults(seed);
    let events = if faults.one_millisecond > 0 { 26_000 } else { events };
    let limit = if faults.one_millisecond > 0 { 10_000 } else { limit };
    let logs = logs(seed, events, spread);
    let (_service, source) = service(&logs, faults.clone()).await;
    let store = Arc::default();
    let task = CollectTask { via, ..logs.scope.clone().into() };
    // A run that breaks off before it has counted begins anew: what came late meanwhile is late for it too.
    let cutoff = now();
    for run in 1..=8 {
        match as_of(cutoff, &source, &store, &task, limit).await {
            Ok(proof) if proof.complete => {
                let (count, found) = messages(&store);
                assert_eq!(count, found.len(), "seed {seed} {via:?}: something is there twice");
                assert!(found == logs.messages, "seed {seed} {via:?}: complete, and it is not: {faults:?}");
                return run;
            }
            Ok(proof) => {
                assert!(!proof.shortfalls.is_empty(), "seed {seed} {via:?}: incomplete for no reason: {proof:?}");
            }
            Err(CollectError::Source(error)) => println!("seed {seed} {via:?}, run {run}: {error}"),
            Err(error) => panic!("seed {seed} {via:?}: {error}"),
        }
    }
    panic!("seed {seed} {via:?}: never complete with {faults:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_called_complete_is_complete_in_spite_of_a_faulty_service() {
    let seeds: u64 = std::env::var("SESSION_LENS_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(14);
    let mut running = tokio::task::JoinSet::new();
    let mut again = 0;
    for seed in 0..seeds {
        if running.len() >= 7 {
            again += usize::from(running.join_next().await.unwrap().unwrap() > 1);
        }
        running.spawn(in_spite_of(seed, CollectVia::Insights));
        running.spawn(in_spite_of(seed, CollectVia::FilterLogEvents));
    }
    while let Some(runs) = running.join_next().await {
        again += usize::from(runs.unwrap() > 1);
    }
    println!("{seeds} seeds, each through both operations, all complete; {again} needed more than one run");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_was_allowed_is_never_scanned() {
    let logs = logs(9, 8_000, Spread::Even);
    let (service, source) = service(&logs, Faults::default()).await;
    let store: Arc<Mutex<MemoryStore>> = Arc::default();
    let options = CollectOptions { rows_per_query: 500, most_bytes: Some(1_500_000), ..CollectOptions::new(now()) };
    let shared: Arc<Mutex<dyn CollectionStore>> = store.clone();
    let refused = collect(source, shared, &logs.scope.clone().into(), options, &CancellationToken::new(), |_| ()).await;
    assert!(matches!(refused, Err(CollectError::TooMuchToScan { .. })), "{refused:?}");
    // The count told what all of it would take, before any of it was fetched.
    assert_eq!(service.operations_called()["StartQuery"], 1);
    assert!(store.lock().unwrap().proof.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_is_not_asked_for_again() {
    let logs = logs(11, 9_000, Spread::Even);
    let (service, source) = service(&logs, Faults::default()).await;
    let store: Arc<Mutex<MemoryStore>> = Arc::default();
    let cancel = CancellationToken::new();
    let shared: Arc<Mutex<dyn CollectionStore>> = store.clone();
    let stop = cancel.clone();
    let options = CollectOptions { rows_per_query: 500, ..CollectOptions::new(now()) };
    let stopped = collect(Arc::clone(&source), shared, &logs.scope.clone().into(), options, &cancel, move |told| {
        if told.rows > 4_000 {
            stop.cancel();
        }
    })
    .await;
    assert!(matches!(stopped, Err(CollectError::Cancelled)), "{stopped:?}");
    let rows = messages(&store).0;
    assert!((4_000..9_000).contains(&rows), "{rows}");
    let before = service.operations_called()["StartQuery"];
    let proof = once(&source, &store, &logs.scope.clone().into(), 500).await.unwrap();
    assert!(proof.complete);
    assert_eq!(messages(&store), (9_000, logs.messages));
    let asked = service.operations_called()["StartQuery"] - before;
    assert!(asked <= (9_000 - rows as u64).div_ceil(500) * 5 / 4 + 6, "{asked} for {}", 9_000 - rows);
    let other = CollectionScope { end: logs.scope.end - 1, ..logs.scope.clone() };
    assert!(matches!(once(&source, &store, &other.into(), 500).await, Err(CollectError::AnotherScope)));
}
