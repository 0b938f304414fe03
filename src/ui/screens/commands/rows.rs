//! The cells of the commands' table: commands, and the marks between them.

use egui::{Label, RichText, Ui};

use crate::{
    flags::Flag,
    model::Column,
    session::{CommandKind, Confidence, Mark, Session, TimeBasis, TypedCommand, each_once, program},
    ui::{
        view::View,
        widgets::{
            badge, cell, flag_card, flag_mark,
            result_table::{self, Fit},
            review_mark,
        },
    },
    worker::{CommandSet, Row},
};

/// The longest piece of a command that a cell looks at, in bytes.
const COMMAND_BYTES: usize = 600;
/// Flags that a cell names.
const FLAGS_NAMED: usize = 3;
/// In less room, in points, flags are marks alone.
const FLAG_WORDS: f32 = 60.0;
/// In less room, in points, a doubt is a mark alone.
const DOUBT_WIDTH: f32 = 40.0;
/// In less room, in points, a time is shown without its year.
const WHOLE_TIME: f32 = 140.0;

/// Widths of the column of times, in points.
#[derive(Clone, Copy)]
pub struct TimeRoom {
    whole: f32,
    least: f32,
}

impl TimeRoom {
    /// Within one year times are told apart without it; a time that is the session's end has a sign before it.
    pub fn of(set: &CommandSet, view: &View) -> Self {
        let sign = if set.has_session_ends { 14.0 } else { 0.0 };
        let least = if set.is_of_one_year(view.zone()) { 108.0 } else { 146.0 };
        Self { whole: 146.0 + sign, least: least + sign }
    }
}

pub fn width(column: &Column, time: TimeRoom) -> f32 {
    match column.name.as_str() {
        "time" => time.whole,
        "user" => 80.0,
        "confidence" => 110.0,
        "asUser" => 56.0,
        "principal" => 116.0,
        "instance" => 134.0,
        "session" => 84.0,
        "command" => result_table::REST,
        "flags" => 120.0,
        "review" => 60.0,
        _ => 100.0,
    }
}

/// Time, user, command and flags stay in sight; who, where and in which session more exactly is scrolled to first.
pub fn fit(column: &Column, time: TimeRoom) -> Fit {
    let (least, rank, yields) = match column.name.as_str() {
        "time" => (time.least, 0, 3),
        "user" => (76.0, 0, 1),
        "asUser" => (44.0, 2, 1),
        "command" => (100.0, 0, 0),
        "confidence" => (36.0, 1, 4),
        "flags" => (46.0, 0, 0),
        "review" => (52.0, 0, 1),
        "principal" => (116.0, 3, 0),
        "instance" => (134.0, 4, 0),
        "session" => (84.0, 5, 0),
        _ => (100.0, 6, 0),
    };
    Fit { least, rank, yields }
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
        (Some(Row::Command(session, command)), CommandSet::REVIEW) => {
            review_mark::show(ui, view.words, &view.colours, view.state.standing(session, command));
        }
        _ => return false,
    }
    true
}

/// A time that is the session's end says so. In little room the year is left to the hover.
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
    let shown = view.time(time);
    let short = shown.get(5..).filter(|_| shown.len() == 19 && ui.available_width() < WHOLE_TIME);
    let label = Label::new(RichText::new(short.unwrap_or(&shown)).monospace()).selectable(false).truncate();
    ui.add(label).on_hover_text(format!("{shown} ({})", view.zone_name()));
}

fn command_text(ui: &mut Ui, view: &View, command: &TypedCommand) {
    let mut job = cell::command_job(view, command.kind, &command.text);
    if let Some(shown) = command.full_screen {
        let line = cell::beginning(command.text.lines().next().unwrap_or_default(), COMMAND_BYTES);
        let name = program(line).map(|program| program.name).unwrap_or_default();
        cell::job_note(&mut job, view, &view.words.full_screen(name, shown));
    }
    if command.kind != CommandKind::Shell {
        cell::job_note(&mut job, view, &format!("({})", view.words.kind_name(command.kind)));
    }
    ui.add(Label::new(job).selectable(false).truncate());
}

/// No command, but something that stands between commands.
fn mark_text(ui: &mut Ui, view: &View, _session: &Session, mark: &Mark) {
    let text = format!("─ {} ─", view.words.mark(mark.kind));
    let label = Label::new(RichText::new(text).italics().color(view.colours.attention)).selectable(false).truncate();
    ui.add(label).on_hover_text(view.words.mark_explained(mark.kind));
}

/// The mark alone; where the text is uncertain, the first reason in words, as far as there is room.
fn sure(ui: &mut Ui, view: &View, command: &TypedCommand) {
    let words = view.words;
    ui.spacing_mut().item_spacing.x = 5.0;
    let explained = |ui: &mut Ui| {
        ui.label(words.confidence_name(command.confidence));
        ui.label(words.confidence_explained(command.confidence));
        for doubt in each_once(&command.doubts) {
            ui.label(format!("– {}", words.doubt(doubt)));
        }
    };
    badge::confidence_mark(ui, words, &view.colours, command.confidence).on_hover_ui(explained);
    if command.confidence == Confidence::Uncertain
        && ui.available_width() >= DOUBT_WIDTH
        && let Some(doubt) = command.doubts.first()
    {
        let text = RichText::new(words.doubt_short(*doubt)).color(view.colours.weak);
        ui.add(Label::new(text).selectable(false).truncate()).on_hover_ui(explained);
    }
}

/// The categories, each once, with the mark of the gravest level in it.
fn flags(ui: &mut Ui, view: &View, flags: &[Flag]) {
    if flags.is_empty() {
        return;
    }
    ui.spacing_mut().item_spacing.x = 3.0;
    let has_words = ui.available_width() >= FLAG_WORDS;
    let explained = |ui: &mut Ui| flag_card::hover(ui, view, flags);
    let mut named = Vec::new();
    for flag in flags {
        if !named.contains(&flag.rule.category) && named.len() < FLAGS_NAMED {
            named.push(flag.rule.category);
            let category = view.words.category(flag.rule.category);
            let mark = flag_mark::show(ui, &view.colours, flag.rule.level);
            mark.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, category));
            mark.on_hover_ui(explained);
            if has_words {
                let text = RichText::new(category).small().color(flag_mark::colour(&view.colours, flag.rule.level));
                ui.add(Label::new(text).selectable(false).truncate()).on_hover_ui(explained);
                ui.add_space(4.0);
            }
        }
    }
}
