//! What was done with a case, in its ledger.

use std::path::Path;

use serde_json::{Value, json};

use super::cases::ActivityFacts;
use crate::case::{Case, CaseError, EntryKind};

/// Activities that are shown.
const MOST_SHOWN: usize = 100;
/// The longest text that is shown of one, in bytes.
const LONGEST: usize = 400;

/// Adds what was done to the case's ledger. A sealed case takes nothing more, and that is no error.
pub(super) fn keep(path: &Path, done: Vec<(i64, &'static str, Value)>) -> Result<(), CaseError> {
    let mut case = Case::open(path)?;
    if case.is_sealed() {
        return Ok(());
    }
    let entries: Vec<_> = done
        .into_iter()
        .map(|(at, name, about)| (at, EntryKind::Activity, name.to_owned(), json!({ "about": about })))
        .collect();
    case.write_all(&entries)?;
    Ok(())
}

/// How many there are, and the last of them.
pub(super) fn latest(case: &Case) -> Result<(u64, Vec<ActivityFacts>), CaseError> {
    let (count, entries) = case.latest(EntryKind::Activity, MOST_SHOWN)?;
    let activities = entries.into_iter().map(|entry| {
        let about = match entry.body.get("about") {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Object(fields)) => fields
                .iter()
                .map(|(_, value)| text_of(value))
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            Some(other) => text_of(other),
        };
        let about = about[..about.floor_char_boundary(LONGEST)].to_owned();
        ActivityFacts { at: entry.at, name: entry.subject, about }
    });
    Ok((count, activities.collect()))
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(values) => values.iter().map(text_of).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
