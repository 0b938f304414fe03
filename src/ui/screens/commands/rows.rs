//! The cells of the commands' table: commands, and the marks between them.

use egui::{Color32, FontId, Label, RichText, TextFormat, Ui, text::LayoutJob};

use crate::{
    flags::Flag,
    model::{Column, visible_line},
    session::{CommandKind, Confidence, Mark, Session, TimeBasis, TypedCommand, program},
    ui::{
        view::View,
        widgets::{badge, cell, flag_mark, result_table},
    },
    worker::{CommandSet, Row},
};

/// The longest piece of a command that a cell looks at, in bytes.
const COMMAND_BYTES: usize = 600;
/// Flags that a cell names.
const FLAGS_NAMED: usize = 3;

pub fn width(column: &Column) -> f32 {
    match column.name.as_str() {
        "time" => 146.0,
        "user" | "confidence" => 80.0,
        "asUser" => 56.0,
        "principal" => 116.0,
        "instance" => 134.0,
        "session" => 84.0,
        "command" => result_table::REST,
        "flags" => 120.0,
        _ => 100.0,
    }
}

/// Draws a cell of its own kind; others are drawn by their column's.
pub fn cell(ui: &mut Ui, view: &mut View, row: usize, column: usize) -> bool {
    let Some(set) = view.state.commands.set.clone() else { return false };
    match (set.row(row), column) {
        (Some(found), CommandSet::TIME) => time(ui, view, found),
        (Some(Row::Command(session, _) | Row::Mark(session, _)), CommandSet::PRINCIPAL) => {
            cell::principal(ui, session.principal.as_deref().unwrap_or(&session.principal_name));
        }
        (Some(Row::Command(session, _) | Row::Mark(session, _)), CommandSet::INSTANCE) => {
            cell::id(ui, session.instance.as_deref().unwrap_or_default());
        }
        (Some(Row::Command(session, _) | Row::Mark(session, _)), CommandSet::SESSION) => cell::id(ui, &session.id),
        (Some(Row::Mark(session, mark)), CommandSet::COMMAND) => mark_text(ui, view, session, mark),
        (Some(Row::Command(_, command)), CommandSet::COMMAND) => command_text(ui, view, command),
        (Some(Row::Command(_, command)), CommandSet::CONFIDENCE) => sure(ui, view, command),
        (Some(Row::Command(..)), CommandSet::FLAGS) => flags(ui, view, set.flags(row)),
        _ => return false,
    }
    true
}

/// A time that is the session's end says so.
fn time(ui: &mut Ui, view: &View, row: Row<'_>) {
    let (time, basis) = match row {
        Row::Command(_, command) => (command.time, command.time_basis),
        Row::Mark(session, mark) => (mark.time, session.time_basis()),
    };
    ui.spacing_mut().item_spacing.x = 4.0;
    if basis == TimeBasis::SessionEnd {
        let before = Label::new(RichText::new("≤").color(view.colours.attention)).selectable(false);
        ui.add(before).on_hover_text(view.words.time_is_session_end());
    }
    ui.add(Label::new(RichText::new(view.time(time)).monospace()).selectable(false).truncate());
}

fn command_text(ui: &mut Ui, view: &View, command: &TypedCommand) {
    let further = command.text.lines().count().saturating_sub(1);
    let line = cell::beginning(command.text.lines().next().unwrap_or_default(), COMMAND_BYTES);
    let mut job = command_job(view, command.kind, line);
    let note = |job: &mut LayoutJob, text: &str| {
        let font_id = FontId::proportional(11.5);
        job.append(text, 8.0, TextFormat { font_id, color: view.colours.weak, ..TextFormat::default() });
    };
    if further > 0 {
        note(&mut job, &view.words.further_lines(further));
    }
    if let Some(shown) = command.full_screen {
        let name = program(line).map(|program| program.name).unwrap_or_default();
        note(&mut job, &view.words.full_screen(name, shown));
    }
    if command.kind != CommandKind::Shell {
        note(&mut job, &format!("({})", view.words.kind_name(command.kind)));
    }
    ui.add(Label::new(job).selectable(false).truncate());
}

/// The program's name stands out, also behind `sudo`.
pub fn command_job(view: &View, kind: CommandKind, line: &str) -> LayoutJob {
    let span = if kind == CommandKind::Shell { program(line).map(|program| program.span) } else { None };
    let span = span.unwrap_or(0..0);
    let mut job = LayoutJob::default();
    let mut append = |text: &str, color: Color32| {
        let format = TextFormat { font_id: FontId::monospace(12.5), color, ..TextFormat::default() };
        job.append(&visible_line(text), 0.0, format);
    };
    append(&line[..span.start], view.colours.text);
    append(&line[span.clone()], view.colours.accent);
    append(&line[span.end..], view.colours.text);
    job
}

/// No command, but something that stands between commands.
fn mark_text(ui: &mut Ui, view: &View, _session: &Session, mark: &Mark) {
    let text = format!("─ {} ─", view.words.mark(mark.kind));
    let label = Label::new(RichText::new(text).italics().color(view.colours.attention)).selectable(false).truncate();
    ui.add(label).on_hover_text(view.words.mark_explained(mark.kind));
}

/// The disc, and in words what speaks against the text; where nothing does, how sure it is.
fn sure(ui: &mut Ui, view: &View, command: &TypedCommand) {
    let words = view.words;
    ui.spacing_mut().item_spacing.x = 5.0;
    // Nearly every streamed line has a doubt: in words where it lowered the confidence.
    let doubt = command.doubts.first().filter(|_| command.confidence == Confidence::Uncertain);
    badge::confidence_mark(ui, &view.colours, command.confidence);
    let text = doubt.map_or_else(|| words.confidence_name(command.confidence), |doubt| words.doubt_short(*doubt));
    let label = Label::new(RichText::new(text).color(view.colours.weak)).selectable(false).truncate();
    ui.add(label).on_hover_ui(|ui| {
        ui.label(words.confidence_name(command.confidence));
        ui.label(words.confidence_explained(command.confidence));
        for doubt in &command.doubts {
            ui.label(format!("– {}", words.doubt(*doubt)));
        }
    });
}

/// The categories, each once, with the mark of the gravest level in it.
fn flags(ui: &mut Ui, view: &View, flags: &[Flag]) {
    if flags.is_empty() {
        return;
    }
    ui.spacing_mut().item_spacing.x = 3.0;
    let mut named = Vec::new();
    for flag in flags {
        if !named.contains(&flag.rule.category) && named.len() < FLAGS_NAMED {
            named.push(flag.rule.category);
            flag_mark::show(ui, &view.colours, flag.rule.level);
            let text = RichText::new(view.words.category(flag.rule.category))
                .small()
                .color(flag_mark::colour(&view.colours, flag.rule.level));
            ui.add(Label::new(text).selectable(false).truncate()).on_hover_ui(|ui| {
                for flag in flags.iter().take(4) {
                    super::detail::flag_card(ui, view, flag);
                }
                ui.weak(view.words.flag_is_lead());
            });
            ui.add_space(4.0);
        }
    }
}
