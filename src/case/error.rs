use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

/// Why a case cannot be opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// Something else, or nothing of ours.
    #[error("{} is no case of Session Lens", path.display())]
    NoCase { path: PathBuf },
    /// Made by a later version of this program.
    #[error("{} was made by a later version of Session Lens (format {found}, known here is {known})", path.display())]
    TooNew { path: PathBuf, found: i64, known: i64 },
    /// Made by a version whose form is not read any more.
    #[error(
        "{} was made by an early version of Session Lens (format {found}, known here is {known}): open it with that version, \
         or bring its events into a new case",
        path.display()
    )]
    TooOld { path: PathBuf, found: i64, known: i64 },
    #[error("{} is there already", path.display())]
    Exists { path: PathBuf },
    /// There is no such file.
    #[error("{} is not there: check its name and its folder", path.display())]
    NotThere { path: PathBuf },
    /// It is sealed: nothing can be added.
    #[error("{} is sealed: nothing can be added to it", path.display())]
    Sealed { path: PathBuf },
    /// Another program, or another window, writes to it: for longer than was waited, or the same events.
    #[error("{} is in use by another program", path.display())]
    Busy { path: PathBuf },
    /// What is in it does not fit together.
    #[error("{} is damaged: {what}", path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("the case could not be read or written: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("an event could not be compressed or read back: {0}")]
    Compression(#[from] io::Error),
}

impl CaseError {
    /// What the system says of a file.
    pub(super) fn of_file(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        if error.kind() == io::ErrorKind::NotFound { Self::NotThere { path } } else { Self::File { path, error } }
    }

    /// Whether somebody else has the case, and it may be free in a moment.
    pub fn is_busy(&self) -> bool {
        let is_code = |error: &rusqlite::Error| {
            matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
        };
        matches!(self, Self::Busy { .. }) || matches!(self, Self::Database(error) if is_code(error))
    }
}
