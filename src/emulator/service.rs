use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use hyper::body::Bytes;
use tokio::sync::watch;

use super::{
    EmulatorOptions,
    definitions::Definitions,
    faults::{Fate, Misfortune},
    operations,
    pacing::Pacing,
    queries::Queries,
    refusal::Refusal,
    store::Store,
};

/// All that the answers come from.
pub(super) struct Service {
    pub options: EmulatorOptions,
    pub queries: Queries,
    pub definitions: Definitions,
    pub misfortune: Misfortune,
    start_query_pacing: Pacing,
    results_pacing: Pacing,
    filter_pacing: Pacing,
    calls: Mutex<BTreeMap<String, u64>>,
    told: Mutex<BTreeMap<String, Refusal>>,
    /// Empty while the data are being made.
    store: watch::Sender<Option<Arc<Store>>>,
}

impl Service {
    pub fn new(options: EmulatorOptions) -> Self {
        Self {
            queries: Queries::new(options.query_delay, options.concurrent_queries),
            definitions: Definitions::default(),
            misfortune: Misfortune::new(options.faults.clone()),
            start_query_pacing: Pacing::default(),
            results_pacing: Pacing::default(),
            filter_pacing: Pacing::default(),
            calls: Mutex::default(),
            told: Mutex::default(),
            store: watch::Sender::new(None),
            options,
        }
    }

    /// The data are there: whoever waits for them goes on.
    pub fn open(&self, store: Store) {
        self.misfortune.shape(&store);
        self.store.send_replace(Some(Arc::new(store)));
    }

    /// Ends what still runs.
    pub fn close(&self) {
        self.queries.cancel_all();
    }

    async fn store(&self) -> Option<Arc<Store>> {
        let mut there = self.store.subscribe();
        let store = there.wait_for(Option::is_some).await.ok()?;
        store.clone()
    }

    /// Answers one operation; the work is done off the threads that serve connections.
    pub async fn answer(self: &Arc<Self>, operation: String, body: Bytes) -> Result<Vec<u8>, Refusal> {
        self.count(&operation);
        if let Some(refusal) = self.told_to_refuse(&operation) {
            return Err(refusal);
        }
        if let Some(refusal) = self.misfortune.refusal() {
            return Err(refusal);
        }
        let fate = self.misfortune.fate();
        if fate == Fate::DroppedBefore {
            return Err(Refusal::NoAnswer);
        }
        if self.options.throttle {
            let pacing = match operation.as_str() {
                "StartQuery" => Some(&self.start_query_pacing),
                "GetQueryResults" => Some(&self.results_pacing),
                "FilterLogEvents" => Some(&self.filter_pacing),
                _ => None,
            };
            if pacing.is_some_and(|pacing| pacing.refuses(Instant::now())) {
                return Err(Refusal::Throttling);
            }
        }
        let store = self.store().await.ok_or(Refusal::Stopping)?;
        let service = self.clone();
        let answering = move || operations::answer(&service, &store, &operation, &body);
        let answer = tokio::task::spawn_blocking(answering).await.unwrap_or(Err(Refusal::Stopping));
        if fate == Fate::DroppedAfter { Err(Refusal::NoAnswer) } else { answer }
    }

    pub fn count(&self, operation: &str) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry(operation.to_owned()).or_default() += 1;
    }

    pub fn operations_called(&self) -> BTreeMap<String, u64> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn refuse(&self, operation: &str, code: &str, message: &str) {
        let refusal = Refusal::Told { code: code.to_owned(), message: message.to_owned() };
        self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(operation.to_owned(), refusal);
    }

    pub fn allow(&self, operation: &str) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).remove(operation);
    }

    pub fn told_to_refuse(&self, operation: &str) -> Option<Refusal> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).get(operation).cloned()
    }
}
