//! Who typed what: what to narrow by on the left, the commands in time order below their histogram, where one comes
//! from on the right.

mod chips;
mod detail;
mod facets;
mod histogram;
mod people;
mod rows;

use std::collections::HashMap;

use egui::{Align, Label, Layout, Panel, RichText, ScrollArea, Ui};

use crate::{
    app::{Action, CommandsAction, state::TableId},
    ui::{
        drafts::Drafts,
        root,
        view::View,
        widgets::{empty, result_table, trouble},
    },
    worker::{CommandSet, Facet},
};

/// A window with less room for this screen, in points, has narrower panels.
const SMALL: f32 = 1_000.0;
/// With fewer points beside a detail, what is shown out of what stands on a line of its own.
const ONE_LINE: f32 = 700.0;

/// What the screen keeps for itself between frames.
#[derive(Debug, Default)]
pub struct CommandDrafts {
    facets: HashMap<Facet, facets::FacetDraft>,
    /// A drag over the histogram: the time at which it began, and how far it has come, in points.
    zoom: Option<(i64, f32)>,
    tab: detail::Tab,
    /// How wide the detail was last, in points; of a small window or a large one.
    detail_width: Option<(bool, f32)>,
}

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let Some(set) = view.state.commands.set.clone() else {
        root::centre_with(ui, view, |ui, view| {
            if !root::needs_group(ui, view) {
                not_read_yet(ui, view);
            }
        });
        return;
    };
    let drafts = &mut drafts.commands;
    // A small and a large window each keep their own widths.
    let is_small = ui.available_width() < SMALL;
    let (left, right) = if is_small { (190.0, 246.0) } else { (238.0, 312.0) };
    // In a case the detail has one more tab.
    let right = if view.state.reviews.register.is_some() { right + 44.0 } else { right };
    // The same with a detail and without: a row stays under the pointer when it is chosen.
    let is_one_line = ui.available_width() - left - right >= ONE_LINE;
    let panel = Panel::left(("narrow by", is_small)).frame(root::side(view));
    panel.default_size(left).size_range(190.0..=440.0).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            // The scroll bar stands over what is behind it.
            ui.set_max_width(ui.available_width() - 6.0);
            people::show(ui, view, drafts, &set);
            facets::show(ui, view, drafts, &set);
        });
    });
    if let Some(row) = view.state.commands.table.selected {
        let panel = Panel::right(("command", is_small)).frame(root::side(view));
        let shown = panel
            .default_size(right)
            .size_range(240.0..=640.0)
            .show(ui, |ui| detail::show(ui, view, drafts, &set, row));
        drafts.detail_width = Some((is_small, shown.response.rect.width()));
    }
    let detail = drafts.detail_width.filter(|(of_small, _)| *of_small == is_small).map_or(right, |(_, width)| width);
    let missing = if view.state.commands.table.selected.is_some() { 0.0 } else { detail };
    root::centre_with(ui, view, |ui, view| list(ui, view, drafts, &set, (is_one_line, missing)));
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
    let Some(stored) = stored.filter(|_| view.state.connection.case().is_none()) else { return String::new() };
    let cost = crate::app::most_it_can_cost(view.state).map(|cost| view.words.dollars(cost));
    view.words.most_cost(&view.words.bytes(stored as f64), cost.as_deref())
}

/// `room`: whether the counts have room on the line of the buttons, and how much a detail would take.
fn list(ui: &mut Ui, view: &mut View, drafts: &mut CommandDrafts, set: &CommandSet, room: (bool, f32)) {
    let (is_one_line, missing) = room;
    let words = view.words;
    let commands = &view.state.commands;
    // One line for both: nothing jumps when the first filter is set.
    if commands.condition_count() > 0 {
        ui.horizontal_wrapped(|ui| {
            ui.heading(words.commands_title());
            chips::show(ui, view, set);
        });
    } else {
        ui.horizontal(|ui| {
            ui.heading(words.commands_title());
            let note = Label::new(RichText::new(words.typed_note()).small().weak());
            ui.add(note.truncate()).on_hover_text(words.typed_note());
        });
    }
    ui.horizontal(|ui| {
        result_table::bar(ui, view, TableId::Commands, words.commands_filter());
        let mut shown = !commands.filter.without_marks;
        if ui.checkbox(&mut shown, words.show_marks()).on_hover_text(words.show_marks_help()).clicked() {
            view.act(Action::Commands(CommandsAction::ShowMarks(shown)));
        }
        if is_one_line {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| counts(ui, view, set));
        }
    });
    if !is_one_line {
        ui.horizontal(|ui| counts(ui, view, set));
    }
    notes(ui, view, set);
    if set.places.is_empty() && !commands.slot.is_waiting() {
        let text = if set.events == 0 { words.no_commands() } else { words.no_commands_events() };
        empty::show(ui, text, words.no_commands_hint(), None);
        return;
    }
    if commands.slot.is_waiting() {
        ui.set_opacity(0.5);
    }
    histogram::show(ui, view, drafts);
    if commands.table.order.is_empty() && commands.table.waiting.is_none() {
        let text = words.filters_hide(commands.condition_count(), set.commands);
        if empty::show(ui, words.nothing_matches(), &text, Some(words.clear_all())) {
            view.act(Action::Commands(CommandsAction::ClearAll));
        }
        return;
    }
    let time = rows::TimeRoom::of(set, view);
    let open = |row: u32| Action::Commands(CommandsAction::OpenSession(row));
    let look = result_table::Look {
        id: TableId::Commands,
        width: &|column| rows::width(column, time),
        fit: Some(&|column| rows::fit(column, time)),
        least_room: Some(ui.available_width() - missing),
        cell: &rows::cell,
        open: Some(&open),
        opens_on_click: false,
    };
    result_table::show(ui, view, &look);
}

/// What is shown out of what, from the right.
fn counts(ui: &mut Ui, view: &View, set: &CommandSet) {
    let words = view.words;
    let commands = &view.state.commands;
    let shown = commands.narrowed.commands;
    let all = words.commands_shown(shown, set.commands, set.sessions.len(), set.sessions_without_commands, set.events);
    let conditions = commands.condition_count();
    if conditions > 0 {
        let hidden = words.filters_hide(conditions, set.commands.saturating_sub(shown));
        ui.add(Label::new(RichText::new(hidden).weak()).truncate());
        ui.weak("·");
    }
    ui.add(Label::new(RichText::new(&all).weak()).truncate()).on_hover_text(all);
}

/// What one has to know of what is shown.
fn notes(ui: &mut Ui, view: &mut View, set: &CommandSet) {
    let words = view.words;
    let commands = &view.state.commands;
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
}
