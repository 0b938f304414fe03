use super::super::ast::{Column, Expression, ExpressionKind, Stats};
use super::super::diagnostic::DiagnosticKind;
use super::super::functions::{self, Function};
use super::super::suggest::nearest;
use super::{Checker, Place, each_part};

impl Checker {
    pub(super) fn stats(&mut self, stats: &Stats) {
        for group in &stats.by {
            self.expression(&group.column.expression, Place::Inside);
            self.must_be_left(&group.column.expression);
        }
        let mut names: Vec<String> = stats.by.iter().map(|group| &group.column).flat_map(names_of).collect();
        for column in &stats.columns {
            self.expression(&column.expression, Place::Column);
            self.column_of_stats(&column.expression, &names);
            names.extend(names_of(column));
        }
        self.left = Some(names);
    }

    /// Outside an aggregation, a column of `stats` may name groups and columns before it only.
    fn column_of_stats(&mut self, expression: &Expression, names: &[String]) {
        match &expression.kind {
            ExpressionKind::Field(path) => {
                let name = path.name();
                if !names.contains(&name) {
                    self.report(&expression.span, DiagnosticKind::FieldOutsideAggregate { name });
                }
            }
            ExpressionKind::Call { name, .. } if functions::find(name).is_some_and(Function::is_aggregate) => {
                self.must_be_left(expression);
            }
            _ => each_part(expression, &mut |part| self.column_of_stats(part, names)),
        }
    }

    /// After a `stats`, the next one sees the columns of the last one only.
    fn must_be_left(&mut self, expression: &Expression) {
        let Some(left) = &self.left else { return };
        if left.contains(&expression.to_string()) {
            return;
        }
        if let ExpressionKind::Field(path) = &expression.kind {
            let name = path.name();
            let first = path.name().split(['.', '[']).next().map(str::to_owned).unwrap_or_default();
            if !left.iter().any(|known| *known == name || *known == first) {
                let suggestion = nearest(&name, left.clone());
                self.report(&expression.span, DiagnosticKind::UnknownAfterStats { name, suggestion });
            }
            return;
        }
        each_part(expression, &mut |part| self.must_be_left(part));
    }
}

/// What a column of `stats` can be called afterwards.
fn names_of(column: &Column) -> Vec<String> {
    let mut names = vec![column.name()];
    if column.alias.is_none() {
        names.push(column.expression.to_string());
    }
    names
}
