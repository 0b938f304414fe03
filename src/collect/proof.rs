//! Whether everything is there.

use serde::{Deserialize, Serialize};

use super::{CollectVia, Plan, StoreError, WindowRecord, store::CollectionStore};
use crate::model::TimeRange;

/// What shows that a collection is complete, or why it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// Nothing is missing: the windows tile the range, and every step of time has as many distinct events as were
    /// counted, before, by a query of its own.
    pub complete: bool,
    /// Distinct events that are there.
    pub events: u64,
    /// Rows that came in all windows, without those that are late.
    pub rows: u64,
    /// What the count said.
    pub counted: u64,
    /// Events that came with the windows and had been taken in after the cut-off.
    pub late: u64,
    /// Messages that AWS gave shortened, and not whole when asked for by themselves.
    pub short_messages: u64,
    /// The hash of the set of events: SHA-256 over the sorted SHA-256 sums of all events, each of the JSON array
    /// `[timestamp, ingestionTime, log, logStream, message]` without spaces. The same set has the same hash, whatever the
    /// order, the windows and the operation with which it was fetched.
    #[serde(default)]
    pub set_sha256: String,
    #[serde(default)]
    pub via: CollectVia,
    /// Why nothing independent counted the events. A collection that nobody counted is never complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncounted: Option<String>,
    pub windows: u64,
    pub queries: u64,
    /// Requests of `FilterLogEvents`.
    #[serde(default)]
    pub requests: u64,
    pub bytes_scanned: u64,
    /// What is missing, first the largest.
    pub shortfalls: Vec<Shortfall>,
}

/// A stretch of time that does not have what it should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shortfall {
    pub start: i64,
    pub end: i64,
    /// `None`: no window covers it.
    pub events: Option<u64>,
    pub counted: u64,
}

/// Shortfalls that are kept by name.
const MOST_SHORTFALLS: usize = 1_000;

impl Proof {
    /// Holds what a store has against what was planned.
    pub fn of(plan: &Plan, store: &dyn CollectionStore) -> Result<Self, StoreError> {
        let windows = store.windows()?;
        let range = plan.scope.range();
        let steps: Vec<(TimeRange, u64)> = plan
            .counts
            .steps
            .iter()
            .map(|(start, count)| {
                let end = start.saturating_add(plan.counts.step).min(range.end);
                (TimeRange { start: (*start).max(range.start), end }, *count)
            })
            .collect();
        let ranges: Vec<TimeRange> = steps.iter().map(|(range, _)| *range).collect();
        let tally = store.tally(&ranges)?;
        let (there, all) = (tally.in_ranges, tally.all);
        let mut shortfalls: Vec<Shortfall> = gaps(range, &windows)
            .into_iter()
            .map(|gap| Shortfall { start: gap.start, end: gap.end, events: None, counted: 0 })
            .collect();
        shortfalls.extend(steps.iter().zip(&there).filter(|((_, counted), events)| counted != *events).map(
            |((range, counted), events)| Shortfall {
                start: range.start,
                end: range.end,
                events: Some(*events),
                counted: *counted,
            },
        ));
        let counted = plan.counts.total();
        // Events in steps where none were counted are as wrong as missing ones.
        let sum = |of: fn(&WindowRecord) -> u64| windows.iter().map(of).sum::<u64>();
        let short_messages = sum(|window| window.short_messages);
        let complete = shortfalls.is_empty() && all == counted && short_messages == 0 && plan.uncounted.is_none();
        shortfalls.sort_by_key(|each| std::cmp::Reverse(each.counted.abs_diff(each.events.unwrap_or_default())));
        shortfalls.truncate(MOST_SHORTFALLS);
        Ok(Self {
            complete,
            events: all,
            rows: sum(|window| window.rows),
            counted,
            late: sum(|window| window.late),
            short_messages,
            set_sha256: tally.sha256,
            via: plan.via,
            uncounted: plan.uncounted.clone(),
            windows: windows.len() as u64,
            queries: sum(|window| window.query_ids.len() as u64) + u64::from(plan.uncounted.is_none()),
            requests: sum(|window| window.requests),
            bytes_scanned: sum(|window| window.bytes_scanned) + plan.bytes,
            shortfalls,
        })
    }
}

/// What no window covers, in order.
pub(super) fn gaps(range: TimeRange, windows: &[WindowRecord]) -> Vec<TimeRange> {
    let mut covered: Vec<TimeRange> = windows.iter().map(WindowRecord::range).collect();
    covered.sort_by_key(|window| window.start);
    let mut gaps = Vec::new();
    let mut cursor = range.start;
    for window in covered {
        if window.start > cursor {
            gaps.push(TimeRange { start: cursor, end: window.start.min(range.end) });
        }
        cursor = cursor.max(window.end);
        if cursor >= range.end {
            break;
        }
    }
    if cursor < range.end {
        gaps.push(TimeRange { start: cursor, end: range.end });
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_window_covers_is_found() {
        let window = |start: i64, end: i64| WindowRecord { start, end, ..WindowRecord::default() };
        let range = TimeRange { start: 10, end: 100 };
        let found = |windows: &[WindowRecord]| -> Vec<(i64, i64)> {
            gaps(range, windows).into_iter().map(|gap| (gap.start, gap.end)).collect()
        };
        assert_eq!(found(&[]), [(10, 100)]);
        assert_eq!(found(&[window(10, 100)]), []);
        assert_eq!(found(&[window(50, 60), window(10, 40), window(30, 45)]), [(45, 50), (60, 100)]);
        assert_eq!(found(&[window(20, 200)]), [(10, 20)]);
    }
}
