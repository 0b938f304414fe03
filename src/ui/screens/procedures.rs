//! Procedures: one question each, as a form; below it the answer.

use egui::{Button, Label, Panel, RichText, ScrollArea, Ui};

use super::{procedure_form, procedure_list, row_detail};
use crate::{
    app::{Action, ProceduresAction, QueryAction, state::TableId},
    model::{Column, visible_line},
    procedures::{Procedure, ProcedureGroup},
    ui::{
        root,
        theme::strong,
        view::View,
        widgets::{cell, empty, result_table, small, trouble},
    },
};

pub fn show(ui: &mut Ui, view: &mut View) {
    Panel::left("procedures")
        .frame(root::side(view))
        .default_size(260.0)
        .size_range(200.0..=420.0)
        .show(ui, |ui| procedure_list::show(ui, view));
    if !view.state.procedures.table.rows.is_empty() {
        Panel::right("row")
            .frame(root::side(view))
            .default_size(320.0)
            .size_range(240.0..=640.0)
            .show(ui, |ui| row_detail::show(ui, view, TableId::Results));
    }
    root::centre_with(ui, view, |ui, view| {
        if root::needs_group(ui, view) {
            return;
        }
        let state = view.state;
        let Some(procedure) = state.procedures.chosen() else {
            empty::show(ui, view.words.procedures_title(), view.words.procedures_choose(), None);
            return;
        };
        form(ui, view, procedure);
        ui.separator();
        answer(ui, view, procedure);
    });
}

fn form(ui: &mut Ui, view: &mut View, procedure: &Procedure) {
    let words = view.words;
    ui.heading(visible_line(words.either(&procedure.name)));
    about(ui, view, procedure);
    ui.add_space(4.0);
    let filled = procedure.fill(&view.state.procedures.chosen_values());
    procedure_form::show(ui, view, procedure, filled.as_ref().err());
    ui.horizontal(|ui| {
        let run = Button::new(RichText::new(words.run_procedure()).color(view.colours.surface).font(strong(13.0)))
            .fill(view.colours.accent);
        if ui
            .add_enabled(filled.is_ok() && procedure.other_language.is_none(), run)
            .on_hover_text("Ctrl+Enter")
            .clicked()
        {
            view.act(Action::Procedures(ProceduresAction::Run));
        }
        let shows = view.state.procedures.shows_query;
        let label = if shows { words.hide_query() } else { words.show_query() };
        if ui.button(label).clicked() {
            view.act(Action::Procedures(ProceduresAction::ShowQuery(!shows)));
        }
        keep(ui, view, procedure);
    });
    if let Some(error) = filled.as_ref().err().filter(|error| error.parameter().is_none()) {
        let text = words.query_not_filled(&visible_line(cell::beginning(&error.to_string(), 600)));
        ui.colored_label(view.colours.attention, text);
    }
    if view.state.procedures.shows_query {
        let is_filled = filled.is_ok() && procedure.other_language.is_none();
        let mut text = filled.map_or_else(|_| procedure.query.clone(), |filled| filled.text);
        ui.horizontal(|ui| {
            ui.label(RichText::new(words.query_note()).small().weak());
            if small::button(ui, words.copy_query()).clicked() {
                ui.copy_text(text.clone());
            }
            if is_filled && small::button(ui, words.edit_as_query()).clicked() {
                view.act(Action::Query(QueryAction::Open(text.clone())));
            }
        });
        // Control characters of a value are shown, not acted on; what is copied is the exact text.
        text = crate::model::visible(&text).into_owned();
        let mut read_only = text.as_str();
        ScrollArea::vertical().id_salt("query").max_height(180.0).show(ui, |ui| {
            let field = egui::TextEdit::multiline(&mut read_only)
                .code_editor()
                .desired_rows(3)
                .desired_width(f32::INFINITY)
                .hint_text(words.query_text());
            ui.add(field);
        });
    }
}

/// What a procedure is for, or where it comes from.
fn about(ui: &mut Ui, view: &View, procedure: &Procedure) {
    let words = view.words;
    let description = visible_line(words.either(&procedure.description));
    if !description.is_empty() {
        ui.add(Label::new(RichText::new(description).weak()).wrap());
    }
    if procedure.group == ProcedureGroup::Organisation {
        ui.add(Label::new(RichText::new(words.organisation_note()).weak()).wrap());
    }
    if !procedure.log_groups.is_empty() {
        ui.weak(words.saved_for(&visible_line(&procedure.log_groups.join(", "))));
    }
    if let Some(language) = &procedure.other_language {
        ui.colored_label(view.colours.attention, words.other_language(&visible_line(language)));
    }
}

/// A copy to change: asks for its name first.
fn keep(ui: &mut Ui, view: &mut View, procedure: &Procedure) {
    let words = view.words;
    let procedures = &view.state.procedures;
    let Some(name) = &procedures.keep else {
        if procedure.other_language.is_none() && ui.button(words.keep_copy()).clicked() {
            let name = words.either(&procedure.name).to_owned();
            view.act(Action::Procedures(ProceduresAction::NameCopy(Some(name))));
        }
        return;
    };
    let mut changed = name.clone();
    let field = egui::TextEdit::singleline(&mut changed).hint_text(words.keep_name()).desired_width(220.0);
    if ui.add(field).changed() {
        view.act(Action::Procedures(ProceduresAction::NameCopy(Some(changed))));
    }
    let can_keep = !name.trim().is_empty() && !procedures.keep_slot.is_waiting();
    if ui.add_enabled(can_keep, Button::new(words.keep())).clicked() {
        view.act(Action::Procedures(ProceduresAction::KeepCopy));
    }
    if ui.button(words.cancel()).clicked() {
        view.act(Action::Procedures(ProceduresAction::NameCopy(None)));
    }
}

fn answer(ui: &mut Ui, view: &mut View, procedure: &Procedure) {
    let words = view.words;
    let procedures = &view.state.procedures;
    if let Some(failure) = &procedures.keep_slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    if let Some(failure) = &procedures.slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    if procedures.answered.as_ref().is_none_or(|(id, _)| *id != procedure.id) {
        if procedures.slot.trouble.is_none() {
            ui.weak(if procedures.slot.is_waiting() { words.reading() } else { words.not_run_yet() });
        }
        return;
    }
    ui.horizontal(|ui| {
        result_table::bar(ui, view, TableId::Results, words.results_filter());
        let table = &procedures.table;
        ui.weak(words.rows_shown(&view.count(table.order.len()), &view.count(table.rows.row_count())));
        if procedures.slot.is_waiting() {
            ui.colored_label(view.colours.attention, words.partial_rows());
        }
    });
    if procedures.table.rows.is_empty() && !procedures.slot.is_waiting() {
        empty::show(ui, words.no_rows(), words.no_commands_hint(), None);
        return;
    }
    let look = result_table::Look {
        id: TableId::Results,
        width: &width,
        fit: None,
        least_room: None,
        cell: &|_, _, _, _| false,
        open: None,
        opens_on_click: false,
    };
    result_table::show(ui, view, &look);
}

pub(super) fn width(column: &Column) -> f32 {
    match column.name.as_str() {
        "@timestamp" | "@ingestionTime" => 160.0,
        "sessionData" => result_table::REST,
        "@message" => 420.0,
        "osUser" | "runAsUser" | "events" => 100.0,
        _ => 180.0,
    }
}
