use std::{path::PathBuf, sync::Arc};

use crate::{
    app::{
        ComparisonAction, Outbox,
        state::{Screen, State, TableId},
    },
    model::TimeRange,
    worker::{Request, SessionSet, SetupRequest, TranscriptStatus},
};

use super::{go, reorder, sessions};

pub(super) fn apply(state: &mut State, action: ComparisonAction, outbox: &mut Outbox) {
    let comparison = &mut state.comparison;
    match action {
        ComparisonAction::Ask(asks) => {
            comparison.asks = asks;
            if asks {
                go(state, Screen::Sessions, outbox);
            }
        }
        ComparisonAction::FromLogGroup(from) => comparison.from_log_group = from,
        ComparisonAction::TrailLogGroup(name) => comparison.trail_log_group = name,
        ComparisonAction::Compare => compare(state, outbox),
        ComparisonAction::Show(shown) => {
            comparison.is_shown = shown && comparison.set.is_some();
            // The plain list was not read while the other stood in its place.
            if !shown && state.sessions.log_group != state.scope.log_group {
                sessions::apply(state, crate::app::SessionsAction::Read, outbox);
            }
        }
        ComparisonAction::OnlyStatus(status) => {
            comparison.narrow(SessionSet::STATUS, status.map(TranscriptStatus::name));
            reorder(state, TableId::Compared, outbox);
        }
        ComparisonAction::OnlyUnresolved(only) => {
            comparison.narrow(SessionSet::PERSON, only.then_some(SessionSet::UNRESOLVED));
            reorder(state, TableId::Compared, outbox);
        }
        ComparisonAction::Open(row) => open(state, row, outbox),
        ComparisonAction::Keep => keep(state, outbox),
    }
}

fn compare(state: &mut State, outbox: &mut Outbox) {
    if state.cannot_compare().is_some() {
        return;
    }
    let trail_log_group = state.comparison.trail_group().map(str::to_owned);
    let Some(log_group) = state.scope.log_group.clone().filter(|_| trail_log_group.as_deref() != Some("")) else {
        return;
    };
    let range = state.scope.range.resolve(state.clock.now(), &state.settings.zone.time_zone());
    let comparison = &mut state.comparison;
    comparison.progress = None;
    comparison.kept = None;
    let setup = state.setup.set.as_ref().map(|set| Arc::clone(&set.report));
    let case = Some(state.case.draft.path.trim()).filter(|path| !path.is_empty()).map(PathBuf::from);
    let request = SetupRequest::Reconcile { log_groups: vec![log_group], range, trail_log_group, setup, case };
    outbox.ask_in(&mut comparison.slot, Request::Setup(request));
}

/// Another log group was chosen: what was compared is not about it, and stands back. A case is compared as a whole.
pub(super) fn fit_scope(state: &mut State) {
    let Some(set) = &state.comparison.set else { return };
    let is_about = |group: &String| set.found.log_groups.contains(group);
    if state.connection.case().is_none() && !state.scope.log_group.as_ref().is_none_or(is_about) {
        state.comparison.is_shown = false;
    }
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Opens the transcript of a row, where there is one.
fn open(state: &mut State, row: u32, outbox: &mut Outbox) {
    let Some(set) = state.comparison.set.clone() else { return };
    let Some(row) = set.row(row).filter(|row| row.seen.transcript && !row.session_id.is_empty()) else { return };
    let Some(log_group) = row.log_groups.first().cloned() else { return };
    let now = state.clock.now();
    let first = row.first_event.or(row.start).or(row.last_event).unwrap_or(now - 90 * DAY);
    let last = row.last_event.or(row.end).unwrap_or(now);
    let start = first.saturating_sub(HOUR);
    let range = TimeRange { start, end: last.saturating_add(DAY).min(now + 60_000).max(start.saturating_add(1_000)) };
    state.scope.log_group = Some(log_group);
    sessions::open_within(state, row.session_id.clone(), range, outbox);
}

fn keep(state: &mut State, outbox: &mut Outbox) {
    let path = state.case.draft.path.trim();
    let Some(set) = state.comparison.set.clone().filter(|_| !path.is_empty()) else { return };
    let path = PathBuf::from(path);
    state.comparison.kept = None;
    let request = SetupRequest::Keep { path, report: None, reconciliation: Some(set.found.clone()) };
    outbox.ask_in(&mut state.comparison.keep_slot, Request::Setup(request));
}
