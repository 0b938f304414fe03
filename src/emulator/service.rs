use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use hyper::body::Bytes;
use tokio::sync::watch;

use super::{
    EmulatorOptions,
    account::{Account, Answered, Call, denial},
    definitions::Definitions,
    faults::{Fate, Misfortune},
    operations,
    pacing::Pacing,
    queries::Queries,
    refusal::Refusal,
    store::Store,
};

/// What the service holds.
struct Data {
    store: Store,
    account: Account,
}

/// All that the answers come from.
pub(super) struct Service {
    pub options: EmulatorOptions,
    pub queries: Queries,
    pub definitions: Definitions,
    pub misfortune: Misfortune,
    start_query_pacing: Pacing,
    results_pacing: Pacing,
    filter_pacing: Pacing,
    lookup_pacing: Pacing,
    calls: Mutex<BTreeMap<String, u64>>,
    told: Mutex<BTreeMap<String, Refusal>>,
    /// Empty while the data are being made.
    data: watch::Sender<Option<Arc<Data>>>,
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
            lookup_pacing: Pacing::of_lookups(),
            calls: Mutex::default(),
            told: Mutex::default(),
            data: watch::Sender::new(None),
            options,
        }
    }

    /// The data are there: whoever waits for them goes on.
    pub fn open(&self, store: Store, account: Account) {
        self.misfortune.shape(&store);
        self.data.send_replace(Some(Arc::new(Data { store, account })));
    }

    /// Ends what still runs.
    pub fn close(&self) {
        self.queries.cancel_all();
    }

    async fn data(&self) -> Option<Arc<Data>> {
        let mut there = self.data.subscribe();
        let data = there.wait_for(Option::is_some).await.ok()?;
        data.clone()
    }

    /// Answers one operation of CloudWatch Logs.
    pub async fn answer(self: &Arc<Self>, operation: String, body: Bytes) -> Result<Vec<u8>, Refusal> {
        let service = self.clone();
        let name = operation.clone();
        self.carry_out(&name, move |data| operations::answer(&service, (&data.store, &data.account), &operation, &body))
            .await
    }

    /// Answers one operation of another service of the account.
    pub async fn answer_account(self: &Arc<Self>, call: Call, request_id: String) -> Result<Answered, Refusal> {
        let name = call.operation.clone();
        self.carry_out(&name, move |data| data.account.answer(&data.store, &call, &request_id)).await
    }

    /// Whatever may befall an operation befalls it here; the work is done off the threads that serve connections.
    async fn carry_out<T: Send + 'static>(
        self: &Arc<Self>,
        operation: &str,
        work: impl FnOnce(&Data) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.count(operation);
        if let Some(refusal) = self.told_to_refuse(operation) {
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
            let pacing = match operation {
                "StartQuery" => Some(&self.start_query_pacing),
                "GetQueryResults" => Some(&self.results_pacing),
                "FilterLogEvents" => Some(&self.filter_pacing),
                "LookupEvents" => Some(&self.lookup_pacing),
                _ => None,
            };
            if pacing.is_some_and(|pacing| pacing.refuses(Instant::now())) {
                return Err(Refusal::Throttling);
            }
        }
        let data = self.data().await.ok_or(Refusal::Stopping)?;
        let answer = tokio::task::spawn_blocking(move || work(&data)).await.unwrap_or(Err(Refusal::Stopping));
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

    /// As [`Self::refuse`], in AWS's words for what a caller may not do.
    pub fn deny(&self, operation: &str) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(operation.to_owned(), denial(operation));
    }

    pub fn allow(&self, operation: &str) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).remove(operation);
    }

    pub fn told_to_refuse(&self, operation: &str) -> Option<Refusal> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).get(operation).cloned()
    }
}
