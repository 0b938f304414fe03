use std::sync::Arc;

use crate::{
    app::{
        GroupsAction, Outbox,
        state::{Screen, SeenRecords, State, TableId},
    },
    model::{CellIs, ColumnKind, GroupFilter, LogGroup, ResultSetBuilder, format_insights_time},
    worker::Request,
};

use super::{go, reorder, scope_changed, settings, show_rows};

pub(in crate::app) fn apply(state: &mut State, action: GroupsAction, outbox: &mut Outbox) {
    match action {
        GroupsAction::Read => {
            state.groups.groups.clear();
            state.groups.next_token = None;
            read_page(state, None, outbox);
        }
        GroupsAction::ReadMore => {
            if let Some(token) = state.groups.next_token.clone().filter(|_| !state.groups.slot.is_waiting()) {
                read_page(state, Some(token), outbox);
            }
        }
        GroupsAction::ToggleFavourite(name) => {
            if !state.settings.favourite_groups.remove(&name) {
                state.settings.favourite_groups.insert(name);
            }
            settings::save(state, outbox);
            list(state, outbox);
        }
        GroupsAction::OnlyFavourites(only) => {
            state.groups.only_favourites = only;
            list(state, outbox);
        }
        GroupsAction::OpenSessions(name) => {
            state.scope.log_group = Some(name);
            go(state, Screen::Sessions, outbox);
        }
        GroupsAction::OpenCommands(name) => {
            state.scope.log_group = Some(name);
            go(state, Screen::Commands, outbox);
        }
        GroupsAction::Choose(name) => {
            state.scope.log_group = Some(name);
            scope_changed(state, outbox);
        }
    }
}

fn read_page(state: &mut State, next_token: Option<String>, outbox: &mut Outbox) {
    outbox.ask_in(&mut state.groups.slot, Request::LogGroups { filter: GroupFilter::default(), next_token });
}

/// Puts the groups into their table. Favourites come first, then the others by name.
pub(in crate::app) fn list(state: &mut State, outbox: &mut Outbox) {
    let favourites = &state.settings.favourite_groups;
    let selected = state.groups.selected().map(|group| group.name.clone());
    state.groups.groups.sort_by(|one, other| {
        let (first, second) = (favourites.contains(&one.name), favourites.contains(&other.name));
        second.cmp(&first).then_with(|| one.name.cmp(&other.name))
    });
    let mut table = ResultSetBuilder::new([
        ("favourite", ColumnKind::Text),
        ("name", ColumnKind::Text),
        ("class", ColumnKind::Text),
        ("sessionRecords", ColumnKind::Text),
        ("storedBytes", ColumnKind::Bytes),
        ("retentionInDays", ColumnKind::Number),
        ("creationTime", ColumnKind::Time),
        ("kmsKeyId", ColumnKind::Text),
    ]);
    for group in &state.groups.groups {
        let seen = state.groups.seen.get(&group.name).copied();
        table.push(cells(group, favourites.contains(&group.name), seen));
    }
    let place = selected.and_then(|name| state.groups.groups.iter().position(|group| group.name == name));
    show_rows(state, TableId::Groups, Arc::new(table.finish()), outbox);
    let table = &mut state.groups.table;
    table.selected = place.and_then(|place| u32::try_from(place).ok());
    let only: Vec<CellIs> =
        state.groups.only_favourites.then(|| CellIs { column: 0, value: "yes".to_owned() }).into_iter().collect();
    if table.view.only != only {
        table.view.only = only;
        reorder(state, TableId::Groups, outbox);
    }
}

fn cells(group: &LogGroup, is_favourite: bool, seen: Option<SeenRecords>) -> [Option<String>; 8] {
    [
        is_favourite.then(|| "yes".to_owned()),
        Some(group.name.clone()),
        group.class.as_ref().map(ToString::to_string),
        seen.map(|seen| seen.name().to_owned()),
        group.stored_bytes.map(|bytes| bytes.to_string()),
        group.retention_days.map(|days| days.to_string()),
        group.creation_time.map(format_insights_time),
        group.kms_key_id.clone(),
    ]
}
