//! The line that always tells the truth about what is under way and how complete it is.

use std::time::Duration;

use egui::{Align, Layout, RichText, Ui};

use super::view::View;
use crate::{
    app::{
        Action,
        state::{Screen, Slot},
    },
    model::{MAX_QUERY_ROWS, QueryStatus},
    worker::{Completeness, QuerySummary},
};

pub fn show(ui: &mut Ui, view: &mut View) {
    ui.horizontal(|ui| {
        let slot = view.state.screen_slot();
        let words = view.words;
        let waits_since = slot.since();
        if let Some(since) = waits_since {
            let elapsed = since.elapsed();
            ui.add(egui::Spinner::new().size(14.0));
            ui.label(state_text(view, slot));
            ui.weak(words.seconds(elapsed));
            if ui.button(words.cancel()).clicked() {
                view.act(Action::Cancel);
            }
            ui.request_repaint_after(Duration::from_millis(100));
        } else if slot.was_cancelled {
            // Nothing but a query goes on at AWS after it was asked for.
            let has_no_query = match view.state.screen {
                Screen::Setup => true,
                Screen::Sessions => !view.state.comparison.from_log_group,
                _ => view.state.connection.case().is_some(),
            };
            let text = if has_no_query { words.cancelled_here() } else { words.cancelled() };
            ui.colored_label(view.colours.attention, text);
        } else if slot.trouble.is_none()
            && let Some(summary) = &slot.summary
        {
            let colour = match summary.completeness {
                Completeness::Complete => view.colours.good,
                Completeness::LimitReached { limit } if limit < MAX_QUERY_ROWS as usize => view.colours.attention,
                _ => view.colours.risk,
            };
            ui.colored_label(colour, words.completeness(summary.completeness));
        } else if slot.trouble.is_none() {
            ui.weak(words.ready());
        }
        if let Some(summary) = &slot.summary {
            figures(ui, view, summary, waits_since.is_none());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let zone = match view.state.settings.zone {
                crate::app::Zone::Utc => "UTC".to_owned(),
                crate::app::Zone::Local => view.zone().iana_name().unwrap_or(words.zone_local()).to_owned(),
            };
            ui.weak(zone);
        });
    });
}

fn state_text(view: &View, slot: &Slot) -> String {
    if let Some((done, all)) = slot.summary.as_ref().and_then(|summary| summary.shortened) {
        return view.words.fetching_whole(done, all);
    }
    if let Some((done, all)) = slot.summary.as_ref().and_then(|summary| summary.of_case) {
        return view.words.reading_sessions(done, all);
    }
    let words = view.words;
    let state = match &slot.summary {
        Some(summary) if summary.is_held_back => words.held_back(),
        Some(QuerySummary { status: QueryStatus::Scheduled, .. }) => words.scheduled(),
        Some(QuerySummary { status: QueryStatus::Running, .. }) => words.running(),
        Some(_) | None => words.reading(),
    };
    state.to_owned()
}

fn figures(ui: &mut Ui, view: &View, summary: &QuerySummary, is_over: bool) {
    let words = view.words;
    let statistics = &summary.statistics;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "AWS counts in floating point")]
    let scanned = statistics.records_scanned.max(0.0) as u64;
    ui.label(RichText::new("·").weak());
    // While they are read, the words before it say so.
    if let Some((done, all)) = summary.of_case.filter(|_| is_over) {
        ui.label(words.events_of_all(done, all));
    } else {
        ui.label(format!("{} {}", words.count(scanned), words.records_scanned()));
    }
    ui.label(RichText::new("·").weak());
    ui.label(format!("{} {}", words.bytes(statistics.bytes_scanned), words.bytes_scanned()));
    ui.label(RichText::new("·").weak());
    if view.state.connection.case().is_some() {
        ui.label(words.costs_nothing());
    } else {
        let cost = view.state.cost(statistics.bytes_scanned);
        ui.label(cost.map_or_else(|| words.price_unknown().to_owned(), |cost| words.dollars(cost)));
    }
    if is_over {
        ui.label(RichText::new("·").weak());
        ui.label(words.seconds(statistics.elapsed));
    }
}
