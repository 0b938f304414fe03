//! Work that the person can stop.

use std::{
    process::exit,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::verb::Failure;

/// Does work that looks at the flag now and then, which Ctrl+C and a request of the system to end set. A second one ends
/// the program at once.
pub async fn stoppable<T: Send + 'static>(
    work: impl FnOnce(&AtomicBool) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let mut running = tokio::task::spawn_blocking(move || work(&told));
    loop {
        tokio::select! {
            done = &mut running => return done.unwrap_or_else(|error| Err(Failure::Other(error.to_string()))),
            () = interrupted() => {
                if stop.swap(true, Ordering::Relaxed) {
                    exit(1);
                }
                tell!("Stopping …");
            }
        }
    }
}

/// Waits until somebody wants the program to end; for ever, where the system does not tell that.
async fn interrupted() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};

    if let Ok(mut told) = signal(SignalKind::terminate())
        && told.recv().await.is_some()
    {
        return;
    }
    std::future::pending::<()>().await;
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}
