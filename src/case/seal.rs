//! Closing a case for good.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    ops::ControlFlow,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use rusqlite::OptionalExtension;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Case, CaseError, Damage, DeriveError, EntryKind, block::Hash, ledger, verify};

/// Stands behind the last page of a sealed file, before the hash of everything before it. `SQLite` reads as many pages
/// as the file's head says, and nothing behind them.
const MARK: &[u8; 16] = b"SessionLens seal";
const TRAILER: u64 = 48;
/// Pages of `SQLite` are multiples of it.
const SMALLEST_PAGE: u64 = 512;

/// How long sealing waits for whoever else has the case open.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// What a sealed case says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The last link of the chain of blocks, and of that of the ledger with the seal's own entry.
    pub blocks: Hash,
    pub ledger: Hash,
    /// The SHA-256 of all bytes before it: to be written down elsewhere, for whoever changes the file can change it too.
    pub file: Hash,
}

/// Whether the file ends in a seal. A file that is not there, or too short, does not.
pub(super) fn is_sealed(path: &Path) -> Result<bool, CaseError> {
    ends_in_mark(path).map_err(|error| CaseError::of_file(path, error))
}

fn ends_in_mark(path: &Path) -> io::Result<bool> {
    // A database is whole pages, a sealed one some bytes more. Whoever opens a file that SQLite has open in the same
    // program lets go of SQLite's locks on it: so only what can be sealed is opened.
    let length = fs::metadata(path)?.len();
    if length < TRAILER || length % SMALLEST_PAGE != TRAILER {
        return Ok(false);
    }
    let mut file = File::open(path)?;
    file.seek(SeekFrom::End(-i64::try_from(TRAILER).unwrap_or_default()))?;
    let mut mark = [0; MARK.len()];
    file.read_exact(&mut mark)?;
    Ok(mark == *MARK)
}

/// The hash that stands at a file's end, and the one that should; `None`: there is no seal.
pub(super) fn trailer(path: &Path, mut progress: impl FnMut(u64)) -> io::Result<Option<(Hash, Hash)>> {
    // Nothing else is opened, for the reason given above.
    if !ends_in_mark(path)? {
        return Ok(None);
    }
    let mut file = File::open(path)?;
    let Some(content) = file.metadata()?.len().checked_sub(TRAILER) else { return Ok(None) };
    let found = hash_of(&mut file, content, &mut progress)?;
    let mut trailer = [0; 48];
    file.read_exact(&mut trailer)?;
    if !trailer.starts_with(MARK) {
        return Ok(None);
    }
    let mut said = Hash::default();
    said.copy_from_slice(&trailer[MARK.len()..]);
    Ok(Some((said, found)))
}

fn hash_of(file: &mut File, bytes: u64, progress: &mut impl FnMut(u64)) -> io::Result<Hash> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut left = bytes;
    while left > 0 {
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        file.read_exact(&mut buffer[..wanted])?;
        hash.update(&buffer[..wanted]);
        left -= wanted as u64;
        progress(wanted as u64);
    }
    Ok(hash.finalize().into())
}

impl Case {
    /// Closes the case: nothing can be added from then on, and every byte of the file counts.
    ///
    /// Its sessions are read and kept before, so that they need not be read each time afterwards. A damaged case is not
    /// sealed, nor one that anybody else has open: nobody may write between the seal's entry and its hash.
    pub fn seal(mut self, at: i64) -> Result<(Self, Seal), CaseError> {
        let path = self.path.clone();
        if self.is_sealed() {
            return Err(CaseError::Sealed { path });
        }
        // One whose sealing was interrupted has them.
        if !self.says_sealed()? {
            match self.derive(at, &mut |_, _| ControlFlow::Continue(())) {
                Ok(()) | Err(DeriveError::Stopped) => {}
                Err(DeriveError::Case(error)) => return Err(error),
            }
        }
        match verify(&path, &mut |_, _| ()) {
            // One that was interrupted is mended by this one.
            Ok(_) | Err(Damage::NoSeal) => {}
            Err(Damage::Case(error)) => return Err(error),
            Err(damage) => return Err(self.damaged(damage.to_string())),
        }
        self.have_alone()?;
        self.write_seal(at)?;
        let head = |table: &str| -> Result<Hash, CaseError> {
            let query = format!("SELECT chain FROM {table} ORDER BY number DESC LIMIT 1");
            let chain: Option<Vec<u8>> = self.connection.query_row(&query, [], |row| row.get(0)).optional()?;
            chain.unwrap_or_else(|| Hash::default().to_vec()).try_into().map_err(|_| self.damaged("a chain has no end"))
        };
        let (blocks, ledger) = (head("block")?, head("ledger")?);
        // No page is free.
        self.connection.execute_batch("VACUUM")?;
        // While SQLite still keeps everybody else out.
        let file = append_trailer(&path).map_err(|error| CaseError::File { path: path.clone(), error })?;
        let connection = std::mem::replace(&mut self.connection, rusqlite::Connection::open_in_memory()?);
        connection.close().map_err(|(_, error)| error)?;
        Ok((Self::open(&path)?, Seal { blocks, ledger, file }))
    }

    /// Keeps everybody else out until the connection is closed; nothing lies beside the file then.
    fn have_alone(&self) -> Result<(), CaseError> {
        self.connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        let begun = Instant::now();
        loop {
            match self.connection.pragma_update(None, "journal_mode", "DELETE").map_err(CaseError::from) {
                Ok(()) => return Ok(()),
                // SQLite does not wait by itself for that.
                Err(error) if error.is_busy() && begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
                Err(error) => {
                    self.connection.pragma_update(None, "locking_mode", "NORMAL")?;
                    return Err(if error.is_busy() { CaseError::Busy { path: self.path.clone() } } else { error });
                }
            }
        }
    }

    fn write_seal(&mut self, at: i64) -> Result<(), CaseError> {
        // What was done while the sessions were read stands before it.
        let last: Option<i64> = self.connection.query_row("SELECT max(at) FROM ledger", [], |row| row.get(0))?;
        let at = last.map_or(at, |last| last.max(at));
        let summary = self.summary()?;
        let body = json!({"events": summary.events, "blocks": summary.blocks, "streams": summary.streams, "bytes": summary.bytes});
        let transaction = self.connection.transaction()?;
        ledger::append(&transaction, at, EntryKind::Seal, "", &body)?;
        transaction.commit()?;
        Ok(())
    }
}

fn append_trailer(path: &Path) -> io::Result<Hash> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let length = file.metadata()?.len();
    let hash = hash_of(&mut file, length, &mut |_| ())?;
    file.seek(SeekFrom::End(0))?;
    let mut trailer = MARK.to_vec();
    trailer.extend_from_slice(&hash);
    file.write_all(&trailer)?;
    file.sync_all()?;
    let mut permissions = file.metadata()?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path, permissions)?;
    Ok(hash)
}
