//! The one place that changes the state because a person asked for something, a file for each area.

pub(super) mod case;
mod commands;
mod comparison;
pub(super) mod connection;
mod export;
pub(super) mod groups;
pub(super) mod procedures;
mod query;
pub(super) mod review;
pub(super) mod sessions;
mod settings;
pub(super) mod setup;
mod tables;
mod transcript;

use super::{
    Action, CommandsAction, ComparisonAction, GroupsAction, Outbox, ProceduresAction, QueryAction, SessionsAction,
    SetupAction, TranscriptAction,
    state::{Notice, Place, Screen, State},
};

pub use case::{Expected, can_be_read_directly, collect_via, expected, pack_language, scope as case_scope};
pub use commands::most_it_can_cost;
pub(super) use commands::{narrow, narrowing};
pub(super) use tables::{reorder, show_rows};

pub(super) fn apply(state: &mut State, action: Action, outbox: &mut Outbox) {
    match action {
        Action::Go(screen) => go(state, screen, outbox),
        Action::Back => {
            if let Some(place) = state.back.pop() {
                state.forward.push(state.place());
                return_to(state, place, outbox);
            }
        }
        Action::Forward => {
            if let Some(place) = state.forward.pop() {
                state.back.push(state.place());
                return_to(state, place, outbox);
            }
        }
        Action::Cancel => cancel(state, outbox),
        Action::Reload => reload(state, outbox),
        Action::Run => run(state, outbox),
        Action::ChooseRange(range) => {
            state.scope.range = range;
            scope_changed(state, outbox);
        }
        Action::Connection(action) => connection::apply(state, action, outbox),
        Action::Groups(action) => groups::apply(state, action, outbox),
        Action::Sessions(action) => sessions::apply(state, action, outbox),
        Action::Comparison(action) => comparison::apply(state, action, outbox),
        Action::Setup(action) => setup::apply(state, action, outbox),
        Action::Commands(action) => commands::apply(state, action, outbox),
        Action::Procedures(action) => procedures::apply(state, action, outbox),
        Action::Query(action) => query::apply(state, action, outbox),
        Action::Transcript(action) => transcript::apply(state, action, outbox),
        Action::Case(action) => case::apply(state, action, outbox),
        Action::Review(action) => review::apply(state, action, outbox),
        Action::Table(table, action) => tables::apply(state, table, action, outbox),
        Action::Export(action) => export::apply(state, action, outbox),
        Action::Settings(action) => settings::apply(state, &action, outbox),
        Action::Dismiss(place) => {
            if place < state.notices.len() {
                state.notices.remove(place);
            }
        }
        Action::MissJapaneseFont => {
            if !state.notices.contains(&Notice::NoJapaneseFont) {
                state.notices.push(Notice::NoJapaneseFont);
            }
        }
    }
}

/// Back leads to where the person is now.
pub(super) fn remember(state: &mut State) {
    /// Nobody goes back further.
    const MOST: usize = 200;
    state.back.push(state.place());
    state.forward.clear();
    if state.back.len() > MOST {
        state.back.remove(0);
    }
}

fn return_to(state: &mut State, place: Place, outbox: &mut Outbox) {
    if state.screen != place.screen {
        leave(state, outbox);
        state.screen = place.screen;
    }
    let (filter, text) = place.commands;
    let is_there = state.commands.filter == filter && state.commands.table.view.filter == text;
    if place.screen == Screen::Commands && !is_there {
        state.commands.filter = filter;
        state.commands.table.view.filter = text;
        narrow(state, outbox);
    }
}

/// Opens a screen and reads what it needs, if that costs nothing or next to nothing.
pub(super) fn go(state: &mut State, screen: Screen, outbox: &mut Outbox) {
    if state.screen != screen {
        remember(state);
        leave(state, outbox);
        state.screen = screen;
    }
    if !state.connection.is_connected() {
        return;
    }
    comparison::fit_scope(state);
    match screen {
        Screen::Groups if state.groups.groups.is_empty() && !state.groups.slot.is_waiting() => {
            groups::apply(state, GroupsAction::Read, outbox);
        }
        Screen::Sessions if state.sessions.log_group != state.scope.log_group => {
            sessions::apply(state, SessionsAction::Read, outbox);
        }
        Screen::Commands => commands::read_if_cheap(state, outbox),
        Screen::Case => case::read_facts(state, outbox),
        _ => {}
    }
}

/// A view that is left takes its query along: AWS would go on scanning and billing. Listings go on.
fn leave(state: &mut State, outbox: &mut Outbox) {
    if matches!(state.screen, Screen::Commands | Screen::Procedures | Screen::Query | Screen::Transcript) {
        cancel(state, outbox);
    }
    state.transcript.replay.is_playing = false;
}

/// What is shown belongs to another scope now: read again what is open.
pub(super) fn scope_changed(state: &mut State, outbox: &mut Outbox) {
    comparison::fit_scope(state);
    match state.screen {
        Screen::Commands => commands::read_if_cheap(state, outbox),
        Screen::Sessions if state.sessions.log_group != state.scope.log_group => {
            sessions::apply(state, SessionsAction::Read, outbox);
        }
        _ => {}
    }
}

fn cancel(state: &mut State, outbox: &mut Outbox) {
    let id = state.screen_slot_mut().cancel();
    outbox.cancel(id);
}

fn reload(state: &mut State, outbox: &mut Outbox) {
    match state.screen {
        Screen::Start => {}
        Screen::Case => case::read_facts(state, outbox),
        Screen::Groups => groups::apply(state, GroupsAction::Read, outbox),
        Screen::Setup if state.connection.case().is_some() => setup::read_of_case(state, outbox),
        Screen::Sessions if state.comparison.is_shown && state.connection.case().is_some() => {
            setup::read_of_case(state, outbox);
        }
        // Comparing again may cost money: the person is asked.
        Screen::Sessions if state.comparison.is_shown => {
            comparison::apply(state, ComparisonAction::Ask(true), outbox);
        }
        Screen::Sessions => sessions::apply(state, SessionsAction::Read, outbox),
        Screen::Setup => setup::apply(state, SetupAction::Check, outbox),
        Screen::Commands => commands::apply(state, CommandsAction::Read, outbox),
        Screen::Procedures | Screen::Query => run(state, outbox),
        Screen::Transcript => transcript::apply(state, TranscriptAction::ReadWhole, outbox),
    }
}

fn run(state: &mut State, outbox: &mut Outbox) {
    match state.screen {
        Screen::Procedures => procedures::apply(state, ProceduresAction::Run, outbox),
        Screen::Query => query::apply(state, QueryAction::Run, outbox),
        Screen::Setup => setup::apply(state, SetupAction::Check, outbox),
        Screen::Sessions if state.comparison.asks => {
            comparison::apply(state, ComparisonAction::Compare, outbox);
        }
        _ => {}
    }
}
