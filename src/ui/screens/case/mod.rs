//! The case: what is in it and how it came there, and the ways to bring more into it.

mod collect_form;
mod contents;
mod import_form;
mod integrity;
mod pack_form;
mod proof;
mod record;

use egui::{Frame, Margin, RichText, ScrollArea, Stroke, TextEdit, Ui};

use crate::{
    app::{Action, CaseAction},
    ui::{
        root,
        theme::strong,
        view::View,
        widgets::{small, trouble},
    },
    worker::Pick,
};

const CARD: f32 = 720.0;

pub fn show(ui: &mut Ui, view: &mut View) {
    root::centre_with(ui, view, |ui, view| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let words = view.words;
            ui.label(RichText::new(words.case_title()).font(strong(17.0)));
            ui.weak(words.case_subtitle());
            ui.add_space(8.0);
            if let Some(failure) = &view.state.case.slot.trouble {
                trouble::show(ui, words, &view.colours, failure);
                ui.add_space(6.0);
            }
            let is_case = view.state.connection.case().is_some();
            if is_case {
                card(ui, view, contents::show);
                card(ui, view, integrity::show);
                card(ui, view, record::reviews);
                card(ui, view, pack_form::show);
            } else {
                target(ui, view);
                ui.add_space(8.0);
                if view.state.connection.is_connected() {
                    card(ui, view, collect_form::show);
                }
            }
            let can_add = !view.state.case.facts.as_ref().is_some_and(|facts| facts.is_sealed);
            if can_add {
                card(ui, view, import_form::show);
            }
            if is_case {
                card(ui, view, record::activity);
            }
        });
    });
}

fn card(ui: &mut Ui, view: &mut View, content: impl FnOnce(&mut Ui, &mut View)) {
    Frame::new()
        .fill(view.colours.panel)
        .stroke(Stroke::new(1.0, view.colours.line))
        .corner_radius(8.0)
        .inner_margin(Margin::same(14))
        .show(ui, |ui| {
            ui.set_width((ui.available_width() - 4.0).min(CARD));
            content(ui, view);
        });
    ui.add_space(10.0);
}

/// The field for the file that a collection or an import goes into.
fn target(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.horizontal(|ui| {
        let label = ui.label(words.case_file());
        let mut path = view.state.case.draft.path.clone();
        let field = TextEdit::singleline(&mut path).hint_text(words.case_path_hint()).desired_width(380.0);
        if ui.add(field).labelled_by(label.id).changed() {
            view.act(Action::Case(CaseAction::Path(path)));
        }
        if ui.button(words.case_browse()).clicked() {
            let suggested = "session-logs.case".to_owned();
            view.act(Action::Case(CaseAction::Pick(Pick::NewCase { suggested })));
        }
    });
}

/// A hash to be copied.
fn hash(ui: &mut Ui, copy: &str, text: &str) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).monospace().small());
        if small::button(ui, copy).clicked() {
            ui.copy_text(text.to_owned());
        }
    });
}
