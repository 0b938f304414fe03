//! What is to be collected, what it costs, and how far it has come.

use egui::{Button, ProgressBar, RichText, TextEdit, Ui, vec2};

use super::proof;
use crate::{
    app::{
        Action, CaseAction, Expected, can_be_read_directly, case_scope, collect_via, expected, most_it_can_cost,
        state::Screen,
    },
    collect::{CollectProgress, CollectStep, CollectVia},
    model::{MAX_QUERY_ROWS, visible_line},
    ui::{theme::strong, view::View},
};

/// The most events of one request of `FilterLogEvents`.
const EVENTS_PER_REQUEST: u64 = 10_000;

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
    ui.label(RichText::new(visible_line(&scope.log_groups.join(", "))).monospace());
    ui.label(format!("{} – {} ({})", view.time(scope.start), view.time(scope.end), view.zone_name()));
    if can_be_read_directly(view.state) {
        ui.add_space(6.0);
        via(ui, view);
    }
    ui.add_space(6.0);
    what_it_takes(ui, view);
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
    buttons(ui, view);
    if let Some(progress) = view.state.case.collecting.clone().filter(|_| view.state.case.slot.is_waiting()) {
        collecting(ui, view, &progress);
    }
    interrupted(ui, view);
    if let Some((path, proof)) = view.state.case.collected.clone() {
        ui.add_space(8.0);
        proof::show(ui, view, Some(&proof));
        if proof.late > 0 {
            ui.colored_label(view.colours.attention, words.late_offer(proof.late));
        }
        ui.horizontal(|ui| {
            if ui.button(words.case_open_this()).clicked() {
                view.act(Action::Case(CaseAction::Open(path)));
            }
        });
    }
}

/// What was begun and stopped is in the case, and is not all.
fn interrupted(ui: &mut Ui, view: &View) {
    let words = view.words;
    let case = &view.state.case;
    let is_stopped = case.slot.was_cancelled || case.slot.trouble.is_some();
    let Some(progress) = case.collecting.as_ref().filter(|progress| is_stopped && progress.expected.is_some()) else {
        return;
    };
    ui.add_space(4.0);
    ui.label(RichText::new(words.collected_unfinished()).color(view.colours.risk).font(strong(14.0)));
    ui.label(words.events_of(progress.rows, progress.expected));
    ui.weak(words.collect_goes_on());
}

fn via(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.label(words.collect_via());
    for (via, help) in [
        (CollectVia::Insights, words.collect_via_insights()),
        (CollectVia::FilterLogEvents, words.collect_via_filter()),
    ] {
        if ui.radio(collect_via(view.state) == via, words.via(via)).clicked() {
            view.act(Action::Case(CaseAction::Via(via)));
        }
        ui.indent(via, |ui| ui.weak(help));
    }
}

/// Expected rows, queries and cost; and the bound of what it can cost, where nobody has counted.
fn what_it_takes(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let via = collect_via(view.state);
    let known = expected(view.state);
    let steps = |events: u64| match via {
        CollectVia::Insights => events.div_ceil(u64::from(MAX_QUERY_ROWS)) + 1,
        CollectVia::FilterLogEvents => events.div_ceil(EVENTS_PER_REQUEST).max(1),
    };
    match known {
        Some(Expected::Counted { events, .. } | Expected::Read { events }) => {
            let how = match known {
                Some(Expected::Counted { .. }) => words.collect_counted(),
                _ => words.collect_read_before(),
            };
            let events_words = words.events_of(events, None);
            let steps = words.collect_steps(via, steps(events));
            ui.label(format!("{}: {events_words} ({how}) · {steps}", words.collect_expected()));
        }
        None => drop(ui.label(words.collect_not_counted())),
    }
    if let Some(Expected::Counted { bytes, .. }) = known {
        let told = |bytes: u64| {
            let cost = view.state.cost(bytes as f64);
            let cost = cost.map_or_else(|| words.price_unknown().to_owned(), |cost| words.dollars(cost));
            format!("{} ({cost})", words.bytes(bytes as f64))
        };
        let ahead = if via == CollectVia::Insights { bytes } else { 0 };
        ui.label(words.collect_costs(&told(bytes), &told(ahead)));
        return;
    }
    let group = view.state.scope.log_group.as_deref().and_then(|name| view.state.groups.named(name));
    if let Some(stored) = group.and_then(|group| group.stored_bytes) {
        let (times, how) = match via {
            CollectVia::Insights => (2.0, words.collect_twice()),
            CollectVia::FilterLogEvents => (1.0, words.collect_once()),
        };
        let cost = most_it_can_cost(view.state).map(|cost| words.dollars(times * cost));
        ui.label(format!("{} {how}", words.most_cost(&words.bytes(times * stored as f64), cost.as_deref())));
    }
    if view.state.case.counted.as_ref().is_some_and(|plan| plan.uncounted.is_some()) {
        ui.colored_label(view.colours.risk, words.collect_uncounted());
    }
}

fn buttons(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let is_running = view.state.case.slot.is_waiting();
    let has_path = !view.state.case.draft.path.trim().is_empty();
    let can_begin = !is_running && has_path;
    ui.horizontal(|ui| {
        let button = Button::new(words.collect_button()).min_size(vec2(160.0, 28.0));
        if ui.add_enabled(can_begin, button).clicked() {
            view.act(Action::Case(CaseAction::Collect));
        }
        let is_counted = matches!(expected(view.state), Some(Expected::Counted { .. }));
        if !is_counted && ui.add_enabled(!is_running, Button::new(words.collect_count_first())).clicked() {
            view.act(Action::Case(CaseAction::Count));
        }
        if is_running && ui.button(words.cancel()).clicked() {
            view.act(Action::Cancel);
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.weak(words.collect_in_a_case());
        if ui.add_enabled(can_begin, Button::new(words.collect_go_on())).clicked() {
            view.act(Action::Case(CaseAction::GoOn));
        }
        let late = ui.add_enabled(can_begin, Button::new(words.collect_late()));
        if late.on_hover_text(words.collect_late_help()).clicked() {
            view.act(Action::Case(CaseAction::CollectLate));
        }
    });
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
    let mut figures = vec![
        words.windows_of(progress.windows, progress.windows_expected),
        format!("{} {}", words.count(progress.queries), words.queries_made()),
        format!("{} {}", words.bytes(progress.bytes_scanned as f64), words.bytes_scanned()),
        cost,
    ];
    if progress.requests > 0 {
        figures.insert(2, format!("{} {}", words.count(progress.requests), words.requests_made()));
    }
    ui.weak(figures.join(" · "));
}
