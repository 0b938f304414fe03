//! The one place that knows how a query is read and evaluated.

use std::ops::Range;

use crate::insights::{self, Diagnostic};
pub(super) use crate::insights::{Evaluation, EvaluationOptions};

/// A query that cannot be run; the span is in characters of its text.
pub(super) struct Malformed {
    pub message: String,
    pub span: Option<Range<usize>>,
}

/// A query ready to take events.
pub(super) fn prepare(text: &str, options: EvaluationOptions) -> Result<Evaluation, Malformed> {
    let query = insights::parse(text).map_err(malformed)?;
    Evaluation::new(&query, options).map_err(malformed)
}

/// All that is wrong in words, and the place of the first.
fn malformed(found: Vec<Diagnostic>) -> Malformed {
    let words: Vec<String> = found.iter().map(Diagnostic::to_string).collect();
    Malformed { message: words.join("; "), span: found.into_iter().next().map(|first| first.span) }
}
