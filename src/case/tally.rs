//! What the blocks hold of each log stream, counted while events are added.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, params};

use super::listing::{Held, each_held};

/// A log stream: its log group as `@log` has it, and its name.
pub(super) type StreamKey = (String, String);

impl Held {
    /// Takes an event in.
    pub(super) fn add(&mut self, bytes: i64, time: Option<i64>) {
        self.events += 1;
        self.bytes += bytes;
        let all = |of: fn(i64, i64) -> i64, known: Option<i64>| match (known, time) {
            (Some(known), Some(time)) => Some(of(known, time)),
            (known, time) => known.or(time),
        };
        (self.first_time, self.last_time) = (all(i64::min, self.first_time), all(i64::max, self.last_time));
    }

    /// Takes over what a later block holds of the same stream.
    pub(super) fn merge(&mut self, other: &Self, block: i64) {
        if self.events == 0 {
            self.first_block = block;
        }
        let (first, last) = (self.first_time, self.last_time);
        self.events += other.events;
        self.bytes += other.bytes;
        self.first_time = first.min(other.first_time).or(first).or(other.first_time);
        self.last_time = last.max(other.last_time);
        self.last_block = block;
    }
}

#[derive(Debug, Default)]
struct Tally {
    held: Held,
    /// What brought its last events, by its entry in the ledger; `None`: somebody before, or beside.
    source: Option<i64>,
    is_changed: bool,
}

/// All log streams of a case.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    /// By log group and name.
    streams: HashMap<String, HashMap<String, Tally>>,
}

impl Tallies {
    /// Takes over the list as it is in the file. What is known of a stream that nobody else added to stays.
    pub fn read(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut before = std::mem::take(&mut self.streams);
        each_held(connection, &mut |log, name, held| {
            let known = before.get_mut(&log).and_then(|names| names.remove(&name));
            let source = known.filter(|known| known.held == held).and_then(|known| known.source);
            self.streams.entry(log).or_default().insert(name, Tally { held, source, is_changed: false });
            Ok(())
        })
    }

    /// Takes in what a block of a source holds.
    pub fn merge(&mut self, of_block: HashMap<StreamKey, Held>, block: i64, source: i64) {
        for ((log, name), held) in of_block {
            let tally = self.streams.entry(log).or_default().entry(name).or_default();
            tally.held.merge(&held, block);
            tally.source = Some(source);
            tally.is_changed = true;
        }
    }

    /// Of these streams, those whose last events another source has brought.
    pub fn of_others<'s>(
        &self,
        streams: impl Iterator<Item = &'s StreamKey>,
        source: i64,
        found: &mut BTreeSet<StreamKey>,
    ) {
        for key in streams {
            let tally = self.streams.get(&key.0).and_then(|names| names.get(&key.1));
            if tally.is_some_and(|tally| tally.source != Some(source)) {
                found.insert(key.clone());
            }
        }
    }

    /// Puts what changed into the list.
    pub fn write(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut update =
            connection.prepare_cached("INSERT OR REPLACE INTO stream VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        for (log, streams) in &mut self.streams {
            for (name, tally) in streams.iter_mut().filter(|(_, tally)| tally.is_changed) {
                let held = &tally.held;
                update.execute(params![
                    log,
                    name,
                    held.events,
                    held.bytes,
                    held.first_time,
                    held.last_time,
                    held.first_block,
                    held.last_block,
                ])?;
                tally.is_changed = false;
            }
        }
        Ok(())
    }
}
