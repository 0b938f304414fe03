//! Bringing files into a case: what was recorded, exported or copied elsewhere.
//!
//! - lines of `{"timestamp": ms, "message": "…"}`; the file's name is the log stream, unless a line names one
//! - what `aws logs filter-log-events`, `get-log-events` and `get-query-results` print
//! - exports of Logs Insights: CSV, and JSON as a list of objects
//! - exports of CloudWatch Logs to S3 (gzip, with or without a time before each message)
//! - session files that Session Manager puts into S3
//! - any other text: each line is a message without a time
//!
//! Files that are named alike are one stream, as they normally are one session; that it has events of several is said
//! ([`SharedStream`]).
//!
//! Nothing is dropped: a line that is no event is kept as one without a time, and named. A file that cannot be read is
//! named too, and the others are read all the same.

mod document;
mod input;
mod lines;
mod problem;
mod records;
mod session_text;
mod shared;
mod table;

use std::{
    collections::HashMap,
    fs, io,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use serde_json::json;

use self::{
    input::{Input, Shape},
    problem::problem_of,
    shared::Origins,
};
pub use self::{
    problem::{FileProblem, NoText},
    shared::{SharedStream, shared_streams},
};
use super::{Added, CaseError, EntryKind, NewEvent, SourceId, Writer, files::own_files};

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The log group of events that name none.
    pub log_group: Option<String>,
    /// Milliseconds since 1970, UTC: for the record.
    pub now: i64,
    /// What the person named: links among these are followed.
    pub named: Vec<PathBuf>,
}

/// The log group of events of which nothing says a better one.
const NO_GROUP: &str = "imported";
/// Full blocks that wait at most: some 8 MB.
const BLOCKS_AT_ONCE: usize = 4;
/// Bad lines that are named one by one.
const MOST_NAMED: usize = 100;
/// Folders are read so deep.
const DEEPEST: usize = 16;
/// A longer message is kept in parts. CloudWatch Logs takes no event of more than 1 MB. In bytes.
const LONGEST_MESSAGE: usize = 8 << 20;
/// Nothing that AWS gives as name or pointer is nearly as long. In bytes.
const LONGEST_NAME: usize = 4 << 10;
/// Of what is said of a line, in bytes.
const LONGEST_REASON: usize = 300;
/// Events and lines between two looks at whether the person wants no more.
const LOOK_EVERY: u32 = 1_024;

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedFile {
    pub path: PathBuf,
    /// Its number in the record; `None`: its events were not begun with.
    pub source: Option<SourceId>,
    /// What it was taken for.
    pub kind: &'static str,
    pub bytes: u64,
    /// Of the file as it is.
    pub sha256: String,
    pub added: Added,
    pub bad_lines: u64,
    /// The first of them.
    pub named: Vec<BadLine>,
    /// Streams of it that have events of others too.
    pub shared: Vec<SharedStream>,
    /// The same file is in the case already: nothing was read.
    pub is_there: bool,
    /// Why it is not in the case, or only what stands before the place where it cannot be read.
    pub problem: Option<FileProblem>,
}

/// Why an import ended before its end. What earlier files brought is in the case, and so is a part of this one; the
/// next import of the same files adds what is missing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{}: {problem}", path.display())]
    File { path: PathBuf, problem: FileProblem },
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error("stopped")]
    Stopped,
}

/// The files that are meant: those given, and all in the folders that are given, by name. What cannot be looked into
/// stands among them, and its import says why. Fails where not one of them can be read.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ImportError> {
    let mut found = Vec::new();
    for path in paths {
        collect(path, DEEPEST, &mut found);
    }
    let mut first = None;
    for path in &found {
        match problem_of(path, paths.contains(path)) {
            None => return Ok(found),
            Some(problem) => first = first.or_else(|| Some(ImportError::File { path: path.clone(), problem })),
        }
    }
    first.map_or(Ok(found), Err)
}

fn collect(path: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let inside = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>),
        _ => return found.push(path.to_owned()),
    };
    let Ok(mut inside) = inside else { return found.push(path.to_owned()) };
    inside.sort_by_key(fs::DirEntry::path);
    for each in inside {
        let name = each.file_name().to_string_lossy().into_owned();
        // Hidden files are the desktop's.
        if name.starts_with('.') || name == "aws-logs-write-test" {
            continue;
        }
        // Links may lead round in circles: they are named, and not followed. So is what lies too deep.
        if depth == 0 || each.file_type().is_ok_and(|kind| kind.is_symlink()) {
            found.push(each.path());
        } else {
            collect(&each.path(), depth - 1, found);
        }
    }
}

/// Brings files into a case, one after the other; `imported` has those that are done, also where it ends early.
/// `progress` can stop it.
pub fn import(
    writer: &mut Writer,
    files: &[PathBuf],
    options: &ImportOptions,
    imported: &mut Vec<ImportedFile>,
    progress: &mut dyn FnMut(&ImportProgress) -> ControlFlow<()>,
) -> Result<(), ImportError> {
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
    let mut there = There::read(writer)?;
    for (place, path) in files.into_iter().enumerate() {
        told.file.clone_from(path);
        told.number = place + 1;
        let before = told.bytes_read;
        let mut file = ImportedFile { path: path.clone(), ..ImportedFile::default() };
        if progress(&told).is_break() {
            return Err(ImportError::Stopped);
        }
        match import_file(writer, &mut file, &mut there, options, &mut told, progress) {
            Ok(()) => {}
            Err(SinkError::File(problem)) => {
                refused(writer, &mut file, &mut there, &problem, options)?;
                file.problem = Some(problem);
            }
            Err(SinkError::Case(error)) => return Err(error.into()),
            Err(SinkError::Stopped) => return Err(ImportError::Stopped),
        }
        imported.push(file);
        told.bytes_read = before + size(path);
    }
    Ok(())
}

/// The files that are in the case.
struct There {
    /// The hashes of those that are read to their end, by length, stream and log group.
    whole: HashMap<(u64, String, String), Vec<String>>,
    origins: Origins,
}

impl There {
    fn read(writer: &Writer) -> Result<Self, CaseError> {
        let mut there = Self { whole: HashMap::new(), origins: Origins::read(writer.case())? };
        for entry in writer.case().entries(EntryKind::SourceEnd, None)? {
            let text = |name: &str| entry.body[name].as_str().unwrap_or_default().to_owned();
            if let Some(bytes) = entry.body["bytes"].as_u64() {
                there.add(bytes, &text("logStream"), &text("logGroup"), text("sha256"));
            }
        }
        Ok(there)
    }

    fn add(&mut self, bytes: u64, stream: &str, group: &str, sha256: String) {
        self.whole.entry((bytes, stream.to_owned(), group.to_owned())).or_default().push(sha256);
    }
}

/// Puts it on record that a file could not be read, and what was read before.
fn refused(
    writer: &mut Writer,
    file: &mut ImportedFile,
    there: &mut There,
    problem: &FileProblem,
    options: &ImportOptions,
) -> Result<(), CaseError> {
    let mut entries = remarks(writer, file, there, options)?;
    let body = json!({
        "path": file.path.to_string_lossy(), "reason": problem.to_string(), "new": file.added.new,
        "known": file.added.known, "badLines": file.bad_lines,
    });
    entries.push((EntryKind::Refused, name_of(&file.path), body));
    writer.flush(options.now, &entries)
}

/// What is to be said of a file that was read: its bad lines, and the streams that it shares with others.
fn remarks(
    writer: &mut Writer,
    file: &mut ImportedFile,
    there: &mut There,
    options: &ImportOptions,
) -> Result<Vec<NewEntry>, CaseError> {
    let mut entries = bad_lines(file);
    let Some(source) = file.source else { return Ok(entries) };
    let group = options.log_group.as_deref();
    file.shared = there.origins.shared(writer.shared_streams()?, file, group);
    if file.added.new > 0 {
        there.origins.add(&file.path, group, source.0, false);
    }
    entries.extend(file.shared.iter().map(|shared| {
        let body = json!({
            "source": source.0, "log": shared.log, "file": origin_of(&file.path).to_string_lossy(),
            "others": shared.others,
        });
        (EntryKind::SharedStream, shared.name.clone(), body)
    }));
    Ok(entries)
}

/// An entry of the ledger: what about, its subject, and what it says.
type NewEntry = (EntryKind, String, serde_json::Value);

fn bad_lines(file: &ImportedFile) -> Vec<NewEntry> {
    let name = name_of(&file.path);
    let entry = |bad: &BadLine| {
        let body = json!({
            "source": file.source.map(|source| source.0), "path": file.path.to_string_lossy(), "line": bad.line,
            "reason": bad.reason,
        });
        (EntryKind::BadLine, name.clone(), body)
    };
    file.named.iter().map(entry).collect()
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn import_file(
    writer: &mut Writer,
    imported: &mut ImportedFile,
    there: &mut There,
    options: &ImportOptions,
    told: &mut ImportProgress,
    progress: &mut dyn FnMut(&ImportProgress) -> ControlFlow<()>,
) -> Result<(), SinkError> {
    let path = imported.path.clone();
    if let Some(problem) = problem_of(&path, options.named.contains(&path)) {
        return Err(problem.into());
    }
    imported.bytes = fs::metadata(&path)?.len();
    let stream = stream_of(&path);
    let group = options.log_group.clone().unwrap_or_default();
    // The same bytes under another name are another session's: the name is its log stream.
    if let Some(before) = there.whole.get(&(imported.bytes, stream.clone(), group.clone())) {
        let sha256 = input::sha256(&path)?;
        if before.contains(&sha256) {
            imported.is_there = true;
            imported.sha256 = sha256;
            return Ok(());
        }
    }
    let mut input = Input::open(&path)?;
    let shape = input.shape()?;
    imported.kind = shape.name();
    let name = name_of(&path);
    let begun = json!({
        "path": path.to_string_lossy(), "kind": imported.kind, "bytes": imported.bytes,
        "logGroup": options.log_group,
    });
    let source = writer.begin_source(options.now, &name, &begun)?;
    imported.source = Some(source);
    let mut sink = Sink {
        writer,
        log: options.log_group.clone().unwrap_or_else(|| NO_GROUP.to_owned()),
        stream: stream.clone(),
        now: options.now,
        imported,
        told,
        progress,
        before: 0,
        looks: 0,
    };
    sink.before = sink.told.bytes_read;
    match shape {
        Shape::Lines => lines::read(&mut input, &mut sink),
        Shape::Document => document::read(&mut input, &mut sink),
        Shape::Table { delimiter } => table::read(&mut input, delimiter, &mut sink),
        Shape::SessionText => session_text::read(&mut input, &mut sink),
        Shape::Export => lines::read_export(&mut input, &mut sink),
    }?;
    imported.sha256 = input.finish()?;
    there.add(imported.bytes, &stream, &group, imported.sha256.clone());
    let mut entries = remarks(writer, imported, there, options)?;
    let body = json!({
        "source": source.0, "sha256": imported.sha256, "bytes": imported.bytes, "kind": imported.kind,
        "logStream": stream, "logGroup": group,
        "new": imported.added.new, "known": imported.added.known, "badLines": imported.bad_lines,
    });
    entries.push((EntryKind::SourceEnd, name, body));
    writer.flush(options.now, &entries)?;
    Ok(())
}

/// What a file's events are a stream of: its name without the endings that say what it is. The parts of an export to
/// S3 are numbered, and lie in a folder that is named as the stream.
fn stream_of(path: &Path) -> String {
    let name = name_of(path);
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
    if is_part(path) {
        let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        return folder.unwrap_or_else(|| stem.to_owned());
    }
    stem.to_owned()
}

/// Whether a file is a numbered part of an export to S3.
fn is_part(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().as_encoded_bytes();
    stem.len() == 6 && stem.iter().all(u8::is_ascii_digit) && path.extension().is_some_and(|ending| ending == "gz")
}

/// What has the stream's name: the file, or the folder of its parts.
fn origin_of(path: &Path) -> &Path {
    path.parent().filter(|folder| is_part(path) && folder.file_name().is_some()).unwrap_or(path)
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
    /// Since somebody was asked whether to go on.
    looks: u32,
}

enum SinkError {
    File(FileProblem),
    Case(CaseError),
    Stopped,
}

impl From<io::Error> for SinkError {
    fn from(error: io::Error) -> Self {
        Self::File(error.into())
    }
}

impl From<FileProblem> for SinkError {
    fn from(problem: FileProblem) -> Self {
        Self::File(problem)
    }
}

impl From<CaseError> for SinkError {
    fn from(error: CaseError) -> Self {
        Self::Case(error)
    }
}

impl Sink<'_> {
    /// Takes an event; an empty log group or stream is the file's.
    fn event(&mut self, event: &NewEvent<'_>) {
        let log = if event.log.is_empty() { self.log.as_str() } else { event.log };
        let log_stream = if event.log_stream.is_empty() { self.stream.as_str() } else { event.log_stream };
        // A name or a pointer that long is none, and would be kept with every event.
        let log = if log.len() > LONGEST_NAME { self.log.as_str() } else { log };
        let log_stream = if log_stream.len() > LONGEST_NAME { self.stream.as_str() } else { log_stream };
        let ptr = if event.ptr.len() > LONGEST_NAME { "" } else { event.ptr };
        let is_odd = [event.log, event.log_stream, event.ptr].iter().any(|text| text.len() > LONGEST_NAME);
        let parts = event.message.len().div_ceil(LONGEST_MESSAGE).max(1);
        for part in 0..parts {
            let end = event.message.len().min((part + 1) * LONGEST_MESSAGE);
            let message = &event.message[part * LONGEST_MESSAGE..end];
            if self.writer.push(&NewEvent { log, log_stream, message, ptr, ..*event }) {
                self.imported.added.new += 1;
            } else {
                self.imported.added.known += 1;
            }
            self.told.events += 1;
        }
        let number = self.next_number() - 1;
        if is_odd {
            self.name_bad(number, "event: a name or pointer in it is longer than any that AWS gives, and is left out");
        }
        if parts > 1 {
            let bytes = event.message.len();
            self.name_bad(
                number,
                format!(
                    "event: it is {bytes} bytes long, more than any event of CloudWatch Logs: kept in {parts} parts"
                ),
            );
        }
    }

    /// Takes a line that is no event: it is kept, without a time.
    fn bad_line(&mut self, line: u64, bytes: &[u8], reason: impl Into<String>) {
        let reason: String = reason.into();
        self.name_bad(line, format!("no event, kept as it is, without a time: {reason}"));
        self.plain(bytes);
    }

    /// Counts and names a line of which something cannot be read.
    fn name_bad(&mut self, line: u64, reason: impl Into<String>) {
        self.imported.bad_lines += 1;
        if self.imported.named.len() < MOST_NAMED {
            let mut reason: String = reason.into();
            // Parts of the file stand in it.
            if reason.len() > LONGEST_REASON {
                reason.truncate(reason.floor_char_boundary(LONGEST_REASON));
                reason.push('…');
            }
            self.imported.named.push(BadLine { line, reason });
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
        self.looks += 1;
        if self.writer.waiting() >= BLOCKS_AT_ONCE {
            self.writer.flush_full(self.now).map_err(SinkError::Case)?;
        } else if self.looks < LOOK_EVERY {
            return Ok(());
        }
        self.looks = 0;
        self.told.bytes_read = self.before + read;
        if (self.progress)(self.told).is_break() { Err(SinkError::Stopped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
