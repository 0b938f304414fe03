//! What the report tells of a comparison of sessions with their logs.

use std::collections::BTreeMap;

use crate::setup::reconcile::{Cause, Reconciliation, Row, RowStatus, WhyAlone};

/// Sessions that the report lists of one comparison; its file has all.
pub(super) const MOST_LISTED: usize = 500;

#[derive(Clone, Debug)]
pub(super) struct Compared {
    /// Its file, without the folder.
    pub file: String,
    /// Without its rows.
    pub about: Reconciliation,
    /// How many rows have which status, by its name.
    counts: BTreeMap<&'static str, u64>,
    /// Those that are not simply matched, what needs an answer first; [`MOST_LISTED`] at most.
    pub odd: Vec<Row>,
    pub odd_count: u64,
}

impl Compared {
    pub fn new(mut found: Reconciliation, file: String) -> Self {
        let mut counts = BTreeMap::new();
        for row in &found.rows {
            *counts.entry(row.status.name()).or_default() += 1;
        }
        let mut odd = std::mem::take(&mut found.rows);
        odd.retain(|row| !matches!(row.status, RowStatus::Matched) || row.unweighed.is_some());
        let odd_count = odd.len() as u64;
        odd.sort_by_key(|row| gravity(&row.status));
        odd.truncate(MOST_LISTED);
        odd.shrink_to_fit();
        Self { file, about: found, counts, odd, odd_count }
    }

    /// Whether both are of one account and region, and of times that have something in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let place = |one: &Self| (one.about.account.clone(), one.about.region.clone());
        let (one, other_range) = (self.about.range, other.about.range);
        place(self) == place(other) && one.start < other_range.end && other_range.start < one.end
    }

    pub fn count(&self, status: &str) -> u64 {
        self.counts.get(status).copied().unwrap_or_default()
    }
}

/// What an auditor has to ask about comes first.
fn gravity(status: &RowStatus) -> u8 {
    match status {
        RowStatus::NoTranscript { cause: Cause::Unknown, .. } => 0,
        RowStatus::Contradictory { .. } | RowStatus::TranscriptOnly { why: WhyAlone::Unknown } => 1,
        RowStatus::Cut { .. } => 2,
        RowStatus::NoTranscript { .. } if status.is_wrong() => 3,
        RowStatus::TranscriptOnly { .. } => 4,
        RowStatus::NoTranscript { .. } => 5,
        RowStatus::NotLoggedByDesign { .. } => 6,
        RowStatus::Matched => 7,
    }
}
