//! What leaves the app: tables as files.

mod file;
mod json_line;
mod sheet;
mod table;

pub use file::write_whole;
pub use json_line::write_json_line;
pub use sheet::Sheet;
pub use table::{ExportCounts, Remarks, write_csv, write_ndjson};
