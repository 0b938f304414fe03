//! From a [`Query`] to a [`Program`]: names become places, patterns are compiled, and what is not
//! evaluated is refused.

use std::collections::HashMap;

use super::super::ast::{
    Column, Command, CommandKind, Count, Expression, ExpressionKind, FieldPath, Further, Parse, ParseHow, PathPart,
    Query, Span, Stats,
};
use super::super::choices::{NEWEST_FIRST_BY_DEFAULT, SORT_DESCENDS_BY_DEFAULT};
use super::super::diagnostic::{Diagnostic, DiagnosticKind};
use super::super::functions::Context;
use super::super::regexes;
use super::super::rewrite;
use super::super::selection;
use super::super::suggest::nearest;
use super::EvaluationOptions;
use super::aggregate::{Aggregation, StatsPlan};
use super::discovery::Discovery;
use super::expression::{Expr, System};
use super::glob::Glob;
use super::program::{End, Program, Step, Stretch};
use super::rows::RowsPlan;
use crate::model::LogClass;

/// On Infrequent Access; the documentation names no other number for it.
const STATS_INFREQUENT: usize = 2;
/// On Standard, as measured by others; the documentation of April 2026 says 2.
const STATS_STANDARD: usize = 10;

pub(super) fn compile(query: &Query, options: EvaluationOptions) -> Result<Program, Vec<Diagnostic>> {
    let context = Context { now: options.now, range: options.range };
    let mut compiler = Compiler::new(options);
    compiler.stats_left(query);
    compiler.sources(query);
    for command in &query.commands {
        compiler.command(command);
    }
    compiler.end_rows();
    if compiler.found.is_empty() {
        Ok(Program { stretches: compiler.stretches, discovery: compiler.discovery, context })
    } else {
        Err(compiler.found)
    }
}

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
}

pub(super) struct StatsScope {
    pub names: HashMap<String, usize>,
    pub aggregations: Vec<Aggregation>,
    /// Where the aggregations stand in the row.
    pub base: usize,
}

impl Compiler {
    fn new(options: EvaluationOptions) -> Self {
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
        }
    }

    pub(super) fn report(&mut self, span: &Span, kind: DiagnosticKind) {
        self.found.push(Diagnostic::new(span.0.clone(), kind));
    }

    fn not_evaluated(&mut self, span: &Span, what: &str) {
        self.report(span, DiagnosticKind::NotEvaluated { what: what.to_owned() });
    }

    fn sources(&mut self, query: &Query) {
        match selection::condition(query) {
            Ok(condition) => {
                let condition = condition.map(|condition| self.expression(&condition));
                self.steps.extend(condition.map(Step::Filter));
            }
            Err(what) => {
                let span = query.commands.first().map(|first| first.span.clone()).unwrap_or_default();
                self.not_evaluated(&span, what);
            }
        }
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
                        let key = self.lenient(&sorted.column.expression).unwrap_or(Expr::Constant(super::Value::Null));
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
            // They are all gathered before the first command.
            CommandKind::Source(_) => {}
            CommandKind::Further(further) => self.further(further, span),
            CommandKind::Lookup(_) | CommandKind::Join(_) | CommandKind::AddTotals { .. } => {
                self.not_evaluated(span, command.kind.name());
            }
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

    /// A place in the row for a name; the name means this one from here on.
    fn define(&mut self, name: &str) -> usize {
        let slot = self.slots;
        self.slots += 1;
        self.names.insert(name.to_owned(), slot);
        self.fresh.push(name.to_owned());
        slot
    }

    /// Adds a column to those that are shown; one of the same name takes its place.
    fn show(&mut self, column: (String, Expr)) {
        match self.columns.iter_mut().find(|(name, _)| *name == column.0) {
            Some(known) => *known = column,
            None => self.columns.push(column),
        }
    }

    fn column(&mut self, column: &Column) -> (String, Expr) {
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
    fn display_column(&mut self, column: &Column) -> Option<(String, Expr)> {
        if column.alias.is_none() && self.is_gone(&column.expression) {
            return None;
        }
        Some(self.column(column))
    }

    /// `None` for a name that does not exist any more.
    fn lenient(&mut self, expression: &Expression) -> Option<Expr> {
        if self.is_gone(expression) { None } else { Some(self.expression(expression)) }
    }

    fn is_gone(&self, expression: &Expression) -> bool {
        match &expression.kind {
            ExpressionKind::Field(path) => self.after_stats && self.named(path).is_none(),
            _ => false,
        }
    }

    fn named(&self, path: &FieldPath) -> Option<usize> {
        let first = match path.parts.first() {
            Some(PathPart::Name(name)) => name.as_str(),
            _ => "",
        };
        self.names.get(&path.name()).or_else(|| self.names.get(first)).copied()
    }

    /// A name in its place.
    pub(super) fn field(&mut self, path: &FieldPath, span: &Span) -> Expr {
        let name = path.name();
        if let Some(scope) = &self.stats {
            // check.rs has made sure that it is there.
            return scope.names.get(&name).map_or(Expr::Constant(super::Value::Null), |slot| Expr::Slot(*slot));
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
            return Expr::Constant(super::Value::Null);
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

    fn parse(&mut self, parse: &Parse) {
        let value = match &parse.field {
            Some(field) => self.expression(field),
            None => self.field(&FieldPath::single("@message"), &Span::default()),
        };
        match &parse.how {
            ParseHow::Glob { pattern, aliases, .. } => {
                let slots = self.extracted(aliases);
                let open = if pattern.contains('*') { "" } else { "*" };
                self.steps.push(Step::Glob { value, glob: Glob::new(&format!("{pattern}{open}")), slots });
            }
            ParseHow::Regex { regex, aliases, multi } => {
                let compiled = match regexes::compile(&regex.source) {
                    Ok(compiled) => compiled,
                    Err(reason) => return self.report(&regex.span, DiagnosticKind::BadRegex { reason }),
                };
                let mut unnamed = aliases.iter();
                let names: Vec<Option<String>> = compiled
                    .capture_names()
                    .enumerate()
                    .map(|(group, name)| match name {
                        Some(name) => Some(name.to_owned()),
                        None if group > 0 => unnamed.next().cloned(),
                        None => None,
                    })
                    .collect();
                let groups = names
                    .into_iter()
                    .enumerate()
                    .filter_map(|(group, name)| Some((group, self.extracted(&[name?])[0])))
                    .collect();
                self.steps.push(Step::Regex { value, regex: Box::new(compiled), groups, multi: *multi });
            }
            ParseHow::Logfmt { alias } => {
                let name = alias.clone().unwrap_or_else(|| "logfmt".to_owned());
                let slot = self.extracted(&[name])[0];
                self.steps.push(Step::Logfmt { value, slot });
            }
            ParseHow::Xml { .. } => self.not_evaluated(&Span::default(), "parse XML"),
            ParseHow::Csv { aliases } => {
                let slots = self.extracted(aliases);
                self.steps.push(Step::Csv { value, slots });
            }
        }
    }

    /// Places for what `parse` takes out; it is shown, too.
    fn extracted(&mut self, names: &[String]) -> Vec<usize> {
        names
            .iter()
            .map(|name| {
                let slot = self.define(name);
                self.show((name.clone(), Expr::Slot(slot)));
                slot
            })
            .collect()
    }

    fn stats(&mut self, stats: &Stats) {
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

    fn end(&mut self, end: End) {
        let steps = std::mem::take(&mut self.steps);
        self.stretches.push(Stretch { slots: self.slots, steps, end });
        self.columns.clear();
        self.has_fields = false;
        self.display = None;
        self.sort.clear();
    }

    fn end_rows(&mut self) {
        let mut columns = std::mem::take(&mut self.columns);
        if let Some(display) = self.display.take() {
            columns = display;
        } else if !self.has_fields {
            let before: Vec<(String, Expr)> = if self.after_stats {
                self.left.iter().map(|(name, slot)| (name.clone(), Expr::Slot(*slot))).collect()
            } else {
                let shown = [("@timestamp", System::Timestamp), ("@message", System::Message)];
                shown.map(|(name, field)| (name.to_owned(), Expr::System(field))).into()
            };
            let added = columns.into_iter();
            let mut all: Vec<(String, Expr)> = before;
            for column in added {
                match all.iter_mut().find(|(name, _)| *name == column.0) {
                    Some(known) => *known = column,
                    None => all.push(column),
                }
            }
            columns = all;
        }
        let mut keys = std::mem::take(&mut self.sort);
        if keys.is_empty() && !self.after_stats && !self.any && NEWEST_FIRST_BY_DEFAULT {
            keys.push((Expr::System(System::Timestamp), true));
        }
        // The pointer goes last and once.
        columns.retain(|(name, _)| self.after_stats || name != "@ptr");
        let plan = RowsPlan {
            keys,
            columns,
            dedup: std::mem::take(&mut self.dedup),
            limit: self.limit.or(self.options.limit.map(|limit| limit as usize)).unwrap_or(super::DEFAULT_LIMIT),
            pointer: !self.after_stats,
            any: self.any,
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
