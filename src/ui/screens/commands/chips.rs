//! Every condition in force, each with a cross that takes it away.

use egui::{Button, Ui};

use super::facets;
use crate::{
    app::{Action, CommandsAction, TableAction, state::TableId},
    model::visible_line,
    ui::{
        view::View,
        widgets::{cell, small},
    },
    worker::CommandSet,
};

/// More chips than this would push the table away.
const MOST: usize = 24;
/// The longest piece of a value that a chip shows, in letters.
const LONGEST: usize = 48;

pub fn show(ui: &mut Ui, view: &mut View, set: &CommandSet) {
    let words = view.words;
    let commands = &view.state.commands;
    ui.spacing_mut().item_spacing.x = 6.0;
    for (facet, value) in commands.filter.all().take(MOST) {
        let shown = facets::shown_value(words, set, facet, value);
        if chip(ui, view, words.facet(facet), &shown) {
            view.act(Action::Commands(CommandsAction::Toggle(facet, value.to_owned())));
        }
    }
    if let Some(span) = commands.filter.span {
        let shown = format!("{} – {}", view.time(span.start), view.time(span.end));
        if chip(ui, view, words.column("time").unwrap_or_default(), &shown) {
            view.act(Action::Commands(CommandsAction::Zoom(None)));
        }
    }
    let text = commands.table.view.filter.trim();
    if !text.is_empty() && chip(ui, view, words.searched_text(), &visible_line(cell::beginning(text, 200))) {
        view.act(Action::Table(TableId::Commands, TableAction::Filter(String::new())));
    }
    if small::button(ui, words.clear_all()).clicked() {
        view.act(Action::Commands(CommandsAction::ClearAll));
    }
}

/// Says whether it was clicked: it goes.
fn chip(ui: &mut Ui, view: &View, of: &str, value: &str) -> bool {
    let mut shown: String = value.chars().take(LONGEST).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    let chip = Button::new(format!("{of}: {shown}   ×")).fill(view.colours.accent_soft);
    ui.add(chip).on_hover_text(value).clicked()
}
