//! Values put into a query that has been read already: what the filled text must read as.

use std::collections::BTreeMap;

use super::ast::{Count, Duration, Expression, ExpressionKind, FieldPath, InList, PathPart, Query, TimeUnit};
use super::parameters::{ParameterValue, name_length, plain_text, regex_part};
use super::quote::quote_field;
use super::walk::{Node, walk_query};

type Values = BTreeMap<String, ParameterValue>;

/// The query with every placeholder replaced; `None` where one has no value that fits.
pub(crate) fn substitute(mut query: Query, values: &Values) -> Option<Query> {
    let mut fits = true;
    walk_query(&mut query, &mut |node| match node {
        Node::Expression(expression) => fits &= replace_expression(expression, values).is_some(),
        Node::Regex(regex) => regex.source = replace_regex(&regex.source, values),
        Node::Glob(text) | Node::Name(text) => *text = replace_text(text, values),
        Node::Count(count) => {
            if let Count::Placeholder(name) = count {
                match values.get(name).and_then(|value| plain_text(value).parse().ok()) {
                    Some(number) => *count = Count::Number(number),
                    None => fits = false,
                }
            }
        }
    });
    fits.then_some(query)
}

fn replace_expression(expression: &mut Expression, values: &Values) -> Option<()> {
    match &mut expression.kind {
        ExpressionKind::Placeholder(name) => match values.get(name)? {
            // The list that it stands in takes it.
            ParameterValue::List(_) => {}
            value => expression.kind = literal(value)?,
        },
        ExpressionKind::Text(text) => *text = replace_text(text, values),
        ExpressionKind::Field(path) => {
            for part in &mut path.parts {
                if let PathPart::Name(name) = part {
                    *name = replace_text(name, values);
                }
            }
        }
        ExpressionKind::In { list, .. } => replace_list(list, values)?,
        _ => {}
    }
    Some(())
}

fn replace_list(list: &mut InList, values: &Values) -> Option<()> {
    match list {
        InList::Placeholder(name) => {
            let kinds = literals(values.get(name)?)?;
            *list = InList::Values(kinds);
        }
        InList::Values(items) => {
            let mut all = Vec::with_capacity(items.len());
            for item in items.drain(..) {
                match &item.kind {
                    ExpressionKind::Placeholder(name) => all.extend(literals(values.get(name)?)?),
                    _ => all.push(item),
                }
            }
            *items = all;
        }
        InList::Query(_) => {}
    }
    Some(())
}

fn literals(value: &ParameterValue) -> Option<Vec<Expression>> {
    match value {
        ParameterValue::List(items) => {
            Some(items.iter().map(|item| expression(ExpressionKind::Text(item.clone()))).collect())
        }
        other => Some(vec![expression(literal(other)?)]),
    }
}

fn expression(kind: ExpressionKind) -> Expression {
    Expression { span: super::ast::Span::default(), kind }
}

fn literal(value: &ParameterValue) -> Option<ExpressionKind> {
    Some(match value {
        ParameterValue::Text(text) => ExpressionKind::Text(text.clone()),
        ParameterValue::Number(number) => match number.strip_prefix('-') {
            Some(digits) => ExpressionKind::Negate(Box::new(expression(ExpressionKind::Number(digits.to_owned())))),
            None => ExpressionKind::Number(number.clone()),
        },
        ParameterValue::Field(name) => {
            let parts =
                if quote_field(name)?.starts_with('`') { vec![name.as_str()] } else { name.split('.').collect() };
            let parts = parts.into_iter().map(|part| PathPart::Name(part.to_owned())).collect();
            ExpressionKind::Field(FieldPath { parts })
        }
        ParameterValue::Duration(length) => {
            let digits = length.find(|character: char| !character.is_ascii_digit())?;
            let (count, unit) = length.split_at(digits);
            ExpressionKind::Duration(Duration { count: count.to_owned(), unit: TimeUnit::from_name(unit)? })
        }
        ParameterValue::List(_) => return None,
    })
}

/// One pass from left to right: what a value brings along is never looked at again.
fn replace_text(text: &str, values: &Values) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("{{") {
        let (before, from) = rest.split_at(place);
        replaced.push_str(before);
        let found = placeholder(from).and_then(|(name, length)| Some((values.get(name)?, length)));
        if let Some((value, length)) = found {
            replaced.push_str(plain_text(value));
            rest = &from[length..];
        } else {
            replaced.push('{');
            rest = &from[1..];
        }
    }
    replaced.push_str(rest);
    replaced
}

fn replace_regex(source: &str, values: &Values) -> String {
    each_in_regex(source, |name, next| values.get(name).map(|value| regex_part(plain_text(value), next)))
}

/// A regular expression in which a letter stands for each placeholder, so that it can be checked
/// before it is filled.
pub(crate) fn with_stand_ins(source: &str) -> String {
    each_in_regex(source, |_, _| Some("x".to_owned()))
}

/// Replaces placeholders; `replacement` gets the name and the character behind it.
fn each_in_regex(source: &str, replacement: impl Fn(&str, Option<char>) -> Option<String>) -> String {
    let mut replaced = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let found = placeholder(rest).and_then(|(name, length)| {
            // Behind the last character of the source stands the closing slash.
            Some((replacement(name, rest[length..].chars().next())?, length))
        });
        let taken = match found {
            Some((text, length)) => {
                replaced.push_str(&text);
                rest = &rest[length..];
                continue;
            }
            None if next == '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            None => next.len_utf8(),
        };
        replaced.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    replaced
}

/// The name of the placeholder at the start, and its length in bytes, braces included.
fn placeholder(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix("{{")?;
    let characters: Vec<char> = inner.chars().take(130).collect();
    let length = name_length(&characters)?;
    inner[length..].starts_with("}}").then(|| (&inner[..length], length + 4))
}
