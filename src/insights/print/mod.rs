//! The canonical text of a query: one command a line, keywords in lower case, texts in double quotes.

mod expression;
mod further;
mod sources;

use std::fmt::{self, Display, Formatter, Write};

use super::ast::{Column, CommandKind, Count, ExpressionKind, Outputs, Parse, ParseHow, Query, Stats};
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
            Self::Further(further) => further.fmt(out),
            Self::Invocation(invocation) => invocation.fmt(out),
            Self::AddTotals { options, fields } => {
                self::options(out, options)?;
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

/// The name of a lookup table, bare where AWS allows the name.
fn table(table: &str) -> String {
    let parts_are_names = |part: &str| {
        !part.is_empty() && part.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    };
    let bare = table.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && table.contains('-')
        && table.split('-').all(parts_are_names);
    if bare { table.to_owned() } else { name(table) }
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
            ParseHow::Xml { path, aliases } => {
                write!(out, " XML {}", quote_text(path))?;
                as_names(out, aliases)
            }
        }
    }
}

/// `name=value`, the value bare where that reads as the same.
fn options(out: &mut Formatter<'_>, options: &[(String, String)]) -> fmt::Result {
    for (option, value) in options {
        let number = value.starts_with(|first: char| first.is_ascii_digit())
            && value.ends_with(|last: char| last.is_ascii_digit())
            && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && value.bytes().filter(|byte| *byte == b'.').count() < 2;
        if number || quote_field(value).as_ref() == Some(value) {
            write!(out, " {option}={value}")?;
        } else {
            write!(out, " {option}={}", quote_text(value))?;
        }
    }
    Ok(())
}

/// ` OUTPUT a as b, c`.
fn outputs(out: &mut Formatter<'_>, only_new: bool, output: &Outputs) -> fmt::Result {
    out.write_str(if only_new { " OUTPUTNEW" } else { " OUTPUT" })?;
    for (place, (column, alias)) in output.iter().enumerate() {
        write!(out, "{}{}", if place == 0 { " " } else { ", " }, name(column))?;
        as_name(out, alias.as_deref())?;
    }
    Ok(())
}
