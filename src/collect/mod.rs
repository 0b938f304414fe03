//! Complete extraction: every event of a scope, through Logs Insights, with a proof that nothing is missing.
//!
//! Insights gives at most 100,000 rows a query, reads whole seconds, and bills what it scans. So the events are
//! counted first, by time ([`Counts`]); windows are laid over the time range so that each fits a query; what does not
//! fit after all is kept as far as it is certain, and asked for again from there. The set is frozen: events that
//! arrive after the start are told apart by their ingestion time. At the end the windows tile the range, and in every
//! step of time there are as many distinct events as were counted ([`Proof`]).
//!
//! - [`collect`]: does it, and goes on where it was interrupted.
//! - [`CollectionStore`]: where the events go; a case, or memory.

mod case_store;
mod counts;
mod cutting;
mod drive;
mod lane;
mod memory;
mod origin;
mod paced;
mod plan;
mod progress;
mod proof;
mod query;
mod split;
mod store;

/// A count or a size that AWS gives as a floating-point number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are whole and not negative")]
fn whole(number: f64) -> u64 {
    number as u64
}

pub use case_store::CaseStore;
pub use counts::Counts;
pub use cutting::Part;
pub use drive::{CollectError, CollectOptions, collect};
pub use memory::MemoryStore;
pub use origin::origin;
pub use paced::Paced;
pub use plan::{CollectionScope, Plan};
pub use progress::{CollectProgress, CollectStep};
pub use proof::{Proof, Shortfall};
pub use store::{CollectionStore, StoreError, WindowRecord};
