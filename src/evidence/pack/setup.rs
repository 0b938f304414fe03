//! The setup checks and the comparisons of sessions with their logs, where the case has them.

use std::io;

use super::{
    PackError, PackOptions,
    bag::Bag,
    compared::{Compared, Told},
    iso,
};
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
    /// Those that no later one replaces, the newest first.
    pub compared: Vec<Compared>,
    /// The others: the ledger has them.
    pub replaced: u64,
}

/// `setup.json`; of further accounts and regions `setup-2.json` and so on.
pub(super) fn setup_name(place: usize) -> String {
    numbered("setup", place, "json")
}

fn numbered(stem: &str, place: usize, extension: &str) -> String {
    if place == 0 { format!("{stem}.{extension}") } else { format!("{stem}-{}.{extension}", place + 1) }
}

/// Puts them into the bag: `setup.json` for each account and region, and `reconciliation.csv` for each comparison, with what
/// it covers in `reconciliation.json`.
pub(super) fn write(case: &Case, options: &PackOptions<'_>, bag: &mut Bag) -> Result<Trust, PackError> {
    let setups = case.setups()?;
    for (place, report) in setups.iter().enumerate() {
        let text = serde_json::to_vec_pretty(report).map_err(io::Error::from)?;
        bag.file(&format!("data/{}", setup_name(place)), &text)?;
    }
    let (kept, replaced) = case.reconciliations()?;
    let (mut compared, mut told) = (Vec::new(), Told::default());
    for (place, kept) in kept.into_iter().enumerate() {
        let about = serde_json::to_vec_pretty(&kept.about).map_err(io::Error::from)?;
        bag.file(&format!("data/{}", numbered("reconciliation", place, "json")), &about)?;
        // One at a time: each may have many sessions.
        let found = case.with_rows(kept)?;
        let name = numbered("reconciliation", place, "csv");
        rows(&found, &name, options, bag)?;
        compared.push(Compared::new(found, name, &mut told));
    }
    Ok(Trust { setups, compared, replaced })
}

fn rows(found: &Reconciliation, name: &str, options: &PackOptions<'_>, bag: &mut Bag) -> Result<(), PackError> {
    let file = bag.open(&format!("data/{name}"))?;
    let columns = Reconciliation::COLUMNS;
    let mut sheet =
        if options.byte_order_mark { Sheet::new(file, columns)? } else { Sheet::without_mark(file, columns)? };
    for row in &found.rows {
        let cells = Reconciliation::cells(row, iso);
        sheet.push(cells.iter().map(|cell| (cell.as_str(), ColumnKind::Text)))?;
    }
    Ok(bag.close(sheet.into_inner()?)?)
}
