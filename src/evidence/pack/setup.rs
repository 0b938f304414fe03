//! The setup check and the reconciliation, where the case has them.

use std::io;

use super::{PackError, PackOptions, bag::Bag, iso};
use crate::{
    case::Case,
    evidence::Sheet,
    model::ColumnKind,
    setup::{SetupReport, reconcile::Reconciliation},
};

/// What the case has of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Trust {
    /// The last one of each account and region, the newest first.
    pub setups: Vec<SetupReport>,
    pub reconciliation: Option<Reconciliation>,
    /// Comparisons that were kept before it: the ledger has them.
    pub earlier_reconciliations: u64,
}

/// `setup.json`; of further accounts and regions `setup-2.json` and so on.
pub(super) fn setup_name(place: usize) -> String {
    if place == 0 { "setup.json".to_owned() } else { format!("setup-{}.json", place + 1) }
}

/// Puts them into the bag: `setup.json` for each account and region, and `reconciliation.csv`, with what it covers in `reconciliation.json`.
pub(super) fn write(case: &Case, options: &PackOptions<'_>, bag: &mut Bag) -> Result<Trust, PackError> {
    let trust = Trust {
        setups: case.setups()?,
        reconciliation: case.reconciliation()?,
        earlier_reconciliations: case.earlier_reconciliations()?,
    };
    for (place, report) in trust.setups.iter().enumerate() {
        let text = serde_json::to_vec_pretty(report).map_err(io::Error::from)?;
        bag.file(&format!("data/{}", setup_name(place)), &text)?;
    }
    if let Some(found) = &trust.reconciliation {
        let about = Reconciliation { rows: Vec::new(), ..found.clone() };
        bag.file("data/reconciliation.json", &serde_json::to_vec_pretty(&about).map_err(io::Error::from)?)?;
        let file = bag.open("data/reconciliation.csv")?;
        let columns = Reconciliation::COLUMNS;
        let mut sheet =
            if options.byte_order_mark { Sheet::new(file, columns)? } else { Sheet::without_mark(file, columns)? };
        for row in &found.rows {
            let cells = Reconciliation::cells(row, iso);
            sheet.push(cells.iter().map(|cell| (cell.as_str(), ColumnKind::Text)))?;
        }
        bag.close(sheet.into_inner()?)?;
    }
    Ok(trust)
}
