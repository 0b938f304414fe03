//! Texts that a message must contain for its event to pass the filters: looked for before anything
//! is taken out of the message. Leaves out only what the filters would drop.

use memchr::memmem::Finder;

use super::super::ast::BinaryOperator;
use super::super::value::{Value, number_in};
use super::event::System;
use super::expression::Expr;
use super::program::Step;

/// A text that a message must contain.
pub(super) struct Needle {
    text: Finder<'static>,
    /// The text comes from JSON, where it can be written by escapes as well.
    json: bool,
}

impl Needle {
    pub fn may_match(&self, message: &str) -> bool {
        let bytes = message.as_bytes();
        self.text.find(bytes).is_some() || self.json && memchr::memmem::find(bytes, b"\\u").is_some()
    }
}

/// More would cost more than they spare.
const MOST: usize = 3;

/// The needles of the filters among these steps.
pub(super) fn needles(steps: &[Step]) -> Vec<Needle> {
    let mut needles = Vec::new();
    for step in steps {
        if let Step::Filter(condition) = step {
            find(condition, steps, &mut needles);
        }
    }
    needles.truncate(MOST);
    needles
}

fn find(condition: &Expr, steps: &[Step], needles: &mut Vec<Needle>) {
    let (origin, text) = match condition {
        Expr::All(parts) => return parts.iter().for_each(|part| find(part, steps, needles)),
        Expr::Binary { left, operator: BinaryOperator::Equal, right } => match (&**left, &**right) {
            (value, Expr::Constant(text)) | (Expr::Constant(text), value) => {
                let Some(text) = text.as_str() else { return };
                (origin(value, steps), text)
            }
            _ => return,
        },
        Expr::Contains { value, text, negated: false } => {
            let Ok(text) = std::str::from_utf8(text.needle()) else { return };
            (origin(value, steps), text)
        }
        _ => return,
    };
    let json = match origin {
        // A piece of the message, as it stands there.
        Some(Origin::Message) => false,
        Some(Origin::Json) if is_only_written_so(text) => true,
        _ => return,
    };
    if !text.is_empty() {
        needles.push(Needle { text: Finder::new(text).into_owned(), json });
    }
}

/// Where the text of a value stands.
enum Origin {
    Message,
    Json,
}

fn origin(value: &Expr, steps: &[Step]) -> Option<Origin> {
    match value {
        Expr::Discovered(_) => Some(Origin::Json),
        Expr::Slot(slot) => steps.iter().find_map(|step| match step {
            Step::Glob { value: Expr::System(System::Message), slots, .. } if slots.contains(slot) => {
                Some(Origin::Message)
            }
            Step::Regex { value: Expr::System(System::Message), groups, .. }
                if groups.iter().any(|(_, place)| place == slot) =>
            {
                Some(Origin::Message)
            }
            _ => None,
        }),
        _ => None,
    }
}

/// Whether no number, boolean or list in JSON can equal or contain the text, and no escape but `\u`
/// can write it.
fn is_only_written_so(text: &str) -> bool {
    let letters = text.chars().any(|character| character.is_alphabetic() && !matches!(character, 'e' | 'E'));
    let plain = !text.chars().any(|character| character.is_control() || matches!(character, '"' | '\\' | '/'));
    let boolean = Value::Text(text).holds() == Some(true);
    letters && plain && !boolean && !text.eq_ignore_ascii_case("false") && number_in(text).is_none()
}
