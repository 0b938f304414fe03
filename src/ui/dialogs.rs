//! What stands above the screens: notices and the export.

use egui::{Button, Modal, RichText, TextEdit, Ui};

use super::{
    view::View,
    widgets::{small, trouble},
};
use crate::{
    app::{
        Action, ExportAction,
        state::{Notice, TableId},
    },
    worker::ExportFormat,
};

pub fn notices(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    for (place, notice) in view.state.notices.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            let (text, technical) = words.notice(notice);
            let colour = if matches!(notice, Notice::Exported { .. } | Notice::ProcedureKept { .. }) {
                view.colours.good
            } else {
                view.colours.attention
            };
            ui.label(RichText::new(text).color(colour));
            if let Some(technical) = technical {
                ui.weak(crate::model::visible_line(&technical));
            }
            if small::button(ui, words.close()).clicked() {
                view.act(Action::Dismiss(place));
            }
        });
    }
}

pub fn export(ui: &mut Ui, view: &mut View) {
    let Some(draft) = &view.state.export else { return };
    let words = view.words;
    let modal = Modal::new(egui::Id::unique("export")).show(ui, |ui| {
        ui.set_width(560.0);
        ui.heading(words.export_title());
        let table = view.state.table(draft.table);
        if draft.table == TableId::Commands {
            let commands = view.state.commands.narrowed.commands;
            ui.label(words.commands_and_marks(commands, table.order.len().saturating_sub(commands)));
        } else {
            ui.label(words.rows_shown(&view.count(table.order.len()), &view.count(table.rows.row_count())));
        }
        if let Some(incomplete) = view.state.incomplete(draft.table) {
            let text = format!("{} {}", words.incomplete(incomplete), words.incomplete_in_file());
            ui.colored_label(view.colours.risk, text);
        }
        ui.weak(match draft.format {
            ExportFormat::Csv => words.export_csv_note(),
            ExportFormat::Ndjson => words.export_ndjson_note(),
        });
        if matches!(draft.table, TableId::Results | TableId::Query) {
            ui.weak(words.export_times_as_received());
        } else {
            ui.weak(words.export_times(&view.zone_name()));
        }
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let label = ui.label(words.export_file());
            let mut path = draft.path.clone();
            let field = ui.add(TextEdit::singleline(&mut path).desired_width(410.0)).labelled_by(label.id);
            if field.changed() {
                view.act(Action::Export(ExportAction::Path(path)));
            }
            if ui.add_enabled(!view.state.file_slot.is_waiting(), Button::new(words.export_browse())).clicked() {
                view.act(Action::Export(ExportAction::Browse));
            }
        });
        if let Some(failure) = &view.state.export_slot.trouble {
            trouble::show(ui, view.words, &view.colours, failure);
        }
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let can_write = !draft.path.trim().is_empty() && !view.state.export_slot.is_waiting();
            if ui.add_enabled(can_write, Button::new(words.export_write())).clicked() {
                view.act(Action::Export(ExportAction::Write));
            }
            if ui.button(words.cancel()).clicked() {
                view.act(Action::Export(ExportAction::Close));
            }
        });
    });
    if modal.should_close() {
        view.act(Action::Export(ExportAction::Close));
    }
}
