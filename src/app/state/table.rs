use std::{collections::BTreeSet, sync::Arc};

use crate::{
    model::{ResultSet, TableView},
    worker::RequestId,
};

/// The tables of the window. Each screen shows one at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableId {
    Groups,
    Sessions,
    /// The sessions that AWS knows beside the logs.
    Compared,
    Commands,
    /// Of a procedure.
    Results,
    /// Of a query of the person's own.
    Query,
}

impl TableId {
    pub const ALL: [Self; 6] =
        [Self::Groups, Self::Sessions, Self::Compared, Self::Commands, Self::Results, Self::Query];
}

/// Rows and how they are looked at. The order is made by the worker; until a new one comes the old
/// one stays.
#[derive(Debug, Default)]
pub struct Table {
    pub rows: Arc<ResultSet>,
    pub view: TableView,
    pub order: Arc<[u32]>,
    /// Names of columns that are not shown.
    pub hidden: BTreeSet<String>,
    /// A row of `rows`, whatever the order.
    pub selected: Option<u32>,
    /// The order that is being made.
    pub waiting: Option<RequestId>,
    /// Counts the sets of rows that were shown.
    pub revision: u64,
}

impl Table {
    /// Shows other rows, as they come. Sort keys and conditions stay where the columns are the same
    /// ones; says whether an order has to be made.
    pub fn show(&mut self, rows: Arc<ResultSet>) -> bool {
        if rows.columns() != self.rows.columns() {
            self.view = TableView { filter: std::mem::take(&mut self.view.filter), ..TableView::default() };
            self.hidden = BTreeSet::from(["@ptr".to_owned()]);
        }
        let count = u32::try_from(rows.row_count()).unwrap_or(u32::MAX);
        self.order = (0..count).collect();
        self.rows = rows;
        self.selected = None;
        self.waiting = None;
        self.revision += 1;
        self.view != TableView::default()
    }

    /// The places of the columns that are shown, in order.
    pub fn shown_columns(&self) -> Vec<usize> {
        (0..self.rows.columns().len())
            .filter(|place| !self.hidden.contains(&self.rows.columns()[*place].name))
            .collect()
    }

    /// Moves the selection by so many rows of the order shown.
    pub fn move_selection(&mut self, by: i64) {
        let at = self.selected.and_then(|selected| self.order.iter().position(|row| *row == selected));
        let last = i64::try_from(self.order.len()).unwrap_or(i64::MAX) - 1;
        let place = match at {
            Some(at) => i64::try_from(at).unwrap_or(i64::MAX).saturating_add(by),
            None if by >= 0 => 0,
            None => last,
        };
        let place = usize::try_from(place.clamp(0, last.max(0))).unwrap_or_default();
        self.selected = self.order.get(place).copied();
    }
}
