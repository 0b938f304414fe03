//! What people said of what is in the case, and what was done with it here.

use egui::{Label, RichText, ScrollArea, Ui};

use crate::{
    model::visible_line,
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, review_mark, trouble},
    },
};

/// The height of either list, in points, before it scrolls.
const HIGHEST: f32 = 220.0;
/// Reviews that are listed, the newest of them.
const MOST: usize = 200;
const ROW: f32 = 20.0;

pub fn reviews(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.heading(words.reviews());
    if let Some(failure) = &view.state.reviews.read_slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    let Some(register) = view.state.reviews.register.clone() else { return };
    let all = register.all();
    let notes = register.notes();
    ui.weak(words.reviews_in_case(all.len() - notes, notes));
    let shown = all.len().min(MOST);
    let rows = ScrollArea::vertical().id_salt("reviews").max_height(HIGHEST).auto_shrink([false, true]);
    rows.show_rows(ui, ROW, shown, |ui, range| {
        for review in all.iter().rev().skip(range.start).take(range.len()) {
            ui.horizontal(|ui| {
                ui.label(RichText::new(view.time(review.at)).monospace().small());
                match review.state {
                    Some(_) => {
                        review_mark::show(ui, words, &view.colours, review.state);
                    }
                    None => {
                        ui.weak(words.review_note());
                    }
                }
                let subject = &review.subject;
                let of = subject.command.as_ref().map_or(subject.session.as_str(), |command| command.text.as_str());
                let reviewer = visible_line(cell::beginning(&review.reviewer, 100)).into_owned();
                ui.label(RichText::new(reviewer).font(strong(13.0)));
                let text = format!("{} {}", cell::beginning(of, 200), cell::beginning(&review.comment, 300));
                let whole = visible_line(&text).into_owned();
                ui.add(Label::new(whole.as_str()).truncate()).on_hover_text(&whole);
            });
        }
    });
}

pub fn activity(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let Some(facts) = view.state.case.facts.clone() else { return };
    ui.heading(words.activity_title());
    if facts.is_sealed {
        ui.weak(words.activity_sealed());
    }
    if let Some(failure) = &view.state.activity.slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    if facts.activity.is_empty() {
        ui.weak(words.activity_none());
        return;
    }
    ui.weak(words.activities_shown(facts.activity.len(), facts.activities));
    let rows = ScrollArea::vertical().id_salt("activity").max_height(HIGHEST).auto_shrink([false, true]);
    rows.show_rows(ui, ROW, facts.activity.len(), |ui, range| {
        for done in facts.activity.iter().skip(range.start).take(range.len()) {
            ui.horizontal(|ui| {
                ui.label(RichText::new(view.time(done.at)).monospace().small());
                match words.activity(&done.name) {
                    Some(known) => ui.label(known),
                    None => ui.label(visible_line(cell::beginning(&done.name, 60)).into_owned()),
                };
                let about = visible_line(&done.about).into_owned();
                ui.add(Label::new(RichText::new(&about).color(view.colours.weak)).truncate()).on_hover_text(&about);
            });
        }
    });
}
