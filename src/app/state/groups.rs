use std::collections::BTreeMap;

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
    /// By the group's name: whether session records were seen in it. Groups that nobody has read yet are not in it.
    pub seen: BTreeMap<String, SeenRecords>,
}

/// What a reading of a group has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenRecords {
    /// Some events were session records.
    Some,
    /// There were events, none of them a session record.
    None,
}

impl SeenRecords {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Some => "seen",
            Self::None => "none seen",
        }
    }
}

impl GroupsState {
    pub fn named(&self, name: &str) -> Option<&LogGroup> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// Remembers what a reading of events has shown. What has been seen once stays, for another time range may have
    /// none.
    pub fn remember(&mut self, group: &str, has_session_records: bool) {
        if has_session_records {
            self.seen.insert(group.to_owned(), SeenRecords::Some);
        } else {
            self.seen.entry(group.to_owned()).or_insert(SeenRecords::None);
        }
    }

    pub fn selected(&self) -> Option<&LogGroup> {
        self.groups.get(self.table.selected? as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_seen_is_told_and_it_stays() {
        let mut groups = GroupsState::default();
        for (group, has_session_records) in [("other", false), ("both", false), ("both", true), ("both", false)] {
            groups.remember(group, has_session_records);
        }
        assert_eq!(groups.seen.get("not read"), None);
        assert_eq!((groups.seen["other"], groups.seen["both"]), (SeenRecords::None, SeenRecords::Some));
    }
}
