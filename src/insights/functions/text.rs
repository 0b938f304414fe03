use std::borrow::Cow;
use std::fmt::Write;

use base64::Engine;

use super::numbers::number;
use super::{Context, Function, MANY, scalar};
use crate::insights::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    scalar(
        "isempty",
        "isempty(field)",
        1..=1,
        |a, _| flag(text(a, 0).is_none_or(|t| t.is_empty())),
        &[("isempty(\"\")", "1"), ("isempty(nothing)", "1"), ("isempty(\"a\")", "0")],
    ),
    scalar(
        "isblank",
        "isblank(field)",
        1..=1,
        |a, _| flag(text(a, 0).is_none_or(|t| t.trim().is_empty())),
        &[("isblank(\" \")", "1"), ("isblank(\"a\")", "0")],
    ),
    scalar("concat", "concat(text, …)", 1..=MANY, concat, &[("concat(\"a\", \"-\", 1)", "a-1")]),
    scalar(
        "ltrim",
        "ltrim(text, characters)",
        1..=2,
        |a, _| trimmed(a, true, false),
        &[("ltrim(\"  a \")", "a "), ("ltrim(\"xyZfoo\", \"xyZ\")", "foo")],
    ),
    scalar(
        "rtrim",
        "rtrim(text, characters)",
        1..=2,
        |a, _| trimmed(a, false, true),
        &[("rtrim(\"xyZfooxyxyZ\",\"xyZ\")", "xyZfoo")],
    ),
    scalar(
        "trim",
        "trim(text, characters)",
        1..=2,
        |a, _| trimmed(a, true, true),
        &[("trim(\"xyZxyfooxyxyZ\",\"xyZ\")", "foo")],
    ),
    scalar("strlen", "strlen(text)", 1..=1, strlen, &[("strlen(\"日本\")", "2")]),
    scalar("toupper", "toupper(text)", 1..=1, |a, _| map(a, str::to_uppercase), &[("toupper(\"aB\")", "AB")]),
    scalar("tolower", "tolower(text)", 1..=1, |a, _| map(a, str::to_lowercase), &[("tolower(\"aB\")", "ab")]),
    scalar(
        "substr",
        "substr(text, start, length)",
        2..=3,
        substr,
        &[("substr(\"xyZfooxyZ\", 3, 3)", "foo"), ("substr(\"xyZfoo\", 3)", "foo")],
    ),
    scalar(
        "replace",
        "replace(text, searched, replacement)",
        3..=3,
        replace,
        &[("replace(\"foo\",\"o\",\"0\")", "f00")],
    ),
    scalar(
        "strcontains",
        "strcontains(text, searched)",
        2..=3,
        |a, _| pair(a, |t, searched| t.contains(searched)),
        &[("strcontains(\"GET /\",\"get\")", "0"), ("strcontains(\"GET /\",\"GET\")", "1")],
    ),
    scalar(
        "startsWith",
        "startsWith(text, searched)",
        2..=2,
        |a, _| pair(a, |t, searched| t.starts_with(searched)),
        &[("startsWith(\"abc\",\"a\")", "1")],
    ),
    scalar(
        "endsWith",
        "endsWith(text, searched)",
        2..=2,
        |a, _| pair(a, |t, searched| t.ends_with(searched)),
        &[("endsWith(\"abc\",\"a\")", "0")],
    ),
    scalar("split", "split(text, separator)", 2..=2, split, &[("split(\"a,b\", \",\")", "[\"a\",\"b\"]")]),
    scalar(
        "urlencode",
        "urlencode(text)",
        1..=1,
        |a, _| map(a, url_encode),
        &[("urlencode(\"a b/é\")", "a%20b%2F%C3%A9")],
    ),
    scalar(
        "urldecode",
        "urldecode(text)",
        1..=1,
        |a, _| text(a, 0).and_then(|t| url_decode(&t)).map_or(Value::Null, Value::text),
        &[("urldecode(\"a%20b%2f\")", "a b/")],
    ),
    scalar(
        "base64encode",
        "base64encode(text)",
        1..=1,
        |a, _| map(a, |t| base64::engine::general_purpose::STANDARD.encode(t)),
        &[("base64encode(\"hi\")", "aGk=")],
    ),
    scalar("base64decode", "base64decode(text)", 1..=1, base64_decode, &[("base64decode(\"aGk=\")", "hi")]),
    scalar("hexToAscii", "hexToAscii(text)", 1..=1, hex_to_text, &[("hexToAscii(\"48656c6c6f\")", "Hello")]),
    scalar("hexToDec", "hexToDec(text)", 1..=1, hex_to_number, &[("hexToDec(\"0xff\")", "255")]),
    scalar("decToHex", "decToHex(number)", 1..=1, number_to_hex, &[("decToHex(255)", "0xff")]),
];

/// Texts that functions make stay below this, so that `replace` in a chain cannot eat all memory.
const LONGEST_TEXT: usize = 16 << 20;

pub(super) fn text<'v>(arguments: &'v [Value<'_>], place: usize) -> Option<Cow<'v, str>> {
    arguments.get(place).and_then(Value::as_text)
}

pub(super) fn flag(value: bool) -> Value<'static> {
    Value::Boolean(value)
}

fn bounded<'e>(made: String) -> Value<'e> {
    if made.len() > LONGEST_TEXT { Value::Null } else { Value::text(made) }
}

fn map<'e>(arguments: &[Value<'e>], change: impl Fn(&str) -> String) -> Value<'e> {
    text(arguments, 0).map_or(Value::Null, |value| bounded(change(&value)))
}

fn pair<'e>(arguments: &[Value<'e>], holds: impl Fn(&str, &str) -> bool) -> Value<'e> {
    match (text(arguments, 0), text(arguments, 1)) {
        (Some(value), Some(searched)) => flag(holds(&value, &searched)),
        _ => Value::Null,
    }
}

fn concat<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let mut joined = String::new();
    for place in 0..arguments.len() {
        joined.push_str(&text(arguments, place).unwrap_or_default());
        if joined.len() > LONGEST_TEXT {
            return Value::Null;
        }
    }
    Value::text(joined)
}

fn replace<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let (Some(value), Some(searched), Some(by)) = (text(arguments, 0), text(arguments, 1), text(arguments, 2)) else {
        return Value::Null;
    };
    if searched.is_empty() {
        return arguments[0].clone();
    }
    // Counted before it is made: each of many short texts may become a long one.
    let grown = value.matches(&*searched).count().saturating_mul(by.len()).saturating_add(value.len());
    if grown > LONGEST_TEXT { Value::Null } else { Value::text(value.replace(&*searched, &by)) }
}

#[expect(clippy::cast_possible_wrap, reason = "no text is that long")]
fn strlen<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    text(arguments, 0).map_or(Value::Null, |value| Value::Integer(value.chars().count() as i64))
}

fn trimmed<'e>(arguments: &[Value<'e>], left: bool, right: bool) -> Value<'e> {
    let Some(value) = text(arguments, 0) else { return Value::Null };
    let characters = text(arguments, 1);
    let drops = |character: char| match &characters {
        Some(characters) => characters.contains(character),
        None => character.is_whitespace(),
    };
    let mut rest: &str = &value;
    if left {
        rest = rest.trim_start_matches(drops);
    }
    if right {
        rest = rest.trim_end_matches(drops);
    }
    Value::text(rest)
}

/// Places are counted in characters, from 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a float saturates")]
fn substr<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let (Some(value), Some(start)) = (text(arguments, 0), number(arguments, 1)) else { return Value::Null };
    let length = match arguments.get(2) {
        None => usize::MAX,
        Some(length) => match length.as_number() {
            Some(length) => length.max(0.0) as usize,
            None => return Value::Null,
        },
    };
    Value::text(value.chars().skip(start.max(0.0) as usize).take(length).collect::<String>())
}

fn split<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let (Some(value), Some(separator)) = (text(arguments, 0), text(arguments, 1)) else { return Value::Null };
    let parts = if separator.is_empty() {
        vec![value.to_string()]
    } else {
        value.split(&*separator).map(str::to_owned).collect()
    };
    Value::Json(std::sync::Arc::new(parts.into()))
}

fn url_encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn url_decode(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let pair = behind.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = behind;
            }
            _ => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn base64_decode<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    text(arguments, 0)
        .and_then(|value| base64::engine::general_purpose::STANDARD.decode(value.as_bytes()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map_or(Value::Null, Value::text)
}

fn hex_digits(value: &str) -> &str {
    value.strip_prefix("0x").or_else(|| value.strip_prefix("0X")).unwrap_or(value)
}

fn hex_to_text<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let decode = |value: &str| {
        let digits = hex_digits(value).as_bytes();
        let bytes: Option<Vec<u8>> = digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok())
            .collect();
        String::from_utf8(bytes?).ok()
    };
    text(arguments, 0).and_then(|value| decode(&value)).map_or(Value::Null, Value::text)
}

fn hex_to_number<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    text(arguments, 0)
        .and_then(|value| i64::from_str_radix(hex_digits(&value), 16).ok())
        .map_or(Value::Null, Value::Integer)
}

#[expect(clippy::cast_possible_truncation, reason = "a cast from a float saturates")]
fn number_to_hex<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    number(arguments, 0).map_or(Value::Null, |value| Value::text(format!("{:#x}", value as i64)))
}
