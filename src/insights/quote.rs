//! Values as literals of the language, so that nothing in them can act.

use super::ast::{FieldPath, PathPart};
use super::lexer::{in_name, starts_name};
use super::parser::is_reserved;

/// A value as a text literal: in double quotes, with `\` before each backslash and quote. AWS's own
/// code escapes the same two and in this order.
pub fn quote_text(value: &str) -> String {
    format!("\"{}\"", escape_text(value, '"'))
}

/// What goes between quotes.
pub(crate) fn escape_text(value: &str, quote: char) -> String {
    let mut escaped = String::with_capacity(value.len() + 8);
    for character in value.chars() {
        if character == '\\' || character == quote {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A value as a part of a regular expression between slashes that matches just this value.
pub(crate) fn escape_regex(value: &str) -> String {
    regex::escape(value).replace('/', "\\/")
}

/// A name as a field: bare where that reads as one name, otherwise in backticks. `None` when it
/// cannot be written at all, for the language has no way to put a backtick into a name.
pub fn quote_field(name: &str) -> Option<String> {
    if name.is_empty() || name.contains('`') {
        return None;
    }
    let bare = name.split('.').enumerate().all(|(place, part)| is_bare(part, place == 0));
    Some(if bare && !is_reserved(name) { name.to_owned() } else { format!("`{name}`") })
}

/// Whether a part of a name needs no backticks. Letters of other scripts may be allowed by AWS, but
/// in backticks they are in any case.
fn is_bare(part: &str, first: bool) -> bool {
    part.is_ascii()
        && part.chars().all(in_name)
        && part.chars().next().is_some_and(|character| !first || starts_name(character))
}

/// A path as it must be written to be read again as the same parts.
pub(crate) fn print_path(path: &FieldPath) -> String {
    let mut text = String::new();
    for (place, part) in path.parts.iter().enumerate() {
        match part {
            PathPart::Index(index) => {
                text.push('[');
                text.push_str(&index.to_string());
                text.push(']');
            }
            PathPart::Name(name) => {
                if place > 0 {
                    text.push('.');
                }
                let alone = path.parts.len() == 1;
                let reserved = alone && is_reserved(name)
                    || place == 0 && (name.eq_ignore_ascii_case("in") || name.eq_ignore_ascii_case("not"));
                if is_bare(name, place == 0) && !reserved {
                    text.push_str(name);
                } else if name.contains('`') {
                    // Only a part in quotes can hold a backtick; such a part never comes first.
                    text.push_str(&quote_text(name));
                } else {
                    text.push('`');
                    text.push_str(name);
                    text.push('`');
                }
            }
        }
    }
    text
}
