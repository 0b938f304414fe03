//! What leaves the app: tables as files, and packs of evidence.

mod command_row;
mod file;
mod json_line;
pub mod pack;
mod sheet;
mod table;

pub use command_row::{COMMAND_COLUMNS, cell_text, command_row};
pub use file::write_whole;
pub use json_line::write_json_line;
pub use sheet::Sheet;
pub use table::{ExportCounts, INCOMPLETE, Remarks, write_csv, write_ndjson};
