//! The one place that changes the state because the worker answered. An answer that nobody waits
//! for any more is dropped.

mod case;
mod commands;
pub(super) mod setup;
mod transcript;

use std::path::PathBuf;

use super::{
    GroupsAction, Outbox,
    apply::{connection, go, groups, procedures, reorder, sessions, show_rows},
    state::{Notice, Screen, Slot, State, TableId},
};
use crate::worker::{Answer, Failure, Request, RequestId, Response};

pub(super) fn accept(state: &mut State, response: Response, outbox: &mut Outbox) {
    let Response { id, answer, last } = response;
    match answer {
        Answer::Connected(identity) => {
            if state.connection.slot.accepts(id, last) {
                connection::forget(state, outbox);
                state.connection.identity = Some(identity);
                state.connection.target = state.connection.asked.take();
                if state.connection.case().is_some() {
                    case::remember_open(state, outbox);
                }
                outbox.ask_in(&mut state.procedures.organisation_slot, Request::QueryDefinitions);
                go(state, Screen::Groups, outbox);
            }
        }
        Answer::Disconnected | Answer::SettingsSaved => {}
        Answer::Profiles(profiles) => {
            if state.connection.profiles_slot.accepts(id, last) {
                state.connection.profiles = profiles;
            }
        }
        Answer::LogGroups(page) => {
            if state.groups.slot.accepts(id, last) {
                state.groups.groups.extend(page.items);
                state.groups.next_token = page.next_token;
                groups::list(state, outbox);
                // A case of one group: there is nothing to choose.
                if let (Some(_), None, [only]) =
                    (state.connection.case(), &state.scope.log_group, state.groups.groups.as_slice())
                {
                    let only = GroupsAction::Choose(only.name.clone());
                    groups::apply(state, only, outbox);
                }
            }
        }
        Answer::LogStreams(page) => {
            if state.sessions.slot.accepts(id, last) {
                state.sessions.streams.extend(page.items);
                state.sessions.next_token = page.next_token;
                sessions::list(state, outbox);
            }
        }
        Answer::QueryProgress { summary, partial } => {
            if let Some(slot) = state.slots_mut().into_iter().find(|slot| slot.waits_for(id)) {
                slot.summary = Some(summary);
            }
            let Some(rows) = partial else { return };
            if state.procedures.slot.waits_for(id) {
                state.procedures.answered.clone_from(&state.procedures.asked);
                show_rows(state, TableId::Results, rows, outbox);
            } else if state.query.slot.waits_for(id) {
                state.query.answer_came();
                show_rows(state, TableId::Query, rows, outbox);
            }
        }
        Answer::QueryFinished { summary, rows } => {
            if state.procedures.slot.accepts(id, last) {
                state.procedures.slot.summary = Some(summary);
                state.procedures.answered.clone_from(&state.procedures.asked);
                show_rows(state, TableId::Results, rows, outbox);
            } else if state.query.slot.accepts(id, last) {
                state.query.slot.summary = Some(summary);
                state.query.answer_came();
                state.query.see_columns(&rows);
                show_rows(state, TableId::Query, rows, outbox);
            }
        }
        Answer::Commands { summary, commands, narrowed } => {
            if state.commands.slot.accepts(id, last) {
                state.commands.read_completeness = summary.completeness;
                state.commands.slot.summary = Some(summary);
                self::commands::show(state, commands, narrowed, outbox);
            }
        }
        Answer::Narrowed(narrowed) => {
            if state.commands.table.waiting == Some(id) {
                state.commands.table.waiting = None;
                state.commands.show_narrowed(narrowed);
            }
        }
        Answer::CommandContext(context) => {
            if state.commands.context_slot.accepts(id, last) {
                state.commands.context = Some((state.commands.context_asked, context));
            }
        }
        Answer::Session { summary, session, command } => {
            if state.transcript.slot.accepts(id, last) {
                state.transcript.slot.summary = Some(summary);
                state.transcript.show_whole(session);
                if let Some(command) = command {
                    state.transcript.jump(command);
                }
            }
        }
        Answer::Found { hits, searched, is_full } => transcript::found(state, id, last, hits, (searched, is_full)),
        Answer::Outline(outline) => {
            if state.transcript.outline_slot.accepts(id, last) {
                transcript::show_outline(state, outline, outbox);
            }
        }
        Answer::SessionFlags(flags) => {
            if state.transcript.flags_slot.accepts(id, last) {
                state.transcript.flags = Some(flags);
            }
        }
        Answer::Lines { first, lines } => {
            let heavy = &mut state.transcript.heavy;
            if heavy.slot.accepts(id, last) {
                heavy.first = first;
                heavy.lines = lines;
            }
        }
        Answer::Record(record) => {
            if state.procedures.detail.slot.accepts(id, last) {
                state.procedures.detail.record = Some(record);
            } else if state.query.detail.slot.accepts(id, last) {
                state.query.see(record.iter().map(|(name, _)| name.clone()).collect());
                state.query.detail.record = Some(record);
            }
        }
        Answer::QueryDefinitions(procedures) => {
            if state.procedures.organisation_slot.accepts(id, last) {
                state.procedures.organisation = procedures;
            }
        }
        Answer::OwnProcedures { procedures, broken } => {
            if state.procedures.mine_slot.accepts(id, last) {
                state.procedures.mine = procedures;
                state.procedures.broken = broken;
            }
        }
        Answer::ProcedureKept { path } => {
            if state.procedures.keep_slot.accepts(id, last) {
                state.procedures.keep = None;
                state.notices.push(Notice::ProcedureKept { path });
                procedures::read_mine(state, outbox);
            }
        }
        Answer::Ordered(order) => {
            for table in TableId::ALL {
                let table = state.table_mut(table);
                if table.waiting == Some(id) {
                    table.waiting = None;
                    table.order = order;
                    break;
                }
            }
        }
        Answer::Exported { path, rows, guarded_cells } => {
            if state.export_slot.accepts(id, last) {
                state.export = None;
                state.notices.push(Notice::Exported { path, rows, guarded_cells });
            }
        }
        Answer::FileChosen(path) => file_chosen(state, id, last, path),
        Answer::Case(answer) => case::accept(state, id, last, answer, outbox),
        Answer::Setup(answer) => setup::accept(state, id, last, answer, outbox),
        Answer::Failed(failure) => failed(state, id, failure, outbox),
    }
}

fn file_chosen(state: &mut State, id: RequestId, last: bool, path: Option<PathBuf>) {
    if state.file_slot.accepts(id, last)
        && let (Some(draft), Some(path)) = (&mut state.export, path)
    {
        draft.path = path.to_string_lossy().into_owned();
    }
}

/// The failure stays where the answer would have stood; what was there before stays too.
fn failed(state: &mut State, id: RequestId, failure: Failure, outbox: &mut Outbox) {
    let beside: [&mut Slot; 25] = [
        &mut state.setup.ready_slot,
        &mut state.setup.keep_slot,
        &mut state.comparison.ready_slot,
        &mut state.comparison.keep_slot,
        &mut state.reviews.read_slot,
        &mut state.reviews.write_slot,
        &mut state.activity.slot,
        &mut state.case.pack_slot,
        &mut state.case.facts_slot,
        &mut state.case.verify_slot,
        &mut state.case.seal_slot,
        &mut state.case.pick_slot,
        &mut state.transcript.find.slot,
        &mut state.transcript.outline_slot,
        &mut state.transcript.flags_slot,
        &mut state.transcript.heavy.slot,
        &mut state.commands.context_slot,
        &mut state.query.detail.slot,
        &mut state.procedures.detail.slot,
        &mut state.procedures.mine_slot,
        &mut state.procedures.organisation_slot,
        &mut state.procedures.keep_slot,
        &mut state.connection.profiles_slot,
        &mut state.export_slot,
        &mut state.file_slot,
    ];
    for slot in beside {
        if slot.accepts(id, true) {
            slot.trouble = Some(failure);
            return;
        }
    }
    for slot in state.slots_mut() {
        if slot.accepts(id, true) {
            slot.trouble = Some(failure);
            return;
        }
    }
    for table in TableId::ALL {
        if state.table(table).waiting == Some(id) {
            // What cannot be found now would not be found again: what is shown stays.
            if table == TableId::Commands {
                state.commands.table.waiting = None;
            } else {
                reorder(state, table, outbox);
            }
            return;
        }
    }
    if let Failure::File { path, detail } = failure {
        state.notices.push(Notice::FileNotWritten { path, detail });
    }
}
