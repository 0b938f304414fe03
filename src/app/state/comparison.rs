use std::{path::PathBuf, sync::Arc};

use crate::{
    model::{CellIs, free_elsewhere},
    setup::reconcile::Row,
    worker::{SessionSet, TranscriptStatus},
};

use super::{Slot, Table};

/// How much has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    pub sessions: u64,
    pub events: u64,
    pub streams: u64,
}

/// The sessions that AWS knows beside the logs that exist.
#[derive(Debug, Default)]
pub struct ComparisonState {
    pub slot: Slot,
    pub progress: Option<Compared>,
    /// Waits for the rows to be made ready.
    pub ready_slot: Slot,
    /// The person was asked how to compare.
    pub asks: bool,
    /// CloudTrail's events are read from a log group, not from CloudTrail itself.
    pub from_log_group: bool,
    pub trail_log_group: String,
    /// Stays while another comparison goes on.
    pub set: Option<Arc<SessionSet>>,
    /// The comparison is on the screen, and not the plain list of streams.
    pub is_shown: bool,
    pub table: Table,
    pub keep_slot: Slot,
    /// The case that it was kept in.
    pub kept: Option<PathBuf>,
}

impl ComparisonState {
    pub fn selected(&self) -> Option<&Row> {
        self.set.as_ref()?.row(self.table.selected?)
    }

    /// The log group that CloudTrail's events are to be read from.
    pub fn trail_group(&self) -> Option<&str> {
        Some(self.trail_log_group.trim()).filter(|_| self.from_log_group)
    }

    /// The status that the table is narrowed to.
    pub fn only_status(&self) -> Option<TranscriptStatus> {
        let value = &self.table.view.only.iter().find(|only| only.column == SessionSet::STATUS)?.value;
        TranscriptStatus::ALL.into_iter().find(|status| status.name() == value)
    }

    pub fn is_only_unresolved(&self) -> bool {
        self.table.view.only.iter().any(|only| only.column == SessionSet::PERSON)
    }

    /// Shows another one, or none. The old one is given back elsewhere: it may have texts by the hundred thousand.
    pub fn replace(&mut self, set: Option<Arc<SessionSet>>) {
        /// Texts of a row.
        const TEXTS: usize = 12;
        if let Some(old) = std::mem::replace(&mut self.set, set) {
            let parts = old.found.rows.len() * TEXTS;
            free_elsewhere(old, parts);
        }
    }

    /// Narrows a column to one value; `None`: to none.
    pub fn narrow(&mut self, column: usize, value: Option<&str>) {
        self.table.view.only.retain(|only| only.column != column);
        self.table.view.only.extend(value.map(|value| CellIs { column, value: value.to_owned() }));
    }
}
