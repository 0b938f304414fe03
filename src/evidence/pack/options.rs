//! What a pack is to be, what it came to, and why there is none.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::signature::SigningError;
use crate::{
    case::{CaseError, Damage},
    flags::Rules,
};

/// How to make a pack.
#[derive(Clone, Copy, Debug)]
pub struct PackOptions<'r> {
    pub format: PackFormat,
    pub language: PackLanguage,
    pub rules: &'r Rules,
    /// Milliseconds since 1970, UTC.
    pub now: i64,
    /// Begins `commands.csv` with a byte order mark: Excel takes it for the system's code page without one.
    pub byte_order_mark: bool,
    /// The file of the OpenSSH key that signs the pack: a private one, or a public one whose private key an agent holds.
    pub sign_with: Option<&'r Path>,
}

/// What a pack is on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackFormat {
    #[default]
    Folder,
    Zip,
}

impl PackFormat {
    /// A ZIP where the name says so.
    pub fn of(path: &Path) -> Self {
        let is_zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        if is_zip { Self::Zip } else { Self::Folder }
    }
}

/// The language of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackLanguage {
    #[default]
    English,
    Japanese,
}

impl PackLanguage {
    pub(super) fn pick(self, english: &'static str, japanese: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Japanese => japanese,
        }
    }
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackSummary {
    pub path: PathBuf,
    pub files: usize,
    pub events: u64,
    pub sessions: u64,
    pub commands: u64,
    pub flagged: u64,
    /// Everything in it was collected, and every collection is complete.
    pub complete: bool,
    /// The SHA-256 of `tagmanifest-sha256.txt`, which stands for the whole pack: to be handed on by another way.
    pub tag_manifest: String,
    /// The fingerprint of the key that signed it.
    pub signed_by: Option<String>,
    /// What others had left beside it who were killed while they wrote a pack: it was taken away.
    pub removed: Vec<PathBuf>,
    /// What looks like it, and may be somebody's.
    pub left: Vec<PathBuf>,
}

/// Why no pack was made.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error("no pack is made of a damaged case: {0}")]
    Damaged(Damage),
    #[error("{} is there already", path.display())]
    Exists { path: PathBuf },
    #[error("a ZIP takes up to {most} files, and there are {files}: write a folder instead")]
    TooManyFiles { files: usize, most: u64 },
    #[error("the pack was not signed, and not written: {0}")]
    Signing(#[from] SigningError),
    #[error("the pack could not be written: {0}")]
    File(#[from] io::Error),
    #[error("{} could not be written: check that its folder is there and may be written to ({error})", path.display())]
    NotWritten { path: PathBuf, error: io::Error },
    /// Whoever asked wanted no more.
    #[error("Stopped: {} was not written, and nothing is left of it.", path.display())]
    Stopped { path: PathBuf },
}
