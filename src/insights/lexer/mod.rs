//! Text into tokens, one at a time: only the parser knows whether a `/` divides or opens a regular
//! expression, so nothing is read ahead of it.

mod quoted;
mod token;

use std::ops::Range;

use super::ast::{FieldPath, PathPart};
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::parameters::{Placeholder, PlaceholderContext};

pub(crate) use token::{Token, TokenKind};

/// Longer symbols first.
const SYMBOLS: [&str; 27] = [
    "==", "=~", "!=", "<=", ">=", "<>", "|", ",", "(", ")", "[", "]", "=", "<", ">", "+", "-", "*", "/", "%", "^", "!",
    ":", ";", "$", "{", "}",
];

pub(crate) struct Lexer<'a> {
    text: &'a [char],
    at: usize,
    /// Every `{{name}}` passed so far, with what it stood in.
    pub placeholders: Vec<Placeholder>,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a [char]) -> Self {
        Self { text, at: 0, placeholders: Vec::new() }
    }

    /// The placeholders inside this span stand in a pattern in which `*` acts.
    pub fn mark_glob(&mut self, span: &Range<usize>) {
        for placeholder in &mut self.placeholders {
            placeholder.glob |= span.contains(&placeholder.span.start);
        }
    }

    /// The placeholder at this span stands for the whole list of an `in`, or for one of its items.
    pub fn mark_list(&mut self, span: &Range<usize>, item: bool) {
        let context = if item { PlaceholderContext::ListItem } else { PlaceholderContext::List };
        self.mark(span, context);
    }

    /// The placeholder at this span, if it is one, stands for a number of rows.
    pub fn mark_number(&mut self, span: &Range<usize>) {
        self.mark(span, PlaceholderContext::Count);
    }

    fn mark(&mut self, span: &Range<usize>, context: PlaceholderContext) {
        if let Some(placeholder) = self.placeholders.iter_mut().find(|placeholder| placeholder.span == *span) {
            placeholder.context = context;
        }
    }

    pub fn text(&self, span: Range<usize>) -> String {
        self.text.get(span).unwrap_or_default().iter().collect()
    }

    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    pub fn next(&mut self) -> Result<Token, Diagnostic> {
        self.skip_blanks();
        let start = self.at;
        let Some(first) = self.peek() else {
            return Ok(Token { span: start..start, kind: TokenKind::End });
        };
        let kind = match first {
            '"' | '\'' => {
                let context =
                    if first == '"' { PlaceholderContext::DoubleQuoted } else { PlaceholderContext::SingleQuoted };
                TokenKind::Text(self.quoted(first, context)?)
            }
            '`' => self.word()?,
            '0'..='9' => self.number(),
            '.' if self.peek_at(1).is_some_and(|next| next.is_ascii_digit()) => self.number(),
            '{' if self.placeholder_here().is_some() => {
                let length = self.placeholder_here().unwrap_or_default();
                let name = self.text(start + 2..start + 2 + length);
                self.at += length + 4;
                self.placeholders.push(Placeholder {
                    name: name.clone(),
                    span: start..self.at,
                    context: PlaceholderContext::Bare,
                    glob: false,
                });
                TokenKind::Placeholder(name)
            }
            _ if starts_name(first) => self.word()?,
            _ => match SYMBOLS.iter().find(|symbol| self.starts_with(symbol)) {
                Some(symbol) => {
                    self.at += symbol.len();
                    TokenKind::Symbol(symbol)
                }
                None => {
                    return Err(Diagnostic::new(
                        start..start + 1,
                        DiagnosticKind::UnknownCharacter { character: first },
                    ));
                }
            },
        };
        Ok(Token { span: start..self.at, kind })
    }

    fn starts_with(&self, symbol: &str) -> bool {
        symbol.chars().enumerate().all(|(place, character)| self.peek_at(place) == Some(character))
    }

    /// Blanks and comments.
    fn skip_blanks(&mut self) {
        while let Some(next) = self.peek() {
            if next.is_whitespace() || next == '\u{feff}' {
                self.at += 1;
            } else if next == '#' {
                while self.peek().is_some_and(|character| character != '\n') {
                    self.at += 1;
                }
            } else {
                break;
            }
        }
    }

    fn word(&mut self) -> Result<TokenKind, Diagnostic> {
        let mut quoted = false;
        let mut parts = Vec::new();
        if self.peek() == Some('`') {
            quoted = true;
            parts.push(PathPart::Name(self.back_quoted()?));
        } else {
            parts.push(PathPart::Name(self.bare_part()));
        }
        loop {
            match (self.peek(), self.peek_at(1)) {
                (Some('.'), Some('`')) => {
                    self.at += 1;
                    quoted = true;
                    parts.push(PathPart::Name(self.back_quoted()?));
                }
                // `headers."user-agent"`: seen in published queries.
                (Some('.'), Some(quote @ ('"' | '\''))) => {
                    self.at += 1;
                    quoted = true;
                    let context =
                        if quote == '"' { PlaceholderContext::DoubleQuoted } else { PlaceholderContext::SingleQuoted };
                    parts.push(PathPart::Name(self.quoted(quote, context)?));
                }
                (Some('.'), Some(next)) if in_name(next) => {
                    self.at += 1;
                    parts.push(PathPart::Name(self.bare_part()));
                }
                (Some('['), Some('0'..='9')) => {
                    let keyword = !quoted
                        && matches!(parts.as_slice(), [PathPart::Name(name)] if name.eq_ignore_ascii_case("in"));
                    if keyword {
                        break;
                    }
                    match self.index() {
                        Some(index) => parts.push(PathPart::Index(index)),
                        None => break,
                    }
                }
                _ => break,
            }
        }
        Ok(TokenKind::Word { path: FieldPath { parts }, quoted })
    }

    fn bare_part(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(in_name) {
            self.at += 1;
        }
        self.text(start..self.at)
    }

    /// `[12]`, if it is exactly that; otherwise nothing is taken.
    fn index(&mut self) -> Option<usize> {
        let mut end = self.at + 1;
        while self.text.get(end).is_some_and(char::is_ascii_digit) {
            end += 1;
        }
        if self.text.get(end) != Some(&']') {
            return None;
        }
        let index = self.text(self.at + 1..end).parse().ok()?;
        self.at = end + 1;
        Some(index)
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|next| next.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn number(&mut self) -> TokenKind {
        let start = self.at;
        self.digits();
        if self.peek() == Some('.') && self.peek_at(1).is_some_and(|next| next.is_ascii_digit()) {
            self.at += 1;
            self.digits();
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.peek_at(1), Some('+' | '-')));
            if self.peek_at(1 + sign).is_some_and(|next| next.is_ascii_digit()) {
                self.at += 1 + sign;
                self.digits();
            }
        }
        let count = self.text(start..self.at);
        let unit_start = self.at;
        while self.peek().is_some_and(in_name) {
            self.at += 1;
        }
        if unit_start == self.at {
            TokenKind::Number(count)
        } else {
            TokenKind::Measured { count, unit: self.text(unit_start..self.at) }
        }
    }
}

/// Whether a bare name can start so.
pub(crate) fn starts_name(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '@')
}

/// Whether a bare name can go on so.
pub(crate) fn in_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '@')
}
