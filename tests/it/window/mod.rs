//! The window by its labels, in both languages: what a person can reach, and what it tells them.

mod case;
mod case_commands;
mod commands;
mod compared;
mod harness;
mod made_up;
mod pictures;
mod procedures;
mod reviews;
mod setup;
mod tables;
mod transcript;

use egui_kittest::kittest::Queryable;
use session_lens::{
    app::{
        Action, CommandsAction, Language, Theme,
        state::{RangeChoice, Screen},
    },
    worker::Facet,
};

use self::harness::{GROUP, Window};

fn from_a_click_to_who_typed_what(language: Language) {
    let mut window = Window::open_commands(language, Theme::Dark);
    let words = window.words;
    let state = window.state();
    let set = state.commands.set.clone().unwrap();
    let busiest = set.os_users[0].clone();
    assert_eq!(state.screen, Screen::Commands);
    assert_eq!(state.commands.table.order.len(), set.places.len());

    window.click(&busiest.value);
    window.until("one user's commands", |state| {
        !state.commands.filter.is_empty() && state.commands.table.waiting.is_none()
    });
    let commands = &window.state().commands;
    assert_eq!(commands.narrowed.commands, busiest.commands, "all of them and nobody else's");

    let row = commands.table.order.iter().copied().find(|row| set.at(*row as usize).is_some()).unwrap();
    let (session, command) = set.at(row as usize).unwrap();
    window.harness.state_mut().app_mut().act(Action::Commands(CommandsAction::OpenSession(row)));
    window.until("the transcript", |state| state.screen == Screen::Transcript);
    let shown = window.state().transcript.session().unwrap();
    assert_eq!(shown.id, session.id);
    assert_eq!(shown.commands[0].text, command.text);
    assert!(window.shows(words.transcript_notice()));

    window.click(words.back());
    assert_eq!(window.state().screen, Screen::Commands);
    assert!(window.state().commands.filter.is_chosen(Facet::OsUser, &busiest.value), "Back keeps the choice");
}

#[test]
fn in_english() {
    from_a_click_to_who_typed_what(Language::English);
}

#[test]
fn in_japanese() {
    from_a_click_to_who_typed_what(Language::Japanese);
}

#[test]
fn a_click_on_a_session_opens_it_whatever_the_class_of_its_group() {
    for group in [GROUP, "/aws/ssm/session-logs-upload"] {
        let mut window = Window::open_demo(Language::English, Theme::Dark);
        window.click(group);
        window.click(window.words.open_sessions());
        window.until("the sessions", |state| {
            !state.sessions.streams.is_empty() && state.sessions.table.waiting.is_none()
        });
        let newest = window.state().sessions.streams[0].name.clone();
        window.click(&newest);
        window.until("its transcript", |state| state.transcript.session().is_some());
        assert_eq!(window.state().transcript.session().unwrap().id, newest);
        assert!(window.shows(window.words.transcript_notice()));
    }
}

#[test]
fn a_running_query_can_be_cancelled() {
    let mut window = Window::open_demo(Language::English, Theme::Dark);
    window.click(GROUP);
    // Takes long enough for a click.
    window.harness.state_mut().app_mut().act(Action::ChooseRange(RangeChoice::LastDays(365)));
    window.click(window.words.open_commands());
    assert!(window.state().commands.slot.is_waiting());
    window.click(window.words.cancel());
    assert!(window.state().commands.slot.was_cancelled && !window.state().commands.slot.is_waiting());
    assert!(window.harness.query_by_label_contains(window.words.cancelled()).is_some());
}
