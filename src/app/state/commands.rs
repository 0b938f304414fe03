use std::sync::Arc;

use super::{Scope, Slot, Table};
use crate::worker::{CommandContext, CommandFilter, CommandSet, Completeness, Narrowed, Narrowing, PersonKey};

#[derive(Debug)]
pub struct CommandsState {
    pub slot: Slot,
    /// What has been read last; stays while something new is being read.
    pub set: Option<Arc<CommandSet>>,
    /// The scope that is being read, and how it will be looked at.
    pub asked_scope: Option<Scope>,
    pub asked_narrowing: Option<Narrowing>,
    /// The scope that `set` was read from.
    pub read_scope: Option<Scope>,
    /// Whether `set` is all there is in that scope.
    pub read_completeness: Completeness,
    /// When it was read, milliseconds since 1970.
    pub read_at: i64,
    pub key: PersonKey,
    /// Which commands are shown; the text that is searched for is the table's.
    pub filter: CommandFilter,
    /// What `filter` gave, of `set`. While something else is being found, what was found before.
    pub narrowed: Arc<Narrowed>,
    /// Counts what was found, so that views know when to look again.
    pub revision: u64,
    pub table: Table,
    pub context_slot: Slot,
    /// The row that `context_slot` asks about.
    pub context_asked: u32,
    /// Where the selected row comes from: the row, and what is known of it.
    pub context: Option<(u32, Arc<CommandContext>)>,
}

impl Default for CommandsState {
    fn default() -> Self {
        Self {
            slot: Slot::default(),
            set: None,
            asked_scope: None,
            asked_narrowing: None,
            read_scope: None,
            read_completeness: Completeness::Complete,
            read_at: 0,
            key: PersonKey::OsUser,
            filter: CommandFilter::default(),
            narrowed: Arc::default(),
            revision: 0,
            table: Table::default(),
            context_slot: Slot::default(),
            context_asked: 0,
            context: None,
        }
    }
}

impl CommandsState {
    /// The conditions in force, the text that is searched for among them.
    pub fn condition_count(&self) -> usize {
        self.filter.len() + usize::from(!self.table.view.filter.trim().is_empty())
    }

    /// Shows what was found.
    pub fn show_narrowed(&mut self, narrowed: Arc<Narrowed>) {
        self.table.order = Arc::clone(&narrowed.order);
        self.table.selected = self.table.selected.filter(|row| narrowed.order.contains(row));
        self.narrowed = narrowed;
        self.revision += 1;
    }

    /// Where the selected row comes from, once that is known.
    pub fn context_of(&self, row: u32) -> Option<&CommandContext> {
        self.context.as_ref().filter(|(of, _)| *of == row).map(|(_, context)| context.as_ref())
    }
}
