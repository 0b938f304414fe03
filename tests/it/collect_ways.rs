//! The same set by either operation, what came too late for it, and what nobody counted.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use serde_json::json;
use session_lens::{
    case::{Case, CaseEvents, EventScope, Writer},
    cloudwatch::{ConnectOptions, connect},
    collect::{
        CaseStore, CaseStoreError, CollectError, CollectOptions, CollectTask, CollectVia, CollectionStore, MemoryStore,
        Proof, Standing, Wanted, collect, count,
    },
    emulator::{Emulator, EmulatorData, EmulatorOptions, Faults},
    model::LogSource,
};
use tokio_util::sync::CancellationToken;

use crate::{
    collect::{GROUP, Spread, logs, messages, once, service},
    service::now,
};

const BOTH: [CollectVia; 2] = [CollectVia::Insights, CollectVia::FilterLogEvents];

/// Collects into a case as the program does.
async fn into_case(source: &Arc<dyn LogSource>, path: &Path, wanted: Wanted) -> Result<Proof, CaseStoreError> {
    let writer = Writer::new(Case::open_or_create(path, now()).unwrap()).unwrap();
    let store = CaseStore::new(writer, wanted, json!({"account": "111122223333"}), now)?;
    let task = store.task().clone();
    let store: Arc<Mutex<dyn CollectionStore>> = Arc::new(Mutex::new(store));
    let options = CollectOptions { rows_per_query: 1_000, ..CollectOptions::new(now()) };
    Ok(collect(Arc::clone(source), store, &task, options, &CancellationToken::new(), |_| ()).await.unwrap())
}

fn in_case(path: &Path) -> Vec<(i64, i64, String, String, String)> {
    let mut found = Vec::new();
    let events = CaseEvents::new(Case::open_read_only(path).unwrap(), EventScope::default()).unwrap();
    let take = |event: session_lens::model::LogEvent| {
        found.push((event.timestamp, event.ingestion_time, event.log, event.log_stream, event.message));
    };
    events.for_each(take).unwrap();
    found.sort();
    found
}

fn standing(path: &Path) -> Standing {
    Standing::in_case(&Case::open_read_only(path).unwrap(), &[], None).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_scope_through_either_operation_is_the_same_set() {
    let logs = logs(21, 12_000, Spread::Bursts);
    // An event that is there twice, in the same stream and millisecond, is two events.
    let twice = format!("{{\"timestamp\":{0},\"message\":\"twice\"}}\n", logs.scope.start + 5).repeat(2);
    fs::write(logs.folder.path().join("aws/ssm/logs/twice.ndjson"), twice).unwrap();
    let (service, source) = service(&logs, Faults { short_pages: 0.5, ..Faults::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let mut found = Vec::new();
    for via in BOTH {
        let path = folder.path().join(format!("{via:?}.case"));
        let proof = into_case(&source, &path, Wanted::All { scope: logs.scope.clone(), via }).await.unwrap();
        assert!(proof.complete && proof.via == via && proof.events == 12_002, "{proof:?}");
        assert_eq!(standing(&path), Standing::Complete);
        found.push((in_case(&path), proof.set_sha256, proof.requests, proof.bytes_scanned));
    }
    let [insights, direct] = &found[..] else { panic!() };
    assert!(insights.0 == direct.0, "the events themselves");
    assert_eq!(insights.0[0].2, "111122223333:/aws/ssm/logs");
    assert_eq!((&insights.1, insights.1.len()), (&direct.1, 64), "and the hash of their set");
    assert!(insights.2 == 0 && direct.2 >= 12, "{} requests", direct.2);
    assert!(direct.3 * 2 <= insights.3 + 1_000, "only the count is billed: {} of {}", direct.3, insights.3);
    assert_eq!(service.operations_called()["FilterLogEvents"], direct.2);

    // In one case each event would be there twice.
    let other = Wanted::All { scope: logs.scope.clone(), via: CollectVia::FilterLogEvents };
    let refused = into_case(&source, &folder.path().join("Insights.case"), other).await;
    assert!(matches!(refused, Err(CaseStoreError::OtherWay { there: CollectVia::Insights })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_cannot_be_read_directly_is_refused_before_anything_costs() {
    let logs = logs(22, 50, Spread::Even);
    fs::remove_file(logs.folder.path().join("groups.json")).unwrap();
    let (service, source) = service(&logs, Faults::default()).await;
    let task = CollectTask { via: CollectVia::FilterLogEvents, ..logs.scope.clone().into() };
    let refused = once(&source, &Arc::default(), &task, 1_000).await.unwrap_err();
    assert!(matches!(&refused, CollectError::NotStandard { group, .. } if group == GROUP), "{refused:?}");
    let called = service.operations_called();
    assert!(!called.contains_key("StartQuery") && !called.contains_key("FilterLogEvents"), "{called:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_too_late_is_collected_by_itself() {
    for via in BOTH {
        let logs = logs(23, 3_000, Spread::Even);
        let options = EmulatorOptions {
            data: EmulatorData::Folder(logs.folder.path().to_owned()),
            query_delay: std::time::Duration::from_millis(10),
            throttle: false,
            faults: Faults { late: 1.0, ..Faults::default() },
            ..EmulatorOptions::default()
        };
        let service = Emulator::start(options).await.unwrap();
        let source: Arc<dyn LogSource> = Arc::new(connect(ConnectOptions::embedded(service.endpoint())).await.unwrap());
        let path = logs.folder.path().join("late.case");
        assert!(matches!(into_case(&source, &path, Wanted::Late).await, Err(CaseStoreError::NothingComplete)));
        let first = into_case(&source, &path, Wanted::All { scope: logs.scope.clone(), via }).await.unwrap();
        assert!(first.complete && first.late > 0 && first.events == 3_000, "{first:?}");
        let late = into_case(&source, &path, Wanted::Late).await.unwrap();
        assert!(late.complete && late.events >= first.late, "{via:?}: {late:?} after {first:?}");
        let there = in_case(&path);
        assert_eq!(there.len() as u64, first.events + late.events);
        assert_eq!(there.iter().filter(|event| event.4 == "late").count() as u64, late.events);
        let set: BTreeSet<&str> = there.iter().map(|event| event.4.as_str()).collect();
        assert_eq!(set.len(), 3_001);
        // What came later still.
        let later = into_case(&source, &path, Wanted::Late).await.unwrap();
        assert!(later.complete && later.events >= late.late && later.late > 0, "{later:?} after {late:?}");
        assert_eq!(standing(&path), Standing::Complete);
        assert!(matches!(into_case(&source, &path, Wanted::Unfinished).await, Err(CaseStoreError::NothingUnfinished)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_independent_counted_is_never_called_complete() {
    let logs = logs(24, 4_000, Spread::Even);
    let (service, source) = service(&logs, Faults::default()).await;
    let path = logs.folder.path().join("uncounted.case");
    let wanted = || Wanted::All { scope: logs.scope.clone(), via: CollectVia::FilterLogEvents };
    service.refuse("StartQuery", "AccessDeniedException", "not authorized to perform: logs:StartQuery");
    let proof = into_case(&source, &path, wanted()).await.unwrap();
    assert!(!proof.complete && proof.uncounted.is_some() && proof.events == 4_000, "{proof:?}");
    assert_eq!((proof.counted, proof.queries, standing(&path)), (0, 0, Standing::Incomplete));
    // It is begun anew once it may be counted; nothing is kept twice.
    service.allow("StartQuery");
    let proof = into_case(&source, &path, wanted()).await.unwrap();
    assert!(proof.complete && proof.events == 4_000 && proof.counted == 4_000, "{proof:?}");
    assert_eq!((in_case(&path).len(), standing(&path)), (4_000, Standing::Complete));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_are_there_are_not_asked_for_again() {
    let logs = logs(25, 9_000, Spread::Even);
    let (service, source) = service(&logs, Faults::default()).await;
    let store: Arc<Mutex<MemoryStore>> = Arc::default();
    let task = CollectTask { via: CollectVia::FilterLogEvents, ..logs.scope.clone().into() };
    let (cancel, shared) = (CancellationToken::new(), Arc::clone(&store) as Arc<Mutex<dyn CollectionStore>>);
    let stop = cancel.clone();
    let options = CollectOptions { rows_per_query: 500, ..CollectOptions::new(now()) };
    let stopped = collect(Arc::clone(&source), shared, &task, options, &cancel, move |told| {
        assert!(told.windows_expected.is_none_or(|expected| expected >= told.windows));
        if told.rows > 4_000 {
            stop.cancel();
        }
    });
    assert!(matches!(stopped.await, Err(CollectError::Cancelled)));
    let rows = messages(&store).0;
    assert!((4_000..9_000).contains(&rows), "{rows}");
    let before = service.operations_called()["FilterLogEvents"];
    let proof = once(&source, &store, &task, 500).await.unwrap();
    assert!(proof.complete);
    assert_eq!(messages(&store), (9_000, logs.messages));
    let asked = service.operations_called()["FilterLogEvents"] - before;
    // A window that holds a little more than a page takes two.
    assert!(asked <= (9_000 - rows as u64).div_ceil(400) * 2 + 4, "{asked} for {}", 9_000 - rows);
    assert_eq!(service.operations_called()["StartQuery"], 1, "counted once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_first_is_not_counted_again() {
    let logs = logs(26, 3_000, Spread::OfficeHours);
    let (service, source) = service(&logs, Faults::default()).await;
    let task = CollectTask::from(logs.scope.clone());
    let cancel = CancellationToken::new();
    let plan = count(Arc::clone(&source), &task, CollectOptions::new(now()), &cancel, |_| ()).await.unwrap();
    assert!(plan.counts.total() == 3_000 && plan.bytes > 0);
    let store: Arc<Mutex<MemoryStore>> = Arc::default();
    let shared: Arc<Mutex<dyn CollectionStore>> = store.clone();
    let options = CollectOptions { counted: Some(plan), ..CollectOptions::new(now()) };
    let proof = collect(Arc::clone(&source), shared, &task, options, &cancel, |_| ()).await.unwrap();
    assert!(proof.complete && proof.events == 3_000);
    let asked = store.lock().unwrap().windows.len() as u64;
    assert_eq!(service.operations_called()["StartQuery"], 1 + asked);
}
