use std::sync::Arc;

use super::text::{flag, text};
use super::{Function, scalar};
use crate::insights::value::{Value, equal};

pub(super) static FUNCTIONS: &[Function] = &[
    scalar(
        "jsonParse",
        "jsonParse(text)",
        1..=1,
        |a, _| match a.first() {
            Some(Value::Json(_)) => a[0].clone(),
            Some(value) => match value.as_str().and_then(|t| serde_json::from_str::<serde_json::Value>(t).ok()) {
                Some(json) if json.is_object() || json.is_array() => Value::Json(Arc::new(json)),
                _ => Value::Null,
            },
            None => Value::Null,
        },
        &[("jsonParse(\"[1, 2]\")", "[1,2]")],
    ),
    scalar(
        "jsonStringify",
        "jsonStringify(value)",
        1..=1,
        |a, _| match a.first() {
            Some(Value::Null) | None => Value::Null,
            Some(Value::Json(json)) => Value::text(json.to_string()),
            Some(Value::Boolean(value)) => Value::text(value.to_string()),
            Some(other @ (Value::Integer(_) | Value::Number(_))) => Value::text(other.shown().unwrap_or_default()),
            Some(other) => {
                Value::text(serde_json::Value::from(other.shown().unwrap_or_default().into_owned()).to_string())
            }
        },
        &[("jsonStringify(jsonParse(\"[1, 2]\"))", "[1,2]")],
    ),
    scalar(
        "jsonArraySize",
        "jsonArraySize(list)",
        1..=1,
        |a, _| match list(a).as_deref() {
            Some(serde_json::Value::Array(items)) => Value::number(items.len() as f64),
            _ => Value::Null,
        },
        &[("jsonArraySize(\"[1, 2]\")", "2")],
    ),
    scalar(
        "jsonArrayContains",
        "jsonArrayContains(list, value)",
        2..=2,
        |a, _| match list(a).as_deref() {
            Some(serde_json::Value::Array(items)) => {
                flag(items.iter().any(|item| equal(&Value::from_json(item), &a[1])))
            }
            _ => Value::Null,
        },
        &[("jsonArrayContains(jsonParse(\"[1, 2]\"), 2)", "1")],
    ),
];

/// A list, or the text of one.
fn list(arguments: &[Value<'_>]) -> Option<Arc<serde_json::Value>> {
    match arguments.first()? {
        Value::Json(json) => Some(Arc::clone(json)),
        _ => serde_json::from_str(&text(arguments, 0)?).ok().map(Arc::new),
    }
}
