//! Which rules flagged how many of a case's commands, in its ledger: rules change, and whoever reviewed saw these.

use std::path::Path;

use serde_json::{Value, json};

use super::{Case, CaseError, EntryKind, SessionScope};
use crate::{flags::Rule, model::hex, session::EXTRACTION_VERSION};

/// Commands that were held against rules.
#[derive(Clone, Debug, Default)]
pub struct HeldAgainstRules<'r> {
    pub commands: usize,
    /// How many rules there were, those that flagged nothing too.
    pub rules: usize,
    /// Each rule that flagged any, with how many.
    pub raised: Vec<(&'r Rule, u64)>,
}

/// Keeps what the rules said, where it differs from what stands there. `at`: milliseconds since 1970, UTC. A sealed case
/// is left as it is.
pub fn keep_flags(path: &Path, scope: &SessionScope, held: &HeldAgainstRules<'_>, at: i64) -> Result<(), CaseError> {
    use sha2::{Digest, Sha256};

    let mut case = Case::open(path)?;
    if case.is_sealed() {
        return Ok(());
    }
    let raised: Vec<Value> = held
        .raised
        .iter()
        .map(|(rule, commands)| {
            json!({
                "rule": rule.id, "title": rule.title, "author": rule.author, "level": rule.level.name(),
                "sha256": hex(&Sha256::digest(rule.source.as_bytes())), "commands": commands,
            })
        })
        .collect();
    let body = json!({
        "logGroups": scope.log_groups, "start": scope.range.map(|range| range.start),
        "end": scope.range.map(|range| range.end), "sessionReading": EXTRACTION_VERSION,
        "commands": held.commands, "rules": held.rules, "raised": raised,
    });
    let (_, latest) = case.latest(EntryKind::Flags, 1)?;
    if latest.first().is_none_or(|latest| latest.body != body) {
        case.write(at, EntryKind::Flags, "", &body)?;
    }
    Ok(())
}
