use std::sync::Arc;

use crate::{
    app::{
        Outbox, SessionsAction,
        state::{Screen, State, TableId},
    },
    model::{ColumnKind, LogStream, ResultSetBuilder, TimeRange, format_insights_time},
    session::name_of_session,
    worker::Request,
};

use super::{go, show_rows, transcript};

pub(super) fn apply(state: &mut State, action: SessionsAction, outbox: &mut Outbox) {
    match action {
        SessionsAction::Read => {
            state.sessions.streams.clear();
            state.sessions.next_token = None;
            state.sessions.log_group.clone_from(&state.scope.log_group);
            list(state, outbox);
            read_page(state, None, outbox);
        }
        SessionsAction::ReadMore => {
            if let Some(token) = state.sessions.next_token.clone().filter(|_| !state.sessions.slot.is_waiting()) {
                read_page(state, Some(token), outbox);
            }
        }
        SessionsAction::Prefix(prefix) => {
            if state.sessions.prefix != prefix {
                state.sessions.prefix = prefix;
                apply(state, SessionsAction::Read, outbox);
            }
        }
        SessionsAction::Open(stream) => open(state, stream, outbox),
    }
}

fn read_page(state: &mut State, next_token: Option<String>, outbox: &mut Outbox) {
    let Some(log_group) = state.sessions.log_group.clone() else { return };
    let prefix = Some(state.sessions.prefix.clone()).filter(|prefix| !prefix.is_empty());
    outbox.ask_in(&mut state.sessions.slot, Request::LogStreams { log_group, prefix, next_token });
}

/// Puts the streams into their table, in the order in which AWS gave them.
pub(in crate::app) fn list(state: &mut State, outbox: &mut Outbox) {
    let mut columns = vec![
        ("session", ColumnKind::Text),
        ("name", ColumnKind::Text),
        ("firstEvent", ColumnKind::Time),
        ("lastEvent", ColumnKind::Time),
    ];
    let reviews = state.reviews.register.clone();
    if reviews.is_some() {
        columns.push(("review", ColumnKind::Text));
    }
    let group = state.sessions.log_group.clone().unwrap_or_default();
    let mut table = ResultSetBuilder::new(columns);
    for stream in &state.sessions.streams {
        table.push([
            Some(stream.name.clone()),
            Some(name_of_session(&stream.name).to_owned()),
            stream.first_event_time.or(stream.creation_time).map(format_insights_time),
            stream.last_event_time.map(format_insights_time),
            reviews.as_ref().and_then(|reviews| {
                let state = reviews.standing_of_session(&group, &stream.name)?.state?;
                Some(state.name().to_owned())
            }),
        ]);
    }
    let selected = state.sessions.table.selected;
    show_rows(state, TableId::Sessions, Arc::new(table.finish()), outbox);
    state.sessions.table.selected = selected.filter(|row| (*row as usize) < state.sessions.streams.len());
}

/// Opens a session by a query for it alone.
fn open(state: &mut State, session_id: String, outbox: &mut Outbox) {
    let listed = state.sessions.streams.iter().find(|stream| stream.name == session_id);
    let range = listed.map_or_else(|| wide_range(state), |stream| range_of(stream, state.clock.now()));
    open_within(state, session_id, range, outbox);
}

/// The same where it is known when the session was.
pub(super) fn open_within(state: &mut State, session_id: String, range: TimeRange, outbox: &mut Outbox) {
    let Some(log_group) = state.scope.log_group.clone() else { return };
    go(state, Screen::Transcript, outbox);
    let is_shown = state.transcript.session_id.as_ref() == Some(&session_id) && state.transcript.session().is_some();
    if !is_shown || state.transcript.is_part_of_scope() {
        transcript::let_go(state, outbox);
        state.transcript.clear(session_id.clone());
        outbox.ask_in(&mut state.transcript.slot, Request::Session { log_group, session_id, range });
    }
}

const DAY: i64 = 86_400_000;

/// AWS keeps the times of a stream up to date within an hour or so: a day more at the end misses nothing.
fn range_of(stream: &LogStream, now: i64) -> TimeRange {
    let start = stream.first_event_time.or(stream.creation_time).map_or(now - 366 * DAY, |start| start - 3_600_000);
    let end = stream.last_event_time.map_or(now, |end| (end + DAY).min(now + 60_000));
    TimeRange { start, end: end.max(start + 1000) }
}

/// For a session whose stream has not been listed: the scope's time and a day around it.
fn wide_range(state: &State) -> TimeRange {
    let range = state.scope.range.resolve(state.clock.now(), &state.settings.zone.time_zone());
    TimeRange { start: range.start - DAY, end: (range.end + DAY).min(state.clock.now() + 60_000).max(range.start) }
}
