//! The setup check in the window: what was found, what it stands on, and where it goes.

use std::sync::Arc;

use egui::OutputCommand;
use egui_kittest::kittest::{NodeT, Queryable};
use session_lens::{
    app::{
        Action, CaseAction, ConnectionAction, GroupsAction, Language, SetupAction, Theme,
        state::{CannotAsk, RetentionChoice, Screen},
    },
    case::{Case, EntryKind},
    model::{ScanPrices, acts_on_display},
    setup::{Area, FindingKind, NamedCost, SetupFacts, SetupReport, Weight, cost, finding_words},
    worker::ConnectTarget,
};

use super::{
    harness::{GROUP, Window},
    made_up::{self, HOSTILE},
};

const BOTH: [(Language, Theme); 2] = [(Language::English, Theme::Light), (Language::Japanese, Theme::Dark)];

fn checked(language: Language, theme: Theme) -> Window {
    let mut window = Window::open_demo(language, theme);
    window.act(Action::Groups(GroupsAction::Choose(GROUP.to_owned())));
    window.click(window.words.screen(Screen::Setup));
    window.show_setup(Some(made_up::report()), None);
    window
}

/// What was copied in the last frame, by a click on a label.
fn copied(window: &mut Window, label: &str) -> String {
    window.harness.query_all_by_label(label).next().unwrap_or_else(|| panic!("no {label}")).click();
    for _ in 0..3 {
        window.harness.step();
        let commands = &window.harness.output().platform_output.commands;
        let text = commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        if let Some(text) = text {
            window.harness.run_steps(2);
            return text;
        }
    }
    panic!("nothing was copied by {label}")
}

/// Whether it is the one that was made up; its costs are worked out anew by nobody.
fn is_same(report: &SetupReport) -> bool {
    let made = made_up::report();
    report.facts == made.facts && report.findings == made.findings && report.requirements == made.requirements
}

fn find(window: &mut Window, text: &str) {
    window.act(Action::Setup(SetupAction::Find(text.to_owned())));
}

#[test]
fn findings_are_counted_by_weight_and_each_card_shows_what_it_stands_on() {
    for (language, theme) in BOTH {
        let mut window = checked(language, theme);
        let words = window.words;
        let set = window.state().setup.set.clone().unwrap();
        for weight in Weight::ALL {
            assert!(set.count(weight) > 0, "{weight:?}");
            assert!(window.shows(&words.weight_count(weight, set.count(weight))), "{weight:?}");
        }
        assert!(window.shows(&words.setup_summary(set.counts)));
        let weights: Vec<Weight> =
            window.state().setup.shown.iter().map(|place| set.finding(*place).unwrap().weight).collect();
        assert!(weights.is_sorted(), "the heaviest first");

        find(&mut window, "streaming-off");
        let place = window.state().setup.shown[0];
        let finding = set.finding(place).unwrap();
        assert_eq!((finding.kind, window.state().setup.shown.len()), (FindingKind::StreamingOff, 1));
        let texts = words.finding_texts(finding);
        for text in [texts.title.as_str(), texts.meaning.as_str(), "false"] {
            assert!(window.shows(text), "{text}");
        }
        for piece in ["ssm:GetDocument", "inputs.cloudWatchStreamingEnabled", "2026-11-20 05:59:58", texts.page] {
            assert!(window.harness.query_all_by_label_contains(piece).next().is_some(), "{piece}");
        }
        let change = texts.change.unwrap();
        assert!(window.harness.query_all_by_label_contains(&change).next().is_some());
        assert!(window.harness.query_all_by_label_contains(words.certainty_name(finding.certainty)).next().is_some());
    }
}

#[test]
fn weights_areas_and_texts_narrow_and_what_is_good_stays_folded() {
    let mut window = checked(Language::English, Theme::Dark);
    let words = window.words;
    let set = window.state().setup.set.clone().unwrap();
    let good = set.report.findings.iter().find(|finding| finding.weight == Weight::Good).unwrap().clone();
    find(&mut window, good.kind.name());
    let title = words.finding_texts(&good).title;
    assert!(!window.shows(&title), "folded");
    window.click(words.findings_show_good());
    assert!(window.shows(&title));
    window.click(words.findings_fold_good());
    assert!(!window.shows(&title));
    window.click(words.findings_show_all());
    window.click(&words.weight_count(Weight::Good, set.count(Weight::Good)));
    assert_eq!(window.state().setup.shown.len(), set.count(Weight::Good));
    assert!(window.shows(&title), "who asks for them sees them");
    window.click(&words.weight_count(Weight::Good, set.count(Weight::Good)));
    assert_eq!(window.state().setup.shown.len(), set.report.findings.len(), "a second click takes it back");

    window.act(Action::Setup(SetupAction::OnlyArea(Some(Area::ShellProfile))));
    let of_area = |place: &u32| set.finding(*place).unwrap().kind.area() == Area::ShellProfile;
    assert!(!window.state().setup.shown.is_empty() && window.state().setup.shown.iter().all(of_area));
    find(&mut window, "nothing has these words");
    assert!(window.shows(words.findings_none()));
    window.click(words.findings_show_all());
    assert!(!window.state().setup.filter.is_set());
    find(&mut window, "  SSM-SESSIONMANAGERRUNSHELL ");
    assert!(!window.state().setup.shown.is_empty(), "by its subject, whatever the letter case");
}

#[test]
fn what_could_not_be_checked_names_the_permission() {
    for (language, theme) in BOTH {
        let mut window = checked(language, theme);
        let set = window.state().setup.set.clone().unwrap();
        let label = window.words.weight_count(Weight::CouldNotCheck, set.count(Weight::CouldNotCheck));
        window.click(&label);
        for permission in ["ec2:DescribeVpcEndpoints", "cloudtrail:DescribeTrails"] {
            assert!(window.harness.query_all_by_label_contains(permission).next().is_some(), "{permission}");
        }
        assert!(window.harness.query_all_by_label_contains("is not authorized to perform").next().is_some());
    }
}

#[test]
fn nothing_that_acts_on_a_screen_is_shown_or_copied() {
    for (language, theme) in BOTH {
        let mut window = checked(language, theme);
        let words = window.words;
        find(&mut window, "unset histfile");
        assert_eq!(window.state().setup.shown.len(), 1, "by what was read");
        let labels: Vec<String> = window
            .harness
            .root()
            .children_recursive()
            .filter_map(|node| node.accesskit_node().label().or_else(|| node.accesskit_node().value()))
            .collect();
        assert!(labels.iter().any(|label| label.contains("\\u{202e}")), "it is made visible");
        for label in &labels {
            assert!(!label.contains(|sign| acts_on_display(sign) && sign != '\n'), "{label:?}");
            assert!(label.len() < 5_000, "{} letters at once", label.len());
        }
        let text = copied(&mut window, words.copy_as_text());
        assert!(text.contains(&"A".repeat(10_000)), "the copy has all of it");
        assert!(!text.contains(|sign| acts_on_display(sign) && sign != '\n'));
        assert!(!text.lines().any(|line| line.starts_with("[Good]")), "no line of ours can be forged");
    }
}

#[test]
fn all_is_copied_with_its_evidence_in_the_language_shown() {
    for (language, theme) in BOTH {
        let mut window = checked(language, theme);
        let words = window.words;
        let set = window.state().setup.set.clone().unwrap();
        find(&mut window, "streaming-off");
        let text = copied(&mut window, words.copy_all_as_text());
        assert!(text.starts_with(words.setup_title()), "{}", &text[..80]);
        for finding in &set.report.findings {
            let title = words.finding_texts(finding).title;
            assert!(text.contains(&format!("[{}] {title}", words.weight(finding.weight))), "{title}");
            assert!(text.contains(&finding.evidence.evidence.operation));
        }
        for piece in ["111122223333", "PCI DSS 10.5.1", "    | false", words.cost_title(), words.cost_estimate(), GROUP]
        {
            assert!(text.contains(piece), "{piece}");
        }
        let other = if language == Language::English { Language::Japanese } else { Language::English };
        assert!(!text.contains(session_lens::app::Words(other).finding_change()));
    }
}

#[test]
fn costs_say_what_they_stand_on_and_what_is_unknown() {
    for (language, theme) in BOTH {
        let mut window = checked(language, theme);
        let words = window.words;
        // Without findings nothing stands above the card.
        let few = SetupReport { findings: Vec::new(), ..(*made_up::report()).clone() };
        window.show_setup_again(few.clone());
        assert!(window.shows(words.cost_title()));
        let costs = &few.costs[0].cost;
        for (_, figure) in words.cost_cells(&costs.infrequent_access) {
            assert!(window.shows(&figure), "{figure}");
        }
        assert!(window.harness.query_all_by_label_contains("2026-11-28").next().is_some(), "the prices' date");
        assert!(window.harness.query_all_by_label_contains(words.cost_as_it_is()).next().is_some());
        assert!(window.harness.query_all_by_label_contains("IncomingBytes").next().is_some());
        // A region without prices.
        let cost = cost::cost(costs.volume, "nowhere-1", &cost::StoragePrices::default(), &ScanPrices::default());
        let costs = vec![NamedCost { log_group: HOSTILE.to_owned(), cost }];
        window.show_setup_again(SetupReport { costs, ..few });
        assert!(window.shows(words.cost_unknown()));
    }
}

impl Window {
    /// Shows another check in the place of the one that is there.
    fn show_setup_again(&mut self, report: SetupReport) {
        let before = self.state().setup.revision;
        self.harness.state_mut().app_mut().show_setup(Some(Arc::new(report)), None);
        self.until("the other check", |state| state.setup.revision > before);
    }
}

#[test]
fn the_requirement_is_chosen_and_a_number_that_is_none_is_told() {
    for (language, theme) in BOTH {
        let mut window = Window::open_demo(language, theme);
        let words = window.words;
        window.click(words.screen(Screen::Setup));
        for text in [words.setup_check(), words.setup_reads_only(), words.setup_no_group(), words.setup_not_checked()] {
            assert!(window.shows(text), "{text}");
        }
        window.click(words.retention_choice(RetentionChoice::SevenYears));
        assert_eq!(window.state().setup.draft.requirements("").unwrap().retention_days, 2_557);
        window.click(words.retention_choice(RetentionChoice::Own));
        assert_eq!(window.state().cannot_check(), Some(CannotAsk::BadNumber));
        assert!(window.shows(words.cannot_ask(CannotAsk::BadNumber)));
        window.act(Action::Setup(SetupAction::OwnDays("400".to_owned())));
        assert!(window.shows(words.setup_reads_only()));
    }
}

#[test]
fn it_is_kept_in_a_case_and_the_case_shows_it_without_aws() {
    for (language, theme) in BOTH {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("setup.case");
        let mut window = checked(language, theme);
        let words = window.words;
        let nowhere = folder.path().join("nowhere").join("setup.case");
        window.act(Action::Case(CaseAction::Path(nowhere.to_string_lossy().into_owned())));
        window.click(words.keep_button());
        window.until("the refusal", |state| state.setup.keep_slot.trouble.is_some());
        assert!(window.harness.query_all_by_label_contains("nowhere").next().is_some(), "it says which file");
        window.act(Action::Case(CaseAction::Path(path.to_string_lossy().into_owned())));
        window.click(words.keep_button());
        window.until("the case", |state| state.setup.kept.is_some());
        assert!(window.shows(&words.kept_in(&path.display().to_string())));
        assert!(is_same(&Case::open_read_only(&path).unwrap().setup().unwrap().unwrap()));

        window.act(Action::Connection(ConnectionAction::Connect(ConnectTarget::Case { path: path.clone() })));
        window.until("what the case has", |state| state.connection.case().is_some() && state.setup.set.is_some());
        window.click(words.screen(Screen::Setup));
        assert!(is_same(&window.state().setup.set.as_ref().unwrap().report));
        assert!(window.harness.query_all_by_label_contains(words.setup_of_case()).next().is_some());
        assert!(window.shows(words.cannot_ask(CannotAsk::CaseIsOpen)), "it says why it cannot be asked");
        assert!(!window.shows(words.keep_button()));
        let text = copied(&mut window, words.copy_all_as_text());
        assert!(text.contains("PCI DSS 10.5.1"));
        window.until("the record of it", |state| state.activity.waiting.is_empty());
        let case = Case::open_read_only(&path).unwrap();
        let done = case.entries(EntryKind::Activity, None).unwrap();
        let done: String = done.iter().map(|entry| entry.body.to_string() + &entry.subject).collect();
        assert!(done.contains("findings-copied") && done.contains("setup"), "{done}");
    }
}

#[test]
fn a_case_without_a_check_says_so_and_another_account_shows_nothing_of_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.case");
    drop(Case::create(&path, 1).unwrap());
    let mut window = checked(Language::English, Theme::Dark);
    let words = window.words;
    window.act(Action::Connection(ConnectionAction::Connect(ConnectTarget::Case { path })));
    window.until("the case", |state| state.connection.case().is_some() && !state.setup.ready_slot.is_waiting());
    window.click(words.screen(Screen::Setup));
    assert!(window.state().setup.set.is_none());
    assert!(window.shows(words.setup_not_in_case()));
}

#[test]
fn thousands_of_findings_are_drawn_as_fast_as_a_few() {
    let report = made_up::report();
    let one = report.findings.iter().find(|finding| finding.weight == Weight::Risk).unwrap();
    let findings = (0..20_000).map(|_| one.clone()).collect();
    let many = SetupReport { findings, facts: SetupFacts::default(), ..(*report).clone() };
    let mut window = checked(Language::English, Theme::Dark);
    window.show_setup_again(many);
    let begun = std::time::Instant::now();
    window.harness.run_steps(20);
    assert!(begun.elapsed().as_secs_f32() < 4.0, "{:?} for 20 frames", begun.elapsed());
    let cards = window.harness.query_all_by_label(window.words.copy_as_text()).count();
    assert!((1..12).contains(&cards), "{cards} of 20,000 are laid out");
}

#[test]
fn every_area_has_its_words_and_every_kind_an_area() {
    for area in Area::ALL {
        assert!(FindingKind::ALL.iter().any(|kind| kind.area() == area), "{area:?}");
        for (language, _) in BOTH {
            assert!(!session_lens::app::Words(language).area_name(area).is_empty());
        }
    }
    assert!(FindingKind::ALL.iter().all(|kind| finding_words(*kind).is_some()));
}
