//! Adding events.

use std::{
    collections::{HashMap, VecDeque},
    io,
    thread::{self, JoinHandle},
};

use rusqlite::{ErrorCode, OptionalExtension, params};
use serde_json::Value;

use super::{
    Case, CaseError, EntryKind,
    block::{self, Block, BlockBuilder, Built, Hash},
    identity::{Identities, SourceKind},
    ledger,
    packed::{self, Opened, Packed},
};

/// Full blocks that [`Writer::flush_full`] leaves to the threads that pack them.
const LEFT_TO_PACK: usize = 2;

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
struct Ready {
    packed: Packed,
    hash: Hash,
    events: u32,
    /// Before it was compressed.
    bytes: i64,
    span: Option<(i64, i64)>,
    /// What it holds of each log stream, by log group and stream.
    tallies: HashMap<(String, String), Tally>,
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

impl Tally {
    fn add(&mut self, bytes: usize, time: Option<i64>) {
        self.events += 1;
        self.bytes += count(bytes);
        let all = |of: fn(i64, i64) -> i64, known: Option<i64>| match (known, time) {
            (Some(known), Some(time)) => Some(of(known, time)),
            (known, time) => known.or(time),
        };
        (self.first_time, self.last_time) = (all(i64::min, self.first_time), all(i64::max, self.last_time));
    }

    /// Takes over what a later block holds of the same stream.
    fn merge(&mut self, other: &Self, block: i64) {
        if self.events == 0 {
            self.first_block = block;
        }
        let (first, last) = (self.first_time, self.last_time);
        self.events += other.events;
        self.bytes += other.bytes;
        self.first_time = first.min(other.first_time).or(first).or(other.first_time);
        self.last_time = last.max(other.last_time);
        self.last_block = block;
        self.is_changed = true;
    }
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
    full: VecDeque<JoinHandle<io::Result<Ready>>>,
    source: SourceId,
    /// What brings the events that come.
    from: SourceKind,
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
            full: VecDeque::new(),
            source: SourceId(0),
            from: SourceKind::File,
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
        let sources = self.case.entries(EntryKind::Source, None)?;
        let kinds: HashMap<i64, SourceKind> =
            sources.iter().map(|entry| (entry.number, from_of(&entry.body))).collect();
        let mut statement = self.case.connection.prepare("SELECT source, columns, parts FROM block ORDER BY number")?;
        let mut rows = statement.query([])?;
        let mut opened = Opened::default();
        while let Some(row) = rows.next()? {
            let of: i64 = row.get(0)?;
            let columns = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            let block = opened.read(columns, row.get(2)?).and_then(|()| opened.block());
            let block = block.map_err(|error| self.case.damaged(error.to_string()))?;
            for event in 0..block.len() {
                self.identities.learn(&event_of(&block, event), kinds.get(&of).copied().unwrap_or(SourceKind::File));
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
        self.from = from_of(body);
        Ok(self.source)
    }

    /// Events that come from now on are from a collection that was begun before.
    pub fn continue_source(&mut self, source: SourceId) {
        self.source = source;
        self.from = SourceKind::Collection;
        self.identities.begin_source();
    }

    /// Takes an event; it is in the file after the next [`Self::flush`]. Gives whether it is new.
    pub fn push(&mut self, event: &NewEvent<'_>) -> bool {
        if !self.identities.insert(event, self.from) {
            return false;
        }
        self.builder.push(event);
        if self.builder.is_full() {
            self.pack();
        }
        true
    }

    fn pack(&mut self) {
        let builder = std::mem::take(&mut self.builder);
        self.full.push_back(thread::spawn(move || ready(builder.build())));
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
        self.put(self.full.len(), at, entries)
    }

    /// Puts full blocks into the file but the last ones, which others are busy with. What is in no full block yet is not
    /// in the file.
    pub fn flush_full(&mut self, at: i64) -> Result<(), CaseError> {
        self.put(self.full.len().saturating_sub(LEFT_TO_PACK), at, &[])
    }

    /// Puts so many full blocks into the file.
    fn put(&mut self, blocks: usize, at: i64, entries: &[(EntryKind, String, Value)]) -> Result<(), CaseError> {
        let mut ready = Vec::with_capacity(blocks);
        for packing in self.full.drain(..blocks.min(self.full.len())) {
            ready.push(packing.join().unwrap_or_else(|_| Err(io::Error::other("a thread ended")))?);
        }
        let path = self.case.path().to_owned();
        let taken = |error: rusqlite::Error| match error.sqlite_error_code() {
            // The block's number is there: somebody else adds to the case.
            Some(ErrorCode::ConstraintViolation) => CaseError::Busy { path: path.clone() },
            _ => error.into(),
        };
        let transaction = self.case.connection.transaction()?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO block VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
            for block in ready {
                self.chain = block::link(&self.chain, &block.hash, (self.next_block, self.source.0), block.events);
                let added = insert.execute(params![
                    self.next_block,
                    self.source.0,
                    block.events,
                    block.bytes,
                    block.span.map(|span| span.0),
                    block.span.map(|span| span.1),
                    block.hash.as_slice(),
                    self.chain.as_slice(),
                    block.packed.columns,
                    block.packed.parts,
                ]);
                added.map_err(taken)?;
                for ((log, name), tally) in block.tallies {
                    self.streams.entry(log).or_default().entry(name).or_default().merge(&tally, self.next_block);
                }
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

/// What a source is, by its entry in the ledger.
fn from_of(begun: &Value) -> SourceKind {
    if begun["kind"] == "collection" { SourceKind::Collection } else { SourceKind::File }
}

/// Hashes and packs a block.
fn ready(built: Built) -> io::Result<Ready> {
    // What could not be read back is never written: whoever brings events keeps them far below that.
    if built.bytes.len() > block::LONGEST {
        return Err(io::Error::other("an event is too long to be kept"));
    }
    let hash = block::hash(&built.bytes);
    let block = Block::read(built.bytes).map_err(io::Error::other)?;
    let packed = packed::pack(&block)?;
    let mut tallies: HashMap<(String, String), Tally> = HashMap::new();
    // Events of one stream come one after the other.
    let mut last: Option<((&str, &str), Tally)> = None;
    for event in 0..block.len() {
        let key = (block.log(event), block.log_stream(event));
        if last.as_ref().is_none_or(|last| last.0 != key) {
            settle(&mut tallies, last.take());
        }
        let (_, tally) = last.get_or_insert((key, Tally::default()));
        tally.add(block.message_range(event).len(), block.timestamp(event));
    }
    settle(&mut tallies, last);
    Ok(Ready { packed, hash, events: built.events, bytes: count(block.bytes().len()), span: built.span, tallies })
}

fn settle(tallies: &mut HashMap<(String, String), Tally>, last: Option<((&str, &str), Tally)>) {
    if let Some(((log, name), tally)) = last {
        tallies.entry((log.to_owned(), name.to_owned())).or_default().merge(&tally, 0);
    }
}

/// A number as `SQLite` keeps it.
fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
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
