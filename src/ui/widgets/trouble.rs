//! An error, where its answer would have stood: what happened, what it means, what to do.

use egui::{Frame, Margin, RichText, Stroke, Ui};

use super::small;
use crate::{
    app::Words,
    ui::theme::{Colours, strong},
    worker::Failure,
};

pub fn show(ui: &mut Ui, words: Words, colours: &Colours, failure: &Failure) {
    let error = words.failure(failure);
    Frame::new()
        .fill(colours.risk_soft)
        .stroke(Stroke::new(1.0, colours.risk.gamma_multiply(0.4)))
        .corner_radius(6.0)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.label(RichText::new(&error.what).color(colours.risk).font(strong(13.5)));
            for line in [&error.meaning, &error.action] {
                if !line.is_empty() {
                    ui.label(line);
                }
            }
            ui.horizontal_wrapped(|ui| {
                if !error.technical.is_empty() {
                    ui.label(RichText::new(&error.technical).small().monospace().weak());
                }
                if small::button(ui, words.copy()).clicked() {
                    ui.copy_text(error.whole());
                }
            });
        });
}
