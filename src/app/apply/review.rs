use crate::{
    app::{Outbox, ReviewAction, state::State},
    case::{Review, ReviewState, ReviewSubject},
    worker::{CaseRequest, Request},
};

use super::settings;

/// More is no comment but a document: it can lie beside the case. In bytes.
const LONGEST: usize = 100_000;

pub(super) fn apply(state: &mut State, action: ReviewAction, outbox: &mut Outbox) {
    match action {
        ReviewAction::Reviewer(name) => {
            state.settings.reviewer = name;
            settings::save(state, outbox);
        }
        ReviewAction::Comment { subject, text } => state.reviews.draft = Some((subject, text)),
        ReviewAction::Give { subject, state: stands } => give(state, subject, stands, outbox),
        ReviewAction::GiveChosen(stands) => {
            if let Some(subject) = state.review_subject() {
                give(state, subject, Some(stands), outbox);
            }
        }
    }
}

fn give(state: &mut State, subject: ReviewSubject, stands: Option<ReviewState>, outbox: &mut Outbox) {
    let Some(path) = state.connection.case().cloned() else { return };
    let reviewer = state.settings.reviewer.trim().to_owned();
    // One at a time: what is under way is not to be cancelled by the next.
    if !state.can_review() || reviewer.is_empty() || state.reviews.write_slot.is_waiting() {
        return;
    }
    let mut comment = state.reviews.comment_on(&subject).trim().to_owned();
    comment.truncate(comment.floor_char_boundary(LONGEST));
    if stands.is_none() && comment.is_empty() {
        return;
    }
    let review = Review { at: state.clock.now(), subject, state: stands, reviewer, comment };
    let request = CaseRequest::Review { path, review: Box::new(review) };
    outbox.ask_in(&mut state.reviews.write_slot, Request::Case(request));
}

/// Reads what was said of what is in the open case.
pub(in crate::app) fn read(state: &mut State, outbox: &mut Outbox) {
    match state.connection.case().cloned() {
        Some(path) => outbox.ask_in(&mut state.reviews.read_slot, Request::Case(CaseRequest::Reviews { path })),
        None => state.reviews.register = None,
    }
}
