use std::path::PathBuf;

use crate::{
    app::{
        Outbox, SetupAction,
        state::{Screen, State},
    },
    setup::Weight,
    worker::{Request, SetupRequest},
};

use super::go;

pub(super) fn apply(state: &mut State, action: SetupAction, outbox: &mut Outbox) {
    let setup = &mut state.setup;
    match action {
        SetupAction::Check => check(state, outbox),
        SetupAction::Retention(choice) => setup.draft.retention = choice,
        SetupAction::OwnRule(rule) => setup.draft.own_rule = rule,
        SetupAction::OwnDays(days) => setup.draft.own_days = days,
        SetupAction::IdleMinutes(minutes) => setup.draft.idle_minutes = minutes,
        SetupAction::OnlyWeight(weight) => {
            setup.filter.weight = weight;
            setup.shows_good |= weight == Some(Weight::Good);
            setup.narrow();
        }
        SetupAction::OnlyArea(area) => {
            setup.filter.area = area;
            setup.narrow();
        }
        SetupAction::Find(text) => {
            setup.filter.text = text;
            setup.narrow();
        }
        SetupAction::ShowAll => {
            setup.filter = crate::worker::FindingFilter::default();
            setup.narrow();
        }
        SetupAction::ShowGood(shown) => {
            setup.shows_good = shown;
            setup.revision += 1;
        }
        SetupAction::Keep => keep(state, outbox),
        SetupAction::Copied { .. } => {}
    }
}

fn check(state: &mut State, outbox: &mut Outbox) {
    if state.cannot_check().is_some() {
        return;
    }
    go(state, Screen::Setup, outbox);
    let unnamed = state.words().requirement_unnamed();
    let Some(requirements) = state.setup.draft.requirements(unnamed).map(Box::new) else { return };
    let log_groups = state.scope.log_group.clone().into_iter().collect();
    state.setup.checking = None;
    state.setup.kept = None;
    let prices = Box::new((state.storage_prices.clone(), state.prices.clone()));
    outbox.ask_in(&mut state.setup.slot, Request::Setup(SetupRequest::Check { log_groups, requirements, prices }));
}

fn keep(state: &mut State, outbox: &mut Outbox) {
    let path = state.case.draft.path.trim();
    let Some(set) = state.setup.set.clone().filter(|_| !path.is_empty()) else { return };
    let path = PathBuf::from(path);
    state.setup.kept = None;
    let request = SetupRequest::Keep { path, report: Some(set.report.clone()), reconciliation: None };
    outbox.ask_in(&mut state.setup.keep_slot, Request::Setup(request));
}

/// Reads what the open case has of both.
pub(in crate::app) fn read_of_case(state: &mut State, outbox: &mut Outbox) {
    if let Some(path) = state.connection.case().cloned() {
        outbox.ask_in(&mut state.setup.ready_slot, Request::Setup(SetupRequest::OfCase { path }));
    }
}
