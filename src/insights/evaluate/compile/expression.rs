//! Expressions: names become places, functions are looked up, and patterns are compiled.
use super::super::aggregate::Aggregation;
use super::super::event::System;
use super::super::expression::Expr;
use super::super::periods::Step;
use super::Compiler;
use crate::insights::ast::{Duration, Expression, ExpressionKind, InList, PathPart, Pattern, Span};
use crate::insights::diagnostic::DiagnosticKind;
use crate::insights::functions::{self, Aggregate, Function, FunctionKind, Period};
use crate::insights::regexes;
use crate::insights::rewrite;
use crate::insights::value::Value;
use memchr::memmem::Finder;

impl Compiler {
    fn nothing(&mut self, span: &Span, kind: DiagnosticKind) -> Expr {
        self.report(span, kind);
        Expr::Constant(Value::Null)
    }

    fn boxed(&mut self, expression: &Expression) -> Box<Expr> {
        Box::new(self.expression(expression))
    }

    fn all(&mut self, expressions: &[Expression]) -> Vec<Expr> {
        expressions.iter().map(|each| self.expression(each)).collect()
    }

    pub(super) fn expression(&mut self, expression: &Expression) -> Expr {
        let span = &expression.span;
        match &expression.kind {
            ExpressionKind::Field(path) => self.field(path, span),
            ExpressionKind::Text(text) => Expr::Constant(Value::text(text.as_str())),
            ExpressionKind::Number(number) => Expr::Constant(number_literal(number)),
            ExpressionKind::Boolean(value) => Expr::Constant(Value::Boolean(*value)),
            ExpressionKind::Duration(duration) => {
                self.nothing(span, DiagnosticKind::NotEvaluated { what: format!("{duration} as a value") })
            }
            ExpressionKind::Star => self.nothing(span, DiagnosticKind::NotEvaluated { what: "*".to_owned() }),
            ExpressionKind::Placeholder(name) => {
                self.nothing(span, DiagnosticKind::UnfilledParameter { name: name.clone() })
            }
            ExpressionKind::Negate(inner) => Expr::Negate(self.boxed(inner)),
            ExpressionKind::Binary { left, operator, right } => {
                Expr::Binary { left: self.boxed(left), operator: *operator, right: self.boxed(right) }
            }
            ExpressionKind::Not(inner) => Expr::Not(self.boxed(inner)),
            ExpressionKind::And(parts) => Expr::All(self.all(parts)),
            ExpressionKind::Or(parts) => Expr::Any(self.all(parts)),
            ExpressionKind::Like { value, negated, pattern } => {
                let value = self.boxed(value);
                let negated = *negated;
                match pattern {
                    Pattern::Regex(regex) => match regexes::compile(&regex.source) {
                        Ok(regex) => Expr::Matches { value, regex: Box::new(regex), negated },
                        Err(reason) => self.nothing(span, DiagnosticKind::BadRegex { reason }),
                    },
                    Pattern::Contains(text) => match &text.kind {
                        ExpressionKind::Text(text) => {
                            Expr::Contains { value, text: Box::new(Finder::new(text).into_owned()), negated }
                        }
                        _ => Expr::ContainsValue { value, text: self.boxed(text), negated },
                    },
                }
            }
            ExpressionKind::In { value, negated, list } => match list {
                InList::Values(values) => {
                    Expr::In { value: self.boxed(value), list: self.all(values), negated: *negated }
                }
                InList::Placeholder(name) => {
                    self.nothing(span, DiagnosticKind::UnfilledParameter { name: name.clone() })
                }
                InList::Query(query) => self.subquery(value, *negated, query),
            },
            ExpressionKind::Call { name, arguments } => {
                if let Some(slot) = self.column_by_text(expression) {
                    return Expr::Slot(slot);
                }
                let Some(function) = functions::find(name) else {
                    let suggestion = functions::suggestion(name);
                    return self.nothing(span, DiagnosticKind::UnknownFunction { name: name.clone(), suggestion });
                };
                self.call(function, arguments, span)
            }
        }
    }

    fn call(&mut self, function: &'static Function, arguments: &[Expression], span: &Span) -> Expr {
        let wrong = DiagnosticKind::WrongArguments { usage: function.usage, given: arguments.len() };
        if !function.arguments.contains(&arguments.len()) {
            return self.nothing(span, wrong);
        }
        match function.kind {
            FunctionKind::Scalar(call) => Expr::Call { call, arguments: self.all(arguments) },
            FunctionKind::IsPresent => match arguments {
                [value] => Expr::IsPresent(self.boxed(value)),
                _ => self.nothing(span, wrong),
            },
            FunctionKind::Coalesce => Expr::Coalesce(self.all(arguments)),
            FunctionKind::If | FunctionKind::Case => Expr::Case(self.all(arguments)),
            FunctionKind::Unmask => {
                let forbidden = self.class_forbids(span, "unmask");
                match arguments {
                    [value] if !forbidden => self.expression(value),
                    _ => Expr::Constant(Value::Null),
                }
            }
            FunctionKind::Period(kind) => self.period(kind, arguments, span, wrong),
            FunctionKind::Aggregate(kind) => self.aggregation(kind, function, arguments, span),
            FunctionKind::Rate => match rewrite::rate(arguments, span) {
                Some(rewritten) => self.expression(&rewritten),
                None => self.nothing(span, wrong),
            },
        }
    }

    fn period(&mut self, kind: Period, arguments: &[Expression], span: &Span, wrong: DiagnosticKind) -> Expr {
        let (time, length) = match (kind, arguments) {
            (Period::Bin, [length]) => (None, length),
            (_, [time, length]) => (Some(time), length),
            _ => return self.nothing(span, wrong),
        };
        let step = match &length.kind {
            ExpressionKind::Duration(duration) => Step::new(duration),
            ExpressionKind::Placeholder(name) => {
                return self.nothing(span, DiagnosticKind::UnfilledParameter { name: name.clone() });
            }
            _ => None,
        };
        let Some(step) = step else { return self.nothing(span, wrong) };
        let time = match time {
            Some(time) => self.boxed(time),
            // `bin` is always of @timestamp, which `stats` does not leave.
            None if self.has_events() => Box::new(Expr::System(System::Timestamp)),
            None => {
                let kind = DiagnosticKind::UnknownAfterStats { name: "@timestamp".to_owned(), suggestion: None };
                return self.nothing(span, kind);
            }
        };
        Expr::Period { kind, time, step, offset: 0 }
    }

    /// `by bin(1m) offset 5m`: the boundaries are moved by so much.
    pub(super) fn shift(&mut self, value: &mut Expr, by: &Duration, span: &Span) {
        match (value, Step::new(by)) {
            (Expr::Period { offset, .. }, Some(Step::Milliseconds(length))) => *offset = length,
            _ => self.report(span, DiagnosticKind::NotEvaluated { what: format!("offset {by}") }),
        }
    }

    fn aggregation(
        &mut self,
        kind: Aggregate,
        function: &'static Function,
        arguments: &[Expression],
        span: &Span,
    ) -> Expr {
        let Some(mut scope) = self.stats.take() else {
            return self.nothing(span, DiagnosticKind::AggregateOutsideStats { name: function.name.to_owned() });
        };
        let value = match arguments.first() {
            None => None,
            Some(first) if first.kind == ExpressionKind::Star => None,
            Some(first) => Some(self.expression(first)),
        };
        let percent = match arguments.get(1) {
            None => 50.0,
            Some(Expression { kind: ExpressionKind::Number(number), .. }) => number.parse().unwrap_or(50.0),
            Some(other) => {
                let kind = DiagnosticKind::WrongArguments { usage: function.usage, given: arguments.len() };
                self.report(&other.span, kind);
                50.0
            }
        };
        if value.is_none() && kind != Aggregate::Count {
            let kind = DiagnosticKind::WrongArguments { usage: function.usage, given: 0 };
            self.report(span, kind);
        }
        let place = scope.base + scope.aggregations.len();
        scope.aggregations.push(Aggregation { kind, value, percent });
        self.stats = Some(scope);
        Expr::Slot(place)
    }

    /// `json field=f "a.b[0]"`.
    pub(super) fn json_path(&mut self, value: &Expression, path: &str) -> Expr {
        let parts = path.split(['.', '[']).map(|part| PathPart::Name(part.trim_end_matches(']').to_owned())).collect();
        let arguments = vec![self.expression(value)];
        let parsed = match functions::find("jsonParse").map(|function| function.kind) {
            Some(FunctionKind::Scalar(call)) => Expr::Call { call, arguments },
            _ => Expr::Constant(Value::Null),
        };
        Expr::Path { value: Box::new(parsed), parts, otherwise: None }
    }
}

fn number_literal(number: &str) -> Value<'static> {
    match number.parse::<i64>() {
        Ok(integer) => Value::Integer(integer),
        Err(_) => number.parse::<f64>().map_or(Value::Null, Value::number),
    }
}
