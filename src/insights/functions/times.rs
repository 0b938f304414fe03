use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::numbers::number;
use super::text::text;
use super::{Context, Function, dates, scalar};
use crate::insights::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    scalar(
        "toMillis",
        "toMillis(time)",
        1..=1,
        |a, _| match a.first() {
            Some(Value::Time(time) | Value::Integer(time)) => Value::Integer(*time),
            other => other.and_then(Value::as_number).map_or(Value::Null, Value::number),
        },
        &[("toMillis(fromMillis(1795413529089))", "1795413529089")],
    ),
    scalar(
        "fromMillis",
        "fromMillis(milliseconds)",
        1..=1,
        |a, _| number(a, 0).map_or(Value::Null, |value| Value::Time(whole(value))),
        &[("fromMillis(1795413529089)", "2026-11-23 05:58:49.089")],
    ),
    scalar("now", "now()", 0..=0, |_, context| Value::Integer(context.now.div_euclid(1000)), &[]),
    scalar("queryStartTime", "queryStartTime()", 0..=0, |_, context| Value::Integer(context.range.start), &[]),
    scalar("queryEndTime", "queryEndTime()", 0..=0, |_, context| Value::Integer(context.range.end), &[]),
    scalar(
        "queryTimeRange",
        "queryTimeRange()",
        0..=0,
        |_, context| Value::Integer(context.range.end.saturating_sub(context.range.start)),
        &[],
    ),
    scalar(
        "formatDate",
        "formatDate(time, format, zone)",
        2..=3,
        format_date,
        &[("formatDate(fromMillis(1795413529089), \"%Y-%m-%d\", \"UTC\")", "2026-11-23")],
    ),
    scalar(
        "strftime",
        "strftime(time, format, zone)",
        2..=3,
        format_date,
        &[("strftime(fromMillis(1795413529089), \"%H:%M\", \"Asia/Tokyo\")", "14:58")],
    ),
    scalar(
        "parseDate",
        "parseDate(text, pattern, zone)",
        2..=3,
        dates::parse_date,
        &[
            ("parseDate(\"2026-11-23\", \"yyyy-MM-dd\", \"UTC\")", "1795392000000"),
            ("parseDate(\"23/Nov/2026 14:58:49.089\", \"dd/MMM/yyyy HH:mm:ss.SSS\", \"Asia/Tokyo\")", "1795413529089"),
            ("parseDate(\"2026-11-23T05:58:49Z\", \"yyyy-MM-dd'T'HH:mm:ssX\")", "1795413529000"),
        ],
    ),
];

#[expect(clippy::cast_possible_truncation, reason = "a cast from a float saturates")]
fn whole(value: f64) -> i64 {
    value as i64
}

fn format_date<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let format = || {
        let time = Timestamp::from_millisecond(whole(number(arguments, 0)?)).ok()?;
        let zone = match arguments.get(2) {
            None => TimeZone::UTC,
            Some(zone) => TimeZone::get(&zone.as_text()?).ok()?,
        };
        jiff::fmt::strtime::format(text(arguments, 1)?.as_bytes(), &time.to_zoned(zone)).ok()
    };
    format().map_or(Value::Null, Value::text)
}
