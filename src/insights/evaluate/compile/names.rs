//! What a name means at its place: a column that a command has made, a system field, or a field that
//! is found in JSON.

use super::super::event::System;
use super::super::expression::Expr;
use super::super::inner::below;
use super::super::program::Step;
use super::Compiler;
use crate::insights::ast::{Column, Expression, ExpressionKind, FieldPath, PathPart, Span};
use crate::insights::diagnostic::DiagnosticKind;
use crate::insights::suggest::nearest;
use crate::insights::value::Value;

impl Compiler {
    /// A place in the row for a name; the name means this one from here on.
    pub(super) fn define(&mut self, name: &str) -> usize {
        let slot = self.slots;
        self.slots += 1;
        self.names.insert(name.to_owned(), slot);
        self.fresh.push(name.to_owned());
        slot
    }

    /// Adds a column to those that are shown; one of the same name takes its place.
    pub(super) fn show(&mut self, column: (String, Expr)) {
        match self.columns.iter_mut().find(|(name, _)| *name == column.0) {
            Some(known) => *known = column,
            None => self.columns.push(column),
        }
    }

    pub(super) fn column(&mut self, column: &Column) -> (String, Expr) {
        let name = column.name();
        let value = self.expression(&column.expression);
        if column.alias.is_none() && matches!(column.expression.kind, ExpressionKind::Field(_)) {
            return (name, value);
        }
        let slot = self.define(&name);
        self.steps.push(Step::Compute { slot, value });
        (name, Expr::Slot(slot))
    }

    /// As a column, but a name that `stats` has not left is no column.
    pub(super) fn display_column(&mut self, column: &Column) -> Option<(String, Expr)> {
        if column.alias.is_none() && self.is_gone(&column.expression) {
            return None;
        }
        Some(self.column(column))
    }

    /// `None` for a name that does not exist any more.
    pub(super) fn lenient(&mut self, expression: &Expression) -> Option<Expr> {
        if self.is_gone(expression) { None } else { Some(self.expression(expression)) }
    }

    pub(super) fn is_gone(&self, expression: &Expression) -> bool {
        match &expression.kind {
            ExpressionKind::Field(path) => self.after_stats && self.named(path).is_none(),
            _ => false,
        }
    }

    pub(super) fn named(&self, path: &FieldPath) -> Option<usize> {
        let first = match path.parts.first() {
            Some(PathPart::Name(name)) => name.as_str(),
            _ => "",
        };
        self.names.get(&path.name()).or_else(|| self.names.get(first)).copied()
    }

    /// A name in its place.
    pub(super) fn field(&mut self, path: &FieldPath, span: &Span) -> Expr {
        if let Some(own) = self.left_side.as_deref().and_then(|side| below(path, side)) {
            return self.field(&own, span);
        }
        let name = path.name();
        if let Some(scope) = &self.stats {
            // check.rs has made sure that it is there.
            return scope.names.get(&name).map_or(Expr::Constant(Value::Null), |slot| Expr::Slot(*slot));
        }
        if let Some(slot) = self.names.get(&name) {
            return Expr::Slot(*slot);
        }
        if let [PathPart::Name(first), rest @ ..] = path.parts.as_slice()
            && !rest.is_empty()
            && !self.fresh.contains(first)
            && let Some(slot) = self.names.get(first).copied()
        {
            let otherwise = if self.after_stats { None } else { Some(self.discovery.want(&name)) };
            return Expr::Path { value: Box::new(Expr::Slot(slot)), parts: rest.to_vec(), otherwise };
        }
        if self.after_stats {
            let suggestion = nearest(&name, self.names.keys().cloned());
            self.report(span, DiagnosticKind::UnknownAfterStats { name, suggestion });
            return Expr::Constant(Value::Null);
        }
        match System::from_name(&name) {
            Some(field) => Expr::System(field),
            None => Expr::Discovered(self.discovery.want(&name)),
        }
    }

    /// A column of the last `stats` by its text: `sort count(*) desc`.
    pub(super) fn column_by_text(&self, expression: &Expression) -> Option<usize> {
        if self.after_stats && self.stats.is_none() { self.names.get(&expression.to_string()).copied() } else { None }
    }

    pub(super) fn has_events(&self) -> bool {
        !self.after_stats
    }
}
