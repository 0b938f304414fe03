//! The procedures to choose from: those that come with the program, the person's own, and what the
//! organisation has saved in CloudWatch Logs.

use egui::{Button, RichText, ScrollArea, Ui, vec2};

use crate::{
    app::{Action, ProceduresAction, state::ProceduresState},
    model::visible_line,
    procedures::{Procedure, ProcedureGroup},
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, small, trouble},
    },
};

pub fn show(ui: &mut Ui, view: &mut View) {
    let procedures: &ProceduresState = &view.state.procedures;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for group in ProcedureGroup::ALL {
            ui.add_space(4.0);
            ui.label(
                RichText::new(view.words.procedure_group(group)).small().font(strong(11.5)).color(view.colours.weak),
            );
            let mut folder = None;
            for procedure in procedures.all().filter(|procedure| procedure.group == group) {
                if procedure.folder.as_deref() != folder {
                    folder = procedure.folder.as_deref();
                    ui.label(RichText::new(visible_line(folder.unwrap_or_default())).small().color(view.colours.weak));
                }
                entry(ui, view, procedure);
            }
            match group {
                ProcedureGroup::Mine => mine(ui, view, procedures),
                ProcedureGroup::Organisation => organisation(ui, view, procedures),
                _ => {}
            }
        }
    });
}

fn entry(ui: &mut Ui, view: &mut View, procedure: &Procedure) {
    let is_chosen = view.state.procedures.chosen.as_ref() == Some(&procedure.id);
    let name = visible_line(cell::beginning(view.words.either(&procedure.name), 300));
    let button = Button::selectable(is_chosen, name).min_size(vec2(ui.available_width(), 26.0)).wrap();
    if ui.add(button).clicked() {
        view.act(Action::Procedures(ProceduresAction::Choose(procedure.id.clone())));
    }
}

fn mine(ui: &mut Ui, view: &mut View, procedures: &ProceduresState) {
    let words = view.words;
    if procedures.mine.is_empty() && procedures.broken.is_empty() {
        ui.label(RichText::new(words.mine_none()).small().weak());
        return;
    }
    for broken in &procedures.broken {
        let file = broken.path.file_name().unwrap_or_default().to_string_lossy();
        let text = words.broken_procedure(&visible_line(&file), &visible_line(cell::beginning(&broken.detail, 600)));
        ui.label(RichText::new(text).small().color(view.colours.attention));
    }
    if small::button(ui, words.read_mine()).clicked() {
        view.act(Action::Procedures(ProceduresAction::ReadMine));
    }
}

fn organisation(ui: &mut Ui, view: &mut View, procedures: &ProceduresState) {
    let words = view.words;
    if let Some(failure) = &procedures.organisation_slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    } else if procedures.organisation_slot.is_waiting() {
        ui.label(RichText::new(words.reading()).small().weak());
    } else if procedures.organisation.is_empty() {
        ui.label(RichText::new(words.organisation_none()).small().weak());
    }
}
