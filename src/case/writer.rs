//! Adding events.

use std::{
    collections::HashMap,
    thread::{self, JoinHandle},
};

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{
    Case, CaseError, EntryKind,
    block::{self, Block, BlockBuilder, Hash},
    identity::Identities,
    ledger,
};

/// How hard events are compressed: zstd's own default, where more takes three times as long for a twentieth.
const LEVEL: i32 = 3;

/// An event on its way in. What is not known of it is `None` or empty.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'e> {
    /// Milliseconds since 1970, UTC.
    pub timestamp: Option<i64>,
    pub ingestion_time: Option<i64>,
    /// `@log`: `account-id:log-group-name`.
    pub log: &'e str,
    pub log_stream: &'e str,
    /// Byte for byte.
    pub message: &'e [u8],
    pub ptr: &'e str,
}

/// What events came from: the number of its entry in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SourceId(pub i64);

/// What adding brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub new: u64,
    /// Events that were there already.
    pub known: u64,
}

/// A block as it goes into the file.
#[derive(Debug)]
struct Packed {
    data: Vec<u8>,
    hash: Hash,
    events: u32,
    /// Before it was compressed.
    bytes: i64,
    span: Option<(i64, i64)>,
}

/// What the blocks hold of one log stream.
#[derive(Clone, Debug, Default)]
struct Tally {
    events: i64,
    bytes: i64,
    first_time: Option<i64>,
    last_time: Option<i64>,
    first_block: i64,
    last_block: i64,
    is_changed: bool,
}

/// A case that events are added to. Only one at a time can be open for a file.
#[derive(Debug)]
pub struct Writer {
    case: Case,
    identities: Identities,
    /// By log group and stream.
    streams: HashMap<String, HashMap<String, Tally>>,
    builder: BlockBuilder,
    /// Full blocks that are not in the file yet, each on a thread that compresses and hashes it meanwhile.
    full: Vec<JoinHandle<std::io::Result<Packed>>>,
    source: SourceId,
    chain: Hash,
    next_block: i64,
}

impl Writer {
    /// Reads what is there, to know an event that comes again.
    pub fn new(case: Case) -> Result<Self, CaseError> {
        case.writable()?;
        let mut writer = Self {
            identities: Identities::default(),
            streams: HashMap::new(),
            builder: BlockBuilder::default(),
            full: Vec::new(),
            source: SourceId(0),
            chain: Hash::default(),
            next_block: 1,
            case,
        };
        writer.learn()?;
        Ok(writer)
    }

    fn learn(&mut self) -> Result<(), CaseError> {
        let last: Option<(i64, Vec<u8>)> = self
            .case
            .connection
            .query_row("SELECT number, chain FROM block ORDER BY number DESC LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        if let Some((number, chain)) = last {
            self.next_block = number + 1;
            self.chain = chain.try_into().map_err(|_| self.case.damaged("a block has no chain"))?;
        }
        let mut statement = self.case.connection.prepare("SELECT * FROM stream")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let tally = Tally {
                events: row.get(2)?,
                bytes: row.get(3)?,
                first_time: row.get(4)?,
                last_time: row.get(5)?,
                first_block: row.get(6)?,
                last_block: row.get(7)?,
                is_changed: false,
            };
            self.streams.entry(row.get(0)?).or_default().insert(row.get(1)?, tally);
        }
        drop(rows);
        drop(statement);
        let mut statement =
            self.case.connection.prepare("SELECT source, bytes, data FROM block ORDER BY source, number")?;
        let mut rows = statement.query([])?;
        let mut source = 0;
        while let Some(row) = rows.next()? {
            let of: i64 = row.get(0)?;
            if of != source {
                self.identities.begin_source();
                source = of;
            }
            let block = unpack(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?, row.get(1)?)
                .map_err(|what| self.case.damaged(what))?;
            for event in 0..block.len() {
                self.identities.insert(&event_of(&block, event));
            }
        }
        self.identities.begin_source();
        Ok(())
    }

    pub fn case(&self) -> &Case {
        &self.case
    }

    pub fn case_mut(&mut self) -> &mut Case {
        &mut self.case
    }

    /// The case without what makes it writable fast.
    pub fn into_case(self) -> Case {
        self.case
    }

    /// Events that come from now on are from a new source, which the ledger tells.
    pub fn begin_source(&mut self, at: i64, name: &str, body: &Value) -> Result<SourceId, CaseError> {
        let number = self.case.write(at, EntryKind::Source, name, body)?;
        self.continue_source(SourceId(number));
        Ok(self.source)
    }

    /// Events that come from now on are from a source that was begun before.
    pub fn continue_source(&mut self, source: SourceId) {
        self.source = source;
        self.identities.begin_source();
    }

    /// Takes an event; it is in the file after the next [`Self::flush`]. Gives whether it is new.
    pub fn push(&mut self, event: &NewEvent<'_>) -> bool {
        if !self.identities.insert(event) {
            return false;
        }
        let number = self.next_block + count(self.full.len());
        let streams = match self.streams.get_mut(event.log) {
            Some(streams) => streams,
            None => self.streams.entry(event.log.to_owned()).or_default(),
        };
        let tally = match streams.get_mut(event.log_stream) {
            Some(tally) => tally,
            None => {
                streams.entry(event.log_stream.to_owned()).or_insert(Tally { first_block: number, ..Tally::default() })
            }
        };
        tally.events += 1;
        tally.bytes += count(event.message.len());
        tally.last_block = number;
        tally.is_changed = true;
        if let Some(time) = event.timestamp {
            tally.first_time = Some(tally.first_time.map_or(time, |first| first.min(time)));
            tally.last_time = Some(tally.last_time.map_or(time, |last| last.max(time)));
        }
        self.builder.push(event);
        if self.builder.is_full() {
            self.pack();
        }
        true
    }

    fn pack(&mut self) {
        let built = self.builder.take();
        self.full.push(thread::spawn(move || {
            let data = zstd::bulk::compress(&built.bytes, LEVEL)?;
            let hash = block::hash(&built.bytes);
            Ok(Packed { data, hash, events: built.events, bytes: count(built.bytes.len()), span: built.span })
        }));
    }

    /// How many full blocks wait.
    pub fn waiting(&self) -> usize {
        self.full.len()
    }

    /// Puts everything that was taken into the file, with entries in the ledger: all of it or nothing. A writer that
    /// failed is of no further use.
    pub fn flush(&mut self, at: i64, entries: &[(EntryKind, String, Value)]) -> Result<(), CaseError> {
        if !self.builder.is_empty() {
            self.pack();
        }
        let mut packed = Vec::with_capacity(self.full.len());
        for packing in self.full.drain(..) {
            packed.push(packing.join().unwrap_or_else(|_| Err(std::io::Error::other("a thread ended")))?);
        }
        let transaction = self.case.connection.transaction()?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO block VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
            for built in packed {
                self.chain = block::link(&self.chain, &built.hash, self.next_block, built.events);
                insert.execute(params![
                    self.next_block,
                    self.source.0,
                    built.events,
                    built.bytes,
                    built.span.map(|span| span.0),
                    built.span.map(|span| span.1),
                    built.data,
                    built.hash.as_slice(),
                    self.chain.as_slice(),
                ])?;
                self.next_block += 1;
            }
            let mut update =
                transaction.prepare_cached("INSERT OR REPLACE INTO stream VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
            for (log, streams) in &mut self.streams {
                for (name, tally) in streams.iter_mut().filter(|(_, tally)| tally.is_changed) {
                    update.execute(params![
                        log,
                        name,
                        tally.events,
                        tally.bytes,
                        tally.first_time,
                        tally.last_time,
                        tally.first_block,
                        tally.last_block,
                    ])?;
                    tally.is_changed = false;
                }
            }
        }
        for (kind, subject, body) in entries {
            ledger::append(&transaction, at, *kind, subject, body)?;
        }
        transaction.commit()?;
        Ok(())
    }
}

/// A number as `SQLite` keeps it.
fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A block out of its compressed bytes; `Err` says what is wrong.
pub(super) fn unpack(data: &[u8], bytes: i64) -> Result<Block, String> {
    let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes <= block::LONGEST).ok_or("a block has no length")?;
    let bytes = zstd::bulk::decompress(data, bytes).map_err(|error| format!("a block cannot be read: {error}"))?;
    Block::read(bytes).map_err(|error| error.to_string())
}

pub(super) fn event_of(block: &Block, event: usize) -> NewEvent<'_> {
    NewEvent {
        timestamp: block.timestamp(event),
        ingestion_time: block.ingestion_time(event),
        log: block.log(event),
        log_stream: block.log_stream(event),
        message: block.message(event),
        ptr: block.ptr(event),
    }
}
