//! What the window shows. Views read it; only `apply` and `accept` change it.

mod activity;
mod case;
mod commands;
mod comparison;
mod connection;
mod groups;
mod incomplete;
mod procedures;
mod query;
mod review;
mod scope;
mod sessions;
mod setup;
mod slot;
mod table;
mod transcript;

use std::path::PathBuf;

pub use activity::{ActivityState, Noted};
pub use case::{CaseDraft, CaseState};
pub use commands::CommandsState;
pub use comparison::{Compared, ComparisonState};
pub use connection::{ConnectDraft, ConnectionState};
pub use groups::{GroupsState, SeenRecords};
pub use incomplete::Incomplete;
pub use procedures::{Detail, ProceduresState};
pub use query::{Agreement, QueryState, Reading};
pub use review::{ReviewsState, command_subject, session_subject};
pub use scope::{RangeChoice, RangeDraft, Scope};
pub use sessions::SessionsState;
pub use setup::{CannotAsk, RetentionChoice, SetupDraft, SetupState};
pub use slot::{Slot, Trouble};
pub use table::{Table, TableId};
pub use transcript::{FindState, HeavyLines, Replay, Speed, TranscriptState};

use super::{Clock, Language, Settings, Words};
use crate::{
    model::ScanPrices,
    worker::{CommandFilter, ExportFormat},
};

/// The places a person can be at. The rail names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    #[default]
    Start,
    Groups,
    Sessions,
    Commands,
    Procedures,
    Query,
    /// Whether the record can be trusted.
    Setup,
    Case,
    Transcript,
}

impl Screen {
    /// Those in the rail, in its order.
    pub const RAIL: [Self; 8] = [
        Self::Start,
        Self::Groups,
        Self::Sessions,
        Self::Commands,
        Self::Procedures,
        Self::Query,
        Self::Setup,
        Self::Case,
    ];
}

/// A place that Back and Forward lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub screen: Screen,
    /// How the commands were narrowed there, and the text that was searched for.
    pub commands: (CommandFilter, String),
}

/// Something to tell that belongs to no single place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    Exported {
        path: PathBuf,
        rows: usize,
        guarded_cells: usize,
    },
    /// A copy of a procedure is now among the person's own.
    ProcedureKept {
        path: PathBuf,
    },
    FileNotWritten {
        path: PathBuf,
        detail: String,
    },
    SettingsBroken {
        detail: String,
    },
    PricesBroken {
        detail: String,
    },
    NoJapaneseFont,
    WorkerBusy,
}

/// A table on its way into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportDraft {
    pub table: TableId,
    pub format: ExportFormat,
    pub path: String,
}

#[derive(Debug, Default)]
pub struct State {
    pub settings: Settings,
    /// Changed settings are written to the person's file; not where a window is tried out.
    pub keeps_settings: bool,
    /// The language in force: the chosen one, else the system's.
    pub system_language: Language,
    pub prices: ScanPrices,
    pub storage_prices: crate::setup::cost::StoragePrices,
    pub clock: Clock,
    pub screen: Screen,
    /// Where Back and Forward lead.
    pub back: Vec<Place>,
    pub forward: Vec<Place>,
    pub connection: ConnectionState,
    pub scope: Scope,
    pub groups: GroupsState,
    pub sessions: SessionsState,
    pub comparison: ComparisonState,
    pub setup: SetupState,
    pub commands: CommandsState,
    pub procedures: ProceduresState,
    pub query: QueryState,
    pub transcript: TranscriptState,
    pub case: CaseState,
    pub reviews: ReviewsState,
    pub activity: ActivityState,
    pub notices: Vec<Notice>,
    pub export: Option<ExportDraft>,
    pub export_slot: Slot,
    pub file_slot: Slot,
}

impl State {
    pub fn words(&self) -> Words {
        Words(self.settings.language.unwrap_or(self.system_language))
    }

    /// What scanning so much costs, in US dollars; `None`: the price is not known. A case costs nothing.
    pub fn cost(&self, bytes: f64) -> Option<f64> {
        if self.connection.case().is_some() {
            return Some(0.0);
        }
        self.prices.cost(self.connection.region()?, bytes)
    }

    /// Where the person is.
    pub fn place(&self) -> Place {
        Place { screen: self.screen, commands: (self.commands.filter.clone(), self.commands.table.view.filter.clone()) }
    }

    pub fn table(&self, id: TableId) -> &Table {
        match id {
            TableId::Groups => &self.groups.table,
            TableId::Sessions => &self.sessions.table,
            TableId::Compared => &self.comparison.table,
            TableId::Commands => &self.commands.table,
            TableId::Results => &self.procedures.table,
            TableId::Query => &self.query.table,
        }
    }

    pub fn table_mut(&mut self, id: TableId) -> &mut Table {
        match id {
            TableId::Groups => &mut self.groups.table,
            TableId::Sessions => &mut self.sessions.table,
            TableId::Compared => &mut self.comparison.table,
            TableId::Commands => &mut self.commands.table,
            TableId::Results => &mut self.procedures.table,
            TableId::Query => &mut self.query.table,
        }
    }

    /// The slots whose work the status line shows and Cancel ends.
    pub fn slots(&self) -> [&Slot; 10] {
        [
            &self.connection.slot,
            &self.groups.slot,
            &self.sessions.slot,
            &self.comparison.slot,
            &self.setup.slot,
            &self.commands.slot,
            &self.procedures.slot,
            &self.query.slot,
            &self.case.slot,
            &self.transcript.slot,
        ]
    }

    pub fn slots_mut(&mut self) -> [&mut Slot; 10] {
        [
            &mut self.connection.slot,
            &mut self.groups.slot,
            &mut self.sessions.slot,
            &mut self.comparison.slot,
            &mut self.setup.slot,
            &mut self.commands.slot,
            &mut self.procedures.slot,
            &mut self.query.slot,
            &mut self.case.slot,
            &mut self.transcript.slot,
        ]
    }

    /// The slot behind the screen that is open.
    pub fn screen_slot(&self) -> &Slot {
        match self.screen {
            Screen::Start => &self.connection.slot,
            Screen::Groups => &self.groups.slot,
            Screen::Sessions if self.is_comparing() => &self.comparison.slot,
            Screen::Sessions => &self.sessions.slot,
            Screen::Setup => &self.setup.slot,
            Screen::Commands => &self.commands.slot,
            Screen::Procedures => &self.procedures.slot,
            Screen::Query => &self.query.slot,
            Screen::Case => &self.case.slot,
            Screen::Transcript => &self.transcript.slot,
        }
    }

    fn is_comparing(&self) -> bool {
        self.comparison.slot.is_waiting() || self.comparison.is_shown
    }

    pub fn screen_slot_mut(&mut self) -> &mut Slot {
        match self.screen {
            Screen::Start => &mut self.connection.slot,
            Screen::Groups => &mut self.groups.slot,
            Screen::Sessions if self.is_comparing() => &mut self.comparison.slot,
            Screen::Sessions => &mut self.sessions.slot,
            Screen::Setup => &mut self.setup.slot,
            Screen::Commands => &mut self.commands.slot,
            Screen::Procedures => &mut self.procedures.slot,
            Screen::Query => &mut self.query.slot,
            Screen::Case => &mut self.case.slot,
            Screen::Transcript => &mut self.transcript.slot,
        }
    }

    /// The table that the open screen is about.
    pub fn screen_table(&self) -> Option<TableId> {
        match self.screen {
            Screen::Start | Screen::Setup | Screen::Case | Screen::Transcript => None,
            Screen::Groups => Some(TableId::Groups),
            Screen::Sessions if self.comparison.is_shown => Some(TableId::Compared),
            Screen::Sessions => Some(TableId::Sessions),
            Screen::Commands => Some(TableId::Commands),
            Screen::Procedures => Some(TableId::Results),
            Screen::Query => Some(TableId::Query),
        }
    }

    /// Whether a session's transcript is on the screen.
    pub fn has_open_session(&self) -> bool {
        self.screen == Screen::Transcript && self.transcript.session().is_some_and(|open| !open.transcript.is_empty())
    }

    /// The row of a table that is looked at closely.
    pub fn detail(&self, id: TableId) -> &Detail {
        if id == TableId::Query { &self.query.detail } else { &self.procedures.detail }
    }

    /// Whether the rows of a table belong to what was asked before, and nothing has come of what is asked now.
    pub fn is_stale(&self, id: TableId) -> bool {
        let slot = match id {
            TableId::Results => &self.procedures.slot,
            TableId::Query => &self.query.slot,
            TableId::Compared => &self.comparison.slot,
            _ => return false,
        };
        slot.is_waiting() && slot.summary.is_none()
    }

    /// Whether anything is under way.
    pub fn is_busy(&self) -> bool {
        self.slots().iter().any(|slot| slot.is_waiting())
    }
}
