//! What is to be collected, what it costs, and how far it has come.

use egui::{ProgressBar, RichText, TextEdit, Ui, vec2};

use super::proof;
use crate::{
    app::{Action, CaseAction, case_scope, most_it_can_cost, state::Screen},
    collect::{CollectProgress, CollectStep},
    model::visible_line,
    ui::view::View,
};

pub fn show(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.heading(words.collect_title());
    ui.weak(words.collect_text());
    ui.add_space(6.0);
    let Some(scope) = case_scope(view.state) else {
        ui.label(words.collect_no_scope());
        if ui.button(words.show_groups()).clicked() {
            view.act(Action::Go(Screen::Groups));
        }
        return;
    };
    let groups = scope.log_groups.join(", ");
    ui.label(RichText::new(visible_line(&groups)).monospace());
    ui.label(format!("{} – {} ({})", view.time(scope.start), view.time(scope.end), view.zone_name()));
    let group = view.state.scope.log_group.as_deref().and_then(|name| view.state.groups.named(name));
    if let Some(stored) = group.and_then(|group| group.stored_bytes) {
        let cost = most_it_can_cost(view.state).map(|cost| words.dollars(2.0 * cost));
        ui.label(format!(
            "{} {}",
            words.most_cost(&words.bytes(2.0 * stored as f64), cost.as_deref()),
            words.collect_twice()
        ));
    }
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let label = ui.label(words.collect_most_cost());
        let mut cost = view.state.case.draft.most_cost.clone();
        let field = TextEdit::singleline(&mut cost).hint_text(words.collect_most_cost_hint()).desired_width(80.0);
        if ui.add(field).labelled_by(label.id).changed() {
            view.act(Action::Case(CaseAction::MostCost(cost)));
        }
    });
    ui.add_space(6.0);
    let is_running = view.state.case.slot.is_waiting();
    ui.horizontal(|ui| {
        let can_begin = !is_running && !view.state.case.draft.path.trim().is_empty();
        let button = egui::Button::new(words.collect_button()).min_size(vec2(160.0, 28.0));
        if ui.add_enabled(can_begin, button).clicked() {
            view.act(Action::Case(CaseAction::Collect));
        }
        if is_running && ui.button(words.cancel()).clicked() {
            view.act(Action::Cancel);
        }
        if !is_running {
            ui.weak(words.collect_goes_on());
        }
    });
    if let Some(progress) = view.state.case.collecting.clone().filter(|_| is_running) {
        collecting(ui, view, &progress);
    }
    if let Some((path, proof)) = view.state.case.collected.clone() {
        ui.add_space(8.0);
        proof::show(ui, view, Some(&proof));
        if ui.button(words.case_open_this()).clicked() {
            view.act(Action::Case(CaseAction::Open(path)));
        }
    }
}

fn collecting(ui: &mut Ui, view: &View, progress: &CollectProgress) {
    let words = view.words;
    let step = match progress.step {
        CollectStep::Counting => words.collecting_counting(),
        CollectStep::Collecting => words.collecting_fetching(),
        CollectStep::Repairing => words.collecting_repairing(),
        CollectStep::Proving => words.collecting_proving(),
    };
    let part = progress.expected.map_or(0.0, |expected| progress.rows as f32 / expected.max(1) as f32);
    ui.add_space(4.0);
    ui.label(step);
    ui.add(ProgressBar::new(part).desired_width(420.0).text(words.events_of(progress.rows, progress.expected)));
    let cost = view
        .state
        .cost(progress.bytes_scanned as f64)
        .map_or_else(|| words.price_unknown().to_owned(), |cost| words.dollars(cost));
    ui.weak(format!(
        "{} {} · {} {} · {} {} · {cost}",
        words.count(progress.windows),
        words.windows(),
        words.count(progress.queries),
        words.queries_made(),
        words.bytes(progress.bytes_scanned as f64),
        words.bytes_scanned(),
    ));
}
