use crate::{
    app::{
        CommandsAction, Outbox, Settings,
        state::{Screen, Slot, State, TableId},
    },
    worker::{Narrowing, Request},
};

use super::{go, remember, transcript};

pub(super) fn apply(state: &mut State, action: CommandsAction, outbox: &mut Outbox) {
    match action {
        CommandsAction::Read => read(state, outbox),
        CommandsAction::GroupBy(key) => {
            state.commands.key = key;
            narrow(state, outbox);
        }
        CommandsAction::OpenSession(row) => open_session(state, row, outbox),
        CommandsAction::ShowMarks(shown) => {
            state.commands.filter.without_marks = !shown;
            narrow(state, outbox);
        }
        CommandsAction::Only(facet, value) => {
            remember(state);
            state.commands.filter.only(facet, &value);
            narrow(state, outbox);
        }
        CommandsAction::Toggle(facet, value) => {
            remember(state);
            state.commands.filter.toggle(facet, &value);
            narrow(state, outbox);
        }
        CommandsAction::ClearFacet(facet) => {
            remember(state);
            state.commands.filter.clear(facet);
            narrow(state, outbox);
        }
        CommandsAction::Zoom(span) => {
            remember(state);
            state.commands.filter.span = span;
            narrow(state, outbox);
        }
        CommandsAction::ClearAll => {
            remember(state);
            state.commands.filter.clear_all();
            state.commands.table.view.filter.clear();
            narrow(state, outbox);
        }
    }
}

fn open_session(state: &mut State, row: u32, outbox: &mut Outbox) {
    let Some(set) = state.commands.set.clone() else { return };
    let Some((session, command)) = set.opens_at(row as usize) else { return };
    state.commands.table.selected = Some(row);
    go(state, Screen::Transcript, outbox);
    let running = state.transcript.slot.cancel();
    outbox.cancel(running);
    state.transcript.slot = Slot::default();
    transcript::let_go(state, outbox);
    if set.has_no_transcripts() {
        let Some(id) = set.sessions.get(session).map(|session| session.id.clone()) else { return };
        state.transcript.clear(id);
        let request = Request::SessionOfCommands { commands: set, session, command };
        outbox.ask_in(&mut state.transcript.slot, request);
        return;
    }
    state.transcript.show_of_commands(set, session, command);
}

fn read(state: &mut State, outbox: &mut Outbox) {
    let Some(log_group) = state.scope.log_group.clone() else { return };
    let range = state.scope.range.resolve(state.clock.now(), &state.settings.zone.time_zone());
    let before = state.commands.asked_scope.as_ref().or(state.commands.read_scope.as_ref());
    if before.is_some_and(|before| before.log_group.as_ref() != Some(&log_group)) {
        // People and machines of another group are others.
        state.commands.filter.clear_all();
        state.commands.table.view.filter.clear();
    }
    let narrowing = narrowing(state);
    state.commands.asked_scope = Some(state.scope.clone());
    state.commands.asked_narrowing = Some(narrowing.clone());
    let request = Request::Commands {
        log_groups: vec![log_group],
        range,
        rules: Settings::rules_folder(),
        narrowing: Box::new(narrowing),
    };
    outbox.ask_in(&mut state.commands.slot, request);
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
    state.cost(group.stored_bytes? as f64)
}

/// How the commands are looked at now.
pub(in crate::app) fn narrowing(state: &State) -> Narrowing {
    let commands = &state.commands;
    Narrowing {
        filter: commands.filter.clone(),
        view: commands.table.view.clone(),
        key: commands.key,
        zone: state.settings.zone.time_zone(),
        reviews: state.reviews_of_commands(),
    }
}

/// Has the worker find and count what is to be shown; what was found before stays until then.
pub(in crate::app) fn narrow(state: &mut State, outbox: &mut Outbox) {
    let Some(commands) = state.commands.set.clone() else { return };
    let request = Request::Narrow { commands, narrowing: Box::new(narrowing(state)) };
    let id = outbox.ask(request);
    let replaced = state.table_mut(TableId::Commands).waiting.replace(id);
    outbox.cancel(replaced);
}

/// Finds out where the selected row comes from.
pub(super) fn look_closer(state: &mut State, outbox: &mut Outbox) {
    let Some(row) = state.commands.table.selected else { return };
    let Some(commands) = state.commands.set.clone() else { return };
    if state.commands.context_of(row).is_none() {
        outbox.ask_in(&mut state.commands.context_slot, Request::CommandContext { commands, row });
        state.commands.context_asked = row;
    }
}
