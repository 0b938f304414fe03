use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    EmulatorData, EmulatorError, EmulatorOptions, account::Account, clock::now_ms, demo, folder, http,
    service::Service, store::Store,
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
        let setup = service.options.setup.clone();
        match service.options.data.clone() {
            EmulatorData::Empty => {
                let store = Store::default();
                let account = demo::unused(setup, &store, now_ms());
                service.open(store, account);
            }
            EmulatorData::Folder(path) => {
                let read = move || folder::load(&path, now_ms());
                match tokio::task::spawn_blocking(read).await {
                    Ok(loaded) => {
                        let store = loaded?;
                        let account = demo::unused(setup, &store, now_ms());
                        service.open(store, account);
                    }
                    // The runtime is going down: nobody will ask.
                    Err(_stopping) => service.open(Store::default(), Account::default()),
                }
            }
            EmulatorData::Demo { seed, now_ms } => {
                let makes = service.clone();
                // A thread of its own: a runtime that goes down must not wait for it.
                let thread = std::thread::Builder::new().name("demo-data".to_owned()).spawn(move || {
                    let built = demo::build(seed, now_ms, &setup.unwrap_or_default());
                    makes.definitions.add(built.definitions);
                    makes.open(built.store, built.account);
                });
                if let Err(error) = thread {
                    tracing::error!(%error, "no thread for the demo's data");
                    service.open(Store::default(), Account::default());
                }
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

    /// From now on, answers this operation with this error, until [`Self::allow`]. What the caller may not do is
    /// refused in the code of the operation's own service, by whichever name it is told here.
    pub fn refuse(&self, operation: &str, code: &str, message: &str) {
        self.service.refuse(operation, code, message);
    }

    /// From now on, refuses this operation as AWS refuses what a caller may not do, until [`Self::allow`].
    pub fn deny(&self, operation: &str) {
        self.service.deny(operation);
    }

    /// Ends what [`Self::refuse`] or [`Self::deny`] began.
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::emulator::testing::{Service, quick};

    #[tokio::test(flavor = "multi_thread")]
    async fn every_operation_is_counted_and_can_be_told_to_fail() {
        let service = Service::quick().await;
        service.ok("DescribeLogGroups", json!({})).await;
        service.0.refuse("DescribeLogGroups", "AccessDeniedException", "not authorized");
        assert_eq!(service.refused("DescribeLogGroups", json!({})).await, "AccessDeniedException");
        service.0.allow("DescribeLogGroups");
        let answer = service.ask("DescribeLogGroups", json!({})).await;
        assert!(answer.head.contains("x-amzn-requestid: "), "{}", answer.head);
        assert_eq!(service.refused("DropEverything", json!({})).await, "UnknownOperationException");
        let calls = service.0.operations_called();
        assert_eq!(calls.get("DescribeLogGroups"), Some(&3));
        assert_eq!(calls.get("DropEverything"), Some(&1));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_callers_identity_is_told_in_the_way_of_sts() {
        let service = Service::quick().await;
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        let (head, body) = service.send(form, "Action=GetCallerIdentity&Version=2011-06-15").await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert!(body.contains("<Account>111122223333</Account>"), "{body}");
        service.0.refuse("GetCallerIdentity", "ExpiredToken", "expired <now>");
        let (head, body) = service.send(form, "Action=GetCallerIdentity&Version=2011-06-15").await;
        assert!(head.starts_with("http/1.1 400"), "{head}");
        assert!(body.contains("<Code>ExpiredToken</Code><Message>expired &lt;now&gt;</Message>"), "{body}");
        assert_eq!(service.0.operations_called().get("GetCallerIdentity"), Some(&2));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn rubbish_is_refused_and_the_service_goes_on() {
        let service = Service::quick().await;
        let target = "X-Amz-Target: Logs_20140328.StartQuery\r\n";
        for rubbish in ["", "{", "[]", "{\"queryString\": 7}", "\u{0}"] {
            let (head, body) = service.send(target, rubbish).await;
            assert!(head.starts_with("http/1.1 400"), "{head}");
            assert!(body.contains("SerializationException"), "{body}");
        }
        let (head, _) = service.send("", "hello").await;
        assert!(head.starts_with("http/1.1 400"), "{head}");
        service.ok("DescribeLogGroups", json!({})).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn after_stop_nobody_listens() {
        let emulator = Emulator::start(quick()).await.unwrap();
        let address = emulator.address;
        emulator.stop().await;
        assert!(tokio::net::TcpStream::connect(address).await.is_err());
        let emulator = Emulator::start(EmulatorOptions { port: address.port(), ..quick() }).await.unwrap();
        let second = Emulator::start(EmulatorOptions { port: address.port(), ..quick() }).await;
        assert!(matches!(second, Err(EmulatorError::Listen { port, .. }) if port == emulator.address.port()));
    }
}
