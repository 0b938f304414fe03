//! Messages that are alike: fixed text with gaps, as the records of one program are. What a glob takes out of such a
//! message can often be told from the fixed text alone, once for all that share it.

use std::cell::RefCell;

use super::glob::Glob;

/// What may stand in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Neither a quotation mark nor a backslash.
    Plain,
    Any,
}

/// Fixed text with gaps between: one piece more than there are gaps. The first and the last may be empty.
#[derive(Debug, Default)]
pub struct Shape {
    fixed: Vec<Box<[u8]>>,
    gaps: Vec<Gap>,
    /// By the number of the glob.
    foreseen: RefCell<Vec<(u64, Foreseen)>>,
}

/// What a glob takes out of every message of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Foreseen {
    /// It depends on what stands in the gaps: each message has to be searched.
    Unknown,
    /// It matches none.
    Nothing,
    /// It matches all, and its wildcards take what stands in these gaps.
    Gaps(Vec<usize>),
}

/// A place in the fixed text; behind the last byte of a piece is the beginning of the gap that follows.
#[derive(Clone, Copy)]
struct Place {
    piece: usize,
    offset: usize,
}

enum Search {
    /// In the fixed text, and nowhere before whatever stands in the gaps.
    Found(Place),
    Nowhere,
    Unknown,
}

/// Comparisons that are made for one glob at most: the shapes may be anybody's.
const MOST_STEPS: u32 = 20_000;

impl Shape {
    /// `None` unless there is one piece more than there are gaps.
    pub fn new(fixed: Vec<Box<[u8]>>, gaps: Vec<Gap>) -> Option<Self> {
        (fixed.len() == gaps.len() + 1).then(|| Self { fixed, gaps, foreseen: RefCell::default() })
    }

    pub fn fixed(&self) -> &[Box<[u8]>] {
        &self.fixed
    }

    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    pub(super) fn with_foreseen<T>(&self, glob: &Glob, then: impl FnOnce(&Foreseen) -> T) -> T {
        let mut foreseen = self.foreseen.borrow_mut();
        let place = foreseen.iter().position(|(number, _)| *number == glob.number()).unwrap_or_else(|| {
            foreseen.push((glob.number(), self.foresee(glob)));
            foreseen.len() - 1
        });
        then(foreseen.get(place).map_or(&Foreseen::Unknown, |(_, found)| found))
    }

    fn foresee(&self, glob: &Glob) -> Foreseen {
        let mut steps = MOST_STEPS;
        let mut at = Place { piece: 0, offset: 0 };
        let mut taken = Vec::new();
        for (number, literal) in glob.literals().enumerate() {
            if number > 0 && number + 1 == glob.literals().len() && glob.takes_rest() {
                return Foreseen::Unknown;
            }
            let found = match self.find(at, literal, &mut steps) {
                Search::Found(found) => found,
                Search::Nowhere => return Foreseen::Nothing,
                Search::Unknown => return Foreseen::Unknown,
            };
            if number > 0 {
                let begins = at.offset == self.fixed[at.piece].len() && at.piece < self.gaps.len();
                if !begins || found.piece != at.piece + 1 || found.offset != 0 {
                    return Foreseen::Unknown;
                }
                taken.push(at.piece);
            }
            at = Place { piece: found.piece, offset: found.offset + literal.len() };
        }
        Foreseen::Gaps(taken)
    }

    /// The first place of a text from there on.
    fn find(&self, at: Place, text: &[u8], steps: &mut u32) -> Search {
        if text.is_empty() {
            return Search::Found(at);
        }
        let mut offset = at.offset;
        for piece in at.piece..self.fixed.len() {
            let fixed = &self.fixed[piece];
            for start in offset..fixed.len() {
                let rest = &fixed[start..];
                if rest.starts_with(text) {
                    return Search::Found(Place { piece, offset: start });
                }
                if text.starts_with(rest)
                    && piece < self.gaps.len()
                    && self.can_enter(piece, &text[rest.len()..], steps)
                {
                    return Search::Unknown;
                }
            }
            if piece < self.gaps.len() && self.can_begin_in(piece, text, steps) {
                return Search::Unknown;
            }
            offset = 0;
        }
        Search::Nowhere
    }

    /// Whether a text can begin within what stands in a gap.
    fn can_begin_in(&self, gap: usize, text: &[u8], steps: &mut u32) -> bool {
        if self.gaps[gap] == Gap::Any {
            return true;
        }
        for length in 1..=text.len() {
            if is_mark(text[length - 1]) {
                return false;
            }
            if self.fits(gap + 1, &text[length..], steps) {
                return true;
            }
        }
        true
    }

    /// Whether what stands in a gap, and what follows it, can begin with a text.
    fn can_enter(&self, gap: usize, text: &[u8], steps: &mut u32) -> bool {
        if self.gaps[gap] == Gap::Any {
            return true;
        }
        for length in 0..text.len() {
            if self.fits(gap + 1, &text[length..], steps) {
                return true;
            }
            if is_mark(text[length]) {
                return false;
            }
        }
        true
    }

    /// Whether a text can stand where a piece of the fixed text begins.
    fn fits(&self, piece: usize, text: &[u8], steps: &mut u32) -> bool {
        if *steps == 0 {
            return true;
        }
        *steps -= 1;
        let fixed = &self.fixed[piece];
        match text.strip_prefix(&**fixed) {
            None => fixed.starts_with(text),
            Some([]) => true,
            Some(rest) => piece < self.gaps.len() && self.can_enter(piece, rest, steps),
        }
    }
}

/// What does not stand in a plain gap.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shape(text: &str) -> Shape {
        let fixed: Vec<Box<[u8]>> = text.split('~').map(|piece| piece.as_bytes().into()).collect();
        let gaps = vec![Gap::Plain; fixed.len() - 1];
        Shape::new(fixed, gaps).unwrap()
    }

    fn foreseen(text: &str, glob: &str) -> Foreseen {
        shape(text).foresee(&Glob::new(glob))
    }

    #[test]
    fn what_stands_between_fixed_texts_is_taken_unseen() {
        let record = r#"{"id":"~","runAsUser":"~","sessionId":"~","n":~}"#;
        assert_eq!(foreseen(record, r#""runAsUser":"*","sessionId":"*""#), Foreseen::Gaps(vec![1, 2]));
        assert_eq!(foreseen(record, r#""runAsUser":"*""#), Foreseen::Gaps(vec![1]));
        assert_eq!(foreseen(record, r#""n":*}"#), Foreseen::Unknown, "a plain value may hold a brace");
        assert_eq!(foreseen(record, r#""user":"*""#), Foreseen::Nothing);
        assert_eq!(foreseen(record, "user=*,"), Foreseen::Unknown);
        assert_eq!(foreseen(record, r#""sessionId":"*"#), Foreseen::Unknown);
        assert_eq!(foreseen(record, r#""runAsUser":"r*""#), Foreseen::Unknown);
    }

    proptest! {
        /// Few letters, so that texts begin, end and repeat in all ways.
        #[test]
        fn what_is_foreseen_is_what_a_search_finds(
            fixed in proptest::collection::vec("[\"a:]{0,4}", 1..5),
            values in proptest::collection::vec(("[a:]{0,4}", "[a:\"\\\\]{0,4}", any::<bool>()), 4),
            glob in "[\"a:]{0,4}(\\*[\"a:]{1,3}){0,2}\\*?",
        ) {
            let gaps: Vec<Gap> = values.iter().take(fixed.len() - 1).map(|value| if value.2 { Gap::Any } else { Gap::Plain }).collect();
            let values: Vec<&str> = values.iter().map(|value| if value.2 { value.1.as_str() } else { value.0.as_str() }).collect();
            let mut text = fixed[0].clone();
            let mut places = Vec::new();
            for (fixed, value) in fixed[1..].iter().zip(&values) {
                places.push(text.len()..text.len() + value.len());
                text += value;
                text += fixed;
            }
            let shape = Shape::new(fixed.iter().map(|piece| piece.as_bytes().into()).collect(), gaps).unwrap();
            let glob = Glob::new(&glob);
            let mut found = Vec::new();
            let matches = glob.find(&text, &mut found);
            match shape.foresee(&glob) {
                Foreseen::Unknown => {}
                Foreseen::Nothing => prop_assert!(!matches, "{}", text),
                Foreseen::Gaps(gaps) => {
                    prop_assert!(matches, "{}", text);
                    let expected: Vec<_> = gaps.iter().map(|gap| places[*gap].clone()).collect();
                    prop_assert_eq!(found, expected, "{}", text);
                }
            }
        }
    }
}
