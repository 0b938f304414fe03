//! The globs of `parse`: texts with `*` between them.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memmem::Finder;

/// A glob that is ready to be searched. It may match anywhere; each `*` takes the shortest text up
/// to the next literal, and one at the end takes all that is left.
pub(super) struct Glob {
    /// One more than there are wildcards; an empty one is found at once.
    literals: Vec<Finder<'static>>,
    takes_rest: bool,
    /// No other glob of this program has it.
    number: u64,
}

static NEXT_NUMBER: AtomicU64 = AtomicU64::new(0);

impl Glob {
    pub fn new(pattern: &str) -> Self {
        Self {
            literals: pattern.split('*').map(|literal| Finder::new(literal).into_owned()).collect(),
            takes_rest: pattern.ends_with('*'),
            number: NEXT_NUMBER.fetch_add(1, Ordering::Relaxed),
        }
    }

    pub fn literals(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.literals.iter().map(Finder::needle)
    }

    pub fn takes_rest(&self) -> bool {
        self.takes_rest
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    /// The places of the wildcards, or `false` if the text does not match.
    pub fn find(&self, text: &str, found: &mut Vec<Range<usize>>) -> bool {
        found.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        for (place, literal) in self.literals.iter().enumerate() {
            let last = place + 1 == self.literals.len();
            if last && self.takes_rest && place > 0 {
                found.push(at..bytes.len());
                break;
            }
            let Some(offset) = literal.find(&bytes[at..]) else { return false };
            if place > 0 {
                found.push(at..at + offset);
            }
            at += offset + literal.needle().len();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
        let mut ranges = Vec::new();
        Glob::new(pattern).find(text, &mut ranges).then(|| ranges.into_iter().map(|range| &text[range]).collect())
    }

    #[test]
    fn wildcards_take_the_shortest_text() {
        assert_eq!(found("[*] * end", "x [a] [b] b end end"), Some(vec!["a", "[b] b"]));
        assert_eq!(found("*:*", "k:v:w"), Some(vec!["k", "v:w"]));
        assert_eq!(found("elapsed: * s", "elapsed: 12 s more"), Some(vec!["12"]));
        assert_eq!(found("**", "abc"), Some(vec!["", "abc"]));
        assert_eq!(found("a*b", "ba"), None);
        assert_eq!(found("ü*é", "xü日本éz"), Some(vec!["日本"]));
        assert_eq!(found("\"data\":[\"*\"]", "{\"data\":[\"a\nb\"]}"), Some(vec!["a\nb"]));
    }
}
