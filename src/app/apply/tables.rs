use std::sync::Arc;

use crate::{
    app::{
        Outbox, TableAction,
        state::{State, TableId},
    },
    model::ResultSet,
    worker::Request,
};

use super::commands;

pub(super) fn apply(state: &mut State, id: TableId, action: TableAction, outbox: &mut Outbox) {
    let table = state.table_mut(id);
    match action {
        TableAction::Sort { column, add } => {
            table.view.click(column, add);
            reorder(state, id, outbox);
        }
        TableAction::Filter(text) => {
            table.view.filter = text;
            reorder(state, id, outbox);
        }
        TableAction::Select(row) => {
            table.selected = row;
            if id == TableId::Commands {
                commands::look_closer(state, outbox);
            }
        }
        TableAction::Move(by) => {
            table.move_selection(by);
            if id == TableId::Commands {
                commands::look_closer(state, outbox);
            }
        }
        TableAction::Hide(column) => {
            table.hidden.insert(column);
        }
        TableAction::Show(column) => {
            table.hidden.remove(&column);
        }
        TableAction::ShowAll => table.hidden.clear(),
    }
}

/// Shows other rows in a table, in the order that its sort keys and filters ask for.
pub(in crate::app) fn show_rows(state: &mut State, id: TableId, rows: Arc<ResultSet>, outbox: &mut Outbox) {
    if state.table_mut(id).show(rows) {
        reorder(state, id, outbox);
    }
}

/// Has the worker make the order of a table; the old one stays until the new one comes.
pub(in crate::app) fn reorder(state: &mut State, id: TableId, outbox: &mut Outbox) {
    if id == TableId::Commands {
        return commands::narrow(state, outbox);
    }
    let table = state.table_mut(id);
    let request = Request::Order { rows: Arc::clone(&table.rows), view: table.view.clone() };
    let replaced = table.waiting.replace(outbox.ask(request));
    outbox.cancel(replaced);
}
