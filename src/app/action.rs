//! Everything a person can do.

use std::{ops::Range, path::PathBuf};

use super::{
    Language, Theme, Words, Zone,
    state::{RangeChoice, RetentionChoice, Screen, Speed, State, TableId},
};
use crate::{
    case::{ReviewState, ReviewSubject},
    collect::CollectVia,
    evidence::pack::{PackFormat, PackLanguage},
    insights::draft::QueryDraft,
    model::TimeRange,
    setup::{Area, Weight},
    worker::{ConnectTarget, ExportFormat, Facet, PersonKey, Pick, TranscriptStatus},
};

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Go(Screen),
    Back,
    Forward,
    /// Ends what the open screen waits for.
    Cancel,
    /// Reads again what the open screen shows.
    Reload,
    /// Runs what the open screen has to run.
    Run,
    ChooseRange(RangeChoice),
    Connection(ConnectionAction),
    Groups(GroupsAction),
    Sessions(SessionsAction),
    Comparison(ComparisonAction),
    Setup(SetupAction),
    Commands(CommandsAction),
    Procedures(ProceduresAction),
    Query(QueryAction),
    Transcript(TranscriptAction),
    Case(CaseAction),
    Review(ReviewAction),
    Table(TableId, TableAction),
    Export(ExportAction),
    Settings(SettingsAction),
    /// Takes a notice away, by its place.
    Dismiss(usize),
    /// The window found no font with Japanese letters.
    MissJapaneseFont,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ConnectionAction {
    FindProfiles,
    Profile(String),
    Region(String),
    Endpoint(String),
    /// To what the fields on the start screen say.
    ConnectToAws,
    Connect(ConnectTarget),
    Disconnect,
}

#[derive(Clone, Debug, PartialEq)]
pub enum GroupsAction {
    Read,
    ReadMore,
    ToggleFavourite(String),
    OnlyFavourites(bool),
    /// Makes a group the scope and shows its sessions.
    OpenSessions(String),
    /// Makes a group the scope and reads its commands.
    OpenCommands(String),
    /// Makes a group the scope, staying where we are.
    Choose(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum SessionsAction {
    Read,
    ReadMore,
    Prefix(String),
    /// Opens a session's transcript, whatever the class of its group.
    Open(String),
}

/// About the sessions that AWS knows, laid beside the logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComparisonAction {
    /// Asks how to compare, or no more.
    Ask(bool),
    /// CloudTrail's events come from a log group, or from CloudTrail itself.
    FromLogGroup(bool),
    TrailLogGroup(String),
    Compare,
    /// Shows the comparison, or the plain list of streams.
    Show(bool),
    /// Shows the sessions of one status; `None`: of any.
    OnlyStatus(Option<TranscriptStatus>),
    /// Shows the sessions whose person is not known, or all.
    OnlyUnresolved(bool),
    /// Opens the transcript of a row of the table, where there is one.
    Open(u32),
    /// Puts it into the case that the field names.
    Keep,
}

/// About the setup check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupAction {
    Check,
    /// For how long events must be kept.
    Retention(RetentionChoice),
    /// The name of a rule of the person's own.
    OwnRule(String),
    OwnDays(String),
    /// The longest idle time that is taken as good.
    IdleMinutes(String),
    /// Shows the findings of one weight; `None`: of any.
    OnlyWeight(Option<Weight>),
    OnlyArea(Option<Area>),
    Find(String),
    /// Shows the findings that filters hide.
    ShowAll,
    /// Shows good findings, or folds them away.
    ShowGood(bool),
    /// Puts it into the case that the field names.
    Keep,
    /// So many findings were copied as text.
    Copied {
        findings: usize,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum CommandsAction {
    Read,
    GroupBy(PersonKey),
    /// Shows the commands with this value; all of them, if it is the only one already.
    Only(Facet, String),
    /// Shows the commands with this value too, or no more.
    Toggle(Facet, String),
    /// Shows the commands with any value.
    ClearFacet(Facet),
    /// Shows one stretch of what was read; `None`: all of it.
    Zoom(Option<TimeRange>),
    /// Shows or leaves out what stands between commands: hidden typing, gaps.
    ShowMarks(bool),
    /// Shows everything that was read.
    ClearAll,
    /// Opens the session of a row of the table, at that command.
    OpenSession(u32),
}

#[derive(Clone, Debug, PartialEq)]
pub enum ProceduresAction {
    Choose(String),
    Set {
        parameter: String,
        value: String,
    },
    Run,
    ShowQuery(bool),
    /// Fetches every field of the selected row's event.
    ReadRecord {
        ptr: String,
    },
    /// Reads the person's own procedures again.
    ReadMine,
    /// Asks under which name to keep a copy of the chosen one; `None`: not after all.
    NameCopy(Option<String>),
    KeepCopy,
    /// Opens the session that a row belongs to.
    OpenSession(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum QueryAction {
    /// What stands in the editor.
    SetText(String),
    /// What the builder shows.
    Build(Box<QueryDraft>),
    /// Opens the screen with this text.
    Open(String),
    Run,
    /// Also where this program finds fault with the text: AWS may know more.
    RunAllTheSame,
    /// Fetches every field of the selected row's event.
    ReadRecord {
        ptr: String,
    },
    /// Opens the session that a row belongs to.
    OpenSession(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseAction {
    /// What stands in the start screen's field.
    OpenPath(String),
    /// Where a collection or an import goes.
    Path(String),
    MostCost(String),
    Files(String),
    /// Asks for a file by the desktop's own dialog.
    Pick(Pick),
    Open(PathBuf),
    /// Which operation is to fetch the events.
    Via(CollectVia),
    /// Counts the events of the scope.
    Count,
    /// Collects the scope.
    Collect,
    /// Goes on with what did not come to its end in the case.
    GoOn,
    /// Collects what came too late for a complete collection in the case.
    CollectLate,
    Import,
    /// Files were dropped on the window.
    Dropped(Vec<PathBuf>),
    /// Checks the open case.
    Verify,
    AskToSeal(bool),
    Seal,
    /// Where a pack of evidence goes: a folder, or a ZIP where the name says so.
    PackPath(String),
    /// Makes the name of the pack that of a folder or a ZIP.
    PackFormat(PackFormat),
    /// The language of the pack's report.
    PackLanguage(PackLanguage),
    /// The file of the key that signs the pack; empty: none does.
    PackKey(String),
    Pack,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewAction {
    /// The name of who reviews.
    Reviewer(String),
    /// What is being written about a session or a command.
    Comment { subject: ReviewSubject, text: String },
    /// Says where it stands, with what was written; `None`: a note alone.
    Give { subject: ReviewSubject, state: Option<ReviewState> },
    /// The same of what is chosen on the open screen.
    GiveChosen(ReviewState),
}

#[derive(Clone, Debug, PartialEq)]
pub enum TranscriptAction {
    /// Goes to a command of the session, by its place there.
    Jump(usize),
    /// Goes to a line.
    GoTo(usize),
    PreviousCommand,
    NextCommand,
    /// Puts the cursor into the field for what to look for.
    BeginFind,
    /// Looks for a text; empty: for nothing any more.
    Find(String),
    FindNext,
    FindPrevious,
    PlayOrPause,
    /// Shows all lines again.
    EndReplay,
    SetSpeed(Speed),
    /// Plays long pauses short, or as long as they were.
    SwitchSkipIdle,
    /// So much time of the play went by.
    Tick {
        microseconds: u32,
    },
    /// Asks for the session at a glance.
    ReadOutline,
    /// Asks for lines that take long to read.
    ReadLines(Range<usize>),
    /// Reads the session whole, beyond the scope's time.
    ReadWhole,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TableAction {
    /// A click on a column's head; `add` makes it a further sort key.
    Sort {
        column: usize,
        add: bool,
    },
    Filter(String),
    Select(Option<u32>),
    /// Moves the selection by so many rows of the order shown.
    Move(i64),
    Hide(String),
    Show(String),
    ShowAll,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExportAction {
    Open(ExportFormat),
    Path(String),
    Browse,
    Write,
    Close,
}

#[derive(Clone, Debug, PartialEq)]
pub enum SettingsAction {
    Language(Language),
    Theme(Theme),
    Zone(Zone),
}

/// A key with Ctrl (Cmd on a Mac), Shift or nothing, by its name at egui.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shortcut {
    pub control: bool,
    pub shift: bool,
    pub alt: bool,
    pub key: &'static str,
}

impl Shortcut {
    const fn control(key: &'static str) -> Self {
        Self { control: true, shift: false, alt: false, key }
    }

    const fn alone(key: &'static str) -> Self {
        Self { control: false, shift: false, alt: false, key }
    }

    /// Whether the key writes something: then a field that is typed into has it.
    pub fn is_text(self) -> bool {
        !self.control && !self.alt && matches!(self.key, "OpenBracket" | "CloseBracket" | "Space")
    }
}

/// Actions that need nothing but their name: for the palette, menus and keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NamedAction {
    Back,
    Forward,
    Start,
    Groups,
    Sessions,
    Commands,
    Procedures,
    Query,
    Setup,
    Case,
    CheckSetup,
    CompareSessions,
    Reload,
    Run,
    Cancel,
    PreviousCommand,
    NextCommand,
    Find,
    FindNext,
    FindPrevious,
    PlayOrPause,
    SkipIdle,
    EndReplay,
    ExportCsv,
    ExportNdjson,
    MarkReviewed,
    MarkFollowUp,
    English,
    Japanese,
    Light,
    Dark,
    LocalTime,
    Utc,
    Disconnect,
}

impl NamedAction {
    pub const ALL: [Self; 34] = [
        Self::Back,
        Self::Forward,
        Self::Start,
        Self::Groups,
        Self::Sessions,
        Self::Commands,
        Self::Procedures,
        Self::Query,
        Self::Setup,
        Self::Case,
        Self::CheckSetup,
        Self::CompareSessions,
        Self::Reload,
        Self::Run,
        Self::Cancel,
        Self::PreviousCommand,
        Self::NextCommand,
        Self::Find,
        Self::FindNext,
        Self::FindPrevious,
        Self::PlayOrPause,
        Self::SkipIdle,
        Self::EndReplay,
        Self::ExportCsv,
        Self::ExportNdjson,
        Self::MarkReviewed,
        Self::MarkFollowUp,
        Self::English,
        Self::Japanese,
        Self::Light,
        Self::Dark,
        Self::LocalTime,
        Self::Utc,
        Self::Disconnect,
    ];

    pub fn label(self, words: Words) -> &'static str {
        match self {
            Self::Back => words.back(),
            Self::Forward => words.forward(),
            Self::Start => words.screen(Screen::Start),
            Self::Groups => words.screen(Screen::Groups),
            Self::Sessions => words.screen(Screen::Sessions),
            Self::Commands => words.screen(Screen::Commands),
            Self::Procedures => words.screen(Screen::Procedures),
            Self::Query => words.screen(Screen::Query),
            Self::Setup => words.screen(Screen::Setup),
            Self::Case => words.screen(Screen::Case),
            Self::CheckSetup => words.setup_check(),
            Self::CompareSessions => words.compare_sessions(),
            Self::Reload => words.reload(),
            Self::Run => words.run(),
            Self::Cancel => words.cancel(),
            Self::PreviousCommand => words.previous_command(),
            Self::NextCommand => words.next_command(),
            Self::Find => words.find_in_session(),
            Self::FindNext => words.find_next(),
            Self::FindPrevious => words.find_previous(),
            Self::PlayOrPause => words.play_or_pause(),
            Self::SkipIdle => words.skip_idle_switch(),
            Self::EndReplay => words.end_replay(),
            Self::ExportCsv => words.export_csv(),
            Self::ExportNdjson => words.export_ndjson(),
            Self::MarkReviewed => words.mark_reviewed(),
            Self::MarkFollowUp => words.mark_follow_up(),
            Self::English => Language::English.own_name(),
            Self::Japanese => Language::Japanese.own_name(),
            Self::Light => words.theme_light(),
            Self::Dark => words.theme_dark(),
            Self::LocalTime => words.zone_local(),
            Self::Utc => words.zone_utc(),
            Self::Disconnect => words.disconnect(),
        }
    }

    pub fn shortcut(self) -> Option<Shortcut> {
        match self {
            Self::Back => Some(Shortcut { control: false, shift: false, alt: true, key: "ArrowLeft" }),
            Self::Forward => Some(Shortcut { control: false, shift: false, alt: true, key: "ArrowRight" }),
            Self::Start => Some(Shortcut::control("1")),
            Self::Groups => Some(Shortcut::control("2")),
            Self::Sessions => Some(Shortcut::control("3")),
            Self::Commands => Some(Shortcut::control("4")),
            Self::Procedures => Some(Shortcut::control("5")),
            Self::Query => Some(Shortcut::control("6")),
            Self::Setup => Some(Shortcut::control("7")),
            Self::Case => Some(Shortcut::control("8")),
            Self::Reload => Some(Shortcut::control("R")),
            Self::Run => Some(Shortcut::control("Enter")),
            Self::Cancel => Some(Shortcut::control("Period")),
            Self::PreviousCommand => Some(Shortcut::alone("OpenBracket")),
            Self::NextCommand => Some(Shortcut::alone("CloseBracket")),
            Self::Find => Some(Shortcut::control("F")),
            Self::FindNext => Some(Shortcut::alone("F3")),
            Self::FindPrevious => Some(Shortcut { shift: true, ..Shortcut::alone("F3") }),
            Self::PlayOrPause => Some(Shortcut::alone("Space")),
            Self::ExportCsv => Some(Shortcut::control("E")),
            Self::ExportNdjson => Some(Shortcut { control: true, shift: true, alt: false, key: "E" }),
            Self::MarkReviewed => Some(Shortcut::control("M")),
            Self::MarkFollowUp => Some(Shortcut { control: true, shift: true, alt: false, key: "M" }),
            _ => None,
        }
    }

    pub fn is_enabled(self, state: &State) -> bool {
        match self {
            Self::Back => !state.back.is_empty(),
            Self::Forward => !state.forward.is_empty(),
            Self::Groups
            | Self::Disconnect
            | Self::Sessions
            | Self::Commands
            | Self::Procedures
            | Self::Query
            | Self::Setup => state.connection.is_connected(),
            Self::CheckSetup => state.cannot_check().is_none(),
            Self::CompareSessions => state.cannot_compare().is_none(),
            Self::Reload => state.connection.is_connected() && state.screen != Screen::Start,
            Self::Run => match state.screen {
                Screen::Procedures => state.procedures.chosen.is_some(),
                Screen::Query => state.scope.log_group.is_some() && state.query.reading.is_clean(),
                Screen::Setup => state.cannot_check().is_none(),
                Screen::Sessions => state.comparison.asks && state.cannot_compare().is_none(),
                _ => false,
            },
            Self::Cancel => state.screen_slot().is_waiting(),
            Self::PreviousCommand => state.has_open_session() && state.transcript.neighbour(false).is_some(),
            Self::NextCommand => state.has_open_session() && state.transcript.neighbour(true).is_some(),
            Self::Find | Self::PlayOrPause | Self::SkipIdle => state.has_open_session(),
            Self::FindNext | Self::FindPrevious => state.has_open_session() && !state.transcript.find.hits.is_empty(),
            Self::EndReplay => state.has_open_session() && state.transcript.replay.is_on,
            Self::ExportCsv | Self::ExportNdjson => {
                state.screen_table().is_some_and(|table| !state.table(table).rows.is_empty())
            }
            Self::MarkReviewed | Self::MarkFollowUp => {
                state.can_review() && !state.settings.reviewer.trim().is_empty() && state.review_subject().is_some()
            }
            Self::Case
            | Self::Start
            | Self::English
            | Self::Japanese
            | Self::Light
            | Self::Dark
            | Self::LocalTime
            | Self::Utc => true,
        }
    }

    pub fn action(self) -> Action {
        match self {
            Self::Back => Action::Back,
            Self::Forward => Action::Forward,
            Self::Start => Action::Go(Screen::Start),
            Self::Groups => Action::Go(Screen::Groups),
            Self::Sessions => Action::Go(Screen::Sessions),
            Self::Commands => Action::Go(Screen::Commands),
            Self::Procedures => Action::Go(Screen::Procedures),
            Self::Query => Action::Go(Screen::Query),
            Self::Setup => Action::Go(Screen::Setup),
            Self::Case => Action::Go(Screen::Case),
            Self::CheckSetup => Action::Setup(SetupAction::Check),
            Self::CompareSessions => Action::Comparison(ComparisonAction::Ask(true)),
            Self::Reload => Action::Reload,
            Self::Run => Action::Run,
            Self::Cancel => Action::Cancel,
            Self::PreviousCommand => Action::Transcript(TranscriptAction::PreviousCommand),
            Self::NextCommand => Action::Transcript(TranscriptAction::NextCommand),
            Self::Find => Action::Transcript(TranscriptAction::BeginFind),
            Self::FindNext => Action::Transcript(TranscriptAction::FindNext),
            Self::FindPrevious => Action::Transcript(TranscriptAction::FindPrevious),
            Self::PlayOrPause => Action::Transcript(TranscriptAction::PlayOrPause),
            Self::SkipIdle => Action::Transcript(TranscriptAction::SwitchSkipIdle),
            Self::EndReplay => Action::Transcript(TranscriptAction::EndReplay),
            Self::ExportCsv => Action::Export(ExportAction::Open(ExportFormat::Csv)),
            Self::ExportNdjson => Action::Export(ExportAction::Open(ExportFormat::Ndjson)),
            Self::MarkReviewed => Action::Review(ReviewAction::GiveChosen(ReviewState::Reviewed)),
            Self::MarkFollowUp => Action::Review(ReviewAction::GiveChosen(ReviewState::FollowUp)),
            Self::English => Action::Settings(SettingsAction::Language(Language::English)),
            Self::Japanese => Action::Settings(SettingsAction::Language(Language::Japanese)),
            Self::Light => Action::Settings(SettingsAction::Theme(Theme::Light)),
            Self::Dark => Action::Settings(SettingsAction::Theme(Theme::Dark)),
            Self::LocalTime => Action::Settings(SettingsAction::Zone(Zone::Local)),
            Self::Utc => Action::Settings(SettingsAction::Zone(Zone::Utc)),
            Self::Disconnect => Action::Connection(ConnectionAction::Disconnect),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_actions_share_a_shortcut_or_a_label() {
        let mut keys = HashSet::new();
        for action in NamedAction::ALL {
            assert!(action.shortcut().is_none_or(|shortcut| keys.insert(shortcut)), "{action:?}");
        }
        for language in Language::ALL {
            let labels: HashSet<_> = NamedAction::ALL.iter().map(|action| action.label(Words(language))).collect();
            assert_eq!(labels.len(), NamedAction::ALL.len());
        }
    }
}
