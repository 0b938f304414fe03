//! The connection that requests go to.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::time::timeout;

use crate::{
    case::CaseSource,
    cloudwatch::{self, ConnectOptions},
    emulator::{Emulator, EmulatorOptions},
    model::{LogSource, SourceError, SourceErrorKind, SourceIdentity},
    setup::aws::Account,
};

use super::{
    ConnectTarget, Failure,
    jobs::{CONNECT_PATIENCE, off_the_runtime},
};

/// What is connected.
#[derive(Clone)]
struct Open {
    source: Arc<dyn LogSource>,
    /// The account that the logs are in, where it is one.
    account: Option<Account>,
    /// The file, where it is a case.
    case: Option<PathBuf>,
}

#[derive(Default)]
pub(super) struct Connection {
    open: Mutex<Option<Open>>,
    /// The demo's service, alive as long as somebody may connect to it again.
    demo: tokio::sync::Mutex<Option<Emulator>>,
}

impl Connection {
    pub(super) fn source(&self) -> Result<Arc<dyn LogSource>, Failure> {
        self.lock().as_ref().map(|open| Arc::clone(&open.source)).ok_or(Failure::NotConnected)
    }

    /// The account that is connected; a case is none.
    pub(super) fn account(&self) -> Result<Account, Failure> {
        self.lock().as_ref().and_then(|open| open.account.clone()).ok_or(Failure::NotConnected)
    }

    /// The case that is connected, if it is one.
    pub(super) fn case(&self) -> Option<PathBuf> {
        self.lock().as_ref().and_then(|open| open.case.clone())
    }

    /// Connects, proves that the place answers, and only then replaces what was connected before.
    pub(super) async fn open(&self, target: &ConnectTarget) -> Result<SourceIdentity, Failure> {
        if let ConnectTarget::Case { path } = target {
            return self.open_case(path.clone()).await;
        }
        let options = match target {
            ConnectTarget::Case { .. } => return Err(Failure::NotConnected),
            ConnectTarget::Demo { at } => ConnectOptions::demo(&self.demo_endpoint(*at).await?),
            ConnectTarget::Aws { profile, region, endpoint_url } => {
                ConnectOptions::aws(profile.clone(), region.clone(), endpoint_url.clone())
            }
        };
        let endpoint = options.endpoint_url.clone().unwrap_or_default();
        let connected = timeout(CONNECT_PATIENCE, async {
            let connected = cloudwatch::connect(options).await?;
            let identity = connected.identity().await?;
            Ok::<_, SourceError>((connected, identity))
        })
        .await
        .map_err(|_elapsed| SourceError::new(SourceErrorKind::TimedOut, endpoint))??;
        let (connected, identity) = connected;
        let account = Some(Account::new(connected.clone()));
        *self.lock() = Some(Open { source: Arc::new(connected), account, case: None });
        Ok(identity)
    }

    async fn open_case(&self, path: PathBuf) -> Result<SourceIdentity, Failure> {
        let case = path.clone();
        let opened = off_the_runtime(move || CaseSource::open(&path).map_err(|error| Failure::of_case(&path, &error)));
        let source: Arc<dyn LogSource> = Arc::new(opened.await??);
        let identity = source.identity().await?;
        *self.lock() = Some(Open { source, account: None, case: Some(case) });
        Ok(identity)
    }

    pub(super) async fn close(&self) {
        *self.lock() = None;
        if let Some(demo) = self.demo.lock().await.take() {
            demo.stop().await;
        }
    }

    async fn demo_endpoint(&self, at: Option<i64>) -> Result<String, Failure> {
        let mut demo = self.demo.lock().await;
        if let Some(running) = demo.as_ref() {
            return Ok(running.endpoint());
        }
        let options = at.map_or_else(EmulatorOptions::demo, EmulatorOptions::demo_at);
        let started = Emulator::start(options).await.map_err(|error| Failure::Demo { detail: error.to_string() })?;
        let endpoint = started.endpoint();
        *demo = Some(started);
        Ok(endpoint)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Open>> {
        // The lock is held for a copy only: a poisoned one holds nothing half done.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
