//! The canonical text of a query: one command a line, keywords in lower case, texts in double quotes.

use std::fmt::{self, Display, Formatter, Write};

use super::ast::{
    BinaryOperator, Column, CommandKind, Count, Duration, Expression, ExpressionKind, InList, Join, Lookup, Parse,
    ParseHow, Pattern, Query, SourcePart, Stats,
};
use super::quote::{print_path, quote_field, quote_text};

impl Display for Query {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (place, command) in self.commands.iter().enumerate() {
            if place > 0 {
                out.write_str("\n| ")?;
            }
            command.kind.fmt(out)?;
        }
        Ok(())
    }
}

impl Display for CommandKind {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())?;
        match self {
            Self::Source(parts) => {
                for part in parts {
                    out.write_char(' ')?;
                    part.fmt(out)?;
                }
                Ok(())
            }
            Self::Fields(columns) | Self::Display(columns) => {
                out.write_char(' ')?;
                list(out, columns)
            }
            Self::Filter(condition) | Self::FilterIndex(condition) => write!(out, " {condition}"),
            Self::Parse(parse) => parse.fmt(out),
            Self::Json { field, path, alias } => {
                if let Some(field) = field {
                    write!(out, " field={}", print_path(field))?;
                }
                write!(out, " {}", quote_text(path))?;
                as_name(out, alias.as_deref())
            }
            Self::Sort(columns) => {
                for (place, sorted) in columns.iter().enumerate() {
                    out.write_str(if place == 0 { " " } else { ", " })?;
                    sorted.column.fmt(out)?;
                    out.write_str(match sorted.descending {
                        Some(true) => " desc",
                        Some(false) => " asc",
                        None => "",
                    })?;
                }
                Ok(())
            }
            Self::Limit { any, count } => {
                out.write_str(if *any { " any " } else { " " })?;
                match count {
                    Count::Number(number) => number.fmt(out),
                    Count::Placeholder(name) => placeholder(out, name),
                }
            }
            Self::Stats(stats) => stats.fmt(out),
            Self::Dedup(fields) => {
                out.write_char(' ')?;
                list(out, fields)
            }
            Self::Unnest { field, alias } => write!(out, " {field} into {}", name(alias)),
            Self::Pattern(field) | Self::Unmask(field) => write!(out, " {field}"),
            Self::Anomaly => Ok(()),
            Self::Diff(period) => match period {
                Some(period) => write!(out, " {period}"),
                None => Ok(()),
            },
            Self::Lookup(lookup) => lookup.fmt(out),
            Self::Join(join) => join.fmt(out),
            Self::AddTotals { options, fields } => {
                for (option, value) in options {
                    write!(out, " {option}={}", quote_text(value))?;
                }
                if !fields.is_empty() {
                    out.write_char(' ')?;
                    list(out, fields)?;
                }
                Ok(())
            }
        }
    }
}

fn list(out: &mut Formatter<'_>, items: &[impl Display]) -> fmt::Result {
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.write_str(", ")?;
        }
        item.fmt(out)?;
    }
    Ok(())
}

fn placeholder(out: &mut Formatter<'_>, name: &str) -> fmt::Result {
    write!(out, "{{{{{name}}}}}")
}

/// A name behind `as`. It came from a text, so it can be written.
fn name(alias: &str) -> String {
    quote_field(alias).unwrap_or_else(|| alias.to_owned())
}

fn as_name(out: &mut Formatter<'_>, alias: Option<&str>) -> fmt::Result {
    alias.map_or(Ok(()), |alias| write!(out, " as {}", name(alias)))
}

fn as_names(out: &mut Formatter<'_>, aliases: &[String]) -> fmt::Result {
    for (place, alias) in aliases.iter().enumerate() {
        write!(out, "{} {}", if place == 0 { " as" } else { "," }, name(alias))?;
    }
    Ok(())
}

impl Display for Column {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.alias {
            Some(alias) => write!(out, "{} as {}", self.expression, name(alias)),
            // The text is the column's name: it stays.
            None if matches!(self.expression.kind, ExpressionKind::Call { .. } | ExpressionKind::Binary { .. }) => {
                out.write_str(&self.written.0)
            }
            None => self.expression.fmt(out),
        }
    }
}

impl Display for Stats {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_char(' ')?;
        list(out, &self.columns)?;
        for (place, group) in self.by.iter().enumerate() {
            out.write_str(if place == 0 { " by " } else { ", " })?;
            match &group.offset {
                None => group.column.fmt(out)?,
                Some(offset) => {
                    write!(out, "{} offset {offset}", group.column.expression)?;
                    as_name(out, group.column.alias.as_deref())?;
                }
            }
        }
        Ok(())
    }
}

impl Display for Parse {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(out, " {field}")?;
        }
        match &self.how {
            ParseHow::Glob { pattern, aliases, .. } => {
                write!(out, " {}", quote_text(pattern))?;
                as_names(out, aliases)
            }
            ParseHow::Regex { regex, aliases, multi } => {
                write!(out, " /{}/", regex.source)?;
                if *multi {
                    out.write_str(" multi")?;
                }
                as_names(out, aliases)
            }
            ParseHow::Logfmt { alias } => {
                out.write_str(" logfmt")?;
                as_name(out, alias.as_deref())
            }
            ParseHow::Csv { aliases } => {
                out.write_str(" csv")?;
                as_names(out, aliases)
            }
        }
    }
}

impl Display for SourcePart {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(group) => out.write_str(&quote_text(group)),
            Self::Setting { name, value } => {
                let plain = value.trim_start_matches('-').chars().all(|character| character.is_ascii_alphanumeric())
                    && !value.trim_start_matches('-').is_empty()
                    && !value.starts_with("--");
                if plain { write!(out, "{name}={value}") } else { write!(out, "{name}={}", quote_text(value)) }
            }
            Self::Selector { name, arguments } => {
                write!(out, "{name}(")?;
                for (place, (argument, values)) in arguments.iter().enumerate() {
                    out.write_str(if place == 0 { "" } else { ", " })?;
                    if let Some(argument) = argument {
                        write!(out, "{argument}: ")?;
                    }
                    let values: Vec<String> = values.iter().map(|value| quote_text(value)).collect();
                    write!(out, "[{}]", values.join(", "))?;
                }
                out.write_char(')')
            }
        }
    }
}

impl Display for Lookup {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, " {} {}", name(&self.table), name(&self.key))?;
        if let Some(field) = &self.field {
            write!(out, " as {}", print_path(field))?;
        }
        out.write_str(if self.only_new { " OUTPUTNEW" } else { " OUTPUT" })?;
        for (place, (column, alias)) in self.output.iter().enumerate() {
            write!(out, "{}{}", if place == 0 { " " } else { ", " }, name(column))?;
            as_name(out, alias.as_deref())?;
        }
        Ok(())
    }
}

impl Display for Join {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (option, value) in &self.options {
            write!(out, " {option}={}", name(value))?;
        }
        for (place, (left, right)) in self.on.iter().enumerate() {
            let word = if place == 0 { " where" } else { " and" };
            write!(out, "{word} {} = {}", print_path(left), print_path(right))?;
        }
        write!(out, " ({})", self.right)
    }
}

impl Display for Duration {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.count, self.unit.name())
    }
}

/// How tightly an expression holds together; what is looser than its place needs parentheses.
fn tightness(kind: &ExpressionKind) -> u8 {
    match kind {
        ExpressionKind::Or(_) => 1,
        ExpressionKind::And(_) => 2,
        ExpressionKind::Not(_) => 3,
        ExpressionKind::Like { .. } | ExpressionKind::In { .. } => 4,
        ExpressionKind::Binary { operator, .. } => operator_tightness(*operator),
        ExpressionKind::Negate(_) => 7,
        _ => 9,
    }
}

fn operator_tightness(operator: BinaryOperator) -> u8 {
    match operator {
        BinaryOperator::Add | BinaryOperator::Subtract => 5,
        BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Remainder => 6,
        BinaryOperator::Power => 8,
        _ => 4,
    }
}

fn at_least(out: &mut Formatter<'_>, expression: &Expression, least: u8) -> fmt::Result {
    if tightness(&expression.kind) < least { write!(out, "({expression})") } else { expression.fmt(out) }
}

impl Display for Expression {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExpressionKind::Field(path) => out.write_str(&print_path(path)),
            ExpressionKind::Text(text) => out.write_str(&quote_text(text)),
            ExpressionKind::Number(number) => out.write_str(number),
            ExpressionKind::Boolean(value) => value.fmt(out),
            ExpressionKind::Duration(duration) => duration.fmt(out),
            ExpressionKind::Star => out.write_char('*'),
            ExpressionKind::Placeholder(name) => placeholder(out, name),
            ExpressionKind::Negate(inner) => {
                out.write_char('-')?;
                at_least(out, inner, 8)
            }
            ExpressionKind::Binary { left, operator, right } => {
                let own = operator_tightness(*operator);
                let (least_left, least_right) = match own {
                    4 => (5, 5),
                    8 => (9, 8),
                    other => (other, other + 1),
                };
                at_least(out, left, least_left)?;
                write!(out, " {} ", operator.symbol())?;
                at_least(out, right, least_right)
            }
            ExpressionKind::Not(inner) => {
                out.write_str("not ")?;
                at_least(out, inner, 3)
            }
            ExpressionKind::And(parts) => joined(out, parts, " and ", 3),
            ExpressionKind::Or(parts) => joined(out, parts, " or ", 2),
            ExpressionKind::Like { value, negated, pattern } => {
                at_least(out, value, 5)?;
                out.write_str(if *negated { " not like " } else { " like " })?;
                match pattern {
                    Pattern::Regex(regex) => write!(out, "/{}/", regex.source),
                    Pattern::Contains(text) => at_least(out, text, 5),
                }
            }
            ExpressionKind::In { value, negated, list: within } => {
                at_least(out, value, 5)?;
                out.write_str(if *negated { " not in " } else { " in " })?;
                match within {
                    InList::Placeholder(name) => placeholder(out, name),
                    InList::Query(query) => write!(out, "({query})"),
                    InList::Values(values) => {
                        out.write_char('[')?;
                        for (place, value) in values.iter().enumerate() {
                            out.write_str(if place == 0 { "" } else { ", " })?;
                            at_least(out, value, 5)?;
                        }
                        out.write_char(']')
                    }
                }
            }
            ExpressionKind::Call { name, arguments } => {
                write!(out, "{name}(")?;
                list(out, arguments)?;
                out.write_char(')')
            }
        }
    }
}

fn joined(out: &mut Formatter<'_>, parts: &[Expression], word: &str, least: u8) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.write_str(word)?;
        }
        at_least(out, part, least)?;
    }
    Ok(())
}
