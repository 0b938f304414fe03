use std::{path::PathBuf, sync::Arc};

use crate::{
    app::{
        ExportAction, Outbox,
        state::{ExportDraft, Incomplete, State, Table, TableId},
    },
    worker::{CommandSet, ExportFormat, Request},
};

pub(super) fn apply(state: &mut State, action: ExportAction, outbox: &mut Outbox) {
    match action {
        ExportAction::Open(format) => {
            if let Some(table) = state.screen_table() {
                let is_whole = state.incomplete(table).is_none();
                let path = suggested(table, format, state.clock.now(), is_whole).to_string_lossy().into_owned();
                state.export = Some(ExportDraft { table, format, path });
                state.export_slot.trouble = None;
            }
        }
        ExportAction::Path(path) => {
            if let Some(draft) = &mut state.export {
                draft.path = path;
            }
        }
        ExportAction::Browse => {
            if let Some(draft) = &state.export {
                let name = PathBuf::from(&draft.path).file_name().unwrap_or_default().to_string_lossy().into_owned();
                outbox.ask_in(&mut state.file_slot, Request::ChooseFile { suggested: name });
            }
        }
        ExportAction::Write => {
            let Some(draft) = state.export.clone() else { return };
            let table = state.table(draft.table);
            let request = Request::Export {
                path: PathBuf::from(draft.path),
                case: state.connection.case().cloned(),
                format: draft.format,
                rows: Arc::clone(&table.rows),
                order: Arc::clone(&table.order),
                columns: columns(draft.table, table),
                // What a query gave is written as it came.
                zone: (!matches!(draft.table, TableId::Results | TableId::Query))
                    .then(|| state.settings.zone.time_zone()),
                incomplete: state.incomplete(draft.table).map(Incomplete::name),
                reviewed: (draft.table == TableId::Commands)
                    .then(|| Some((state.commands.set.clone()?, state.reviews_of_commands()?)))
                    .flatten(),
            };
            outbox.ask_in(&mut state.export_slot, request);
        }
        ExportAction::Close => {
            state.export = None;
            let running = state.export_slot.cancel();
            outbox.cancel(running);
        }
    }
}

/// The columns that are shown, and those whose values stand in the cells of another one.
fn columns(id: TableId, table: &Table) -> Vec<usize> {
    let mut columns = table.shown_columns();
    if id == TableId::Commands {
        for (folded, shown_in) in CommandSet::FOLDED {
            if let (Some(at), false) =
                (columns.iter().position(|column| *column == shown_in), columns.contains(&folded))
            {
                columns.insert(at + 1, folded);
            }
        }
    }
    columns
}

/// A name that says what is in the file, in the person's folder for downloads or documents.
fn suggested(table: TableId, format: ExportFormat, now: i64, is_whole: bool) -> PathBuf {
    let what = match table {
        TableId::Groups => "log-groups",
        TableId::Sessions => "sessions",
        TableId::Compared => "reconciliation",
        TableId::Commands => "commands",
        TableId::Results => "results",
        TableId::Query => "query",
    };
    let ending = match format {
        ExportFormat::Csv => "csv",
        ExportFormat::Ndjson => "ndjson",
    };
    let stamp = jiff::Timestamp::from_millisecond(now);
    let stamp = stamp.map(|time| time.strftime("%Y%m%dT%H%M%SZ").to_string()).unwrap_or_default();
    let incomplete = if is_whole { "" } else { "-incomplete" };
    let name = format!("session-lens-{what}-{stamp}{incomplete}.{ending}");
    let Some(folders) = directories::UserDirs::new() else { return PathBuf::from(name) };
    folders.download_dir().or_else(|| folders.document_dir()).unwrap_or_else(|| folders.home_dir()).join(name)
}
