use std::sync::Arc;

use super::case::REVIEW;
use crate::{
    app::{
        Outbox,
        apply::{groups, narrow, narrowing},
        state::State,
    },
    worker::{CommandSet, Narrowed},
};

/// Shows commands that have been read, and what was found of them.
pub(super) fn show(state: &mut State, set: Arc<CommandSet>, narrowed: Arc<Narrowed>, outbox: &mut Outbox) {
    let commands = &mut state.commands;
    commands.read_scope = commands.asked_scope.take();
    commands.read_at = state.clock.now();
    if let Some(group) = commands.read_scope.as_ref().and_then(|scope| scope.log_group.clone()) {
        if set.events > 0 {
            state.groups.remember(&group, set.has_session_records);
        }
        groups::list(state, outbox);
    }
    let commands = &mut state.commands;
    let has_begun = commands.table.rows.columns() == set.table.columns();
    commands.table.show(Arc::clone(&set.table));
    if !has_begun {
        let folded = CommandSet::FOLDED.map(|(column, _)| CommandSet::COLUMNS[column].0.to_owned());
        commands.table.hidden.extend(folded);
        if state.reviews.register.is_none() {
            commands.table.hidden.insert(REVIEW.to_owned());
        }
    }
    commands.set = Some(set);
    commands.context = None;
    let running = commands.context_slot.cancel();
    commands.show_narrowed(narrowed);
    outbox.cancel(running);
    let asked = state.commands.asked_narrowing.take();
    if asked.as_ref() != Some(&narrowing(state)) {
        narrow(state, outbox);
    }
}
