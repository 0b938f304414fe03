//! Bringing files into a case: what was recorded, exported or copied elsewhere.
//!
//! - lines of `{"timestamp": ms, "message": "…"}`; the file's name is the log stream, unless a line names one
//! - what `aws logs filter-log-events`, `get-log-events` and `get-query-results` print
//! - exports of Logs Insights: CSV, and JSON as a list of objects
//! - exports of CloudWatch Logs to S3 (gzip, with or without a time before each message)
//! - session files that Session Manager puts into S3
//! - any other text: each line is a message without a time
//!
//! Nothing is dropped: a line that is no event is kept as one without a time, and named.

mod document;
mod input;
mod lines;
mod session_text;
mod table;

use std::{
    fs, io,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use serde_json::json;

use self::input::{Input, Shape};
use super::{Added, CaseError, EntryKind, NewEvent, Writer};

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The log group of events that name none.
    pub log_group: Option<String>,
    /// Milliseconds since 1970, UTC: for the record.
    pub now: i64,
}

/// The log group of events of which nothing says a better one.
const NO_GROUP: &str = "imported";
/// Full blocks that wait at most: some 8 MB.
const BLOCKS_AT_ONCE: usize = 4;
/// Bad lines that are named one by one.
const MOST_NAMED: usize = 100;
/// Folders are read so deep.
const DEEPEST: usize = 16;

/// How far an import has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportProgress {
    /// The file that is being read, and how many of how many it is.
    pub file: PathBuf,
    pub number: usize,
    pub files: usize,
    /// Bytes of all files.
    pub bytes_read: u64,
    pub bytes: u64,
    pub events: u64,
}

/// A line that is no event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// From one.
    pub line: u64,
    pub reason: String,
}

/// What one file brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedFile {
    pub path: PathBuf,
    /// What it was taken for.
    pub kind: &'static str,
    pub bytes: u64,
    /// Of the file as it is.
    pub sha256: String,
    pub added: Added,
    pub bad_lines: u64,
    /// The first of them.
    pub named: Vec<BadLine>,
    /// The same file is in the case already: nothing was read.
    pub is_there: bool,
}

/// Why an import ended before its end. What earlier files brought is in the case, and so is a part of this one; the
/// next import of the same files adds what is missing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("{}: {what}", path.display())]
    Content { path: PathBuf, what: String },
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error("stopped")]
    Stopped,
}

/// The files that are meant: those given, and all in the folders that are given, by name.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ImportError> {
    let mut found = Vec::new();
    for path in paths {
        collect(path, DEEPEST, &mut found).map_err(|error| ImportError::File { path: path.clone(), error })?;
    }
    Ok(found)
}

fn collect(path: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    let mut inside: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    inside.sort();
    for each in inside {
        let name = each.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // Links may lead round in circles; hidden files are the desktop's.
        let is_link = fs::symlink_metadata(&each)?.is_symlink();
        if depth > 0 && !is_link && !name.starts_with('.') && name != "aws-logs-write-test" {
            collect(&each, depth - 1, found)?;
        }
    }
    Ok(())
}

/// Brings files into a case, one after the other. `progress` can stop it.
pub fn import(
    writer: &mut Writer,
    files: &[PathBuf],
    options: &ImportOptions,
    progress: &mut dyn FnMut(&ImportProgress) -> ControlFlow<()>,
) -> Result<Vec<ImportedFile>, ImportError> {
    // The case may lie among them. It is not opened: that would let go of the locks that SQLite has on it.
    let own = own_files(writer.case().path());
    let is_own = |path: &PathBuf| fs::canonicalize(path).is_ok_and(|path| own.contains(&path));
    let files: Vec<&PathBuf> = files.iter().filter(|path| !is_own(path)).collect();
    let size = |path: &PathBuf| fs::metadata(path).map(|metadata| metadata.len()).unwrap_or_default();
    let mut told = ImportProgress {
        files: files.len(),
        bytes: files.iter().copied().map(size).sum(),
        ..ImportProgress::default()
    };
    let mut imported = Vec::with_capacity(files.len());
    for (place, path) in files.into_iter().enumerate() {
        told.file.clone_from(path);
        told.number = place + 1;
        let before = told.bytes_read;
        imported.push(import_file(writer, path, options, &mut told, progress)?);
        told.bytes_read = before + size(path);
    }
    Ok(imported)
}

/// The case's file and what `SQLite` keeps beside it.
fn own_files(case: &Path) -> Vec<PathBuf> {
    let Ok(case) = fs::canonicalize(case) else { return Vec::new() };
    let beside = |ending: &str| {
        let mut name = case.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    ["", "-wal", "-shm", "-journal"].map(beside).to_vec()
}

fn import_file(
    writer: &mut Writer,
    path: &Path,
    options: &ImportOptions,
    told: &mut ImportProgress,
    progress: &mut dyn FnMut(&ImportProgress) -> ControlFlow<()>,
) -> Result<ImportedFile, ImportError> {
    let failed = |error| ImportError::File { path: path.to_owned(), error };
    let mut imported = ImportedFile {
        path: path.to_owned(),
        kind: "",
        bytes: fs::metadata(path).map_err(failed)?.len(),
        sha256: String::new(),
        added: Added::default(),
        bad_lines: 0,
        named: Vec::new(),
        is_there: false,
    };
    let stream = stream_of(path);
    let before: Vec<String> = writer
        .case()
        .entries(EntryKind::SourceEnd, None)?
        .into_iter()
        .filter(|entry| entry.body["bytes"] == imported.bytes)
        // The same bytes under another name are another session's: the name is its log stream.
        .filter(|entry| entry.body["logStream"] == stream)
        .filter_map(|entry| entry.body["sha256"].as_str().map(str::to_owned))
        .collect();
    if !before.is_empty() {
        let sha256 = input::sha256(path).map_err(failed)?;
        if before.contains(&sha256) {
            return Ok(ImportedFile { is_there: true, sha256, ..imported });
        }
    }
    let mut input = Input::open(path).map_err(failed)?;
    let shape = input.shape().map_err(failed)?;
    imported.kind = shape.name();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let begun = json!({
        "path": path.to_string_lossy(), "kind": imported.kind, "bytes": imported.bytes,
        "logGroup": options.log_group,
    });
    let source = writer.begin_source(options.now, &name, &begun)?;
    let mut sink = Sink {
        writer,
        log: options.log_group.clone().unwrap_or_else(|| NO_GROUP.to_owned()),
        stream: stream.clone(),
        now: options.now,
        imported: &mut imported,
        told,
        progress,
        before: 0,
    };
    sink.before = sink.told.bytes_read;
    match shape {
        Shape::Lines => lines::read(&mut input, &mut sink),
        Shape::Document => document::read(&mut input, &mut sink),
        Shape::Table => table::read(&mut input, &mut sink),
        Shape::SessionText => session_text::read(&mut input, &mut sink),
        Shape::Export => lines::read_export(&mut input, &mut sink),
    }
    .map_err(|error| match error {
        SinkError::Read(error) => failed(error),
        SinkError::Content(what) => ImportError::Content { path: path.to_owned(), what },
        SinkError::Case(error) => ImportError::Case(error),
        SinkError::Stopped => ImportError::Stopped,
    })?;
    imported.sha256 = input.finish().map_err(failed)?;
    let mut entries: Vec<(EntryKind, String, serde_json::Value)> = imported
        .named
        .iter()
        .map(|bad| {
            let body =
                json!({"source": source.0, "path": path.to_string_lossy(), "line": bad.line, "reason": bad.reason});
            (EntryKind::BadLine, name.clone(), body)
        })
        .collect();
    let body = json!({
        "source": source.0, "sha256": imported.sha256, "bytes": imported.bytes, "kind": imported.kind,
        "logStream": stream,
        "new": imported.added.new, "known": imported.added.known, "badLines": imported.bad_lines,
    });
    entries.push((EntryKind::SourceEnd, name, body));
    writer.flush(options.now, &entries)?;
    Ok(imported)
}

/// What a file's events are a stream of: its name without the endings that say what it is. The parts of an export to
/// S3 are numbered, and lie in a folder that is named as the stream.
fn stream_of(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut stem = name.as_str();
    while let Some((before, ending)) = stem.rsplit_once('.') {
        let is_ending = ["gz", "ndjson", "jsonl", "json", "log", "txt", "csv"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known));
        if !is_ending || before.is_empty() {
            break;
        }
        stem = before;
    }
    if stem.len() == 6
        && stem.bytes().all(|byte| byte.is_ascii_digit())
        && path.extension().is_some_and(|ending| ending == "gz")
    {
        let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        return folder.unwrap_or_else(|| stem.to_owned());
    }
    stem.to_owned()
}

/// Where the events of a file go.
struct Sink<'s> {
    writer: &'s mut Writer,
    log: String,
    stream: String,
    now: i64,
    imported: &'s mut ImportedFile,
    told: &'s mut ImportProgress,
    progress: &'s mut dyn FnMut(&ImportProgress) -> ControlFlow<()>,
    /// Bytes of the files before.
    before: u64,
}

enum SinkError {
    Read(io::Error),
    Content(String),
    Case(CaseError),
    Stopped,
}

impl From<io::Error> for SinkError {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

impl Sink<'_> {
    /// Takes an event; an empty log group or stream is the file's.
    fn event(&mut self, event: &NewEvent<'_>) {
        let log = if event.log.is_empty() { self.log.as_str() } else { event.log };
        let log_stream = if event.log_stream.is_empty() { self.stream.as_str() } else { event.log_stream };
        if self.writer.push(&NewEvent { log, log_stream, ..*event }) {
            self.imported.added.new += 1;
        } else {
            self.imported.added.known += 1;
        }
        self.told.events += 1;
    }

    /// Takes a line that is no event: it is kept, without a time.
    fn bad_line(&mut self, line: u64, bytes: &[u8], reason: impl Into<String>) {
        self.name_bad(line, reason);
        self.plain(bytes);
    }

    /// Counts and names a line of which something cannot be read.
    fn name_bad(&mut self, line: u64, reason: impl Into<String>) {
        self.imported.bad_lines += 1;
        if self.imported.named.len() < MOST_NAMED {
            self.imported.named.push(BadLine { line, reason: reason.into() });
        }
    }

    /// Which event of the file the next one is, from one: where events do not stand on lines of their own.
    fn next_number(&self) -> u64 {
        self.imported.added.new + self.imported.added.known + 1
    }

    fn plain(&mut self, message: &[u8]) {
        let event = NewEvent { timestamp: None, ingestion_time: None, log: "", log_stream: "", message, ptr: "" };
        self.event(&event);
    }

    /// Puts what came into the case now and then. `read`: bytes of this file so far.
    fn breathe(&mut self, read: u64) -> Result<(), SinkError> {
        if self.writer.waiting() < BLOCKS_AT_ONCE {
            return Ok(());
        }
        self.writer.flush_full(self.now).map_err(SinkError::Case)?;
        self.told.bytes_read = self.before + read;
        if (self.progress)(self.told).is_break() { Err(SinkError::Stopped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
