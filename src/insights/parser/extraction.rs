//! `parse` and `json`.

use super::super::ast::{CommandKind, Expression, Parse, ParseHow, Regex, Span};
use super::super::diagnostic::Expected;
use super::super::lexer::TokenKind;
use super::{Parsed, Parser};

impl Parser<'_> {
    pub(super) fn parse_command(&mut self) -> Parsed<Parse> {
        let starts_with_pattern = matches!(self.token.kind, TokenKind::Text(_)) || self.token.is_symbol("/");
        let field = if starts_with_pattern { None } else { Some(self.parse_field()?) };
        let span = self.token.span.clone();
        if let TokenKind::Text(pattern) = &self.token.kind {
            let pattern = pattern.clone();
            self.lexer.mark_glob(&span);
            self.bump()?;
            self.need_word("as")?;
            let aliases = self.aliases()?;
            return Ok(Parse { field, how: ParseHow::Glob { pattern, aliases, span: Span(span) } });
        }
        if self.token.is_symbol("/") {
            let regex = self.regex()?;
            let mut multi = self.skip_word("multi")?;
            let aliases = if self.skip_word("as")? { self.aliases()? } else { Vec::new() };
            // Unnamed groups get their names from the aliases; the two spellings are documented apart.
            multi = multi || self.skip_word("multi")?;
            return Ok(Parse { field, how: ParseHow::Regex { regex, aliases, multi } });
        }
        if self.skip_word("logfmt")? {
            let alias = self.optional_alias()?;
            return Ok(Parse { field, how: ParseHow::Logfmt { alias } });
        }
        if self.skip_word("csv")? {
            self.need_word("as")?;
            let aliases = self.aliases()?;
            return Ok(Parse { field, how: ParseHow::Csv { aliases } });
        }
        if self.skip_word("xml")? {
            let path = self.text_literal(Expected::Path)?;
            self.need_word("as")?;
            let aliases = self.aliases()?;
            return Ok(Parse { field, how: ParseHow::Xml { path, aliases } });
        }
        Err(self.unexpected(Expected::Pattern))
    }

    /// A field or a function of one; no operators, for a `/` here opens a regular expression.
    fn parse_field(&mut self) -> Parsed<Expression> {
        self.primary().map(|(expression, _)| expression)
    }

    /// The current token is the opening slash.
    pub(super) fn regex(&mut self) -> Parsed<Regex> {
        let start = self.token.span.start;
        let (source, span) = self.lexer.regex(start)?;
        self.token.span = span.clone();
        self.bump()?;
        Ok(Regex { source, span: Span(span) })
    }

    /// `json field=f "a.b" as x`.
    pub(super) fn json_command(&mut self) -> Parsed<CommandKind> {
        let mut field = None;
        if self.skip_word("field")? {
            self.need_symbol("=")?;
            field = Some(self.field(Expected::Field)?);
        }
        let path = self.text_literal(Expected::Path)?;
        let alias = self.optional_alias()?;
        Ok(CommandKind::Json { field, path, alias })
    }
}
