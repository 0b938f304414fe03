//! The last stretch of a query: order, `dedup`, `limit`, and the rows that come out. Keeps no more
//! than twice the rows that are wanted, and for `dedup` one row for each value.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::aggregate::add_to_key;
use super::expression::{Expr, Row, Surroundings};
use super::order::{SortKey, ascending};
use crate::model::QueryRow;

pub(super) struct RowsPlan {
    /// What is sorted by, `true` for descending.
    pub keys: Vec<(Expr, bool)>,
    pub columns: Vec<(String, Expr)>,
    pub dedup: Vec<Expr>,
    pub limit: usize,
    /// Rows of events end with `@ptr`.
    pub pointer: bool,
    /// `limit any`: the first rows do.
    pub any: bool,
}

#[derive(Default)]
pub(super) struct Rows {
    kept: Vec<Kept>,
    /// For `dedup`: the first row in order for each value.
    unique: HashMap<Box<[u8]>, Kept>,
    /// When enough rows are kept: the keys of the last one that can still be wanted.
    worst: Option<Vec<SortKey<'static>>>,
    sequence: u64,
}

struct Kept {
    keys: Vec<SortKey<'static>>,
    /// Rows with the same keys stay in the order in which they came.
    sequence: u64,
    cells: Vec<Option<Box<str>>>,
    pointer: Option<Box<str>>,
}

impl RowsPlan {
    fn order(&self, left: &[SortKey<'_>], right: &[SortKey<'_>]) -> Ordering {
        for ((left, right), (_, descending)) in left.iter().zip(right).zip(&self.keys) {
            let order = ascending(left, right);
            if order.is_ne() {
                return if *descending { order.reverse() } else { order };
            }
        }
        Ordering::Equal
    }

    fn order_kept(&self, left: &Kept, right: &Kept) -> Ordering {
        self.order(&left.keys, &right.keys).then(left.sequence.cmp(&right.sequence))
    }
}

impl Rows {
    pub fn push(&mut self, plan: &RowsPlan, row: &Row<'_>, around: &Surroundings<'_>) {
        self.sequence += 1;
        if plan.any && self.kept.len() >= plan.limit {
            return;
        }
        let keys: Vec<SortKey<'_>> = plan.keys.iter().map(|(key, _)| SortKey::new(key.evaluate(row, around))).collect();
        if let Some(worst) = &self.worst
            && plan.order(&keys, worst).is_ge()
        {
            return;
        }
        let unique = dedup_key(plan, row, around);
        if let Some(known) = unique.as_ref().and_then(|key| self.unique.get(key.as_slice()))
            && plan.order(&keys, &known.keys).is_ge()
        {
            return;
        }
        let kept = Kept {
            keys: keys.into_iter().map(SortKey::into_owned).collect(),
            sequence: self.sequence,
            cells: plan
                .columns
                .iter()
                .map(|(_, column)| {
                    column.evaluate(row, around).shown().map(|shown| shown.into_owned().into_boxed_str())
                })
                .collect(),
            pointer: row.event.filter(|_| plan.pointer).map(|event| event.ptr.as_str().into()),
        };
        if let Some(key) = unique {
            self.unique.insert(key.into_boxed_slice(), kept);
            return;
        }
        self.kept.push(kept);
        if self.kept.len() >= plan.limit.saturating_mul(2).max(64) {
            self.shrink(plan);
        }
    }

    fn shrink(&mut self, plan: &RowsPlan) {
        if plan.limit == 0 || self.kept.len() <= plan.limit {
            return;
        }
        self.kept.select_nth_unstable_by(plan.limit - 1, |left, right| plan.order_kept(left, right));
        self.kept.truncate(plan.limit);
        self.worst = self.kept.last().map(|kept| kept.keys.clone());
    }

    pub fn is_full(&self, plan: &RowsPlan) -> bool {
        plan.any && self.kept.len() >= plan.limit
    }

    /// The rows as they stand now.
    pub fn rows(&self, plan: &RowsPlan) -> Vec<QueryRow> {
        let mut all: Vec<&Kept> = self.kept.iter().chain(self.unique.values()).collect();
        all.sort_unstable_by(|left, right| plan.order_kept(left, right));
        all.truncate(plan.limit);
        all.into_iter().map(|kept| shown(plan, kept)).collect()
    }
}

/// `None` where a value of it is missing: such rows are all kept.
fn dedup_key(plan: &RowsPlan, row: &Row<'_>, around: &Surroundings<'_>) -> Option<Vec<u8>> {
    if plan.dedup.is_empty() {
        return None;
    }
    let mut key = Vec::new();
    for field in &plan.dedup {
        let value = field.evaluate(row, around);
        if value.is_null() {
            return None;
        }
        add_to_key(&mut key, &value);
    }
    Some(key)
}

fn shown(plan: &RowsPlan, kept: &Kept) -> QueryRow {
    let cells = plan.columns.iter().zip(&kept.cells);
    let mut row: QueryRow =
        cells.filter_map(|((name, _), cell)| Some((name.clone(), cell.as_deref()?.to_owned()))).collect();
    if let Some(pointer) = &kept.pointer {
        row.push(("@ptr".to_owned(), pointer.to_string()));
    }
    row
}
