//! From a [`Query`] to a [`Program`]: names become places, patterns are compiled, and what is not
//! evaluated is refused.

mod beyond;
mod ends;
mod expression;
mod extraction;
mod names;

use std::collections::HashMap;

use super::EvaluationOptions;
use super::aggregate::Aggregation;
use super::beyond::Groups;
use super::discovery::Discovery;
use super::expression::Expr;
use super::program::{Program, Step, Stretch};
use crate::insights::ast::{Command, CommandKind, Count, Expression, ExpressionKind, FieldPath, Further, Query, Span};
use crate::insights::choices::SORT_DESCENDS_BY_DEFAULT;
use crate::insights::diagnostic::{Diagnostic, DiagnosticKind};
use crate::insights::functions::Context;
use crate::insights::rewrite;
use crate::insights::value::Value;
use crate::model::LogClass;

/// On Infrequent Access; the documentation names no other number for it.
const STATS_INFREQUENT: usize = 2;
/// On Standard, as measured by others; the documentation of April 2026 says 2.
const STATS_STANDARD: usize = 10;

/// `assumes`: what queries within this one and tables give is taken as known.
pub(super) fn compile(query: &Query, options: EvaluationOptions, assumes: bool) -> Result<Program, Vec<Diagnostic>> {
    let context = Context { now: options.now, range: options.range };
    let mut compiler = Compiler::new(query, options, assumes);
    compiler.stats_left(query);
    compiler.sources(query);
    for command in &query.commands {
        compiler.command(command);
    }
    compiler.end_rows();
    if compiler.found.is_empty() {
        Ok(Program { stretches: compiler.stretches, discovery: compiler.discovery, groups: compiler.groups, context })
    } else {
        Err(compiler.found)
    }
}

#[expect(clippy::struct_excessive_bools, reason = "each says something else about the commands so far")]
pub(super) struct Compiler {
    options: EvaluationOptions,
    pub(super) found: Vec<Diagnostic>,
    pub(super) discovery: Discovery,
    stretches: Vec<Stretch>,
    steps: Vec<Step>,
    /// What names of this stretch are: places in the row.
    names: HashMap<String, usize>,
    /// Names that the command at hand has made: no path leads into them yet, as in AWS.
    fresh: Vec<String>,
    slots: usize,
    after_stats: bool,
    /// While a column of `stats` is read.
    pub(super) stats: Option<StatsScope>,
    columns: Vec<(String, Expr)>,
    has_fields: bool,
    display: Option<Vec<(String, Expr)>>,
    /// What `stats` has left, shown where no `fields` follows.
    left: Vec<(String, usize)>,
    sort: Vec<(Expr, bool)>,
    dedup: Vec<Expr>,
    limit: Option<usize>,
    any: bool,
    query: Query,
    /// Takes what queries within this one and tables give as known: only asks whether it works.
    assumes: bool,
    groups: Option<Groups>,
    /// What a `join` calls the events at hand.
    left_side: Option<String>,
}

pub(super) struct StatsScope {
    pub names: HashMap<String, usize>,
    pub aggregations: Vec<Aggregation>,
    /// Where the aggregations stand in the row.
    pub base: usize,
}

impl Compiler {
    fn new(query: &Query, options: EvaluationOptions, assumes: bool) -> Self {
        Self {
            options,
            found: Vec::new(),
            discovery: Discovery::default(),
            stretches: Vec::new(),
            steps: Vec::new(),
            names: HashMap::new(),
            fresh: Vec::new(),
            slots: 0,
            after_stats: false,
            stats: None,
            columns: Vec::new(),
            has_fields: false,
            display: None,
            left: Vec::new(),
            sort: Vec::new(),
            dedup: Vec::new(),
            limit: None,
            any: false,
            query: query.clone(),
            assumes,
            groups: None,
            left_side: None,
        }
    }

    pub(super) fn report(&mut self, span: &Span, kind: DiagnosticKind) {
        self.found.push(Diagnostic::new(span.0.clone(), kind));
    }

    pub(super) fn not_evaluated(&mut self, span: &Span, what: &str) {
        self.report(span, DiagnosticKind::NotEvaluated { what: what.to_owned() });
    }

    fn stats_left(&mut self, query: &Query) {
        let infrequent = self.options.log_class == LogClass::InfrequentAccess;
        let most = if infrequent { STATS_INFREQUENT } else { STATS_STANDARD };
        let stats = query.commands.iter().filter(|command| matches!(command.kind, CommandKind::Stats(_)));
        if let Some(surplus) = stats.clone().nth(most) {
            self.report(&surplus.span, DiagnosticKind::TooManyStats { most });
        }
    }

    /// Refuses what the class does not have.
    pub(super) fn class_forbids(&mut self, span: &Span, what: &'static str) -> bool {
        let forbids = self.options.log_class == LogClass::InfrequentAccess;
        if forbids {
            self.report(span, DiagnosticKind::ClassForbids { what });
        }
        forbids
    }

    fn command(&mut self, command: &Command) {
        let span = &command.span;
        self.fresh.clear();
        match &command.kind {
            CommandKind::Fields(columns) => {
                self.has_fields = true;
                for column in columns {
                    let shown = self.column(column);
                    self.show(shown);
                }
            }
            CommandKind::Display(columns) => {
                let columns = columns.iter().filter_map(|column| self.display_column(column)).collect();
                self.display = Some(columns);
            }
            CommandKind::Filter(condition) => {
                let condition = self.expression(condition);
                self.steps.push(Step::Filter(condition));
            }
            CommandKind::Parse(parse) => self.parse(parse),
            CommandKind::Json { field, path, alias } => {
                let field = field.clone().unwrap_or_else(|| FieldPath::single("@message"));
                let value = Expression { span: span.clone(), kind: ExpressionKind::Field(field) };
                let value = self.json_path(&value, path);
                let name = alias.clone().unwrap_or_else(|| path.clone());
                let slot = self.define(&name);
                self.steps.push(Step::Compute { slot, value });
                self.show((name, Expr::Slot(slot)));
            }
            CommandKind::Sort(columns) => {
                self.sort = columns
                    .iter()
                    .map(|sorted| {
                        let key = self.lenient(&sorted.column.expression).unwrap_or(Expr::Constant(Value::Null));
                        (key, sorted.descending.unwrap_or(SORT_DESCENDS_BY_DEFAULT))
                    })
                    .collect();
            }
            CommandKind::Limit { any, count } => match count {
                Count::Number(number) => {
                    let number = usize::try_from(*number).unwrap_or(usize::MAX);
                    self.limit = Some(self.limit.map_or(number, |limit| limit.min(number)));
                    self.any |= any;
                }
                Count::Placeholder(name) => {
                    self.report(span, DiagnosticKind::UnfilledParameter { name: name.clone() });
                }
            },
            CommandKind::Stats(stats) => {
                if self.limit.is_some() {
                    self.not_evaluated(span, "stats after limit");
                }
                self.stats(stats);
            }
            CommandKind::Dedup(fields) => self.dedup = fields.iter().map(|field| self.expression(field)).collect(),
            CommandKind::Unnest { field, alias } => {
                let value = self.expression(field);
                let slot = self.define(alias);
                self.steps.push(Step::Unnest { value, slot });
                self.show((alias.clone(), Expr::Slot(slot)));
            }
            CommandKind::FilterIndex(condition) => {
                if !self.class_forbids(span, command.kind.name()) {
                    let condition = self.expression(condition);
                    self.steps.push(Step::Filter(condition));
                }
            }
            CommandKind::Pattern(_) | CommandKind::Diff(_) | CommandKind::Anomaly | CommandKind::Unmask(_) => {
                if !self.class_forbids(span, command.kind.name()) {
                    self.not_evaluated(span, command.kind.name());
                }
            }
            // They are all read before the first command.
            CommandKind::Source(_) => {}
            CommandKind::Lookup(lookup) => self.lookup(lookup, span),
            CommandKind::Join(join) => self.join(join, span),
            CommandKind::AddTotals { options, fields } => self.add_totals(options, fields, span),
            CommandKind::Further(further) => self.further(further, span),
            CommandKind::Invocation(invocation) => {
                self.report(&invocation.span, DiagnosticKind::SavedQuery { name: invocation.name.clone() });
            }
        }
    }

    fn further(&mut self, further: &Further, span: &Span) {
        match further {
            Further::Expand(field) => {
                let value = self.expression(&rewrite::list_in(field));
                let slot = self.define(&field.to_string());
                self.steps.push(Step::Unnest { value, slot });
            }
            Further::CountFrequent(fields) => match rewrite::count_frequent(fields) {
                Some(commands) => commands.iter().for_each(|command| self.command(command)),
                None => self.not_evaluated(span, further.name()),
            },
            _ => self.not_evaluated(span, further.name()),
        }
    }
}
