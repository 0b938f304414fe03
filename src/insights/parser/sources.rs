//! Commands that reach beyond the events at hand: `SOURCE`, `join`, `lookup`.

use super::super::ast::{Join, Lookup, Query, SourcePart, SourceValue};
use super::super::diagnostic::Expected;
use super::super::lexer::TokenKind;
use super::{Parsed, Parser};

/// What chooses log groups by more than their names.
const SELECTORS: [&str; 4] = ["logGroups", "logGroupTags", "dataSource", "dataSources"];

impl Parser<'_> {
    pub(super) fn source(&mut self) -> Parsed<Vec<SourcePart>> {
        let mut parts = Vec::new();
        loop {
            if let TokenKind::Text(name) = &self.token.kind {
                parts.push(SourcePart::Group(name.clone()));
                self.bump()?;
            } else if let Some(name) = self.token.word().map(str::to_owned) {
                self.bump()?;
                if self.skip_symbol("=")? {
                    parts.push(SourcePart::Setting { name, value: self.setting()? });
                } else if !SELECTORS.iter().any(|selector| selector.eq_ignore_ascii_case(&name)) {
                    parts.push(SourcePart::Group(name));
                } else {
                    self.need_symbol("(")?;
                    let arguments = self.selector_arguments()?;
                    self.need_symbol(")")?;
                    parts.push(SourcePart::Selector { name, arguments });
                }
            } else if parts.is_empty() {
                return Err(self.unexpected(Expected::LogGroup));
            } else {
                return Ok(parts);
            }
            self.skip_symbol(",")?;
        }
    }

    /// `-3600s`, a number, a word or a text.
    fn setting(&mut self) -> Parsed<String> {
        let start = self.token.span.start;
        self.skip_symbol("-")?;
        match &self.token.kind {
            TokenKind::Text(text) => {
                let text = text.clone();
                self.bump()?;
                Ok(text)
            }
            TokenKind::Number(_) | TokenKind::Measured { .. } | TokenKind::Word { .. } => {
                self.bump()?;
                Ok(self.lexer.text(start..self.previous_end))
            }
            _ => Err(self.unexpected(Expected::Value)),
        }
    }

    fn selector_arguments(&mut self) -> Parsed<Vec<(Option<String>, SourceValue)>> {
        let mut arguments = Vec::new();
        while !self.token.is_symbol(")") {
            let mut name = None;
            if let Some(word) = self.token.word().map(str::to_owned) {
                self.bump()?;
                self.need_symbol(":")?;
                name = Some(word);
            }
            arguments.push((name, self.source_value()?));
            if !self.skip_symbol(",")? {
                break;
            }
        }
        Ok(arguments)
    }

    /// A text, a list or a map of such.
    fn source_value(&mut self) -> Parsed<SourceValue> {
        self.deeper()?;
        let value = if self.skip_symbol("[")? {
            let mut items = Vec::new();
            while !self.token.is_symbol("]") {
                items.push(self.source_value()?);
                if !self.skip_symbol(",")? {
                    break;
                }
            }
            self.need_symbol("]")?;
            SourceValue::List(items)
        } else if self.skip_symbol("{")? {
            let mut entries = Vec::new();
            while !self.token.is_symbol("}") {
                let key = match self.token.word().map(str::to_owned) {
                    Some(word) => {
                        self.bump()?;
                        word
                    }
                    None => self.text_literal(Expected::Key)?,
                };
                self.need_symbol(":")?;
                entries.push((key, self.source_value()?));
                if !self.skip_symbol(",")? {
                    break;
                }
            }
            self.need_symbol("}")?;
            SourceValue::Map(entries)
        } else {
            SourceValue::Text(self.text_literal(Expected::Text)?)
        };
        self.depth -= 1;
        Ok(value)
    }

    /// A whole query in parentheses that starts with `SOURCE`; the opening one has been read.
    pub(super) fn inner_query(&mut self) -> Parsed<Query> {
        if !self.token.is_word("source") {
            return Err(self.unexpected(Expected::Syntax("SOURCE")));
        }
        self.deeper()?;
        let query = self.query()?;
        self.depth -= 1;
        self.need_symbol(")")?;
        Ok(query)
    }

    /// `join type=left left=a right=b where a.k=b.k (SOURCE '…')`.
    pub(super) fn join(&mut self) -> Parsed<Join> {
        let mut options = Vec::new();
        while let Some(word) = self.token.word().filter(|word| !word.eq_ignore_ascii_case("where")).map(str::to_owned) {
            self.bump()?;
            self.need_symbol("=")?;
            options.push((word.to_ascii_lowercase(), self.field(Expected::Name)?.name()));
        }
        self.need_word("where")?;
        let mut on = Vec::new();
        loop {
            let left = self.field(Expected::LeftField)?;
            if !self.skip_symbol("==")? {
                self.need_symbol("=")?;
            }
            on.push((left, self.field(Expected::RightField)?));
            if !self.skip_word("and")? {
                break;
            }
        }
        self.need_symbol("(")?;
        Ok(Join { options, on, right: Box::new(self.inner_query()?) })
    }

    /// `lookup table key [as field] OUTPUT|OUTPUTNEW a [as b], …`.
    pub(super) fn lookup(&mut self) -> Parsed<Lookup> {
        let table = self.table_name()?;
        let key = self.alias()?;
        let field = if self.skip_word("as")? { Some(self.field(Expected::Field)?) } else { None };
        let (only_new, output) = self.outputs()?;
        Ok(Lookup { table, key, field, only_new, output })
    }
}
