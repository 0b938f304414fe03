//! The commands of the demo, looked at as an auditor would: narrowed, zoomed, searched, followed to the log, exported.

use std::fs;

use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use session_lens::{
    app::{
        Action, CommandsAction, ExportAction, Language, TableAction, Theme,
        state::{State, TableId},
    },
    session::{Doubt, each_once},
    worker::{CommandSet, Completeness, ExportFormat, Facet, PersonKey},
};

use super::harness::{GROUP, Window};

fn settled(state: &State) -> bool {
    state.commands.set.is_some() && state.commands.table.waiting.is_none()
}

impl Window {
    /// Clicks what narrows, and waits for what it gives.
    fn narrow(&mut self, label: &str) {
        self.click(label);
        self.until("what the filter gives", settled);
    }

    fn shown_commands(&self) -> usize {
        self.state().commands.narrowed.commands
    }
}

#[test]
fn from_the_start_to_one_persons_flagged_commands_in_five_clicks() {
    for language in [Language::English, Language::Japanese] {
        let mut window = Window::open(language, Theme::Dark);
        let words = window.words;
        let mut clicks = 0;
        let mut click = |window: &mut Window, label: &str| {
            window.click(label);
            clicks += 1;
        };
        click(&mut window, words.demo_button());
        window.until("the log groups", |state| state.groups.named(GROUP).is_some());
        click(&mut window, GROUP);
        click(&mut window, words.open_commands());
        window.until("the commands", settled);
        let person = window.state().commands.set.as_ref().unwrap().os_users[0].clone();
        click(&mut window, &person.value);
        window.until("this person's", settled);
        click(&mut window, words.flagged());
        window.until("the flagged ones", settled);

        assert!(clicks <= 5, "{clicks}");
        let commands = &window.state().commands;
        let set = commands.set.clone().unwrap();
        assert!(person.flagged > 0 && person.flagged < person.commands);
        assert_eq!(commands.table.order.len(), person.flagged, "as many as the list of users says");
        for row in commands.table.order.iter() {
            assert!(!set.flags(*row as usize).is_empty());
            assert_eq!(set.table.cell(*row as usize, CommandSet::OS_USER), Some(person.value.as_str()));
        }
        let shown = words.commands_shown(
            person.flagged,
            set.commands,
            set.sessions.len(),
            set.sessions_without_commands,
            set.events,
        );
        assert!(window.shows(&shown), "{shown}");
        assert!(window.shows(&words.filters_hide(2, set.commands - person.flagged)));
    }
}

#[test]
fn filters_join_and_go_one_by_one_all_at_once_and_by_back() {
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    let words = window.words;
    let set = window.state().commands.set.clone().unwrap();
    let (first, second) = (set.os_users[0].clone(), set.os_users[1].clone());
    window.narrow(&first.value);
    assert_eq!(window.shown_commands(), first.commands);

    // With a key held, the next joins.
    window.harness.get_all_by_label(&second.value).next().unwrap().click_modifiers(Modifiers::COMMAND);
    window.harness.run_steps(2);
    window.until("both", settled);
    assert_eq!(window.shown_commands(), first.commands + second.commands);

    window.narrow(words.flagged());
    assert_eq!(window.shown_commands(), first.flagged + second.flagged);

    // A chip takes its own condition away.
    window.narrow(&format!("{}: {}   ×", words.os_user(), first.value));
    assert_eq!(window.shown_commands(), second.flagged);
    window.narrow(words.back());
    assert_eq!(window.shown_commands(), first.flagged + second.flagged, "Back undoes it");
    window.narrow(words.back());
    assert_eq!(window.shown_commands(), first.commands + second.commands);
    window.narrow(words.forward());
    assert_eq!(window.shown_commands(), first.flagged + second.flagged);

    window.act_on_commands(Action::Table(TableId::Commands, TableAction::Filter("no such text anywhere".to_owned())));
    assert!(window.state().commands.table.order.is_empty());
    assert!(window.shows(words.nothing_matches()), "an empty place says why");
    window.narrow(words.clear_all());
    assert_eq!(window.shown_commands(), set.commands);
    assert!(!window.shows(words.clear_all()));
    window.narrow(words.back());
    assert_eq!(window.state().commands.table.view.filter, "no such text anywhere", "also after Clear all");
}

impl Window {
    fn act_on_commands(&mut self, action: Action) {
        self.harness.state_mut().app_mut().act(action);
        self.until("what it gives", settled);
    }

    fn histogram(&self) -> egui::Rect {
        self.harness.get_by_label_contains(self.words.over_time()).rect()
    }
}

#[test]
fn a_drag_over_the_histogram_zooms_and_its_chip_takes_it_back() {
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    let all = window.shown_commands();
    let label = window.harness.get_by_label_contains(window.words.over_time()).accesskit_node().label().unwrap();
    let busiest = &window.state().commands.set.as_ref().unwrap().os_users[0];
    assert!(label.contains(&format!("{} {}", busiest.value, window.words.count(busiest.commands as u64))), "{label}");

    let at = |window: &Window, share: f32| {
        let place = window.histogram();
        pos2(place.left() + place.width() * share, place.center().y)
    };
    let begin = at(&window, 0.3);
    window.harness.hover_at(begin);
    window.harness.drag_at(begin);
    window.harness.run_steps(1);
    for share in [0.4, 0.5, 0.6] {
        window.harness.hover_at(at(&window, share));
        window.harness.run_steps(1);
    }
    window.harness.drop_at(at(&window, 0.6));
    window.harness.run_steps(2);
    window.until("the stretch", settled);
    let commands = &window.state().commands;
    let span = commands.filter.span.expect("a drag zooms");
    let set = commands.set.clone().unwrap();
    assert!(commands.narrowed.commands > 0 && commands.narrowed.commands < all);
    for row in commands.table.order.iter() {
        let time = set.at(*row as usize).map_or(span.start, |(_, command)| command.time);
        assert!(span.contains(time));
    }
    assert!(commands.slot.summary.is_some() && !commands.slot.is_waiting(), "nothing is read again");

    let chip = window.harness.get_all_by_label_contains("×").next().unwrap();
    chip.click();
    window.harness.run_steps(2);
    window.until("all of it", |state| settled(state) && state.commands.filter.span.is_none());
    assert_eq!(window.shown_commands(), all);
}

#[test]
fn a_command_leads_to_its_bytes_its_surroundings_its_output_and_its_flags() {
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    let words = window.words;
    window.narrow(words.flagged());
    let set = window.state().commands.set.clone().unwrap();
    let has_output = |row: &u32| set.at(*row as usize).is_some_and(|(_, command)| command.output.lines > 0);
    let row = window.state().commands.table.order.iter().copied().find(has_output).unwrap();
    window.act_on_commands(Action::Table(TableId::Commands, TableAction::Select(Some(row))));
    window.until("where it comes from", |state| state.commands.context_of(row).is_some());
    let (_, command) = set.at(row as usize).unwrap();
    assert!(window.shows(words.confidence_explained(command.confidence)));

    window.click(words.tab_raw());
    let place = command.source.first;
    let (session, _) = set.at(row as usize).unwrap();
    assert!(window.shows(&words.event_place(place.event + 1, session.events, place.line + 1)));
    window.click(words.tab_around());
    assert!(window.shows(words.around_note()));
    window.click(words.tab_output());
    assert!(window.shows(words.no_exit_status()));
    let size = words.output_size(command.output.lines, &words.bytes(command.output.bytes as f64));
    assert!(window.shows(&size), "{size}");
    let flags = set.flags(row as usize);
    window.click(&format!("{} {}", words.flags(), flags.len()));
    assert!(window.shows(words.flag_is_lead()));
    assert!(window.shows(words.rule_title(&flags[0].rule)));
}

#[test]
fn marks_can_be_left_out_and_a_mark_says_what_it_is() {
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    let set = window.state().commands.set.clone().unwrap();
    let marks = set.places.len() - set.commands;
    assert!(marks > 0, "the demo has some");
    let mark = (0_u32..).zip(&set.places).find(|(row, _)| set.at(*row as usize).is_none()).unwrap().0;
    window.act_on_commands(Action::Table(TableId::Commands, TableAction::Select(Some(mark))));
    assert!(window.shows(window.words.open_at_mark()));
    window.narrow(window.words.show_marks());
    assert_eq!(window.state().commands.table.order.len(), set.commands);
    window.narrow(window.words.show_marks());
    assert_eq!(window.state().commands.table.order.len(), set.places.len());
}

#[test]
fn an_export_of_narrowed_commands_has_their_rows_and_what_their_cells_say() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    window.narrow(window.words.flagged());
    window.act_on_commands(Action::Commands(CommandsAction::Only(Facet::Confidence, "uncertain".to_owned())));
    window.act_on_commands(Action::Table(TableId::Commands, TableAction::Filter("root".to_owned())));
    window.click(&format!("{}: Typed", window.words.column_head()));
    window.until("sorted", settled);
    window.act_on_commands(Action::Export(ExportAction::Open(ExportFormat::Csv)));
    window.act_on_commands(Action::Export(ExportAction::Path(path.to_string_lossy().into_owned())));
    window.click(window.words.export_write());
    window.until("the file", |state| state.export.is_none());

    let commands = &window.state().commands;
    let set = commands.set.clone().unwrap();
    assert!(!commands.table.order.is_empty() && commands.table.order.len() < set.commands / 4);
    let csv = fs::read(&path).unwrap();
    let mut reader = csv::Reader::from_reader(csv.strip_prefix(b"\xef\xbb\xbf").unwrap());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(head, CommandSet::COLUMNS.map(|(name, _)| name).map(column_in_file).concat());
    let place = |name: &str| head.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), commands.table.order.len());
    for (told, row) in rows.iter().zip(commands.table.order.iter()) {
        let (session, command) = set.at(*row as usize).unwrap();
        assert_eq!(told[place("session")], session.id);
        let text = told[place("command")].strip_prefix('\'').unwrap_or(&told[place("command")]);
        assert_eq!(text, session_lens::model::visible(&command.text));
        assert_eq!(&told[place("confidence")], "uncertain");
        let doubts: Vec<&str> = each_once(&command.doubts).map(Doubt::name).collect();
        assert_eq!(told[place("doubts")], doubts.join(", "));
        assert!(set.flags(*row as usize).iter().all(|flag| told[place("flags")].contains(&flag.rule.title)));
        assert_eq!(told[place("asUser")], *set.table.cell(*row as usize, CommandSet::AS_USER).unwrap_or_default());
    }
}

/// Doubts and kinds stand behind the cells that show them.
fn column_in_file(name: &str) -> Vec<String> {
    match name {
        "command" => vec!["command".to_owned(), "kind".to_owned()],
        "time" => vec!["time".to_owned(), "timeBasis".to_owned()],
        // Only a case has reviews.
        "kind" | "timeBasis" | "review" => Vec::new(),
        other => vec![other.to_owned()],
    }
}

#[test]
fn the_search_field_is_one_key_away() {
    let mut window = Window::open_commands(Language::Japanese, Theme::Light);
    window.harness.key_press(Key::Slash);
    window.harness.run_steps(2);
    window.harness.event(egui::Event::Text("systemctl".to_owned()));
    window.until("what was searched for", |state| state.commands.table.view.filter == "systemctl" && settled(state));
    let set = window.state().commands.set.clone().unwrap();
    for row in window.state().commands.table.order.iter() {
        assert!(set.at(*row as usize).unwrap().1.text.contains("systemctl"));
    }
    let chip = format!("{}: systemctl   ×", window.words.searched_text());
    window.narrow(&chip);
    assert_eq!(window.shown_commands(), set.commands);
}

/// The heads of the table's columns that are in sight, and where they are.
fn heads_in_sight(window: &Window) -> Vec<(String, egui::Rect)> {
    let prefix = format!("{}: ", window.words.column_head());
    let heads = window.harness.query_all_by_label_contains(&prefix);
    heads
        .filter_map(|head| Some((head.accesskit_node().label()?.strip_prefix(&prefix)?.to_owned(), head.rect())))
        .collect()
}

#[test]
fn in_windows_of_every_size_time_user_command_and_flags_are_in_sight_also_beside_a_detail() {
    for language in Language::ALL {
        let mut window = Window::open_commands(language, Theme::Dark);
        let words = window.words;
        let row = window.state().commands.table.order[12];
        for key in [PersonKey::OsUser, PersonKey::Principal] {
            window.act_on_commands(Action::Commands(CommandsAction::GroupBy(key)));
            for selected in [None, Some(row)] {
                window.act_on_commands(Action::Table(TableId::Commands, TableAction::Select(selected)));
                for (width, height) in [(960.0, 600.0), (1280.0, 800.0), (1920.0, 1080.0)] {
                    window.harness.set_size(egui::vec2(width, height));
                    window.harness.run_steps(4);
                    // What stands beside the table, or the window's edge.
                    let detail = selected.map(|_| window.harness.get_by_label(words.tab_cleaned()).rect().left() - 8.0);
                    let end = detail.unwrap_or(width);
                    let heads = heads_in_sight(&window);
                    for column in ["time", "user", "command", "flags"] {
                        let title = words.column(column).unwrap();
                        let (_, place) = heads
                            .iter()
                            .find(|(head, _)| head.starts_with(title))
                            .unwrap_or_else(|| panic!("{column} at {width}: {heads:?}"));
                        assert!(place.right() <= end && place.width() > 30.0, "{column} at {width}: {place:?}, {end}");
                    }
                    let histogram = window.histogram();
                    assert!(histogram.right() <= end, "the histogram at {width}: {histogram:?}");
                }
            }
        }
    }
}

#[test]
fn whoever_has_flags_has_a_count_and_an_entry_for_them() {
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    window.act_on_commands(Action::Commands(CommandsAction::GroupBy(PersonKey::Principal)));
    let set = window.state().commands.set.clone().unwrap();
    let person = set.principals.iter().find(|person| person.flagged == 0 && person.only_low > 0);
    let person = person.expect("the demo has somebody with low flags alone").clone();
    window.act_on_commands(Action::Commands(CommandsAction::Only(Facet::Principal, person.value.clone())));
    window.narrow(window.words.only_low());
    assert_eq!(window.shown_commands(), person.only_low);
    for row in window.state().commands.table.order.iter() {
        assert!(!set.flags(*row as usize).is_empty());
    }
}

#[test]
fn an_export_says_its_zone_and_that_something_may_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    for completeness in [Completeness::Complete, Completeness::LimitReached { limit: 100_000 }] {
        let is_whole = completeness == Completeness::Complete;
        window.harness.state_mut().app_mut().state.commands.read_completeness = completeness;
        window.act_on_commands(Action::Export(ExportAction::Open(ExportFormat::Ndjson)));
        let suggested = window.state().export.clone().unwrap().path;
        assert_eq!(suggested.ends_with("-incomplete.ndjson"), !is_whole, "{suggested}");
        let warning = format!("{} {}", window.words.completeness(completeness), window.words.incomplete_in_file());
        assert_eq!(window.shows(&warning), !is_whole);
        let set = window.state().commands.set.clone().unwrap();
        let marks = set.places.len() - set.commands;
        assert!(window.shows(&window.words.commands_and_marks(set.commands, marks)), "marks are no commands");

        let path = folder.path().join("a.ndjson");
        window.act_on_commands(Action::Export(ExportAction::Path(path.to_string_lossy().into_owned())));
        window.click(window.words.export_write());
        window.until("the file", |state| state.export.is_none());
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), set.places.len());
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let time = row["time"].as_str().unwrap();
            assert!(time.len() == 29 && &time[10..11] == "T" && time.ends_with("+00:00"), "{time}");
            assert_eq!(
                row.get("incomplete").and_then(|reason| reason.as_str()),
                (!is_whole).then_some("row-limit-reached")
            );
        }
    }
}

#[test]
fn a_row_stays_under_the_pointer_when_it_is_chosen() {
    for language in Language::ALL {
        let mut window = Window::open_commands(language, Theme::Dark);
        for (width, height) in [(960.0, 600.0), (1280.0, 800.0), (1920.0, 1080.0)] {
            window.harness.set_size(egui::vec2(width, height));
            let row = window.state().commands.table.order[3];
            let [without, with] = [None, Some(row)].map(|selected| {
                window.act_on_commands(Action::Table(TableId::Commands, TableAction::Select(selected)));
                window.harness.run_steps(4);
                let heads = heads_in_sight(&window);
                (heads[0].1.top(), heads.into_iter().map(|(head, _)| head).collect::<Vec<_>>())
            });
            assert!((without.0 - with.0).abs() < 1.0, "at {width}: {without:?} and {with:?}");
            assert_eq!(without.1, with.1, "a second click finds the cell that the first one found");
        }
    }
}
