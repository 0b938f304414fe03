//! How a stretch of commands ends: with a `stats`, or with the rows that are shown.

use std::collections::HashMap;

use super::super::aggregate::StatsPlan;
use super::super::event::System;
use super::super::expression::Expr;
use super::super::prefilter::needles;
use super::super::program::{End, Stretch};
use super::super::rows::RowsPlan;
use super::{Compiler, StatsScope};
use crate::insights::ast::{Column, Stats};
use crate::insights::choices::NEWEST_FIRST_BY_DEFAULT;

impl Compiler {
    pub(super) fn stats(&mut self, stats: &Stats) {
        let groups: Vec<Expr> = stats
            .by
            .iter()
            .map(|group| {
                let mut value = self.expression(&group.column.expression);
                if let Some(offset) = &group.offset {
                    self.shift(&mut value, offset, &group.column.expression.span);
                }
                value
            })
            .collect();
        let mut names = HashMap::new();
        let mut left = Vec::new();
        for (slot, group) in stats.by.iter().enumerate() {
            note(&mut names, &mut left, &group.column, slot);
        }
        let base = groups.len() + stats.columns.len();
        self.stats = Some(StatsScope { names, aggregations: Vec::new(), base });
        let mut columns = Vec::with_capacity(stats.columns.len());
        for (place, column) in stats.columns.iter().enumerate() {
            columns.push(self.expression(&column.expression));
            if let Some(scope) = &mut self.stats {
                note(&mut scope.names, &mut left, column, groups.len() + place);
            }
        }
        let Some(scope) = self.stats.take() else { return };
        let slots = base + scope.aggregations.len();
        let plan = StatsPlan { groups, aggregations: scope.aggregations, columns };
        self.end(End::Stats(plan));
        self.names = scope.names;
        self.left = left;
        self.slots = slots;
        self.after_stats = true;
    }

    pub(super) fn end(&mut self, end: End) {
        let steps = std::mem::take(&mut self.steps);
        self.stretches.push(Stretch { needles: needles(&steps), slots: self.slots, steps, end });
        self.columns.clear();
        self.has_fields = false;
        self.display = None;
        self.sort.clear();
    }

    /// The columns as they would be shown if no further command came.
    pub(super) fn shown_columns(&self) -> Vec<(String, Expr)> {
        if let Some(display) = &self.display {
            return display.clone();
        }
        if self.has_fields {
            return self.columns.clone();
        }
        let mut all: Vec<(String, Expr)> = if self.after_stats {
            self.left.iter().map(|(name, slot)| (name.clone(), Expr::Slot(*slot))).collect()
        } else {
            let shown = [("@timestamp", System::Timestamp), ("@message", System::Message)];
            shown.map(|(name, field)| (name.to_owned(), Expr::System(field))).into()
        };
        for column in &self.columns {
            match all.iter_mut().find(|(name, _)| *name == column.0) {
                Some(known) => *known = column.clone(),
                None => all.push(column.clone()),
            }
        }
        all
    }

    pub(super) fn end_rows(&mut self) {
        let mut columns = self.shown_columns();
        let mut keys = std::mem::take(&mut self.sort);
        if keys.is_empty() && !self.after_stats && !self.any && NEWEST_FIRST_BY_DEFAULT {
            keys.push((Expr::System(System::Timestamp), true));
        }
        // The pointer goes last and once.
        columns.retain(|(name, _)| self.after_stats || name != "@ptr");
        let dedup = std::mem::take(&mut self.dedup);
        // Where rows have an order or are compared, the first ones are not just any.
        let any = self.any && keys.is_empty() && dedup.is_empty();
        let plan = RowsPlan {
            keys,
            columns,
            dedup,
            limit: self.limit.or(self.options.limit.map(|limit| limit as usize)).unwrap_or(super::super::DEFAULT_LIMIT),
            pointer: !self.after_stats,
            any,
        };
        self.end(End::Rows(plan));
    }
}

fn note(names: &mut HashMap<String, usize>, left: &mut Vec<(String, usize)>, column: &Column, slot: usize) {
    let name = column.name();
    if column.alias.is_none() {
        names.insert(column.expression.to_string(), slot);
    }
    names.insert(name.clone(), slot);
    match left.iter_mut().find(|(known, _)| *known == name) {
        Some(known) => known.1 = slot,
        None => left.push((name, slot)),
    }
}
