//! The sessions of the log group: its streams, or what came of laying them beside the sessions that AWS knows.

mod ask;
mod cells;
mod compared;
mod coverage;
mod row_card;
mod streams;

use egui::{Button, Ui};

use crate::{
    app::{Action, ComparisonAction},
    ui::{drafts::Drafts, view::View},
};

/// What the screen keeps for itself between frames.
#[derive(Debug, Default)]
pub struct SessionDrafts {
    /// The field for the case is open.
    keeps: bool,
    /// The beginning of names that AWS is asked for.
    prefix: Option<String>,
}

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    match view.state.comparison.set.clone().filter(|_| view.state.comparison.is_shown) {
        Some(set) => compared::show(ui, view, &mut drafts.sessions, &set),
        None => streams::show(ui, view, &mut drafts.sessions),
    }
}

/// Between the plain list and the comparison, once there is one; and the way to make one.
fn switch(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let comparison = &view.state.comparison;
    if comparison.set.is_some() {
        let is_shown = comparison.is_shown;
        for (shows, label) in [(true, words.show_compared()), (false, words.show_streams())] {
            if ui.selectable_label(is_shown == shows, label).clicked() {
                view.act(Action::Comparison(ComparisonAction::Show(shows)));
            }
        }
    }
    let label = if comparison.set.is_some() { words.compare_again() } else { words.compare_open() };
    let cannot = view.state.cannot_compare();
    let button = ui.add_enabled(cannot.is_none() && !comparison.asks, Button::new(label));
    let button = match cannot {
        Some(why) => button.on_disabled_hover_text(words.cannot_ask(why)),
        None => button.on_hover_text(words.compare_text()),
    };
    if button.clicked() {
        view.act(Action::Comparison(ComparisonAction::Ask(true)));
    }
}
