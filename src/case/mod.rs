//! The case: one file that holds collected events untouched, and the record of how they were obtained.
//!
//! The file is an `SQLite` database, so a program or a machine that stops at the wrong moment loses nothing that was
//! committed. Events lie in blocks ([`block`]), whose parts are compressed one by one; every block is hashed, and every
//! hash goes into the next one's. What happened to the case, its sources, notes, reviews, queries, is a [`ledger`] that
//! only grows and is chained the same way. Sessions and typed commands are read out of the events once and kept beside them
//! ([`Case::derive`]): made from the events, and made again where those or the reading change. [`Case::seal`] writes
//! the heads of both chains and closes the file with a hash over all of its bytes; [`verify`] checks every one of them.

pub mod block;
mod derived;
mod error;
mod events;
mod files;
mod flags;
mod identity;
pub mod import;
mod ledger;
mod listing;
mod packed;
mod queries;
mod review;
mod schema;
mod seal;
mod setup;
mod source;
mod tally;
mod verify;
mod writer;

pub use derived::{DeriveError, DerivedSession, SessionPart, SessionScope, Sessions, Tell, derive_where_possible};
pub use error::CaseError;
pub use events::{CaseBatch, CaseEvents, EventScope};
pub use files::is_at;
pub use flags::{HeldAgainstRules, keep_flags};
pub use ledger::{Entry, EntryKind};
pub use listing::{CaseSummary, StreamSummary};
pub use queries::{RanQuery, keep_query};
pub use review::{Review, ReviewRegister, ReviewState, ReviewSubject, ReviewedCommand};
pub use schema::Case;
pub use seal::Seal;
pub use setup::KeptReconciliation;
pub use source::CaseSource;
pub use verify::{Damage, Verified, verify, verify_until};
pub use writer::{Added, NewEvent, SourceId, Writer};
