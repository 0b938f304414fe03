use std::{ops::Range, path::PathBuf, sync::Arc};

use jiff::tz::TimeZone;

use super::OpenSession;

use crate::{
    model::{GroupFilter, QueryRequest, ResultSet, TableView, TimeRange},
    procedures::{Decode, Procedure},
    session::Outline,
};

use super::{
    CaseRequest, SetupRequest,
    commands::{CommandSet, Narrowing, Reviews},
};

/// Tells requests apart, so that an answer that nobody waits for any more can be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// Which place with logs to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectTarget {
    /// The embedded service with the demo's data, as they are at this moment (milliseconds since 1970,
    /// UTC); `None`: now.
    Demo { at: Option<i64> },
    /// A case on disk.
    Case { path: PathBuf },
    /// AWS, or any endpoint that speaks its protocol.
    Aws { profile: Option<String>, region: Option<String>, endpoint_url: Option<String> },
}

/// How a table is written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    Csv,
    Ndjson,
}

/// What the app asks the worker to do. Everything it needs is in it: the worker knows no state of the
/// window.
#[derive(Clone, Debug)]
pub enum Request {
    Connect(ConnectTarget),
    Disconnect,
    /// The profiles in the user's AWS configuration files.
    Profiles,
    LogGroups {
        filter: GroupFilter,
        next_token: Option<String>,
    },
    /// The streams of a group, newest first; with a prefix by name.
    LogStreams {
        log_group: String,
        prefix: Option<String>,
        next_token: Option<String>,
    },
    /// `decode` says what its rows become before they are shown.
    Query {
        query: QueryRequest,
        decode: Decode,
    },
    /// All events of these groups in this time, read as sessions and typed commands.
    Commands {
        log_groups: Vec<String>,
        range: TimeRange,
        /// The folder of the person's own rules.
        rules: Option<PathBuf>,
        /// How they are looked at when they come.
        narrowing: Box<Narrowing>,
    },
    /// Filters, counts and sorts commands that have been read.
    Narrow {
        commands: Arc<CommandSet>,
        narrowing: Box<Narrowing>,
    },
    /// Where a row of the commands comes from.
    CommandContext {
        commands: Arc<CommandSet>,
        row: u32,
    },
    /// One of the sessions that commands were read from, whole, where it came without its transcript.
    SessionOfCommands {
        commands: Arc<CommandSet>,
        session: usize,
        /// One of its commands, by its place.
        command: Option<usize>,
    },
    /// One session, whole.
    Session {
        log_group: String,
        session_id: String,
        range: TimeRange,
    },
    /// Where a text stands in a session; answered as it is found.
    Find {
        session: OpenSession,
        text: String,
    },
    /// A session at a glance.
    Outline {
        session: OpenSession,
    },
    /// What rules say of a session's commands.
    SessionFlags {
        session: OpenSession,
        outline: Arc<Outline>,
        /// The folder of the person's own rules.
        rules: Option<PathBuf>,
    },
    /// Lines of a session.
    Lines {
        session: OpenSession,
        lines: Range<usize>,
    },
    /// Every field of one event.
    Record {
        ptr: String,
    },
    /// Sorts and filters a table away from the window's thread.
    Order {
        rows: Arc<ResultSet>,
        view: TableView,
    },
    Export {
        path: PathBuf,
        /// The open case: never written over.
        case: Option<PathBuf>,
        format: ExportFormat,
        rows: Arc<ResultSet>,
        order: Arc<[u32]>,
        columns: Vec<usize>,
        /// Times are written in this zone, with its offset; `None`: as they are.
        zone: Option<TimeZone>,
        /// Why there may be more rows than these.
        incomplete: Option<&'static str>,
        /// Where the rows are commands, what was said of them.
        reviewed: Option<(Arc<CommandSet>, Reviews)>,
    },
    /// Asks for a place to save a file, by the desktop's own dialog.
    ChooseFile {
        suggested: String,
    },
    Case(CaseRequest),
    Setup(SetupRequest),
    /// The queries that the organisation has saved.
    QueryDefinitions,
    /// The person's own procedures.
    OwnProcedures {
        folder: PathBuf,
    },
    /// Keeps a copy of a procedure among the person's own.
    KeepProcedure {
        folder: PathBuf,
        procedure: Box<Procedure>,
        name: String,
    },
    SaveSettings {
        path: PathBuf,
        text: String,
    },
}
