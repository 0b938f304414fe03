//! Whether a case is what it was.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    ops::ControlFlow,
    path::Path,
};

use super::{
    Case, CaseError,
    block::{self, Hash},
    derived, ledger,
    listing::{Held, each_held},
    packed::Opened,
    seal,
};

/// What was checked, where nothing is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub events: u64,
    pub blocks: u64,
    pub entries: u64,
    /// Sessions that are kept beside the events they were read from.
    pub sessions: u64,
    /// The last links of both chains.
    pub block_chain: Hash,
    pub ledger_chain: Hash,
    /// The hash of the whole file, where the case is sealed.
    pub sealed: Option<Hash>,
}

/// The first thing that is wrong.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error("the file could not be read: {0}")]
    File(#[from] io::Error),
    /// The seal's hash is not that of the file.
    #[error("the file was changed after it was sealed: its SHA-256 is not the one in the seal")]
    Seal,
    /// The ledger tells of a seal, and there is none.
    #[error(
        "the ledger says that the case was sealed, and the file has no seal: the sealing was interrupted, or somebody cut \
         the seal off; seal it again, and compare the hash with the one that was written down"
    )]
    NoSeal,
    /// There are bytes behind the seal or before it that belong to nobody.
    #[error("the file is longer or shorter than the database in it says")]
    Length,
    #[error("SQLite finds the file damaged: {0}")]
    Database(String),
    #[error("block {number}: {what}")]
    Block { number: i64, what: String },
    #[error("entry {number} of the ledger: {what}")]
    Entry { number: i64, what: String },
    #[error("log stream {stream}: {what}")]
    Stream { stream: String, what: String },
    #[error("session {stream}: {what}")]
    Session { stream: String, what: String },
    #[error("the sessions that are kept: {0}")]
    Sessions(String),
    /// The ledger says that a file or a collection brought more events than there are of it.
    #[error("entry {number} of the ledger: {name} brought {said} events, and {found} of them are here")]
    Source { number: i64, name: String, said: u64, found: u64 },
    /// The seal says other numbers than there are.
    #[error("the case was sealed with {said}, and has {found}")]
    Counts { said: String, found: String },
    /// Nothing is wrong, as far as that was looked at: whoever asked wanted no more.
    #[error("stopped")]
    Stopped,
}

impl From<rusqlite::Error> for Damage {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// Reads every byte of a case and holds it against every hash. `progress`: how many bytes of how many are done.
pub fn verify(path: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, Damage> {
    verify_until(path, &mut |done, of| {
        progress(done, of);
        ControlFlow::Continue(())
    })
}

/// The same, which `progress` can stop.
pub fn verify_until(path: &Path, progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<Verified, Damage> {
    let size = match std::fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) => return Err(CaseError::of_file(path, error).into()),
    };
    let mut done = 0;
    let mut sealed = None;
    if let Some((said, found)) = seal::trailer(path, |bytes| {
        done += bytes;
        let _at_its_end = progress(done, 2 * size);
    })? {
        if said != found {
            return Err(Damage::Seal);
        }
        sealed = Some(found);
    }
    let case = Case::open_read_only(path)?;
    let connection = &case.connection;
    // All of it as it is at one moment: somebody may be adding to it.
    connection.execute_batch("BEGIN")?;
    let healthy: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if healthy != "ok" {
        return Err(Damage::Database(healthy));
    }
    let said_sealed = !case.entries(super::EntryKind::Seal, None)?.is_empty();
    if said_sealed && sealed.is_none() {
        return Err(Damage::NoSeal);
    }
    if sealed.is_some() {
        let pages: u64 = connection.query_row(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            [],
            |row| row.get::<_, i64>(0).map(|bytes| bytes.try_into().unwrap_or_default()),
        )?;
        if pages + 48 != size {
            return Err(Damage::Length);
        }
    }
    let mut verified = Verified { sealed, ..Verified::default() };
    let mut sources = Sources::new();
    let streams = blocks(&case, &mut verified, &mut sources, &mut |bytes| {
        done = (done + bytes).min(2 * size);
        progress(done, 2 * size)
    })?;
    entries(&case, &mut verified)?;
    check_sources(&case, &sources)?;
    check_streams(&case, &streams)?;
    verified.sessions = derived::check(&case)?;
    check_seal(&case, &verified)?;
    let _is_done = progress(2 * size, 2 * size);
    Ok(verified)
}

/// How many events the blocks hold of each source, by its entry in the ledger.
type Sources = BTreeMap<i64, u64>;
type Streams = BTreeMap<(String, String), Held>;

fn blocks(
    case: &Case,
    verified: &mut Verified,
    sources: &mut Sources,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Streams, Damage> {
    let mut streams = Streams::new();
    let mut statement = case.connection.prepare(
        "SELECT number, events, bytes, columns, hash, chain, first_time, last_time, parts, source FROM block ORDER BY number",
    )?;
    let mut rows = statement.query([])?;
    let mut chain = Hash::default();
    let mut expected = 1;
    let mut opened = Opened::default();
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let wrong = |what: &str| Damage::Block { number, what: what.to_owned() };
        if number != expected {
            return Err(wrong("a block before it is missing, or it is in another's place"));
        }
        expected += 1;
        let columns = row.get_ref(3)?.as_blob().map_err(|_| wrong("it has no bytes"))?;
        let mut parts = opened.take_parts();
        parts.clear();
        parts.extend_from_slice(row.get_ref(8)?.as_blob().map_err(|_| wrong("it has no bytes"))?);
        if progress((columns.len() + parts.len()) as u64).is_break() {
            return Err(Damage::Stopped);
        }
        let whole = opened.read(columns, parts).and_then(|()| opened.block());
        let block = whole.map_err(|_| wrong("its bytes cannot be put together"))?;
        if usize::try_from(row.get::<_, i64>(2)?) != Ok(block.bytes().len()) {
            return Err(wrong("it has another length than it says"));
        }
        let hash = block::hash(block.bytes());
        if row.get_ref(4)?.as_blob().ok() != Some(hash.as_slice()) {
            return Err(wrong("its bytes are not those that were hashed"));
        }
        if !opened.is_as_it_says() {
            return Err(wrong("it says something else of its values than what they are"));
        }
        let events = u32::try_from(block.len()).unwrap_or(u32::MAX);
        if row.get::<_, i64>(1)? != i64::from(events) {
            return Err(wrong("it has another number of events than it says"));
        }
        chain = block::link(&chain, &hash, (number, row.get(9)?), events);
        if row.get_ref(5)?.as_blob().ok() != Some(chain.as_slice()) {
            return Err(wrong("it does not follow the block before it"));
        }
        let times = || (0..block.len()).filter_map(|event| block.timestamp(event));
        if (times().min(), times().max()) != (row.get(6)?, row.get(7)?) {
            return Err(wrong("it says other times than its events have"));
        }
        for event in 0..block.len() {
            let key = (block.log(event).to_owned(), block.log_stream(event).to_owned());
            let held = streams.entry(key).or_default();
            if held.events == 0 {
                held.first_block = number;
            }
            held.last_block = number;
            held.events += 1;
            held.bytes += i64::try_from(block.message(event).len()).unwrap_or(i64::MAX);
            if let Some(time) = block.timestamp(event) {
                held.first_time = Some(held.first_time.map_or(time, |first| first.min(time)));
                held.last_time = Some(held.last_time.map_or(time, |last| last.max(time)));
            }
        }
        verified.blocks += 1;
        verified.events += u64::from(events);
        *sources.entry(row.get(9)?).or_default() += u64::from(events);
    }
    verified.block_chain = chain;
    Ok(streams)
}

fn entries(case: &Case, verified: &mut Verified) -> Result<(), Damage> {
    let mut statement =
        case.connection.prepare("SELECT number, at, kind, subject, body, chain FROM ledger ORDER BY number")?;
    let mut rows = statement.query([])?;
    let mut chain = Hash::default();
    let mut expected = 1;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let wrong = |what: &str| Damage::Entry { number, what: what.to_owned() };
        if number != expected {
            return Err(wrong("an entry before it is missing, or it is in another's place"));
        }
        expected += 1;
        let (kind, subject, body): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
        chain = ledger::link(&chain, number, row.get(1)?, &kind, &subject, &body);
        if row.get_ref(5)?.as_blob().ok() != Some(chain.as_slice()) {
            return Err(wrong("it is not what was written, or does not follow the entry before it"));
        }
        verified.entries += 1;
    }
    verified.ledger_chain = chain;
    Ok(())
}

/// Each event is from a source that the ledger tells of, and there are as many of each as it brought. A collection may
/// go on after an end, so there may be more.
fn check_sources(case: &Case, found: &Sources) -> Result<(), Damage> {
    use super::EntryKind;

    let begun: BTreeSet<i64> = case.entries(EntryKind::Source, None)?.into_iter().map(|entry| entry.number).collect();
    if let Some(source) = found.keys().find(|source| !begun.contains(source)) {
        let what = format!("events are said to be of it, and it is no source (entry {source})");
        return Err(Damage::Entry { number: *source, what });
    }
    for end in case.entries(EntryKind::SourceEnd, None)? {
        let number = |name: &str| end.body.get(name).and_then(serde_json::Value::as_u64);
        let source = end.body.get("source").and_then(serde_json::Value::as_i64);
        let (Some(source), Some(said)) = (source, number("kept").or_else(|| number("new"))) else { continue };
        let found = found.get(&source).copied().unwrap_or_default();
        if found < said {
            return Err(Damage::Source { number: end.number, name: end.subject, said, found });
        }
    }
    Ok(())
}

/// The list of streams is made from the blocks, and has to say what they hold.
fn check_streams(case: &Case, found: &Streams) -> Result<(), Damage> {
    let mut left = found.clone();
    each_held(&case.connection, &mut |log, name, said| {
        let key = (log, name);
        let wrong = |what: &str| Damage::Stream { stream: key.1.clone(), what: what.to_owned() };
        let held = left.remove(&key).ok_or_else(|| wrong("it is listed, and no event is of it"))?;
        if held == said { Ok(()) } else { Err(wrong("the list says something else of it than its events give")) }
    })?;
    match left.into_keys().next() {
        Some((_, stream)) => Err(Damage::Stream { stream, what: "it has events, and is not listed".to_owned() }),
        None => Ok(()),
    }
}

fn check_seal(case: &Case, verified: &Verified) -> Result<(), Damage> {
    let Some(seal) = case.entries(super::EntryKind::Seal, None)?.pop() else { return Ok(()) };
    let number = |name: &str| seal.body.get(name).and_then(serde_json::Value::as_u64);
    let said = (number("events"), number("blocks"));
    if said == (Some(verified.events), Some(verified.blocks)) {
        return Ok(());
    }
    let words = |events: Option<u64>, blocks: Option<u64>| {
        let text = |number: Option<u64>| number.map_or_else(|| "no number of".to_owned(), |number| number.to_string());
        format!("{} events in {} blocks", text(events), text(blocks))
    };
    Err(Damage::Counts { said: words(said.0, said.1), found: words(Some(verified.events), Some(verified.blocks)) })
}
