//! The field for what to look for, and where it was found.

use egui::{Key, Modifiers, RichText, TextEdit, Ui};

use super::drafts::TranscriptDrafts;
use crate::{
    app::{Action, NamedAction, TranscriptAction},
    session::Session,
    ui::{shortcuts, view::View, widgets::small},
};

/// To be laid out from the right.
pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut TranscriptDrafts, session: &Session) {
    let words = view.words;
    if !ui.text_edit_focused() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Slash)) {
        view.act(Action::Transcript(TranscriptAction::BeginFind));
    }
    let find = &view.state.transcript.find;
    if !drafts.find.is_empty() {
        step(ui, view, NamedAction::FindNext, "▼");
        step(ui, view, NamedAction::FindPrevious, "▲");
    }
    let field = TextEdit::singleline(&mut drafts.find)
        .id_salt("find in the session")
        .hint_text(words.find_hint())
        .desired_width(220.0);
    let field = ui.add(field).on_hover_text(words.find_explained());
    if drafts.focuses_seen != find.focuses {
        drafts.focuses_seen = find.focuses;
        field.request_focus();
    }
    if field.changed() {
        view.act(Action::Transcript(TranscriptAction::Find(drafts.find.clone())));
    }
    if field.lost_focus() {
        let (enter, shift, escape) =
            ui.input(|input| (input.key_pressed(Key::Enter), input.modifiers.shift, input.key_pressed(Key::Escape)));
        if enter {
            let next = if shift { TranscriptAction::FindPrevious } else { TranscriptAction::FindNext };
            view.act(Action::Transcript(next));
            field.request_focus();
        } else if escape {
            drafts.find.clear();
            view.act(Action::Transcript(TranscriptAction::Find(String::new())));
        }
    }
    if find.text.is_empty() {
        return;
    }
    if find.is_full {
        ui.weak(words.find_more());
    } else if find.slot.is_waiting() {
        let percent = find.searched * 100 / session.transcript.len().max(1);
        ui.weak(words.finding(percent));
    }
    if !find.hits.is_empty() {
        ui.label(RichText::new(words.found_place(find.current, find.hits.len(), find.is_full)).monospace());
    } else if !find.slot.is_waiting() {
        ui.colored_label(view.colours.attention, words.find_none());
    }
}

fn step(ui: &mut Ui, view: &mut View, action: NamedAction, sign: &str) {
    let is_enabled = action.is_enabled(view.state);
    let label = action.label(view.words);
    let keys = action.shortcut().and_then(shortcuts::shortcut).map(|keys| ui.format_shortcut(&keys));
    let button = ui.add_enabled_ui(is_enabled, |ui| small::button(ui, sign)).inner;
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_enabled, label));
    if button.on_hover_text(format!("{label}  {}", keys.unwrap_or_default())).clicked() {
        view.act(action.action());
    }
}
