//! Messages that came shortened, fetched whole.
//!
//! A report says that `GetQueryResults` cuts values after about 1,000 characters (stakwork/stakgraph,
//! pull request 1529); AWS documents nothing of it. So queries ask for each message's length, and what
//! came shorter than that is fetched by `GetLogRecord`, which gives it whole.

use std::{collections::VecDeque, sync::Arc};

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::model::{LogSource, QueryRow, SourceError, SourceErrorKind};

/// What a query asks for beside `@message`.
pub const MESSAGE_LENGTH_FIELD: &str = "strlen(@message) as messageLength";
/// The column that it comes in.
const MESSAGE_LENGTH: &str = "messageLength";
/// AWS states no rate for `GetLogRecord`; who throttles is waited for.
const AT_ONCE: usize = 8;

/// What became of the shortened messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WholeMessages {
    /// So many came shortened.
    pub shortened: usize,
    /// So many of them still are: their records could not be fetched.
    pub still_short: usize,
}

/// Fetches whole what came shortened; rows without a length or a pointer are taken as they are.
/// `progress` is told how many of how many are there. Fails only when cancelled: a message that cannot
/// be fetched stays as it came, and is counted.
pub async fn fetch_whole_messages(
    source: &Arc<dyn LogSource>,
    rows: &mut [QueryRow],
    cancel: &CancellationToken,
    mut progress: impl FnMut(usize, usize),
) -> Result<WholeMessages, SourceError> {
    let mut waiting: VecDeque<(usize, String)> =
        rows.iter().enumerate().filter_map(|(place, row)| Some((place, pointer_of_shortened(row)?))).collect();
    let shortened = waiting.len();
    let mut asked = JoinSet::new();
    let mut whole = 0;
    let mut done = 0;
    let mut may_ask = true;
    loop {
        while may_ask
            && asked.len() < AT_ONCE
            && let Some((place, pointer)) = waiting.pop_front()
        {
            let source = Arc::clone(source);
            asked.spawn(async move { (place, source.log_record(&pointer).await) });
        }
        let answer = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(SourceError::new(SourceErrorKind::Cancelled, "cancelled")),
            answer = asked.join_next() => answer,
        };
        let Some(answer) = answer else { break };
        done += 1;
        match answer {
            Ok((place, Ok(record))) => {
                if let Some(row) = rows.get_mut(place)
                    && take_whole(row, record)
                {
                    whole += 1;
                }
            }
            Ok((_, Err(error))) => {
                tracing::warn!(%error, "a message stays shortened");
                may_ask = !matches!(error.kind, SourceErrorKind::AccessDenied { .. });
            }
            Err(error) => tracing::error!(%error, "fetching a message broke off"),
        }
        progress(done, shortened);
    }
    Ok(WholeMessages { shortened, still_short: shortened - whole })
}

fn value<'r>(row: &'r QueryRow, name: &str) -> Option<&'r str> {
    row.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
}

fn said_length(row: &QueryRow) -> Option<usize> {
    value(row, MESSAGE_LENGTH)?.parse().ok()
}

/// The pointer to the record of a row whose message is shorter than its length says.
fn pointer_of_shortened(row: &QueryRow) -> Option<String> {
    let length = said_length(row)?;
    let is_short = value(row, "@message")?.chars().count() < length;
    is_short.then(|| value(row, "@ptr").map(str::to_owned))?
}

/// Puts the record's message in the place of the shortened one; says whether it is whole now.
fn take_whole(row: &mut QueryRow, record: QueryRow) -> bool {
    let Some(length) = said_length(row) else { return false };
    let Some((_, message)) = record.into_iter().find(|(field, _)| field == "@message") else { return false };
    let is_whole = message.chars().count() >= length;
    if let Some((_, shown)) = row.iter_mut().find(|(field, _)| field == "@message")
        && message.len() > shown.len()
    {
        *shown = message;
    }
    is_whole
}
