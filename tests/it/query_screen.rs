//! A query of one's own, by the labels of its screen: built by clicking, written, run. In both languages.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{
    Harness, Node,
    kittest::{NodeT, Queryable},
};
use session_lens::{
    app::{
        Action, App, GroupsAction, Language, Settings, State, Words,
        state::{Agreement, Screen},
    },
    insights::draft::{Operator, QueryDraft},
    ui::SessionLens,
    worker::{Completeness, ConnectTarget},
};

const GROUP: &str = "/aws/ssm/session-logs";
const PATIENCE: Duration = Duration::from_secs(30);

type Window = Harness<'static, SessionLens>;

/// The screen on the demo's session logs.
fn open(language: Language) -> Window {
    let begin = State { settings: Settings { language: Some(language), ..Settings::default() }, ..State::default() };
    let mut window: Window =
        Harness::builder().with_size([1440.0, 900.0]).allow_missing_glyphs().build_eframe(move |context| {
            let mut lens = SessionLens::with_app(&context.egui_ctx, |wake| App::with_state(begin, wake)).unwrap();
            lens.app_mut().connect(ConnectTarget::Demo { at: None });
            lens
        });
    until(&mut window, "the log groups", |state| state.groups.named(GROUP).is_some());
    window.state_mut().app_mut().act(Action::Groups(GroupsAction::Choose(GROUP.to_owned())));
    click(&mut window, Words(language).screen(Screen::Query));
    assert_eq!(state(&window).screen, Screen::Query);
    window
}

fn state(window: &Window) -> &State {
    &window.state().app().state
}

fn text(window: &Window) -> &str {
    &state(window).query.text
}

/// Steps until the state is as wanted.
fn until(window: &mut Window, what: &str, wanted: impl Fn(&State) -> bool) {
    let begun = Instant::now();
    loop {
        window.step();
        if wanted(state(window)) {
            window.step();
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "never came: {what}");
        sleep(Duration::from_millis(15));
    }
}

/// A few frames: a menu needs one to open, another to take a click.
fn settle(window: &mut Window) {
    window.run_steps(4);
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    settle(window);
}

/// Chooses in a menu or a list what a button of the screen may be called as well: the menu comes last.
fn choose(window: &mut Window, button: &str, choice: &str) {
    click(window, button);
    window.get_all_by_label(choice).last().unwrap().click();
    settle(window);
}

fn editor(window: &Window) -> Node<'_> {
    window.get_by_role(Role::MultilineTextInput)
}

/// Replaces the text as a person would: selects all of it and types.
fn write(window: &mut Window, text: &str) {
    editor(window).focus();
    settle(window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    settle(window);
    editor(window).type_text(text);
    settle(window);
}

fn fill(window: &mut Window, label: &str, value: &str) {
    window.get_by_label(label).focus();
    settle(window);
    window.get_by_label(label).type_text(value);
    settle(window);
}

fn clicking_builds_the_text(language: Language) {
    let words = Words(language);
    let mut window = open(language);
    assert_eq!(text(&window), QueryDraft::default().to_text());

    click(&mut window, words.add_condition());
    choose(&mut window, &words.part_of_condition(1, &format!("{}: @message", words.field_part())), "runAsUser");
    choose(&mut window, &words.part_of_condition(1, words.operator_part()), words.operator(Operator::IsNot));
    fill(&mut window, &words.part_of_condition(1, &words.value_part(None)), "ro\"ot");
    window.get_by_label(words.no_field_too());
    assert_eq!(
        text(&window),
        "fields @timestamp, @logStream, @message\n\
         | filter not ispresent(runAsUser) or runAsUser != \"ro\\\"ot\"\n\
         | sort @timestamp desc\n| limit 10000"
    );

    click(&mut window, words.add_condition());
    click(&mut window, words.joined_any());
    assert!(
        text(&window).contains("| filter (not ispresent(runAsUser) or runAsUser != \"ro\\\"ot\") or @message like")
    );
    click(&mut window, &words.remove_named(&words.part_of_condition(2, "@message")));
    click(&mut window, &words.remove_named("@message"));
    choose(&mut window, words.add_column(), "target.id");
    assert!(text(&window).starts_with("fields @timestamp, @logStream, target.id\n"), "{}", text(&window));

    // Any other field, by its name.
    click(&mut window, words.add_column());
    window.get_by(|node| node.placeholder() == Some(words.another_field())).focus();
    settle(&mut window);
    window.get_by(|node| node.placeholder() == Some(words.another_field())).type_text("what it is");
    settle(&mut window);
    window.key_press(Key::Enter);
    settle(&mut window);
    assert!(text(&window).starts_with("fields @timestamp, @logStream, target.id, `what it is`\n"), "{}", text(&window));

    click(&mut window, words.group_events());
    choose(&mut window, words.add_group(), "runAsUser");
    click(&mut window, words.add_time_group());
    click(&mut window, words.add_order());
    assert_eq!(
        text(&window),
        "filter not ispresent(runAsUser) or runAsUser != \"ro\\\"ot\"\n\
         | stats count(*) as events by runAsUser, bin(1h) as time\n\
         | sort events desc\n| limit 10000"
    );

    window.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut window, "the answer", |state| state.query.answered.is_some() && !state.query.slot.is_waiting());
    let query = &state(&window).query;
    let columns: Vec<&str> = query.table.rows.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["runAsUser", "time", "events"]);
    assert!(query.table.rows.row_count() > 1);
    assert!(query.slot.summary.as_ref().is_some_and(|summary| summary.completeness == Completeness::Complete));
    assert!(!query.seen.contains("events"), "a name of the query is no field");
}

#[test]
fn clicking_builds_the_text_in_english() {
    clicking_builds_the_text(Language::English);
}

#[test]
fn clicking_builds_the_text_in_japanese() {
    clicking_builds_the_text(Language::Japanese);
}

fn typing_moves_the_builder(language: Language) {
    let words = Words(language);
    let mut window = open(language);
    write(&mut window, "fields eventTime | filter awsRegion in [\"a\", 7] | limit 25");
    window.get_by_label(&words.remove_named("eventTime"));
    let value = words.part_of_condition(1, &words.value_part(Some(2)));
    assert_eq!(window.get_by_label(&value).value().as_deref(), Some("7"));
    assert_eq!(window.get_by_label(words.most_rows()).value().as_deref(), Some("25"));

    // More than the builder can say: it says so, and the text stays as it was typed.
    let more = "fields eventTime # when | dedup runAsUser\n| dedup runAsUser";
    write(&mut window, more);
    window.get_by_label(words.text_says_more());
    assert!(window.query_by_label(words.add_condition()).is_none(), "nothing that could write over it");
    assert_eq!((text(&window), state(&window).query.reading.agreement), (more, Agreement::SaysMore));

    // Undo, as in any editor.
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_ne!(text(&window), more);
    write(&mut window, "filter a = 1 | limit 5");
    assert_eq!(window.get_by_label(words.most_rows()).value().as_deref(), Some("5"));

    // What a click has changed comes back too.
    click(&mut window, &words.remove_named(&words.part_of_condition(1, "a")));
    assert_eq!(text(&window), "limit 5");
    editor(&window).focus();
    settle(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_eq!(text(&window), "filter a = 1 | limit 5");
    window.get_by_label(&words.part_of_condition(1, &words.value_part(None)));
}

#[test]
fn typing_moves_the_builder_in_english() {
    typing_moves_the_builder(Language::English);
}

#[test]
fn typing_moves_the_builder_in_japanese() {
    typing_moves_the_builder(Language::Japanese);
}

fn a_fault_is_named_with_its_place(language: Language) {
    let words = Words(language);
    let mut window = open(language);
    write(&mut window, "fields @timestamp\n| fitler runAsUser = \"root\"");
    let fault = state(&window).query.reading.faults[0].clone();
    let said = format!("{}: {}", words.place_in_text(2, 3), words.diagnostic(&fault));
    assert!(said.contains("filter"), "what was probably meant: {said}");
    window.get_by_label(&said);

    // Run waits, but AWS may know more than this program.
    assert!(window.get_by_label(words.run_query()).accesskit_node().is_disabled());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    settle(&mut window);
    assert!(state(&window).query.asked.is_none());
    click(&mut window, words.run_all_the_same());
    until(&mut window, "the refusal", |state| state.query.slot.trouble.is_some());
    assert!(state(&window).query.asked.is_some());

    // A click on the fault leads to its place: what is typed then replaces it.
    click(&mut window, &said);
    editor(&window).type_text("filter");
    settle(&mut window);
    assert_eq!(text(&window), "fields @timestamp\n| filter runAsUser = \"root\"");
    assert!(!window.get_by_label(words.run_query()).accesskit_node().is_disabled());

    // What AWS can never take is never sent.
    for hopeless in ["fields \"a", &format!("fields {}", "a".repeat(10_000))] {
        write(&mut window, hopeless);
        assert!(window.query_by_label(words.run_all_the_same()).is_none());
        assert!(window.get_by_label(words.run_query()).accesskit_node().is_disabled());
    }
}

#[test]
fn a_fault_is_named_with_its_place_in_english() {
    a_fault_is_named_with_its_place(Language::English);
}

#[test]
fn a_fault_is_named_with_its_place_in_japanese() {
    a_fault_is_named_with_its_place(Language::Japanese);
}

fn words_are_completed(language: Language) {
    let words = Words(language);
    let mut window = open(language);
    for (typed, key, completed) in [
        ("sta", Key::Enter, "stats"),
        ("fields @timestamp, runA", Key::Tab, "fields @timestamp, runAsUser"),
        ("stats count_d", Key::Enter, "stats count_distinct("),
        ("fields strlen(@message) as long | sort lon", Key::Enter, "fields strlen(@message) as long | sort long"),
        // Nothing in quotes is a word of the language, and Enter begins a line.
        ("filter a = \"sta", Key::Enter, "filter a = \"sta\n"),
        ("fields a | limit", Key::Enter, "fields a | limit\n"),
    ] {
        write(&mut window, typed);
        window.key_press(key);
        settle(&mut window);
        assert_eq!(text(&window), completed);
    }
    write(&mut window, "strl");
    assert!(window.query_by_label_contains("strlen(").is_none(), "no function begins a command");
    write(&mut window, "fields strl");
    let about = session_lens::insights::functions::find("strlen").unwrap();
    let offered: Vec<_> = window.get_all_by_label_contains(about.usage).collect();
    assert!(
        offered
            .iter()
            .any(|node| node.accesskit_node().label().is_some_and(|label| label.contains(words.about(about.about()))))
    );
}

#[test]
fn words_are_completed_in_english() {
    words_are_completed(Language::English);
}

#[test]
fn words_are_completed_in_japanese() {
    words_are_completed(Language::Japanese);
}

#[test]
fn a_procedures_query_can_be_taken_on_and_its_rows_looked_at() {
    let words = Words(Language::English);
    let mut window = open(Language::English);
    click(&mut window, words.screen(Screen::Procedures));
    let procedure = &session_lens::procedures::built_in()[0];
    click(&mut window, words.either(&procedure.name));
    click(&mut window, words.show_query());
    click(&mut window, words.edit_as_query());
    assert_eq!(state(&window).screen, Screen::Query);
    assert_eq!(text(&window), procedure.fill(&std::collections::BTreeMap::default()).unwrap().text);

    write(&mut window, "fields @timestamp, @logStream | limit 3");
    click(&mut window, words.run_query());
    until(&mut window, "three rows", |state| state.query.table.rows.row_count() == 3 && !state.query.slot.is_waiting());
    let row = session_lens::app::TableAction::Select(Some(0));
    window.state_mut().app_mut().act(Action::Table(session_lens::app::state::TableId::Query, row));
    settle(&mut window);
    click(&mut window, words.read_record());
    until(&mut window, "the event", |state| state.query.detail.record.is_some());
    assert!(state(&window).query.seen.contains("runAsUser"), "its fields can be chosen now");
    click(&mut window, words.open_this_session());
    until(&mut window, "the session", |state| state.screen == Screen::Transcript);
}
