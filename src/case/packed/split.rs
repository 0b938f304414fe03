//! Splitting messages into fixed text and what stands in its gaps.
//!
//! A gap is the value of a name in JSON, as far as it is text (without its quotation marks) or a number. From the first
//! list on all is one gap: lists are as long as they like. Anything that is no such record is a single gap.

use std::{collections::HashMap, ops::Range};

use memchr::memchr2;

use super::MOST_SHAPES;

/// More gaps than that are no record.
const MOST_GAPS: usize = 64;

/// Where what stands in a gap ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// At a quotation mark with no backslash before it.
    Text,
    /// At what is no part of a number.
    Number,
    /// At the message's end.
    Rest,
}

/// Fixed texts, and where what is between them ends.
struct Known {
    fixed: Vec<Box<[u8]>>,
    ends: Vec<End>,
}

/// The shapes of the messages of one block.
pub(super) struct Splitter {
    shapes: Vec<Known>,
    places: HashMap<Vec<u8>, usize>,
    last: usize,
}

impl Splitter {
    pub fn new() -> Self {
        let whole = Known { fixed: vec![Box::default(), Box::default()], ends: vec![End::Rest] };
        Self { shapes: vec![whole], places: HashMap::new(), last: 0 }
    }

    /// The fixed texts of each shape.
    pub fn shapes(&self) -> impl ExactSizeIterator<Item = &[Box<[u8]>]> {
        self.shapes.iter().map(|known| known.fixed.as_slice())
    }

    /// The shape of a message, and where its gaps are. `is_text`: it is UTF-8, as all of a record is.
    pub fn split(&mut self, message: &[u8], is_text: bool, gaps: &mut Vec<Range<usize>>) -> usize {
        if is_text && self.last > 0 && self.follows(self.last, message, gaps) {
            return self.last;
        }
        let shape = if is_text { self.find(message, gaps) } else { 0 };
        if shape == 0 {
            gaps.clear();
            gaps.push(0..message.len());
        } else {
            self.last = shape;
        }
        shape
    }

    /// Whether a message has this shape: much faster than reading it.
    fn follows(&self, shape: usize, message: &[u8], gaps: &mut Vec<Range<usize>>) -> bool {
        gaps.clear();
        let Some(Known { fixed, ends }) = self.shapes.get(shape) else { return false };
        let mut at = 0;
        for (fixed, end) in fixed.iter().zip(ends) {
            if !message[at..].starts_with(fixed) {
                return false;
            }
            at += fixed.len();
            let Some(to) = end_of(message, at, *end) else { return false };
            gaps.push(at..to);
            at = to;
        }
        fixed.last().is_some_and(|last| message[at..] == **last)
    }

    fn find(&mut self, message: &[u8], gaps: &mut Vec<Range<usize>>) -> usize {
        let Some(ends) = read(message, gaps) else { return 0 };
        let mut key = Vec::with_capacity(256);
        let mut at = 0;
        for (gap, end) in gaps.iter().zip(&ends) {
            key.extend_from_slice(&message[at..gap.start]);
            // No byte of a text.
            key.extend([0xff, *end as u8]);
            at = gap.end;
        }
        key.extend_from_slice(&message[at..]);
        if let Some(shape) = self.places.get(&key) {
            return *shape;
        }
        if self.shapes.len() >= MOST_SHAPES {
            return 0;
        }
        let begins = std::iter::once(0).chain(gaps.iter().map(|gap| gap.end));
        let fixed_ends = gaps.iter().map(|gap| gap.start).chain([message.len()]);
        let fixed = begins.zip(fixed_ends).map(|(begin, end)| message[begin..end].into()).collect();
        self.shapes.push(Known { fixed, ends });
        self.places.insert(key, self.shapes.len() - 1);
        self.shapes.len() - 1
    }
}

fn end_of(message: &[u8], from: usize, end: End) -> Option<usize> {
    match end {
        End::Text => end_of_text(message, from),
        End::Number => {
            let length = message[from..].iter().position(|byte| !is_of_number(*byte));
            Some(length.map_or(message.len(), |length| from + length))
        }
        End::Rest => Some(message.len()),
    }
}

fn end_of_text(message: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', message.get(at..)?)?;
        if message[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
}

/// The gaps of a record; `None`: it is none.
fn read(message: &[u8], gaps: &mut Vec<Range<usize>>) -> Option<Vec<End>> {
    gaps.clear();
    if message.first() != Some(&b'{') {
        return None;
    }
    let mut ends = Vec::new();
    let mut at = 1;
    let mut is_value = false;
    while let Some(byte) = message.get(at) {
        let mut gap = |from: usize, end: End| -> Option<usize> {
            let to = end_of(message, from, end)?;
            gaps.push(from..to);
            ends.push(end);
            Some(to)
        };
        match byte {
            b'"' => {
                let end = if is_value { gap(at + 1, End::Text)? } else { end_of_text(message, at + 1)? };
                at = end + 1;
                is_value = false;
            }
            b'0'..=b'9' | b'-' if is_value => {
                at = gap(at, End::Number)?;
                is_value = false;
            }
            b'[' => at = gap(at, End::Rest)?,
            _ => {
                is_value = *byte == b':' || is_value && byte.is_ascii_whitespace();
                at += 1;
            }
        }
        if gaps.len() > MOST_GAPS {
            return None;
        }
    }
    Some(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_gaps_and_names_are_fixed() {
        let message = br#"{"a":"x\"y","b":{"n": -1.5e3,"t":true},"c":"","d":["z",1],"e":"f"}"#;
        let mut splitter = Splitter::new();
        let mut gaps = Vec::new();
        let shape = splitter.split(message, true, &mut gaps);
        let values: Vec<&str> = gaps.iter().map(|gap| std::str::from_utf8(&message[gap.clone()]).unwrap()).collect();
        assert_eq!(values, ["x\\\"y", "-1.5e3", "", "[\"z\",1],\"e\":\"f\"}"]);
        let again = br#"{"a":"","b":{"n": 7,"t":true},"c":"long","d":[]}"#;
        assert_eq!(splitter.split(again, true, &mut gaps), shape);
        assert_eq!(splitter.split(br#"{"a":"","b":{"n": 7,"t":false},"c":"long","d":[]}"#, true, &mut gaps), shape + 1);
        for none in [b"text".as_slice(), b"{\"a\":\"open", b"{\"a\":\"\xff\"}", b""] {
            assert_eq!(splitter.split(none, std::str::from_utf8(none).is_ok(), &mut gaps), 0);
            assert_eq!((gaps.len(), &gaps[0]), (1, &(0..none.len())));
        }
    }
}
