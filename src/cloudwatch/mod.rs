//! AWS through its SDK: connecting, listing, running Insights queries. Read-only.

mod access_guard;
mod client;
mod connect;
mod convert;
mod credentials;
mod definitions;
mod errors;
mod events;
mod filter_events;
mod identity;
mod listing;
mod own_limit;
mod profiles;
mod queries;
mod redact;
mod regions;
mod run_query;
mod whole_messages;

pub use access_guard::AccessGuard;
pub use client::CloudWatch;
pub use connect::{ConnectOptions, CredentialSource, connect};
pub use events::{events_query, into_events};
pub use own_limit::own_limit;
pub use profiles::{Profile, default_region_of, profiles};
pub use regions::{Region, region, regions};
pub use run_query::{Completeness, QueryProgress, QueryRun, WaitReason, Waiting, run_query};
pub use whole_messages::MESSAGE_LENGTH_FIELD;
