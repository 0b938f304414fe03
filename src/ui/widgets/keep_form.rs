//! Keeping what was found in a case: the field for its file, and a button.

use std::path::PathBuf;

use egui::{Button, TextEdit, Ui};

use super::{small, trouble};
use crate::{
    app::{Action, CaseAction, state::Slot},
    model::visible_line,
    ui::view::View,
    worker::Pick,
};

/// `slot`: the writing; `kept`: where it is by now.
pub fn show(ui: &mut Ui, view: &mut View, keep: Action, slot: &Slot, kept: Option<&PathBuf>) {
    let words = view.words;
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(words.case_file());
        let mut path = view.state.case.draft.path.clone();
        let width = (ui.available_width() - 12.0).clamp(120.0, 300.0);
        let field = TextEdit::singleline(&mut path).hint_text(words.case_path_hint()).desired_width(width);
        if ui.add(field).labelled_by(label.id).changed() {
            view.act(Action::Case(CaseAction::Path(path)));
        }
        if ui.button(words.case_browse()).clicked() {
            let suggested = "session-logs.case".to_owned();
            view.act(Action::Case(CaseAction::Pick(Pick::NewCase { suggested })));
        }
        let can_keep = !slot.is_waiting() && !view.state.case.draft.path.trim().is_empty();
        if ui.add_enabled(can_keep, Button::new(words.keep_button())).clicked() {
            view.act(keep);
        }
        if slot.is_waiting() {
            ui.weak(words.keep_writing());
        }
    });
    if let Some(failure) = &slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    if let Some(path) = kept {
        ui.horizontal_wrapped(|ui| {
            let shown = visible_line(&path.display().to_string()).into_owned();
            ui.colored_label(view.colours.good, words.kept_in(&shown));
            if small::button(ui, words.case_open_this()).clicked() {
                view.act(Action::Case(CaseAction::Open(path.clone())));
            }
        });
    }
}
