//! (to be filled)

mod run_query;

pub use run_query::{QueryProgress, QueryRun, WaitReason, Waiting, run_query};
