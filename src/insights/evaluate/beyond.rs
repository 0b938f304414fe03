//! What a query reads besides its events: tables to look up in, rows to join, groups to read from.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::ast::SourcePart;
use super::super::value::Value;
use super::aggregate::add_to_key;
use super::event::EventRef;
use super::expression::Expr;
use super::row::{Row, Surroundings};
use crate::model::QueryRow;

/// A table for `lookup`: in AWS, an uploaded CSV of up to 10 MB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookupTable {
    pub(super) columns: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

/// The wanted cells of a table's rows, by their key.
pub(super) type LookupRows = HashMap<Box<str>, Vec<Value<'static>>>;

impl LookupTable {
    /// Reads CSV whose first line names the columns.
    pub fn from_csv(text: &str) -> Result<Self, csv::Error> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let columns = reader.headers()?.iter().map(str::to_owned).collect();
        Ok(Self { columns, rows: reader.records().collect::<Result<_, _>>()? })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The rows by a key, exact in every letter: of rows with the same key the first counts.
    pub(super) fn by_key(&self, key: &str, output: &[&str]) -> Option<LookupRows> {
        let key = self.column(key)?;
        let output: Vec<usize> = output.iter().map(|name| self.column(name)).collect::<Option<_>>()?;
        let mut found = LookupRows::new();
        for row in &self.rows {
            let cell = |place: &usize| row.get(*place).map_or(Value::Null, Value::text);
            if let Some(key) = row.get(key) {
                found.entry(key.into()).or_insert_with(|| output.iter().map(cell).collect());
            }
        }
        Some(found)
    }
}

/// The rows of the right side of a `join`, by their key.
#[derive(Default)]
pub(super) struct JoinTable {
    rows: HashMap<Box<[u8]>, Vec<Arc<[Value<'static>]>>>,
}

impl JoinTable {
    /// Rows without a value of the key join nothing.
    pub fn new(rows: &[QueryRow], keys: &[String], fields: &[String]) -> Self {
        let mut table = Self::default();
        for row in rows {
            let cell = |name: &String| {
                row.iter().find(|(field, _)| field == name).map_or(Value::Null, |(_, text)| Value::text(text.as_str()))
            };
            let mut key = Vec::new();
            let keys: Vec<Value<'static>> = keys.iter().map(cell).collect();
            if keys.iter().any(Value::is_null) {
                continue;
            }
            for value in &keys {
                add_to_key(&mut key, value);
            }
            table.rows.entry(key.into_boxed_slice()).or_default().push(fields.iter().map(cell).collect());
        }
        table
    }

    pub fn find(&self, keys: &[Expr], row: &Row<'_>, around: &Surroundings<'_>) -> &[Arc<[Value<'static>]>] {
        let mut key = Vec::new();
        for value in keys {
            let value = value.evaluate(row, around);
            if value.is_null() {
                return &[];
            }
            add_to_key(&mut key, &value);
        }
        self.rows.get(key.as_slice()).map_or(&[], Vec::as_slice)
    }
}

/// The log groups that a `SOURCE` names. An event that does not say its group is taken: who gives
/// it has chosen it.
pub(super) struct Groups {
    /// Names, and prefixes of names.
    names: Vec<(String, bool)>,
    accounts: Vec<String>,
}

impl Groups {
    /// `None` where a part cannot be held against an event.
    pub fn new(parts: &[SourcePart]) -> Option<Self> {
        let mut groups = Self { names: Vec::new(), accounts: Vec::new() };
        for part in parts {
            match part {
                SourcePart::Group(name) => {
                    let name = name.rsplit_once(":log-group:").map_or(name.as_str(), |(_, name)| name);
                    groups.names.push((name.trim_end_matches(":*").to_owned(), false));
                }
                SourcePart::Selector { name, arguments } if name.eq_ignore_ascii_case("logGroups") => {
                    for (argument, value) in arguments {
                        let values = || value.texts().into_iter().map(str::to_owned);
                        match argument.as_deref().map(str::to_ascii_lowercase).as_deref() {
                            Some("nameprefix") => groups.names.extend(values().map(|value| (value, true))),
                            Some("accountidentifiers" | "accountidentifier") => groups.accounts.extend(values()),
                            // Events do not say their group's class; it is that of the options.
                            Some("class" | "loggroupclass") => {}
                            _ => return None,
                        }
                    }
                }
                SourcePart::Selector { .. } | SourcePart::Setting { .. } => return None,
            }
        }
        Some(groups)
    }

    pub fn takes(&self, event: EventRef<'_>) -> bool {
        if event.log.is_empty() {
            return true;
        }
        let group = event.log_group();
        let named = |(name, prefix): &(String, bool)| if *prefix { group.starts_with(name) } else { group == name };
        let account = event.log.split_once(':').map(|(account, _)| account);
        (self.names.is_empty() || self.names.iter().any(named))
            && (self.accounts.is_empty()
                || account.is_none_or(|account| self.accounts.iter().any(|own| own == account)))
    }
}
