//! What leaves the app: tables as files.

mod file;
mod table;

pub use file::write_whole;
pub use table::{ExportCounts, write_csv, write_ndjson};
