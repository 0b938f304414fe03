//! What rules say of a command.

use egui::{Label, RichText, ScrollArea, Ui};

use crate::{
    flags::Flag,
    model::{visible, visible_line},
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, flag_mark},
    },
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
            flag_card(ui, view, flag);
        }
    });
}

/// One flag: the rule, how grave, why, which part of the line, whose rule.
pub fn flag_card(ui: &mut Ui, view: &View, flag: &Flag) {
    let words = view.words;
    let rule = &flag.rule;
    ui.horizontal_wrapped(|ui| {
        flag_mark::show(ui, &view.colours, rule.level);
        let title = visible_line(cell::beginning(words.rule_title(rule), 400)).into_owned();
        ui.add(Label::new(RichText::new(title).font(strong(13.0))).wrap());
    });
    let level = RichText::new(words.level(rule.level)).color(flag_mark::colour(&view.colours, rule.level));
    ui.horizontal_wrapped(|ui| {
        ui.label(level);
        ui.weak("·");
        ui.label(words.category(rule.category));
    });
    ui.add(Label::new(visible(cell::beginning(words.rule_description(rule), 2_000)).into_owned()).wrap());
    ui.weak(words.flag_matched());
    ui.add(Label::new(RichText::new(visible(cell::beginning(&flag.matched, 1_000))).monospace()).wrap());
    let mut about = Vec::new();
    if !rule.techniques.is_empty() {
        about.push(format!("{}: {}", words.flag_technique(), rule.techniques.join(", ")));
    }
    about.push(format!("{}: {}", words.flag_author(), rule.author));
    about.push(format!("{}: {}", words.flag_source(), rule.source));
    for line in about {
        ui.add(Label::new(RichText::new(visible_line(cell::beginning(&line, 400))).small().weak()).wrap());
    }
}
