use std::ops::Range;

use super::super::ast::{FieldPath, PathPart};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub span: Range<usize>,
    pub kind: TokenKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    /// A name or keyword; `quoted` when any of it stood in quotes, so that it is no keyword.
    Word {
        path: FieldPath,
        quoted: bool,
    },
    Number(String),
    /// `5m`: digits with letters on them.
    Measured {
        count: String,
        unit: String,
    },
    Text(String),
    Placeholder(String),
    Symbol(&'static str),
    End,
}

impl Token {
    /// The bare word, for keywords and function names.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Word { path, quoted: false } => match path.parts.as_slice() {
                [PathPart::Name(name)] => Some(name),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn is_word(&self, keyword: &str) -> bool {
        self.word().is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    }

    pub fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.kind, TokenKind::Symbol(own) if own == symbol)
    }
}
