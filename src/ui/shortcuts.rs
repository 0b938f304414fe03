//! Keys. What they do is said by the actions themselves.

use egui::{Key, KeyboardShortcut, Modifiers, Ui};

use super::{drafts::Drafts, view::View};
use crate::app::{Action, ExportAction, NamedAction, Shortcut};

pub fn handle(ui: &Ui, view: &mut View, drafts: &mut Drafts) {
    let palette_keys = [Modifiers::COMMAND.plus(Modifiers::SHIFT), Modifiers::COMMAND];
    for (modifiers, key) in [(palette_keys[0], Key::P), (palette_keys[1], Key::K)] {
        if ui.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(modifiers, key))) {
            drafts.palette = if drafts.palette.is_some() { None } else { Some(String::new()) };
        }
    }
    if drafts.palette.is_some() {
        return;
    }
    if view.state.export.is_some() {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            view.act(Action::Export(ExportAction::Close));
        }
        return;
    }
    let mut keyed: Vec<(NamedAction, KeyboardShortcut)> =
        NamedAction::ALL.into_iter().filter_map(|action| Some((action, shortcut(action.shortcut()?)?))).collect();
    // The one with more modifiers first: egui takes Ctrl+Shift+E for Ctrl+E too.
    keyed.sort_by_key(|(_, shortcut)| {
        std::cmp::Reverse(u8::from(shortcut.modifiers.shift) + u8::from(shortcut.modifiers.alt))
    });
    let is_typing = ui.text_edit_focused();
    // With the focus on a button, the space bar presses it.
    let has_focus = ui.memory(|memory| memory.focused().is_some()) || egui::Popup::is_any_open(ui);
    for (action, shortcut) in keyed {
        let is_taken = if shortcut.logical_key == Key::Space { has_focus } else { is_typing };
        if is_taken && action.shortcut().is_some_and(Shortcut::is_text) {
            continue;
        }
        if action.is_enabled(view.state) && ui.input_mut(|input| input.consume_shortcut(&shortcut)) {
            view.act(action.action());
        }
    }
}

/// As egui has it; `None` for a key that egui does not know.
pub fn shortcut(shortcut: Shortcut) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    if shortcut.control {
        modifiers = modifiers.plus(Modifiers::COMMAND);
    }
    if shortcut.shift {
        modifiers = modifiers.plus(Modifiers::SHIFT);
    }
    if shortcut.alt {
        modifiers = modifiers.plus(Modifiers::ALT);
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(shortcut.key)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_has_a_key() {
        for action in NamedAction::ALL {
            assert!(action.shortcut().is_none_or(|keys| shortcut(keys).is_some()), "{action:?}");
        }
    }
}
