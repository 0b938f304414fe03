//! From the scope to a case, and from the case to who typed what, without AWS.

use std::fs;

use serde_json::json;
use session_lens::{
    app::{
        Action, CaseAction, CommandsAction, Expected, GroupsAction, Language, Theme, case_scope, expected,
        state::{Incomplete, Screen, TableId},
    },
    case::{Case, EntryKind, NewEvent, Writer},
    collect::{CollectVia, Standing, collections},
    evidence::pack::{PackFormat, verify_pack},
    model::LogClass,
    worker::{CaseProblem, CommandFilter, ConnectTarget},
};

use super::harness::{GROUP, Window};

#[test]
fn a_scope_is_collected_proven_opened_read_verified_and_sealed() {
    for (language, theme) in [(Language::English, Theme::Dark), (Language::Japanese, Theme::Light)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("october.case");
        let mut window = Window::open_commands(language, theme);
        let words = window.words;
        let live = window.state().commands.set.clone().unwrap();
        window.click(words.screen(Screen::Case));
        assert!(window.shows(words.collect_text()));
        // The class lets nobody choose; what was read before is known without asking.
        assert!(!window.shows(words.via(CollectVia::FilterLogEvents)));
        assert_eq!(expected(window.state()), Some(Expected::Read { events: live.events as u64 }));
        window.click(words.collect_count_first());
        window.until("the count", |state| state.case.counted.is_some());
        let Some(Expected::Counted { events, bytes }) = expected(window.state()) else { panic!("not counted") };
        assert!(events > 1_000 && bytes > 0);
        let pinned = case_scope(window.state()).unwrap();
        window.act(Action::Case(CaseAction::Path(path.to_string_lossy().into_owned())));
        window.click(words.collect_button());
        window.until("the collection", |state| state.case.collected.is_some());
        assert!(window.shows(words.collected_complete()));
        let (_, proof) = window.state().case.collected.clone().unwrap();
        assert!(proof.complete && proof.events == events, "as many as were counted first");
        assert!(proof.bytes_scanned <= 2 * bytes, "and not counted again");
        let record = collections(&Case::open_read_only(&path).unwrap()).unwrap().pop().unwrap();
        assert_eq!(record.plan.scope, pinned);

        window.click(words.case_open_this());
        window.until("the case", |state| {
            state.connection.case() == Some(&path) && state.case.facts.is_some() && state.scope.log_group.is_some()
        });
        assert_eq!(window.state().scope.log_group.as_deref(), Some(GROUP), "there is but one");
        window.click(words.screen(Screen::Commands));
        window.until("the commands", |state| state.commands.set.is_some() && state.commands.table.waiting.is_none());
        assert_eq!(window.state().incomplete(TableId::Commands), None);
        let offline = window.state().commands.set.clone().unwrap();
        assert_eq!(offline.commands, live.commands, "as many as AWS showed");
        assert_eq!(offline.os_users, live.os_users);
        assert_eq!(offline.table, live.table);
        let row = window.state().commands.table.order[0];
        window.harness.state_mut().app_mut().act(Action::Commands(CommandsAction::OpenSession(row)));
        window.until("a session", |state| state.transcript.session().is_some());
        assert_eq!(window.state().commands.filter, CommandFilter::default());

        window.click(words.screen(Screen::Case));
        window.until("what is in it", |state| state.case.facts.is_some());
        window.click(words.case_verify());
        window.until("the verification", |state| state.case.verified.is_some());
        assert!(window.shows(words.case_verified()));
        let pack = folder.path().join("pack");
        window.act(Action::Case(CaseAction::PackPath(pack.to_string_lossy().into_owned())));
        window.act(Action::Case(CaseAction::Pack));
        window.until("the pack", |state| state.case.packed.is_some());
        assert!(window.state().case.packed.as_ref().unwrap().complete);
        assert!(verify_pack(&pack).is_ok());
        window.act(Action::Case(CaseAction::PackFormat(PackFormat::Zip)));
        window.act(Action::Case(CaseAction::PackKey(folder.path().join("none").to_string_lossy().into_owned())));
        window.act(Action::Case(CaseAction::Pack));
        window.until("the refusal", |state| state.case.pack_slot.trouble.is_some());
        let zip = folder.path().join("pack.zip");
        let [what, ..] = words.case_problem(&CaseProblem::NotSigned, &zip.to_string_lossy());
        assert!(window.shows(&what) && !zip.exists(), "no pack rather than one without the signature");
        window.act(Action::Case(CaseAction::PackKey(String::new())));
        window.act(Action::Case(CaseAction::Pack));
        window.until("the ZIP", |state| state.case.packed.as_ref().is_some_and(|packed| packed.path == zip));
        let verified = verify_pack(&zip).unwrap();
        assert!(window.shows(&verified.tag_manifest), "what to hand on by another way");
        window.click(words.case_seal());
        window.click(words.case_seal_yes());
        window.until("the seal", |state| state.case.sealed.is_some());
        window.until("what is in it", |state| state.case.facts.as_ref().is_some_and(|facts| facts.is_sealed));
        assert!(window.shows(words.case_is_sealed()));
        let case = Case::open(&path).unwrap();
        assert!(case.is_sealed() && case.entries(EntryKind::Seal, None).unwrap().len() == 1);
    }
}

#[test]
fn a_standard_groups_events_can_be_fetched_directly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("direct.case");
    let mut window = Window::open_demo(Language::Japanese, Theme::Light);
    let words = window.words;
    let standard = |group: &&session_lens::model::LogGroup| group.class == Some(LogClass::Standard);
    let name = window.state().groups.groups.iter().find(standard).unwrap().name.clone();
    window.harness.state_mut().app_mut().act(Action::Groups(GroupsAction::Choose(name)));
    window.click(words.screen(Screen::Case));
    window.act(Action::Case(CaseAction::Path(path.to_string_lossy().into_owned())));
    assert!(window.shows(words.collect_via_filter()));
    window.click(words.via(CollectVia::FilterLogEvents));
    window.click(words.collect_button());
    // Stopped as soon as something is counted, it says that it is not all, and goes on.
    window.until("the fetching", |state| {
        let has_begun = state.case.collecting.as_ref().is_some_and(|told| told.expected.is_some());
        has_begun || state.case.collected.is_some()
    });
    if window.state().case.collected.is_none() {
        window.harness.state_mut().app_mut().act(Action::Cancel);
        window.harness.run_steps(2);
        assert!(window.shows(words.collected_unfinished()));
        window.until("the end of it", |state| !state.case.slot.is_waiting());
        window.until("a case that nobody writes to", |_| Case::open(&path).is_ok());
        window.click(words.collect_go_on());
    }
    window.until("the collection", |state| state.case.collected.is_some());
    let (_, proof) = window.state().case.collected.clone().unwrap();
    assert!(proof.complete && proof.via == CollectVia::FilterLogEvents && proof.requests > 0, "{proof:?}");
    assert!(window.shows(words.collected_complete()));
    // Nothing is unfinished in it, nor late.
    window.click(words.collect_go_on());
    window.until("the refusal", |state| state.case.slot.trouble.is_some());
    let [what, ..] = words.case_problem(&CaseProblem::NothingUnfinished, &path.to_string_lossy());
    assert!(window.shows(&what));
    window.click(words.collect_late());
    window.until("the late ones", |state| state.case.collected.is_some());
    let late = window.state().case.collected.clone().unwrap().1;
    assert!(late.complete && late.events == 0, "{late:?}");
}

#[test]
fn an_incomplete_case_says_so_wherever_its_tables_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stopped.case");
    let mut window = Window::open(Language::English, Theme::Dark);
    let words = window.words;
    // A collection that was begun and has no proof.
    let plan = json!({
        "scope": {"logGroups": [GROUP], "start": 0, "end": 1_900_000_000_000_i64}, "cutoff": 1, "bytes": 0,
        "counts": {"step": 1000, "steps": []}, "countQueryId": "q",
    });
    let mut writer = Writer::new(Case::create(&path, 1).unwrap()).unwrap();
    let source = writer.begin_source(2, "collection", &json!({"kind": "collection"})).unwrap();
    writer.push(&NewEvent {
        timestamp: Some(1_795_000_000_000),
        ingestion_time: Some(1),
        log: &format!("111122223333:{GROUP}"),
        log_stream: "s",
        message: b"m",
        ptr: "p",
    });
    writer.flush(3, &[(EntryKind::Plan, source.0.to_string(), plan)]).unwrap();
    drop(writer);
    window.act(Action::Case(CaseAction::Open(path.clone())));
    window.until("the case", |state| state.connection.case() == Some(&path) && state.case.facts.is_some());
    for table in [TableId::Groups, TableId::Sessions, TableId::Commands, TableId::Results, TableId::Query] {
        assert_eq!(window.state().incomplete(table), Some(Incomplete::Case(Standing::Incomplete)), "{table:?}");
    }
    assert!(window.shows(words.standing_mark(Standing::Incomplete)));
    window.click(words.screen(Screen::Case));
    assert!(window.shows(words.collected_unfinished()));
}

#[test]
fn dropped_files_come_into_a_case_and_what_is_wrong_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let file = folder.path().join("alice-1.ndjson");
    fs::write(&file, "{\"timestamp\":1795000000000,\"message\":\"m\"}\n{\"torn\n").unwrap();
    let mut window = Window::open(Language::English, Theme::Dark);
    let words = window.words;
    window.act(Action::Case(CaseAction::Dropped(vec![file])));
    assert_eq!(window.state().screen, Screen::Case);
    window.act(Action::Case(CaseAction::Path(path.to_string_lossy().into_owned())));
    window.harness.run_steps(2);
    window.click(words.import_button());
    window.until("the import", |state| state.case.imported.is_some());
    assert!(window.shows(&words.imported(2, 0, 1)));
    window.click(words.case_open_this());
    window.until("the case", |state| state.case.facts.is_some());
    let facts = window.state().case.facts.clone().unwrap();
    assert_eq!((facts.summary.events, facts.files.len(), facts.collections.len()), (2, 1, 0));

    // Something else under the name of a case.
    let other = folder.path().join("other.case");
    fs::write(&other, "no case").unwrap();
    window.act(Action::Case(CaseAction::Open(other.clone())));
    window.until("the refusal", |state| state.connection.slot.trouble.is_some());
    window.click(words.screen(Screen::Start));
    let name = other.to_string_lossy().into_owned();
    let [what, ..] = words.case_problem(&session_lens::worker::CaseProblem::NoCase, &name);
    assert!(window.shows(&what));
    assert_eq!(window.state().connection.case(), Some(&path), "the case that was open still is");
    assert!(matches!(window.state().connection.target, Some(ConnectTarget::Case { .. })));
}
