use std::{
    borrow::Cow,
    fmt::Write as _,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior};

use super::{CaseError, derived, seal};
use crate::model::without_name;

/// "SLca": what `file` and we know a case by.
const APPLICATION: i64 = 0x534c_6361;
/// How much of a case is mapped into memory for reading, in bytes.
const MAPPED: i64 = 64 << 30;
/// The version of the form below.
const FORMAT: i64 = 2;

const TABLES: &str = "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    -- Events, in the order in which they came. `chain` hashes the block and all before it.
    CREATE TABLE block (
        number INTEGER PRIMARY KEY, source INTEGER NOT NULL, events INTEGER NOT NULL, bytes INTEGER NOT NULL,
        first_time INTEGER, last_time INTEGER, hash BLOB NOT NULL, chain BLOB NOT NULL,
        columns BLOB NOT NULL, parts BLOB NOT NULL);
    -- What the blocks hold of each log stream: made from them, for listing.
    CREATE TABLE stream (
        log TEXT NOT NULL, name TEXT NOT NULL, events INTEGER NOT NULL, bytes INTEGER NOT NULL,
        first_time INTEGER, last_time INTEGER, first_block INTEGER NOT NULL, last_block INTEGER NOT NULL,
        PRIMARY KEY (log, name)) WITHOUT ROWID;
    -- What happened to the case. Only grows; `chain` hashes the entry and all before it.
    CREATE TABLE ledger (
        number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
        chain BLOB NOT NULL);
    CREATE INDEX ledger_by_subject ON ledger (kind, subject);
";

/// An open case.
#[derive(Debug)]
pub struct Case {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    is_sealed: bool,
    /// Reads beside whoever writes, and cannot write.
    reads_beside: bool,
}

/// What `SQLite` says of a folder helps nobody, and a pipe keeps whoever opens it waiting.
fn is_file(path: &Path) -> Result<(), CaseError> {
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(CaseError::NoCase { path: path.to_owned() }),
        _ => Ok(()),
    }
}

/// What `SQLite` keeps beside the file until everybody has closed it.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push("-wal");
    PathBuf::from(name)
}

impl Case {
    /// Makes a case where none is. Only its owner can read it.
    pub fn create(path: &Path, now: i64) -> Result<Self, CaseError> {
        if path.exists() {
            return Err(CaseError::Exists { path: path.to_owned() });
        }
        // Made under another name: who is stopped here leaves no file that is no case. A temporary file is its owner's alone.
        let failed = |error| CaseError::File { path: path.to_owned(), error };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // What cannot be done is told of the case: the other name is nothing to a person.
        let part = tempfile::Builder::new().prefix(".").suffix(".case.part").tempfile_in(folder);
        let part = part.map_err(|error| failed(without_name(&error)))?;
        write_empty(part.path(), now).map_err(|error| match error.sqlite_error() {
            Some(error) => failed(io::Error::other(error.to_string())),
            None => error.into(),
        })?;
        match part.into_temp_path().persist_noclobber(path) {
            Ok(()) => Self::open(path),
            Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(CaseError::Exists { path: path.to_owned() })
            }
            Err(refused) => Err(failed(refused.error)),
        }
    }

    /// Opens a case: for reading and writing, or for reading only where it is sealed.
    pub fn open(path: &Path) -> Result<Self, CaseError> {
        is_file(path)?;
        if seal::is_sealed(path)? {
            return Self::open_read_only(path);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        let mut case = Self { connection, path: path.to_owned(), is_sealed: false, reads_beside: false };
        case.check()?;
        // Somebody may have sealed it while this waited for them.
        if seal::is_sealed(path)? {
            drop(case);
            return Self::open_read_only(path);
        }
        case.prepare()?;
        Ok(case)
    }

    /// Opens a case, or makes it where none is.
    pub fn open_or_create(path: &Path, now: i64) -> Result<Self, CaseError> {
        if path.exists() { Self::open(path) } else { Self::create(path, now) }
    }

    /// For reading only, beside whoever writes.
    pub fn open_read_only(path: &Path) -> Result<Self, CaseError> {
        is_file(path)?;
        let is_sealed = seal::is_sealed(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        // Nothing may be written beside a sealed file, not even a lock.
        let as_it_is = || Connection::open_with_flags(uri(path, "mode=ro&immutable=1"), flags);
        let open = |connection: Connection, reads_beside: bool| -> Result<Self, CaseError> {
            let case = Self { connection, path: path.to_owned(), is_sealed, reads_beside };
            case.connection.busy_timeout(Duration::from_secs(5))?;
            case.check()?;
            Ok(case)
        };
        let case = if is_sealed {
            open(as_it_is()?, false)?
        } else {
            let beside_others = Connection::open_with_flags(path, flags).map_err(CaseError::from);
            match beside_others.and_then(|connection| open(connection, true)) {
                // Where nothing can be written, as on a disc, nobody else writes either.
                Err(CaseError::Database(error)) if cannot_write(&error) && !beside(path).exists() => {
                    open(as_it_is()?, false)?
                }
                opened => opened?,
            }
        };
        // Pages are read where the system has them, without copying each.
        case.connection.pragma_update(None, "mmap_size", MAPPED)?;
        Ok(case)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn is_sealed(&self) -> bool {
        self.is_sealed
    }

    /// Whether this is a case that this program knows.
    fn check(&self) -> Result<(), CaseError> {
        let path = self.path.clone();
        let read = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        // The first read is where SQLite finds that a file is none of its own.
        let application = match read("application_id") {
            Ok(application) => application,
            Err(error) => {
                return Err(match error.sqlite_error_code() {
                    Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => CaseError::Busy { path },
                    Some(ErrorCode::NotADatabase) => CaseError::NoCase { path },
                    Some(ErrorCode::DatabaseCorrupt) => {
                        self.damaged("the file is cut off, or bytes of it were changed")
                    }
                    _ => error.into(),
                });
            }
        };
        if application != APPLICATION {
            return Err(CaseError::NoCase { path });
        }
        match read("user_version")? {
            FORMAT => self.check_tables(),
            found if found < FORMAT => Err(CaseError::TooOld { path, found, known: FORMAT }),
            found => Err(CaseError::TooNew { path, found, known: FORMAT }),
        }
    }

    /// Whether there are our tables and nothing else: a view or a trigger could answer in their place.
    fn check_tables(&self) -> Result<(), CaseError> {
        let mut statement = self
            .connection
            .prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")?;
        let found = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let found: Vec<(String, String)> = found.collect::<Result<_, _>>()?;
        let expected = [
            ("table", "block"),
            ("table", "ledger"),
            ("index", "ledger_by_subject"),
            ("table", "meta"),
            ("table", "session"),
            ("table", "stream"),
        ];
        let is_ours = found.len() == expected.len()
            && found.iter().zip(expected).all(|((kind, name), (expected, of))| kind == expected && name == of);
        if is_ours { Ok(()) } else { Err(self.damaged("it has other tables than a case has")) }
    }

    fn prepare(&mut self) -> Result<(), CaseError> {
        // Who reads before writing would be told at once that somebody else has written meanwhile.
        self.connection.set_transaction_behavior(TransactionBehavior::Immediate);
        let connection = &self.connection;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A commit is on the disk when it is said to be.
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok(())
    }

    pub fn meta(&self, name: &str) -> Result<Option<String>, CaseError> {
        let found = self.connection.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0));
        Ok(found.optional()?)
    }

    pub fn set_meta(&self, name: &str, value: &str) -> Result<(), CaseError> {
        self.writable()?;
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    /// Whether anything may be added. Also a case whose seal was cut off, or broke, takes nothing but a new seal.
    pub(super) fn writable(&self) -> Result<(), CaseError> {
        if self.is_sealed || self.says_sealed()? {
            return Err(CaseError::Sealed { path: self.path.clone() });
        }
        Ok(())
    }

    /// Whether the ledger tells of a seal.
    pub(super) fn says_sealed(&self) -> Result<bool, CaseError> {
        let found: bool =
            self.connection
                .query_row("SELECT EXISTS (SELECT 1 FROM ledger WHERE kind = 'seal')", [], |row| row.get(0))?;
        Ok(found)
    }

    /// Why the case was not to be had for writing.
    pub(super) fn locked(&self, error: rusqlite::Error) -> CaseError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => CaseError::Busy { path: self.path.clone() },
            _ => error.into(),
        }
    }

    /// How long it waits while somebody else writes; by itself, five seconds.
    pub fn wait_up_to(&self, patience: Duration) -> Result<(), CaseError> {
        Ok(self.connection.busy_timeout(patience)?)
    }

    pub(super) fn damaged(&self, what: impl Into<String>) -> CaseError {
        CaseError::Damaged { path: self.path.clone(), what: what.into() }
    }
}

impl Drop for Case {
    /// Whoever only reads leaves what `SQLite` keeps beside the file where it is: a copy of the file alone would be
    /// without it. So whoever may write has a last look at it: `SQLite` puts it into the file when that one closes, if
    /// nobody else has the case open, and does nothing if somebody has. What writes does so by itself, and beside what is
    /// read as it is nothing ever lies.
    fn drop(&mut self) {
        if !self.reads_beside || !std::fs::metadata(beside(&self.path)).is_ok_and(|beside| beside.is_file()) {
            return;
        }
        let Ok(nothing) = Connection::open_in_memory() else { return };
        drop(std::mem::replace(&mut self.connection, nothing));
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if let Ok(connection) = Connection::open_with_flags(&self.path, flags) {
            // It has to have read something, or it knows of nothing to put in order.
            let _busy = connection.pragma_query_value(None, "user_version", |_| Ok(()));
        }
    }
}

fn cannot_write(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// A path as `SQLite`'s URI: whatever means something there is escaped, and every byte that is no text.
fn uri(path: &Path, options: &str) -> String {
    let bytes = bytes_of(path);
    let is_separator = |byte: u8| byte == b'/' || cfg!(windows) && byte == b'\\';
    // With nothing for the authority: a path may begin with two slashes, as those of Windows' shares do.
    let mut text = String::from(if bytes.first().copied().is_some_and(is_separator) { "file://" } else { "file:" });
    for byte in bytes.iter().copied() {
        match byte {
            _ if is_separator(byte) => text.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            _ => {
                let _infallible = write!(text, "%{byte:02X}");
            }
        }
    }
    text + "?" + options
}

/// A path as the system has it.
#[cfg(unix)]
fn bytes_of(path: &Path) -> Cow<'_, [u8]> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).into()
}

/// A path as `SQLite` takes it: UTF-8.
#[cfg(not(unix))]
fn bytes_of(path: &Path) -> Cow<'_, [u8]> {
    path.to_string_lossy().into_owned().into_bytes().into()
}

/// The tables of a case with nothing in them.
fn write_empty(path: &Path, now: i64) -> rusqlite::Result<()> {
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "page_size", 32_768)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    transaction.execute_batch(derived::TABLE)?;
    for (name, value) in [("created", now.to_string()), ("program", env!("CARGO_PKG_VERSION").to_owned())] {
        transaction.execute("INSERT INTO meta VALUES (?1, ?2)", [name, &value])?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}
