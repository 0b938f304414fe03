//! A pack of evidence: what a case holds, in files that a stranger can read and verify with nothing of ours.
//!
//! The folder is a *bag* (RFC 8493): what it holds lies in `data`, and `manifest-sha256.txt` has the SHA-256 of every
//! file of it, in the form that `sha256sum -c` takes. `VERIFY.txt` says how to check it.

mod bag;
mod commands;
mod contents;
mod raw;
mod report;
mod sheets;
mod verify;

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    case::{Case, CaseError, CaseEvents, EventScope},
    collect::{CollectionRecord as Collection, Standing, collections},
    flags::Rules,
    model::LogEvent,
    session::read_sessions,
};

use bag::Bag;

pub use verify::{PackDamage, PackVerified, is_pack, verify_pack};

/// How to make a pack.
#[derive(Clone, Copy, Debug)]
pub struct PackOptions<'r> {
    pub language: PackLanguage,
    pub rules: &'r Rules,
    /// Milliseconds since 1970, UTC.
    pub now: i64,
}

/// The language of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackLanguage {
    #[default]
    English,
    Japanese,
}

impl PackLanguage {
    fn pick(self, english: &'static str, japanese: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Japanese => japanese,
        }
    }
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackSummary {
    pub folder: PathBuf,
    pub files: usize,
    pub events: u64,
    pub sessions: u64,
    pub commands: u64,
    pub flagged: u64,
    /// Everything in it was collected, and every collection is complete.
    pub complete: bool,
}

/// Why no pack was made.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error("{} is there already", path.display())]
    Exists { path: PathBuf },
    #[error("the pack could not be written: {0}")]
    File(#[from] io::Error),
}

/// Bytes of messages that are read at once.
const AT_ONCE: u64 = 64 << 20;

/// Writes a pack of a whole case into a folder that is not there yet. What broke off is taken away again.
pub fn write_pack(case: &Path, folder: &Path, options: &PackOptions<'_>) -> Result<PackSummary, PackError> {
    if folder.exists() {
        return Err(PackError::Exists { path: folder.to_owned() });
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let part = folder.with_file_name(format!(".{name}.part"));
    if part.exists() {
        std::fs::remove_dir_all(&part)?;
    }
    let written = write_into(case, &part, options);
    match written {
        Ok(mut summary) => {
            std::fs::rename(&part, folder)?;
            folder.clone_into(&mut summary.folder);
            Ok(summary)
        }
        Err(error) => {
            let _left = std::fs::remove_dir_all(&part);
            Err(error)
        }
    }
}

fn write_into(path: &Path, folder: &Path, options: &PackOptions<'_>) -> Result<PackSummary, PackError> {
    let case = Case::open_read_only(path)?;
    let mut bag = Bag::create(folder)?;
    let collections = collections(&case)?;
    let complete = Standing::in_case(&case, &[], None)? == Standing::Complete;
    contents::write(&case, &collections, options, &mut bag)?;
    let mut tables = commands::Tables::create(&mut bag)?;
    let mut raw = raw::Raw::default();
    let mut summary = PackSummary { complete, ..PackSummary::default() };
    for part in case.stream_parts(AT_ONCE)? {
        let scope = EventScope { log_streams: Some(part), ..EventScope::default() };
        let mut events: Vec<LogEvent> = Vec::new();
        CaseEvents::new(Case::open_read_only(path)?, scope)?.for_each_raw(&mut |event| {
            raw.take(event);
            events.push(LogEvent {
                timestamp: event.timestamp.unwrap_or_default(),
                ingestion_time: event.ingestion_time.unwrap_or_default(),
                message: String::from_utf8_lossy(event.message).into_owned(),
                log_stream: event.log_stream.to_owned(),
                log: event.log.to_owned(),
                ptr: event.ptr.to_owned(),
            });
        })?;
        summary.events += events.len() as u64;
        raw.write(&mut bag)?;
        for session in read_sessions(events) {
            summary.sessions += 1;
            tables.session(&session, options.rules)?;
        }
    }
    let found = tables.finish(&mut bag)?;
    summary.commands = found.commands;
    summary.flagged = found.flagged;
    let report = report::page(&case, &collections, &summary, &found, options)?;
    bag.file("data/report.html", report.as_bytes())?;
    summary.files = bag.finish(options, &summary)?;
    Ok(summary)
}

/// A time as everybody reads it: ISO 8601, UTC.
fn iso(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds).map_or_else(
        |_out_of_range| milliseconds.to_string(),
        |time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
    )
}
