//! What the grammar alone cannot tell: functions, the order of commands, what exists after `stats`.

mod further;
mod stats;
mod subquery;

use super::ast::{
    Command, CommandKind, Expression, ExpressionKind, InList, Parse, ParseHow, Pattern, Query, Regex, Span,
};
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::functions;
use super::regexes;
use super::substitute::with_stand_ins;

/// Everything that is wrong with a query that could be read.
pub(crate) fn check(query: &Query) -> Vec<Diagnostic> {
    let mut checker = Checker { found: Vec::new(), left: None, split: Vec::new(), within: false };
    checker.query(query);
    checker.found
}

struct Checker {
    found: Vec<Diagnostic>,
    /// After `stats`: the columns that are left.
    left: Option<Vec<String>>,
    /// Names of what `split` has made.
    split: Vec<String>,
    /// Whether this is a query in `in (…)`.
    within: bool,
}

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Anywhere but in `stats`.
    Row,
    /// A column of `stats`, outside an aggregation.
    Column,
    /// Inside an aggregation, or in what is grouped by.
    Inside,
}

impl Checker {
    fn report(&mut self, span: &Span, kind: DiagnosticKind) {
        self.found.push(Diagnostic::new(span.0.clone(), kind));
    }

    fn query(&mut self, query: &Query) {
        let mut dedup = false;
        let mut pattern = false;
        let mut sources = true;
        let mut joined = false;
        for command in &query.commands {
            match &command.kind {
                // Dashboards write a SOURCE for each log group.
                CommandKind::Source(_) if !sources => self.report(&command.span, DiagnosticKind::SourceNotFirst),
                CommandKind::Join(_) if joined => {
                    self.report(&command.span, DiagnosticKind::OnlyOnce { command: "join" });
                }
                CommandKind::Anomaly | CommandKind::Diff(_) if !pattern => {
                    let kind = DiagnosticKind::NeedsBefore { command: command.kind.name(), needs: "pattern" };
                    self.report(&command.span, kind);
                }
                CommandKind::Limit { .. } | CommandKind::Fields(_) | CommandKind::Display(_) => {}
                other if dedup => {
                    let kind = DiagnosticKind::NotAllowedAfter { command: other.name(), after: "dedup" };
                    self.report(&command.span, kind);
                }
                _ => {}
            }
            sources &= matches!(command.kind, CommandKind::Source(_));
            dedup |= matches!(command.kind, CommandKind::Dedup(_));
            joined |= matches!(command.kind, CommandKind::Join(_));
            pattern |= matches!(command.kind, CommandKind::Pattern(_));
            self.command(command);
        }
    }

    fn command(&mut self, command: &Command) {
        match &command.kind {
            CommandKind::Fields(columns) | CommandKind::Display(columns) => {
                for column in columns {
                    self.expression(&column.expression, Place::Row);
                    self.adds(column.alias.clone());
                    if is_split(&column.expression) {
                        self.split.extend(column.alias.clone());
                    }
                }
            }
            CommandKind::Filter(expression)
            | CommandKind::FilterIndex(expression)
            | CommandKind::Pattern(expression)
            | CommandKind::Unmask(expression) => self.expression(expression, Place::Row),
            CommandKind::Unnest { field, alias } => {
                self.expression(field, Place::Row);
                self.must_not_be_split(field);
                self.adds(Some(alias.clone()));
            }
            CommandKind::Parse(parse) => self.parse(parse),
            CommandKind::Sort(columns) => {
                for sorted in columns {
                    self.expression(&sorted.column.expression, Place::Row);
                }
            }
            CommandKind::Dedup(fields) | CommandKind::AddTotals { fields, .. } => {
                for field in fields {
                    self.expression(field, Place::Row);
                }
            }
            CommandKind::Stats(stats) => self.stats(stats),
            CommandKind::Join(join) => {
                self.found.extend(check(&join.right));
                self.left = None;
            }
            CommandKind::Further(further) => self.further(further),
            // What its commands leave is not known before they are put in.
            CommandKind::Invocation(_) => self.left = None,
            CommandKind::Json { path, alias, .. } => self.adds(Some(alias.clone().unwrap_or_else(|| path.clone()))),
            CommandKind::Lookup(lookup) => self.adds(lookup.output.iter().map(further::output_name)),
            CommandKind::Source(_) | CommandKind::Limit { .. } | CommandKind::Anomaly | CommandKind::Diff(_) => {}
        }
    }

    /// AWS takes lists of JSON apart, not those that `split` makes.
    fn must_not_be_split(&mut self, list: &Expression) {
        let named = matches!(&list.kind, ExpressionKind::Field(path) if self.split.contains(&path.name()));
        if named || is_split(list) {
            self.report(&list.span, DiagnosticKind::SplitNotUnnested);
        }
    }

    fn fields(&mut self, fields: &[Expression]) {
        for field in fields {
            self.expression(field, Place::Row);
        }
    }

    fn adds(&mut self, name: impl IntoIterator<Item = String>) {
        if let Some(left) = &mut self.left {
            left.extend(name);
        }
    }

    fn parse(&mut self, parse: &Parse) {
        if let Some(field) = &parse.field {
            self.expression(field, Place::Row);
        }
        match &parse.how {
            ParseHow::Glob { pattern, aliases, span } => {
                let wildcards = pattern.matches('*').count();
                if wildcards.max(1) != aliases.len() {
                    self.report(span, DiagnosticKind::GlobAliases { wildcards, aliases: aliases.len() });
                }
                self.adds(aliases.iter().cloned());
            }
            ParseHow::Regex { regex, aliases, .. } => {
                if let Some(compiled) = self.regex(regex) {
                    let named: Vec<String> = compiled.capture_names().flatten().map(str::to_owned).collect();
                    let unnamed = compiled.captures_len() - 1 - named.len();
                    if named.is_empty() && (aliases.is_empty() || unnamed != aliases.len()) {
                        self.report(&regex.span, DiagnosticKind::NoNamedGroup);
                    }
                    self.adds(named);
                }
                self.adds(aliases.iter().cloned());
            }
            ParseHow::Logfmt { alias } => self.adds(alias.clone()),
            ParseHow::Csv { aliases } | ParseHow::Xml { aliases, .. } => self.adds(aliases.iter().cloned()),
        }
    }

    fn regex(&mut self, regex: &Regex) -> Option<regex::Regex> {
        match regexes::compile(&with_stand_ins(&regex.source)) {
            Ok(compiled) => Some(compiled),
            Err(reason) => {
                self.report(&regex.span, DiagnosticKind::BadRegex { reason });
                None
            }
        }
    }

    fn expression(&mut self, expression: &Expression, place: Place) {
        let mut inner = place;
        match &expression.kind {
            ExpressionKind::Call { name, arguments } => {
                let Some(function) = functions::find(name) else {
                    let kind =
                        DiagnosticKind::UnknownFunction { name: name.clone(), suggestion: functions::suggestion(name) };
                    self.report(&expression.span, kind);
                    return;
                };
                if !function.arguments.contains(&arguments.len()) {
                    let kind = DiagnosticKind::WrongArguments { usage: function.usage, given: arguments.len() };
                    self.report(&expression.span, kind);
                }
                if function.is_aggregate() {
                    // `sort count(*) desc`: the name of a column that `stats` left.
                    let is_column = self.left.as_ref().is_some_and(|left| left.contains(&expression.to_string()));
                    match place {
                        Place::Row if is_column => return,
                        Place::Row => {
                            let kind = DiagnosticKind::AggregateOutsideStats { name: function.name.to_owned() };
                            self.report(&expression.span, kind);
                        }
                        Place::Inside if !is_column => {
                            let kind = DiagnosticKind::AggregateInAggregate { name: function.name.to_owned() };
                            self.report(&expression.span, kind);
                        }
                        Place::Column | Place::Inside => {}
                    }
                    inner = Place::Inside;
                } else if arguments.iter().any(|argument| argument.kind == ExpressionKind::Star) {
                    let kind = DiagnosticKind::WrongArguments { usage: function.usage, given: arguments.len() };
                    self.report(&expression.span, kind);
                }
            }
            ExpressionKind::Like { pattern: Pattern::Regex(regex), .. } => {
                self.regex(regex);
            }
            ExpressionKind::In { list: InList::Query(query), .. } => self.subquery(query, &expression.span),
            _ => {}
        }
        each_part(expression, &mut |part| self.expression(part, inner));
    }
}

fn is_split(expression: &Expression) -> bool {
    matches!(&expression.kind, ExpressionKind::Call { name, .. } if name.eq_ignore_ascii_case("split"))
}

/// The direct parts of an expression.
pub(crate) fn each_part<'a>(expression: &'a Expression, visit: &mut dyn FnMut(&'a Expression)) {
    match &expression.kind {
        ExpressionKind::Negate(inner) | ExpressionKind::Not(inner) => visit(inner),
        ExpressionKind::Binary { left, right, .. } => {
            visit(left);
            visit(right);
        }
        ExpressionKind::And(parts) | ExpressionKind::Or(parts) => parts.iter().for_each(visit),
        ExpressionKind::Like { value, pattern, .. } => {
            visit(value);
            if let Pattern::Contains(text) = pattern {
                visit(text);
            }
        }
        ExpressionKind::In { value, list, .. } => {
            visit(value);
            if let InList::Values(values) = list {
                values.iter().for_each(visit);
            }
        }
        ExpressionKind::Call { arguments, .. } => arguments.iter().for_each(visit),
        ExpressionKind::Field(_)
        | ExpressionKind::Text(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::Boolean(_)
        | ExpressionKind::Duration(_)
        | ExpressionKind::Star
        | ExpressionKind::Placeholder(_) => {}
    }
}
