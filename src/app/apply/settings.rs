use crate::{
    app::{Outbox, Settings, SettingsAction, state::State},
    worker::Request,
};

pub(super) fn apply(state: &mut State, action: &SettingsAction, outbox: &mut Outbox) {
    match *action {
        SettingsAction::Language(language) => state.settings.language = Some(language),
        SettingsAction::Theme(theme) => state.settings.theme = theme,
        SettingsAction::Zone(zone) => {
            state.settings.zone = zone;
            // Days begin at other moments.
            super::narrow(state, outbox);
        }
    }
    save(state, outbox);
}

/// Keeps the settings, in the background.
pub(super) fn save(state: &State, outbox: &mut Outbox) {
    if !state.keeps_settings {
        return;
    }
    if let (Some(path), Ok(text)) = (Settings::path(), serde_json::to_string_pretty(&state.settings)) {
        outbox.ask(Request::SaveSettings { path, text });
    }
}
