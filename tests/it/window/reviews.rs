//! Reviews and notes in a case, and the record of what was done with it.

use std::{fs, path::Path};

use session_lens::{
    app::{
        Action, CaseAction, CommandsAction, ExportAction, Language, ReviewAction, TableAction, Theme,
        state::{Screen, TableId},
    },
    case::{Case, EntryKind, ReviewState},
    worker::{ExportFormat, Facet},
};

use super::harness::Window;

/// A case of the demo's last week, opened at its commands.
fn open_case(window: &mut Window, path: &Path) {
    window.act(Action::Go(Screen::Case));
    window.act(Action::Case(CaseAction::Path(path.to_string_lossy().into_owned())));
    window.act(Action::Case(CaseAction::Collect));
    window.until("the collection", |state| state.case.collected.is_some());
    window.act(Action::Case(CaseAction::Open(path.to_owned())));
    window.until("the case", |state| {
        state.connection.case().is_some() && state.scope.log_group.is_some() && state.reviews.register.is_some()
    });
    window.click(window.words.screen(Screen::Commands));
    window.until("the commands", |state| state.commands.set.is_some() && state.commands.table.waiting.is_none());
}

#[test]
fn a_command_and_a_session_are_reviewed_found_by_it_and_exported_with_it() {
    for (language, theme) in [(Language::English, Theme::Dark), (Language::Japanese, Theme::Light)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.case");
        let mut window = Window::open_commands(language, theme);
        open_case(&mut window, &path);
        let words = window.words;
        let all = window.state().commands.set.as_ref().unwrap().commands;

        let set = window.state().commands.set.clone().unwrap();
        let order = window.state().commands.table.order.clone();
        let row = *order.iter().find(|row| !set.flags(**row as usize).is_empty()).unwrap();
        let session = set.at(row as usize).unwrap().0.id.clone();
        window.act(Action::Table(TableId::Commands, TableAction::Select(Some(row))));
        window.click(words.review_tab());
        assert!(window.shows(words.review_nothing_yet()) && window.shows(words.reviewer_missing()));
        window.act(Action::Review(ReviewAction::GiveChosen(ReviewState::Reviewed)));
        assert!(!window.state().reviews.write_slot.is_waiting(), "nobody reviews without a name");

        window.act(Action::Review(ReviewAction::Reviewer("佐藤 Sato".to_owned())));
        let subject = window.state().review_subject().unwrap();
        let text = "=ticket \u{202e}42".to_owned();
        window.act(Action::Review(ReviewAction::Comment { subject, text }));
        window.click(words.mark_follow_up());
        window.until("the review", |state| state.reviews.register.as_ref().is_some_and(|found| found.all().len() == 1));
        assert!(window.shows(words.follow_up()) && window.shows(words.review_withdraw()));
        assert!(window.state().reviews.draft.is_none(), "what was written is gone from the form");

        // Found by it.
        window.until("the rows", |state| state.commands.table.waiting.is_none());
        window.act(Action::Commands(CommandsAction::Only(Facet::Review, ReviewState::FollowUp.name().to_owned())));
        window.until("the rows", |state| state.commands.table.waiting.is_none());
        assert_eq!(window.state().commands.table.order.as_ref(), [row]);

        // Exported with it.
        let file = folder.path().join("commands.csv");
        window.act(Action::Export(ExportAction::Open(ExportFormat::Csv)));
        window.act(Action::Export(ExportAction::Path(file.to_string_lossy().into_owned())));
        window.act(Action::Export(ExportAction::Write));
        window.until("the export", |state| state.export.is_none());
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("follow-up") && text.lines().next().unwrap().contains("review"), "{text}");

        // Never over the case itself.
        window.act(Action::Export(ExportAction::Open(ExportFormat::Csv)));
        window.act(Action::Export(ExportAction::Path(path.to_string_lossy().into_owned())));
        window.act(Action::Export(ExportAction::Write));
        window.until("the refusal", |state| state.export_slot.trouble.is_some());
        window.act(Action::Export(ExportAction::Close));

        // A session's review stands for those of its commands of which nothing was said.
        window.act(Action::Commands(CommandsAction::ClearAll));
        window.until("the rows", |state| state.commands.table.waiting.is_none());
        window.act(Action::Commands(CommandsAction::OpenSession(row)));
        window.until("the session", |state| state.transcript.session().is_some());
        window.click(words.review_session());
        window.act(Action::Review(ReviewAction::GiveChosen(ReviewState::Reviewed)));
        window.until("the review", |state| state.reviews.register.as_ref().is_some_and(|found| found.all().len() == 2));
        assert!(window.shows(words.reviewed()));
        window.click(words.screen(Screen::Commands));
        window.until("the rows", |state| state.commands.table.waiting.is_none());
        let of_session = set.sessions.iter().find(|found| found.id == session).unwrap().typed_by_the_person().count();
        let counts = window.state().commands.narrowed.counts(Facet::Review).to_vec();
        let counted: Vec<(u32, usize)> = counts.iter().map(|count| (count.value, count.commands as usize)).collect();
        let mut expected = vec![(0, all - of_session), (1, of_session - 1), (2, 1)];
        expected.retain(|(_, commands)| *commands > 0);
        expected.sort_by_key(|(_, commands)| std::cmp::Reverse(*commands));
        assert_eq!(counted, expected);

        // Everything is in the ledger, in its order, and the case still verifies.
        window.until("the record", |state| state.activity.waiting.is_empty() && !state.activity.slot.is_waiting());
        let case = Case::open_read_only(&path).unwrap();
        let done: Vec<String> =
            case.entries(EntryKind::Activity, None).unwrap().into_iter().map(|entry| entry.subject).collect();
        assert_eq!(done.first().map(String::as_str), Some("case-opened"));
        for name in ["commands-narrowed", "table-exported", "session-opened"] {
            assert!(done.iter().any(|found| found == name), "{name} in {done:?}");
        }
        let flags = case.entries(EntryKind::Flags, None).unwrap();
        let raised = flags[0].body["raised"].as_array().unwrap();
        assert!(flags.len() == 1 && !raised.is_empty(), "which rules said what, once: {flags:?}");
        assert!(raised.iter().all(|rule| rule["sha256"].as_str().unwrap().len() == 64 && rule["commands"] != 0));
        assert_eq!(case.reviews().unwrap().all()[0].comment, "=ticket \u{202e}42");
        drop(case);
        session_lens::case::verify(&path, &mut |_, _| ()).unwrap();

        window.click(words.screen(Screen::Case));
        window.until("what is in it", |state| state.case.facts.as_ref().is_some_and(|facts| facts.activities > 4));
        assert!(window.shows(words.activity_title()) && window.shows(words.reviews_in_case(2, 0).as_str()));
        assert!(window.shows(words.case_verified_mark()), "it was verified when it was opened");
    }
}

#[test]
fn a_case_that_was_changed_is_called_damaged_as_soon_as_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    open_case(&mut window, &path);
    window.act(Action::Connection(session_lens::app::ConnectionAction::Disconnect));
    window.until("the record", |state| state.activity.waiting.is_empty() && !state.activity.slot.is_waiting());
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute("UPDATE ledger SET body = replace(body, 'commands', 'Commands') WHERE kind = 'activity'", [])
        .unwrap();
    drop(other);
    window.act(Action::Case(CaseAction::Open(path)));
    window.until("the verification", |state| state.case.verified.is_some());
    assert!(window.state().case.verified.as_ref().unwrap().is_err());
    assert!(window.shows(window.words.case_damaged_mark()));
}

#[test]
fn what_was_done_is_written_once_the_case_is_free_and_when_the_window_closes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    open_case(&mut window, &path);
    window.until("the record", |state| state.activity.waiting.is_empty() && !state.activity.slot.is_waiting());

    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    window.act(Action::Go(Screen::Sessions));
    window.until("the failure", |state| state.activity.slot.trouble.is_some());
    assert_eq!(window.state().activity.waiting.len(), 1, "it is kept for later");
    other.execute_batch("COMMIT").unwrap();
    window.act(Action::Go(Screen::Commands));
    window.until("the record", |state| state.activity.waiting.is_empty() && !state.activity.slot.is_waiting());

    window.act(Action::Go(Screen::Sessions));
    drop(window);
    let case = Case::open_read_only(&path).unwrap();
    let done: Vec<String> = case
        .entries(EntryKind::Activity, None)
        .unwrap()
        .into_iter()
        .map(|entry| format!("{} {}", entry.subject, entry.body["about"]["screen"].as_str().unwrap_or_default()))
        .collect();
    let expected = ["screen-shown sessions", "screen-shown commands", "screen-shown sessions", "window-closed "];
    assert_eq!(done[done.len() - 4..], expected, "{done:?}");
}
