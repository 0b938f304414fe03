//! Every screen as a picture, held against the one in `tests/pictures`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test it pictures` makes them anew; look at each before it is kept.

use std::sync::Arc;

use egui_kittest::{SnapshotOptions, SnapshotResults};
use session_lens::{
    app::{
        Action, ComparisonAction, Language, ProceduresAction, QueryAction, SetupAction, TableAction, Theme,
        state::{Screen, TableId},
    },
    procedures::built_in,
    setup::{FindingKind, Weight},
};

use super::{
    harness::{GROUP, Window},
    made_up,
};
use crate::parties;

/// The status line at the bottom tells how long things took: it is no part of a picture.
const STATUS: u32 = 37;

/// Whether pictures can be made here. Somebody who insists gets them or a failure.
fn can_draw() -> bool {
    let drivers = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
    let has_driver =
        drivers.iter().any(|folder| std::fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()));
    if !has_driver {
        parties::missing("a Vulkan driver", "no folder names one", "Debian's package mesa-vulkan-drivers has one");
    }
    has_driver
}

struct Album {
    results: SnapshotResults,
    suffix: &'static str,
}

impl Album {
    fn keep(&mut self, window: &mut Window, name: &str) {
        window.harness.run_steps(4);
        let mut picture = window.harness.render().unwrap();
        let (width, height) = picture.dimensions();
        let picture = image::imageops::crop(&mut picture, 0, 0, width, height - STATUS).to_image();
        // Another release of Mesa may move the edge of a letter by a shade; a word or a line that is not there any
        // more changes hundreds of points.
        let options = SnapshotOptions::new().output_path("tests/pictures").max_failed_pixels(60);
        let name = format!("{name}-{}", self.suffix);
        self.results.add(egui_kittest::try_image_snapshot_options(&picture, name, &options));
    }
}

fn every_screen(language: Language, theme: Theme, suffix: &'static str) {
    if !can_draw() {
        return;
    }
    let mut album = Album { results: SnapshotResults::new(), suffix };
    let mut window = Window::open(language, theme);
    album.keep(&mut window, "start");

    let mut window = Window::open_demo(language, theme);
    window.click(GROUP);
    album.keep(&mut window, "groups");
    window.click(window.words.open_sessions());
    window.until("the sessions", |state| !state.sessions.streams.is_empty() && state.sessions.table.waiting.is_none());
    album.keep(&mut window, "sessions");

    let mut window = Window::open_commands(language, theme);
    let row = window.state().commands.table.order[12];
    window.act_on_table(TableId::Commands, TableAction::Select(Some(row)));
    album.keep(&mut window, "commands");
    window.click(window.words.open_session_here());
    window.until("the session", |state| state.screen == Screen::Transcript);
    album.keep(&mut window, "transcript");

    window.click(window.words.screen(Screen::Procedures));
    window.click(window.words.either(&built_in()[0].name));
    window.harness.state_mut().app_mut().act(Action::Procedures(ProceduresAction::ShowQuery(true)));
    window.click(window.words.run_procedure());
    window.until("rows", |state| {
        state.procedures.answered.is_some()
            && !state.procedures.slot.is_waiting()
            && state.procedures.table.waiting.is_none()
    });
    window.act_on_table(TableId::Results, TableAction::Select(Some(0)));
    album.keep(&mut window, "procedures");

    trust(language, theme, &mut album);

    // Both ways to write it: a text that the builder shows, and one with a fault in it.
    window.click(window.words.screen(Screen::Query));
    let conditions =
        "filter runAsUser in [\"root\", \"ec2-user\"] and (not ispresent(awsRegion) or awsRegion != \"us-east-1\")";
    let text =
        format!("{conditions}\n| stats count(*) as events by runAsUser, bin(1d) as day\n| sort events desc, day asc");
    window.act_on_query(QueryAction::SetText(text.clone()));
    window.act_on_query(QueryAction::Run);
    window.until("rows", |state| state.query.answered.is_some() && !state.query.slot.is_waiting());
    window.act_on_table(TableId::Query, TableAction::Select(Some(0)));
    album.keep(&mut window, "query");
    window.act_on_query(QueryAction::SetText(text.replace("sort", "sotr")));
    album.keep(&mut window, "query-fault");
}

/// Whether the record can be trusted: settings, and the sessions that AWS knows.
fn trust(language: Language, theme: Theme, album: &mut Album) {
    let mut window = Window::open_demo(language, theme);
    window.click(GROUP);
    window.click(window.words.open_sessions());
    window.show_setup(Some(made_up::report()), Some(Arc::new(made_up::comparison())));
    window.act_on_table(TableId::Compared, TableAction::Select(Some(2)));
    album.keep(&mut window, "compared");
    window.act(Action::Table(TableId::Compared, TableAction::Select(None)));
    window.act(Action::Comparison(ComparisonAction::Ask(true)));
    window.act(Action::Comparison(ComparisonAction::FromLogGroup(true)));
    window.act(Action::Comparison(ComparisonAction::TrailLogGroup("/aws/cloudtrail/management".to_owned())));
    album.keep(&mut window, "compare");
    window.click(window.words.screen(Screen::Setup));
    album.keep(&mut window, "setup");
    // Few enough findings for the card below them to be in sight.
    let mut few = (*made_up::report()).clone();
    few.findings.retain(|finding| finding.kind == FindingKind::RetentionShort || finding.weight == Weight::Good);
    window.show_setup(Some(Arc::new(few)), None);
    window.act(Action::Setup(SetupAction::ShowGood(true)));
    album.keep(&mut window, "setup-costs");
}

impl Window {
    fn act_on_query(&mut self, action: QueryAction) {
        self.harness.state_mut().app_mut().act(Action::Query(action));
        self.harness.run_steps(2);
    }

    fn act_on_table(&mut self, table: TableId, action: TableAction) {
        self.harness.state_mut().app_mut().act(Action::Table(table, action));
        self.harness.run_steps(2);
    }
}

#[test]
fn pictures_in_english() {
    every_screen(Language::English, Theme::Dark, "en-dark");
}

#[test]
fn pictures_in_japanese() {
    every_screen(Language::Japanese, Theme::Light, "ja-light");
}
