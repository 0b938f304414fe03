//! Writing a pack of evidence.

use egui::{TextEdit, Ui};

use crate::{
    app::{Action, CaseAction},
    model::visible_line,
    ui::{view::View, widgets::trouble},
};

pub fn show(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.heading(words.pack_title());
    ui.weak(words.pack_text());
    ui.add_space(6.0);
    let is_writing = view.state.case.pack_slot.is_waiting();
    ui.horizontal(|ui| {
        let label = ui.label(words.pack_folder());
        let mut folder = view.state.case.draft.pack.clone();
        if ui.add(TextEdit::singleline(&mut folder).desired_width(380.0)).labelled_by(label.id).changed() {
            view.act(Action::Case(CaseAction::PackFolder(folder.clone())));
        }
        let can_write = !is_writing && !folder.trim().is_empty();
        if ui.add_enabled(can_write, egui::Button::new(words.pack_button())).clicked() {
            view.act(Action::Case(CaseAction::Pack));
        }
        if is_writing {
            ui.weak(words.pack_writing());
        }
    });
    if let Some(failure) = &view.state.case.pack_slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    if let Some(packed) = &view.state.case.packed {
        let folder = visible_line(&packed.folder.display().to_string()).into_owned();
        ui.label(words.packed(&folder, packed.files, packed.commands, packed.flagged));
        if packed.complete {
            ui.colored_label(view.colours.good, words.collected_complete());
        } else {
            ui.colored_label(view.colours.risk, words.collected_incomplete());
        }
    }
}
