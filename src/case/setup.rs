//! The setup check and the reconciliation of a case, in its ledger.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Case, CaseError, Entry, EntryKind, events::is_of};
use crate::setup::{
    SetupReport,
    reconcile::{Reconciliation, Row, Transcript},
};

/// Rows of a reconciliation in one entry: an entry is read whole.
const ROWS_AT_ONCE: usize = 1_000;

/// A reconciliation of a case without its rows: [`Case::with_rows`] gives them.
#[derive(Clone, Debug)]
pub struct KeptReconciliation {
    pub about: Reconciliation,
    entry: i64,
    pieces: u64,
    rows: u64,
    subject: String,
}

impl Case {
    /// Keeps a setup check.
    pub fn keep_setup(&mut self, at: i64, report: &SetupReport) -> Result<(), CaseError> {
        self.write(at, EntryKind::Setup, &report.facts.region, &value(report)).map(drop)
    }

    /// The last setup check that was kept.
    pub fn setup(&self) -> Result<Option<SetupReport>, CaseError> {
        Ok(self.latest(EntryKind::Setup, 1)?.1.pop().and_then(read))
    }

    /// The last check of each account and region, the newest first. One that cannot be read is an error: an older one would
    /// be taken for the last.
    pub fn setups(&self) -> Result<Vec<SetupReport>, CaseError> {
        let mut found: Vec<SetupReport> = Vec::new();
        for entry in self.entries(EntryKind::Setup, None)?.into_iter().rev() {
            let report: SetupReport = serde_json::from_value(entry.body)
                .map_err(|error| self.damaged(format!("a check of the setup cannot be read: {error}")))?;
            let place = |report: &SetupReport| (report.facts.account.clone(), report.facts.region.clone());
            if !found.iter().any(|newer| place(newer) == place(&report)) {
                found.push(report);
            }
        }
        Ok(found)
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

    /// The last reconciliation that was kept whole. What cannot be read of it is an error: a comparison with sessions
    /// missing would be taken for one in which they are not.
    pub fn reconciliation(&self) -> Result<Option<Reconciliation>, CaseError> {
        let Some(last) = self.latest(EntryKind::Reconciliation, 1)?.1.pop() else { return Ok(None) };
        self.with_rows(self.kept_reconciliation(last)?).map(Some)
    }

    /// Those that no later one replaces, the newest first and without their rows; and how many others there are.
    pub fn reconciliations(&self) -> Result<(Vec<KeptReconciliation>, u64), CaseError> {
        let mut found: Vec<KeptReconciliation> = Vec::new();
        let mut replaced = 0;
        for entry in self.entries(EntryKind::Reconciliation, None)?.into_iter().rev() {
            let kept = self.kept_reconciliation(entry)?;
            if found.iter().any(|newer| newer.about.replaces(&kept.about)) {
                replaced += 1;
            } else {
                found.push(kept);
            }
        }
        Ok((found, replaced))
    }

    fn kept_reconciliation(&self, entry: Entry) -> Result<KeptReconciliation, CaseError> {
        let about = entry.body.get("reconciliation").cloned().unwrap_or_default();
        let about: Reconciliation = serde_json::from_value(about)
            .map_err(|error| self.damaged(format!("the comparison of sessions cannot be read: {error}")))?;
        let number = |name: &str| entry.body.get(name).and_then(Value::as_u64).unwrap_or_default();
        Ok(KeptReconciliation {
            about,
            entry: entry.number,
            pieces: number("pieces"),
            rows: number("rows"),
            subject: entry.subject,
        })
    }

    /// With its sessions, all of them.
    pub fn with_rows(&self, kept: KeptReconciliation) -> Result<Reconciliation, CaseError> {
        let KeptReconciliation { mut about, entry, pieces, rows, subject } = kept;
        let first = entry - i64::try_from(pieces).unwrap_or(i64::MAX);
        for piece in self.entries(EntryKind::ReconciliationRows, Some(&subject))? {
            // The same moment may have been kept twice.
            if (first..entry).contains(&piece.number) {
                about.rows.extend(read::<Vec<Row>>(piece).unwrap_or_default());
            }
        }
        if rows != about.rows.len() as u64 {
            let read = about.rows.len();
            return Err(self.damaged(format!("of the {rows} sessions of a comparison {read} can be read")));
        }
        Ok(about)
    }

    /// What the case holds of these log groups' streams: when their first and last events were, how many there are, and
    /// whose, where the sessions have been read. Each with its group as it is named in `log_groups`.
    pub fn kept_transcripts(&self, log_groups: &[String]) -> Result<Vec<Transcript>, CaseError> {
        let mut statement = self.connection.prepare(
            "SELECT stream.log, stream.name, stream.first_time, stream.last_time, stream.events, session.principal
             FROM stream LEFT JOIN session USING (log, name)",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let log: String = row.get(0)?;
            let Some(log_group) = log_groups.iter().find(|group| is_of(&log, group)) else { continue };
            found.push(Transcript {
                log_group: log_group.clone(),
                log_stream: row.get(1)?,
                created: None,
                first_event: row.get(2)?,
                last_event: row.get(3)?,
                events: row.get::<_, i64>(4)?.try_into().ok(),
                principal: row.get(5)?,
            });
        }
        Ok(found)
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
            unweighed: None,
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

    fn comparison(rows: usize) -> Reconciliation {
        Reconciliation {
            account: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            at: 9,
            log_groups: vec!["g".to_owned()],
            range: crate::setup::reconcile::Covered { start: 0, end: 9 },
            rows: (0..rows).map(row).collect(),
            ..Reconciliation::default()
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
        let mut elsewhere = report.clone();
        elsewhere.facts.region = "eu-west-1".to_owned();
        elsewhere.facts.at = 1;
        case.keep_setup(8, &elsewhere).unwrap();
        elsewhere.facts.at = 2;
        case.keep_setup(9, &elsewhere).unwrap();
        assert_eq!(case.setups().unwrap(), [elsewhere, report.clone()], "one of each region, the newest");
        case.keep_setup(9, &report).unwrap();
        let mut found = comparison(2_500);
        case.keep_reconciliation(10, &found).unwrap();
        found.rows.truncate(1_200);
        case.keep_reconciliation(11, &found).unwrap();
        drop(case);
        let case = Case::open_read_only(&path).unwrap();
        assert_eq!(case.setup().unwrap(), Some(report));
        assert_eq!(case.reconciliation().unwrap(), Some(found));
        super::super::verify(&path, &mut |_, _| ()).unwrap();
    }

    /// A later comparison takes the place of an earlier one only if it has all of it.
    #[test]
    fn a_comparison_is_replaced_by_one_that_has_all_of_it() {
        use crate::setup::{Answer, Evidence, reconcile::Covered};
        let evidence = Evidence { operation: "a:B".to_owned(), subject: "c".to_owned(), at: 1 };
        let read = |start, end| Answer::Read { value: Covered { start, end }, evidence: evidence.clone() };
        let mut whole = comparison(1_500);
        (whole.history, whole.range) = (read(10, 90), Covered { start: 0, end: 90 });
        let kept = |changes: &[fn(&mut Reconciliation)]| {
            let folder = tempfile::tempdir().unwrap();
            let mut case = Case::create(&folder.path().join("a.case"), 1).unwrap();
            case.keep_reconciliation(10, &whole).unwrap();
            for change in changes {
                let mut later = whole.clone();
                later.rows.truncate(3);
                change(&mut later);
                case.keep_reconciliation(11, &later).unwrap();
            }
            let (kept, replaced) = case.reconciliations().unwrap();
            let rows: Vec<usize> = kept.into_iter().map(|kept| case.with_rows(kept).unwrap().rows.len()).collect();
            (rows, replaced)
        };
        assert_eq!(kept(&[|_| ()]), (vec![3], 1));
        assert_eq!(kept(&[|_| (), |_| ()]), (vec![3], 2));
        assert_eq!(kept(&[|later| later.log_groups.push("h".to_owned())]), (vec![3], 1));
        assert_eq!(kept(&[|later| later.range.end = 200]), (vec![3], 1));
        let less: [fn(&mut Reconciliation); 7] = [
            |later| later.region = "us-east-1".to_owned(),
            |later| later.account = "444455556666".to_owned(),
            |later| later.range.start = 1,
            |later| later.log_groups = vec!["h".to_owned()],
            |later| later.history = Answer::NotAsked,
            |later| later.history = later.history.clone().map(|_| Covered { start: 40, end: 90 }),
            |later| later.trail_log_group = Some("trail".to_owned()),
        ];
        for change in less {
            assert_eq!(kept(&[change]), (vec![3, 1_500], 0));
        }
    }

    #[test]
    fn a_check_that_cannot_be_read_does_not_leave_an_older_one_as_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let mut case = Case::create(&folder.path().join("a.case"), 1).unwrap();
        let report = SetupReport::new(
            crate::setup::SetupFacts::default(),
            crate::setup::Requirements::default(),
            &crate::setup::cost::StoragePrices::built_in(),
            &crate::model::ScanPrices::built_in(),
            7,
        );
        case.keep_setup(8, &report).unwrap();
        case.keep_setup(9, &report).unwrap();
        let last = case.entries(EntryKind::Setup, None).unwrap().pop().unwrap();
        let set = "UPDATE ledger SET body = '{}' WHERE number = ?1";
        case.connection.execute(set, [last.number]).unwrap();
        let error = case.setups().unwrap_err();
        assert!(matches!(error, CaseError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains("a check of the setup cannot be read"), "{error}");
    }

    #[test]
    fn rows_that_cannot_be_read_are_not_left_out_silently() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.case");
        let mut case = Case::create(&path, 1).unwrap();
        let found = comparison(2_500);
        case.keep_reconciliation(10, &found).unwrap();
        // As if a later version had written it, or somebody had changed it.
        let entries = case.entries(EntryKind::ReconciliationRows, None).unwrap();
        for (piece, body) in [(1, "[]"), (1, "{\"rows\":7}"), (2, "not JSON")] {
            let before = &entries[piece];
            let set = "UPDATE ledger SET body = ?1 WHERE number = ?2";
            case.connection.execute(set, rusqlite::params![body, before.number]).unwrap();
            let error = case.reconciliation().unwrap_err();
            assert!(matches!(error, CaseError::Damaged { .. }), "{error}");
            assert!(error.to_string().contains("of the 2500 sessions"), "{error}");
            case.connection.execute(set, rusqlite::params![before.text, before.number]).unwrap();
        }
        assert_eq!(case.reconciliation().unwrap(), Some(found));
        let set = "UPDATE ledger SET body = '{}' WHERE kind = ?1";
        case.connection.execute(set, [EntryKind::Reconciliation.name()]).unwrap();
        assert!(matches!(case.reconciliation(), Err(CaseError::Damaged { .. })));
    }
}
