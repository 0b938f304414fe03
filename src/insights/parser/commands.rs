use super::super::ast::{
    Column, CommandKind, Count, Duration, ExpressionKind, GroupColumn, SortColumn, Stats, TimeUnit, Written,
};
use super::super::commands;
use super::super::diagnostic::{Diagnostic, DiagnosticKind, Expected};
use super::super::lexer::TokenKind;
use super::super::suggest;
use super::{Parsed, Parser};
use crate::model::MAX_QUERY_ROWS;

impl Parser<'_> {
    pub(super) fn command(&mut self) -> Parsed<CommandKind> {
        if self.token.is_symbol("$") {
            return self.invocation();
        }
        let span = self.token.span.clone();
        let Some(word) = self.token.word().map(str::to_owned) else {
            return Err(self.unexpected(Expected::Command));
        };
        let Some(known) = commands::find(&word) else {
            let suggestion = suggest::command(&word);
            return Err(Diagnostic::new(span, DiagnosticKind::UnknownCommand { name: word, suggestion }));
        };
        self.bump()?;
        if let Some(further) = self.further(known)? {
            return Ok(further);
        }
        Ok(match known {
            "fields" => CommandKind::Fields(self.columns()?),
            "display" => CommandKind::Display(self.columns()?),
            "filter" | "where" => CommandKind::Filter(self.expression()?),
            "filterIndex" => CommandKind::FilterIndex(self.expression()?),
            "parse" => CommandKind::Parse(self.parse_command()?),
            "json" => self.json_command()?,
            "sort" => CommandKind::Sort(self.sort_columns()?),
            "limit" => self.limit()?,
            "stats" => CommandKind::Stats(self.stats()?),
            "dedup" => CommandKind::Dedup(self.expressions()?),
            "unnest" => {
                let field = self.expression()?;
                self.need_word("into")?;
                CommandKind::Unnest { field, alias: self.alias()? }
            }
            "pattern" => CommandKind::Pattern(self.expression()?),
            "anomaly" => CommandKind::Anomaly,
            "diff" => CommandKind::Diff(match self.token.word().map(str::to_owned) {
                Some(period) => {
                    self.bump()?;
                    Some(period)
                }
                None => None,
            }),
            "unmask" => CommandKind::Unmask(self.expression()?),
            "lookup" => CommandKind::Lookup(self.lookup()?),
            "join" => CommandKind::Join(self.join()?),
            "addtotals" => self.add_totals()?,
            _ => CommandKind::Source(self.source()?),
        })
    }

    pub(super) fn columns(&mut self) -> Parsed<Vec<Column>> {
        let mut columns = vec![self.column()?];
        while self.skip_symbol(",")? {
            columns.push(self.column()?);
        }
        Ok(columns)
    }

    pub(super) fn column(&mut self) -> Parsed<Column> {
        let start = self.token.span.start;
        let expression = self.expression()?;
        let end = self.previous_end;
        let written = self.written(start..end, &expression);
        let alias = self.optional_alias()?;
        Ok(Column { expression, alias, written })
    }

    /// How an expression stands in the text, if that is one plain line; otherwise as it is printed.
    fn written(&self, span: std::ops::Range<usize>, expression: &super::super::ast::Expression) -> Written {
        let text = self.lexer.text(span);
        let plain = !text
            .contains(|character: char| matches!(character, '#' | '"' | '\'' | '`') || character.is_control())
            && !text.contains("  ");
        Written(if plain { text } else { expression.to_string() })
    }

    pub(super) fn expressions(&mut self) -> Parsed<Vec<super::super::ast::Expression>> {
        let mut all = vec![self.expression()?];
        while self.skip_symbol(",")? {
            all.push(self.expression()?);
        }
        Ok(all)
    }

    fn sort_columns(&mut self) -> Parsed<Vec<SortColumn>> {
        self.skip_word("by")?;
        let mut columns = Vec::new();
        loop {
            let column = self.column()?;
            let descending = if self.skip_word("asc")? {
                Some(false)
            } else if self.skip_word("desc")? {
                Some(true)
            } else {
                None
            };
            columns.push(SortColumn { column, descending });
            if !self.skip_symbol(",")? {
                return Ok(columns);
            }
        }
    }

    fn limit(&mut self) -> Parsed<CommandKind> {
        let any = self.skip_word("any")?;
        let span = self.token.span.clone();
        let count = match &self.token.kind {
            TokenKind::Number(text) => {
                let most = MAX_QUERY_ROWS;
                let number = text.parse::<u64>().ok().filter(|number| (1..=u64::from(most)).contains(number));
                match number {
                    Some(number) => Count::Number(number),
                    None => return Err(Diagnostic::new(span, DiagnosticKind::LimitOutOfRange { most })),
                }
            }
            TokenKind::Placeholder(name) => Count::Placeholder(name.clone()),
            _ => return Err(self.unexpected(Expected::RowCount)),
        };
        self.lexer.mark_number(&span);
        self.bump()?;
        Ok(CommandKind::Limit { any, count })
    }

    fn stats(&mut self) -> Parsed<Stats> {
        let columns = self.columns()?;
        let mut by = Vec::new();
        if self.skip_word("by")? {
            loop {
                let mut column = self.column()?;
                let mut offset = None;
                if self.skip_word("offset")? {
                    offset = Some(self.duration()?);
                    if column.alias.is_none() {
                        column.alias = self.optional_alias()?;
                    }
                }
                by.push(GroupColumn { column, offset });
                if !self.skip_symbol(",")? {
                    break;
                }
            }
        }
        Ok(Stats { columns, by })
    }

    /// `5m` or `5 min`.
    pub(super) fn duration(&mut self) -> Parsed<Duration> {
        let expression = self.expression()?;
        match expression.kind {
            ExpressionKind::Duration(duration) => Ok(duration),
            ExpressionKind::Number(count) => {
                let unit = self.token.word().and_then(TimeUnit::from_name);
                match unit {
                    Some(unit) => {
                        self.bump()?;
                        Ok(Duration { count, unit })
                    }
                    None => Err(self.unexpected(Expected::Unit)),
                }
            }
            _ => Err(self.unexpected(Expected::LengthOfTime)),
        }
    }

    fn add_totals(&mut self) -> Parsed<CommandKind> {
        let mut options = self.options(&TOTALS)?;
        let mut fields = Vec::new();
        while matches!(self.token.kind, TokenKind::Word { .. }) {
            fields.push(self.expression()?);
            self.skip_symbol(",")?;
            options.extend(self.options(&TOTALS)?);
        }
        Ok(CommandKind::AddTotals { options, fields })
    }
}

const TOTALS: [&str; 5] = ["fieldname", "row", "col", "labelfield", "label"];
