//! Running a query over events: one by one ([`Evaluation`]), or in batches on several threads
//! ([`evaluate`]). Keeps what the query needs only: groups for `stats`, the rows that can still be
//! wanted for everything else.

mod aggregate;
mod beyond;
mod compile;
mod discovery;
mod event;
mod expression;
mod glob;
mod inner;
mod message;
mod order;
mod parallel;
mod periods;
mod prefilter;
mod program;
mod row;
mod rows;
mod shape;
mod states;
mod sums;
mod tables;

#[cfg(test)]
mod beyond_tests;
#[cfg(test)]
mod parallel_tests;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ast::Query;
use super::diagnostic::Diagnostic;
use super::value::Value;
use crate::model::{LogClass, LogEvent, QueryRow, TimeRange};
use program::{End, Gathered, Program, Scratch};
use row::{Row, Surroundings};

pub use beyond::LookupTable;
pub use event::EventRef;
pub use inner::{MOST_INNER_ROWS, inner_queries};
pub use message::{Message, StoredMessages};
pub use parallel::{EvaluationError, EvaluationProgress, EventBatch, EventSource, evaluate};
pub use shape::{Gap, Shape};

/// Rows of a query that says no limit.
const DEFAULT_LIMIT: usize = 10_000;

/// What a query is run with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationOptions {
    /// The limit of the request; without one, 10,000. A `limit` in the query goes before it.
    pub limit: Option<u32>,
    /// The class of the log groups: some commands are not there on Infrequent Access.
    pub log_class: LogClass,
    /// What `now()` is: milliseconds since 1970, UTC.
    pub now: i64,
    /// The range of the request, for `queryStartTime()` and its like. Events are not held against
    /// it: who pushes them has chosen them.
    pub range: TimeRange,
    /// How many bytes [`evaluate`] may keep of the events: groups, rows, values. An [`Evaluation`]
    /// leaves it to its owner to look at [`Evaluation::bytes_kept`].
    pub most_bytes: usize,
    /// The rows of the queries within the query that [`inner_queries`] gives, by their text.
    pub inner: BTreeMap<String, Arc<[QueryRow]>>,
    /// The tables for `lookup`, by their names.
    pub lookups: BTreeMap<String, Arc<LookupTable>>,
}

/// Whether a query can be evaluated over groups of a class, given the rows of the queries within it
/// and its lookup tables; otherwise why not.
pub fn can_be_evaluated(query: &Query, log_class: LogClass) -> Result<(), Vec<Diagnostic>> {
    for inner in inner_queries(query) {
        compile::compile(
            &inner,
            EvaluationOptions { log_class: log_class.clone(), ..EvaluationOptions::default() },
            false,
        )?;
    }
    compile::compile(query, EvaluationOptions { log_class, ..EvaluationOptions::default() }, true).map(drop)
}

const MOST_BYTES: usize = 512 << 20;

impl Default for EvaluationOptions {
    fn default() -> Self {
        Self {
            limit: None,
            log_class: LogClass::Standard,
            now: 0,
            range: TimeRange { start: 0, end: 0 },
            most_bytes: MOST_BYTES,
            inner: BTreeMap::new(),
            lookups: BTreeMap::new(),
        }
    }
}

/// What a query has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvaluationResult {
    /// Rows of events end with `@ptr`; missing fields are left out.
    pub rows: Vec<QueryRow>,
    /// Events that passed the filters before the first `stats`, before any limit.
    pub records_matched: u64,
    pub records_scanned: u64,
    /// Bytes of their messages.
    pub bytes_scanned: u64,
}

/// A query that is being run. Send events in any order with [`Evaluation::push`].
pub struct Evaluation {
    program: Program,
    gathered: Gathered,
    scratch: Scratch,
    matched: u64,
    scanned: u64,
    bytes: u64,
}

/// Batches come apart by so many rows: more than any of them can give.
const ROWS_OF_A_BATCH: u64 = 1 << 40;

impl Evaluation {
    /// Prepares a query, or says why it cannot be evaluated.
    pub fn new(query: &Query, options: EvaluationOptions) -> Result<Self, Vec<Diagnostic>> {
        let program = compile::compile(query, options, false)?;
        let Some(first) = program.stretches.first() else { return Err(Vec::new()) };
        let (gathered, scratch) = (Gathered::new(&first.end), Scratch::new(first));
        Ok(Self { program, gathered, scratch, matched: 0, scanned: 0, bytes: 0 })
    }

    /// Takes one event in. A message that is no JSON is a text message.
    pub fn push(&mut self, event: &LogEvent) {
        self.push_all(std::iter::once(EventRef::from(event)));
    }

    /// Takes events in that are kept together: faster than one by one.
    pub fn push_all<'e>(&mut self, events: impl Iterator<Item = EventRef<'e>>) {
        let Some(first) = self.program.stretches.first() else { return };
        let around = Surroundings { discovery: &self.program.discovery, context: &self.program.context };
        let mut row = Row::new(vec![Value::Null; first.slots]);
        for event in events {
            if self.program.groups.as_ref().is_some_and(|groups| !groups.takes(event)) {
                continue;
            }
            self.scanned += 1;
            self.bytes += event.message.length() as u64;
            if !first.may_match(&event) {
                continue;
            }
            row.restart(event);
            if first.run(&mut row, &around, &mut self.gathered, &mut self.scratch) > 0 {
                self.matched += 1;
            }
        }
    }

    /// As [`Evaluation::push_all`], for one of several evaluations that are merged later: `batch`
    /// says where the events stand among all, from 0. Batches of one evaluation must ascend.
    fn push_batch<'e>(&mut self, batch: u64, events: impl Iterator<Item = EventRef<'e>>) {
        self.scratch.place = batch.saturating_mul(ROWS_OF_A_BATCH);
        self.push_all(events);
    }

    /// Takes over what another evaluation of the same query has found in other batches.
    fn merge(&mut self, other: Self) {
        if let Some(first) = self.program.stretches.first() {
            self.gathered.merge(&first.end, other.gathered);
        }
        self.matched += other.matched;
        self.scanned += other.scanned;
        self.bytes += other.bytes;
    }

    /// Whether further events cannot change the result: `limit any` has its rows.
    pub fn is_satisfied(&self) -> bool {
        self.rows_missing() == Some(0)
    }

    /// For `limit any`: how many rows it can still take.
    fn rows_missing(&self) -> Option<usize> {
        match (&self.gathered, self.program.stretches.first().map(|first| &first.end)) {
            (Gathered::Rows(rows), Some(End::Rows(plan))) if plan.any => Some(plan.limit.saturating_sub(rows.len())),
            _ => None,
        }
    }

    /// About what is kept of the events so far, in bytes. Grows with the number of different values
    /// that a query groups by, and with the rows up to its limit.
    pub fn bytes_kept(&self) -> usize {
        self.gathered.bytes()
    }

    fn totals(&self) -> EvaluationProgress {
        let Self { matched, scanned, bytes, .. } = *self;
        EvaluationProgress { records_matched: matched, records_scanned: scanned, bytes_scanned: bytes }
    }

    pub fn records_scanned(&self) -> u64 {
        self.scanned
    }

    pub fn records_matched(&self) -> u64 {
        self.matched
    }

    pub fn bytes_scanned(&self) -> u64 {
        self.bytes
    }

    /// The rows as they would be if no further event came.
    pub fn rows_so_far(&self) -> Vec<QueryRow> {
        let around = Surroundings { discovery: &self.program.discovery, context: &self.program.context };
        let mut later = None;
        for (place, stretch) in self.program.stretches.iter().enumerate() {
            let gathered = if place == 0 { &self.gathered } else { later.as_ref().unwrap_or(&self.gathered) };
            let left = match (gathered, &stretch.end) {
                (Gathered::Groups(groups), End::Stats(plan)) => groups.rows(plan, &around),
                (Gathered::Rows(rows), End::Rows(plan)) => return rows.rows(plan),
                _ => return Vec::new(),
            };
            let Some(next) = self.program.stretches.get(place + 1) else { return Vec::new() };
            let mut following = Gathered::new(&next.end);
            let mut scratch = Scratch::new(next);
            for mut slots in left {
                slots.resize(next.slots.max(slots.len()), Value::Null);
                next.run(&mut Row::new(slots), &around, &mut following, &mut scratch);
            }
            later = Some(following);
        }
        Vec::new()
    }

    pub fn finish(self) -> EvaluationResult {
        EvaluationResult {
            rows: self.rows_so_far(),
            records_matched: self.matched,
            records_scanned: self.scanned,
            bytes_scanned: self.bytes,
        }
    }
}
