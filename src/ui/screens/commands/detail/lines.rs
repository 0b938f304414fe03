//! The log behind a command: bytes, lines around it, output. The worker has looked them up.

use egui::{FontId, Label, RichText, ScrollArea, Ui};

use super::open_button;
use crate::{
    model::{visible, visible_line},
    session::{CommandKind, TypedCommand},
    ui::{theme::strong, view::View, widgets::trouble},
    worker::{CommandContext, ContextLine},
};

const LINE: f32 = 17.0;

/// What is known of the row, or that it is still being looked up.
fn known<'a>(ui: &mut Ui, view: &View<'a>, row: u32) -> Option<&'a CommandContext> {
    let commands = &view.state.commands;
    let known = commands.context_of(row);
    if known.is_none() {
        match &commands.context_slot.trouble {
            Some(failure) => trouble::show(ui, view.words, &view.colours, failure),
            None => {
                ui.weak(view.words.looking());
            }
        }
    }
    known
}

pub fn raw(ui: &mut Ui, view: &mut View, row: u32) {
    let Some(context) = known(ui, view, row) else { return };
    let words = view.words;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.label(RichText::new(words.raw_lines()).font(strong(12.5)));
        for line in &context.logged {
            ui.add(Label::new(RichText::new(visible_line(line)).monospace()).wrap());
        }
        for event in &context.events {
            ui.separator();
            ui.label(RichText::new(words.raw_event()).font(strong(12.5)));
            ui.label(words.event_place(event.number, context.event_count, event.line));
            ui.label(RichText::new(view.time(event.time)).monospace());
            if event.message.len() < event.bytes {
                ui.colored_label(view.colours.attention, words.event_cut(&words.bytes(event.bytes as f64)));
            }
            ui.add(Label::new(RichText::new(visible(&event.message)).font(FontId::monospace(11.5))).wrap());
        }
    });
}

pub fn around(ui: &mut Ui, view: &mut View, row: u32) {
    let Some(context) = known(ui, view, row) else { return };
    ui.label(RichText::new(view.words.around_note()).small().weak());
    open_button(ui, view, view.words.open_session_here(), row);
    ui.add_space(2.0);
    show_lines(ui, view, &context.around);
}

pub fn output(ui: &mut Ui, view: &mut View, row: u32, command: &TypedCommand) {
    let words = view.words;
    let output = &command.output;
    ui.label(RichText::new(words.no_exit_status()).small().weak());
    if let Some(said) = output.said {
        ui.colored_label(view.colours.attention, words.output_said(said));
    }
    let Some(context) = known(ui, view, row) else { return };
    if output.lines == 0 {
        let text = if command.kind == CommandKind::Input { words.output_of_answers() } else { words.no_output(output) };
        ui.label(text);
        return;
    }
    ui.label(words.output_size(output.lines, &words.bytes(output.bytes as f64)));
    if context.output_left_out > 0 {
        ui.label(words.lines_left_out(context.output_left_out));
        open_button(ui, view, words.open_session_here(), row);
    }
    show_lines(ui, view, &context.output);
}

fn show_lines(ui: &mut Ui, view: &View, lines: &[ContextLine]) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::both().auto_shrink(false).show_rows(ui, LINE, lines.len(), |ui, range| {
        for line in &lines[range] {
            ui.horizontal(|ui| {
                ui.set_height(LINE);
                let clock = RichText::new(view.clock(line.time)).font(FontId::monospace(10.5)).color(view.colours.weak);
                ui.add(Label::new(clock).selectable(false));
                let colour = match (line.is_own, line.is_typed) {
                    (true, _) => view.colours.accent,
                    (false, true) => view.colours.text,
                    (false, false) => view.colours.weak,
                };
                let text = RichText::new(visible_line(&line.text)).font(FontId::monospace(12.0)).color(colour);
                ui.add(Label::new(text).extend());
            });
        }
    });
}
