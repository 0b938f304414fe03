//! A pack of evidence: what a case holds, in files that a stranger can read and verify with nothing of ours.
//!
//! The folder is a *bag* (RFC 8493): what it holds lies in `data`, and `manifest-sha256.txt` has the SHA-256 of every
//! file of it, in the form that `sha256sum -c` takes. `VERIFY.txt` says how to check it. It may be one ZIP, and may be
//! signed with an OpenSSH key.

mod bag;
mod commands;
mod compared;
mod contents;
mod options;
mod place;
mod raw;
mod report;
mod review;
mod setup;
mod sheets;
mod signature;
mod verify;
mod write;
mod zip_file;
mod zip_form;

pub use options::{PackError, PackFormat, PackLanguage, PackOptions, PackSummary};
pub use signature::{Signature, SigningError};
pub use verify::{PackDamage, PackVerified, is_pack, verify_pack};
pub use write::write_pack;

/// A time as everybody reads it: ISO 8601, UTC.
fn iso(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds).map_or_else(
        |_out_of_range| milliseconds.to_string(),
        |time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
    )
}
