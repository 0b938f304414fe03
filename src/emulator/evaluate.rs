//! The one place that knows how a query is read and evaluated.

use super::{refusal::Refusal, store::StreamSlice};
pub(super) use crate::insights::{Evaluation, EvaluationOptions};
use crate::{
    insights::{
        self, Diagnostic, MOST_INNER_ROWS, Query,
        ast::{CommandKind, SourcePart},
        inner_queries,
    },
    model::LogEvent,
};

/// A query ready to take events. `read` gives the events of groups by their names or ARNs, for the queries within
/// the query; these are evaluated here and now.
pub(super) fn prepare(
    text: &str,
    mut options: EvaluationOptions,
    read: impl Fn(&[String]) -> Result<Vec<StreamSlice>, Refusal>,
) -> Result<Evaluation, Refusal> {
    let query = insights::parse(text).map_err(malformed)?;
    for inner in inner_queries(&query) {
        let limit = Some(MOST_INNER_ROWS);
        let mut evaluation =
            Evaluation::new(&inner, EvaluationOptions { limit, ..options.clone() }).map_err(malformed)?;
        let mut event = LogEvent::default();
        for slice in read(&groups(&inner)?)? {
            for stored in slice.events() {
                slice.write(stored, &mut event);
                evaluation.push(&event);
            }
        }
        options.inner.insert(inner.to_string(), evaluation.finish().rows.into());
    }
    Evaluation::new(&query, options).map_err(malformed)
}

/// The groups that a query within another names.
fn groups(query: &Query) -> Result<Vec<String>, Refusal> {
    let sources = query.commands.iter().filter_map(|command| match &command.kind {
        CommandKind::Source(parts) => Some(parts),
        _ => None,
    });
    let name = |part: &SourcePart| match part {
        SourcePart::Group(name) => Ok(name.clone()),
        SourcePart::Selector { .. } | SourcePart::Setting { .. } => Err(Refusal::InvalidParameter(
            "This service knows log groups by their names only in the SOURCE of a query within a query.".to_owned(),
        )),
    };
    sources.flatten().map(name).collect()
}

/// All that is wrong in words, and the place of the first.
fn malformed(found: Vec<Diagnostic>) -> Refusal {
    let words: Vec<String> = found.iter().map(Diagnostic::to_string).collect();
    Refusal::MalformedQuery { message: words.join("; "), span: found.into_iter().next().map(|first| first.span) }
}
