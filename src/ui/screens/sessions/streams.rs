//! The plain list: the log group's streams, newest first.

use egui::{Align, Button, Key, Label, Layout, RichText, TextEdit, Ui};

use super::{SessionDrafts, ask, switch};
use crate::{
    app::{
        Action, SessionsAction,
        state::{Screen, TableId},
    },
    case::ReviewState,
    model::Column,
    ui::{
        root,
        view::View,
        widgets::{cell, empty, result_table, review_mark, trouble},
    },
};

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut SessionDrafts) {
    root::centre_with(ui, view, |ui, view| {
        if root::needs_group(ui, view) {
            return;
        }
        let words = view.words;
        let sessions = &view.state.sessions;
        ui.horizontal(|ui| {
            ui.heading(words.sessions_title());
            switch(ui, view);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if sessions.next_token.is_some()
                    && ui.add_enabled(!sessions.slot.is_waiting(), Button::new(words.show_more())).clicked()
                {
                    view.act(Action::Sessions(SessionsAction::ReadMore));
                }
                ui.weak(words.sessions_loaded(
                    &view.count(sessions.table.order.len()),
                    &view.count(sessions.streams.len()),
                    sessions.next_token.is_some(),
                ));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let hint = Label::new(RichText::new(words.sessions_hint()).weak()).truncate();
                    ui.add(hint).on_hover_text(words.sessions_hint());
                });
            });
        });
        ask::show(ui, view);
        ui.horizontal(|ui| {
            prefix(ui, view, drafts);
            result_table::bar(ui, view, TableId::Sessions, words.sessions_filter());
        });
        if let Some(failure) = &sessions.slot.trouble {
            trouble::show(ui, words, &view.colours, failure);
        } else if sessions.streams.is_empty() && !sessions.slot.is_waiting() {
            let text = if sessions.prefix.is_empty() { words.no_sessions() } else { words.no_sessions_prefix() };
            if empty::show(ui, text, "", Some(words.show_groups())) {
                view.act(Action::Go(Screen::Groups));
            }
            return;
        }
        let open = |row: u32| {
            let stream = sessions.streams.get(row as usize);
            stream.map_or(Action::Go(Screen::Sessions), |stream| {
                Action::Sessions(SessionsAction::Open(stream.name.clone()))
            })
        };
        let look = result_table::Look {
            id: TableId::Sessions,
            width: &width,
            fit: None,
            least_room: None,
            cell: &session_cell,
            open: Some(&open),
            opens_on_click: true,
        };
        result_table::show(ui, view, &look);
    });
}

/// The column of where a session stands by what was said of it; only in an open case.
const REVIEW: usize = 4;

fn width(column: &Column) -> f32 {
    match column.name.as_str() {
        "session" => 420.0,
        "name" => 220.0,
        "review" => 80.0,
        _ => 170.0,
    }
}

fn session_cell(ui: &mut Ui, view: &mut View, row: usize, column: usize) -> bool {
    match (column, view.state.sessions.streams.get(row)) {
        (0, Some(stream)) => cell::id(ui, &stream.name),
        (REVIEW, Some(_)) => {
            let name = view.state.sessions.table.rows.cell(row, column);
            let states = [ReviewState::Reviewed, ReviewState::FollowUp];
            let state = states.into_iter().find(|state| name == Some(state.name()));
            review_mark::show(ui, view.words, &view.colours, state);
        }
        _ => return false,
    }
    true
}

/// Asks AWS for names that begin so: what is not loaded yet can be found by it.
fn prefix(ui: &mut Ui, view: &mut View, drafts: &mut SessionDrafts) {
    let words = view.words;
    let label = ui.label(words.sessions_prefix());
    let draft = drafts.prefix.get_or_insert_with(|| view.state.sessions.prefix.clone());
    let field = ui
        .add(TextEdit::singleline(draft).hint_text(words.sessions_prefix_hint()).desired_width(200.0))
        .labelled_by(label.id);
    if field.lost_focus() && (ui.input(|input| input.key_pressed(Key::Enter)) || *draft != view.state.sessions.prefix) {
        view.act(Action::Sessions(SessionsAction::Prefix(draft.trim().to_owned())));
    }
}
