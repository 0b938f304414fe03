//! The one place that knows how a query is read and evaluated.

use std::ops::Range;

use crate::model::{LogEvent, QueryRow, format_insights_time};

/// A query that can be evaluated.
#[derive(Clone)]
pub(super) struct Compiled {}

/// A query that cannot; the span is in characters of its text.
pub(super) struct Malformed {
    pub message: String,
    pub span: Option<Range<usize>>,
}

pub(super) fn compile(text: &str) -> Result<Compiled, Malformed> {
    if text.trim().is_empty() {
        return Err(Malformed { message: "the query is empty".to_owned(), span: Some(0..0) });
    }
    Ok(Compiled {})
}

/// A query at work.
pub(super) struct Evaluation {
    rows: Vec<QueryRow>,
    limit: usize,
}

impl Evaluation {
    pub fn new(_query: &Compiled, limit: usize) -> Self {
        Self { rows: Vec::new(), limit }
    }

    pub fn push(&mut self, event: &LogEvent) {
        self.rows.push(vec![
            ("@timestamp".to_owned(), format_insights_time(event.timestamp)),
            ("@message".to_owned(), event.message.clone()),
            ("@ptr".to_owned(), event.ptr.clone()),
        ]);
    }

    pub fn matched(&self) -> u64 {
        self.rows.len() as u64
    }

    pub fn rows_so_far(&self) -> Vec<QueryRow> {
        self.rows.iter().take(self.limit).cloned().collect()
    }

    pub fn finish(mut self) -> Vec<QueryRow> {
        self.rows.sort_by(|one, other| other[0].1.cmp(&one[0].1));
        self.rows.truncate(self.limit);
        self.rows
    }
}
