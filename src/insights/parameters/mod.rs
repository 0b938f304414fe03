//! `{{name}}`, as in CloudWatch's saved queries, and values put in its place as literals.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html>

mod saved;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use super::ast::TimeUnit;
use super::diagnostic::Diagnostic;
use super::quote::{escape_regex, escape_text, quote_field, quote_text};
use super::substitute::substitute;
use crate::model::MAX_QUERY_TEXT;

pub use saved::{ExpandError, SavedParameter, SavedQuery, expand};

/// A `{{name}}` in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    pub name: String,
    /// Braces included, in characters.
    pub span: Range<usize>,
    pub context: PlaceholderContext,
    /// It stands in the glob of a `parse`, in which a `*` is a wildcard.
    pub glob: bool,
}

/// What a placeholder stands in; it decides how a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceholderContext {
    /// Where a value or a field can stand.
    Bare,
    /// Behind `in`, for the whole list.
    List,
    /// Between the brackets of a list.
    ListItem,
    /// Behind `limit`.
    Count,
    DoubleQuoted,
    SingleQuoted,
    BackQuoted,
    Regex,
}

/// A value for a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterValue {
    Text(String),
    /// A number as text, so that nothing is lost: digits, with a sign, point or exponent if need be.
    Number(String),
    List(Vec<String>),
    /// The name of a field.
    Field(String),
    /// A length of time such as `5m`.
    Duration(String),
}

/// A template with its values in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    pub text: String,
    /// What was put in for which name, in characters of the text.
    pub inserted: Vec<(String, Range<usize>)>,
}

/// Why a template could not be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// The template itself cannot be read, so there is no telling what its placeholders stand in.
    #[error("the template cannot be read: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Template(Vec<Diagnostic>),
    #[error("the parameter {name} has no value")]
    Missing { name: String },
    #[error("the parameter {name} needs a number")]
    NotANumber { name: String },
    #[error("the parameter {name} needs a length of time such as 5m")]
    NotADuration { name: String },
    #[error("the parameter {name} needs at least one value")]
    EmptyList { name: String },
    #[error("the parameter {name} takes one value, not a list")]
    ListNotAllowed { name: String },
    #[error("the parameter {name} is no name that a field can have")]
    NotAField { name: String },
    /// `*` acts in a glob and cannot be escaped.
    #[error("the parameter {name} stands in a pattern and cannot hold a *")]
    WildcardInGlob { name: String },
    #[error("the filled query has {length} characters, more than the {most} allowed")]
    TooLong { length: usize, most: usize },
    /// The filled text would not read as the template with just this literal in it.
    #[error("the values would change the query")]
    ChangesQuery,
}

/// Every placeholder of a template, in its order. Empty where the template cannot be read.
pub fn placeholders(template: &str) -> Vec<Placeholder> {
    let text: Vec<char> = template.chars().take(MAX_QUERY_TEXT + 1).collect();
    super::parser::read(&text).map(|(_, placeholders)| placeholders).unwrap_or_default()
}

/// Puts the values in, each as a literal of what its placeholder stands in. The result is read again
/// and held against the template, so a value can never be anything but its literal. Names without a
/// placeholder are left alone.
pub fn fill(template: &str, values: &BTreeMap<String, ParameterValue>) -> Result<Filled, ParameterError> {
    let text: Vec<char> = template.chars().collect();
    refuse_long(text.len())?;
    let (query, placeholders) =
        super::parser::read(&text).map_err(|diagnostic| ParameterError::Template(vec![diagnostic]))?;
    let mut filled: Vec<char> = Vec::with_capacity(text.len());
    let mut inserted = Vec::new();
    let mut done = 0;
    for placeholder in &placeholders {
        let name = &placeholder.name;
        let value = values.get(name).ok_or_else(|| ParameterError::Missing { name: name.clone() })?;
        let literal = literal(placeholder, value, text.get(placeholder.span.end).copied())?;
        filled.extend_from_slice(text.get(done..placeholder.span.start).unwrap_or_default());
        let start = filled.len();
        filled.extend(literal.chars());
        inserted.push((name.clone(), start..filled.len()));
        done = placeholder.span.end;
        refuse_long(filled.len())?;
    }
    filled.extend_from_slice(text.get(done..).unwrap_or_default());
    refuse_long(filled.len())?;
    let (read_again, _) = super::parser::read(&filled).map_err(|_unreadable| ParameterError::ChangesQuery)?;
    if substitute(query, values) != Some(read_again) {
        return Err(ParameterError::ChangesQuery);
    }
    Ok(Filled { text: filled.into_iter().collect(), inserted })
}

fn refuse_long(length: usize) -> Result<(), ParameterError> {
    let most = MAX_QUERY_TEXT;
    if length > most { Err(ParameterError::TooLong { length, most }) } else { Ok(()) }
}

fn literal(placeholder: &Placeholder, value: &ParameterValue, next: Option<char>) -> Result<String, ParameterError> {
    use PlaceholderContext as Context;
    let name = placeholder.name.clone();
    if let ParameterValue::List(values) = value {
        if values.is_empty() {
            return Err(ParameterError::EmptyList { name });
        }
        let items: Vec<String> = values.iter().map(|item| quote_text(item)).collect();
        return match placeholder.context {
            Context::List => Ok(format!("[{}]", items.join(", "))),
            Context::ListItem => Ok(items.join(", ")),
            _ => Err(ParameterError::ListNotAllowed { name }),
        };
    }
    let plain = plain_text(value);
    match placeholder.context {
        Context::Bare | Context::ListItem => bare(name, value),
        Context::List => Ok(format!("[{}]", bare(name, value)?)),
        Context::Count => {
            let digits = !plain.is_empty() && plain.len() < 10 && plain.bytes().all(|byte| byte.is_ascii_digit());
            if digits { Ok(plain.to_owned()) } else { Err(ParameterError::NotANumber { name }) }
        }
        Context::DoubleQuoted | Context::SingleQuoted => {
            if placeholder.glob && plain.contains('*') {
                return Err(ParameterError::WildcardInGlob { name });
            }
            Ok(escape_text(plain, if placeholder.context == Context::DoubleQuoted { '"' } else { '\'' }))
        }
        Context::BackQuoted => {
            if plain.contains('`') {
                Err(ParameterError::NotAField { name })
            } else {
                Ok(plain.to_owned())
            }
        }
        Context::Regex => Ok(regex_part(plain, next)),
    }
}

/// A value inside a regular expression. A quantifier behind it must act on the whole value.
pub(super) fn regex_part(value: &str, next: Option<char>) -> String {
    let escaped = escape_regex(value);
    if matches!(next, Some('*' | '+' | '?' | '{')) { format!("(?:{escaped})") } else { escaped }
}

pub(super) fn plain_text(value: &ParameterValue) -> &str {
    match value {
        ParameterValue::Text(text)
        | ParameterValue::Number(text)
        | ParameterValue::Field(text)
        | ParameterValue::Duration(text) => text,
        ParameterValue::List(items) => items.first().map_or("", String::as_str),
    }
}

fn bare(name: String, value: &ParameterValue) -> Result<String, ParameterError> {
    match value {
        ParameterValue::Text(text) => Ok(quote_text(text)),
        ParameterValue::Number(number) => {
            if !is_number(number) {
                return Err(ParameterError::NotANumber { name });
            }
            // In parentheses, so that an operator before or behind it cannot tear off the sign.
            Ok(if number.starts_with('-') { format!("({number})") } else { number.clone() })
        }
        ParameterValue::Field(field) => quote_field(field).ok_or(ParameterError::NotAField { name }),
        ParameterValue::Duration(length) => {
            let digits = length.find(|character: char| !character.is_ascii_digit()).unwrap_or(length.len());
            let (count, unit) = length.split_at(digits);
            let right = !count.is_empty() && count.len() < 10 && TimeUnit::from_name(unit).is_some();
            if right { Ok(length.clone()) } else { Err(ParameterError::NotADuration { name }) }
        }
        ParameterValue::List(_) => Err(ParameterError::ListNotAllowed { name }),
    }
}

/// Digits with a point, a sign and an exponent if need be: nothing that the language reads otherwise.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.ends_with(|last: char| last.is_ascii_digit())
        && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// The length in characters of a parameter's name at the start: `[a-zA-Z_]\w*`, at most 128.
pub(crate) fn name_length(text: &[char]) -> Option<usize> {
    let first = text.first()?;
    if !(first.is_ascii_alphabetic() || *first == '_') {
        return None;
    }
    let length = text.iter().take_while(|next| next.is_ascii_alphanumeric() || **next == '_').count();
    (length <= 128).then_some(length)
}
