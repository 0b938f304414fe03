//! The sessions that AWS knows beside the logs: one table, what it covers, and where a row leads.

use std::{fs, sync::Arc, time::Instant};

use egui_kittest::kittest::{NodeT, Queryable};
use session_lens::{
    app::{
        Action, CaseAction, ComparisonAction, ConnectionAction, ExportAction, GroupsAction, Language, NamedAction,
        SessionsAction, TableAction, Theme,
        state::{CannotAsk, Screen, TableId},
    },
    case::Case,
    model::acts_on_display,
    setup::{
        Certainty,
        reconcile::{Cause, Reconciliation, RowStatus},
    },
    worker::{ConnectTarget, ExportFormat, SessionSet, TranscriptStatus},
};

use super::{
    harness::{GROUP, Window},
    made_up,
};

const BOTH: [(Language, Theme); 2] = [(Language::English, Theme::Dark), (Language::Japanese, Theme::Light)];

fn sessions(language: Language, theme: Theme) -> Window {
    let mut window = Window::open_demo(language, theme);
    window.click(GROUP);
    window.click(window.words.open_sessions());
    window.until("the streams", |state| !state.sessions.streams.is_empty() && state.sessions.table.waiting.is_none());
    window
}

fn compared(language: Language, theme: Theme) -> Window {
    let mut window = sessions(language, theme);
    window.show_setup(None, Some(Arc::new(made_up::comparison())));
    window
}

fn settled(window: &mut Window) {
    window.until("the order", |state| state.comparison.table.waiting.is_none());
}

fn ids(window: &Window) -> Vec<String> {
    let comparison = &window.state().comparison;
    let set = comparison.set.as_ref().unwrap();
    comparison.table.order.iter().map(|row| set.row(*row).unwrap().session_id.clone()).collect()
}

#[test]
fn each_session_stands_with_its_transcript_its_person_and_its_cause() {
    for (language, theme) in BOTH {
        let mut window = compared(language, theme);
        let words = window.words;
        let set = window.state().comparison.set.clone().unwrap();
        for status in TranscriptStatus::ALL {
            assert_eq!(
                set.count(status),
                1 + usize::from([TranscriptStatus::NoTranscript, TranscriptStatus::Matched].contains(&status))
            );
            assert!(window.shows(words.transcript_status(status)), "{status:?} has words");
            assert!(window.shows(&words.chip_count(words.transcript_status(status), set.count(status))));
        }
        assert!(window.shows("tanaka@example.co.jp") && window.shows(words.unresolved()));
        for row in &set.found.rows {
            let cause = words.row_cause(row);
            assert!(cause.is_empty() || window.shows(&cause), "{cause}");
        }
        // What it covers, and what could not be read, by the permission's name.
        for piece in ["cloudtrail:LookupEvents", "2026-10-21 06:00:00", words.record_history()] {
            assert!(window.harness.query_all_by_label_contains(piece).next().is_some(), "{piece}");
        }
        window.click(words.show_streams());
        assert!(window.shows(&window.state().sessions.streams[0].name.clone()), "the plain list is still there");
        window.click(words.show_compared());
        assert!(window.shows("tanaka@example.co.jp"));
        window.act(Action::Groups(GroupsAction::OpenSessions("/aws/ssm/session-logs-upload".to_owned())));
        assert!(!window.state().comparison.is_shown, "it is not about another log group");
    }
}

#[test]
fn chips_texts_and_heads_narrow_and_sort() {
    let mut window = compared(Language::English, Theme::Dark);
    let words = window.words;
    let chip = |status, count| words.chip_count(words.transcript_status(status), count);
    window.click(&chip(TranscriptStatus::NoTranscript, 2));
    settled(&mut window);
    assert_eq!(ids(&window), ["oncall-01-0c", "oncall-01-0d"]);
    window.click(&chip(TranscriptStatus::Cut, 1));
    settled(&mut window);
    assert_eq!(ids(&window), ["alice-0b"], "the other takes its place");
    window.click(&words.chip_count(words.all_sessions(), 8));
    window.click(&words.chip_count(words.person_unresolved(), 4));
    settled(&mut window);
    assert_eq!(ids(&window).len(), 4);
    window.click(&words.chip_count(words.person_unresolved(), 4));
    window.act(Action::Table(TableId::Compared, TableAction::Filter("chg-4711".to_owned())));
    settled(&mut window);
    assert_eq!(ids(&window), ["oncall-01-0c"], "by the reason that was given");
    window.act(Action::Table(TableId::Compared, TableAction::Filter(String::new())));
    let head = format!("{}: {}", words.column_head(), words.compared_column("person").unwrap());
    window.click(&head);
    settled(&mut window);
    let set = window.state().comparison.set.clone().unwrap();
    let people =
        window.state().comparison.table.order.iter().map(|row| set.table.cell(*row as usize, SessionSet::PERSON));
    let people: Vec<String> = people.map(|name| name.unwrap().to_lowercase()).collect();
    assert!(people.is_sorted(), "{people:?}");
}

#[test]
fn a_row_tells_everything_and_leads_to_its_transcript_where_there_is_one() {
    for (language, theme) in BOTH {
        let mut window = compared(language, theme);
        let words = window.words;
        window.act(Action::Table(TableId::Compared, TableAction::Select(Some(6))));
        for piece in
            ["203.0.113.7", "aws-cli/2.31.1", "7b1e-aa", "user/mallory", "event-of-evil-0g", words.principal_differs()]
        {
            assert!(window.harness.query_all_by_label_contains(piece).next().is_some(), "{piece}");
        }
        let labels = window.harness.root().children_recursive().filter_map(|node| node.accesskit_node().label());
        for label in labels {
            assert!(!label.contains(|sign| acts_on_display(sign) && sign != '\n'), "{label:?}");
        }
        window.act(Action::Table(TableId::Compared, TableAction::Select(Some(2))));
        assert!(window.shows(words.no_transcript_to_open()) && !window.shows(words.open_this_session()));
        let unexplained = RowStatus::NoTranscript { cause: Cause::Unknown, certainty: Certainty::Unknown };
        assert!(window.shows(&words.row_cause(&made_up::row("any", 1, unexplained))));

        // A session that the demo has.
        let stream = window.state().sessions.streams[0].clone();
        let mut found = made_up::comparison();
        let first = stream.first_event_time.unwrap();
        found.rows[0].session_id.clone_from(&stream.name);
        (found.rows[0].first_event, found.rows[0].last_event) = (Some(first), stream.last_event_time);
        window.harness.state_mut().app_mut().show_setup(None, Some(Arc::new(found)));
        window.until("it", |state| {
            let set = state.comparison.set.as_ref().unwrap();
            set.found.rows[0].session_id == stream.name && state.comparison.table.waiting.is_none()
        });
        window.act(Action::Table(TableId::Compared, TableAction::Select(Some(0))));
        window.click(words.open_this_session());
        window.until("its transcript", |state| state.transcript.session().is_some());
        assert_eq!(window.state().transcript.session().unwrap().id, stream.name);
        assert_eq!(window.state().screen, Screen::Transcript);
        window.click(words.back());
        assert!(window.state().comparison.is_shown, "back to the comparison");
        window.act(Action::Comparison(ComparisonAction::Open(2)));
        assert_eq!(window.state().screen, Screen::Sessions, "no log, no transcript");
    }
}

#[test]
fn what_is_shown_is_exported_and_says_that_a_record_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    let mut window = compared(Language::English, Theme::Dark);
    window.act(Action::Comparison(ComparisonAction::OnlyStatus(Some(TranscriptStatus::Matched))));
    settled(&mut window);
    window.act(Action::Table(TableId::Compared, TableAction::ShowAll));
    window.act(Action::Export(ExportAction::Open(ExportFormat::Csv)));
    assert!(window.state().export.as_ref().unwrap().path.contains("reconciliation"));
    window.act(Action::Export(ExportAction::Path(path.to_string_lossy().into_owned())));
    window.act(Action::Export(ExportAction::Write));
    window.until("the file", |state| state.export.is_none());
    let text = fs::read_to_string(&path).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    for column in Reconciliation::COLUMNS {
        assert!(heads.iter().any(|head| head == column), "{column} in {heads:?}");
    }
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.iter().any(|cell| cell == "records-not-read")), "CloudTrail could not be read");
}

#[test]
fn how_to_compare_is_asked_with_its_cost() {
    for (language, theme) in BOTH {
        let mut window = sessions(language, theme);
        let words = window.words;
        window.click(words.compare_open());
        assert!(window.shows(words.compare_cloudtrail()) && window.shows(words.compare_text()));
        window.click(words.compare_group());
        window.act(Action::Comparison(ComparisonAction::TrailLogGroup("/aws/cloudtrail/management".to_owned())));
        let stored = window.state().groups.named("/aws/cloudtrail/management").unwrap().stored_bytes.unwrap();
        // Two queries look through it.
        let stored = 2.0 * stored as f64;
        let cost = window.state().cost(stored).map(|cost| words.dollars(cost));
        assert!(window.shows(&words.most_cost(&words.bytes(stored), cost.as_deref())));
        window.act(Action::Comparison(ComparisonAction::TrailLogGroup("elsewhere".to_owned())));
        assert!(window.shows(words.compare_group_size_unknown()));
        window.click(words.close());
        assert!(!window.state().comparison.asks);
        // The palette finds both.
        assert!(NamedAction::CompareSessions.is_enabled(window.state()));
        assert!(NamedAction::CheckSetup.is_enabled(window.state()));
        window.act(NamedAction::CompareSessions.action());
        assert!(window.state().comparison.asks && window.state().screen == Screen::Sessions);
    }
}

#[test]
fn it_is_kept_in_a_case_and_comes_back_without_aws() {
    for (language, theme) in BOTH {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sessions.case");
        let mut window = compared(language, theme);
        let words = window.words;
        window.click(&format!("{} …", words.keep_title()));
        window.act(Action::Case(CaseAction::Path(path.to_string_lossy().into_owned())));
        window.click(words.keep_button());
        window.until("the case", |state| state.comparison.kept.is_some());
        assert!(Case::open_read_only(&path).unwrap().reconciliation().unwrap() == Some(made_up::comparison()));

        window.click(words.case_open_this());
        window.until("what the case has", |state| {
            state.connection.case() == Some(&path) && state.comparison.set.is_some()
        });
        window.click(words.screen(Screen::Sessions));
        settled(&mut window);
        assert!(*window.state().comparison.set.as_ref().unwrap().found == made_up::comparison());
        assert!(window.shows("tanaka@example.co.jp"));
        assert!(window.harness.query_all_by_label_contains(words.setup_of_case()).next().is_some());
        assert_eq!(window.state().cannot_compare(), Some(CannotAsk::CaseIsOpen));
        assert!(!NamedAction::CompareSessions.is_enabled(window.state()));
        // Nothing of it is shown as another account's.
        window.act(Action::Connection(ConnectionAction::Connect(ConnectTarget::Demo { at: None })));
        window.until("the demo", |state| state.connection.is_demo());
        assert!(window.state().comparison.set.is_none() && window.state().setup.set.is_none());
    }
}

#[test]
fn fifty_thousand_sessions_are_no_work_in_a_frame() {
    let mut found = made_up::comparison();
    let few = found.rows.clone();
    found.rows = (0..50_000).map(|number| few[number % few.len()].clone()).collect();
    for row in &mut found.rows {
        row.reason = None;
    }
    let mut window = sessions(Language::English, Theme::Dark);
    window.show_setup(None, Some(Arc::new(found)));
    assert_eq!(window.state().comparison.table.order.len(), 50_000);
    window.act(Action::Table(TableId::Compared, TableAction::Select(Some(49_999))));
    let begun = Instant::now();
    window.harness.run_steps(20);
    assert!(begun.elapsed().as_secs_f32() < 4.0, "{:?} for 20 frames", begun.elapsed());
    let begun = Instant::now();
    window.harness.state_mut().app_mut().act(Action::Table(TableId::Compared, TableAction::Filter("tan".to_owned())));
    assert!(begun.elapsed().as_millis() < 50, "a keystroke took {:?}", begun.elapsed());
    settled(&mut window);
    assert_eq!(window.state().comparison.table.order.len(), 50_000 / 8);
}

#[test]
fn without_a_comparison_the_list_is_as_it_was() {
    let mut window = sessions(Language::English, Theme::Dark);
    let words = window.words;
    assert!(!window.shows(words.show_compared()) && window.shows(words.sessions_hint()));
    let first = window.state().sessions.streams[0].name.clone();
    window.act(Action::Sessions(SessionsAction::Open(first)));
    window.until("its transcript", |state| state.transcript.session().is_some());
}

/// Nobody has to know which groups sessions are logged to: those that documents name are looked through too.
#[test]
fn a_comparison_takes_in_the_groups_that_documents_log_to() {
    let mut window = sessions(Language::English, Theme::Dark);
    window.act(Action::Comparison(ComparisonAction::Compare));
    window.until("the comparison", |state| state.comparison.set.is_some());
    let set = window.state().comparison.set.clone().unwrap();
    assert_eq!(set.found.log_groups, [GROUP, "/aws/ssm/session-logs-upload"]);
    let is_elsewhere = |row: &&session_lens::setup::reconcile::Row| {
        matches!(row.status, RowStatus::NoTranscript { cause: Cause::LogsElsewhere, .. })
    };
    assert_eq!(set.found.rows.iter().filter(is_elsewhere).count(), 0);
    let uploaded = set.found.rows.iter().filter(|row| row.log_groups == ["/aws/ssm/session-logs-upload"]);
    assert!(uploaded.count() > 0);
}
