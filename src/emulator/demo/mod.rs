//! The demo's data: a company's account.

use super::{definitions::Definition, store::Store};

/// The same seed and day give the same account, as it is at `now` (milliseconds since 1970, UTC).
pub(super) fn build(_seed: u64, _now: i64) -> (Store, Vec<Definition>) {
    (Store::default(), Vec::new())
}
