use std::path::PathBuf;

use serde_json::Value;

use super::Slot;

/// What was done and is not in the open case's ledger yet.
#[derive(Debug, Default)]
pub struct ActivityState {
    /// One writing at a time, so that entries stand in their order.
    pub slot: Slot,
    /// In which case, when, what, and what about it: oldest first.
    pub waiting: Vec<(PathBuf, i64, &'static str, Value)>,
}
