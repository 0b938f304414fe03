//! Running a query over events, one by one. Keeps what the query needs only: groups for `stats`, the
//! rows that can still be wanted for everything else.

mod aggregate;
mod compile;
mod discovery;
mod expression;
mod glob;
mod order;
mod periods;
mod program;
mod rows;
mod tables;

#[cfg(test)]
mod tests;

use std::cell::OnceCell;

use super::ast::Query;
use super::diagnostic::Diagnostic;
use super::value::Value;
use crate::model::{LogClass, LogEvent, QueryRow, TimeRange};
use expression::{Row, Surroundings};
use program::{End, Gathered, Program};

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
}

impl Default for EvaluationOptions {
    fn default() -> Self {
        Self { limit: None, log_class: LogClass::Standard, now: 0, range: TimeRange { start: 0, end: 0 } }
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
    matched: u64,
    scanned: u64,
    bytes: u64,
}

impl Evaluation {
    /// Prepares a query, or says why it cannot be evaluated.
    pub fn new(query: &Query, options: EvaluationOptions) -> Result<Self, Vec<Diagnostic>> {
        let program = compile::compile(query, options)?;
        let Some(first) = program.stretches.first() else { return Err(Vec::new()) };
        let gathered = Gathered::new(&first.end);
        Ok(Self { program, gathered, matched: 0, scanned: 0, bytes: 0 })
    }

    /// Takes one event in. A message that is no JSON is a text message.
    pub fn push(&mut self, event: &LogEvent) {
        self.scanned += 1;
        self.bytes += event.message.len() as u64;
        let Some(first) = self.program.stretches.first() else { return };
        let around = Surroundings { discovery: &self.program.discovery, context: &self.program.context };
        let mut row = Row { event: Some(event), slots: vec![Value::Null; first.slots], discovered: OnceCell::new() };
        if first.run(&mut row, &around, &mut self.gathered) > 0 {
            self.matched += 1;
        }
    }

    /// Whether further events cannot change the result: `limit any` has its rows.
    pub fn is_satisfied(&self) -> bool {
        match (&self.gathered, self.program.stretches.first().map(|first| &first.end)) {
            (Gathered::Rows(rows), Some(End::Rows(plan))) => rows.is_full(plan),
            _ => false,
        }
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
            for mut slots in left {
                slots.resize(next.slots.max(slots.len()), Value::Null);
                let mut row = Row { event: None, slots, discovered: OnceCell::new() };
                next.run(&mut row, &around, &mut following);
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
