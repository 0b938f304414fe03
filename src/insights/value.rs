//! Values while a query is evaluated.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::choices::{FALSE_IS_SHOWN_AS, TRUE_IS_SHOWN_AS};
use crate::model::format_insights_time;

/// A value of a field or an expression. Text of the event is borrowed from it.
#[derive(Clone, Debug, Default)]
pub(crate) enum Value<'e> {
    /// The field is not there.
    #[default]
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    /// Milliseconds since 1970, UTC; shown as Insights shows times.
    Time(i64),
    Text(&'e str),
    Shared(Arc<str>),
    /// A map or a list.
    Json(Arc<serde_json::Value>),
}

impl<'e> Value<'e> {
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Shared(text.into())
    }

    /// A finite number; whole ones become integers, anything else is missing.
    #[expect(clippy::cast_possible_truncation, reason = "within 2^53 every whole number is exact")]
    pub fn number(number: f64) -> Self {
        if !number.is_finite() {
            Self::Null
        } else if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
            Self::Integer(number as i64)
        } else {
            Self::Number(number)
        }
    }

    /// From JSON; text is copied.
    pub fn from_json(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Boolean(*value),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(integer) => Self::Integer(integer),
                None if number.is_u64() => Self::text(number.to_string()),
                None => number.as_f64().map_or(Self::Null, Self::Number),
            },
            serde_json::Value::String(text) => Self::text(text.as_str()),
            container => Self::Json(Arc::new(container.clone())),
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Boolean(value),
            Self::Integer(value) => Value::Integer(value),
            Self::Number(value) => Value::Number(value),
            Self::Time(value) => Value::Time(value),
            Self::Text(text) => Value::text(text),
            Self::Shared(text) => Value::Shared(text),
            Self::Json(json) => Value::Json(json),
        }
    }

    /// What is shown; `None` where there is nothing.
    pub fn shown(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Null => return None,
            Self::Boolean(true) => Cow::Borrowed(TRUE_IS_SHOWN_AS),
            Self::Boolean(false) => Cow::Borrowed(FALSE_IS_SHOWN_AS),
            Self::Integer(integer) => Cow::Owned(integer.to_string()),
            Self::Number(number) => Cow::Owned(show_number(*number)),
            Self::Time(milliseconds) => Cow::Owned(format_insights_time(*milliseconds)),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Shared(text) => Cow::Borrowed(text),
            Self::Json(json) => Cow::Owned(json.to_string()),
        })
    }

    /// Text for text functions and operators; maps and lists have none.
    pub fn as_text(&self) -> Option<Cow<'_, str>> {
        if matches!(self, Self::Json(_)) { None } else { self.shown() }
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Shared(text) => Some(text),
            _ => None,
        }
    }

    /// The number that it is or is written like.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Boolean(value) => Some(f64::from(u8::from(*value))),
            Self::Integer(integer) | Self::Time(integer) => Some(*integer as f64),
            Self::Number(number) => Some(*number),
            Self::Text(text) => number_in(text),
            Self::Shared(text) => number_in(text),
            Self::Null | Self::Json(_) => None,
        }
    }

    /// Whether it holds, where a condition is wanted; `None` for a missing value.
    pub fn holds(&self) -> Option<bool> {
        match self {
            Self::Null => None,
            Self::Boolean(value) => Some(*value),
            Self::Json(_) => Some(false),
            other => Some(match other.as_number() {
                Some(number) => number != 0.0,
                None => other.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true")),
            }),
        }
    }

    /// A piece of a text, borrowed where the text is.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Value<'e> {
        match self {
            Self::Text(text) => text.get(range).map_or(Value::Null, Value::Text),
            Self::Shared(text) => text.get(range).map_or(Value::Null, Value::text),
            _ => Value::Null,
        }
    }
}

fn show_number(number: f64) -> String {
    if number == 0.0 || (1e-6..1e18).contains(&number.abs()) { number.to_string() } else { format!("{number:e}") }
}

/// The number that a text is written like: digits with a sign, a point and an exponent if need be.
pub(crate) fn number_in(text: &str) -> Option<f64> {
    let first = *text.as_bytes().first()?;
    if text.len() > 40 || !matches!(first, b'0'..=b'9' | b'-' | b'+' | b'.') {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// How two values compare: as numbers where one is a number or both are written like numbers, as
/// text where both are text; `None` where neither works.
pub(crate) fn compare(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => Some(left.cmp(right)),
        _ => match (left.as_number(), right.as_number()) {
            (Some(left), Some(right)) => left.partial_cmp(&right),
            _ => Some(left.as_str()?.cmp(right.as_str()?)),
        },
    }
}

/// Whether two values are the same: complete texts, or numbers across types (`200` and `"200"`).
pub(crate) fn equal(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left.as_str(), right.as_str()) {
        (Some(left), Some(right)) => left == right,
        (Some(text), None) => text_equals(text, right),
        (None, Some(text)) => text_equals(text, left),
        (None, None) => match (left, right) {
            (Value::Integer(left), Value::Integer(right)) => left == right,
            _ => left.as_number().zip(right.as_number()).is_some_and(|(left, right)| left.total_cmp(&right).is_eq()),
        },
    }
}

fn text_equals(text: &str, other: &Value<'_>) -> bool {
    match other {
        Value::Boolean(value) if text.eq_ignore_ascii_case("true") => *value,
        Value::Boolean(value) if text.eq_ignore_ascii_case("false") => !*value,
        // A time is never equal to a text: AWS finds no rows for `@timestamp = '2026-…'`.
        Value::Time(_) | Value::Null | Value::Json(_) => false,
        _ => number_in(text)
            .zip(other.as_number())
            .is_some_and(|(left, right)| left.total_cmp(&right).is_eq() || left == 0.0 && right == 0.0),
    }
}
