//! What the report tells of a comparison of sessions with their logs.

use std::collections::{BTreeMap, HashMap, HashSet};

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
    /// Of others that are not simply matched, how many a newer comparison tells of.
    pub told_count: u64,
}

/// The sessions of which newer comparisons tell, by account and region.
#[derive(Default)]
pub(super) struct Told(HashMap<(String, String), HashSet<String>>);

impl Told {
    /// A session's id, or its start where it has none.
    fn name(row: &Row) -> &str {
        let start = row.start_event.as_deref().unwrap_or_default();
        if row.session_id.is_empty() { start } else { &row.session_id }
    }
}

impl Compared {
    pub fn new(mut found: Reconciliation, file: String, told: &mut Told) -> Self {
        let mut counts = BTreeMap::new();
        for row in &found.rows {
            *counts.entry(row.status.name()).or_default() += 1;
        }
        let told = told.0.entry((found.account.clone(), found.region.clone())).or_default();
        let names: Vec<String> =
            found.rows.iter().map(|row| Told::name(row).to_owned()).filter(|name| !name.is_empty()).collect();
        let mut odd = std::mem::take(&mut found.rows);
        odd.retain(|row| !matches!(row.status, RowStatus::Matched) || row.unweighed.is_some());
        let told_count = odd.len() as u64;
        odd.retain(|row| !told.contains(Told::name(row)));
        let odd_count = odd.len() as u64;
        let told_count = told_count - odd_count;
        told.extend(names);
        odd.sort_by_key(|row| gravity(&row.status));
        odd.truncate(MOST_LISTED);
        odd.shrink_to_fit();
        Self { file, about: found, counts, odd, odd_count, told_count }
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::setup::reconcile::{Covered, Person, Why};

    fn comparison(region: &str, rows: &[(&str, Value)]) -> Reconciliation {
        let row = |(id, status): &(&str, Value)| {
            let person = serde_json::to_value(Person::unresolved(Why::NoPrincipal)).unwrap();
            let seen = json!({ "history": true, "trail": false, "transcript": false });
            let row = json!({
                "sessionId": id, "status": status, "person": person, "logGroups": [], "resumed": 0, "seen": seen,
            });
            serde_json::from_value(row).unwrap()
        };
        Reconciliation {
            account: "1".to_owned(),
            region: region.to_owned(),
            at: 9,
            range: Covered { start: 0, end: 9 },
            rows: rows.iter().map(row).collect(),
            ..Reconciliation::default()
        }
    }

    /// No session without a log drops out of the report because another comparison came later.
    #[test]
    fn an_earlier_comparison_keeps_the_sessions_of_which_no_later_one_tells() {
        let missing = || json!({ "status": "no-transcript", "cause": "unknown", "certainty": "unknown" });
        let matched = || json!({ "status": "matched" });
        let mut told = Told::default();
        let ids = |compared: &Compared| compared.odd.iter().map(|row| row.session_id.clone()).collect::<Vec<_>>();
        let mut add = |region: &str, rows: &[(&str, Value)]| {
            let compared = Compared::new(comparison(region, rows), "f".to_owned(), &mut told);
            (ids(&compared), compared.told_count, compared.count("no-transcript"))
        };
        let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(add("r", &[("a", missing()), ("b", matched())]), (owned(&["a"]), 0, 1));
        let earlier = [("a", missing()), ("b", missing()), ("c", missing()), ("", missing())];
        assert_eq!(add("r", &earlier), (owned(&["c", ""]), 2, 4), "b has come since");
        assert_eq!(add("s", &earlier), (owned(&["a", "b", "c", ""]), 0, 4), "another region");
    }
}
