//! `SOURCE`, `join`, `lookup`, subqueries: what a query reads besides its events.

use std::collections::{BTreeMap, HashSet};

use super::super::beyond::{Groups, JoinTable, LookupRows};
use super::super::expression::Expr;
use super::super::inner::{below, join_query, right_fields, side};
use super::super::program::Step;
use super::Compiler;
use crate::insights::ast::{CommandKind, Expression, FieldPath, Join, Lookup, Query, SourcePart, Span};
use crate::insights::choices::JOIN_IS_INNER_BY_DEFAULT;
use crate::insights::value::{Value, number_in};
use crate::model::QueryRow;

impl Compiler {
    /// All of them: dashboards write a `SOURCE` for each log group.
    pub(super) fn sources(&mut self, query: &Query) {
        let sources = query.commands.iter().filter_map(|command| match &command.kind {
            CommandKind::Source(parts) => Some((parts, &command.span)),
            _ => None,
        });
        let mut all: Vec<SourcePart> = Vec::new();
        let mut place = None;
        for (parts, span) in sources {
            all.extend(parts.iter().cloned());
            place.get_or_insert(span);
        }
        if let Some(span) = place {
            match Groups::new(&all) {
                Some(groups) => self.groups = Some(groups),
                None => self.not_evaluated(span, "this SOURCE"),
            }
        }
    }

    /// The rows of a query within this one.
    fn inner(&mut self, query: &Query, span: &Span, what: &str) -> Vec<QueryRow> {
        match self.options.inner.get(&query.to_string()) {
            Some(rows) => rows.to_vec(),
            None if self.assumes => Vec::new(),
            None => {
                self.not_evaluated(span, what);
                Vec::new()
            }
        }
    }

    /// `value in (SOURCE … | fields f)`: its first column.
    pub(super) fn subquery(&mut self, value: &Expression, negated: bool, query: &Query) -> Expr {
        let span = &value.span;
        let rows = self.inner(query, span, "a subquery");
        let texts: HashSet<Box<str>> = rows
            .into_iter()
            .filter_map(|row| row.into_iter().next())
            .filter(|(name, _)| name != "@ptr")
            .map(|(_, text)| text.into_boxed_str())
            .collect();
        // Numbers across types, as for a list: 200 and "200".
        let numbers = texts.iter().filter_map(|text| number_in(text)).map(|number| (number + 0.0).to_bits()).collect();
        let value = Box::new(self.expression(value));
        Expr::InSet { value, set: Box::new((texts, numbers)), negated }
    }

    pub(super) fn join(&mut self, join: &Join, span: &Span) {
        let (Some(left), Some(right)) = (side(join, "left"), side(join, "right")) else {
            return self.not_evaluated(span, "a join whose sides have no names");
        };
        let inner = match side(join, "type").map(str::to_ascii_lowercase).as_deref() {
            None => JOIN_IS_INNER_BY_DEFAULT,
            Some("inner") => true,
            Some("left") => false,
            Some(_) => return self.not_evaluated(span, "a join of this type"),
        };
        if self.after_stats {
            return self.not_evaluated(span, "join after stats");
        }
        let (left, right) = (left.to_owned(), right.to_owned());
        self.left_side = Some(left.clone());
        let mut keys = Vec::new();
        let mut columns = Vec::new();
        for (one, other) in &join.on {
            let (own, foreign) = match (below(other, &right), below(one, &right)) {
                (Some(foreign), _) => (one, foreign),
                (None, Some(foreign)) => (other, foreign),
                (None, None) => return self.not_evaluated(span, "a join that compares one side only"),
            };
            let own = below(own, &left).unwrap_or_else(|| own.clone());
            keys.push(self.field(&own, span));
            columns.push(foreign.name());
        }
        let query = self.query.clone();
        let rows = self.inner(&join_query(&query, join), span, "join");
        let fields: Vec<String> = right_fields(&query, join).iter().map(FieldPath::name).collect();
        let slots = fields.iter().map(|field| self.define(&format!("{right}.{field}"))).collect();
        let table = Box::new(JoinTable::new(&rows, &columns, &fields));
        self.steps.push(Step::Join { keys, table, slots, inner });
    }

    pub(super) fn lookup(&mut self, lookup: &Lookup, span: &Span) {
        let field = lookup.field.clone().unwrap_or_else(|| FieldPath::single(&lookup.key));
        let value = self.field(&field, span);
        let output: Vec<&str> = lookup.output.iter().map(|(name, _)| name.as_str()).collect();
        let rows = match self.options.lookups.get(&lookup.table) {
            Some(table) => table.by_key(&lookup.key, &output),
            None if self.assumes => Some(LookupRows::new()),
            None => {
                return self.not_evaluated(span, &format!("lookup in {}, a table that was not given,", lookup.table));
            }
        };
        let Some(rows) = rows else {
            return self.not_evaluated(span, &format!("lookup of columns that {} does not have", lookup.table));
        };
        let names = lookup.output.iter().map(|(name, alias)| alias.clone().unwrap_or_else(|| name.clone()));
        let slots = names
            .map(|name| {
                // A field of this name keeps its value where the table has no other.
                let field = FieldPath::single(&name);
                let before = if self.after_stats && self.named(&field).is_none() {
                    Expr::Constant(Value::Null)
                } else {
                    self.field(&field, span)
                };
                let slot = self.define(&name);
                self.show((name, Expr::Slot(slot)));
                (slot, before)
            })
            .collect();
        self.steps.push(Step::Lookup { value, rows, slots, only_new: lookup.only_new });
    }

    /// The sum of each row, in a column of its own.
    pub(super) fn add_totals(&mut self, options: &[(String, String)], fields: &[Expression], span: &Span) {
        let options: BTreeMap<&str, &str> =
            options.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let says = |name: &str, otherwise: bool| {
            options.get(name).map_or(otherwise, |value| value.eq_ignore_ascii_case("true"))
        };
        if says("col", false) {
            return self.not_evaluated(span, "addtotals col=true");
        }
        if !says("row", true) {
            return;
        }
        let values = if fields.is_empty() {
            self.shown_columns().into_iter().map(|(_, value)| value).collect()
        } else {
            fields.iter().map(|field| self.expression(field)).collect()
        };
        let name = options.get("fieldname").copied().unwrap_or("Total").to_owned();
        let slot = self.define(&name);
        self.steps.push(Step::Compute { slot, value: Expr::Total(values) });
        self.show((name, Expr::Slot(slot)));
    }
}
