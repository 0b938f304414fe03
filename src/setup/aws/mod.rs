//! Reading how Session Manager is set up, and which sessions AWS knows, through AWS's SDK. Read-only.
//!
//! Everything that is asked goes through [`Account::ask`]: one thing that may not be read hides that one thing only.

mod account;
mod account_policies;
mod buckets;
mod credentials;
mod documents;
mod endpoints;
mod groups;
mod history;
mod instances;
mod keys;
mod metrics;
mod pages;
mod place;
mod read_setup;
mod reconcile_now;
mod roles;
mod simulate;
mod starters;
mod trail_events;
mod trails;
mod transcripts;
mod window;

pub use account::Account;
pub use read_setup::read_setup;
pub use reconcile_now::{Progress, Wanted, reconcile_now};
