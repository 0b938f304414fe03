//! Which log streams have their sessions kept.

use super::{
    super::{Case, CaseError, events::is_of},
    SessionScope,
};
use crate::session::EXTRACTION_VERSION;

/// A log stream, and what is kept of its session.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub log: String,
    pub name: String,
    pub events: u64,
    /// Of its messages.
    pub bytes: u64,
    first_time: Option<i64>,
    pub last_time: Option<i64>,
    /// The first and the last block that have events of it.
    pub blocks: (i64, i64),
    /// The version of the reading that gave what is kept, and how many events it was read from; `None`: nothing is kept.
    kept: Option<(i64, u64)>,
    /// What a person typed, as far as that is kept.
    pub commands: Option<u64>,
}

impl Stream {
    /// Whether what is kept of it is what would be read now.
    pub fn is_current(&self) -> bool {
        self.kept == Some((i64::from(EXTRACTION_VERSION), self.events))
    }

    /// Whether it is to be read and kept. What a later version of this program has read is left to that one.
    pub fn is_to_be_kept(&self) -> bool {
        let is_later = self.kept.is_some_and(|(version, _)| version > i64::from(EXTRACTION_VERSION));
        !self.is_current() && !is_later
    }

    pub fn is_in(&self, scope: &SessionScope) -> bool {
        let in_time = scope.range.is_none_or(|range| match (self.first_time, self.last_time) {
            (Some(first), Some(last)) => first < range.end && last >= range.start,
            _ => false,
        });
        in_time && (scope.log_groups.is_empty() || scope.log_groups.iter().any(|group| is_of(&self.log, group)))
    }
}

impl Case {
    /// All log streams, those that lie near to each other in the file behind each other.
    pub(super) fn derivable(&self) -> Result<Vec<Stream>, CaseError> {
        let mut statement = self.connection.prepare(
            "SELECT stream.log, stream.name, stream.events, stream.bytes, stream.first_time, stream.last_time,
                    stream.first_block, stream.last_block,
                    session.version, session.events, session.commands
             FROM stream LEFT JOIN session USING (log, name) ORDER BY stream.first_block, stream.log, stream.name",
        )?;
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        let rows = statement.query_map([], |row| {
            let version: Option<i64> = row.get(8)?;
            let events: Option<i64> = row.get(9)?;
            Ok(Stream {
                log: row.get(0)?,
                name: row.get(1)?,
                events: count(row.get(2)?),
                bytes: count(row.get(3)?),
                first_time: row.get(4)?,
                last_time: row.get(5)?,
                blocks: (row.get(6)?, row.get(7)?),
                kept: version.zip(events.map(count)),
                commands: row.get::<_, Option<i64>>(10)?.map(count),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Streams whose events have no more bytes together than that, as far as one alone has not; in their order.
pub(super) fn parts(streams: Vec<Stream>, most_bytes: u64) -> Vec<Vec<Stream>> {
    let mut parts: Vec<(u64, Vec<Stream>)> = Vec::new();
    for stream in streams {
        match parts.last_mut() {
            Some((bytes, part)) if *bytes + stream.bytes <= most_bytes => {
                *bytes += stream.bytes;
                part.push(stream);
            }
            _ => parts.push((stream.bytes, vec![stream])),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}
