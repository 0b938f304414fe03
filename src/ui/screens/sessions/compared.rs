//! The sessions that AWS knows beside the logs, as one table.

use egui::{Panel, Ui};

use super::{SessionDrafts, ask, cells, coverage, row_card, switch};
use crate::{
    app::{Action, ComparisonAction, state::TableId},
    ui::{
        root,
        view::View,
        widgets::{count_chip, empty, keep_form, result_table, transcript_mark},
    },
    worker::{SessionSet, TranscriptStatus},
};

/// How wide the detail of a row is at first, in points; and in a small window.
const DETAIL: (f32, f32) = (330.0, 264.0);
/// A window with less room for this screen, in points, is small.
const SMALL: f32 = 1_000.0;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut SessionDrafts, set: &SessionSet) {
    let has_detail = view.state.comparison.selected().is_some();
    let is_small = ui.available_width() < SMALL;
    let width = if is_small { DETAIL.1 } else { DETAIL.0 };
    if let Some(selected) = view.state.comparison.table.selected.filter(|_| has_detail) {
        let panel = Panel::right(("compared session", is_small)).frame(root::side(view));
        panel.default_size(width).size_range(260.0..=600.0).show(ui, |ui| row_card::show(ui, view, set, selected));
    }
    root::centre_with(ui, view, |ui, view| {
        head(ui, view, drafts);
        ask::show(ui, view);
        if drafts.keeps && view.state.connection.case().is_none() {
            let comparison = &view.state.comparison;
            let keep = Action::Comparison(ComparisonAction::Keep);
            keep_form::show(ui, view, keep, &comparison.keep_slot, comparison.kept.as_ref());
        }
        coverage::show(ui, view, &set.found);
        ui.add_space(2.0);
        chips(ui, view, set);
        ui.horizontal(|ui| {
            result_table::bar(ui, view, TableId::Compared, view.words.compared_filter());
            let table = &view.state.comparison.table;
            ui.weak(view.words.rows_shown(&view.count(table.order.len()), &view.count(table.rows.row_count())));
        });
        if set.found.rows.is_empty() {
            empty::show(ui, view.words.compared_none(), "", None);
            return;
        }
        table(ui, view, if has_detail { 0.0 } else { width });
    });
}

fn head(ui: &mut Ui, view: &mut View, drafts: &mut SessionDrafts) {
    let words = view.words;
    ui.horizontal_wrapped(|ui| {
        ui.heading(words.sessions_title());
        switch(ui, view);
        if view.state.connection.case().is_none() {
            let button = ui.selectable_label(drafts.keeps, format!("{} …", words.keep_title()));
            if button.on_hover_text(words.keep_text()).clicked() {
                drafts.keeps = !drafts.keeps;
            }
        }
    });
}

fn chips(ui: &mut Ui, view: &mut View, set: &SessionSet) {
    let words = view.words;
    let chosen = view.state.comparison.only_status();
    let colours = view.colours;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let all = words.chip_count(words.all_sessions(), set.found.rows.len());
        if count_chip::show(ui, &colours, &all, chosen.is_none(), None).clicked() {
            view.act(Action::Comparison(ComparisonAction::OnlyStatus(None)));
        }
        for status in TranscriptStatus::ALL {
            let label = words.chip_count(words.transcript_status(status), set.count(status));
            let mark = move |painter: &egui::Painter, at| transcript_mark::paint(painter, at, &colours, status);
            let is_chosen = chosen == Some(status);
            if count_chip::show(ui, &colours, &label, is_chosen, Some(&mark)).clicked() {
                view.act(Action::Comparison(ComparisonAction::OnlyStatus((!is_chosen).then_some(status))));
            }
        }
        ui.add_space(8.0);
        let only = view.state.comparison.is_only_unresolved();
        let label = words.chip_count(words.person_unresolved(), set.unresolved);
        if count_chip::show(ui, &colours, &label, only, None).clicked() {
            view.act(Action::Comparison(ComparisonAction::OnlyUnresolved(!only)));
        }
    });
}

/// `missing`: how much room a detail would take, in points.
fn table(ui: &mut Ui, view: &mut View, missing: f32) {
    let room = ui.available_width();
    let look = result_table::Look {
        id: TableId::Compared,
        width: &cells::width,
        fit: Some(&cells::fit),
        least_room: Some(room - missing),
        cell: &cells::show,
        open: Some(&|row| Action::Comparison(ComparisonAction::Open(row))),
        opens_on_click: false,
    };
    result_table::show(ui, view, &look);
}
