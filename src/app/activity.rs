//! What a person does while a case is open, for the case's ledger: who reads such records has to be able to say so.
//!
//! Left out is what changes nothing that is seen: what is typed before it is carried out, scrolling, how it looks.
//! Reviews, queries, imports and collections are entries of their own.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    Action, CaseAction, CommandsAction, ComparisonAction, ConnectionAction, ExportAction, GroupsAction, Outbox,
    ProceduresAction, QueryAction, SessionsAction, SetupAction,
    state::{Noted, Screen, State},
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

/// How long it waits before what could not be written is tried again: another program may be busy with the case.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// Has what was noted written down, one piece after the other. It waits until it is.
pub(super) fn write(state: &mut State, outbox: &mut Outbox) {
    let activity = &mut state.activity;
    if activity.slot.is_waiting() {
        return;
    }
    if std::mem::take(&mut activity.sent) > 0 {
        activity.again_at = Some(Instant::now() + AGAIN_AFTER);
    }
    if activity.again_at.is_some_and(|again| Instant::now() < again) {
        return;
    }
    let Some((path, done)) = next(&activity.waiting) else { return };
    activity.sent = done.len();
    outbox.ask_in(&mut activity.slot, Request::Case(CaseRequest::Activity { path, done }));
}

/// What was written is no longer waited with.
pub(super) fn written(state: &mut State) {
    let sent = std::mem::take(&mut state.activity.sent);
    state.activity.waiting.drain(..sent);
}

/// The window closes: has everything written that is not on its way yet.
pub(super) fn close(state: &mut State, outbox: &mut Outbox) {
    add(state, "window-closed", Value::Null);
    let sent = if state.activity.slot.is_waiting() { state.activity.sent } else { 0 };
    let mut rest = state.activity.waiting.split_off(sent);
    while let Some((path, done)) = next(&rest) {
        rest.drain(..done.len());
        outbox.ask(Request::Case(CaseRequest::Activity { path, done }));
    }
}

/// When, what, and what about it.
type Done = (i64, &'static str, Value);

/// The oldest that are about one case, and which.
fn next(waiting: &[Noted]) -> Option<(PathBuf, Vec<Done>)> {
    let (path, ..) = waiting.first()?;
    let of_this = waiting.iter().take_while(|(of, ..)| of == path);
    Some((path.clone(), of_this.map(|(_, at, name, about)| (*at, *name, about.clone())).collect()))
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
        Action::Comparison(ComparisonAction::Open(row)) => {
            session_opened(&state.comparison.set.as_ref()?.row(*row).filter(|row| row.seen.transcript)?.session_id)
        }
        Action::Setup(SetupAction::Copied { findings }) => ("findings-copied", json!({ "findings": findings })),
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
        Screen::Setup => "setup",
        Screen::Case => "case",
        Screen::Transcript => "transcript",
    }
}

fn table_name(table: super::state::TableId) -> &'static str {
    use super::state::TableId;

    match table {
        TableId::Groups => "logs",
        TableId::Sessions => "sessions",
        TableId::Compared => "reconciliation",
        TableId::Commands => "commands",
        TableId::Results => "results",
        TableId::Query => "query",
    }
}
