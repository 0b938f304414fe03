use std::sync::Arc;

use super::query::run_and_tell;
use crate::{
    model::{LogSource, SourceError, TimeRange},
    session::{Session, read_sessions},
    worker::{events_query, into_events},
};

/// The sessions of a log group with the events of a time range, read with one query.
pub async fn fetch(
    source: &Arc<dyn LogSource>,
    log_groups: Vec<String>,
    range: TimeRange,
) -> Result<Vec<Session>, SourceError> {
    let run = run_and_tell(source, &events_query(log_groups, range, "")).await?;
    Ok(read_sessions(into_events(run.rows)))
}
