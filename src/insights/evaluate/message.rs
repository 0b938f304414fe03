//! Messages as the evaluator reads them: as text, or from where they are kept in parts.

use std::fmt;

use super::super::value::Value;
use super::glob::Glob;
use super::shape::{Foreseen, Shape};

/// Messages that are kept in parts, and put together where somebody reads them. All answers about one event have to
/// agree: the shape's fixed text with the values between it is the whole text.
pub trait StoredMessages {
    /// The whole message.
    fn text(&self, event: usize) -> &str;

    /// Its length in bytes.
    fn length(&self, event: usize) -> usize;

    /// `None` where it is kept as it is.
    fn shape(&self, event: usize) -> Option<&Shape>;

    /// What stands in a gap of its shape; `None` where only the whole text tells.
    fn value(&self, event: usize, gap: usize) -> Option<&str>;

    /// `@ptr` of the event; empty where there is none.
    fn ptr(&self, event: usize) -> &str;
}

/// The message of an event.
#[derive(Clone, Copy)]
pub enum Message<'e> {
    Text(&'e str),
    /// With the number of the event.
    Stored(&'e dyn StoredMessages, usize),
}

impl Default for Message<'_> {
    fn default() -> Self {
        Self::Text("")
    }
}

impl<'e> From<&'e str> for Message<'e> {
    fn from(text: &'e str) -> Self {
        Self::Text(text)
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(formatter)
    }
}

impl PartialEq for Message<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Message<'_> {}

impl<'e> Message<'e> {
    pub fn text(self) -> &'e str {
        match self {
            Self::Text(text) => text,
            Self::Stored(messages, event) => messages.text(event),
        }
    }

    /// In bytes.
    pub fn length(self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Stored(messages, event) => messages.length(event),
        }
    }

    /// Whether [`Self::take`] can do without the text.
    pub(super) fn is_foreseen(self, glob: &Glob) -> bool {
        let Self::Stored(messages, event) = self else { return false };
        messages.shape(event).is_some_and(|shape| shape.with_foreseen(glob, |foreseen| *foreseen != Foreseen::Unknown))
    }

    /// What a glob takes out, into these places among the values, where that can be told without searching the text;
    /// `false` where not.
    pub(super) fn take(self, glob: &Glob, slots: &[usize], values: &mut [Value<'e>]) -> bool {
        let Self::Stored(messages, event) = self else { return false };
        let Some(shape) = messages.shape(event) else { return false };
        shape.with_foreseen(glob, |foreseen| match foreseen {
            Foreseen::Unknown => false,
            Foreseen::Nothing => {
                for slot in slots {
                    values[*slot] = Value::Null;
                }
                true
            }
            Foreseen::Gaps(gaps) => slots.iter().zip(gaps).all(|(slot, gap)| match messages.value(event, *gap) {
                Some(value) => {
                    values[*slot] = Value::Text(value);
                    true
                }
                None => false,
            }),
        })
    }
}
