//! The commands of a whole case, however many there are.

use session_lens::{
    app::{
        Action, CaseAction, CommandsAction, Language, State, TableAction, Theme,
        state::{Screen, TableId},
    },
    case::{Case, EntryKind, NewEvent, Writer},
    model::MAX_QUERY_ROWS,
    worker::Completeness,
};

use super::harness::Window;

const SESSIONS: i64 = 50;
/// More than any query gives.
const EVENTS: i64 = MAX_QUERY_ROWS as i64 + 1_000;

fn make_case(path: &std::path::Path) {
    let mut writer = Writer::new(Case::create(path, 1).unwrap()).unwrap();
    writer.begin_source(2, "made up", &serde_json::json!({})).unwrap();
    for number in 0..EVENTS {
        let session = format!("s-{:02}", number / 20 % SESSIONS);
        // Most events have no command: the events are what a query would count.
        let lines = if number % 20 == 0 { format!(r#""sh-5.2$ echo {number}","{number}""#) } else { String::new() };
        let message = format!(
            r#"{{"eventVersion":"1.0","eventTime":"","awsRegion":"r","target":{{"id":"i-1"}},"userIdentity":{{"arn":"a"}},"runAsUser":"u","sessionId":"{session}","sessionData":[{lines}]}}"#
        );
        writer.push(&NewEvent {
            timestamp: Some(1_795_000_000_000 + number),
            ingestion_time: None,
            log: "111122223333:g",
            log_stream: &session,
            message: message.as_bytes(),
            ptr: "",
        });
    }
    writer.flush(3, &[]).unwrap();
}

#[test]
fn a_case_shows_more_commands_than_a_query_gives_and_each_leads_to_its_events() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.case");
    make_case(&path);
    let mut window = Window::open(Language::English, Theme::Dark);
    let words = window.words;
    let act = |window: &mut Window, action: Action| {
        window.harness.state_mut().app_mut().act(action);
        window.harness.run_steps(2);
    };
    act(&mut window, Action::Case(CaseAction::Open(path.clone())));
    window.until("the case", |state| state.case.facts.is_some() && state.scope.log_group.is_some());
    window.click(words.screen(Screen::Commands));
    let is_told = |state: &State| state.commands.slot.summary.as_ref().is_some_and(|summary| summary.of_case.is_some());
    window.until("how far it is", is_told);
    window.until("the commands", |state| state.commands.set.is_some() && state.commands.table.waiting.is_none());
    let set = window.state().commands.set.clone().unwrap();
    let all = usize::try_from(EVENTS).unwrap();
    assert_eq!((set.commands, set.events), (all / 20, all));
    assert_eq!(window.state().commands.read_completeness, Completeness::Complete);
    let count = words.count(EVENTS.unsigned_abs());
    assert!(window.shows(words.complete()) && window.shows(&format!("{count} of {count} events")));
    assert!(set.sessions.iter().all(|session| session.transcript.is_empty()), "nobody has looked at one");
    assert_eq!(Case::open_read_only(&path).unwrap().entries(EntryKind::Derived, None).unwrap().len(), 2, "and kept");

    let row = 3_506_u32;
    act(&mut window, Action::Table(TableId::Commands, TableAction::Select(Some(row))));
    window.until("where it comes from", |state| state.commands.context_of(row).is_some());
    let context = window.state().commands.context_of(row).unwrap();
    assert!(context.events[0].message.contains("echo 70120\""), "{}", context.events[0].message);
    assert_eq!(context.logged, ["sh-5.2$ echo 70120"]);
    assert_eq!(context.output[0].text, "70120");

    act(&mut window, Action::Commands(CommandsAction::OpenSession(row)));
    window.until("the session", |state| state.transcript.session().is_some());
    let transcript = &window.state().transcript;
    let session = transcript.session().unwrap();
    assert_eq!(session.commands[transcript.command.unwrap()].text, "echo 70120");
    assert!(!transcript.is_part_of_scope() && !session.transcript.is_empty());
}
