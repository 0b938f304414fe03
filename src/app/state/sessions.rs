use crate::model::LogStream;

use super::{Slot, Table};

#[derive(Debug, Default)]
pub struct SessionsState {
    pub slot: Slot,
    /// The group whose streams these are.
    pub log_group: Option<String>,
    /// In the order in which they came; the table's rows are the same.
    pub streams: Vec<LogStream>,
    pub next_token: Option<String>,
    /// Only streams whose name begins so; asked of AWS, not of what is loaded.
    pub prefix: String,
    pub table: Table,
}

impl SessionsState {
    pub fn selected(&self) -> Option<&LogStream> {
        self.streams.get(self.table.selected? as usize)
    }
}
