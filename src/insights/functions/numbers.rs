use super::{Context, Function, MANY, scalar};
use crate::insights::choices::EARTH_RADIUS_IN_KILOMETRES;
use crate::insights::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    scalar("abs", "abs(number)", 1..=1, |a, _| of(a, f64::abs), &[("abs(-2.5)", "2.5")]),
    scalar("ceil", "ceil(number)", 1..=1, |a, _| of(a, f64::ceil), &[("ceil(1.2)", "2")]),
    scalar("floor", "floor(number)", 1..=1, |a, _| of(a, f64::floor), &[("floor(1.8)", "1")]),
    scalar("round", "round(number, digits)", 1..=2, round, &[("round(2.46)", "2"), ("round(2.46, 1)", "2.5")]),
    scalar("log", "log(number)", 1..=1, |a, _| of(a, f64::ln), &[("log(1)", "0")]),
    scalar("sqrt", "sqrt(number)", 1..=1, |a, _| of(a, f64::sqrt), &[("sqrt(16)", "4")]),
    scalar("greatest", "greatest(number, …)", 1..=MANY, |a, _| extreme(a, f64::max), &[("greatest(1, 5, 3)", "5")]),
    scalar("least", "least(number, …)", 1..=MANY, |a, _| extreme(a, f64::min), &[("least(1, 5, 3)", "1")]),
    scalar("toNumber", "toNumber(value)", 1..=1, |a, _| of(a, |n| n), &[("toNumber(\"1.5\")", "1.5")]),
    scalar("toDouble", "toDouble(value)", 1..=1, |a, _| of(a, |n| n), &[("toDouble(\"1.5\")", "1.5")]),
    scalar(
        "haversine",
        "haversine(latitude, longitude, latitude, longitude)",
        4..=4,
        haversine,
        &[("round(haversine(35.68, 139.77, 34.70, 135.50))", "403")],
    ),
    scalar("toInt", "toInt(value)", 1..=1, |a, _| of(a, to_int), &[("toInt(\"1.9\")", "1")]),
    scalar("toLong", "toLong(value)", 1..=1, |a, _| of(a, f64::trunc), &[("toLong(\"-1.9\")", "-1")]),
    scalar(
        "isNumeric",
        "isNumeric(value)",
        1..=1,
        |a, _| Value::Boolean(a.first().and_then(Value::as_number).is_some()),
        &[("isNumeric(\"12\")", "1"), ("isNumeric(\"twelve\")", "0")],
    ),
    scalar(
        "histogram",
        "histogram(number, width)",
        2..=2,
        |a, _| match (number(a, 0), number(a, 1)) {
            (Some(value), Some(width)) if width > 0.0 => Value::number((value / width).floor() * width),
            _ => Value::Null,
        },
        &[("histogram(123, 50)", "100")],
    ),
];

pub(super) fn number(arguments: &[Value<'_>], place: usize) -> Option<f64> {
    arguments.get(place).and_then(Value::as_number)
}

fn of<'e>(arguments: &[Value<'e>], compute: fn(f64) -> f64) -> Value<'e> {
    number(arguments, 0).map_or(Value::Null, |value| Value::number(compute(value)))
}

/// Missing values do not take part.
fn extreme<'e>(arguments: &[Value<'e>], better: fn(f64, f64) -> f64) -> Value<'e> {
    arguments.iter().filter_map(Value::as_number).reduce(better).map_or(Value::Null, Value::number)
}

/// Beyond 32 bits there is no such number, which is shown as a missing one.
fn to_int(number: f64) -> f64 {
    let whole = number.trunc();
    if (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&whole) { whole } else { f64::NAN }
}

/// Kilometres along a great circle between two points in degrees.
fn haversine<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let point = |place| Some((number(arguments, place)?.to_radians(), number(arguments, place + 1)?.to_radians()));
    let (Some((from, from_east)), Some((to, to_east))) = (point(0), point(2)) else { return Value::Null };
    let across = ((to - from) / 2.0).sin().powi(2);
    let along = ((to_east - from_east) / 2.0).sin().powi(2);
    let chord = from.cos().mul_add(to.cos() * along, across);
    Value::number(2.0 * EARTH_RADIUS_IN_KILOMETRES * chord.sqrt().min(1.0).asin())
}

fn round<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let digits = number(arguments, 1).unwrap_or(0.0).clamp(-15.0, 15.0).trunc();
    let scale = 10_f64.powf(digits);
    number(arguments, 0).map_or(Value::Null, |value| Value::number((value * scale).round() / scale))
}
