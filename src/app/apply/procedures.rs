use crate::{
    app::{
        Outbox, ProceduresAction, SessionsAction, Settings,
        state::{Detail, Slot, State},
    },
    model::{MAX_QUERY_ROWS, QueryRequest},
    worker::Request,
};

use super::sessions;

pub(super) fn apply(state: &mut State, action: ProceduresAction, outbox: &mut Outbox) {
    match action {
        ProceduresAction::Choose(id) => {
            if state.procedures.chosen.as_ref() != Some(&id) {
                let running = state.procedures.slot.cancel();
                outbox.cancel(running);
                state.procedures.chosen = Some(id);
                state.procedures.slot = Slot::default();
            }
        }
        ProceduresAction::Set { parameter, value } => {
            if let Some(chosen) = state.procedures.chosen.clone() {
                state.procedures.values.entry(chosen).or_default().insert(parameter, value);
            }
        }
        ProceduresAction::Run => run(state, outbox),
        ProceduresAction::ShowQuery(shows) => state.procedures.shows_query = shows,
        ProceduresAction::ReadRecord { ptr } => {
            state.procedures.detail.record = None;
            outbox.ask_in(&mut state.procedures.detail.slot, Request::Record { ptr });
        }
        ProceduresAction::ReadMine => read_mine(state, outbox),
        ProceduresAction::NameCopy(name) => {
            if name.is_none() {
                state.procedures.keep_slot = Slot::default();
            }
            state.procedures.keep = name;
        }
        ProceduresAction::KeepCopy => keep_copy(state, outbox),
        ProceduresAction::OpenSession(session) => sessions::apply(state, SessionsAction::Open(session), outbox),
    }
}

/// Reads the folder of the person's own procedures.
pub(in crate::app) fn read_mine(state: &mut State, outbox: &mut Outbox) {
    if let Some(folder) = Settings::procedures_folder() {
        outbox.ask_in(&mut state.procedures.mine_slot, Request::OwnProcedures { folder });
    }
}

fn keep_copy(state: &mut State, outbox: &mut Outbox) {
    let name = state.procedures.keep.clone().filter(|name| !name.trim().is_empty());
    let (Some(folder), Some(procedure), Some(name)) =
        (Settings::procedures_folder(), state.procedures.chosen().cloned(), name)
    else {
        return;
    };
    let request = Request::KeepProcedure { folder, procedure: Box::new(procedure), name: name.trim().to_owned() };
    outbox.ask_in(&mut state.procedures.keep_slot, request);
}

fn run(state: &mut State, outbox: &mut Outbox) {
    let (Some(procedure), Some(log_group)) = (state.procedures.chosen(), state.scope.log_group.clone()) else {
        return;
    };
    if procedure.other_language.is_some() {
        return;
    }
    // What is wrong with a value stands beside its field.
    let Ok(filled) = procedure.fill(&state.procedures.chosen_values()) else { return };
    let range = state.scope.range.resolve(state.clock.now(), &state.settings.zone.time_zone());
    let (id, decode) = (procedure.id.clone(), procedure.decode.clone());
    state.procedures.asked = Some((id, filled.text.clone()));
    state.procedures.detail = Detail::default();
    let query = QueryRequest { log_groups: vec![log_group], range, text: filled.text, limit: MAX_QUERY_ROWS };
    outbox.ask_in(&mut state.procedures.slot, Request::Query { query, decode });
}
