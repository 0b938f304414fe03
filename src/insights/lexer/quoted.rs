//! What stands between quotes, backticks and slashes, and the `{{name}}`s in it.

use std::ops::Range;

use super::super::diagnostic::{Diagnostic, DiagnosticKind};
use super::super::parameters::{Placeholder, PlaceholderContext, name_length};
use super::Lexer;

impl Lexer<'_> {
    /// The rest of a regular expression whose opening slash was the last token; up to the next
    /// slash that has no backslash before it.
    pub fn regex(&mut self, start: usize) -> Result<(String, Range<usize>), Diagnostic> {
        let content = self.at;
        loop {
            match self.peek() {
                None => return Err(Diagnostic::new(start..self.at, DiagnosticKind::UnterminatedRegex)),
                Some('/') => break,
                Some('\\') => self.at = (self.at + 2).min(self.text.len()),
                Some('{') => self.take_placeholder(PlaceholderContext::Regex),
                Some(_) => self.at += 1,
            }
        }
        let source = self.text(content..self.at);
        self.at += 1;
        Ok((source, start..self.at))
    }

    /// The length of the name if `{{name}}` stands here.
    pub(super) fn placeholder_here(&self) -> Option<usize> {
        if self.peek() != Some('{') || self.peek_at(1) != Some('{') {
            return None;
        }
        let length = name_length(self.text.get(self.at + 2..)?)?;
        (self.peek_at(2 + length) == Some('}') && self.peek_at(3 + length) == Some('}')).then_some(length)
    }

    /// Steps over one `{`, or over a whole placeholder, which is noted.
    fn take_placeholder(&mut self, context: PlaceholderContext) {
        match self.placeholder_here() {
            Some(length) => {
                let start = self.at;
                self.at += length + 4;
                let name = self.text(start + 2..start + 2 + length);
                self.placeholders.push(Placeholder { name, span: start..self.at, context, glob: false });
            }
            None => self.at += 1,
        }
    }

    /// What stands in quotes. A backslash keeps the quote or backslash behind it from acting; before
    /// anything else it is an ordinary character.
    pub(super) fn quoted(&mut self, quote: char, context: PlaceholderContext) -> Result<String, Diagnostic> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        loop {
            let Some(next) = self.peek() else {
                return Err(Diagnostic::new(start..self.at, DiagnosticKind::UnterminatedText));
            };
            if next == quote {
                self.at += 1;
                return Ok(value);
            }
            if next == '\\'
                && let Some(escaped) = self.peek_at(1)
            {
                if !matches!(escaped, '\\' | '"' | '\'') {
                    value.push('\\');
                }
                value.push(escaped);
                self.at += 2;
                continue;
            }
            let from = self.at;
            if next == '{' {
                self.take_placeholder(context);
            } else {
                self.at += 1;
            }
            value.extend(self.text.get(from..self.at).unwrap_or_default());
        }
    }

    pub(super) fn back_quoted(&mut self) -> Result<String, Diagnostic> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(Diagnostic::new(start..self.at, DiagnosticKind::UnterminatedName)),
                Some('`') => break,
                Some('{') => self.take_placeholder(PlaceholderContext::BackQuoted),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        Ok(self.text(start + 1..self.at - 1))
    }
}
