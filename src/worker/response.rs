use std::{path::PathBuf, sync::Arc};

use crate::{
    cloudwatch::Profile,
    model::{
        LogGroup, LogStream, Page, QueryId, QueryRow, QueryStatistics, QueryStatus, ResultSet, SourceError,
        SourceIdentity,
    },
    procedures::Procedure,
    session::{CutLine, Hit, Outline, Session},
};

use super::{
    CaseAnswer, CaseProblem, CommandContext, Completeness, Narrowed, RequestId, SessionFlags, SetupAnswer,
    commands::CommandSet, own_procedures::BrokenFile,
};

/// What the worker answers.
#[derive(Debug)]
pub struct Response {
    /// The request that this answers.
    pub id: RequestId,
    pub answer: Answer,
    /// Whether more answers to the same request follow.
    pub last: bool,
}

/// How far a query is.
#[derive(Clone, Debug, PartialEq)]
pub struct QuerySummary {
    pub query_id: Option<QueryId>,
    pub status: QueryStatus,
    pub statistics: QueryStatistics,
    /// Rows received so far.
    pub rows: usize,
    /// AWS asked us to wait (throttling, too many queries at once).
    pub is_held_back: bool,
    /// How many shortened messages have been fetched whole, of how many; `None`: none is being fetched.
    pub shortened: Option<(usize, usize)>,
    /// Of sessions that are read out of a case: how many events are done, of how many. `None`: nothing is read so.
    pub of_case: Option<(u64, u64)>,
    /// Counts when the query has ended.
    pub completeness: Completeness,
}

#[derive(Debug)]
pub enum Answer {
    Connected(SourceIdentity),
    Disconnected,
    Profiles(Vec<Profile>),
    LogGroups(Page<LogGroup>),
    LogStreams(Page<LogStream>),
    /// While a query goes on; `partial` rows may still change.
    QueryProgress {
        summary: QuerySummary,
        partial: Option<Arc<ResultSet>>,
    },
    QueryFinished {
        summary: QuerySummary,
        rows: Arc<ResultSet>,
    },
    Commands {
        summary: QuerySummary,
        commands: Arc<CommandSet>,
        narrowed: Arc<Narrowed>,
    },
    Narrowed(Arc<Narrowed>),
    CommandContext(Arc<CommandContext>),
    Session {
        summary: QuerySummary,
        session: Arc<Session>,
        /// The place of the command that it is to be shown at.
        command: Option<usize>,
    },
    /// More of what is looked for; `searched` lines of the session so far.
    Found {
        hits: Vec<Hit>,
        searched: usize,
        /// There are more hits than are told.
        is_full: bool,
    },
    Outline(Arc<Outline>),
    SessionFlags(Arc<SessionFlags>),
    Lines {
        first: usize,
        lines: Arc<[CutLine]>,
    },
    Record(QueryRow),
    QueryDefinitions(Vec<Procedure>),
    OwnProcedures {
        procedures: Vec<Procedure>,
        broken: Vec<BrokenFile>,
    },
    ProcedureKept {
        path: PathBuf,
    },
    Ordered(Arc<[u32]>),
    Exported {
        path: PathBuf,
        rows: usize,
        guarded_cells: usize,
    },
    /// `None`: the dialog was closed, or this desktop has none.
    FileChosen(Option<PathBuf>),
    Case(CaseAnswer),
    Setup(SetupAnswer),
    SettingsSaved,
    Failed(Failure),
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    Source(SourceError),
    /// Nothing is connected.
    NotConnected,
    /// A file could not be written.
    File {
        path: PathBuf,
        detail: String,
    },
    /// Something could not be done with a case, or with a file that was to go into one.
    Case {
        path: PathBuf,
        problem: CaseProblem,
        detail: String,
    },
    /// The embedded service could not be started.
    Demo {
        detail: String,
    },
}
