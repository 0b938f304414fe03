//! Complete extraction: every event of a scope, with a proof that nothing is missing.
//!
//! Insights gives at most 100,000 rows a query, reads whole seconds, and bills what it scans. So the events are
//! counted first, by time ([`Counts`]); windows are laid over the time range so that each fits a query; what does not
//! fit after all is kept as far as it is certain, and asked for again from there. The set is frozen: events that
//! arrive after the start are told apart by their ingestion time. At the end the windows tile the range, and in every
//! step of time there are as many distinct events as were counted ([`Proof`]).
//!
//! The events come through Logs Insights, or, of groups of the class STANDARD, through `FilterLogEvents` ([`CollectVia`]):
//! windows that hold about as much as memory should, kept once their pages have come to an end, in whatever order they
//! came. The count is an Insights query all the same, for pages
//! cannot count themselves: a page that is lost would be lost in a second pass by the same way just as well. Where
//! Insights is not allowed, nothing independent counts, and the collection is called incomplete.
//!
//! What was late for a collection is collected by another one, of the events that CloudWatch took in after the first one's
//! cut-off, with a plan and a proof of its own.
//!
//! - [`collect`]: does it, and goes on where it was interrupted.
//! - [`CollectionStore`]: where the events go; a case, or memory.

mod ask;
mod case_store;
mod counts;
mod cutting;
mod drive;
mod event_set;
mod filter_windows;
mod insights_windows;
mod lane;
mod memory;
mod options;
mod origin;
mod paced;
mod plan;
mod progress;
mod proof;
mod query;
mod record;
mod split;
mod store;

/// A count or a size that AWS gives as a floating-point number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are whole and not negative")]
fn whole(number: f64) -> u64 {
    number as u64
}

pub use case_store::{CaseStore, CaseStoreError, Wanted};
pub use counts::Counts;
pub use cutting::Part;
pub use drive::{collect, count};
pub use memory::MemoryStore;
pub use options::{CollectError, CollectOptions};
pub use origin::origin;
pub use paced::Paced;
pub use plan::{CollectTask, CollectVia, CollectionScope, Plan};
pub use progress::{CollectProgress, CollectStep};
pub use proof::{Proof, Shortfall};
pub use record::{CollectionRecord, Standing, collections};
pub use store::{CollectionStore, StoreError, Tally, WindowRecord};
