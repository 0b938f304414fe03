use std::sync::Arc;

use super::{Scope, Slot, Table};
use crate::worker::{CommandSet, PersonKey};

#[derive(Debug)]
pub struct CommandsState {
    pub slot: Slot,
    /// What has been read last; stays while something new is being read.
    pub set: Option<Arc<CommandSet>>,
    /// The scope that is being read.
    pub asked_scope: Option<Scope>,
    /// The scope that `set` was read from.
    pub read_scope: Option<Scope>,
    /// When it was read, milliseconds since 1970.
    pub read_at: i64,
    pub key: PersonKey,
    /// The person whose commands are shown; `None`: everyone's.
    pub person: Option<String>,
    pub table: Table,
}

impl Default for CommandsState {
    fn default() -> Self {
        Self {
            slot: Slot::default(),
            set: None,
            asked_scope: None,
            read_scope: None,
            read_at: 0,
            key: PersonKey::OsUser,
            person: None,
            table: Table::default(),
        }
    }
}
