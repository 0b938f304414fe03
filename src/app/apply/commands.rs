use crate::{
    app::{
        CommandsAction, Outbox,
        state::{Screen, State, TableId},
    },
    model::CellIs,
    worker::{CommandSet, PersonKey, Request},
};

use super::{go, reorder, transcript};

pub(super) fn apply(state: &mut State, action: CommandsAction, outbox: &mut Outbox) {
    match action {
        CommandsAction::Read => read(state, outbox),
        CommandsAction::GroupBy(key) => {
            state.commands.key = key;
            state.commands.person = None;
            narrow(state, outbox);
        }
        CommandsAction::ChoosePerson(person) => {
            state.commands.person = person;
            narrow(state, outbox);
        }
        CommandsAction::OpenSession(row) => {
            let Some(set) = state.commands.set.clone() else { return };
            let Some(place) = set.places.get(row as usize).copied() else { return };
            state.commands.table.selected = Some(row);
            go(state, Screen::Transcript, outbox);
            let running = state.transcript.slot.cancel();
            outbox.cancel(running);
            state.transcript.slot = crate::app::state::Slot::default();
            transcript::let_go(state, outbox);
            state.transcript.show_of_commands(set, place.session, Some(place.command));
        }
    }
}

fn read(state: &mut State, outbox: &mut Outbox) {
    let Some(log_group) = state.scope.log_group.clone() else { return };
    let range = state.scope.range.resolve(state.clock.now(), &state.settings.zone.time_zone());
    state.commands.asked_scope = Some(state.scope.clone());
    outbox.ask_in(&mut state.commands.slot, Request::Commands { log_groups: vec![log_group], range });
}

/// A reading that costs at most this needs no question first, in US dollars.
const CHEAP: f64 = 0.05;

/// Reads the commands of the scope unless they are there or on their way, or the reading may cost
/// real money: then the screen asks first.
pub(super) fn read_if_cheap(state: &mut State, outbox: &mut Outbox) {
    let commands = &state.commands;
    let is_asked = commands.slot.is_waiting() && commands.asked_scope.as_ref() == Some(&state.scope);
    let is_there = commands.read_scope.as_ref() == Some(&state.scope) || is_asked;
    if !is_there && most_it_can_cost(state).is_some_and(|cost| cost <= CHEAP) {
        read(state, outbox);
    }
}

/// What a query over the scope can cost at most, in US dollars: as if it read all that the group
/// stores. `None` where the price or the size is not known.
pub fn most_it_can_cost(state: &State) -> Option<f64> {
    let group = state.groups.named(state.scope.log_group.as_deref()?)?;
    state.prices.cost(state.connection.region()?, group.stored_bytes? as f64)
}

/// Shows the chosen person's commands only.
pub(in crate::app) fn narrow(state: &mut State, outbox: &mut Outbox) {
    let column = match state.commands.key {
        PersonKey::OsUser => CommandSet::OS_USER,
        PersonKey::Principal => CommandSet::PRINCIPAL,
    };
    state.commands.table.view.only =
        state.commands.person.clone().map(|value| CellIs { column, value }).into_iter().collect();
    state.commands.table.selected = None;
    reorder(state, TableId::Commands, outbox);
}
