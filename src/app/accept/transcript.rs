use std::sync::Arc;

use crate::{
    app::{Outbox, Settings, state::State},
    session::{Hit, Outline},
    worker::{Request, RequestId},
};

/// Shows the time line, and asks what rules say of the commands on it.
pub(super) fn show_outline(state: &mut State, outline: Arc<Outline>, outbox: &mut Outbox) {
    let transcript = &mut state.transcript;
    transcript.outline = Some(Arc::clone(&outline));
    if let Some(session) = transcript.open_session().cloned() {
        let request = Request::SessionFlags { session, outline, rules: Settings::rules_folder() };
        outbox.ask_in(&mut transcript.flags_slot, request);
    }
}

/// More of what is looked for has been found. The first hit from where the person is comes into view.
pub(super) fn found(state: &mut State, id: RequestId, last: bool, hits: Vec<Hit>, (searched, is_full): (usize, bool)) {
    let find = &mut state.transcript.find;
    if !find.slot.accepts(id, last) {
        return;
    }
    find.hits.extend(hits);
    find.searched = searched;
    find.is_full = is_full;
    if find.current.is_none()
        && let Some(choice) = find.first_choice()
    {
        state.transcript.show_hit(choice);
    }
}
