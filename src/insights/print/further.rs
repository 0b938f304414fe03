use std::fmt::{self, Display, Formatter, Write};

use super::super::ast::{Further, Invocation, Lags};
use super::super::quote::print_path;
use super::{as_name, list, name, options, outputs, table};

/// What stands behind the command's word.
impl Display for Further {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::RelevantFields { fields, condition } => {
                if !fields.is_empty() {
                    out.write_char(' ')?;
                    list(out, fields)?;
                }
                write!(out, " where {condition}")
            }
            Self::Expand(field) => write!(out, " {field}"),
            Self::Autoregress { field, alias, lags } => {
                write!(out, " {field}")?;
                as_name(out, alias.as_deref())?;
                match lags {
                    None => Ok(()),
                    Some(Lags { first, last: None }) => write!(out, " p={first}"),
                    Some(Lags { first, last: Some(last) }) => write!(out, " p={first}-{last}"),
                }
            }
            Self::LogCompare(shift) => write!(out, " timeshift {shift}"),
            Self::FillDown(patterns) => {
                for pattern in patterns {
                    out.write_char(' ')?;
                    for (place, piece) in pattern.split('*').enumerate() {
                        out.write_str(if place > 0 { "*" } else { "" })?;
                        out.write_str(&if piece.is_empty() { String::new() } else { name(piece) })?;
                    }
                }
                Ok(())
            }
            Self::FillMissing(filled) => {
                for (place, (value, field)) in filled.iter().enumerate() {
                    let word = if place == 0 { " with" } else { "," };
                    write!(out, "{word} {value} for {}", print_path(field))?;
                }
                Ok(())
            }
            Self::CidrLookup { table: own, address, column, only_new, output } => {
                write!(out, " {} {}", table(own), print_path(address))?;
                as_name(out, column.as_deref())?;
                outputs(out, *only_new, output)
            }
            Self::Outlier { options: chosen, fields } => {
                options(out, chosen)?;
                out.write_char(' ')?;
                list(out, fields)
            }
            Self::Accumulate { field, alias } => {
                write!(out, " {field}")?;
                as_name(out, alias.as_deref())
            }
            Self::AppendColumns { options: chosen, right } => {
                options(out, chosen)?;
                write!(out, " ({right})")
            }
            Self::Sessionize { fields, gap, alias } => {
                out.write_char(' ')?;
                list(out, fields)?;
                if let Some(gap) = gap {
                    write!(out, " maxspan {gap}")?;
                }
                as_name(out, alias.as_deref())
            }
            Self::CountFrequent(fields) => {
                out.write_char(' ')?;
                list(out, fields)
            }
        }
    }
}

/// Everything behind the `$`.
impl Display for Invocation {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}(", name(&self.name))?;
        for (place, (parameter, value)) in self.arguments.iter().enumerate() {
            write!(out, "{}{} = {value}", if place == 0 { "" } else { ", " }, name(parameter))?;
        }
        out.write_char(')')
    }
}
