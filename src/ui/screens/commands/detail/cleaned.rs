//! What was typed, how sure that is, and by whom, where and when.

use egui::{Label, RichText, ScrollArea, Ui};

use super::open_button;
use crate::{
    model::{visible, visible_line},
    session::{Mark, Session, TimeBasis, TypedCommand, each_once},
    ui::{
        theme::strong,
        view::View,
        widgets::{badge, cell},
    },
};

/// The longest piece of a command that is laid out, in bytes; Copy has all of it.
const COMMAND_BYTES: usize = 20_000;

pub fn command(ui: &mut Ui, view: &mut View, row: u32, session: &Session, command: &TypedCommand) {
    let words = view.words;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let text = visible(cell::beginning(&command.text, COMMAND_BYTES));
        ui.add(Label::new(RichText::new(text).monospace()).wrap());
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            open_button(ui, view, words.open_session_here(), row);
            if ui.button(words.copy()).clicked() {
                ui.copy_text(visible(&command.text).into_owned());
            }
        });
        ui.separator();
        ui.horizontal(|ui| {
            ui.weak(words.confidence());
            badge::confidence(ui, words, &view.colours, command.confidence);
        });
        ui.label(words.confidence_explained(command.confidence));
        if !command.submitted {
            ui.colored_label(view.colours.attention, words.not_submitted());
        }
        if !command.doubts.is_empty() {
            ui.weak(words.why_not_sure());
            for doubt in each_once(&command.doubts) {
                ui.label(format!("– {}", words.doubt(doubt)));
            }
        }
        ui.separator();
        facts(ui, view, session, (command.time, command.time_basis), Some(command));
        fact(ui, words.kind(), words.kind_name(command.kind));
        if let Some(shown) = command.full_screen.and_then(|shown| shown.milliseconds) {
            fact(ui, words.full_screen_for(), &words.lasting(shown));
        }
    });
}

pub fn mark(ui: &mut Ui, view: &mut View, row: u32, session: &Session, mark: &Mark) {
    let words = view.words;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add(Label::new(RichText::new(words.mark(mark.kind)).font(strong(13.0))).wrap());
        ui.label(words.mark_explained(mark.kind));
        ui.add_space(4.0);
        open_button(ui, view, words.open_at_mark(), row);
        ui.separator();
        facts(ui, view, session, (mark.time, session.time_basis()), None);
    });
}

fn facts(ui: &mut Ui, view: &View, session: &Session, time: (i64, TimeBasis), command: Option<&TypedCommand>) {
    let words = view.words;
    let unknown = words.unknown();
    let (time, basis) = time;
    let told = format!("{} ({})", view.time(time), view.zone_name());
    match basis {
        TimeBasis::Event => fact(ui, words.column("time").unwrap_or_default(), &told),
        TimeBasis::SessionEnd => {
            fact(ui, words.before_session_end(), &told);
            ui.weak(words.time_is_session_end());
        }
    }
    fact(ui, words.os_user(), session.os_user.as_deref().unwrap_or(unknown));
    if let Some(command) = command {
        fact(ui, words.as_user(), command.user.as_deref().unwrap_or(unknown));
        if command.user_from_prompt {
            ui.weak(words.user_from_prompt());
        }
    }
    fact(ui, words.principal(), session.principal.as_deref().unwrap_or(&session.principal_name));
    fact(ui, words.instance(), session.instance.as_deref().unwrap_or(unknown));
    fact(ui, words.session(), &session.id);
}

fn fact(ui: &mut Ui, label: &str, value: &str) {
    ui.weak(label);
    ui.add(Label::new(visible_line(cell::beginning(value, 2_000)).into_owned()).wrap());
}
