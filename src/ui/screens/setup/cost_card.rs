//! What the log groups cost, here and elsewhere.

use egui::{Align, Frame, Grid, Label, Layout, Margin, RichText, Stroke, Ui};

use crate::{
    model::visible_line,
    setup::{NamedCost, SetupReport},
    ui::{theme::strong, view::View, widgets::cell},
};

/// Log groups that are shown.
const MOST: usize = 12;
const NAME_BYTES: usize = 512;

pub fn show(ui: &mut Ui, view: &View, report: &SetupReport) {
    let words = view.words;
    Frame::new()
        .fill(view.colours.panel)
        .stroke(Stroke::new(1.0, view.colours.line))
        .corner_radius(6.0)
        .inner_margin(Margin::symmetric(12, 9))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(words.cost_title()).font(strong(14.0)));
            let note = format!(
                "{} {} {}",
                words.cost_estimate(),
                words.cost_dated(&visible_line(cell::beginning(&report.prices_as_of, 40))),
                words.cost_grows()
            );
            ui.add(Label::new(RichText::new(note).weak()).wrap());
            if report.costs.is_empty() {
                ui.label(words.cost_none());
            }
            // The audited groups first.
            let is_audited = |cost: &&NamedCost| report.facts.audited_groups.contains(&cost.log_group);
            let audited = report.costs.iter().filter(is_audited);
            let others = report.costs.iter().filter(|cost| !is_audited(cost));
            for (place, cost) in audited.chain(others).take(MOST).enumerate() {
                ui.add_space(6.0);
                group(ui, view, report, cost, place);
            }
            if report.costs.len() > MOST {
                ui.weak(words.more_groups(report.costs.len() - MOST));
            }
        });
}

fn group(ui: &mut Ui, view: &View, report: &SetupReport, cost: &NamedCost, place: usize) {
    let words = view.words;
    let name = visible_line(cell::beginning(&cost.log_group, NAME_BYTES)).into_owned();
    ui.add(Label::new(RichText::new(name).monospace()).wrap());
    let volume = cost.cost.volume;
    let text = words.cost_volume(volume.stored_bytes, volume.bytes_per_month, volume.basis);
    ui.add(Label::new(RichText::new(text).weak()).wrap());
    let described = report.facts.groups.iter().find(|group| group.name == cost.log_group);
    let class = described.and_then(|group| group.described.value()?.log_group_class.as_deref());
    let is_now = |row: usize| matches!((class, row), (Some("STANDARD"), 0) | (Some("INFREQUENT_ACCESS"), 1));
    Grid::new(("costs", place)).num_columns(6).min_col_width(74.0).spacing([16.0, 4.0]).show(ui, |ui| {
        ui.weak(words.cost_kept_in());
        for (title, _) in words.cost_cells(&cost.cost.standard) {
            right(ui, RichText::new(title).weak());
        }
        ui.end_row();
        for (row, (name, figures)) in words.cost_places(&cost.cost).into_iter().enumerate() {
            if is_now(row) {
                ui.label(RichText::new(format!("{name} ({})", words.cost_as_it_is())).font(strong(13.0)));
            } else {
                ui.label(name);
            }
            for (_, figure) in words.cost_cells(&figures) {
                right(ui, RichText::new(figure));
            }
            ui.end_row();
        }
    });
}

fn right(ui: &mut Ui, text: RichText) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
}
