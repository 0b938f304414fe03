//! Who typed what: users on the left, their commands in time order, where one comes from on the right.

use egui::{Align, Button, Label, Layout, Panel, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};

use crate::{
    app::{Action, CommandsAction, state::TableId},
    model::{Column, visible, visible_line},
    ui::{
        drafts::Drafts,
        root,
        theme::strong,
        view::View,
        widgets::{badge, cell, empty, result_table, trouble},
    },
    worker::{CommandSet, PersonKey, PersonSummary},
};

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let Some(set) = view.state.commands.set.clone() else {
        root::centre_with(ui, view, |ui, view| {
            if !root::needs_group(ui, view) {
                not_read_yet(ui, view);
            }
        });
        return;
    };
    Panel::left("users")
        .frame(root::side(view))
        .default_size(210.0)
        .size_range(180.0..=420.0)
        .show(ui, |ui| people(ui, view, drafts, &set));
    if view.state.commands.table.selected.is_some() {
        Panel::right("command")
            .frame(root::side(view))
            .default_size(290.0)
            .size_range(240.0..=560.0)
            .show(ui, |ui| detail(ui, view, &set));
    }
    root::centre_with(ui, view, |ui, view| list(ui, view, &set));
}

fn not_read_yet(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let commands = &view.state.commands;
    if let Some(failure) = &commands.slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    if commands.slot.is_waiting() {
        empty::show(ui, words.reading(), words.typed_note(), None);
        return;
    }
    let text = format!("{} {}", words.read_commands_text(), cost_bound(view));
    if empty::show(ui, words.commands_title(), &text, Some(words.read_commands())) {
        view.act(Action::Commands(CommandsAction::Read));
    }
}

/// What a reading can scan and cost at most.
pub fn cost_bound(view: &View) -> String {
    let stored = view
        .state
        .scope
        .log_group
        .as_deref()
        .and_then(|name| view.state.groups.named(name))
        .and_then(|group| group.stored_bytes);
    let Some(stored) = stored else { return String::new() };
    let cost = crate::app::most_it_can_cost(view.state).map(|cost| view.words.dollars(cost));
    view.words.most_cost(&view.words.bytes(stored as f64), cost.as_deref())
}

fn list(ui: &mut Ui, view: &mut View, set: &CommandSet) {
    let words = view.words;
    let commands = &view.state.commands;
    ui.horizontal(|ui| {
        ui.heading(words.commands_title());
        if let Some(person) = &commands.person {
            let chip = format!("{}   ×", shown_person(view, commands.key, person));
            if ui.add(Button::new(chip).fill(view.colours.accent_soft)).on_hover_text(words.everyone()).clicked() {
                view.act(Action::Commands(CommandsAction::ChoosePerson(None)));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.weak(words.commands_shown(
                commands.table.order.len(),
                commands.table.rows.row_count(),
                set.sessions.len(),
                set.events,
            ));
        });
    });
    ui.horizontal(|ui| {
        result_table::bar(ui, view, TableId::Commands, words.commands_filter());
        let note = Label::new(RichText::new(words.typed_note()).small().weak());
        ui.add(note.truncate()).on_hover_text(words.typed_note());
    });
    if set.broken_events > 0 {
        ui.colored_label(view.colours.attention, words.broken_events(set.broken_events));
    }
    if commands.read_scope.as_ref() != Some(&view.state.scope) && !commands.slot.is_waiting() {
        ui.horizontal(|ui| {
            ui.colored_label(view.colours.attention, words.scope_changed());
            if ui.button(words.read_commands()).on_hover_text(cost_bound(view)).clicked() {
                view.act(Action::Commands(CommandsAction::Read));
            }
        });
    }
    if let Some(failure) = &commands.slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    if set.places.is_empty() && !commands.slot.is_waiting() {
        let text = if set.events == 0 { words.no_commands() } else { words.no_commands_events() };
        empty::show(ui, text, words.no_commands_hint(), None);
        return;
    }
    let open = |row: u32| Action::Commands(CommandsAction::OpenSession(row));
    let look = result_table::Look {
        id: TableId::Commands,
        width: &width,
        cell: &command_cell,
        open: Some(&open),
        opens_on_click: false,
    };
    if commands.slot.is_waiting() {
        ui.set_opacity(0.5);
    }
    result_table::show(ui, view, &look);
}

fn width(column: &Column) -> f32 {
    match column.name.as_str() {
        "time" => 146.0,
        "user" => 90.0,
        "principal" => 130.0,
        "instance" => 140.0,
        "command" => result_table::REST,
        "confidence" => 84.0,
        _ => 100.0,
    }
}

fn command_cell(ui: &mut Ui, view: &mut View, row: usize, column: usize) -> bool {
    let Some(set) = &view.state.commands.set else { return false };
    let Some((session, command)) = set.at(row) else { return false };
    match column {
        CommandSet::COMMAND => {
            cell::command(ui, view, &command.text);
        }
        CommandSet::CONFIDENCE => {
            badge::confidence(ui, view.words, &view.colours, command.confidence);
        }
        CommandSet::PRINCIPAL => cell::principal(ui, session.principal.as_deref().unwrap_or(&session.principal_name)),
        CommandSet::INSTANCE => cell::id(ui, session.instance.as_deref().unwrap_or_default()),
        CommandSet::SESSION => cell::id(ui, &session.id),
        _ => return false,
    }
    true
}

fn shown_person(view: &View, key: PersonKey, value: &str) -> String {
    match (key, value) {
        (_, "") => view.words.unknown().to_owned(),
        (_, person) => visible_line(&cell::principal_named(person)).into_owned(),
    }
}

fn people(ui: &mut Ui, view: &mut View, drafts: &mut Drafts, set: &CommandSet) {
    let words = view.words;
    let key = view.state.commands.key;
    ui.horizontal(|ui| {
        for (choice, label) in [(PersonKey::OsUser, words.by_os_user()), (PersonKey::Principal, words.by_principal())] {
            if ui.selectable_label(key == choice, label).clicked() {
                view.act(Action::Commands(CommandsAction::GroupBy(choice)));
            }
        }
    });
    let found: Vec<&PersonSummary> = {
        let needle = drafts.people_filter.to_lowercase();
        set.people(key)
            .iter()
            .filter(|person| needle.is_empty() || person.value.to_lowercase().contains(&needle))
            .collect()
    };
    if set.people(key).len() > 12 {
        ui.add(TextEdit::singleline(&mut drafts.people_filter).hint_text(words.users()).desired_width(f32::INFINITY));
    }
    let everyone =
        PersonSummary { value: String::new(), commands: set.places.len(), sessions: set.sessions.len(), last_seen: 0 };
    if person_row(ui, view, words.everyone(), &everyone, view.state.commands.person.is_none()) {
        view.act(Action::Commands(CommandsAction::ChoosePerson(None)));
    }
    ui.separator();
    ui.spacing_mut().item_spacing.y = 2.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, PERSON, found.len(), |ui, range| {
        for person in &found[range] {
            let is_chosen = view.state.commands.person.as_ref() == Some(&person.value);
            let name = shown_person(view, key, &person.value);
            if person_row(ui, view, &name, person, is_chosen) {
                view.act(Action::Commands(CommandsAction::ChoosePerson(Some(person.value.clone()))));
            }
        }
    });
}

const PERSON: f32 = 40.0;

fn person_row(ui: &mut Ui, view: &View, name: &str, person: &PersonSummary, is_chosen: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), PERSON), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, name));
    if is_chosen {
        ui.painter().rect_filled(rect, 5.0, view.colours.selected);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5.0, view.colours.hover);
    }
    let mut inside = ui
        .new_child(egui::UiBuilder::new().max_rect(rect.shrink2(vec2(8.0, 3.0))).layout(Layout::top_down(Align::Min)));
    inside.spacing_mut().item_spacing.y = 1.0;
    inside.add(Label::new(RichText::new(name).font(strong(13.0))).selectable(false).truncate());
    let counts = view.words.person_counts(person.commands, person.sessions);
    inside.add(Label::new(RichText::new(counts).small().color(view.colours.weak)).selectable(false).truncate());
    let response = if person.value.is_empty() { response } else { response.on_hover_text(visible_line(&person.value)) };
    response.clicked()
}

fn detail(ui: &mut Ui, view: &mut View, set: &CommandSet) {
    let words = view.words;
    let selected = view.state.commands.table.selected;
    let Some((row, (session, command))) = selected.and_then(|row| Some((row, set.at(row as usize)?))) else {
        ui.weak(words.select_command());
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let text = visible(cell::beginning(&command.text, 20_000));
        ui.add(Label::new(RichText::new(text).monospace()).wrap());
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            if ui.button(words.open_session_here()).clicked() {
                view.act(Action::Commands(CommandsAction::OpenSession(row)));
            }
            if ui.button(words.copy()).clicked() {
                ui.copy_text(visible(&command.text).into_owned());
            }
        });
        ui.separator();
        ui.horizontal(|ui| {
            ui.weak(words.confidence());
            badge::confidence(ui, words, &view.colours, command.confidence);
        });
        ui.label(words.confidence_explained(command.confidence));
        if !command.submitted {
            ui.colored_label(view.colours.attention, words.not_submitted());
        }
        if !command.doubts.is_empty() {
            ui.weak(words.why_not_sure());
            for doubt in &command.doubts {
                ui.label(format!("– {}", words.doubt(*doubt)));
            }
        }
        ui.separator();
        let unknown = words.unknown();
        let facts = [
            (words.first_event(), view.time(command.time)),
            (words.os_user(), session.os_user.clone().unwrap_or_else(|| unknown.to_owned())),
            (words.as_user(), command.user.clone().unwrap_or_else(|| unknown.to_owned())),
            (words.principal(), session.principal.clone().unwrap_or_else(|| session.principal_name.clone())),
            (words.instance(), session.instance.clone().unwrap_or_else(|| unknown.to_owned())),
            (words.session(), session.id.clone()),
            (words.kind(), words.kind_name(command.kind).to_owned()),
        ];
        for (place, (label, value)) in facts.iter().enumerate() {
            let label = if place == 0 { words.column("time").unwrap_or(label) } else { label };
            ui.weak(label);
            ui.add(Label::new(visible_line(value).into_owned()).wrap());
        }
    });
}
