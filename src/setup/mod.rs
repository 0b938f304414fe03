//! Can the record be trusted: how Session Manager is set up, and which sessions have no log.
//!
//! [`aws`] reads; everything else here is pure: it takes what was read, asks nothing and does not know the time.
//!
//! - [`SetupFacts`]: what was read, each thing as an [`Answer`] of its own, so that any subset of permissions will do.
//! - [`check`]: from facts to [`Finding`]s. No finding without what it was found in.
//! - [`FindingWords`]: what each kind of finding means and how to change it, English and Japanese.
//! - [`SetupReport`]: all of that of one account and region.
//! - [`cost`]: what a log group costs in each class and in S3.
//! - [`reconcile`]: the sessions that AWS knows against the logs that exist.

mod answer;
mod area;
pub mod aws;
mod check;
pub mod cost;
mod document;
pub mod facts;
mod finding;
mod kind;
mod log_group_name;
pub mod reconcile;
mod region_name;
mod report;
mod shell_profile;
mod version;
mod words;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Evidence};
pub use area::Area;
pub use check::{PCI_DSS_RETENTION, Requirements, check};
pub use document::{DocumentError, SessionDocument, SessionType, Setting};
pub use facts::SetupFacts;
pub use finding::{Certainty, Finding, Quote, Weight};
pub use kind::FindingKind;
pub use report::{NamedCost, SetupReport};
pub use version::AgentVersion;
pub use words::{BothTexts, FindingWords, finding_words};
