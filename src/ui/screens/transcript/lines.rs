//! The lines in sight, and what stands between them.

use std::ops::Range;

use egui::{
    Align, Button, Color32, FontId, Label, Layout, Rect, RichText, ScrollArea, Sense, TextFormat, Ui, UiBuilder, pos2,
    text::LayoutJob, vec2,
};

use super::{drafts::TranscriptDrafts, rows::Row};
use crate::{
    app::state::Replay,
    flags::Flag,
    model::visible_line,
    session::{CommandKind, CutLine, DEEP, MarkKind, Session, TypedCommand},
    ui::{
        view::View,
        widgets::{cell, flag_card, flag_mark, line_scroll::Sight},
    },
};

const LINE: f32 = 18.0;
/// Room for the time, or the line's number, and for a flag before it.
const MARGIN: f32 = 78.0;
/// Of it, for the bar that marks what was typed and for a flag.
const FLAG: f32 = 17.0;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut TranscriptDrafts, session: &Session) {
    let transcript = &view.state.transcript;
    let revealed = transcript.revealed();
    let rows = drafts.rows.count(revealed);
    let mut scroll = drafts.scroll;
    if drafts.jumps_seen != transcript.jumps {
        drafts.jumps_seen = transcript.jumps;
        drafts.follows = transcript.replay.is_on;
        let row = drafts.rows.of_line(transcript.line);
        scroll.show_row(row, LINE, ui.available_height(), true);
    }
    if transcript.replay.is_on && drafts.follows {
        scroll.show_end();
    }
    let label = view.words.scroll_lines();
    let has_keys = view.state.export.is_none();
    let scrolled = scroll.show(ui, (rows, LINE), label, has_keys, |ui, sight| {
        let lines = lines_in_sight(drafts, &sight.rows, revealed);
        drafts.cache.want(view, session, lines.clone());
        drafts.sight = lines;
        let area = ui.new_child(UiBuilder::new().max_rect(sight.rect));
        sideways(area, view, drafts, session, sight);
    });
    if scrolled.by_person {
        drafts.follows = scrolled.at_end;
    }
    drafts.scroll = scroll;
}

fn lines_in_sight(drafts: &TranscriptDrafts, rows: &Range<usize>, revealed: usize) -> Range<usize> {
    if rows.is_empty() {
        return 0..0;
    }
    let first = drafts.rows.line_of(rows.start);
    first..(drafts.rows.line_of(rows.end - 1) + 1).min(revealed).max(first)
}

/// Long lines are scrolled through sideways.
fn sideways(mut area: Ui, view: &mut View, drafts: &mut TranscriptDrafts, session: &Session, sight: &Sight) {
    let area_of = ScrollArea::horizontal().id_salt(("transcript", &session.id)).auto_shrink(false);
    area_of.show(&mut area, |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(sight.rect));
        let left = ui.max_rect().left();
        let mut right = sight.rect.right() - sight.rect.left() + left;
        let mut toggled = None;
        for row in sight.rows.clone() {
            let place = sight.row(row);
            let rect = Rect::from_min_max(pos2(left, place.top()), pos2(f32::INFINITY, place.bottom()));
            let what = drafts.rows.at(row);
            let layout = Layout::left_to_right(Align::Center);
            let mut inside = ui.new_child(UiBuilder::new().id_salt(("row", row)).max_rect(rect).layout(layout));
            inside.spacing_mut().item_spacing.y = 0.0;
            match what {
                Row::Line(line) => {
                    if show_line(&mut inside, view, drafts, session, line) {
                        toggled = Some(line);
                    }
                }
                Row::Mark(place) => mark(&mut inside, view, session, place),
                Row::Screen(command, line) => {
                    inside.add_space(MARGIN + 8.0);
                    let command = session.commands.get(command);
                    if full_screen(&mut inside, view, drafts, session, line, command) {
                        toggled = Some(line);
                    }
                }
                Row::Drawn(line, piece) => drawn(&mut inside, view, drafts, line, piece),
            }
            right = right.max(inside.min_rect().right() + 16.0);
        }
        let size = vec2(right - left, sight.rect.height());
        ui.allocate_rect(Rect::from_min_size(pos2(left, sight.rect.top()), size), Sense::hover());
        if let Some(line) = toggled
            && let Some(cut) = drafts.cache.get(line).cloned()
        {
            drafts.toggle(session, line, &cut, view.words.drawing_cut());
        }
    });
}

fn back(ui: &Ui, colour: Color32) {
    let row = ui.max_rect();
    let sides = ui.clip_rect();
    let rect = Rect::from_min_max(pos2(sides.left(), row.top()), pos2(sides.right(), row.bottom()));
    ui.painter().rect_filled(rect, 0.0, colour);
}

/// Whether what a program drew is to be shown or hidden.
fn show_line(ui: &mut Ui, view: &View, drafts: &TranscriptDrafts, session: &Session, number: usize) -> bool {
    let transcript = &view.state.transcript;
    let Some(cut) = drafts.cache.get(number) else {
        ui.add_space(MARGIN);
        ui.weak(view.words.line_coming());
        return false;
    };
    let command = cut.line.command.and_then(|command| session.commands.get(command));
    let is_chosen = match transcript.command {
        Some(chosen) => cut.line.command == Some(chosen),
        None => transcript.jumps > 0 && transcript.line == number && !transcript.replay.is_on,
    };
    if is_chosen {
        back(ui, view.colours.selected);
    }
    let is_theirs = command.is_some_and(|command| command.kind != CommandKind::Profile);
    if command.is_some() {
        let row = ui.max_rect();
        let bar = Rect::from_min_size(pos2(row.left(), row.top() + 2.0), vec2(3.0, LINE - 4.0));
        ui.painter().rect_filled(bar, 1.5, if is_theirs { view.colours.accent } else { view.colours.weak });
    }
    // Once, at the command's first line.
    let begins = cut.line.command.filter(|_| command.is_some_and(|command| command.line == number));
    flag(ui, view, begins.map(|place| transcript.flags_of(place)).unwrap_or_default());
    margin(ui, view, session, number, cut);
    if cut.line.full_screen {
        return full_screen(ui, view, drafts, session, number, command_before(session, number));
    }
    let colour = if is_theirs { view.colours.text } else { view.colours.weak };
    let label = ui.add(Label::new(job(view, cut, number, colour)).extend());
    label.context_menu(|ui| copying(ui, view, session, number));
    if cut.text_left_out > 0 {
        let rest = view.words.bytes(cut.text_left_out as f64);
        ui.colored_label(view.colours.attention, view.words.line_goes_on(&rest));
    }
    deep_hit(ui, view, number);
    if let Some(raw) = &cut.line.raw {
        label.on_hover_ui(|ui| {
            ui.weak(view.words.transcript_raw());
            ui.label(RichText::new(visible_line(cell::beginning(raw, 2_000))).monospace());
        });
    }
    false
}

/// The gravest flag of the command that begins here, or as much room.
fn flag(ui: &mut Ui, view: &View, flags: &[Flag]) {
    let left = ui.max_rect().left();
    let rect = Rect::from_min_max(pos2(left + 5.0, ui.max_rect().top()), pos2(left + FLAG, ui.max_rect().bottom()));
    let Some(gravest) = flags.first() else {
        ui.add_space(FLAG);
        return;
    };
    let mut inside = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)));
    let mark = flag_mark::show(&mut inside, &view.colours, gravest.rule.level);
    let titles = flag_card::titles(view, flags);
    mark.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &titles));
    mark.on_hover_ui(|ui| flag_card::hover(ui, view, flags));
    ui.add_space(FLAG);
}

/// When it was logged, where that is another time than the line before; without times its number.
fn margin(ui: &mut Ui, view: &View, session: &Session, number: usize, cut: &CutLine) {
    let text = if Replay::has_times(session) {
        let before = number.checked_sub(1).and_then(|before| session.transcript.time(before));
        if before == Some(cut.line.time) { String::new() } else { view.clock(cut.line.time) }
    } else {
        view.count(number + 1)
    };
    let (rect, _) = ui.allocate_exact_size(vec2(MARGIN - FLAG, LINE), Sense::hover());
    let font = FontId::monospace(11.0);
    let at = pos2(rect.right() - 4.0, rect.center().y);
    ui.painter().text(at, egui::Align2::RIGHT_CENTER, text, font, view.colours.weak);
}

/// The text with what was found in it.
fn job(view: &View, cut: &CutLine, number: usize, colour: Color32) -> LayoutJob {
    let text = cut.line.text.as_str();
    let find = &view.state.transcript.find;
    let format = |color: Color32, background: Color32| TextFormat {
        font_id: FontId::monospace(12.5),
        color,
        background,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    let mut at = 0;
    for (place, hit) in find.in_line(number) {
        let (start, end) = (hit.bytes.start.max(at), hit.bytes.end);
        let (Some(before), Some(found)) = (text.get(at..start), text.get(start..end)) else { break };
        if found.is_empty() {
            continue;
        }
        job.append(&visible_line(before), 0.0, format(colour, Color32::TRANSPARENT));
        let (ink, paper) = if find.current == Some(place) {
            (view.colours.surface, view.colours.attention)
        } else {
            (view.colours.text, view.colours.attention.gamma_multiply(0.28))
        };
        job.append(&visible_line(found), 0.0, format(ink, paper));
        at = end;
    }
    job.append(&visible_line(&text[at..]), 0.0, format(colour, Color32::TRANSPARENT));
    job
}

/// What was found so deep in the line that it is not drawn there.
fn deep_hit(ui: &mut Ui, view: &View, number: usize) {
    let find = &view.state.transcript.find;
    let Some(hit) = find.current.and_then(|current| find.hits.get(current)).filter(|hit| hit.line == number) else {
        return;
    };
    if hit.bytes.end > DEEP
        && let Some(around) = &hit.around
    {
        let text = RichText::new(format!("… {} …", visible_line(around))).monospace().color(view.colours.surface);
        ui.add(Label::new(text.background_color(view.colours.attention)).extend());
    }
}

/// One line for all that a full-screen program drew; says whether that is to be shown or hidden. `number`: the
/// line in which it is logged.
fn full_screen(
    ui: &mut Ui,
    view: &View,
    drafts: &TranscriptDrafts,
    session: &Session,
    number: usize,
    command: Option<&TypedCommand>,
) -> bool {
    let words = view.words;
    let command = command.filter(|command| command.full_screen.is_some());
    let program = command
        .map(|command| visible_line(cell::beginning(command.text.lines().next().unwrap_or_default(), 80)).into_owned());
    let time = command.and_then(|command| command.full_screen).and_then(|screen| screen.milliseconds);
    let is_open = drafts.drawn.contains_key(&number);
    let sign = if is_open { "▼" } else { "▶" };
    let said = words.had_the_screen(program.as_deref(), time);
    let text = RichText::new(format!("{sign} {said}")).color(view.colours.accent);
    ui.spacing_mut().button_padding = vec2(4.0, 0.0);
    ui.spacing_mut().interact_size.y = LINE;
    let button = ui.add(Button::new(text).frame(false));
    let explained = if is_open { words.close_drawing() } else { words.open_drawing() };
    button.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_open, &said));
    let button = button.on_hover_text(explained);
    button.context_menu(|ui| copying(ui, view, session, number));
    if view.state.transcript.find.in_line(number).any(|(_, hit)| hit.bytes.is_empty()) {
        ui.colored_label(view.colours.attention, words.found_in_drawing());
    }
    button.clicked()
}

/// The last command up to a line.
fn command_before(session: &Session, line: usize) -> Option<&TypedCommand> {
    let after = session.commands.partition_point(|command| command.line <= line);
    session.commands.get(after.checked_sub(1)?)
}

/// The whole line is read when it is copied: what is drawn may be cut.
fn copying(ui: &mut Ui, view: &View, session: &Session, number: usize) {
    let whole = || session.lines(number..number + 1).into_iter().next().unwrap_or_default();
    if ui.button(view.words.copy_line()).clicked() {
        let line = whole();
        let text = if line.full_screen { line.raw.unwrap_or_default() } else { line.text };
        ui.copy_text(visible_line(&text).into_owned());
    }
    if ui.button(view.words.copy_raw()).clicked() {
        let line = whole();
        ui.copy_text(visible_line(&line.raw.unwrap_or(line.text)).into_owned());
    }
}

fn mark(ui: &mut Ui, view: &View, session: &Session, place: usize) {
    let Some(mark) = session.marks.get(place) else { return };
    let colour = match mark.kind {
        MarkKind::Gap { .. } => view.colours.weak,
        MarkKind::SecretAsked | MarkKind::TypingHidden => view.colours.attention,
    };
    ui.add_space(MARGIN);
    let text = RichText::new(format!("─ {} ─", view.words.mark(mark.kind))).small().color(colour);
    ui.add(Label::new(text).selectable(false).extend());
}

fn drawn(ui: &mut Ui, view: &View, drafts: &TranscriptDrafts, line: usize, piece: usize) {
    back(ui, view.colours.stripe);
    ui.add_space(MARGIN + 16.0);
    let text = drafts.drawn.get(&line).and_then(|pieces| pieces.get(piece)).map(String::as_str).unwrap_or_default();
    ui.add(Label::new(RichText::new(text).font(FontId::monospace(11.0)).color(view.colours.weak)).extend());
}
