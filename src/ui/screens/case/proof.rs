//! Whether a collection is complete.

use egui::{RichText, Ui};

use crate::{
    collect::Proof,
    ui::{theme::strong, view::View},
};

/// Whether a collection is complete, with its figures.
pub fn show(ui: &mut Ui, view: &View, proof: Option<&Proof>) {
    let words = view.words;
    let Some(proof) = proof else {
        ui.label(RichText::new(words.collected_unfinished()).color(view.colours.risk).font(strong(14.0)));
        return;
    };
    let (verdict, text, colour) = if proof.complete {
        (words.collected_complete(), words.collected_complete_text(), view.colours.good)
    } else {
        (words.collected_incomplete(), words.collected_incomplete_text(), view.colours.risk)
    };
    ui.label(RichText::new(verdict).color(colour).font(strong(14.0)));
    ui.label(text);
    ui.weak(format!(
        "{} · {} {} · {} {} · {} {} · {} {} · {} {}",
        words.events_of(proof.events, None),
        words.count(proof.counted),
        words.counted(),
        words.count(proof.late),
        words.late_events(),
        words.count(proof.windows),
        words.windows(),
        words.count(proof.queries),
        words.queries_made(),
        words.bytes(proof.bytes_scanned as f64),
        words.bytes_scanned(),
    ));
    for shortfall in proof.shortfalls.iter().take(5) {
        let there = words.events_of(shortfall.events.unwrap_or_default(), Some(shortfall.counted));
        let text = format!("{} – {}: {there}", view.time(shortfall.start), view.time(shortfall.end));
        ui.colored_label(view.colours.risk, text);
    }
}
