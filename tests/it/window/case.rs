//! From the scope to a case, and from the case to who typed what, without AWS.

use std::fs;

use session_lens::{
    app::{Action, CaseAction, CommandsAction, Language, Theme, state::Screen},
    case::{Case, EntryKind},
    evidence::pack::{PackFormat, verify_pack},
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
        window.act_on_case(CaseAction::Path(path.to_string_lossy().into_owned()));
        window.click(words.collect_button());
        window.until("the collection", |state| state.case.collected.is_some());
        assert!(window.shows(words.collected_complete()));
        let (_, proof) = window.state().case.collected.clone().unwrap();
        assert!(proof.complete && proof.events > 1_000);

        window.click(words.case_open_this());
        window.until("the case", |state| {
            state.connection.case() == Some(&path) && state.case.facts.is_some() && state.scope.log_group.is_some()
        });
        assert_eq!(window.state().scope.log_group.as_deref(), Some(GROUP), "there is but one");
        window.click(words.screen(Screen::Commands));
        window.until("the commands", |state| state.commands.set.is_some() && state.commands.table.waiting.is_none());
        let offline = window.state().commands.set.clone().unwrap();
        assert_eq!(offline.commands, live.commands, "as many as AWS showed");
        assert_eq!(offline.os_users, live.os_users);
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
        window.act_on_case(CaseAction::PackPath(pack.to_string_lossy().into_owned()));
        window.act_on_case(CaseAction::Pack);
        window.until("the pack", |state| state.case.packed.is_some());
        assert!(window.state().case.packed.as_ref().unwrap().complete);
        assert!(verify_pack(&pack).is_ok());
        window.act_on_case(CaseAction::PackFormat(PackFormat::Zip));
        window.act_on_case(CaseAction::PackKey(folder.path().join("none").to_string_lossy().into_owned()));
        window.act_on_case(CaseAction::Pack);
        window.until("the refusal", |state| state.case.pack_slot.trouble.is_some());
        let zip = folder.path().join("pack.zip");
        let [what, ..] = words.case_problem(&CaseProblem::NotSigned, &zip.to_string_lossy());
        assert!(window.shows(&what) && !zip.exists(), "no pack rather than one without the signature");
        window.act_on_case(CaseAction::PackKey(String::new()));
        window.act_on_case(CaseAction::Pack);
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
fn dropped_files_come_into_a_case_and_what_is_wrong_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let file = folder.path().join("alice-1.ndjson");
    fs::write(&file, "{\"timestamp\":1795000000000,\"message\":\"m\"}\n{\"torn\n").unwrap();
    let mut window = Window::open(Language::English, Theme::Dark);
    let words = window.words;
    window.act_on_case(CaseAction::Dropped(vec![file]));
    assert_eq!(window.state().screen, Screen::Case);
    window.act_on_case(CaseAction::Path(path.to_string_lossy().into_owned()));
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
    window.act_on_case(CaseAction::Open(other.clone()));
    window.until("the refusal", |state| state.connection.slot.trouble.is_some());
    window.click(words.screen(Screen::Start));
    let name = other.to_string_lossy().into_owned();
    let [what, ..] = words.case_problem(&session_lens::worker::CaseProblem::NoCase, &name);
    assert!(window.shows(&what));
    assert_eq!(window.state().connection.case(), Some(&path), "the case that was open still is");
    assert!(matches!(window.state().connection.target, Some(ConnectTarget::Case { .. })));
}

impl Window {
    fn act_on_case(&mut self, action: CaseAction) {
        self.harness.state_mut().app_mut().act(Action::Case(action));
        self.harness.run_steps(2);
    }
}
