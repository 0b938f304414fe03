use crate::{app::state::State, session::Hit, worker::RequestId};

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
