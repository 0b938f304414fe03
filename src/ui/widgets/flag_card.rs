//! What a rule says of a command.

use egui::{Label, RichText, Ui};

use super::{cell, flag_mark};
use crate::{
    flags::Flag,
    model::{visible, visible_line},
    ui::{theme::strong, view::View},
};

/// Flags that are explained on hover.
const MOST: usize = 4;

/// The gravest flags of a command, for a hover.
pub fn hover(ui: &mut Ui, view: &View, flags: &[Flag]) {
    for flag in flags.iter().take(MOST) {
        show(ui, view, flag);
    }
    ui.weak(view.words.flag_is_lead());
}

/// The titles of a command's rules, for those who do not see the marks.
pub fn titles(view: &View, flags: &[Flag]) -> String {
    let titles: Vec<_> = flags.iter().take(MOST).map(|flag| visible_line(title(view, flag))).collect();
    format!("{}: {}", view.words.flag(), titles.join(", "))
}

fn title<'f>(view: &View, flag: &'f Flag) -> &'f str {
    cell::beginning(view.words.rule_title(&flag.rule), 400)
}

/// One flag: the rule, how grave, why, which part of the line, whose rule.
pub fn show(ui: &mut Ui, view: &View, flag: &Flag) {
    let words = view.words;
    let rule = &flag.rule;
    ui.horizontal_wrapped(|ui| {
        flag_mark::show(ui, &view.colours, rule.level);
        let title = visible_line(title(view, flag)).into_owned();
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
