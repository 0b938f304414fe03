use std::fmt::{self, Display, Formatter, Write};

use super::super::ast::{BinaryOperator, Duration, Expression, ExpressionKind, InList, Pattern};
use super::super::quote::{print_path, quote_text};
use super::{list, placeholder};

impl Display for Duration {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.count, self.unit.name())
    }
}

/// How tightly an expression holds together; what is looser than its place needs parentheses.
fn tightness(kind: &ExpressionKind) -> u8 {
    match kind {
        ExpressionKind::Or(_) => 1,
        ExpressionKind::And(_) => 2,
        ExpressionKind::Not(_) => 3,
        ExpressionKind::Like { .. } | ExpressionKind::In { .. } => 4,
        ExpressionKind::Binary { operator, .. } => operator_tightness(*operator),
        ExpressionKind::Negate(_) => 7,
        _ => 9,
    }
}

fn operator_tightness(operator: BinaryOperator) -> u8 {
    match operator {
        BinaryOperator::Add | BinaryOperator::Subtract => 5,
        BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Remainder => 6,
        BinaryOperator::Power => 8,
        _ => 4,
    }
}

fn at_least(out: &mut Formatter<'_>, expression: &Expression, least: u8) -> fmt::Result {
    if tightness(&expression.kind) < least { write!(out, "({expression})") } else { expression.fmt(out) }
}

impl Display for Expression {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExpressionKind::Field(path) => out.write_str(&print_path(path)),
            ExpressionKind::Text(text) => out.write_str(&quote_text(text)),
            ExpressionKind::Number(number) => out.write_str(number),
            ExpressionKind::Boolean(value) => value.fmt(out),
            ExpressionKind::Duration(duration) => duration.fmt(out),
            ExpressionKind::Star => out.write_char('*'),
            ExpressionKind::Placeholder(name) => placeholder(out, name),
            ExpressionKind::Negate(inner) => {
                out.write_char('-')?;
                at_least(out, inner, 8)
            }
            ExpressionKind::Binary { left, operator, right } => {
                let own = operator_tightness(*operator);
                let (least_left, least_right) = match own {
                    4 => (5, 5),
                    8 => (9, 8),
                    other => (other, other + 1),
                };
                at_least(out, left, least_left)?;
                write!(out, " {} ", operator.symbol())?;
                at_least(out, right, least_right)
            }
            ExpressionKind::Not(inner) => {
                out.write_str("not ")?;
                at_least(out, inner, 3)
            }
            ExpressionKind::And(parts) => joined(out, parts, " and ", 3),
            ExpressionKind::Or(parts) => joined(out, parts, " or ", 2),
            ExpressionKind::Like { value, negated, pattern } => {
                at_least(out, value, 5)?;
                out.write_str(if *negated { " not like " } else { " like " })?;
                match pattern {
                    Pattern::Regex(regex) => write!(out, "/{}/", regex.source),
                    Pattern::Contains(text) => at_least(out, text, 5),
                }
            }
            ExpressionKind::In { value, negated, list: within } => {
                at_least(out, value, 5)?;
                out.write_str(if *negated { " not in " } else { " in " })?;
                match within {
                    InList::Placeholder(name) => placeholder(out, name),
                    InList::Query(query) => write!(out, "({query})"),
                    InList::Values(values) => {
                        out.write_char('[')?;
                        for (place, value) in values.iter().enumerate() {
                            out.write_str(if place == 0 { "" } else { ", " })?;
                            at_least(out, value, 5)?;
                        }
                        out.write_char(']')
                    }
                }
            }
            ExpressionKind::Call { name, arguments } => {
                write!(out, "{name}(")?;
                list(out, arguments)?;
                out.write_char(')')
            }
        }
    }
}

fn joined(out: &mut Formatter<'_>, parts: &[Expression], word: &str, least: u8) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.write_str(word)?;
        }
        at_least(out, part, least)?;
    }
    Ok(())
}
