//! An embedded CloudWatch Logs service on loopback, behind `--demo`, `serve` and the tests, with as much of the account
//! around it as tells whether Session Manager's record is whole: SSM, CloudTrail, KMS, S3, IAM, EC2.
//!
//! It speaks AWS's protocols over plain HTTP, so the AWS SDK and the AWS CLI talk to it as they talk to
//! AWS, and it behaves as AWS does where that hurts: log classes, whole-second query bounds, pages,
//! pacing, refusals. Nothing is kept after it stops, and no signature is checked.

mod account;
mod clock;
mod definitions;
mod demo;
mod error;
mod evaluate;
mod faults;
mod folder;
mod http;
mod operations;
mod options;
mod pacing;
mod paging;
mod queries;
mod refusal;
mod server;
mod service;
mod store;
mod sts;
#[cfg(test)]
mod testing;

/// What the SSM agent makes of a terminal's bytes on their way into a log group.
pub mod agent {
    pub use super::demo::{SessionFacts, Shown, stream, upload};
}

pub use account::{Setup, UnknownSetup};
pub use demo::{DemoCases, Person, demo_cases};
pub use error::EmulatorError;
pub use faults::{Faults, RowLimit, UnknownFault};
pub use options::{DirectReadRefusal, EmulatorData, EmulatorOptions};
pub use server::Emulator;

/// The account that the service plays.
pub const ACCOUNT: &str = "111122223333";
/// The region that the service plays, whatever region a client signs for.
pub const REGION: &str = "ap-northeast-1";
