//! What was said of a session or a command, and the form to say something of it.

use egui::{Button, Label, RichText, TextEdit, Ui};

use super::{cell, review_mark, trouble};
use crate::{
    app::{Action, ReviewAction},
    case::{Review, ReviewRegister, ReviewState, ReviewSubject},
    model::{visible, visible_line},
    ui::{theme::strong, view::View},
};

/// What is shown of a long history: its newest.
const MOST: usize = 20;
/// The longest comment that is laid out, in bytes; the evidence pack has all of it.
const LONGEST: usize = 4_000;

pub fn show(ui: &mut Ui, view: &mut View, subject: &ReviewSubject) {
    let words = view.words;
    let Some(register) = view.state.reviews.register.clone() else {
        ui.add(Label::new(words.review_needs_case()).wrap());
        return;
    };
    let said = register.of(subject);
    standing(ui, view, &register, subject, &said);
    ui.add_space(4.0);
    for review in said.iter().rev().take(MOST) {
        entry(ui, view, review);
    }
    ui.separator();
    if view.state.can_review() {
        form(ui, view, subject, &said);
    } else {
        ui.add(Label::new(words.review_sealed()).wrap());
    }
}

/// Where it stands now, and by whom.
fn standing(ui: &mut Ui, view: &View, register: &ReviewRegister, subject: &ReviewSubject, said: &[&Review]) {
    let words = view.words;
    let own = last_state(said);
    let session = &subject.session_of();
    let of_session = register.standing_of_session(&session.log_group, &session.session);
    let (state, by) = match (own, of_session) {
        (Some(own), _) => (own.state, None),
        (None, Some(session)) if subject.command.is_some() => (session.state, Some(session)),
        _ => (None, None),
    };
    ui.horizontal(|ui| {
        review_mark::show(ui, words, &view.colours, state);
        ui.label(RichText::new(words.review_state(state)).font(strong(14.0)));
    });
    if let Some(session) = by {
        ui.weak(words.as_its_session());
        entry(ui, view, session);
    } else if said.is_empty() {
        ui.weak(words.review_nothing_yet());
    }
}

/// The last state that was given and not withdrawn.
fn last_state<'r>(said: &[&'r Review]) -> Option<&'r Review> {
    let last = said.iter().rev().find(|review| review.state.is_some())?;
    (last.state != Some(ReviewState::Withdrawn)).then_some(*last)
}

fn entry(ui: &mut Ui, view: &View, review: &Review) {
    let words = view.words;
    let what = review.state.map_or(words.review_note(), |state| words.review_state(Some(state)));
    let reviewer = visible_line(cell::beginning(&review.reviewer, 200)).into_owned();
    let head = format!("{what} · {reviewer} · {}", view.time(review.at));
    ui.add(Label::new(RichText::new(head).small().color(view.colours.weak)).wrap());
    if !review.comment.is_empty() {
        ui.add(Label::new(visible(cell::beginning(&review.comment, LONGEST)).into_owned()).wrap());
    }
    ui.add_space(2.0);
}

fn form(ui: &mut Ui, view: &mut View, subject: &ReviewSubject, said: &[&Review]) {
    let words = view.words;
    let mut reviewer = view.state.settings.reviewer.clone();
    let label = ui.label(words.reviewer());
    let field = TextEdit::singleline(&mut reviewer).hint_text(words.reviewer_hint()).desired_width(f32::INFINITY);
    if ui.add(field).labelled_by(label.id).changed() {
        view.act(Action::Review(ReviewAction::Reviewer(reviewer)));
    }
    let mut comment = view.state.reviews.comment_on(subject).to_owned();
    let label = ui.label(words.review_comment());
    let field = TextEdit::multiline(&mut comment)
        .hint_text(words.review_comment_hint())
        .desired_rows(3)
        .desired_width(f32::INFINITY);
    if ui.add(field).labelled_by(label.id).changed() {
        view.act(Action::Review(ReviewAction::Comment { subject: subject.clone(), text: comment }));
    }
    let has_name = !view.state.settings.reviewer.trim().is_empty();
    let has_comment = !view.state.reviews.comment_on(subject).trim().is_empty();
    let is_free = !view.state.reviews.write_slot.is_waiting();
    let withdraws = last_state(said).is_some();
    let choices = [
        (words.mark_reviewed(), Some(ReviewState::Reviewed), true),
        (words.mark_follow_up(), Some(ReviewState::FollowUp), true),
        (words.review_add_note(), None, has_comment),
        (words.review_withdraw(), Some(ReviewState::Withdrawn), withdraws),
    ];
    ui.horizontal_wrapped(|ui| {
        for (label, state, makes_sense) in choices {
            let can = has_name && is_free && makes_sense;
            if (makes_sense || state.is_none()) && ui.add_enabled(can, Button::new(label)).clicked() {
                view.act(Action::Review(ReviewAction::Give { subject: subject.clone(), state }));
            }
        }
    });
    let note = if has_name { words.review_for_good() } else { words.reviewer_missing() };
    ui.add(Label::new(RichText::new(note).small().color(view.colours.weak)).wrap());
    if let Some(failure) = &view.state.reviews.write_slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
}
