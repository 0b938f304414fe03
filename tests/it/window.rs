//! The window's main job, by its labels: from the demo to who typed what, in both languages.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use egui_kittest::{Harness, kittest::Queryable};
use session_lens::{
    app::{App, Language, Settings, State, Words, state::Screen},
    ui::SessionLens,
    worker::ConnectTarget,
};

const PATIENCE: Duration = Duration::from_secs(30);

fn open(language: Language) -> Harness<'static, SessionLens> {
    let state = State { settings: Settings { language: Some(language), ..Settings::default() }, ..State::default() };
    Harness::builder().with_size([1440.0, 900.0]).allow_missing_glyphs().build_eframe(move |context| {
        let mut lens = SessionLens::with_app(&context.egui_ctx, |wake| App::with_state(state, wake)).unwrap();
        lens.app_mut().connect(ConnectTarget::Demo);
        lens
    })
}

/// Steps until the state is as wanted; shows what stood on the screen if it never is.
fn until(harness: &mut Harness<'_, SessionLens>, what: &str, wanted: impl Fn(&State) -> bool) {
    let begun = Instant::now();
    loop {
        harness.step();
        if wanted(&harness.state().app().state) {
            harness.step();
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "never came: {what}");
        sleep(Duration::from_millis(15));
    }
}

fn from_a_click_to_who_typed_what(language: Language) {
    let words = Words(language);
    let mut window = open(language);
    until(&mut window, "the log groups", |state| state.groups.named("/aws/ssm/session-logs").is_some());

    window.get_by_label("/aws/ssm/session-logs").click();
    until(&mut window, "the chosen group", |state| state.groups.selected().is_some());
    window.get_by_label(words.open_commands()).click();
    until(&mut window, "the commands", |state| state.commands.set.is_some() && state.commands.table.waiting.is_none());

    let state = &window.state().app().state;
    let set = state.commands.set.clone().unwrap();
    let busiest = set.os_users[0].clone();
    assert_eq!(state.screen, Screen::Commands);
    assert_eq!(state.commands.table.order.len(), set.places.len());

    let user = window.get_all_by_label(&busiest.value).next().unwrap();
    user.click();
    until(&mut window, "one user's commands", |state| {
        state.commands.person.is_some() && state.commands.table.waiting.is_none()
    });
    let table = &window.state().app().state.commands.table;
    assert_eq!(table.order.len(), busiest.commands, "all of them and nobody else's");

    let row = window.state().app().state.commands.table.order[0];
    let (session, command) = set.at(row as usize).unwrap();
    window
        .state_mut()
        .app_mut()
        .act(session_lens::app::Action::Commands(session_lens::app::CommandsAction::OpenSession(row)));
    until(&mut window, "the transcript", |state| state.screen == Screen::Transcript);
    let shown = window.state().app().state.transcript.session().unwrap();
    assert_eq!(shown.id, session.id);
    assert_eq!(shown.commands[0].text, command.text);
    window.get_by_label(words.transcript_notice());
}

#[test]
fn in_english() {
    from_a_click_to_who_typed_what(Language::English);
}

#[test]
fn in_japanese() {
    from_a_click_to_who_typed_what(Language::Japanese);
}
