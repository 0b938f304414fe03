use crate::model::LogGroup;

use super::{Slot, Table};

#[derive(Debug, Default)]
pub struct GroupsState {
    pub slot: Slot,
    /// In the order in which they came; the table's rows are the same.
    pub groups: Vec<LogGroup>,
    pub next_token: Option<String>,
    pub table: Table,
    pub only_favourites: bool,
}

impl GroupsState {
    pub fn named(&self, name: &str) -> Option<&LogGroup> {
        self.groups.iter().find(|group| group.name == name)
    }

    pub fn selected(&self) -> Option<&LogGroup> {
        self.groups.get(self.table.selected? as usize)
    }
}
