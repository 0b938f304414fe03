//! Writing a pack of evidence.

use std::path::Path;

use egui::{Button, Grid, TextEdit, Ui, vec2};

use super::hash;
use crate::{
    app::{Action, CaseAction, Language, pack_language},
    evidence::pack::{PackFormat, PackLanguage},
    model::visible_line,
    ui::{view::View, widgets::trouble},
    worker::Pick,
};

pub fn show(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.heading(words.pack_title());
    ui.weak(words.pack_text());
    ui.add_space(6.0);
    Grid::new("pack").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| pack_choices(ui, view));
    ui.weak(words.pack_key_text());
    ui.add_space(6.0);
    let is_writing = view.state.case.pack_slot.is_waiting();
    ui.horizontal(|ui| {
        let can_write = !is_writing && !view.state.case.draft.pack.trim().is_empty();
        let button = Button::new(words.pack_button()).min_size(vec2(160.0, 28.0));
        if ui.add_enabled(can_write, button).clicked() {
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
        let path = visible_line(&packed.path.display().to_string()).into_owned();
        ui.add_space(4.0);
        ui.label(words.packed(&path, packed.files, packed.commands, packed.flagged));
        if packed.complete {
            ui.colored_label(view.colours.good, words.collected_complete());
        } else {
            ui.colored_label(view.colours.risk, words.collected_incomplete());
        }
        for (said, path) in words.pack_left_overs(packed) {
            ui.label(said);
            ui.monospace(visible_line(&path.display().to_string()).into_owned());
        }
        ui.label(words.pack_hand_on());
        hash(ui, words.copy(), &packed.tag_manifest);
        if let Some(key) = &packed.signed_by {
            ui.label(words.pack_signed_by());
            hash(ui, words.copy(), key);
        }
    }
}

fn pack_choices(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let draft = view.state.case.draft.clone();
    ui.label(words.pack_format());
    ui.horizontal(|ui| {
        let is = PackFormat::of(Path::new(draft.pack.trim()));
        for (format, name) in [(PackFormat::Folder, words.pack_as_folder()), (PackFormat::Zip, words.pack_as_zip())] {
            if ui.radio(is == format, name).clicked() {
                view.act(Action::Case(CaseAction::PackFormat(format)));
            }
        }
    });
    ui.end_row();
    let label = ui.label(words.pack_place());
    ui.horizontal(|ui| {
        let mut path = draft.pack.clone();
        if ui.add(TextEdit::singleline(&mut path).desired_width(420.0)).labelled_by(label.id).changed() {
            view.act(Action::Case(CaseAction::PackPath(path)));
        }
        let suggested = Path::new(draft.pack.trim()).file_name().unwrap_or_default().to_string_lossy().into_owned();
        if ui.button(words.case_browse()).clicked() {
            view.act(Action::Case(CaseAction::Pick(Pick::Pack { suggested })));
        }
    });
    ui.end_row();
    ui.label(words.pack_language());
    ui.horizontal(|ui| {
        let is = pack_language(view.state);
        for (language, own) in
            [(PackLanguage::English, Language::English), (PackLanguage::Japanese, Language::Japanese)]
        {
            if ui.radio(is == language, own.own_name()).clicked() {
                view.act(Action::Case(CaseAction::PackLanguage(language)));
            }
        }
    });
    ui.end_row();
    let label = ui.label(words.pack_key());
    ui.horizontal(|ui| {
        let mut key = draft.pack_key.clone();
        let field = TextEdit::singleline(&mut key).hint_text(words.pack_key_hint()).desired_width(420.0);
        if ui.add(field).labelled_by(label.id).changed() {
            view.act(Action::Case(CaseAction::PackKey(key)));
        }
        // Two buttons of one name need to be told apart by what they are for.
        let browse = ui.push_id("key", |ui| ui.button(words.case_browse())).inner;
        if browse.on_hover_text(words.pack_key()).clicked() {
            view.act(Action::Case(CaseAction::Pick(Pick::Key)));
        }
    });
    ui.end_row();
}
