//! Whether the record can be trusted: what is asked on the left, what was found in the middle.

mod ask;
mod card;
mod cards;
mod cost_card;
mod findings;

use egui::{Panel, ScrollArea, Ui};

use crate::ui::{
    drafts::Drafts,
    root,
    view::View,
    widgets::{empty, trouble},
};

/// What the screen keeps for itself between frames.
#[derive(Debug, Default)]
pub struct SetupDrafts {
    cards: cards::Cards,
}

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let panel = Panel::left("setup").frame(root::side(view)).default_size(272.0).size_range(230.0..=420.0);
    panel.show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            // The scroll bar stands over what is behind it.
            ui.set_max_width(ui.available_width() - 6.0);
            ask::show(ui, view);
        });
    });
    root::centre_with(ui, view, |ui, view| {
        let words = view.words;
        let setup = &view.state.setup;
        for slot in [&setup.slot, &setup.ready_slot] {
            if let Some(failure) = &slot.trouble {
                trouble::show(ui, words, &view.colours, failure);
            }
        }
        if let Some(set) = setup.set.clone() {
            findings::show(ui, view, &mut drafts.setup, &set);
        } else if setup.slot.is_waiting() || setup.ready_slot.is_waiting() {
            empty::show(ui, words.setup_checking(), words.setup_reads_only(), None);
        } else if view.state.connection.case().is_some() {
            if empty::show(ui, words.setup_not_in_case(), words.setup_not_in_case_text(), Some(words.go_to_start())) {
                view.act(crate::app::Action::Go(crate::app::state::Screen::Start));
            }
        } else {
            empty::show(ui, words.setup_not_checked(), words.setup_not_checked_text(), None);
        }
    });
}
