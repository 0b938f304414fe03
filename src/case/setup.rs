//! The setup check and the reconciliation of a case, in its ledger.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Case, CaseError, Entry, EntryKind};
use crate::setup::{
    SetupReport,
    reconcile::{Reconciliation, Row},
};

/// Rows of a reconciliation in one entry: an entry is read whole.
const ROWS_AT_ONCE: usize = 1_000;

impl Case {
    /// Keeps a setup check.
    pub fn keep_setup(&mut self, at: i64, report: &SetupReport) -> Result<(), CaseError> {
        self.write(at, EntryKind::Setup, &report.facts.region, &value(report)).map(drop)
    }

    /// The last setup check that was kept.
    pub fn setup(&self) -> Result<Option<SetupReport>, CaseError> {
        Ok(self.latest(EntryKind::Setup, 1)?.1.pop().and_then(read))
    }

    /// Keeps a reconciliation: its rows in pieces, and then the rest of it, which names their number.
    pub fn keep_reconciliation(&mut self, at: i64, found: &Reconciliation) -> Result<(), CaseError> {
        let subject = found.at.to_string();
        let mut entries: Vec<(i64, EntryKind, String, Value)> = found
            .rows
            .chunks(ROWS_AT_ONCE)
            .map(|rows| (at, EntryKind::ReconciliationRows, subject.clone(), value(&rows)))
            .collect();
        let rest = Reconciliation { rows: Vec::new(), ..found.clone() };
        let body = json!({"reconciliation": value(&rest), "pieces": entries.len(), "rows": found.rows.len()});
        entries.push((at, EntryKind::Reconciliation, subject, body));
        self.write_all(&entries).map(drop)
    }

    /// The last reconciliation that was kept whole.
    pub fn reconciliation(&self) -> Result<Option<Reconciliation>, CaseError> {
        let Some(last) = self.latest(EntryKind::Reconciliation, 1)?.1.pop() else { return Ok(None) };
        let found = last.body.get("reconciliation").cloned();
        let Some(mut found) = found.and_then(|body| serde_json::from_value::<Reconciliation>(body).ok()) else {
            return Ok(None);
        };
        let pieces = last.body.get("pieces").and_then(Value::as_u64).unwrap_or_default();
        let first = last.number - i64::try_from(pieces).unwrap_or(i64::MAX);
        for piece in self.entries(EntryKind::ReconciliationRows, Some(&last.subject))? {
            // The same moment may have been kept twice.
            if (first..last.number).contains(&piece.number) {
                found.rows.extend(read::<Vec<Row>>(piece).unwrap_or_default());
            }
        }
        Ok(Some(found))
    }
}

fn value<T: Serialize>(value: &T) -> Value {
    // Plain data: writing them as JSON cannot fail.
    serde_json::to_value(value).unwrap_or_default()
}

/// `None`: written by a later version of this program.
fn read<T: DeserializeOwned>(entry: Entry) -> Option<T> {
    serde_json::from_value(entry.body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::reconcile::{Person, RowStatus, Seen, Why};

    fn row(number: usize) -> Row {
        Row {
            session_id: format!("s-{number}"),
            status: RowStatus::Matched,
            person: Person::unresolved(Why::NoPrincipal),
            principal: None,
            target: None,
            document: None,
            reason: Some("=a \u{202e}".to_owned()),
            source_address: None,
            user_agent: None,
            start: Some(5),
            end: None,
            first_event: None,
            last_event: None,
            events: None,
            principal_in_log: None,
            log_groups: Vec::new(),
            resumed: 0,
            terminated_by: None,
            start_event: None,
            error_code: None,
            source_identity: None,
            seen: Seen::default(),
        }
    }

    #[test]
    fn what_was_found_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.case");
        let mut case = Case::create(&path, 1).unwrap();
        assert_eq!((case.setup().unwrap(), case.reconciliation().unwrap()), (None, None));
        let report = SetupReport::new(
            crate::setup::SetupFacts::default(),
            crate::setup::Requirements::default(),
            &crate::setup::cost::StoragePrices::built_in(),
            &crate::model::ScanPrices::built_in(),
            7,
        );
        case.keep_setup(8, &report).unwrap();
        let mut found = Reconciliation {
            account: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            caller: String::new(),
            at: 9,
            log_groups: vec!["g".to_owned()],
            range: crate::setup::reconcile::Covered { start: 0, end: 9 },
            history: crate::setup::Answer::NotAsked,
            trail: crate::setup::Answer::NotAsked,
            transcripts: crate::setup::Answer::NotAsked,
            trail_log_group: None,
            broken_events: 0,
            rows: (0..2_500).map(row).collect(),
        };
        case.keep_reconciliation(10, &found).unwrap();
        found.rows.truncate(1_200);
        case.keep_reconciliation(11, &found).unwrap();
        drop(case);
        let case = Case::open_read_only(&path).unwrap();
        assert_eq!(case.setup().unwrap(), Some(report));
        assert_eq!(case.reconciliation().unwrap(), Some(found));
        super::super::verify(&path, &mut |_, _| ()).unwrap();
    }
}
