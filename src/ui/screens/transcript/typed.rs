//! What was typed, to jump by.

use egui::{Align, Layout, Rect, RichText, Sense, Ui, UiBuilder, vec2};

use super::drafts::TranscriptDrafts;
use crate::{
    app::{Action, TranscriptAction},
    model::visible_line,
    session::{CommandKind, Session},
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, flag_card, flag_mark, trouble},
    },
};

const ROW: f32 = 24.0;
/// Room for a flag, in points.
const FLAG: f32 = 16.0;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut TranscriptDrafts, session: &Session) {
    let words = view.words;
    // They are counted with the outline.
    let count = view.state.transcript.outline.as_ref().map(|outline| view.count(outline.commands));
    let count = count.map(|count| format!(" ({count})")).unwrap_or_default();
    ui.label(RichText::new(format!("{}{count}", words.transcript_commands())).font(strong(13.5)));
    flagged(ui, view);
    if session.commands.is_empty() {
        ui.weak(words.transcript_no_commands());
        return;
    }
    let chosen = view.state.transcript.command;
    let jumps = view.state.transcript.jumps;
    if drafts.typed_jumps_seen != jumps {
        drafts.typed_jumps_seen = jumps;
        if let Some(chosen) = chosen {
            drafts.typed_scroll.show_row(chosen, ROW, ui.available_height(), false);
        }
    }
    let revealed = view.state.transcript.revealed();
    if view.state.transcript.replay.is_playing {
        let played = session.commands.partition_point(|command| command.line < revealed);
        drafts.typed_scroll.show_row(played.saturating_sub(1), ROW, ui.available_height(), false);
    }
    let mut scroll = drafts.typed_scroll;
    let count = session.commands.len();
    scroll.show(ui, (count, ROW), words.transcript_commands(), false, |ui, sight| {
        ui.set_clip_rect(ui.clip_rect().intersect(sight.rect));
        for place in sight.rows.clone() {
            row(ui, view, session, (place, revealed), sight.row(place));
        }
    });
    drafts.typed_scroll = scroll;
}

/// How many of them have flags, once that is known.
fn flagged(ui: &mut Ui, view: &View) {
    let transcript = &view.state.transcript;
    if let Some(failure) = &transcript.flags_slot.trouble {
        trouble::show(ui, view.words, &view.colours, failure);
    }
    let Some(flags) = transcript.flags.as_ref().filter(|flags| !flags.by_command.is_empty()) else { return };
    let text = view.words.flags_counted(flags.flagged, flags.by_command.len() - flags.flagged);
    ui.add(egui::Label::new(RichText::new(text).small().color(view.colours.weak)).truncate());
}

fn row(ui: &mut Ui, view: &mut View, session: &Session, (place, revealed): (usize, usize), rect: Rect) {
    let words = view.words;
    let command = &session.commands[place];
    let is_chosen = view.state.transcript.command == Some(place);
    let response = ui.interact(rect, ui.scope_id().with(("typed", place)), Sense::click());
    let first = cell::beginning(command.text.lines().next().unwrap_or_default(), 300);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, visible_line(first)));
    if is_chosen {
        ui.painter().rect_filled(rect, 4.0, view.colours.selected);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, view.colours.hover);
    }
    let layout = Layout::left_to_right(Align::Center);
    let mut inside = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(vec2(6.0, 2.0))).layout(layout));
    // Not played yet.
    if command.line >= revealed {
        inside.multiply_opacity(0.45);
    }
    let flags = view.state.transcript.flags_of(place);
    inside.spacing_mut().item_spacing.x = 5.0;
    if let Some(gravest) = flags.first() {
        let mark = flag_mark::show(&mut inside, &view.colours, gravest.rule.level);
        let titles = flag_card::titles(view, flags);
        mark.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &titles));
    } else {
        inside.add_space(FLAG);
    }
    let is_agents = command.kind == CommandKind::Profile;
    if is_agents {
        let text = RichText::new(words.agent_typed()).small().color(view.colours.weak);
        inside.add(egui::Label::new(text).selectable(false));
        inside.multiply_opacity(0.6);
    }
    let job = cell::command_job(view, command.kind, &command.text);
    inside.add(egui::Label::new(job).selectable(false).truncate());
    let explained =
        if is_agents { words.agent_typed_explained() } else { words.confidence_explained(command.confidence) };
    let response = response.on_hover_ui(|ui| {
        if !flags.is_empty() {
            flag_card::hover(ui, view, flags);
            ui.separator();
        }
        ui.label(explained);
    });
    if response.clicked() {
        view.act(Action::Transcript(TranscriptAction::Jump(place)));
    }
}
