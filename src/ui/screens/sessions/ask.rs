//! How to compare: where CloudTrail's events come from, and what that costs.

use egui::{Button, Frame, Label, Margin, RichText, Stroke, TextEdit, Ui, vec2};

use crate::{
    app::{Action, ComparisonAction},
    ui::{theme::strong, view::View, widgets::trouble},
};

/// Nothing, until somebody wants to compare.
pub fn show(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let comparison = &view.state.comparison;
    if let Some(failure) = comparison.slot.trouble.as_ref().or(comparison.ready_slot.trouble.as_ref()) {
        trouble::show(ui, words, &view.colours, failure);
    }
    if !comparison.asks && !comparison.slot.is_waiting() {
        return;
    }
    Frame::new()
        .fill(view.colours.panel)
        .stroke(Stroke::new(1.0, view.colours.line))
        .corner_radius(6.0)
        .inner_margin(Margin::symmetric(12, 9))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(words.compare_sessions()).font(strong(14.0)));
            ui.add(Label::new(RichText::new(words.compare_text()).weak()).wrap());
            ui.add_space(2.0);
            if comparison.slot.is_waiting() {
                under_way(ui, view);
            } else {
                choices(ui, view);
                buttons(ui, view);
            }
        });
    ui.add_space(4.0);
}

fn under_way(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.horizontal_wrapped(|ui| {
        ui.spinner();
        ui.label(words.comparing());
        if let Some(progress) = view.state.comparison.progress {
            ui.weak(words.compared_so_far(progress));
        }
        // The status line's button does the same.
        if ui.push_id("compare", |ui| ui.button(words.cancel())).inner.clicked() {
            view.act(Action::Cancel);
        }
    });
}

fn choices(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let from_group = view.state.comparison.from_log_group;
    ui.label(words.compare_where());
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.spacing_mut().interact_size.y = 22.0;
        for (from, label) in [(false, words.compare_cloudtrail()), (true, words.compare_group())] {
            if ui.radio(from_group == from, label).clicked() {
                view.act(Action::Comparison(ComparisonAction::FromLogGroup(from)));
            }
        }
    });
    if !from_group {
        return;
    }
    ui.indent("trail group", |ui| {
        ui.horizontal_wrapped(|ui| {
            let label = ui.label(words.compare_group_name());
            let mut name = view.state.comparison.trail_log_group.clone();
            let field = TextEdit::singleline(&mut name).hint_text(words.compare_group_hint()).desired_width(320.0);
            if ui.add(field).labelled_by(label.id).changed() {
                view.act(Action::Comparison(ComparisonAction::TrailLogGroup(name)));
            }
        });
        let name = view.state.comparison.trail_log_group.trim();
        let stored = view.state.groups.named(name).and_then(|group| group.stored_bytes);
        let text = stored.map_or_else(
            || words.compare_group_size_unknown().to_owned(),
            |stored| {
                // Two queries look through it.
                let stored = stored.saturating_mul(2);
                let cost = view.state.cost(stored as f64).map(|cost| words.dollars(cost));
                words.most_cost(&words.bytes(stored as f64), cost.as_deref())
            },
        );
        ui.add(Label::new(RichText::new(text).color(view.colours.attention)).wrap());
    });
}

fn buttons(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.horizontal_wrapped(|ui| {
        let cannot = view.state.cannot_compare();
        let has_name = view.state.comparison.trail_group() != Some("");
        let button = Button::new(words.compare_button()).min_size(vec2(140.0, 28.0));
        if ui.add_enabled(cannot.is_none() && has_name, button).clicked() {
            view.act(Action::Comparison(ComparisonAction::Compare));
        }
        if ui.button(words.close()).clicked() {
            view.act(Action::Comparison(ComparisonAction::Ask(false)));
        }
        if let Some(why) = cannot {
            ui.weak(words.cannot_ask(why));
        }
    });
}
