use std::{path::PathBuf, time::Instant};

use serde_json::Value;

use super::Slot;

/// In which case, when, what, and what about it.
pub type Noted = (PathBuf, i64, &'static str, Value);

/// What was done and is not in the open case's ledger yet.
#[derive(Debug, Default)]
pub struct ActivityState {
    /// One writing at a time, so that entries stand in their order.
    pub slot: Slot,
    /// Oldest first.
    pub waiting: Vec<Noted>,
    /// How many of them are being written.
    pub sent: usize,
    /// Not before then is it tried again.
    pub again_at: Option<Instant>,
}
