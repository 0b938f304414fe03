//! The commands of 2026, and saved queries by name.

use super::super::ast::{CommandKind, Expression, ExpressionKind, Further, Invocation, Lags, Outputs, Span};
use super::super::diagnostic::Expected;
use super::super::lexer::TokenKind;
use super::{Parsed, Parser};

/// What `autoregress` may look back: a bound of our own, AWS names none.
const MOST_LAGS: u32 = 10_000;

impl Parser<'_> {
    /// The command of this word, whose name has been read; `None` if it is no such word.
    pub(super) fn further(&mut self, word: &str) -> Parsed<Option<CommandKind>> {
        let further = match word {
            "relevantfields" => {
                let fields = if self.token.is_word("where") { Vec::new() } else { self.expressions()? };
                self.need_word("where")?;
                Further::RelevantFields { fields, condition: self.expression()? }
            }
            "expand" => Further::Expand(self.field_expression(Expected::Field)?),
            "autoregress" => self.autoregress()?,
            "logcompare" => {
                self.need_word("timeshift")?;
                Further::LogCompare(self.duration()?)
            }
            "filldown" => Further::FillDown(self.name_patterns()?),
            "fillmissing" => self.fill_missing()?,
            "cidrlookup" => self.cidr_lookup()?,
            "outlier" => {
                let options = self.options(&["action", "param", "uselower", "mark"])?;
                Further::Outlier { options, fields: self.fields_in_a_row()? }
            }
            "accum" => {
                let field = self.expression()?;
                Further::Accumulate { field, alias: self.optional_alias()? }
            }
            "appendcols" => {
                let options = self.options(&["override", "max"])?;
                self.need_symbol("(")?;
                Further::AppendColumns { options, right: Box::new(self.inner_query()?) }
            }
            "sessionize" => {
                let fields = self.expressions()?;
                let gap = if self.skip_word("maxspan")? { Some(self.duration()?) } else { None };
                Further::Sessionize { fields, gap, alias: self.optional_alias()? }
            }
            "countFrequent" | "count_frequent" => Further::CountFrequent(self.expressions()?),
            _ => return Ok(None),
        };
        Ok(Some(CommandKind::Further(further)))
    }

    /// `field [as alias] [p=1[-4]]`.
    fn autoregress(&mut self) -> Parsed<Further> {
        let field = self.expression()?;
        let mut alias = self.optional_alias()?;
        let mut lags = None;
        if self.skip_word("p")? {
            self.need_symbol("=")?;
            let first = self.lag()?;
            let last = if self.skip_symbol("-")? { Some(self.lag()?) } else { None };
            lags = Some(Lags { first, last });
        }
        if alias.is_none() {
            alias = self.optional_alias()?;
        }
        Ok(Further::Autoregress { field, alias, lags })
    }

    fn lag(&mut self) -> Parsed<u32> {
        let wrong = self.unexpected(Expected::RowCount);
        let TokenKind::Number(digits) = &self.token.kind else { return Err(wrong) };
        let Some(lag) = digits.parse().ok().filter(|lag| (1..=MOST_LAGS).contains(lag)) else { return Err(wrong) };
        self.bump()?;
        Ok(lag)
    }

    /// Names with `*` in them, until the command ends. A `*` belongs to the name that it touches.
    fn name_patterns(&mut self) -> Parsed<Vec<String>> {
        let mut patterns: Vec<String> = Vec::new();
        loop {
            let touches = !patterns.is_empty() && self.token.span.start == self.previous_end;
            let piece = match &self.token.kind {
                TokenKind::Symbol("*") => "*".to_owned(),
                TokenKind::Word { .. } => self.writable_name()?,
                TokenKind::Number(_) | TokenKind::Measured { .. } if touches => {
                    self.lexer.text(self.token.span.clone())
                }
                _ => return Ok(patterns),
            };
            match patterns.last_mut().filter(|_| touches) {
                Some(last) => last.push_str(&piece),
                None => patterns.push(piece),
            }
            self.bump()?;
            self.skip_symbol(",")?;
        }
    }

    /// `[with value for field, …]`.
    fn fill_missing(&mut self) -> Parsed<Further> {
        let mut filled = Vec::new();
        while self.skip_word("with")? || !filled.is_empty() {
            let value = self.expression()?;
            self.need_word("for")?;
            filled.push((value, self.field(Expected::Field)?));
            if !self.skip_symbol(",")? {
                break;
            }
        }
        Ok(Further::FillMissing(filled))
    }

    /// The name of a lookup table: letters, digits, `_` and `-`.
    pub(super) fn table_name(&mut self) -> Parsed<String> {
        let mut name = self.alias()?;
        while self.token.is_symbol("-") && self.token.span.start == self.previous_end {
            self.bump()?;
            name.push('-');
            if self.token.span.start > self.previous_end {
                return Err(self.unexpected(Expected::TableName));
            }
            match &self.token.kind {
                TokenKind::Number(_) | TokenKind::Measured { .. } => {
                    name.push_str(&self.lexer.text(self.token.span.clone()));
                }
                _ => name.push_str(&self.writable_name()?),
            }
            self.bump()?;
        }
        Ok(name)
    }

    /// `table ip [as column] OUTPUT|OUTPUTNEW a [as b], …`.
    fn cidr_lookup(&mut self) -> Parsed<Further> {
        let table = self.table_name()?;
        let address = self.field(Expected::Field)?;
        let column = self.optional_alias()?;
        let (only_new, output) = self.outputs()?;
        Ok(Further::CidrLookup { table, address, column, only_new, output })
    }

    /// `OUTPUT|OUTPUTNEW a [as b], …`.
    pub(super) fn outputs(&mut self) -> Parsed<(bool, Outputs)> {
        let only_new = self.token.is_word("outputnew");
        if !self.skip_word("outputnew")? {
            self.need_word("OUTPUT")?;
        }
        let mut output = Vec::new();
        loop {
            let name = self.alias()?;
            output.push((name, self.optional_alias()?));
            if !self.skip_symbol(",")? {
                return Ok((only_new, output));
            }
        }
    }

    /// `name=value` as long as the name is one of these.
    pub(super) fn options(&mut self, known: &[&str]) -> Parsed<Vec<(String, String)>> {
        let mut options = Vec::new();
        while let Some(word) =
            self.token.word().map(str::to_ascii_lowercase).filter(|word| known.contains(&word.as_str()))
        {
            self.bump()?;
            self.need_symbol("=")?;
            let span = self.token.span.clone();
            let value = match &self.token.kind {
                TokenKind::Text(text) => text.clone(),
                TokenKind::Word { path, .. } => path.name(),
                TokenKind::Number(_) => self.lexer.text(span),
                _ => return Err(self.unexpected(Expected::Value)),
            };
            self.bump()?;
            options.push((word, value));
        }
        Ok(options)
    }

    /// At least one field; commas between them may be left out.
    fn fields_in_a_row(&mut self) -> Parsed<Vec<Expression>> {
        let mut fields = vec![self.primary()?.0];
        while self.skip_symbol(",")? || matches!(self.token.kind, TokenKind::Word { .. }) {
            fields.push(self.primary()?.0);
        }
        Ok(fields)
    }

    /// `$Name(p="v", …)`; the `$` has not been read.
    pub(super) fn invocation(&mut self) -> Parsed<CommandKind> {
        let start = self.token.span.start;
        self.need_symbol("$")?;
        let name = self.alias()?;
        let mut arguments = Vec::new();
        if self.skip_symbol("(")? {
            while !self.token.is_symbol(")") {
                let parameter = self.alias()?;
                self.need_symbol("=")?;
                arguments.push((parameter, self.literal()?));
                if !self.skip_symbol(",")? {
                    break;
                }
            }
            self.need_symbol(")")?;
        }
        Ok(CommandKind::Invocation(Invocation { name, arguments, span: Span(start..self.previous_end) }))
    }

    fn literal(&mut self) -> Parsed<Expression> {
        let wrong = self.unexpected(Expected::TextOrNumber);
        let value = self.expression()?;
        let number = |kind: &ExpressionKind| matches!(kind, ExpressionKind::Number(_));
        let literal = match &value.kind {
            ExpressionKind::Negate(inner) => number(&inner.kind),
            ExpressionKind::Text(_)
            | ExpressionKind::Boolean(_)
            | ExpressionKind::Duration(_)
            | ExpressionKind::Placeholder(_) => true,
            kind => number(kind),
        };
        if literal { Ok(value) } else { Err(wrong) }
    }
}
