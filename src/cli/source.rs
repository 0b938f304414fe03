use std::sync::Arc;

use super::{
    arguments::{AccountArgs, PlaceArgs},
    verb::Failure,
};
use crate::{
    case::CaseSource,
    cloudwatch::{ConnectOptions, connect},
    emulator::{Emulator, EmulatorOptions},
    model::{LogSource, SourceError, SourceErrorKind},
    setup::aws::Account,
};

/// A source of logs, and the embedded service while it stands behind it.
pub struct Opened {
    pub source: Arc<dyn LogSource>,
    _service: Option<Emulator>,
}

/// Opens the case, or connects, as the arguments say.
pub async fn open(args: &PlaceArgs) -> Result<Opened, Failure> {
    match &args.case {
        None => {
            let OpenedAccount { source, service, .. } = open_account(&args.account).await?;
            Ok(Opened { source, _service: service })
        }
        Some(path) => {
            let source = CaseSource::open(path).map_err(|error| Failure::Other(error.to_string()))?;
            Ok(Opened { source: Arc::new(source), _service: None })
        }
    }
}

/// An account, and the embedded service while it stands behind it.
pub struct OpenedAccount {
    pub source: Arc<dyn LogSource>,
    pub account: Account,
    service: Option<Emulator>,
}

/// Connects as the arguments say; the demo through the real SDK too.
pub async fn open_account(args: &AccountArgs) -> Result<OpenedAccount, Failure> {
    let (connected, service) = if args.demo {
        let service = Emulator::start(EmulatorOptions::demo()).await.map_err(|error| {
            SourceError::new(SourceErrorKind::Unreachable { endpoint: "127.0.0.1".to_owned() }, error.to_string())
        })?;
        (connect(ConnectOptions::demo(&service.endpoint())).await?, Some(service))
    } else {
        (connect(args.connect_options()).await?, None)
    };
    Ok(OpenedAccount { account: Account::new(connected.clone()), source: Arc::new(connected), service })
}
