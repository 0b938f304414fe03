//! Adding events.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    io,
    thread::{self, JoinHandle},
};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde_json::Value;

use super::{
    Case, CaseError, EntryKind,
    block::{self, Block, BlockBuilder, Built, Hash},
    identity::{Identities, SourceKind},
    ledger,
    listing::Held,
    packed::{self, Opened, Packed},
    tally::{StreamKey, Tallies},
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
    /// What it holds of each log stream.
    tallies: HashMap<StreamKey, Held>,
}

/// A case that events are added to. Another one may add to the same file: what it puts there is taken in before the next
/// blocks are put behind it, unless both bring the same.
#[derive(Debug)]
pub struct Writer {
    case: Case,
    identities: Identities,
    streams: Tallies,
    builder: BlockBuilder,
    /// Full blocks that are not in the file yet, each on a thread that compresses and hashes it meanwhile.
    full: VecDeque<JoinHandle<io::Result<Ready>>>,
    /// Those of them that are packed; they go before the others.
    packed: VecDeque<Ready>,
    /// Streams that have events of this source and of another one.
    shared: BTreeSet<StreamKey>,
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
            streams: Tallies::default(),
            builder: BlockBuilder::default(),
            full: VecDeque::new(),
            packed: VecDeque::new(),
            shared: BTreeSet::new(),
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
        // All of it as it is at one moment: somebody may be adding to it.
        let moment = self.case.connection.unchecked_transaction()?;
        let last = last_block(&moment)?;
        (self.next_block, self.chain) = (last.0 + 1, last.1);
        self.streams.read(&moment)?;
        each_event(&self.case, 0, &mut |event, from| self.identities.learn(event, from))?;
        drop(moment);
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
        self.shared.clear();
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
        self.packed.len() + self.full.len()
    }

    /// The streams to which this source brought events, and others too, by log group and name; with what waits.
    pub fn shared_streams(&mut self) -> Result<&BTreeSet<(String, String)>, CaseError> {
        if !self.builder.is_empty() {
            self.pack();
        }
        let waiting = self.waiting();
        self.wait_for(waiting)?;
        for ready in &self.packed {
            self.streams.of_others(ready.tallies.keys(), self.source.0, &mut self.shared);
        }
        Ok(&self.shared)
    }

    /// Waits until so many blocks are packed.
    fn wait_for(&mut self, blocks: usize) -> Result<(), CaseError> {
        while self.packed.len() < blocks {
            let Some(packing) = self.full.pop_front() else { break };
            self.packed.push_back(packing.join().unwrap_or_else(|_| Err(io::Error::other("a thread ended")))?);
        }
        Ok(())
    }

    /// Puts everything that was taken into the file, with entries in the ledger: all of it or nothing. A writer that
    /// failed is of no further use.
    pub fn flush(&mut self, at: i64, entries: &[(EntryKind, String, Value)]) -> Result<(), CaseError> {
        if !self.builder.is_empty() {
            self.pack();
        }
        self.put(self.waiting(), at, entries)
    }

    /// Puts full blocks into the file but the last ones, which others are busy with. What is in no full block yet is not
    /// in the file.
    pub fn flush_full(&mut self, at: i64) -> Result<(), CaseError> {
        self.put(self.waiting().saturating_sub(LEFT_TO_PACK), at, &[])
    }

    /// Puts so many full blocks into the file.
    fn put(&mut self, blocks: usize, at: i64, entries: &[(EntryKind, String, Value)]) -> Result<(), CaseError> {
        self.wait_for(blocks)?;
        let blocks: Vec<Ready> = self.packed.drain(..blocks.min(self.packed.len())).collect();
        let case = &self.case;
        // Nobody else writes from here on; it waits for whoever does so now.
        let transaction = Transaction::new_unchecked(&case.connection, TransactionBehavior::Immediate)
            .map_err(|error| case.locked(error))?;
        if !blocks.is_empty() && last_block(&transaction)? != (self.next_block - 1, self.chain) {
            let chain: Option<Vec<u8>> = transaction
                .query_row("SELECT chain FROM block WHERE number = ?1", [self.next_block - 1], |row| row.get(0))
                .optional()?;
            let is_ours = chain.map_or(self.next_block == 1, |chain| chain == self.chain);
            let mut is_same = false;
            each_event(case, self.next_block - 1, &mut |event, from| {
                is_same |= self.identities.learn_beside(event, from);
            })?;
            // Both would be there twice, and nobody could tell.
            if !is_ours || is_same {
                return Err(CaseError::Busy { path: case.path().to_owned() });
            }
            let last = last_block(&transaction)?;
            (self.next_block, self.chain) = (last.0 + 1, last.1);
            self.streams.read(&transaction)?;
        }
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO block VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
            for block in blocks {
                self.chain = block::link(&self.chain, &block.hash, (self.next_block, self.source.0), block.events);
                insert.execute(params![
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
                ])?;
                self.streams.of_others(block.tallies.keys(), self.source.0, &mut self.shared);
                self.streams.merge(block.tallies, self.next_block, self.source.0);
                self.next_block += 1;
            }
            self.streams.write(&transaction)?;
        }
        for (kind, subject, body) in entries {
            ledger::append(&transaction, at, *kind, subject, body)?;
        }
        transaction.commit()?;
        Ok(())
    }
}

/// The number of the last block and its link of the chain; what the first one follows, where there is none.
fn last_block(connection: &Connection) -> rusqlite::Result<(i64, Hash)> {
    let query = "SELECT number, chain FROM block ORDER BY number DESC LIMIT 1";
    let last = connection.prepare_cached(query)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(last.unwrap_or_default())
}

/// Gives the events behind a block, and what kind of source brought each.
fn each_event(case: &Case, after: i64, take: &mut dyn FnMut(&NewEvent<'_>, SourceKind)) -> Result<(), CaseError> {
    let sources = case.entries(EntryKind::Source, None)?;
    let kinds: HashMap<i64, SourceKind> = sources.iter().map(|entry| (entry.number, from_of(&entry.body))).collect();
    let mut statement =
        case.connection.prepare("SELECT source, columns, parts FROM block WHERE number > ?1 ORDER BY number")?;
    let mut rows = statement.query([after])?;
    let mut opened = Opened::default();
    while let Some(row) = rows.next()? {
        let of: i64 = row.get(0)?;
        let columns = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let block = opened.read(columns, row.get(2)?).and_then(|()| opened.block());
        let block = block.map_err(|error| case.damaged(error.to_string()))?;
        let from = kinds.get(&of).copied().unwrap_or(SourceKind::File);
        for event in 0..block.len() {
            take(&event_of(&block, event), from);
        }
    }
    Ok(())
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
    let mut tallies: HashMap<StreamKey, Held> = HashMap::new();
    // Events of one stream come one after the other.
    let mut last: Option<((&str, &str), Held)> = None;
    for event in 0..block.len() {
        let key = (block.log(event), block.log_stream(event));
        if last.as_ref().is_none_or(|last| last.0 != key) {
            settle(&mut tallies, last.take());
        }
        let (_, tally) = last.get_or_insert((key, Held::default()));
        tally.add(count(block.message_range(event).len()), block.timestamp(event));
    }
    settle(&mut tallies, last);
    Ok(Ready { packed, hash, events: built.events, bytes: count(block.bytes().len()), span: built.span, tallies })
}

fn settle(tallies: &mut HashMap<StreamKey, Held>, last: Option<((&str, &str), Held)>) {
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
