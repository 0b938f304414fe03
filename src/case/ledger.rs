//! What happened to a case: entries that are added and never changed.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Case, CaseError, block::Hash};

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub number: i64,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    pub kind: String,
    /// What it is about: a collection, a session, a command. May be empty.
    pub subject: String,
    pub body: Value,
    /// The body as it was written and hashed.
    pub text: String,
}

/// What entries are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A file or a collection that events come from: begun.
    Source,
    /// The same: ended, with what it brought.
    SourceEnd,
    /// A line of a file that is no event; it is kept as one without a time.
    BadLine,
    /// A file that was to be imported and is not in the case, or only in part.
    Refused,
    /// A log stream that has events of several files.
    SharedStream,
    /// What a collection was begun with.
    Plan,
    /// A window of a collection whose events are there.
    Window,
    /// Whether a collection is complete.
    Proof,
    /// A query, with its id and what it read.
    Query,
    /// Which rules flagged how many of its commands.
    Flags,
    /// Something a person wrote about a session or a command.
    Note,
    /// Somebody has looked at it, and says so.
    Review,
    /// What was done in the program.
    Activity,
    /// Sessions were read out of the events: begun, or ended with what was found.
    Derived,
    /// How Session Manager was set up, and what was found in that.
    Setup,
    /// Sessions that AWS knows, laid beside the logs; and pieces of its rows, which stand before it.
    Reconciliation,
    ReconciliationRows,
    Seal,
}

impl EntryKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::SourceEnd => "source-end",
            Self::BadLine => "bad-line",
            Self::Refused => "refused",
            Self::SharedStream => "shared-stream",
            Self::Plan => "plan",
            Self::Window => "window",
            Self::Proof => "proof",
            Self::Query => "query",
            Self::Flags => "flags",
            Self::Note => "note",
            Self::Review => "review",
            Self::Activity => "activity",
            Self::Derived => "derived",
            Self::Setup => "setup",
            Self::Reconciliation => "reconciliation",
            Self::ReconciliationRows => "reconciliation-rows",
            Self::Seal => "seal",
        }
    }
}

/// The link of an entry: over all that it says, and the link before.
pub(super) fn link(before: &Hash, number: i64, at: i64, kind: &str, subject: &str, body: &str) -> Hash {
    let mut chain = Sha256::new();
    chain.update(before);
    chain.update(number.to_le_bytes());
    chain.update(at.to_le_bytes());
    for text in [kind, subject, body] {
        chain.update((text.len() as u64).to_le_bytes());
        chain.update(text);
    }
    chain.finalize().into()
}

/// Adds an entry within whatever transaction is open.
pub(super) fn append(
    connection: &Connection,
    at: i64,
    kind: EntryKind,
    subject: &str,
    body: &Value,
) -> Result<i64, rusqlite::Error> {
    let last: Option<(i64, Vec<u8>)> = connection
        .prepare_cached("SELECT number, chain FROM ledger ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, before) = last.map_or((1, Vec::new()), |(number, chain)| (number + 1, chain));
    let before: Hash = before.try_into().unwrap_or_default();
    let body = body.to_string();
    let chain = link(&before, number, at, kind.name(), subject, &body);
    connection.prepare_cached("INSERT INTO ledger VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
        number,
        at,
        kind.name(),
        subject,
        body,
        chain.as_slice()
    ])?;
    Ok(number)
}

/// Out of the first five columns.
fn entry_of(row: &rusqlite::Row<'_>) -> Result<Entry, rusqlite::Error> {
    let text: String = row.get(4)?;
    Ok(Entry {
        number: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        subject: row.get(3)?,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
        text,
    })
}

/// Takes entries with their links of the chain.
pub type TakesEntries<'t, E> = dyn FnMut(Entry, &[u8]) -> Result<(), E> + 't;

impl Case {
    /// Adds an entry, and gives its number.
    pub fn write(&mut self, at: i64, kind: EntryKind, subject: &str, body: &Value) -> Result<i64, CaseError> {
        self.write_all(&[(at, kind, subject.to_owned(), body.clone())])
    }

    /// Adds entries in one piece, and gives the number of the last.
    pub fn write_all(&mut self, entries: &[(i64, EntryKind, String, Value)]) -> Result<i64, CaseError> {
        self.writable()?;
        // The last entry is read before the next is written: nobody may write in between.
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .map_err(|error| self.locked(error))?;
        let mut number = 0;
        for (at, kind, subject, body) in entries {
            number = append(&transaction, *at, *kind, subject, body)?;
        }
        transaction.commit()?;
        Ok(number)
    }

    /// How many entries of a kind there are, and the last of them, newest first.
    pub fn latest(&self, kind: EntryKind, most: usize) -> Result<(u64, Vec<Entry>), CaseError> {
        let number: i64 =
            self.connection
                .query_row("SELECT count(*) FROM ledger WHERE kind = ?1", [kind.name()], |row| row.get(0))?;
        let mut statement = self.connection.prepare_cached(
            "SELECT number, at, kind, subject, body FROM ledger WHERE kind = ?1 ORDER BY number DESC LIMIT ?2",
        )?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![kind.name(), most], entry_of)?;
        Ok((u64::try_from(number).unwrap_or_default(), rows.collect::<Result<_, _>>()?))
    }

    /// The entries of a kind, about one subject or all, oldest first.
    pub fn entries(&self, kind: EntryKind, subject: Option<&str>) -> Result<Vec<Entry>, CaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, at, kind, subject, body FROM ledger
             WHERE kind = ?1 AND (?2 IS NULL OR subject = ?2) ORDER BY number",
        )?;
        let rows = statement.query_map(params![kind.name(), subject], entry_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives every entry with its link of the chain, oldest first. The first error of `take` ends it.
    pub fn each_entry<E>(&self, take: &mut TakesEntries<'_, E>) -> Result<Result<(), E>, CaseError> {
        let mut statement =
            self.connection.prepare("SELECT number, at, kind, subject, body, chain FROM ledger ORDER BY number")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let entry = entry_of(row)?;
            let chain = row.get_ref(5)?.as_blob().map_err(rusqlite::Error::from)?;
            if let Err(error) = take(entry, chain) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }
}
