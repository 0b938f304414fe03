//! Sessions and typed commands, read out of the events once and kept beside them.
//!
//! The table `session` has a row for each log stream that was read ([`row`]). A row is stale once its stream has more
//! events than it was read from, or commands are read differently ([`EXTRACTION_VERSION`]); only stale ones are read
//! again. They are made from the events and are no part of the chain of blocks; what was found is told in the ledger:
//! an entry when reading begins, and one when it has ended, with the hash of all rows, which [`check`] holds them against.

mod check;
mod row;
mod streams;

use std::{collections::HashMap, ops::ControlFlow, path::Path};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Case, CaseError, CaseEvents, EntryKind, EventScope, block::Hash, ledger};
use crate::{
    model::{LogEvent, TimeRange, hex, in_parallel},
    session::{EXTRACTION_VERSION, Session, Transcript, read_session},
};

pub(super) use check::check;
use row::Row;
pub(super) use row::TABLE;
use streams::{Stream, parts};

/// Bytes of messages that are read at once.
const AT_ONCE: u64 = 64 << 20;
/// Sessions that are kept at once.
const KEPT_AT_ONCE: usize = 128;
/// Sessions that are taken out of the file at once.
const ROWS_AT_ONCE: usize = 4_096;

/// A session of a case, without its transcript.
#[derive(Clone, Debug)]
pub struct DerivedSession {
    /// `@log`.
    pub log: String,
    pub session: Session,
}

/// Which sessions of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionScope {
    /// Log groups as `@log` has them, or by their names alone; none: all.
    pub log_groups: Vec<String>,
    /// Sessions with events in this time, whole; `None`: all.
    pub range: Option<TimeRange>,
    /// About how many commands at most: those of the newest sessions.
    pub most_commands: Option<u64>,
}

/// Some of a case's sessions that are looked at together.
#[derive(Clone, Debug)]
pub struct SessionPart(Vec<Stream>);

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    /// Newest last event first.
    pub sessions: Vec<DerivedSession>,
    /// Events of these sessions, and the bytes of their messages.
    pub events: u64,
    pub bytes: u64,
    /// Events of all sessions of the scope.
    pub all_events: u64,
    /// Older sessions of the scope that were left out, for there were more commands than asked for.
    pub left_out: usize,
}

/// Why sessions were not read.
#[derive(Debug, thiserror::Error)]
pub enum DeriveError {
    /// Whoever asked wanted no more. What is in the case by then stays.
    #[error("stopped")]
    Stopped,
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<rusqlite::Error> for DeriveError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Case(error.into())
    }
}

/// Hears how many events of how many are read, and says whether to go on.
pub type Tell<'t> = dyn FnMut(u64, u64) -> ControlFlow<()> + 't;

/// Reads what is stale and keeps it in the case. Where the case cannot be written, for it is sealed, or another program
/// writes to it, nothing is done: [`Case::sessions`] then reads the events each time.
pub fn derive_where_possible(path: &Path, at: i64, tell: &mut Tell<'_>) -> Result<(), DeriveError> {
    let derived = || -> Result<(), DeriveError> {
        let case = Case::open_read_only(path)?;
        if case.is_sealed() || case.is_derived()? {
            return Ok(());
        }
        drop(case);
        Case::open(path)?.derive(at, tell)
    }();
    match derived {
        Err(DeriveError::Case(error)) => {
            tracing::info!(%error, "sessions are not kept in the case");
            Ok(())
        }
        other => other,
    }
}

impl Case {
    /// Reads the sessions whose rows are stale, and keeps them. What is in the file is whole at any moment: whoever was
    /// stopped goes on where they were.
    pub fn derive(&mut self, at: i64, tell: &mut Tell<'_>) -> Result<(), DeriveError> {
        self.writable()?;
        if self.connection.is_readonly("main")? {
            let error = std::io::ErrorKind::ReadOnlyFilesystem.into();
            return Err(CaseError::File { path: self.path.clone(), error }.into());
        }
        let mut stale = self.derivable()?;
        stale.retain(Stream::is_to_be_kept);
        if stale.is_empty() && self.last_said()?.is_none_or(|said| !said.is_begin()) {
            return Ok(());
        }
        let (mut done, of) = (0, stale.iter().map(|stream| stream.events).sum());
        for part in parts(stale, AT_ONCE) {
            if tell(done, of).is_break() {
                return Err(DeriveError::Stopped);
            }
            // Read once, kept in smaller pieces: whoever stops waits for one of those.
            let mut logs = self.events_of(part)?.into_iter();
            loop {
                let some: Vec<StreamEvents> = logs.by_ref().take(KEPT_AT_ONCE).collect();
                if some.is_empty() {
                    break;
                }
                done += some.iter().map(|log| log.events.len() as u64).sum::<u64>();
                self.keep(some, at)?;
                if tell(done, of).is_break() {
                    return Err(DeriveError::Stopped);
                }
            }
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        end(&transaction, at)?;
        transaction.commit()?;
        Ok(())
    }

    /// Reads some sessions and puts them into the file: all of them or none.
    fn keep(&mut self, logs: Vec<StreamEvents>, at: i64) -> Result<(), CaseError> {
        let rows = in_parallel(logs, |log| Row::of(&log.read()));
        let rows = rows.into_iter().collect::<Result<Vec<Row>, _>>()?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have come to its end meanwhile.
        if !last_said(&transaction)?.is_some_and(|said| said.is_begin()) {
            let begin = json!({"begun": true, "version": EXTRACTION_VERSION});
            ledger::append(&transaction, at, EntryKind::Derived, "", &begin)?;
        }
        for row in rows {
            row.write(&transaction)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Whether every session is read and kept, as far as this version of the program has it to do.
    fn is_derived(&self) -> Result<bool, CaseError> {
        Ok(!self.last_said()?.is_some_and(|said| said.is_begin())
            && !self.derivable()?.iter().any(Stream::is_to_be_kept))
    }

    /// The sessions of a scope: those that are kept, and read now what is not.
    pub fn sessions(&self, scope: &SessionScope, tell: &mut Tell<'_>) -> Result<Sessions, DeriveError> {
        let mut wanted = self.derivable()?;
        wanted.retain(|stream| stream.is_in(scope));
        wanted.sort_by_key(|stream| std::cmp::Reverse(stream.last_time));
        let of: u64 = wanted.iter().map(|stream| stream.events).sum();
        let count = wanted.len();
        let mut found = Sessions { all_events: of, ..Sessions::default() };
        let mut commands = 0_u64;
        let is_full = |commands: u64| scope.most_commands.is_some_and(|most| commands >= most);
        let (kept, other): (Vec<Stream>, Vec<Stream>) = wanted.into_iter().partition(Stream::is_current);
        let kept = kept.into_iter().take_while(|stream| {
            let fits = !is_full(commands);
            commands += stream.commands.unwrap_or_default();
            fits
        });
        let kept: Vec<Stream> = kept.collect();
        for part in kept.chunks(ROWS_AT_ONCE) {
            if tell(found.events, of).is_break() {
                return Err(DeriveError::Stopped);
            }
            found.add(part, self.kept(part)?);
        }
        for part in parts(other, AT_ONCE) {
            if tell(found.events, of).is_break() {
                return Err(DeriveError::Stopped);
            }
            if is_full(commands) {
                break;
            }
            let read = self.read_now(part.clone())?;
            commands += read.iter().map(|read| read.session.commands.len() as u64).sum::<u64>();
            found.add(&part, read);
        }
        found.left_out = count - found.sessions.len();
        in_order(&mut found.sessions);
        Ok(found)
    }

    /// All sessions in parts, as [`Self::stream_parts`] has them.
    pub fn session_parts(&self, most_bytes: u64) -> Result<Vec<SessionPart>, CaseError> {
        Ok(parts(self.derivable()?, most_bytes).into_iter().map(SessionPart).collect())
    }

    /// The sessions of a part, the newest last event first: what is kept of them, and read now what is not.
    pub fn sessions_of(&self, part: SessionPart) -> Result<Vec<Session>, CaseError> {
        let (kept, other): (Vec<Stream>, Vec<Stream>) = part.0.into_iter().partition(Stream::is_current);
        let mut sessions = self.kept(&kept)?;
        sessions.extend(self.read_now(other)?);
        in_order(&mut sessions);
        Ok(sessions.into_iter().map(|found| found.session).collect())
    }

    /// One session out of its events, with its transcript; `None`: the log group has no such stream. The group may be
    /// `@log` itself.
    pub fn session(&self, log_group: &str, name: &str) -> Result<Option<Session>, CaseError> {
        let mut streams = self.streams()?;
        streams.retain(|stream| stream.name == name && super::events::is_of(&stream.log, log_group));
        if streams.iter().any(|stream| stream.log == log_group) {
            streams.retain(|stream| stream.log == log_group);
        }
        if streams.is_empty() {
            return Ok(None);
        }
        let log_streams = streams.into_iter().map(|stream| (stream.log, stream.name)).collect();
        let scope = EventScope { log_streams: Some(log_streams), ..EventScope::default() };
        let mut events: Vec<LogEvent> = Vec::new();
        CaseEvents::new(Self::open_read_only(&self.path)?, scope)?.for_each(|event| events.push(event))?;
        Ok(Some(read_session(name, events)))
    }

    /// Sessions that are kept, and are current.
    fn kept(&self, streams: &[Stream]) -> Result<Vec<DerivedSession>, CaseError> {
        let mut rows = Vec::with_capacity(streams.len());
        for stream in streams {
            rows.push(Row::read(&self.connection, &stream.log, &stream.name)?);
        }
        let read = in_parallel(rows, |row| row.session().map(|session| DerivedSession { log: row.log, session }));
        read.into_iter().collect::<Result<_, _>>().map_err(|what| self.damaged(what))
    }

    /// Sessions out of their events, without keeping them.
    fn read_now(&self, streams: Vec<Stream>) -> Result<Vec<DerivedSession>, CaseError> {
        Ok(in_parallel(self.events_of(streams)?, StreamEvents::read))
    }

    /// The events of some streams, in one pass over the blocks in which they lie.
    fn events_of(&self, streams: Vec<Stream>) -> Result<Vec<StreamEvents>, CaseError> {
        let first = streams.iter().map(|stream| stream.blocks.0).min();
        let last = streams.iter().map(|stream| stream.blocks.1).max();
        let Some(blocks) = first.zip(last) else { return Ok(Vec::new()) };
        let mut places: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
        for (place, stream) in streams.iter().enumerate() {
            places.entry(&stream.log).or_default().insert(&stream.name, place);
        }
        let mut events: Vec<Vec<LogEvent>> = streams.iter().map(|_| Vec::new()).collect();
        let scope = EventScope { blocks: Some(blocks), ..EventScope::default() };
        CaseEvents::new(Self::open_read_only(&self.path)?, scope)?.for_each_raw(&mut |event| {
            let place = places.get(event.log).and_then(|names| names.get(event.log_stream));
            if let Some(events) = place.and_then(|place| events.get_mut(*place)) {
                events.push(LogEvent {
                    timestamp: event.timestamp.unwrap_or_default(),
                    message: String::from_utf8_lossy(event.message).into_owned(),
                    ..LogEvent::default()
                });
            }
        })?;
        drop(places);
        let logs = streams.into_iter().zip(events);
        Ok(logs.map(|(stream, events)| StreamEvents { log: stream.log, name: stream.name, events }).collect())
    }

    fn last_said(&self) -> Result<Option<Said>, CaseError> {
        Ok(last_said(&self.connection)?)
    }
}

/// A log stream's events.
struct StreamEvents {
    log: String,
    name: String,
    events: Vec<LogEvent>,
}

impl StreamEvents {
    /// The session, without its transcript.
    fn read(self) -> DerivedSession {
        let mut session = read_session(&self.name, self.events);
        session.transcript = Transcript::default();
        DerivedSession { log: self.log, session }
    }
}

/// Newest last event first; those of the same moment by their names.
fn in_order(sessions: &mut [DerivedSession]) {
    sessions.sort_by(|one, other| (&one.log, &one.session.id).cmp(&(&other.log, &other.session.id)));
    sessions.sort_by_key(|found| std::cmp::Reverse(found.session.last_event));
}

impl Sessions {
    fn add(&mut self, streams: &[Stream], sessions: Vec<DerivedSession>) {
        self.events += streams.iter().map(|stream| stream.events).sum::<u64>();
        self.bytes += streams.iter().map(|stream| stream.bytes).sum::<u64>();
        self.sessions.extend(sessions);
    }
}

/// What the ledger says last of the sessions.
struct Said(Value);

impl Said {
    /// Reading has begun, and has not come to its end.
    fn is_begin(&self) -> bool {
        self.0.get("begun").is_some()
    }

    fn totals(&self) -> Option<Totals> {
        Some(Totals {
            sessions: self.0.get("sessions")?.as_u64()?,
            commands: self.0.get("commands")?.as_u64()?,
            sha256: self.0.get("sha256")?.as_str()?.to_owned(),
        })
    }
}

fn last_said(connection: &Connection) -> Result<Option<Said>, rusqlite::Error> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM ledger WHERE kind = ?1 ORDER BY number DESC LIMIT 1")?
        .query_row([EntryKind::Derived.name()], |row| row.get(0))
        .optional()?;
    Ok(body.map(|body| Said(serde_json::from_str(&body).unwrap_or(Value::Null))))
}

/// All rows in one: how many, and the hash over their keys and hashes in order.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Totals {
    sessions: u64,
    commands: u64,
    sha256: String,
}

#[derive(Default)]
struct Total {
    sessions: u64,
    commands: u64,
    sum: Sha256,
}

impl Total {
    fn add(&mut self, log: &str, name: &str, commands: i64, hash: &Hash) {
        self.sessions += 1;
        self.commands += u64::try_from(commands).unwrap_or_default();
        for text in [log, name] {
            self.sum.update((text.len() as u64).to_le_bytes());
            self.sum.update(text);
        }
        self.sum.update(hash);
    }

    fn finish(self) -> Totals {
        Totals { sessions: self.sessions, commands: self.commands, sha256: hex(&self.sum.finalize()) }
    }
}

/// Tells the ledger what is there.
fn end(transaction: &Transaction<'_>, at: i64) -> Result<(), rusqlite::Error> {
    let mut total = Total::default();
    let mut statement = transaction.prepare("SELECT log, name, commands, hash FROM session ORDER BY log, name")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (log, name): (String, String) = (row.get(0)?, row.get(1)?);
        total.add(&log, &name, row.get(2)?, &row.get(3)?);
    }
    let totals = total.finish();
    let body = json!({
        "version": EXTRACTION_VERSION, "sessions": totals.sessions, "commands": totals.commands,
        "sha256": totals.sha256,
    });
    ledger::append(transaction, at, EntryKind::Derived, "", &body).map(drop)
}
