//! The sessions that AWS knows against the logs that exist.
//!
//! Three records that do not know of each other are laid side by side: Systems Manager's session history (30 days),
//! CloudTrail (90 days, or as long as a trail goes back), and the log streams. A session's id is the stream's name
//! (`agent/session/shell/shell.go`), so rows are joined by it and by nothing else.
//!
//! - [`TrailEvent`]: a CloudTrail event, read from its JSON.
//! - [`Person`]: who is behind a principal, or why nobody can say.
//! - [`reconcile`]: one [`Row`] for each session and each stream.

mod contradiction;
mod documents;
mod gap;
mod history;
mod join;
mod open_ends;
mod person;
mod reconciliation;
mod row;
mod status;
mod trail_event;
mod within;
mod words;

#[cfg(test)]
mod tests;

pub use contradiction::Contradiction;
pub use gap::Gap;
pub use history::{Covered, KnownSession, Transcript, UnreadGroup};
pub use join::{Inputs, Kept, reconcile};
pub use open_ends::{regions_to_ask, role_sessions_to_ask};
pub use person::{How, Person, Why};
pub use reconciliation::Reconciliation;
pub use row::{Row, Seen};
pub use status::{Cause, RowStatus, Unweighed, WhyAlone};
pub use trail_event::{EventName, Identity, TrailEvent, TrailEventError};
