use crate::{
    app::{
        Outbox, QueryAction, SessionsAction,
        state::{Detail, Screen, State},
    },
    model::{MAX_QUERY_ROWS, QueryRequest},
    procedures::Decode,
    worker::Request,
};

use super::{go, sessions};

pub(super) fn apply(state: &mut State, action: QueryAction, outbox: &mut Outbox) {
    match action {
        QueryAction::SetText(text) => state.query.set_text(text),
        QueryAction::Build(draft) => state.query.build(*draft),
        QueryAction::Open(text) => {
            state.query.set_text(text);
            go(state, Screen::Query, outbox);
        }
        QueryAction::Run => {
            if state.query.reading.is_clean() {
                run(state, outbox);
            }
        }
        QueryAction::RunAllTheSame => run(state, outbox),
        QueryAction::ReadRecord { ptr } => {
            state.query.detail.record = None;
            outbox.ask_in(&mut state.query.detail.slot, Request::Record { ptr });
        }
        QueryAction::OpenSession(session) => sessions::apply(state, SessionsAction::Open(session), outbox),
    }
}

/// Sends the text as it is, unless it is one that AWS refuses in any case.
fn run(state: &mut State, outbox: &mut Outbox) {
    let Some(log_group) = state.scope.log_group.clone() else { return };
    if !state.query.reading.can_be_sent() {
        return;
    }
    let range = state.scope.range.resolve(state.clock.now(), &state.settings.zone.time_zone());
    let text = state.query.text.clone();
    state.query.asked = Some(text.clone());
    state.query.detail = Detail::default();
    let query = QueryRequest { log_groups: vec![log_group], range, text, limit: MAX_QUERY_ROWS };
    outbox.ask_in(&mut state.query.slot, Request::Query { query, decode: Decode::None });
}
