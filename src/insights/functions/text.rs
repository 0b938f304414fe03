use std::borrow::Cow;

use super::numbers::number;
use super::{Context, Function, MANY, scalar};
use crate::insights::choices::LONGEST_TEXT;
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
        "regexReplace",
        "regexReplace(text, regex, replacement)",
        3..=3,
        super::regex_replace::call,
        &[
            ("regexReplace(\"id=17 id=4\", \"[0-9]+\", \"#\")", "id=# id=#"),
            (r#"regexReplace("a-b", "(.)-(.)", "\2-\1")"#, "b-a"),
        ],
    ),
    scalar(
        "regex_replace",
        "regex_replace(text, regex, replacement)",
        3..=3,
        super::regex_replace::call,
        &[("regex_replace(\"id=17\", \"[0-9]+\", \"#\")", "id=#")],
    ),
    scalar(
        "messageSize",
        "messageSize(text)",
        1..=1,
        message_size,
        &[("messageSize(\"日本\")", "6"), ("messageSize(\"abc\")", "3")],
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
];

pub(super) fn text<'v>(arguments: &'v [Value<'_>], place: usize) -> Option<Cow<'v, str>> {
    arguments.get(place).and_then(Value::as_text)
}

pub(super) fn flag(value: bool) -> Value<'static> {
    Value::Boolean(value)
}

pub(super) fn bounded<'e>(made: String) -> Value<'e> {
    if made.len() > LONGEST_TEXT { Value::Null } else { Value::text(made) }
}

pub(super) fn map<'e>(arguments: &[Value<'e>], change: impl Fn(&str) -> String) -> Value<'e> {
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

/// In bytes of UTF-8, where `strlen` counts characters.
#[expect(clippy::cast_possible_wrap, reason = "no text is that long")]
fn message_size<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    text(arguments, 0).map_or(Value::Null, |value| Value::Integer(value.len() as i64))
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
