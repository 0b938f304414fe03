//! What is in a case.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{Case, CaseError};

/// A case at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseSummary {
    pub events: u64,
    pub blocks: u64,
    /// Bytes of the messages.
    pub bytes: u64,
    pub streams: u64,
    pub first_time: Option<i64>,
    pub last_time: Option<i64>,
}

/// What a case holds of a log stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamSummary {
    /// `@log`.
    pub log: String,
    pub name: String,
    pub events: u64,
    pub bytes: u64,
    /// Milliseconds since 1970, UTC.
    pub first_time: Option<i64>,
    pub last_time: Option<i64>,
}

/// What the blocks hold of a log stream, as the list of streams says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub events: i64,
    /// Of the messages.
    pub bytes: i64,
    /// Milliseconds since 1970, UTC.
    pub first_time: Option<i64>,
    pub last_time: Option<i64>,
    pub first_block: i64,
    pub last_block: i64,
}

/// Gives every stream of the list: log group, name, and what is held of it. The first error of `take` ends it.
pub(super) fn each_held<E: From<rusqlite::Error>>(
    connection: &Connection,
    take: &mut dyn FnMut(String, String, Held) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection.prepare(
        "SELECT log, name, events, bytes, first_time, last_time, first_block, last_block FROM stream ORDER BY log, name",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let held = Held {
            events: row.get(2)?,
            bytes: row.get(3)?,
            first_time: row.get(4)?,
            last_time: row.get(5)?,
            first_block: row.get(6)?,
            last_block: row.get(7)?,
        };
        take(row.get(0)?, row.get(1)?, held)?;
    }
    Ok(())
}

impl Case {
    /// How many events the blocks hold of a source.
    pub fn events_of_source(&self, source: super::SourceId) -> Result<u64, CaseError> {
        let query = "SELECT coalesce(sum(events), 0) FROM block WHERE source = ?1";
        let found: i64 = self.connection.query_row(query, [source.0], |row| row.get(0))?;
        Ok(u64::try_from(found).unwrap_or_default())
    }

    pub fn summary(&self) -> Result<CaseSummary, CaseError> {
        let count = |value: i64| u64::try_from(value).unwrap_or_default();
        let blocks: i64 = self.connection.query_row("SELECT count(*) FROM block", [], |row| row.get(0))?;
        Ok(self.connection.query_row(
            "SELECT coalesce(sum(events), 0), coalesce(sum(bytes), 0), count(*), min(first_time), max(last_time) FROM stream",
            [],
            |row| {
                Ok(CaseSummary {
                    events: count(row.get(0)?),
                    bytes: count(row.get(1)?),
                    streams: count(row.get(2)?),
                    first_time: row.get(3)?,
                    last_time: row.get(4)?,
                    blocks: count(blocks),
                })
            },
        )?)
    }

    /// The log streams, by log group and name.
    pub fn streams(&self) -> Result<Vec<StreamSummary>, CaseError> {
        self.list_streams("log, name")
    }

    /// The streams in parts whose events have no more bytes together than that, as far as one alone has not; those that
    /// lie near to each other in the file. Each part as [`EventScope`](super::EventScope) takes it.
    pub fn stream_parts(&self, most_bytes: u64) -> Result<Vec<BTreeSet<(String, String)>>, CaseError> {
        let mut parts: Vec<(u64, BTreeSet<(String, String)>)> = Vec::new();
        for stream in self.list_streams("first_block, log, name")? {
            let key = (stream.log, stream.name);
            match parts.last_mut() {
                Some((bytes, part)) if *bytes + stream.bytes <= most_bytes => {
                    *bytes += stream.bytes;
                    part.insert(key);
                }
                _ => parts.push((stream.bytes, BTreeSet::from([key]))),
            }
        }
        Ok(parts.into_iter().map(|(_, part)| part).collect())
    }

    fn list_streams(&self, order: &str) -> Result<Vec<StreamSummary>, CaseError> {
        let query = format!("SELECT log, name, events, bytes, first_time, last_time FROM stream ORDER BY {order}");
        let mut statement = self.connection.prepare(&query)?;
        let rows = statement.query_map([], |row| {
            Ok(StreamSummary {
                log: row.get(0)?,
                name: row.get(1)?,
                events: row.get::<_, i64>(2)?.try_into().unwrap_or_default(),
                bytes: row.get::<_, i64>(3)?.try_into().unwrap_or_default(),
                first_time: row.get(4)?,
                last_time: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
