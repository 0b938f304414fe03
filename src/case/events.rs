//! Reading events: as the evaluator takes them, block by block.

use std::collections::BTreeSet;

use rusqlite::params;

use super::{Case, CaseError, NewEvent, packed::Opened, writer::event_of};
use crate::{
    insights::{EventBatch, EventRef, EventSource},
    model::{LogEvent, TimeRange},
};

/// Which events of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventScope {
    /// Log groups as `@log` has them, or by their names alone; none: all.
    pub log_groups: Vec<String>,
    /// `None`: all times, and what has none.
    pub range: Option<TimeRange>,
    /// Only these log streams, by `@log` and name; `None`: all.
    pub log_streams: Option<BTreeSet<(String, String)>>,
    /// Only what one source brought.
    pub source: Option<i64>,
    /// Only what lies in these blocks, the first and the last.
    pub blocks: Option<(i64, i64)>,
}

impl EventScope {
    fn takes(&self, block: &Opened, event: usize) -> bool {
        let in_range = |range: &TimeRange| block.timestamp(event).is_some_and(|time| range.contains(time));
        self.range.as_ref().is_none_or(in_range)
            && self.log_streams.as_ref().is_none_or(|streams| {
                streams.iter().any(|(log, name)| block.log_stream(event) == name && block.log(event) == log)
            })
            && (self.log_groups.is_empty() || self.log_groups.iter().any(|group| is_of(block.log(event), group)))
    }
}

/// Whether `@log` is the group that somebody named: by name, ARN, or as `@log` itself.
pub(super) fn is_of(log: &str, group: &str) -> bool {
    let name = |text: &str| -> String {
        let text = text.split_once(":log-group:").map_or(text, |(_, name)| name).trim_end_matches(":*");
        match text.split_once(':') {
            Some((account, name)) if account.bytes().all(|digit| digit.is_ascii_digit()) => name.to_owned(),
            _ => text.to_owned(),
        }
    };
    log == group || name(log) == name(group)
}

/// The events of a case in the order in which they came.
pub struct CaseEvents {
    case: Case,
    scope: EventScope,
    next: i64,
    last: i64,
}

impl CaseEvents {
    /// Reads what is in the case now.
    pub fn new(case: Case, scope: EventScope) -> Result<Self, CaseError> {
        let (mut next, mut last): (i64, i64) = case.connection.query_row(
            "SELECT coalesce(min(number), 1), coalesce(max(number), 0) FROM block WHERE ?1 IS NULL OR source = ?1",
            params![scope.source],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if let Some(streams) = &scope.log_streams {
            let mut statement = case
                .connection
                .prepare_cached("SELECT first_block, last_block FROM stream WHERE log = ?1 AND name = ?2")?;
            let (mut first, mut end) = (i64::MAX, 0);
            for (log, name) in streams {
                let mut rows = statement.query([log, name])?;
                if let Some(row) = rows.next()? {
                    first = first.min(row.get(0)?);
                    end = end.max(row.get(1)?);
                }
            }
            (next, last) = (next.max(first), last.min(end));
        }
        if let Some((first, end)) = scope.blocks {
            (next, last) = (next.max(first), last.min(end));
        }
        Ok(Self { case, scope, next, last })
    }

    /// Whole events as they came, byte for byte, in the order of the case.
    pub fn for_each_raw(mut self, take: &mut dyn FnMut(&NewEvent<'_>)) -> Result<(), CaseError> {
        let mut batch = CaseBatch::default();
        while self.read(&mut batch)? {
            batch.prepare();
            let block = batch.opened.block().map_err(|error| self.case.damaged(error.to_string()))?;
            for event in (0..block.len()).filter(|event| self.scope.takes(&batch.opened, *event)) {
                take(&event_of(&block, event));
            }
        }
        Ok(())
    }

    /// The last event with a pointer. Nothing leads from a pointer to its block: the pointers of all are read.
    pub fn with_pointer(mut self, pointer: &str) -> Result<Option<LogEvent>, CaseError> {
        let mut batch = CaseBatch::default();
        let mut found = None;
        while self.read(&mut batch)? {
            batch.prepare();
            let opened = &batch.opened;
            if let Some(event) =
                opened.with_pointer(pointer).into_iter().rfind(|event| self.scope.takes(opened, *event))
            {
                found = Some(LogEvent::from(&opened.event(event)));
            }
            if let Some(what) = batch.damage() {
                return Err(self.case.damaged(what));
            }
        }
        Ok(found)
    }

    /// Whole events, one by one, in the order of the case.
    pub fn for_each(mut self, mut take: impl FnMut(LogEvent)) -> Result<(), CaseError> {
        let mut batch = CaseBatch::default();
        while self.read(&mut batch)? {
            batch.prepare();
            for event in batch.events() {
                take(LogEvent::from(&event));
            }
            if let Some(what) = batch.damage() {
                return Err(self.case.damaged(what));
            }
        }
        Ok(())
    }
}

impl EventSource for CaseEvents {
    type Batch = CaseBatch;
    type Error = CaseError;

    fn read(&mut self, batch: &mut CaseBatch) -> Result<bool, CaseError> {
        if let Some(what) = batch.damage() {
            return Err(self.case.damaged(what));
        }
        let range = self.scope.range;
        let mut statement = self.case.connection.prepare_cached(
            "SELECT number, columns, parts, first_time, last_time FROM block WHERE number BETWEEN ?1 AND ?2
             AND (?3 IS NULL OR (first_time < ?4 AND last_time >= ?3)) AND (?5 IS NULL OR source = ?5)
             ORDER BY number LIMIT 1",
        )?;
        let mut rows = statement.query(params![
            self.next,
            self.last,
            range.map(|range| range.start),
            range.map(|range| range.end),
            self.scope.source,
        ])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let number: i64 = row.get(0)?;
        batch.parts = batch.opened.take_parts();
        for (column, bytes) in [(1, &mut batch.columns), (2, &mut batch.parts)] {
            bytes.clear();
            bytes.extend_from_slice(row.get_ref(column)?.as_blob().map_err(rusqlite::Error::from)?);
        }
        let span: (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
        // Most blocks lie in the range as a whole: nobody has to look at each event then.
        let inside = |range: TimeRange| match span {
            (Some(first), Some(last)) => range.contains(first) && range.contains(last),
            _ => false,
        };
        let needs_no_look =
            range.is_none_or(inside) && self.scope.log_streams.is_none() && self.scope.log_groups.is_empty();
        batch.scope = if needs_no_look { None } else { Some(self.scope.clone()) };
        self.next = number + 1;
        Ok(true)
    }
}

/// A block of events.
#[derive(Default)]
pub struct CaseBatch {
    columns: Vec<u8>,
    parts: Vec<u8>,
    opened: Opened,
    scope: Option<EventScope>,
    damage: Option<String>,
}

impl EventBatch for CaseBatch {
    fn prepare(&mut self) {
        if let Err(error) = self.opened.read(&self.columns, std::mem::take(&mut self.parts)) {
            self.damage = Some(error.to_string());
        }
    }

    fn events(&self) -> impl Iterator<Item = EventRef<'_>> {
        let opened = &self.opened;
        let taken = move |event: &usize| self.scope.as_ref().is_none_or(|scope| scope.takes(opened, *event));
        (0..opened.len()).filter(taken).map(move |event| opened.event(event))
    }
}

impl CaseBatch {
    /// What is wrong with what was read last.
    fn damage(&mut self) -> Option<String> {
        self.damage.take().or_else(|| self.opened.damage().map(str::to_owned))
    }
}
