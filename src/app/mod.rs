//! What a person can do, what the window shows, and how one changes the other. No drawing.
//!
//! ```text
//! click, key -> Action -> apply -> State, Requests -> worker
//!                view <- State <- accept <- Response <- worker
//! ```
//!
//! - [`Action`]: everything a person can do.
//! - [`apply`]: the one place that changes the state because of an action, a file for each area.
//! - [`accept`]: the one place that changes the state because of an answer.
//! - [`state`]: what the window shows.
//! - [`texts`]: every word on the screen, in English and Japanese.

mod accept;
mod action;
mod activity;
mod apply;
mod clock;
mod outbox;
mod prices;
mod settings;
pub mod state;
pub mod texts;

use std::sync::Arc;

use crate::{
    setup::{SetupReport, reconcile::Reconciliation},
    worker::{ConnectTarget, Worker, WorkerGone},
};

pub use action::{
    Action, CaseAction, CommandsAction, ComparisonAction, ConnectionAction, ExportAction, GroupsAction, NamedAction,
    ProceduresAction, QueryAction, ReviewAction, SessionsAction, SettingsAction, SetupAction, Shortcut, TableAction,
    TranscriptAction,
};
pub use apply::{Expected, can_be_read_directly, case_scope, collect_via, expected, most_it_can_cost, pack_language};
pub use clock::Clock;
pub use outbox::{Outbox, Outgoing};
pub use prices::{PricesError, load_scan_prices, load_storage_prices};
pub use settings::{Language, Settings, SettingsError, Theme, Zone};
pub use state::State;
pub use texts::Words;

use state::Notice;

/// State and worker together: what the window's frame loop calls.
pub struct App {
    pub state: State,
    worker: Worker,
    outbox: Outbox,
}

impl App {
    /// With the person's settings; `wake` must make the window look for answers.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let mut state = State { system_language: Language::of_system(), keeps_settings: true, ..State::default() };
        match Settings::load() {
            Ok(settings) => state.settings = settings,
            Err(error) => state.notices.push(Notice::SettingsBroken { detail: error.to_string() }),
        }
        let mut app = Self::with_state(state, wake)?;
        match load_scan_prices() {
            Ok(prices) => app.state.prices = prices,
            Err(error) => app.state.notices.push(Notice::PricesBroken { detail: error.to_string() }),
        }
        match load_storage_prices() {
            Ok(prices) => app.state.storage_prices = prices,
            Err(error) => app.state.notices.push(Notice::PricesBroken { detail: error.to_string() }),
        }
        Ok(app)
    }

    /// With a given state: for tests of the window.
    pub fn with_state(mut state: State, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        state.prices = crate::model::ScanPrices::built_in();
        state.storage_prices = crate::setup::cost::StoragePrices::built_in();
        state.connection.draft = state::ConnectDraft {
            profile: state.settings.last_profile.clone().unwrap_or_default(),
            region: state.settings.last_region.clone().unwrap_or_default(),
            endpoint: state.settings.last_endpoint.clone().unwrap_or_default(),
        };
        let mut app = Self { state, worker: Worker::start(wake)?, outbox: Outbox::default() };
        app.act(Action::Connection(ConnectionAction::FindProfiles));
        app.act(Action::Procedures(ProceduresAction::ReadMine));
        Ok(app)
    }

    /// Connects at once, as the command line asked.
    pub fn connect(&mut self, target: ConnectTarget) {
        self.act(Action::Connection(ConnectionAction::Connect(target)));
    }

    /// Does what a person asked for.
    pub fn act(&mut self, action: Action) {
        activity::note(&mut self.state, &action);
        apply::apply(&mut self.state, action, &mut self.outbox);
        self.deliver();
    }

    /// Shows a check and a comparison that were made elsewhere: for tests of the window.
    pub fn show_setup(&mut self, report: Option<Arc<SetupReport>>, reconciliation: Option<Arc<Reconciliation>>) {
        if let Some(report) = report {
            accept::setup::prepare_report(&mut self.state, report, &mut self.outbox);
        }
        if let Some(reconciliation) = reconciliation {
            accept::setup::prepare_rows(&mut self.state, reconciliation, &mut self.outbox);
        }
        self.deliver();
    }

    /// Takes in what the worker has answered. Called from the frame loop; never waits.
    pub fn receive(&mut self) {
        while let Some(response) = self.worker.receive() {
            accept::accept(&mut self.state, response, &mut self.outbox);
        }
        self.deliver();
    }

    fn deliver(&mut self) {
        activity::write(&mut self.state, &mut self.outbox);
        self.send();
    }

    fn send(&mut self) {
        for outgoing in self.outbox.take() {
            let sent = match outgoing {
                Outgoing::Start(id, request) => self.worker.send(id, request),
                Outgoing::Cancel(id) => self.worker.cancel(id),
            };
            if sent == Err(WorkerGone) && !self.state.notices.contains(&Notice::WorkerBusy) {
                self.state.notices.push(Notice::WorkerBusy);
            }
        }
    }
}

impl Drop for App {
    /// What was done and is not on record yet is still written: the worker ends such requests before it ends itself.
    fn drop(&mut self) {
        activity::close(&mut self.state, &mut self.outbox);
        self.send();
    }
}
