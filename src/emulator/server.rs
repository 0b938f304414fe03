use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    EmulatorData, EmulatorError, EmulatorOptions, clock::now_ms, demo, folder, http, service::Service, store::Store,
};

/// A running embedded CloudWatch Logs service. It stops when dropped.
pub struct Emulator {
    address: SocketAddr,
    service: Arc<Service>,
    accepting: JoinHandle<()>,
    stop: DropGuard,
}

impl Emulator {
    /// Listens on loopback and answers from then on, on the runtime that this is called in. The
    /// demo's data are made meanwhile: a request that needs them waits for them.
    pub async fn start(options: EmulatorOptions) -> Result<Self, EmulatorError> {
        let port = options.port;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(|source| EmulatorError::Listen { port, source })?;
        let address = listener.local_addr().map_err(|source| EmulatorError::Listen { port, source })?;
        let service = Arc::new(Service::new(options));
        match service.options.data.clone() {
            EmulatorData::Empty => service.open(Store::default()),
            EmulatorData::Folder(path) => {
                let read = move || folder::load(&path, now_ms());
                match tokio::task::spawn_blocking(read).await {
                    Ok(loaded) => service.open(loaded?),
                    // The runtime is going down: nobody will ask.
                    Err(_stopping) => service.open(Store::default()),
                }
            }
            EmulatorData::Demo { seed, now_ms } => {
                let service = service.clone();
                tokio::task::spawn_blocking(move || {
                    let (store, definitions) = demo::build(seed, now_ms);
                    service.definitions.add(definitions);
                    service.open(store);
                });
            }
        }
        let stop = CancellationToken::new();
        let accepting = tokio::spawn(http::serve(listener, service.clone(), stop.clone()));
        Ok(Self { address, service, accepting, stop: stop.drop_guard() })
    }

    /// What clients take as endpoint URL.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Which operations were asked for so far, and how often, refused ones too.
    pub fn operations_called(&self) -> BTreeMap<String, u64> {
        self.service.operations_called()
    }

    /// From now on, answers this operation with this error, until [`Self::allow`].
    pub fn refuse(&self, operation: &str, code: &str, message: &str) {
        self.service.refuse(operation, code, message);
    }

    /// Ends what [`Self::refuse`] began.
    pub fn allow(&self, operation: &str) {
        self.service.allow(operation);
    }

    /// Stops listening, ends open connections and returns when all is quiet.
    pub async fn stop(self) {
        self.stop.disarm().cancel();
        let patience = Duration::from_secs(2);
        if tokio::time::timeout(patience, self.accepting).await.is_err() {
            tracing::warn!("the embedded service did not stop in time");
        }
    }
}
