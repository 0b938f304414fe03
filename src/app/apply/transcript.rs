use crate::{
    app::{
        Outbox, SessionsAction, TranscriptAction,
        state::{FindState, State},
    },
    worker::Request,
};

use super::sessions;

pub(super) fn apply(state: &mut State, action: TranscriptAction, outbox: &mut Outbox) {
    let transcript = &mut state.transcript;
    match action {
        TranscriptAction::Jump(command) => transcript.jump(command),
        TranscriptAction::GoTo(line) => transcript.go_to(line),
        TranscriptAction::NextCommand => step(state, true),
        TranscriptAction::PreviousCommand => step(state, false),
        TranscriptAction::ReadWhole => {
            if let Some(session) = transcript.session_id.clone() {
                let_go(state, outbox);
                state.transcript.clear(session.clone());
                sessions::apply(state, SessionsAction::Open(session), outbox);
            }
        }
        TranscriptAction::BeginFind => transcript.find.focuses += 1,
        TranscriptAction::Find(text) => find(state, text, outbox),
        TranscriptAction::FindNext => show_hit(state, true),
        TranscriptAction::FindPrevious => show_hit(state, false),
        TranscriptAction::PlayOrPause => {
            let line = transcript.line;
            if transcript.replay.is_playing {
                transcript.replay.is_playing = false;
            } else if let Some(open) = transcript.open_session().cloned() {
                transcript.replay.play(&open, line);
            }
        }
        TranscriptAction::EndReplay => transcript.replay.end(),
        TranscriptAction::SetSpeed(speed) => transcript.replay.speed = speed,
        TranscriptAction::SwitchSkipIdle => transcript.replay.skips_idle = !transcript.replay.skips_idle,
        TranscriptAction::Tick { microseconds } => {
            if let Some(open) = transcript.open_session().cloned() {
                transcript.replay.tick(&open, f64::from(microseconds) / 1_000_000.0);
            }
        }
        TranscriptAction::ReadOutline => {
            if let Some(session) = transcript.open_session().cloned() {
                outbox.ask_in(&mut transcript.outline_slot, Request::Outline { session });
            }
        }
        TranscriptAction::ReadLines(lines) => {
            if let Some(session) = transcript.open_session().cloned() {
                transcript.heavy.asked = lines.clone();
                outbox.ask_in(&mut transcript.heavy.slot, Request::Lines { session, lines });
            }
        }
    }
}

/// Ends what goes on for the open session: another one comes.
pub(super) fn let_go(state: &mut State, outbox: &mut Outbox) {
    let transcript = &mut state.transcript;
    let slots = [
        &mut transcript.find.slot,
        &mut transcript.outline_slot,
        &mut transcript.flags_slot,
        &mut transcript.heavy.slot,
    ];
    for slot in slots {
        let id = slot.cancel();
        outbox.cancel(id);
    }
}

fn step(state: &mut State, forward: bool) {
    if let Some(command) = state.transcript.neighbour(forward) {
        state.transcript.jump(command);
    }
}

fn find(state: &mut State, text: String, outbox: &mut Outbox) {
    let transcript = &mut state.transcript;
    if transcript.find.text == text {
        return;
    }
    let before = transcript.find.slot.cancel();
    outbox.cancel(before);
    // What is typed on narrows what is found: it begins where the first letter began.
    let from = if transcript.find.text.is_empty() { transcript.line } else { transcript.find.from };
    transcript.find = FindState { text, from, focuses: transcript.find.focuses, ..FindState::default() };
    if !transcript.find.text.is_empty()
        && let Some(session) = transcript.open_session().cloned()
    {
        let text = transcript.find.text.clone();
        outbox.ask_in(&mut transcript.find.slot, Request::Find { session, text });
    }
}

fn show_hit(state: &mut State, forward: bool) {
    if let Some(hit) = state.transcript.find.step(forward) {
        state.transcript.show_hit(hit);
    }
}
