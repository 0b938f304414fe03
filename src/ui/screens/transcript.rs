//! One session as its terminal showed it, with the typed lines marked.

use egui::{FontId, Label, Panel, RichText, ScrollArea, Sense, Ui, pos2, vec2};

use crate::{
    app::{Action, SessionsAction, TranscriptAction, state::Screen},
    model::visible_line,
    session::{RecordForm, Session},
    ui::{
        drafts::Drafts,
        root,
        theme::strong,
        view::View,
        widgets::{cell, empty, small, trouble},
    },
};

const LINE: f32 = 18.0;
/// The longest piece of a line that is laid out.
const LINE_BYTES: usize = 2_000;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let state = view.state;
    let Some(session) = state.transcript.session() else {
        root::centre_with(ui, view, not_there);
        return;
    };
    Panel::right("typed here")
        .frame(root::side(view))
        .default_size(320.0)
        .size_range(220.0..=560.0)
        .show(ui, |ui| typed(ui, view, session));
    root::centre_with(ui, view, |ui, view| {
        head(ui, view, session);
        if session.transcript.is_empty() {
            empty::show(ui, view.words.transcript_empty(), "", None);
            return;
        }
        lines(ui, view, drafts, session);
    });
}

fn not_there(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let transcript = &view.state.transcript;
    if let Some(failure) = &transcript.slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    let title = transcript.session_id.as_deref().map(|id| visible_line(id).into_owned()).unwrap_or_default();
    if transcript.slot.is_waiting() {
        empty::show(ui, words.reading(), &title, None);
    } else if let Some(id) = transcript.session_id.clone() {
        if empty::show(ui, &title, "", Some(words.reload())) {
            view.act(Action::Sessions(SessionsAction::Open(id)));
        }
    } else if empty::show(ui, words.transcript_choose(), "", Some(words.screen(Screen::Sessions))) {
        view.act(Action::Go(Screen::Sessions));
    }
}

fn head(ui: &mut Ui, view: &mut View, session: &Session) {
    let words = view.words;
    ui.horizontal(|ui| {
        ui.label(RichText::new(visible_line(&session.id)).font(strong(16.0)));
        let form = match session.form {
            RecordForm::Streamed => words.form_streamed(),
            RecordForm::Uploaded => words.form_uploaded(),
            RecordForm::Mixed => words.form_mixed(),
            RecordForm::Unknown => words.form_unknown(),
        };
        ui.weak(form);
    });
    ui.horizontal_wrapped(|ui| {
        let unknown = words.unknown();
        for (label, value) in [
            (words.os_user(), session.os_user.as_deref().unwrap_or(unknown)),
            (words.principal(), session.principal.as_deref().unwrap_or(&session.principal_name)),
            (words.instance(), session.instance.as_deref().unwrap_or(unknown)),
        ] {
            ui.weak(label);
            ui.label(visible_line(value));
        }
        let times = format!("{} – {}", view.time(session.first_event), view.time(session.last_event));
        ui.add(Label::new(RichText::new(times).monospace()).extend());
    });
    ui.label(RichText::new(words.transcript_notice()).small().color(view.colours.attention));
    if session.broken_events > 0 {
        ui.colored_label(view.colours.risk, words.broken_events(session.broken_events));
    }
    if view.state.transcript.is_part_of_scope() {
        ui.horizontal(|ui| {
            ui.weak(words.transcript_part());
            if small::button(ui, words.transcript_whole()).clicked() {
                view.act(Action::Transcript(TranscriptAction::ReadWhole));
            }
        });
    }
    ui.separator();
}

fn lines(ui: &mut Ui, view: &mut View, drafts: &mut Drafts, session: &Session) {
    let transcript = &view.state.transcript;
    let chosen = transcript.command;
    let mut area = ScrollArea::both().id_salt(("transcript", &session.id)).auto_shrink(false);
    if drafts.jumps_seen != transcript.jumps {
        drafts.jumps_seen = transcript.jumps;
        if let Some(command) = chosen.and_then(|command| session.commands.get(command)) {
            let row = LINE + ui.spacing().item_spacing.y.min(0.0);
            let above = ui.available_height() / 3.0;
            area = area.vertical_scroll_offset((command.line as f32 * row - above).max(0.0));
        }
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, LINE, session.transcript.len(), |ui, range| {
        let mut last_time = range.start.checked_sub(1).and_then(|before| session.transcript.time(before));
        for line in session.lines(range) {
            let is_chosen = line.command.is_some() && line.command == chosen;
            ui.horizontal(|ui| {
                ui.set_height(LINE);
                let row = ui.max_rect();
                if is_chosen {
                    ui.painter().rect_filled(row.expand2(vec2(2000.0, 0.0)), 0.0, view.colours.selected);
                }
                if line.command.is_some() {
                    let mark = egui::Rect::from_min_size(pos2(row.left(), row.top() + 2.0), vec2(3.0, LINE - 4.0));
                    ui.painter().rect_filled(mark, 1.5, view.colours.accent);
                }
                ui.add_space(8.0);
                let time = if last_time == Some(line.time) { String::new() } else { view.clock(line.time) };
                let clock = RichText::new(format!("{time:8}")).font(FontId::monospace(11.0)).color(view.colours.weak);
                ui.add(Label::new(clock).selectable(false));
                let colour = if line.command.is_some() { view.colours.text } else { view.colours.weak };
                let drawn = cell::beginning(&line.text, LINE_BYTES);
                let text = RichText::new(visible_line(drawn)).font(FontId::monospace(12.5)).color(colour);
                let label = ui.add(Label::new(text).extend());
                label.context_menu(|ui| {
                    if ui.button(view.words.copy()).clicked() {
                        ui.copy_text(visible_line(&line.text).into_owned());
                    }
                });
                if drawn.len() < line.text.len() {
                    let rest = view.words.bytes((line.text.len() - drawn.len()) as f64);
                    ui.colored_label(view.colours.attention, view.words.line_goes_on(&rest));
                }
                if let Some(raw) = &line.raw {
                    label.on_hover_ui(|ui| {
                        ui.weak(view.words.transcript_raw());
                        ui.label(RichText::new(visible_line(cell::beginning(raw, 2_000))).monospace());
                    });
                }
            });
            last_time = Some(line.time);
        }
    });
}

fn typed(ui: &mut Ui, view: &mut View, session: &Session) {
    let words = view.words;
    ui.label(
        RichText::new(format!("{} ({})", words.transcript_commands(), view.count(session.commands.len())))
            .font(strong(13.5)),
    );
    if session.commands.is_empty() {
        ui.weak(words.transcript_no_commands());
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let chosen = view.state.transcript.command;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, 24.0, session.commands.len(), |ui, range| {
        for place in range {
            let command = &session.commands[place];
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::click());
            let first = cell::beginning(command.text.lines().next().unwrap_or_default(), 300);
            response.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::Button, true, chosen == Some(place), visible_line(first))
            });
            if chosen == Some(place) {
                ui.painter().rect_filled(rect, 4.0, view.colours.selected);
            } else if response.hovered() {
                ui.painter().rect_filled(rect, 4.0, view.colours.hover);
            }
            let mut inside = ui.new_child(
                egui::UiBuilder::new()
                    .max_rect(rect.shrink2(vec2(6.0, 2.0)))
                    .layout(egui::Layout::left_to_right(egui::Align::Center)),
            );
            cell::command(&mut inside, view, &command.text);
            if response.on_hover_text(words.confidence_explained(command.confidence)).clicked() {
                view.act(Action::Transcript(TranscriptAction::Jump(place)));
            }
        }
    });
}
