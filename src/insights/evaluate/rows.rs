//! The last stretch of a query: order, `dedup`, `limit`, and the rows that come out. Keeps little
//! more than the rows that can still be wanted.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::aggregate::add_to_key;
use super::expression::Expr;
use super::order::{SortKey, ascending};
use super::row::{Row, Surroundings};
use super::states::PER_ENTRY;
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
    /// When enough rows are kept: the last one that can still be wanted.
    worst: Option<Rank>,
    key: Vec<u8>,
    /// About what all of it takes in memory.
    pub bytes: usize,
}

/// Where a row stands in the order.
#[derive(Clone)]
struct Rank {
    keys: Vec<SortKey<'static>>,
    /// Rows with the same keys stay in the order in which they came.
    place: u64,
}

struct Kept {
    rank: Rank,
    cells: Vec<Option<Box<str>>>,
    pointer: Option<Box<str>>,
}

impl Kept {
    fn bytes(&self) -> usize {
        let text = |cell: &Option<Box<str>>| cell.as_ref().map_or(0, |cell| cell.len());
        let keys = self.rank.keys.iter().map(|key| size_of::<SortKey>() + key.len());
        let cells = self.cells.iter().map(|cell| size_of::<Option<Box<str>>>() + text(cell));
        size_of::<Self>() + keys.sum::<usize>() + cells.sum::<usize>() + text(&self.pointer)
    }
}

impl RowsPlan {
    fn order(&self, left: &Rank, right: &Rank) -> Ordering {
        for ((left, right), (_, descending)) in left.keys.iter().zip(&right.keys).zip(&self.keys) {
            let order = ascending(left, right);
            if order.is_ne() {
                return if *descending { order.reverse() } else { order };
            }
        }
        left.place.cmp(&right.place)
    }

    /// The same for a row whose keys are computed as they are needed.
    fn comes_before(&self, row: &Row<'_>, around: &Surroundings<'_>, known: &Rank) -> bool {
        for ((key, descending), known) in self.keys.iter().zip(&known.keys) {
            let order = ascending(&SortKey::new(key.evaluate(row, around)), known);
            if order.is_ne() {
                return order.is_lt() != *descending;
            }
        }
        row.place < known.place
    }

    fn kept(&self, row: &Row<'_>, around: &Surroundings<'_>) -> Kept {
        let keys = self.keys.iter().map(|(key, _)| SortKey::new(key.evaluate(row, around)).into_owned()).collect();
        let cell = |(_, column): &(String, Expr)| {
            column.evaluate(row, around).shown().map(|shown| shown.into_owned().into_boxed_str())
        };
        Kept {
            rank: Rank { keys, place: row.place },
            cells: self.columns.iter().map(cell).collect(),
            pointer: row.event.map(|event| event.ptr()).filter(|ptr| self.pointer && !ptr.is_empty()).map(Into::into),
        }
    }

    /// So many rows may be kept before those are dropped that cannot be wanted.
    fn most_kept(&self) -> usize {
        self.limit.saturating_add(self.limit / 4).max(64)
    }
}

impl Rows {
    pub fn push(&mut self, plan: &RowsPlan, row: &Row<'_>, around: &Surroundings<'_>) {
        if plan.any && self.kept.len() >= plan.limit && plan.dedup.is_empty() {
            return;
        }
        if self.worst.as_ref().is_some_and(|worst| !plan.comes_before(row, around, worst)) {
            return;
        }
        if dedup_key(plan, row, around, &mut self.key) {
            let known = self.unique.get(self.key.as_slice());
            if known.is_some_and(|known| !plan.comes_before(row, around, &known.rank)) {
                return;
            }
            let kept = plan.kept(row, around);
            self.bytes += kept.bytes() + self.key.len() + PER_ENTRY;
            if let Some(replaced) = self.unique.insert(self.key.as_slice().into(), kept) {
                self.bytes -= self.bytes.min(replaced.bytes() + self.key.len() + PER_ENTRY);
            }
        } else {
            let kept = plan.kept(row, around);
            self.bytes += kept.bytes();
            self.kept.push(kept);
        }
        if self.kept.len() + self.unique.len() >= plan.most_kept() {
            self.shrink(plan);
        }
    }

    /// Drops the rows behind the limit.
    fn shrink(&mut self, plan: &RowsPlan) {
        if plan.limit == 0 || self.kept.len() + self.unique.len() <= plan.limit {
            return;
        }
        let mut ranks: Vec<&Rank> = self.kept.iter().chain(self.unique.values()).map(|kept| &kept.rank).collect();
        let (_, worst, _) = ranks.select_nth_unstable_by(plan.limit - 1, |left, right| plan.order(left, right));
        let worst = worst.clone();
        self.kept.retain(|kept| plan.order(&kept.rank, &worst).is_le());
        self.unique.retain(|_, kept| plan.order(&kept.rank, &worst).is_le());
        self.worst = Some(worst);
        let unique = self.unique.iter().map(|(key, kept)| key.len() + PER_ENTRY + kept.bytes());
        self.bytes = self.kept.iter().map(Kept::bytes).chain(unique).sum();
    }

    /// Takes over the rows that came elsewhere.
    pub fn merge(&mut self, plan: &RowsPlan, other: Self) {
        self.kept.extend(other.kept);
        for (key, kept) in other.unique {
            match self.unique.get(&key) {
                Some(known) if plan.order(&known.rank, &kept.rank).is_le() => {}
                _ => drop(self.unique.insert(key, kept)),
            }
        }
        self.bytes += other.bytes;
        self.shrink(plan);
    }

    pub fn len(&self) -> usize {
        self.kept.len() + self.unique.len()
    }

    /// The rows as they stand now.
    pub fn rows(&self, plan: &RowsPlan) -> Vec<QueryRow> {
        let mut all: Vec<&Kept> = self.kept.iter().chain(self.unique.values()).collect();
        all.sort_unstable_by(|left, right| plan.order(&left.rank, &right.rank));
        all.truncate(plan.limit);
        all.into_iter().map(|kept| shown(plan, kept)).collect()
    }
}

/// Writes the key of a row; `false` where a value of it is missing: such rows are all kept.
fn dedup_key(plan: &RowsPlan, row: &Row<'_>, around: &Surroundings<'_>, key: &mut Vec<u8>) -> bool {
    key.clear();
    for field in &plan.dedup {
        let value = field.evaluate(row, around);
        if value.is_null() {
            return false;
        }
        add_to_key(key, &value);
    }
    !plan.dedup.is_empty()
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
