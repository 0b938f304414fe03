//! What each piece of a text is, for colours and completion. Works on any text: half a query is what an editor
//! has most of the time.

use std::ops::Range;

use super::lexer::{Lexer, TokenKind};
use super::parser::is_reserved;
use super::{commands, functions};

/// What a piece of a query's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PieceKind {
    Command,
    /// `by`, `as`, `and` and their like.
    Keyword,
    Function,
    /// A field.
    Name,
    Text,
    Number,
    Regex,
    Comment,
    /// `{{name}}`
    Placeholder,
    Symbol,
}

/// A piece of a text and its place, in characters. Blanks are no pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub span: Range<usize>,
    pub kind: PieceKind,
}

/// The pieces of a text, in order.
pub fn pieces(text: &str) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut before = Before { starts_command: true, may_be_regex: false, in_parse: false };
    while at < characters.len() {
        let rest = &characters[at..];
        if rest[0].is_whitespace() {
            at += 1;
            continue;
        }
        let (length, kind) = if rest[0] == '#' {
            (rest.iter().position(|sign| *sign == '\n').unwrap_or(rest.len()), PieceKind::Comment)
        } else {
            before.next(rest)
        };
        let end = (at + length.max(1)).min(characters.len());
        pieces.push(Piece { span: at..end, kind });
        at = end;
    }
    pieces
}

/// What was there before decides what a word or a slash is.
struct Before {
    starts_command: bool,
    may_be_regex: bool,
    in_parse: bool,
}

impl Before {
    /// The length and the kind of the piece that `rest` begins with; it begins with no blank.
    fn next(&mut self, rest: &[char]) -> (usize, PieceKind) {
        let mut lexer = Lexer::new(rest);
        let Ok(token) = lexer.next() else {
            // A quote without an end, or a character that means nothing.
            self.starts_command = false;
            let is_open = matches!(rest[0], '"' | '\'' | '`');
            return if is_open { (rest.len(), PieceKind::Text) } else { (1, PieceKind::Symbol) };
        };
        let length = token.span.end;
        let starts_command = std::mem::take(&mut self.starts_command);
        let may_be_regex = std::mem::take(&mut self.may_be_regex) || self.in_parse;
        let kind = match &token.kind {
            TokenKind::Text(_) => PieceKind::Text,
            TokenKind::Number(_) | TokenKind::Measured { .. } => PieceKind::Number,
            TokenKind::Placeholder(_) => PieceKind::Placeholder,
            TokenKind::Symbol("/") if may_be_regex => {
                let end = lexer.regex(0).map_or(rest.len(), |(_, span)| span.end);
                return (end, PieceKind::Regex);
            }
            TokenKind::Symbol(symbol) => {
                self.starts_command = *symbol == "|";
                self.in_parse &= !self.starts_command;
                self.may_be_regex = *symbol == "=~";
                PieceKind::Symbol
            }
            TokenKind::Word { .. } => match token.word() {
                Some(word) if starts_command => {
                    self.in_parse = word.eq_ignore_ascii_case("parse");
                    if commands::find(word).is_some() { PieceKind::Command } else { PieceKind::Name }
                }
                Some(word)
                    if rest[length..].iter().find(|sign| !sign.is_whitespace()) == Some(&'(')
                        && functions::find(word).is_some() =>
                {
                    PieceKind::Function
                }
                Some(word) if is_reserved(word) => {
                    self.may_be_regex = word.eq_ignore_ascii_case("like");
                    PieceKind::Keyword
                }
                _ => PieceKind::Name,
            },
            TokenKind::End => PieceKind::Symbol,
        };
        (length, kind)
    }
}

/// What could stand at a place that is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The first word of a command.
    Command,
    /// A field, a function or a keyword.
    Expression,
    /// In quotes, a regular expression, a number, a comment or a name that is being given.
    Value,
}

/// What could stand where the word at `start..end` (in characters) stands.
pub fn place_of_word(text: &str, word: Range<usize>) -> Place {
    let pieces = pieces(text);
    let last = word.end.saturating_sub(1).max(word.start);
    let inside = pieces.iter().find(|piece| piece.span.contains(&last));
    let is_value = |piece: &Piece| {
        matches!(piece.kind, PieceKind::Text | PieceKind::Regex | PieceKind::Comment | PieceKind::Number)
    };
    if inside.is_some_and(is_value) {
        return Place::Value;
    }
    let pipe = |piece: &Piece| piece.kind == PieceKind::Symbol && text.chars().nth(piece.span.start) == Some('|');
    let mut before = pieces.iter().rev().filter(|piece| piece.kind != PieceKind::Comment);
    match before.find(|piece| piece.span.end <= word.start) {
        None => Place::Command,
        Some(piece) if pipe(piece) => Place::Command,
        // A name that is being given.
        Some(piece) if piece.kind == PieceKind::Keyword && is_as(text, piece) => Place::Value,
        Some(_) => Place::Expression,
    }
}

fn is_as(text: &str, piece: &Piece) -> bool {
    let word: String = text.chars().skip(piece.span.start).take(piece.span.len()).collect();
    word.eq_ignore_ascii_case("as")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(String, PieceKind)> {
        let characters: Vec<char> = text.chars().collect();
        pieces(text).into_iter().map(|piece| (characters[piece.span].iter().collect(), piece.kind)).collect()
    }

    #[test]
    fn every_piece_is_told_by_what_it_is() {
        use PieceKind::{Command, Comment, Function, Keyword, Name, Number, Placeholder, Regex, Symbol, Text};
        let expected = [
            ("FILTER", Command),
            ("a.b", Name),
            ("like", Keyword),
            ("/x|\\/ #/", Regex),
            ("and", Keyword),
            ("c", Name),
            ("/", Symbol),
            ("2", Number),
            (">", Symbol),
            ("{{p}}", Placeholder),
            ("# | note", Comment),
            ("|", Symbol),
            ("parse", Command),
            ("@message", Name),
            ("/(?<y>.)/", Regex),
            ("|", Symbol),
            ("stats", Command),
            ("count", Function),
            ("(", Symbol),
            ("*", Symbol),
            (")", Symbol),
            ("by", Keyword),
            ("bin", Function),
            ("(", Symbol),
            ("5m", Number),
            (")", Symbol),
            ("|", Symbol),
            ("filter", Command),
            ("d", Name),
            ("=", Symbol),
            ("'open | # ", Text),
        ];
        let text = "FILTER a.b like /x|\\/ #/ and c / 2 > {{p}} # | note\n| parse @message /(?<y>.)/ | stats \
                    count(*) by bin(5m) | filter d = 'open | # ";
        assert_eq!(read(text), expected.map(|(text, kind)| (text.to_owned(), kind)));
    }

    #[test]
    fn what_could_stand_somewhere_depends_on_what_is_before() {
        let place = |text: &str| {
            let length = text.chars().count();
            place_of_word(text, length - 2..length)
        };
        assert_eq!(place("fi"), Place::Command);
        assert_eq!(place("fields a # note\n| so"), Place::Command);
        assert_eq!(place("fields @m"), Place::Expression);
        assert_eq!(place("filter a = \"| so"), Place::Value);
        assert_eq!(place("fields a # so"), Place::Value);
        assert_eq!(place("fields a AS so"), Place::Value);
        assert_eq!(place("filter a like /so"), Place::Value);
    }

    proptest! {
        #[test]
        fn any_text_has_pieces_in_order(text in "[\\PC\n\"'`/#|{} a-c0-9.]{0,60}") {
            let length = text.chars().count();
            let mut end = 0;
            for piece in pieces(&text) {
                prop_assert!(piece.span.start >= end && piece.span.end > piece.span.start);
                end = piece.span.end;
            }
            prop_assert!(end <= length);
        }
    }
}
