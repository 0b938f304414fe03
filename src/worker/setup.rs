//! The setup check and the reconciliation.

use std::{path::PathBuf, sync::Arc};

use crate::{
    case::{Case, CaseError},
    model::TimeRange,
    setup::{Requirements, SetupReport, reconcile::Reconciliation},
};

use super::{Failure, FindingSet, SessionSet, connection::Connection, jobs::off_the_runtime};

/// What the window asks for.
#[derive(Clone, Debug)]
pub enum SetupRequest {
    /// Reads how Session Manager is set up in the connected account and region. `log_groups`: those that are audited.
    Check { log_groups: Vec<String>, requirements: Box<Requirements> },
    /// Lays the sessions that AWS knows beside the logs of these groups.
    Reconcile {
        log_groups: Vec<String>,
        range: TimeRange,
        /// A log group that CloudTrail writes to: AWS bills what a query scans there. `None`: CloudTrail's own 90 days.
        trail_log_group: Option<String>,
    },
    /// What a case has of both.
    OfCase { path: PathBuf },
    /// Puts them into a case, which is made where none is.
    Keep { path: PathBuf, report: Option<Arc<SetupReport>>, reconciliation: Option<Arc<Reconciliation>> },
    /// Makes a check ready to be looked at.
    Findings { report: Arc<SetupReport> },
    /// Makes a reconciliation ready to be looked at: its rows as a table.
    Sessions { reconciliation: Arc<Reconciliation> },
}

/// What the worker answers.
#[derive(Debug)]
pub enum SetupAnswer {
    /// So many things of so many are asked for; `of` may still grow.
    Checking {
        done: usize,
        of: usize,
    },
    Checked(Arc<SetupReport>),
    /// What has been read so far.
    Reconciling {
        sessions: u64,
        events: u64,
        streams: u64,
    },
    Reconciled(Arc<Reconciliation>),
    OfCase {
        report: Option<Arc<SetupReport>>,
        reconciliation: Option<Arc<Reconciliation>>,
    },
    Kept {
        path: PathBuf,
    },
    Findings(Arc<FindingSet>),
    Sessions(Arc<SessionSet>),
}

/// Answers, telling meanwhile how far it is.
pub(super) async fn answer(
    request: SetupRequest,
    _connection: &Connection,
    _tell: impl Fn(SetupAnswer) + Send + Sync,
) -> Result<SetupAnswer, Failure> {
    match request {
        SetupRequest::Check { .. } | SetupRequest::Reconcile { .. } => Err(Failure::NotConnected),
        SetupRequest::OfCase { path } => of_case(path).await,
        SetupRequest::Keep { path, report, reconciliation } => keep(path, report, reconciliation).await,
        SetupRequest::Findings { report } => {
            off_the_runtime(move || Ok(SetupAnswer::Findings(Arc::new(FindingSet::new(report))))).await?
        }
        SetupRequest::Sessions { reconciliation } => {
            off_the_runtime(move || Ok(SetupAnswer::Sessions(Arc::new(SessionSet::new(reconciliation))))).await?
        }
    }
}

fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// What concerns cases only.
pub(super) async fn of_case(path: PathBuf) -> Result<SetupAnswer, Failure> {
    off_the_runtime(move || {
        let read = || -> Result<SetupAnswer, CaseError> {
            let case = Case::open_read_only(&path)?;
            Ok(SetupAnswer::OfCase {
                report: case.setup()?.map(Arc::new),
                reconciliation: case.reconciliation()?.map(Arc::new),
            })
        };
        read().map_err(|error| Failure::of_case(&path, &error))
    })
    .await?
}

pub(super) async fn keep(
    path: PathBuf,
    report: Option<Arc<SetupReport>>,
    reconciliation: Option<Arc<Reconciliation>>,
) -> Result<SetupAnswer, Failure> {
    off_the_runtime(move || {
        let write = || -> Result<(), CaseError> {
            let mut case = Case::open_or_create(&path, now())?;
            if let Some(report) = &report {
                case.keep_setup(now(), report)?;
            }
            if let Some(reconciliation) = &reconciliation {
                case.keep_reconciliation(now(), reconciliation)?;
            }
            Ok(())
        };
        write().map_err(|error| Failure::of_case(&path, &error))?;
        Ok(SetupAnswer::Kept { path })
    })
    .await?
}
