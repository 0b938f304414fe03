//! What the grammar alone cannot tell: functions, the order of commands, what exists after `stats`.

use super::ast::{
    Column, Command, CommandKind, Expression, ExpressionKind, Further, InList, Parse, ParseHow, Pattern, Query, Regex,
    Stats,
};
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::functions::{self, Function};
use super::regexes;
use super::substitute::with_stand_ins;
use super::suggest::nearest;

/// Everything that is wrong with a query that could be read.
pub(crate) fn check(query: &Query) -> Vec<Diagnostic> {
    let mut checker = Checker { found: Vec::new(), left: None };
    checker.query(query);
    checker.found
}

struct Checker {
    found: Vec<Diagnostic>,
    /// After `stats`: the columns that are left.
    left: Option<Vec<String>>,
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
    fn report(&mut self, span: &super::ast::Span, kind: DiagnosticKind) {
        self.found.push(Diagnostic::new(span.0.clone(), kind));
    }

    fn query(&mut self, query: &Query) {
        let mut dedup = false;
        let mut pattern = false;
        let mut sources = true;
        for command in &query.commands {
            match &command.kind {
                // Dashboards write a SOURCE for each log group.
                CommandKind::Source(_) if !sources => self.report(&command.span, DiagnosticKind::SourceNotFirst),
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
                }
            }
            CommandKind::Filter(expression)
            | CommandKind::FilterIndex(expression)
            | CommandKind::Pattern(expression)
            | CommandKind::Unmask(expression) => self.expression(expression, Place::Row),
            CommandKind::Unnest { field, alias } => {
                self.expression(field, Place::Row);
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
            CommandKind::Lookup(lookup) => self.adds(lookup.output.iter().map(output_name)),
            CommandKind::Source(_) | CommandKind::Limit { .. } | CommandKind::Anomaly | CommandKind::Diff(_) => {}
        }
    }

    fn further(&mut self, further: &Further) {
        match further {
            Further::RelevantFields { fields, condition } => {
                self.fields(fields);
                self.expression(condition, Place::Row);
                let left = ["@fieldName", "@relevanceScore", "@topRelevanceContributors", "@conditionalMedian"];
                self.left = Some(left.into_iter().chain(["@baselineMedian"]).map(str::to_owned).collect());
            }
            Further::Expand(field) => self.expression(field, Place::Row),
            // Their columns are named after fields in ways that are documented in part only.
            Further::Autoregress { field, .. } => {
                self.expression(field, Place::Row);
                self.left = None;
            }
            Further::Outlier { fields, .. } => {
                self.fields(fields);
                self.left = None;
            }
            Further::Accumulate { field, alias } => {
                self.expression(field, Place::Row);
                self.adds(alias.clone());
            }
            Further::CidrLookup { output, .. } => self.adds(output.iter().map(output_name)),
            Further::AppendColumns { right, .. } => {
                self.found.extend(check(right));
                self.left = None;
            }
            Further::Sessionize { fields, alias, .. } => {
                self.fields(fields);
                self.adds(Some(alias.clone().unwrap_or_else(|| "session_id".to_owned())));
            }
            Further::CountFrequent(fields) => {
                self.fields(fields);
                let counted = fields.iter().map(ToString::to_string);
                self.left = Some(counted.chain(["_approxcount".to_owned()]).collect());
            }
            Further::FillMissing(filled) => {
                for (value, _) in filled {
                    self.expression(value, Place::Row);
                }
            }
            Further::LogCompare(_) | Further::FillDown(_) => {}
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
            ParseHow::Csv { aliases } => self.adds(aliases.iter().cloned()),
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

    fn stats(&mut self, stats: &Stats) {
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
            ExpressionKind::In { list: InList::Query(query), .. } => self.found.extend(check(query)),
            _ => {}
        }
        each_part(expression, &mut |part| self.expression(part, inner));
    }
}

fn output_name((column, alias): &(String, Option<String>)) -> String {
    alias.clone().unwrap_or_else(|| column.clone())
}

/// What a column of `stats` can be called afterwards.
fn names_of(column: &Column) -> Vec<String> {
    let mut names = vec![column.name()];
    if column.alias.is_none() {
        names.push(column.expression.to_string());
    }
    names
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
