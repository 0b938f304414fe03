//! Expressions, ready to be evaluated: names are places, patterns are compiled.

use std::cmp::Ordering;
use std::collections::HashSet;

use memchr::memmem::Finder;
use regex::Regex;

use super::super::ast::{BinaryOperator, PathPart};
use super::super::choices::COMPARED_WITH_MISSING;
use super::super::functions::{Period, Scalar};
use super::super::value::{Value, compare, equal};
use super::event::System;
use super::periods::Step;
use super::row::{Row, Surroundings};
use super::sums::Sum;

#[derive(Clone)]
pub(super) enum Expr {
    Constant(Value<'static>),
    System(System),
    Slot(usize),
    /// Into a map or list; where the slot holds neither, the discovered field of the whole name.
    Path {
        value: Box<Expr>,
        parts: Vec<PathPart>,
        otherwise: Option<usize>,
    },
    Discovered(usize),
    Negate(Box<Expr>),
    Binary {
        left: Box<Expr>,
        operator: BinaryOperator,
        right: Box<Expr>,
    },
    Not(Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Contains {
        value: Box<Expr>,
        text: Box<Finder<'static>>,
        negated: bool,
    },
    ContainsValue {
        value: Box<Expr>,
        text: Box<Expr>,
        negated: bool,
    },
    Matches {
        value: Box<Expr>,
        regex: Box<Regex>,
        negated: bool,
    },
    In {
        value: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
    },
    /// In many values: their texts, and the bits of those that are written like numbers.
    InSet {
        value: Box<Expr>,
        set: Box<(HashSet<Box<str>>, HashSet<u64>)>,
        negated: bool,
    },
    /// The sum of those that are numbers.
    Total(Vec<Expr>),
    Call {
        call: Scalar,
        arguments: Vec<Expr>,
    },
    Period {
        kind: Period,
        time: Box<Expr>,
        step: Step,
        offset: i64,
    },
    IsPresent(Box<Expr>),
    Coalesce(Vec<Expr>),
    /// Conditions and values in turn, and at an odd end what holds otherwise.
    Case(Vec<Expr>),
}

impl Expr {
    pub fn evaluate<'e>(&self, row: &Row<'e>, around: &Surroundings<'_>) -> Value<'e> {
        match self {
            Self::Constant(value) => value.clone(),
            Self::System(field) => row.event.map_or(Value::Null, |event| field.of(event)),
            Self::Slot(slot) => row.slots.get(*slot).cloned().unwrap_or_default(),
            Self::Discovered(place) => row.discovered(around, *place),
            Self::Path { value, parts, otherwise } => match (value.evaluate(row, around), otherwise) {
                (Value::Json(json), _) => follow(&json, parts).map_or(Value::Null, Value::from_json),
                (_, Some(place)) => row.discovered(around, *place),
                _ => Value::Null,
            },
            Self::Negate(inner) => match inner.evaluate(row, around) {
                Value::Integer(integer) => integer.checked_neg().map_or(Value::Null, Value::Integer),
                other => other.as_number().map_or(Value::Null, |number| Value::number(-number)),
            },
            Self::Binary { left, operator, right } => {
                binary(&left.evaluate(row, around), *operator, &right.evaluate(row, around))
            }
            Self::Not(inner) => yes_or_no(inner.holds(row, around).map(|holds| !holds)),
            Self::All(_) | Self::Any(_) | Self::Contains { .. } | Self::Matches { .. } => {
                yes_or_no(self.holds(row, around))
            }
            Self::ContainsValue { value, text, negated } => {
                match (value.evaluate(row, around).as_text(), text.evaluate(row, around).as_text()) {
                    (Some(value), Some(text)) => Value::Boolean(value.contains(&*text) != *negated),
                    _ => COMPARED_WITH_MISSING,
                }
            }
            Self::In { value, list, negated } => {
                let value = value.evaluate(row, around);
                match value {
                    Value::Null => COMPARED_WITH_MISSING,
                    Value::Json(_) => Value::Boolean(false),
                    _ => {
                        let found = list.iter().any(|item| equal(&value, &item.evaluate(row, around)));
                        Value::Boolean(found != *negated)
                    }
                }
            }
            Self::InSet { value, set, negated } => {
                let value = value.evaluate(row, around);
                if value.is_null() {
                    return COMPARED_WITH_MISSING;
                }
                Value::Boolean(is_among(&value, set) != *negated)
            }
            Self::Total(values) => {
                let mut total = Sum::default();
                for value in values {
                    // A time is a number only where it is asked for one.
                    match value.evaluate(row, around) {
                        Value::Time(_) | Value::Boolean(_) => {}
                        value => total.add(&value),
                    }
                }
                total.total()
            }
            Self::Call { call, arguments } => {
                let values: Vec<Value<'e>> = arguments.iter().map(|each| each.evaluate(row, around)).collect();
                call(&values, around.context)
            }
            Self::Period { kind, time, step, offset } => match as_time(&time.evaluate(row, around)) {
                Some(time) => {
                    let shifted = time.saturating_sub(*offset);
                    let rounded = if *kind == Period::Ceiling { step.ceiling(shifted) } else { step.floor(shifted) };
                    Value::Time(rounded.saturating_add(*offset))
                }
                None => Value::Null,
            },
            Self::IsPresent(inner) => Value::Boolean(!inner.evaluate(row, around).is_null()),
            Self::Coalesce(values) => {
                values.iter().map(|each| each.evaluate(row, around)).find(|value| !value.is_null()).unwrap_or_default()
            }
            Self::Case(parts) => {
                for pair in parts.chunks(2) {
                    match pair {
                        [condition, value] if condition.holds(row, around) == Some(true) => {
                            return value.evaluate(row, around);
                        }
                        [otherwise] => return otherwise.evaluate(row, around),
                        _ => {}
                    }
                }
                Value::Null
            }
        }
    }

    /// As a condition: `None` where a missing field leaves it open.
    pub fn holds(&self, row: &Row<'_>, around: &Surroundings<'_>) -> Option<bool> {
        match self {
            Self::All(parts) => {
                let mut all = Some(true);
                for part in parts {
                    match part.holds(row, around) {
                        Some(false) => return Some(false),
                        Some(true) => {}
                        None => all = None,
                    }
                }
                all
            }
            Self::Any(parts) => {
                let mut any = Some(false);
                for part in parts {
                    match part.holds(row, around) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => any = None,
                    }
                }
                any
            }
            Self::Contains { value, text, negated } => {
                let value = value.evaluate(row, around);
                let found = match value.as_str() {
                    Some(value) => text.find(value.as_bytes()).is_some(),
                    None => text.find(shown(&value)?.as_bytes()).is_some(),
                };
                Some(found != *negated)
            }
            Self::Matches { value, regex, negated } => {
                let value = value.evaluate(row, around);
                let found = match value.as_str() {
                    Some(value) => regex.is_match(value),
                    None => regex.is_match(&shown(&value)?),
                };
                Some(found != *negated)
            }
            Self::Not(inner) => inner.holds(row, around).map(|holds| !holds),
            other => other.evaluate(row, around).holds(),
        }
    }
}

/// The text of a value for `like`. A comparison with a map or list is false, as if it were empty;
/// a missing value has none.
fn shown(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Json(_) => Some(String::new()),
        other => other.shown().map(std::borrow::Cow::into_owned),
    }
}

fn is_among(value: &Value<'_>, (texts, numbers): &(HashSet<Box<str>>, HashSet<u64>)) -> bool {
    match value {
        Value::Time(_) | Value::Json(_) | Value::Null => false,
        Value::Text(_) | Value::Shared(_) => value.as_str().is_some_and(|text| texts.contains(text)),
        Value::Boolean(value) if texts.contains(if *value { "true" } else { "false" }) => true,
        other => other.as_number().is_some_and(|number| numbers.contains(&(number + 0.0).to_bits())),
    }
}

fn yes_or_no(value: Option<bool>) -> Value<'static> {
    value.map_or(COMPARED_WITH_MISSING, Value::Boolean)
}

#[expect(clippy::cast_possible_truncation, reason = "a cast from a float saturates")]
fn as_time(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Time(time) | Value::Integer(time) => Some(*time),
        other => other.as_number().map(|number| number as i64),
    }
}

/// The value below a map or a list.
pub(super) fn follow<'j>(json: &'j serde_json::Value, parts: &[PathPart]) -> Option<&'j serde_json::Value> {
    let mut at = json;
    for part in parts {
        at = match part {
            PathPart::Index(index) => at.get(index)?,
            PathPart::Name(name) => match at {
                serde_json::Value::Array(items) => items.get(name.parse::<usize>().ok()?)?,
                _ => at.get(name.as_str())?,
            },
        };
    }
    Some(at)
}

fn binary<'e>(left: &Value<'e>, operator: BinaryOperator, right: &Value<'e>) -> Value<'e> {
    use BinaryOperator as Op;
    if matches!(operator, Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Remainder | Op::Power) {
        return arithmetic(left, operator, right);
    }
    if left.is_null() || right.is_null() {
        return COMPARED_WITH_MISSING;
    }
    if matches!(left, Value::Json(_)) || matches!(right, Value::Json(_)) {
        return Value::Boolean(false);
    }
    let ordered = |holds: fn(Ordering) -> bool| Value::Boolean(compare(left, right).is_some_and(holds));
    match operator {
        Op::Equal => Value::Boolean(equal(left, right)),
        Op::NotEqual => Value::Boolean(!equal(left, right)),
        Op::Less => ordered(Ordering::is_lt),
        Op::LessOrEqual => ordered(Ordering::is_le),
        Op::Greater => ordered(Ordering::is_gt),
        _ => ordered(Ordering::is_ge),
    }
}

fn arithmetic<'e>(left: &Value<'e>, operator: BinaryOperator, right: &Value<'e>) -> Value<'e> {
    use BinaryOperator as Op;
    if let (Value::Integer(left), Value::Integer(right)) = (left, right) {
        let exact = match operator {
            Op::Add => left.checked_add(*right),
            Op::Subtract => left.checked_sub(*right),
            Op::Multiply => left.checked_mul(*right),
            Op::Remainder => left.checked_rem(*right),
            _ => None,
        };
        if let Some(exact) = exact {
            return Value::Integer(exact);
        }
    }
    let (Some(left), Some(right)) = (left.as_number(), right.as_number()) else { return Value::Null };
    Value::number(match operator {
        Op::Add => left + right,
        Op::Subtract => left - right,
        Op::Multiply => left * right,
        Op::Divide => left / right,
        Op::Remainder => left % right,
        _ => left.powf(right),
    })
}
