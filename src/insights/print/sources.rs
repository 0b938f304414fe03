use std::fmt::{self, Display, Formatter, Write};

use super::super::ast::{Join, Lookup, SourcePart, SourceValue};
use super::super::quote::{print_path, quote_text};
use super::{list, name, options, outputs, table};

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
                for (place, (argument, value)) in arguments.iter().enumerate() {
                    out.write_str(if place == 0 { "" } else { ", " })?;
                    if let Some(argument) = argument {
                        write!(out, "{argument}: ")?;
                    }
                    value.fmt(out)?;
                }
                out.write_char(')')
            }
        }
    }
}

impl Display for SourceValue {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(&quote_text(text)),
            Self::List(items) => {
                out.write_char('[')?;
                list(out, items)?;
                out.write_char(']')
            }
            Self::Map(entries) => {
                out.write_char('{')?;
                for (place, (key, value)) in entries.iter().enumerate() {
                    write!(out, "{}{}: {value}", if place == 0 { "" } else { ", " }, quote_text(key))?;
                }
                out.write_char('}')
            }
        }
    }
}

impl Display for Lookup {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, " {} {}", table(&self.table), name(&self.key))?;
        if let Some(field) = &self.field {
            write!(out, " as {}", print_path(field))?;
        }
        outputs(out, self.only_new, &self.output)
    }
}

impl Display for Join {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        options(out, &self.options)?;
        for (place, (left, right)) in self.on.iter().enumerate() {
            let word = if place == 0 { " where" } else { " and" };
            write!(out, "{word} {} = {}", print_path(left), print_path(right))?;
        }
        write!(out, " ({})", self.right)
    }
}
