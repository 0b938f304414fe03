//! Find an action by its words.

use egui::{Key, Modal, Modifiers, RichText, ScrollArea, TextEdit, Ui};

use super::{drafts::Drafts, shortcuts::shortcut, view::View};
use crate::app::NamedAction;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let Some(mut typed) = drafts.palette.take() else { return };
    let words = view.words;
    let needle = typed.to_lowercase();
    let found: Vec<NamedAction> = NamedAction::ALL
        .into_iter()
        .filter(|action| action.is_enabled(view.state) && action.label(words).to_lowercase().contains(&needle))
        .collect();
    let mut chosen = None;
    let last = found.len().saturating_sub(1);
    drafts.palette_choice = drafts.palette_choice.min(last);
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown)) {
        drafts.palette_choice = (drafts.palette_choice + 1).min(last);
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowUp)) {
        drafts.palette_choice = drafts.palette_choice.saturating_sub(1);
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
        chosen = found.get(drafts.palette_choice).copied();
    }
    let modal = Modal::new(egui::Id::unique("palette")).show(ui, |ui| {
        ui.set_width(420.0);
        let field =
            ui.add(TextEdit::singleline(&mut typed).hint_text(words.palette_hint()).desired_width(f32::INFINITY));
        if field.changed() {
            drafts.palette_choice = 0;
        }
        field.request_focus();
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            if found.is_empty() {
                ui.weak(words.palette_none());
            }
            for (place, action) in found.iter().enumerate() {
                let keys =
                    action.shortcut().and_then(shortcut).map(|keys| ui.format_shortcut(&keys)).unwrap_or_default();
                let button = egui::Button::selectable(place == drafts.palette_choice, action.label(words))
                    .right_text(RichText::new(keys).weak())
                    .min_size(egui::vec2(ui.available_width(), 26.0));
                if ui.add(button).clicked() {
                    chosen = Some(*action);
                }
            }
        });
    });
    if let Some(action) = chosen {
        view.act(action.action());
    } else if !modal.should_close() {
        drafts.palette = Some(typed);
    }
    if drafts.palette.is_none() {
        drafts.palette_choice = 0;
    }
}
