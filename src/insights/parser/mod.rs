//! Tokens into a [`Query`](super::ast::Query). Stops at the first thing that is wrong.

mod commands;
mod expression;
mod extraction;
mod further;
mod sources;

use super::ast::{Command, Expression, ExpressionKind, FieldPath, Query, Span};
use super::diagnostic::{Diagnostic, DiagnosticKind, Expected};
use super::lexer::{Lexer, Token, TokenKind};
use super::parameters::Placeholder;
use super::suggest;

/// The most levels of an expression, so that neither reading nor evaluating can run out of stack.
const MAX_DEPTH: usize = 60;
/// The most levels of a tree of operators; chains of `+` grow it without nesting.
const MAX_HEIGHT: usize = 240;

pub(crate) use expression::is_reserved;

type Parsed<T> = Result<T, Diagnostic>;

pub(crate) struct Parser<'a> {
    lexer: Lexer<'a>,
    token: Token,
    /// Where the token before the current one ended.
    previous_end: usize,
    depth: usize,
}

/// Reads the text and gives, besides the query, every `{{name}}` in it.
pub(crate) fn read(text: &[char]) -> Parsed<(Query, Vec<Placeholder>)> {
    let mut lexer = Lexer::new(text);
    let token = lexer.next()?;
    let mut parser = Parser { lexer, token, previous_end: 0, depth: 0 };
    let query = parser.query()?;
    match parser.token.kind {
        TokenKind::End => Ok((query, parser.lexer.placeholders)),
        _ => Err(parser.unexpected(Expected::CommandEnd)),
    }
}

impl Parser<'_> {
    fn query(&mut self) -> Parsed<Query> {
        let mut commands = Vec::new();
        // A leading pipe does no harm: the console's own samples have been pasted with one.
        self.skip_symbol("|")?;
        loop {
            if commands.is_empty() && self.token.kind == TokenKind::End {
                return Err(Diagnostic::new(0..self.token.span.end, DiagnosticKind::Empty));
            }
            let start = self.token.span.start;
            let kind = self.command()?;
            commands.push(Command { span: Span(start..self.previous_end), kind });
            if !self.skip_symbol("|")? {
                return Ok(Query { commands });
            }
        }
    }

    /// Steps to the next token and gives the one left behind.
    fn bump(&mut self) -> Parsed<Token> {
        self.previous_end = self.token.span.end;
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn skip_symbol(&mut self, symbol: &str) -> Parsed<bool> {
        let there = self.token.is_symbol(symbol);
        if there {
            self.bump()?;
        }
        Ok(there)
    }

    fn skip_word(&mut self, keyword: &str) -> Parsed<bool> {
        let there = self.token.is_word(keyword);
        if there {
            self.bump()?;
        }
        Ok(there)
    }

    fn need_symbol(&mut self, symbol: &'static str) -> Parsed<()> {
        if self.skip_symbol(symbol)? { Ok(()) } else { Err(self.unexpected(Expected::Syntax(symbol))) }
    }

    fn need_word(&mut self, keyword: &'static str) -> Parsed<()> {
        if self.skip_word(keyword)? { Ok(()) } else { Err(self.unexpected(Expected::Syntax(keyword))) }
    }

    fn unexpected(&self, expected: Expected) -> Diagnostic {
        let span = self.token.span.clone();
        let kind = if self.token.kind == TokenKind::End {
            DiagnosticKind::UnexpectedEnd { expected }
        } else {
            let found: String = self.lexer.text(span.clone()).chars().take(60).collect();
            let suggestion = self.token.word().and_then(|word| suggest::in_place_of(word, expected));
            DiagnosticKind::Unexpected { found, expected, suggestion }
        };
        Diagnostic::new(span, kind)
    }

    /// A field, not a keyword, not a call.
    fn field(&mut self, expected: Expected) -> Parsed<FieldPath> {
        match &self.token.kind {
            TokenKind::Word { path, .. } => {
                let path = path.clone();
                self.bump()?;
                Ok(path)
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    fn field_expression(&mut self, expected: Expected) -> Parsed<Expression> {
        let start = self.token.span.start;
        let path = self.field(expected)?;
        Ok(Expression { span: Span(start..self.previous_end), kind: ExpressionKind::Field(path) })
    }

    /// The name behind `as` or `into`: any word, dots and all.
    fn alias(&mut self) -> Parsed<String> {
        let name = self.writable_name()?;
        self.bump()?;
        Ok(name)
    }

    /// The name at hand, which is not stepped over.
    fn writable_name(&self) -> Parsed<String> {
        match &self.token.kind {
            // An empty name and a backtick cannot be written again: the language has no way to.
            TokenKind::Word { path, .. } => Some(path.name()).filter(|name| !name.is_empty() && !name.contains('`')),
            _ => None,
        }
        .ok_or_else(|| self.unexpected(Expected::Name))
    }

    fn optional_alias(&mut self) -> Parsed<Option<String>> {
        if self.skip_word("as")? { self.alias().map(Some) } else { Ok(None) }
    }

    fn aliases(&mut self) -> Parsed<Vec<String>> {
        let mut aliases = vec![self.alias()?];
        while self.skip_symbol(",")? {
            aliases.push(self.alias()?);
        }
        Ok(aliases)
    }

    fn text_literal(&mut self, expected: Expected) -> Parsed<String> {
        match &self.token.kind {
            TokenKind::Text(text) => {
                let text = text.clone();
                self.bump()?;
                Ok(text)
            }
            _ => Err(self.unexpected(expected)),
        }
    }
}
