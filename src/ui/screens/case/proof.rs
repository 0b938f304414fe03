//! Whether a collection is complete.

use egui::{Label, RichText, Ui};

use crate::{
    collect::Proof,
    model::visible_line,
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
    } else if proof.uncounted.is_some() {
        (words.collected_incomplete(), words.collected_uncounted_text(), view.colours.risk)
    } else {
        (words.collected_incomplete(), words.collected_incomplete_text(), view.colours.risk)
    };
    ui.label(RichText::new(verdict).color(colour).font(strong(14.0)));
    ui.label(text);
    if let Some(why) = &proof.uncounted {
        ui.label(RichText::new(visible_line(why)).color(view.colours.risk).small());
    }
    let mut figures = vec![
        words.via(proof.via).to_owned(),
        words.events_of(proof.events, None),
        format!("{} {}", words.count(proof.counted), words.counted()),
        format!("{} {}", words.count(proof.late), words.late_events()),
        words.windows_of(proof.windows, None),
        format!("{} {}", words.count(proof.queries), words.queries_made()),
        format!("{} {}", words.bytes(proof.bytes_scanned as f64), words.bytes_scanned()),
    ];
    if proof.requests > 0 {
        figures.insert(6, format!("{} {}", words.count(proof.requests), words.requests_made()));
    }
    ui.weak(figures.join(" · "));
    if !proof.set_sha256.is_empty() {
        let text = format!("{}: SHA-256 {}", words.set_hash(), proof.set_sha256);
        ui.add(Label::new(RichText::new(text).small().monospace().weak()).wrap());
    }
    for shortfall in proof.shortfalls.iter().take(5) {
        let there = words.events_of(shortfall.events.unwrap_or_default(), Some(shortfall.counted));
        let text = format!("{} – {}: {there}", view.time(shortfall.start), view.time(shortfall.end));
        ui.colored_label(view.colours.risk, text);
    }
}
