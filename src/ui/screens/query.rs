//! A query of one's own: built by clicking on the left, its text on the right, the answer below.

use egui::{Button, Frame, Panel, RichText, ScrollArea, Ui};

use super::{commands, procedures, query_builder, query_editor, row_detail};
use crate::{
    app::{Action, QueryAction, state::TableId},
    model::{Column, ColumnKind},
    ui::{
        drafts::Drafts,
        root,
        theme::strong,
        view::View,
        widgets::{empty, result_table, trouble},
    },
};

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    if view.state.query.table.selected.is_some() {
        Panel::right("query row")
            .frame(root::side(view))
            .default_size(300.0)
            .size_range(240.0..=640.0)
            .show(ui, |ui| row_detail::show(ui, view, TableId::Query));
    }
    root::centre_with(ui, view, |ui, view| {
        if root::needs_group(ui, view) {
            return;
        }
        let height = ui.available_height();
        Panel::top("query parts")
            .frame(Frame::NONE)
            .resizable(true)
            .default_size((height * 0.5).min(400.0))
            .size_range(160.0..=(height * 0.62).max(170.0))
            .show(ui, |ui| {
                let width = ui.available_width();
                Panel::left("query builder")
                    .frame(Frame::NONE)
                    .default_size(width * 0.54)
                    .size_range(300.0..=(width * 0.6).max(310.0))
                    .show(ui, |ui| {
                        ScrollArea::vertical().id_salt("builder").auto_shrink(false).show(ui, |ui| {
                            let margin = egui::Margin { right: 12, ..egui::Margin::ZERO };
                            Frame::new().inner_margin(margin).show(ui, |ui| query_builder::show(ui, view));
                        });
                    });
                Frame::new().inner_margin(egui::Margin { left: 12, ..egui::Margin::ZERO }).show(ui, |ui| {
                    query_editor::show(ui, view, &mut drafts.query_colours);
                });
            });
        ui.add_space(6.0);
        run(ui, view);
        ui.separator();
        answer(ui, view);
    });
}

fn run(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let reading = &view.state.query.reading;
    ui.horizontal_wrapped(|ui| {
        let run = Button::new(RichText::new(words.run_query()).color(view.colours.surface).font(strong(13.0)))
            .fill(view.colours.accent);
        if ui.add_enabled(reading.is_clean(), run).on_hover_text("Ctrl+Enter").clicked() {
            view.act(Action::Query(QueryAction::Run));
        }
        if !reading.is_clean() && reading.can_be_sent() {
            if ui.button(words.run_all_the_same()).on_hover_text(words.aws_may_know_more()).clicked() {
                view.act(Action::Query(QueryAction::RunAllTheSame));
            }
            ui.colored_label(view.colours.attention, words.aws_may_know_more());
        }
        if ui.button(words.copy_query()).on_hover_text(words.query_note()).clicked() {
            ui.copy_text(view.state.query.text.clone());
        }
        ui.weak(commands::cost_bound(view));
    });
}

fn answer(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let query = &view.state.query;
    if let Some(failure) = &query.slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    let Some(answered) = &query.answered else {
        if query.slot.trouble.is_none() {
            ui.weak(if query.slot.is_waiting() { words.reading() } else { words.query_not_run_yet() });
        }
        return;
    };
    ui.horizontal_wrapped(|ui| {
        result_table::bar(ui, view, TableId::Query, words.results_filter());
        let table = &query.table;
        ui.weak(words.rows_shown(&view.count(table.order.len()), &view.count(table.rows.row_count())));
        if query.slot.is_waiting() {
            ui.colored_label(view.colours.attention, words.partial_rows());
        } else if *answered != query.text {
            ui.weak(words.query_changed());
        }
    });
    if query.table.rows.is_empty() && !query.slot.is_waiting() {
        empty::show(ui, words.no_rows(), words.no_commands_hint(), None);
        return;
    }
    // What is long takes what the others leave; numbers stay near what they are about.
    let columns = query.table.rows.columns();
    let text = |column: &&Column| column.kind == ColumnKind::Text && column.name != "@ptr";
    let long = columns.iter().find(|column| column.name == "@message").or_else(|| columns.iter().rev().find(text));
    let rest = long.or(columns.first()).map(|column| column.name.clone());
    let width = |column: &Column| match column.kind {
        _ if rest.as_ref() == Some(&column.name) => result_table::REST,
        ColumnKind::Number | ColumnKind::Bytes => 130.0,
        _ => procedures::width(column),
    };
    let look = result_table::Look {
        id: TableId::Query,
        width: &width,
        fit: None,
        least_room: None,
        cell: &|_, _, _, _| false,
        open: None,
        opens_on_click: false,
    };
    result_table::show(ui, view, &look);
}
