//! Logs Insights QL, the query language of CloudWatch Logs: parse, print, fill in parameters,
//! evaluate. Pure: no I/O, no clock.
//!
//! - [`parse`] reads a text into a [`Query`] or says what is wrong and where ([`Diagnostic`]).
//! - `Display` of [`Query`] prints canonical text.
//! - [`parameters`] finds `{{name}}` and puts values in as literals.
//! - [`Evaluation`] runs a query over events, one by one; [`evaluate()`] on several threads.
//! - [`draft`]: what of a query can be made by clicking, from and to its text.
//! - [`highlight`]: what each piece of a text is.
//! - [`commands`] and [`functions`] are the registries of both; [`hints`] are about what is no fault.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html> and the
//! pages below it. What AWS leaves open is decided in `choices.rs`.

pub mod ast;
mod check;
mod choices;
pub mod commands;
mod diagnostic;
pub mod draft;
mod evaluate;
pub mod functions;
pub mod highlight;
mod hints;
mod lexer;
mod notes;
pub mod parameters;
mod parser;
mod print;
mod quote;
mod regexes;
mod rewrite;
mod sources;
mod substitute;
mod suggest;
#[cfg(test)]
mod tests;
mod value;
mod walk;

pub use ast::Query;
pub use diagnostic::{Diagnostic, DiagnosticKind, Expected};
pub use evaluate::{
    Evaluation, EvaluationError, EvaluationOptions, EvaluationProgress, EvaluationResult, EventBatch, EventRef,
    EventSource, Gap, LookupTable, MOST_INNER_ROWS, Message, Shape, StoredMessages, can_be_evaluated, evaluate,
    inner_queries,
};
pub use hints::{hints, names_made};
pub use notes::parse_notes;
pub use quote::{quote_field, quote_text};
pub use sources::NamedSources;

use crate::model::MAX_QUERY_TEXT;

/// Reads a query. `{{name}}` may stand where a value can; [`Evaluation::new`] refuses it.
pub fn parse(text: &str) -> Result<Query, Vec<Diagnostic>> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > MAX_QUERY_TEXT {
        let kind = DiagnosticKind::TextTooLong { length: characters.len(), most: MAX_QUERY_TEXT };
        return Err(vec![Diagnostic::new(MAX_QUERY_TEXT..characters.len(), kind)]);
    }
    let (query, _) = parser::read(&characters).map_err(|diagnostic| vec![diagnostic])?;
    let found = check::check(&query);
    if found.is_empty() { Ok(query) } else { Err(found) }
}
