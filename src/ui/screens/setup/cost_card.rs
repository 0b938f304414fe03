//! What the log groups cost, here and elsewhere.

use egui::{Align, Frame, Label, Layout, Margin, RichText, Stroke, Ui, vec2};

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
            if report.costs.iter().any(|cost| cost.cost.volume.sessions_per_month.is_none()) {
                ui.add(Label::new(RichText::new(words.cost_without_requests()).weak()).wrap());
            }
            // The audited groups first.
            let is_audited = |cost: &&NamedCost| report.facts.audited_groups.contains(&cost.log_group);
            let audited = report.costs.iter().filter(is_audited);
            let others = report.costs.iter().filter(|cost| !is_audited(cost));
            for cost in audited.chain(others).take(MOST) {
                ui.add_space(6.0);
                group(ui, view, report, cost);
            }
            if report.costs.len() > MOST {
                ui.weak(words.more_groups(report.costs.len() - MOST));
            }
        });
}

fn group(ui: &mut Ui, view: &View, report: &SetupReport, cost: &NamedCost) {
    let words = view.words;
    let group_name = visible_line(cell::beginning(&cost.log_group, NAME_BYTES)).into_owned();
    ui.add(Label::new(RichText::new(group_name).monospace()).wrap());
    let volume = cost.cost.volume;
    let text = words.cost_volume(volume.stored_bytes, volume.bytes_per_month, volume.basis);
    ui.add(Label::new(RichText::new(text).weak()).wrap());
    let described = report.facts.groups.iter().find(|group| group.name == cost.log_group);
    let class = described.and_then(|group| group.described.value()?.log_group_class.as_deref());
    let is_now = |row: usize| matches!((class, row), (Some("STANDARD"), 0) | (Some("INFREQUENT_ACCESS"), 1));
    let columns = Columns::of(ui.available_width());
    ui.spacing_mut().item_spacing.y = 0.0;
    columns.row(ui, RichText::new(words.cost_kept_in()).weak(), |place| {
        RichText::new(words.cost_cells(&cost.cost.standard)[place].0).small().weak()
    });
    for (row, (name, figures)) in words.cost_places(&cost.cost).into_iter().enumerate() {
        let name = if is_now(row) {
            RichText::new(format!("{name} ({})", words.cost_as_it_is())).font(strong(13.0))
        } else {
            RichText::new(name)
        };
        let cells = words.cost_cells(&figures);
        columns.row(ui, name, |place| {
            let figure = RichText::new(&cells[place].1);
            if is_now(row) { figure.font(strong(13.0)) } else { figure }
        });
    }
}

/// Widths that fill the card, whatever it has.
struct Columns {
    name: f32,
    figure: f32,
}

const FIGURES: usize = 5;
const HEIGHT: f32 = 21.0;

impl Columns {
    fn of(width: f32) -> Self {
        let name = (width * 0.3).clamp(110.0, 260.0);
        Self { name, figure: ((width - name) / FIGURES as f32 - 4.0).clamp(48.0, 118.0) }
    }

    fn row(&self, ui: &mut Ui, name: RichText, figure: impl Fn(usize) -> RichText) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let cell = |ui: &mut Ui, width: f32, layout: Layout, text: RichText| {
                ui.allocate_ui_with_layout(vec2(width, HEIGHT), layout, |ui| {
                    ui.set_min_width(width);
                    ui.add(Label::new(text).truncate());
                });
            };
            cell(ui, self.name, Layout::left_to_right(Align::Center), name);
            for place in 0..FIGURES {
                cell(ui, self.figure, Layout::right_to_left(Align::Center), figure(place));
            }
        });
    }
}
