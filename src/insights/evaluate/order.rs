//! The order of `sort`.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html>

use std::cmp::Ordering;
use std::sync::Arc;

use super::super::choices::SIGNED_TEXT_SORTS_AS_NUMBER;
use super::super::value::{Value, number_in};

/// A value as it sorts: missing ones first, then texts, then numbers.
#[derive(Clone, Debug)]
pub(super) enum SortKey<'e> {
    Missing,
    Text(&'e str),
    Shared(Arc<str>),
    Number(f64),
}

impl<'e> SortKey<'e> {
    pub fn new(value: Value<'e>) -> Self {
        match value {
            Value::Null => Self::Missing,
            Value::Text(text) => text_number(text).map_or(Self::Text(text), Self::Number),
            Value::Shared(text) => match text_number(&text) {
                Some(number) => Self::Number(number),
                None => Self::Shared(text),
            },
            Value::Json(json) => Self::Shared(json.to_string().into()),
            other => other.as_number().map_or(Self::Missing, Self::Number),
        }
    }

    pub fn into_owned(self) -> SortKey<'static> {
        match self {
            Self::Missing => SortKey::Missing,
            Self::Text(text) => SortKey::Shared(text.into()),
            Self::Shared(text) => SortKey::Shared(text),
            Self::Number(number) => SortKey::Number(number),
        }
    }

    /// Bytes of its text.
    pub fn len(&self) -> usize {
        self.text().len()
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Text(_) | Self::Shared(_) => 1,
            Self::Number(_) => 2,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Shared(text) => text,
            Self::Missing | Self::Number(_) => "",
        }
    }
}

fn text_number(text: &str) -> Option<f64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits || SIGNED_TEXT_SORTS_AS_NUMBER { number_in(text) } else { None }
}

/// The ascending order; descending is its exact reverse.
pub(super) fn ascending(left: &SortKey<'_>, right: &SortKey<'_>) -> Ordering {
    match (left, right) {
        (SortKey::Number(left), SortKey::Number(right)) => left.total_cmp(right),
        _ => left.rank().cmp(&right.rank()).then_with(|| by_chunks(left.text(), right.text())),
    }
}

/// Texts in pieces of digits and of other characters: pieces of digits by length and then value,
/// others by Unicode value.
fn by_chunks(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    while !left.is_empty() && !right.is_empty() {
        let (first, second) = (chunk(left), chunk(right));
        let digits = |text: &str| text.starts_with(|character: char| character.is_ascii_digit());
        let order = if digits(first) && digits(second) {
            first.len().cmp(&second.len()).then_with(|| first.cmp(second))
        } else {
            first.cmp(second)
        };
        if order.is_ne() {
            return order;
        }
        left = &left[first.len()..];
        right = &right[second.len()..];
    }
    left.len().cmp(&right.len())
}

fn chunk(text: &str) -> &str {
    let digits = text.starts_with(|character: char| character.is_ascii_digit());
    let end = text.find(|character: char| character.is_ascii_digit() != digits).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_documentation_comes_out() {
        let expected = [
            "!:",
            "#",
            "*%04",
            "0#",
            "5A",
            "111A",
            "2345_",
            "@",
            "@_",
            "A",
            "A9876fghj",
            "a12345hfh",
            "0",
            "01",
            "1",
            "2",
            "3",
        ];
        let mut values = expected;
        values.reverse();
        values.sort_by(|left, right| {
            let (left, right) = (SortKey::new(Value::Text(left)), SortKey::new(Value::Text(right)));
            ascending(&left, &right)
        });
        // 01 and 1 are the same number; nothing says which comes first.
        let same = |text: &str| text.trim_start_matches('0').to_owned();
        assert_eq!(values.map(same), expected.map(same));
    }
}
