use crate::{
    app::{
        ConnectionAction, Outbox,
        state::{
            CommandsState, ComparisonState, GroupsState, ProceduresState, ReviewsState, Scope, Screen, SessionsState,
            SetupState, State, TranscriptState,
        },
    },
    worker::{ConnectTarget, Request},
};

use super::settings;

pub(super) fn apply(state: &mut State, action: ConnectionAction, outbox: &mut Outbox) {
    match action {
        ConnectionAction::FindProfiles => outbox.ask_in(&mut state.connection.profiles_slot, Request::Profiles),
        ConnectionAction::Profile(profile) => {
            // A profile brings its region along, as far as it has one.
            let known = state.connection.profiles.iter().find(|known| known.name == profile);
            if let Some(region) = known.and_then(|known| known.region.clone()) {
                state.connection.draft.region = region;
            }
            state.connection.draft.profile = profile;
        }
        ConnectionAction::Region(region) => state.connection.draft.region = region,
        ConnectionAction::Endpoint(endpoint) => state.connection.draft.endpoint = endpoint,
        ConnectionAction::ConnectToAws => {
            let draft = &state.connection.draft;
            let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            let target = ConnectTarget::Aws {
                profile: given(&draft.profile),
                region: given(&draft.region),
                endpoint_url: given(&draft.endpoint),
            };
            connect(state, target, outbox);
        }
        ConnectionAction::Connect(target) => connect(state, target, outbox),
        ConnectionAction::Disconnect => {
            forget(state, outbox);
            state.connection.identity = None;
            state.screen = Screen::Start;
            outbox.ask(Request::Disconnect);
        }
    }
}

fn connect(state: &mut State, target: ConnectTarget, outbox: &mut Outbox) {
    if let ConnectTarget::Aws { profile, region, endpoint_url } = &target {
        state.settings.last_profile.clone_from(profile);
        state.settings.last_region.clone_from(region);
        state.settings.last_endpoint.clone_from(endpoint_url);
        settings::save(state, outbox);
    }
    state.connection.asked = Some(target.clone());
    outbox.ask_in(&mut state.connection.slot, Request::Connect(target));
}

/// Nothing of one account may be shown as another's.
pub(in crate::app) fn forget(state: &mut State, outbox: &mut Outbox) {
    for slot in [
        &mut state.groups.slot,
        &mut state.sessions.slot,
        &mut state.comparison.slot,
        &mut state.comparison.ready_slot,
        &mut state.comparison.keep_slot,
        &mut state.setup.slot,
        &mut state.setup.ready_slot,
        &mut state.setup.keep_slot,
        &mut state.commands.slot,
        &mut state.procedures.slot,
        &mut state.transcript.slot,
        &mut state.case.slot,
    ] {
        let id = slot.cancel();
        outbox.cancel(id);
    }
    state.scope = Scope { range: state.scope.range.clone(), ..Scope::default() };
    state.groups = GroupsState::default();
    state.reviews = ReviewsState::default();
    state.sessions = SessionsState::default();
    state.comparison.replace(None);
    state.comparison = ComparisonState::default();
    let draft = std::mem::take(&mut state.setup).draft;
    state.setup = SetupState { draft, ..SetupState::default() };
    state.commands = CommandsState::default();
    let id = state.procedures.organisation_slot.cancel();
    outbox.cancel(id);
    let procedures = std::mem::take(&mut state.procedures);
    state.procedures = ProceduresState {
        chosen: procedures.chosen,
        mine: procedures.mine,
        broken: procedures.broken,
        mine_slot: procedures.mine_slot,
        ..ProceduresState::default()
    };
    state.query = std::mem::take(&mut state.query).without_answer();
    super::transcript::let_go(state, outbox);
    state.transcript = TranscriptState::default();
    state.back.clear();
    state.forward.clear();
}
