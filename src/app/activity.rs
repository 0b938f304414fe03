//! What a person does while a case is open, for the case's ledger: who reads such records has to be able to say so.
//!
//! Left out is what changes nothing that is seen: what is typed before it is carried out, scrolling, how it looks.
//! Reviews, queries, imports and collections are entries of their own.

use serde_json::{Value, json};

use super::{
    Action, CaseAction, CommandsAction, ConnectionAction, ExportAction, GroupsAction, Outbox, ProceduresAction,
    QueryAction, SessionsAction,
    state::{Screen, State},
};
use crate::worker::{CaseRequest, Request};

/// Notes an action, before it is carried out.
pub(super) fn note(state: &mut State, action: &Action) {
    if let Some((name, about)) = of(state, action) {
        add(state, name, about);
    }
}

/// Notes something else that was done.
pub(super) fn add(state: &mut State, name: &'static str, about: Value) {
    // A case that is being sealed takes nothing more either.
    let is_sealed = state.case.facts.as_ref().is_some_and(|facts| facts.is_sealed) || state.case.seal_slot.is_waiting();
    if let Some(path) = state.connection.case().filter(|_| !is_sealed) {
        state.activity.waiting.push((path.clone(), state.clock.now(), name, about));
    }
}

/// Has what was noted written down, one piece after the other.
pub(super) fn write(state: &mut State, outbox: &mut Outbox) {
    let Some((path, ..)) = state.activity.waiting.first().filter(|_| !state.activity.slot.is_waiting()) else { return };
    let path = path.clone();
    let waiting = &mut state.activity.waiting;
    let of_this = waiting.iter().take_while(|(of, ..)| *of == path).count();
    let done = waiting.drain(..of_this).map(|(_, at, name, about)| (at, name, about)).collect();
    outbox.ask_in(&mut state.activity.slot, Request::Case(CaseRequest::Activity { path, done }));
}

/// The name of what is done, and what about it.
fn of(state: &State, action: &Action) -> Option<(&'static str, Value)> {
    Some(match action {
        Action::Go(screen) if *screen != state.screen => ("screen-shown", json!({ "screen": screen_name(*screen) })),
        Action::ChooseRange(range) => {
            let range = range.resolve(state.clock.now(), &state.settings.zone.time_zone());
            ("time-chosen", json!({ "start": range.start, "end": range.end }))
        }
        Action::Connection(ConnectionAction::Disconnect) => ("case-closed", Value::Null),
        Action::Groups(
            GroupsAction::OpenSessions(group) | GroupsAction::OpenCommands(group) | GroupsAction::Choose(group),
        ) => ("log-group-chosen", json!({ "logGroup": group })),
        Action::Sessions(SessionsAction::Open(session))
        | Action::Procedures(ProceduresAction::OpenSession(session))
        | Action::Query(QueryAction::OpenSession(session)) => session_opened(session),
        Action::Commands(action) => return of_commands(state, action),
        Action::Export(ExportAction::Write) => {
            let draft = state.export.as_ref()?;
            let rows = state.table(draft.table).order.len();
            ("table-exported", json!({ "table": table_name(draft.table), "rows": rows, "file": draft.path }))
        }
        Action::Case(CaseAction::Import) => ("import-begun", json!({ "files": state.case.draft.files })),
        Action::Case(CaseAction::Verify) => ("verification-begun", Value::Null),
        Action::Case(CaseAction::Pack) => ("evidence-pack-begun", json!({ "to": state.case.draft.pack })),
        _ => return None,
    })
}

fn of_commands(state: &State, action: &CommandsAction) -> Option<(&'static str, Value)> {
    Some(match action {
        CommandsAction::Read => ("commands-read", json!({ "logGroup": state.scope.log_group })),
        CommandsAction::Only(facet, value) | CommandsAction::Toggle(facet, value) => {
            ("commands-narrowed", json!({ "by": facet.name(), "value": value }))
        }
        CommandsAction::Zoom(Some(span)) => ("commands-narrowed", json!({ "start": span.start, "end": span.end })),
        CommandsAction::OpenSession(row) => {
            let set = state.commands.set.as_ref()?;
            let (session, _) = set.opens_at(*row as usize)?;
            session_opened(&set.sessions.get(session)?.id)
        }
        _ => return None,
    })
}

fn session_opened(session: &str) -> (&'static str, Value) {
    ("session-opened", json!({ "session": session }))
}

fn screen_name(screen: Screen) -> &'static str {
    match screen {
        Screen::Start => "start",
        Screen::Groups => "logs",
        Screen::Sessions => "sessions",
        Screen::Commands => "commands",
        Screen::Procedures => "procedures",
        Screen::Query => "query",
        Screen::Case => "case",
        Screen::Transcript => "transcript",
    }
}

fn table_name(table: super::state::TableId) -> &'static str {
    use super::state::TableId;

    match table {
        TableId::Groups => "logs",
        TableId::Sessions => "sessions",
        TableId::Commands => "commands",
        TableId::Results => "results",
        TableId::Query => "query",
    }
}
