use std::io::{self, Write};

use super::{arguments::ServeArgs, verb::Failure};
use crate::emulator::{Emulator, EmulatorData, EmulatorOptions, Faults};

/// `serve`: the embedded service, until Ctrl+C or SIGTERM.
pub async fn serve(args: ServeArgs) -> Result<(), Failure> {
    let data = match (args.data, &args.setup) {
        (Some(folder), _) => EmulatorData::Folder(folder),
        (None, Some(_)) => EmulatorOptions::demo().data,
        (None, None) => EmulatorData::Empty,
    };
    let mut faults = Faults::default();
    for fault in &args.fault {
        faults.add(fault).map_err(|unknown| Failure::Usage(unknown.to_string()))?;
    }
    let options = EmulatorOptions { port: args.port, data, setup: args.setup, faults, ..EmulatorOptions::default() };
    let service = Emulator::start(options).await.map_err(|error| Failure::Other(error.to_string()))?;
    writeln!(io::stdout(), "{}", service.endpoint())?;
    until_stopped().await?;
    service.stop().await;
    Ok(())
}

#[cfg(unix)]
async fn until_stopped() -> io::Result<()> {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn until_stopped() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
