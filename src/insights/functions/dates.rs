//! `parseDate`, whose patterns are those of Java's `DateTimeFormatter`.

use jiff::civil::Time;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use super::Context;
use super::text::text;
use crate::insights::value::Value;

/// Milliseconds since 1970; without a zone in the text or as an argument, the date is in UTC.
pub(super) fn parse_date<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let read = || {
        let value = text(arguments, 0)?;
        let pattern = text(arguments, 1)?;
        let format = if pattern.contains('%') { pattern.into_owned() } else { strftime_of(&pattern)? };
        // `X` takes a Z for the zone, which strftime's zones do not.
        let zulu = format.ends_with('z').then(|| value.strip_suffix('Z')).flatten();
        let zulu = zulu.map(|rest| format!("{rest}{}", if format.ends_with("%:z") { "+00:00" } else { "+0000" }));
        let parsed = strtime::parse(format.as_bytes(), zulu.as_deref().unwrap_or(&value).as_bytes()).ok()?;
        if let Ok(time) = parsed.to_timestamp() {
            return Some(time);
        }
        let zone = match arguments.get(2) {
            None => TimeZone::UTC,
            Some(zone) => TimeZone::get(&zone.as_text()?).ok()?,
        };
        let civil = parsed.to_datetime().or_else(|_| parsed.to_date().map(|date| date.to_datetime(Time::midnight())));
        zone.to_timestamp(civil.ok()?).ok()
    };
    read().map_or(Value::Null, |time| Value::Integer(time.as_millisecond()))
}

/// Java's pattern as strftime's; `None` where it has a letter that has no counterpart.
fn strftime_of(pattern: &str) -> Option<String> {
    let mut format = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let quoted = rest[1..].split('\'').next()?;
            rest = rest[1 + quoted.len()..].strip_prefix('\'')?;
            format.push_str(if quoted.is_empty() { "'" } else { quoted });
            continue;
        }
        if !first.is_ascii_alphabetic() {
            format.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let count = rest.bytes().take_while(|byte| char::from(*byte) == first).count();
        format.push_str(match (first, count) {
            ('y' | 'u', 2) => "%y",
            ('y' | 'u', _) => "%Y",
            ('M' | 'L', 1 | 2) => "%m",
            ('M' | 'L', 3) => "%b",
            ('M' | 'L', _) => "%B",
            ('d', _) => "%d",
            ('D', _) => "%j",
            ('H', _) => "%H",
            ('h', _) => "%I",
            ('m', _) => "%M",
            ('s', _) => "%S",
            ('S', _) => "%f",
            ('a', _) => "%p",
            ('E', 1..=3) => "%a",
            ('E', _) => "%A",
            ('X' | 'x', 3) => "%:z",
            ('X' | 'x' | 'Z', _) => "%z",
            ('V', _) => "%Q",
            _ => return None,
        });
        rest = &rest[count..];
    }
    Some(format)
}
