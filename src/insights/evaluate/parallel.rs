//! Evaluating on several threads: each takes the next batch of events, keeps a part of the result,
//! and the parts are merged. The result is that of one thread.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::super::ast::Query;
use super::super::diagnostic::Diagnostic;
use super::{Evaluation, EvaluationOptions, EvaluationResult, EventRef};

/// Events that are read together. Its memory is used again for the next ones.
pub trait EventBatch: Default {
    /// Called once it is filled, on the thread that evaluates it: the place for work that others
    /// should not wait for.
    fn prepare(&mut self) {}

    fn events(&self) -> impl Iterator<Item = EventRef<'_>>;
}

/// Where batches come from, in the order of the events.
pub trait EventSource: Send {
    type Batch: EventBatch;
    type Error: Send;

    /// Fills the next batch; `false` when there is none. One thread at a time calls it.
    fn read(&mut self, batch: &mut Self::Batch) -> Result<bool, Self::Error>;
}

/// How far an evaluation has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EvaluationProgress {
    pub records_matched: u64,
    pub records_scanned: u64,
    /// Bytes of their messages.
    pub bytes_scanned: u64,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationError<E> {
    #[error("the query cannot be evaluated")]
    Query(Vec<Diagnostic>),
    /// Who is told about the progress wanted it to end.
    #[error("stopped")]
    Stopped,
    /// What the query has to keep is more than fits; see [`EvaluationOptions::most_bytes`].
    #[error("the query has to keep more than {most} bytes")]
    TooLarge { most: usize },
    #[error("the events cannot be read")]
    Source(E),
}

/// Evaluates a query over all batches of a source on so many threads. `progress` is called after
/// every batch, by any of the threads, and can stop the evaluation.
pub fn evaluate<S: EventSource>(
    query: &Query,
    options: &EvaluationOptions,
    source: &mut S,
    threads: NonZeroUsize,
    progress: &(impl Fn(EvaluationProgress) -> ControlFlow<()> + Sync),
) -> Result<EvaluationResult, EvaluationError<S::Error>> {
    let mut evaluations = Vec::with_capacity(threads.get());
    for _ in 0..threads.get() {
        // Each has its own: threads that share compiled expressions wait for each other.
        evaluations.push(Evaluation::new(query, options.clone()).map_err(EvaluationError::Query)?);
    }
    let wanted = evaluations.first().and_then(Evaluation::rows_missing);
    let shared = Shared {
        source: Mutex::new((source, 0)),
        ends: AtomicBool::new(false),
        found: AtomicUsize::new(0),
        wanted,
        most: options.most_bytes,
        kept: AtomicUsize::new(0),
        scanned: AtomicU64::new(0),
        matched: AtomicU64::new(0),
        bytes: AtomicU64::new(0),
    };
    let outcomes: Vec<Result<Evaluation, EvaluationError<S::Error>>> = std::thread::scope(|scope| {
        let shared = &shared;
        let mut evaluations = evaluations.into_iter();
        let own = evaluations.next();
        let others: Vec<_> =
            evaluations.map(|evaluation| scope.spawn(move || shared.work(evaluation, progress))).collect();
        let own = own.map(|evaluation| shared.work(evaluation, progress));
        let joined = others.into_iter().map(|other| other.join().unwrap_or(Err(EvaluationError::Stopped)));
        own.into_iter().chain(joined).collect()
    });
    let mut whole: Option<Evaluation> = None;
    for outcome in outcomes {
        let part = outcome?;
        match &mut whole {
            Some(whole) => whole.merge(part),
            None => whole = Some(part),
        }
    }
    whole.map(Evaluation::finish).ok_or(EvaluationError::Stopped)
}

struct Shared<'s, S> {
    /// With the number of the next batch.
    source: Mutex<(&'s mut S, u64)>,
    /// Something has gone wrong, or enough was found.
    ends: AtomicBool,
    /// For `limit any`: rows found and wanted by all together.
    found: AtomicUsize,
    wanted: Option<usize>,
    most: usize,
    kept: AtomicUsize,
    scanned: AtomicU64,
    matched: AtomicU64,
    bytes: AtomicU64,
}

impl<S: EventSource> Shared<'_, S> {
    fn work(
        &self,
        evaluation: Evaluation,
        progress: &impl Fn(EvaluationProgress) -> ControlFlow<()>,
    ) -> Result<Evaluation, EvaluationError<S::Error>> {
        let done = self.evaluate(evaluation, progress);
        if done.is_err() {
            self.ends.store(true, Ordering::Relaxed);
        }
        done
    }

    fn evaluate(
        &self,
        mut evaluation: Evaluation,
        progress: &impl Fn(EvaluationProgress) -> ControlFlow<()>,
    ) -> Result<Evaluation, EvaluationError<S::Error>> {
        let mut batch = S::Batch::default();
        while !self.ends.load(Ordering::Relaxed)
            && let Some(number) = self.next(&mut batch)?
        {
            batch.prepare();
            let before = (evaluation.totals(), evaluation.rows_missing().unwrap_or(0), evaluation.bytes_kept());
            evaluation.push_batch(number, batch.events());
            let after = (evaluation.totals(), evaluation.rows_missing().unwrap_or(0), evaluation.bytes_kept());
            self.tell(before.0, after.0, progress)?;
            // What was kept can also have become less.
            let kept = self.kept.fetch_add(after.2.wrapping_sub(before.2), Ordering::Relaxed);
            if kept.wrapping_add(after.2).wrapping_sub(before.2) > self.most {
                return Err(EvaluationError::TooLarge { most: self.most });
            }
            let new = before.1 - after.1;
            // Every batch before this one is finished by whoever has it, so the first rows are there.
            if self.wanted.is_some_and(|wanted| self.found.fetch_add(new, Ordering::Relaxed) + new >= wanted) {
                self.ends.store(true, Ordering::Relaxed);
            }
        }
        Ok(evaluation)
    }

    fn next(&self, batch: &mut S::Batch) -> Result<Option<u64>, EvaluationError<S::Error>> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        if !source.0.read(batch).map_err(EvaluationError::Source)? {
            return Ok(None);
        }
        source.1 += 1;
        Ok(Some(source.1 - 1))
    }

    fn tell(
        &self,
        before: EvaluationProgress,
        after: EvaluationProgress,
        progress: &impl Fn(EvaluationProgress) -> ControlFlow<()>,
    ) -> Result<(), EvaluationError<S::Error>> {
        let add = |total: &AtomicU64, before: u64, after: u64| {
            total.fetch_add(after - before, Ordering::Relaxed) + after - before
        };
        let now = EvaluationProgress {
            records_matched: add(&self.matched, before.records_matched, after.records_matched),
            records_scanned: add(&self.scanned, before.records_scanned, after.records_scanned),
            bytes_scanned: add(&self.bytes, before.bytes_scanned, after.bytes_scanned),
        };
        if progress(now).is_break() { Err(EvaluationError::Stopped) } else { Ok(()) }
    }
}
