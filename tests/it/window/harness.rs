//! The window without a display, against the demo as it was at one moment.

use std::{
    fs,
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use egui::{
    FontData, FontFamily,
    epaint::text::{FontInsert, FontPriority, InsertFontFamily},
};
use egui_kittest::{Harness, kittest::Queryable};
use session_lens::{
    app::{Action, App, Clock, Language, Settings, State, Theme, Words, Zone},
    setup::{SetupReport, reconcile::Reconciliation},
    ui::SessionLens,
};

const PATIENCE: Duration = Duration::from_mins(1);
/// 2026-11-20 06:00 UTC: pictures look the same on every day.
pub const MOMENT: i64 = 1_795_154_400_000;
/// A font with Japanese letters, where Debian's fonts-droid-fallback puts it.
const JAPANESE: &str = "/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf";

pub struct Window {
    pub harness: Harness<'static, SessionLens>,
    pub words: Words,
}

impl Window {
    /// The program as it starts, with nothing connected.
    pub fn open(language: Language, theme: Theme) -> Self {
        let settings = Settings { language: Some(language), theme, zone: Zone::Utc, ..Settings::default() };
        let state = State { settings, clock: Clock::pinned_to(MOMENT), ..State::default() };
        let japanese = fs::read(JAPANESE).ok();
        let builder = Harness::builder().with_size([1280.0, 800.0]);
        // A glyph that no font has would be a failure, but for a machine without the font.
        let builder = if japanese.is_some() { builder } else { builder.allow_missing_glyphs() };
        let harness = builder.build_eframe(move |context| {
            let lens = SessionLens::with_app(&context.egui_ctx, |wake| App::with_state(state, wake)).unwrap();
            if let Some(bytes) = japanese {
                let families = [FontFamily::Proportional, FontFamily::Monospace, FontFamily::Name(Arc::from("strong"))];
                let families = families.map(|family| InsertFontFamily { family, priority: FontPriority::Lowest });
                context.egui_ctx.add_font(FontInsert::new("Japanese", FontData::from_owned(bytes), families.into()));
            }
            lens
        });
        Self { harness, words: Words(language) }
    }

    /// Through the demo's door, to its log groups.
    pub fn open_demo(language: Language, theme: Theme) -> Self {
        let mut window = Self::open(language, theme);
        window.click(window.words.demo_button());
        window.until("the log groups", |state| state.groups.named(GROUP).is_some());
        window
    }

    /// On to the commands of the last seven days.
    pub fn open_commands(language: Language, theme: Theme) -> Self {
        let mut window = Self::open_demo(language, theme);
        window.click(GROUP);
        window.click(window.words.open_commands());
        window.until("the commands", |state| state.commands.set.is_some() && state.commands.table.waiting.is_none());
        window
    }

    pub fn state(&self) -> &State {
        &self.harness.state().app().state
    }

    pub fn shows(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Clicks the first thing of this label, and lets it have its effect.
    pub fn click(&mut self, label: &str) {
        let found = self.harness.query_all_by_label(label).next();
        found.unwrap_or_else(|| panic!("nothing is labelled {label:?}")).click();
        self.harness.run_steps(2);
    }

    /// Does something as a click would, and lets it have its effect.
    pub fn act(&mut self, action: Action) {
        self.harness.state_mut().app_mut().act(action);
        self.harness.run_steps(2);
    }

    /// Shows a check and a comparison as if they had been asked for, and waits until they are there.
    pub fn show_setup(&mut self, report: Option<Arc<SetupReport>>, reconciliation: Option<Arc<Reconciliation>>) {
        self.harness.state_mut().app_mut().show_setup(report, reconciliation);
        self.until("what was found", |state| {
            !state.setup.ready_slot.is_waiting()
                && !state.comparison.ready_slot.is_waiting()
                && state.comparison.table.waiting.is_none()
        });
    }

    /// Steps until the state is as wanted.
    pub fn until(&mut self, what: &str, wanted: impl Fn(&State) -> bool) {
        let begun = Instant::now();
        loop {
            self.harness.step();
            if wanted(self.state()) {
                self.harness.run_steps(2);
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "never came: {what}");
            sleep(Duration::from_millis(10));
        }
    }
}

pub const GROUP: &str = "/aws/ssm/session-logs";
