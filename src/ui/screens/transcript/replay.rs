//! Playing the session.

use egui::{Button, RichText, Ui, vec2};

use super::drafts::TranscriptDrafts;
use crate::{
    app::{
        Action, NamedAction, TranscriptAction,
        state::{Replay, Speed},
    },
    session::Session,
    ui::{view::View, widgets::small},
};

/// A step of the play is never longer, in seconds: the window may have been hidden.
const LONGEST_STEP: f32 = 0.25;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut TranscriptDrafts, session: &Session) {
    let words = view.words;
    let replay = view.state.transcript.replay;
    if replay.is_playing {
        let seconds = ui.input(|input| input.stable_dt).clamp(0.0, LONGEST_STEP);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "up to a quarter of a second")]
        let microseconds = (seconds * 1_000_000.0) as u32;
        view.act(Action::Transcript(TranscriptAction::Tick { microseconds }));
    }
    let has_times = Replay::has_times(session);
    let explained = if has_times { words.replay_explained() } else { words.replay_without_times() };
    ui.horizontal_wrapped(|ui| {
        let label = if replay.is_playing { words.pause() } else { words.play() };
        let button = ui.add(Button::new(label).min_size(vec2(84.0, 24.0)));
        if button.on_hover_text(explained).clicked() {
            view.act(Action::Transcript(TranscriptAction::PlayOrPause));
        }
        for (action, sign) in [(NamedAction::PreviousCommand, "["), (NamedAction::NextCommand, "]")] {
            let is_enabled = action.is_enabled(view.state);
            let label = action.label(words);
            let button = ui.add_enabled(is_enabled, Button::new(RichText::new(sign).monospace()));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_enabled, label));
            if button.on_hover_text(label).clicked() {
                view.act(action.action());
            }
        }
        ui.separator();
        ui.weak(words.speed());
        ui.spacing_mut().item_spacing.x = 2.0;
        for speed in Speed::ALL {
            if ui.selectable_label(replay.speed == speed, speed.label()).clicked() {
                view.act(Action::Transcript(TranscriptAction::SetSpeed(speed)));
            }
        }
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.separator();
        if has_times {
            let mut skips = replay.skips_idle;
            let switch = ui.checkbox(&mut skips, words.skip_idle());
            if switch.on_hover_text(words.skip_idle_explained()).changed() {
                view.act(Action::Transcript(TranscriptAction::SwitchSkipIdle));
            }
        }
        if replay.is_on {
            if has_times {
                ui.label(RichText::new(view.time(replay.time(session))).monospace());
            }
            ui.weak(words.played(view.state.transcript.revealed(), session.transcript.len()));
            if small::button(ui, words.end_replay()).clicked() {
                view.act(Action::Transcript(TranscriptAction::EndReplay));
            }
            if !drafts.follows && small::button(ui, words.follow_play()).clicked() {
                drafts.follows = true;
            }
        } else if !has_times {
            ui.weak(words.replay_without_times());
        }
    });
}
