use std::{io, path::PathBuf};

/// Why the embedded service could not start.
#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen { port: u16, source: io::Error },
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}, line {line}: not an event ({reason})", path.display())]
    Event { path: PathBuf, line: usize, reason: String },
    #[error("{}: not a description of log groups ({reason})", path.display())]
    Groups { path: PathBuf, reason: String },
}
