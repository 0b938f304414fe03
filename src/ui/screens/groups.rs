//! The log groups, and what the chosen one is.

use egui::{Align, Button, Label, Layout, Panel, RichText, ScrollArea, Ui, vec2};

use crate::{
    app::{
        Action, GroupsAction,
        state::{Screen, SeenRecords, TableId},
    },
    model::{Column, LogClass, LogGroup, visible_line},
    ui::{
        root,
        theme::strong,
        view::View,
        widgets::{
            badge, cell, empty,
            result_table::{self, Fit},
            trouble,
        },
    },
};

pub fn show(ui: &mut Ui, view: &mut View) {
    if view.state.groups.selected().is_some() || !view.state.groups.groups.is_empty() {
        Panel::right("log group")
            .frame(root::side(view))
            .default_size(330.0)
            .size_range(260.0..=520.0)
            .show(ui, |ui| detail(ui, view));
    }
    root::centre_with(ui, view, |ui, view| {
        let words = view.words;
        ui.horizontal(|ui| {
            ui.heading(words.groups_title());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if view.state.groups.next_token.is_some()
                    && ui.add_enabled(!view.state.groups.slot.is_waiting(), Button::new(words.show_more())).clicked()
                {
                    view.act(Action::Groups(GroupsAction::ReadMore));
                }
                ui.weak(words.rows_shown(
                    &view.count(view.state.groups.table.order.len()),
                    &view.count(view.state.groups.groups.len()),
                ));
            });
        });
        ui.horizontal(|ui| {
            result_table::bar(ui, view, TableId::Groups, words.groups_filter());
            let mut only = view.state.groups.only_favourites;
            if ui.checkbox(&mut only, words.only_favourites()).clicked() {
                view.act(Action::Groups(GroupsAction::OnlyFavourites(only)));
            }
        });
        if let Some(failure) = &view.state.groups.slot.trouble {
            trouble::show(ui, words, &view.colours, failure);
        } else if !view.state.connection.is_connected() {
            if empty::show(ui, words.not_connected(), words.not_connected_hint(), Some(words.go_to_start())) {
                view.act(Action::Go(Screen::Start));
            }
            return;
        } else if view.state.groups.groups.is_empty() && !view.state.groups.slot.is_waiting() {
            empty::show(ui, words.no_groups(), "", None);
            return;
        }
        let look = result_table::Look {
            id: TableId::Groups,
            width: &width,
            fit: Some(&fit),
            least_room: None,
            cell: &group_cell,
            open: Some(&|_| Action::Go(Screen::Groups)),
            opens_on_click: false,
        };
        let groups = &view.state.groups.groups;
        let open = |row: u32| {
            groups.get(row as usize).map_or(Action::Go(Screen::Groups), |group| {
                Action::Groups(GroupsAction::OpenSessions(group.name.clone()))
            })
        };
        result_table::show(ui, view, &result_table::Look { open: Some(&open), ..look });
    });
}

fn width(column: &Column) -> f32 {
    match column.name.as_str() {
        "favourite" => 36.0,
        "name" => result_table::REST,
        "class" => 128.0,
        "sessionRecords" => 98.0,
        "storedBytes" => 78.0,
        "retentionInDays" => 92.0,
        "creationTime" => 94.0,
        _ => 120.0,
    }
}

/// What the group is stays in sight beside its name; keys and dates are scrolled to first.
fn fit(column: &Column) -> Fit {
    let rank = match column.name.as_str() {
        "kmsKeyId" => 5,
        "creationTime" => 4,
        "retentionInDays" | "storedBytes" => 3,
        _ => 0,
    };
    Fit { least: width(column).min(160.0), rank, yields: 0 }
}

fn group_cell(ui: &mut Ui, view: &mut View, row: usize, column: usize) -> bool {
    let Some(group) = view.state.groups.groups.get(row) else { return false };
    let words = view.words;
    match view.state.groups.table.rows.columns()[column].name.as_str() {
        "favourite" => {
            let is_set = view.state.settings.favourite_groups.contains(&group.name);
            if badge::star(ui, words, &view.colours, is_set, &group.name).clicked() {
                view.act(Action::Groups(GroupsAction::ToggleFavourite(group.name.clone())));
            }
        }
        "class" => {
            if let Some(class) = &group.class {
                badge::class(ui, words, &view.colours, class);
            }
        }
        "retentionInDays" => {
            let text = retention(view, group);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(Label::new(text).selectable(false)));
        }
        "sessionRecords" => {
            let (text, explained) = match view.state.groups.seen.get(&group.name) {
                Some(SeenRecords::Some) => (words.records_seen(), words.records_seen_explained()),
                Some(SeenRecords::None) => (words.records_none(), words.records_none_explained()),
                None => ("–", words.records_not_read()),
            };
            let text = RichText::new(text).color(view.colours.weak);
            ui.add(Label::new(text).selectable(false).truncate()).on_hover_text(explained);
        }
        "creationTime" => {
            let text = group.creation_time.map(|time| view.date(time)).unwrap_or_default();
            ui.add(Label::new(RichText::new(text).monospace()).selectable(false));
        }
        "kmsKeyId" => {
            if let Some(key) = &group.kms_key_id {
                cell::id(ui, key.rsplit('/').next().unwrap_or(key));
            }
        }
        _ => return false,
    }
    true
}

fn detail(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let Some(group) = view.state.groups.selected() else {
        ui.weak(words.select_group());
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add(Label::new(RichText::new(visible_line(&group.name)).font(strong(15.0))).wrap());
        ui.add_space(4.0);
        match &group.class {
            Some(class) => {
                ui.horizontal(|ui| {
                    ui.weak(words.class());
                    badge::class(ui, words, &view.colours, class);
                });
                ui.label(words.class_explained(class));
            }
            None => {
                ui.label(words.class_unknown());
            }
        }
        ui.add_space(6.0);
        facts(ui, view, group);
        ui.add_space(12.0);
        let can_be_read = group.class.as_ref().is_none_or(LogClass::can_be_queried);
        let size = vec2(ui.available_width(), 30.0);
        let name = group.name.clone();
        let buttons = [
            (words.open_commands(), Action::Groups(GroupsAction::OpenCommands(name.clone()))),
            (words.open_sessions(), Action::Groups(GroupsAction::OpenSessions(name.clone()))),
        ];
        for (place, (label, action)) in buttons.into_iter().enumerate() {
            // What most come for stands out.
            let button = if place == 0 {
                Button::new(RichText::new(label).color(view.colours.surface).font(strong(13.0)))
                    .fill(view.colours.accent)
            } else {
                Button::new(label)
            };
            if ui.add_enabled(can_be_read, button.min_size(size)).clicked() {
                view.act(action);
            }
        }
        if ui.add_enabled(can_be_read, Button::new(words.use_procedures()).min_size(size)).clicked() {
            view.act(Action::Groups(GroupsAction::Choose(name)));
            view.act(Action::Go(Screen::Procedures));
        }
    });
}

/// How long AWS keeps the events; a case does not know it.
fn retention(view: &View, group: &LogGroup) -> String {
    let words = view.words;
    match group.retention_days {
        Some(days) => words.retention_days(&days.to_string()),
        None if view.state.connection.case().is_some() => words.unknown().to_owned(),
        None => words.retention_never().to_owned(),
    }
}

fn facts(ui: &mut Ui, view: &View, group: &LogGroup) {
    let words = view.words;
    let unknown = || words.unknown().to_owned();
    let retention = retention(view, group);
    let seen = match view.state.groups.seen.get(&group.name) {
        Some(SeenRecords::Some) => words.records_seen(),
        Some(SeenRecords::None) => words.records_none(),
        None => words.records_unread(),
    };
    let facts = [
        (words.stored(), group.stored_bytes.map_or_else(unknown, |bytes| words.bytes(bytes as f64))),
        (words.session_records(), seen.to_owned()),
        (words.retention(), retention),
        (words.created(), group.creation_time.map_or_else(unknown, |time| view.date(time))),
        (
            words.encryption(),
            if group.kms_key_id.is_some() { words.encryption_own_key() } else { words.encryption_aws() }.to_owned(),
        ),
    ];
    egui::Grid::new("log group facts").num_columns(2).spacing(vec2(14.0, 4.0)).show(ui, |ui| {
        for (label, value) in facts {
            ui.weak(label);
            ui.label(value);
            ui.end_row();
        }
    });
}
