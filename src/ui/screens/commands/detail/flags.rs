//! What rules say of a command.

use egui::{RichText, ScrollArea, Ui};

use crate::{
    flags::Flag,
    ui::{view::View, widgets::flag_card},
};

pub fn show(ui: &mut Ui, view: &View, flags: &[Flag]) {
    let words = view.words;
    if flags.is_empty() {
        ui.weak(words.no_flags());
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.label(RichText::new(words.flag_is_lead()).small().color(view.colours.attention));
        for flag in flags {
            ui.separator();
            flag_card::show(ui, view, flag);
        }
    });
}
