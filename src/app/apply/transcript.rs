use crate::app::{Outbox, SessionsAction, TranscriptAction, state::State};

use super::sessions;

pub(super) fn apply(state: &mut State, action: &TranscriptAction, outbox: &mut Outbox) {
    match *action {
        TranscriptAction::Jump(command) => state.transcript.jump(Some(command)),
        TranscriptAction::ReadWhole => {
            if let Some(session) = state.transcript.session_id.clone() {
                state.transcript.clear(session.clone());
                sessions::apply(state, SessionsAction::Open(session), outbox);
            }
        }
    }
}
