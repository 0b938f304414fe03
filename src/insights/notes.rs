//! Notes that hold several queries, each under a comment that says what it is for.

use super::{Diagnostic, Query, parse};

/// Every query of a text. Most texts hold one. A further one starts below an empty line with a
/// comment, as people keep them in notes; without the comment it is taken for a pipe forgotten.
/// Places in errors are those of the whole text.
pub fn parse_notes(text: &str) -> Result<Vec<Query>, Vec<Diagnostic>> {
    let whole = match parse(text) {
        Ok(query) => return Ok(vec![query]),
        Err(found) => found,
    };
    let mut queries = Vec::new();
    for part in parts(text) {
        let Ok(query) = parse(part) else { return Err(whole) };
        queries.push(query);
    }
    if queries.len() > 1 { Ok(queries) } else { Err(whole) }
}

/// The text cut before each comment that stands below an empty line and has a command below it.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut below_empty = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if below_empty && trimmed.starts_with('#') && at > start {
            parts.push(&text[start..at]);
            start = at;
        }
        below_empty = trimmed.is_empty();
        at += line.len();
    }
    parts.push(&text[start..]);
    parts
}
