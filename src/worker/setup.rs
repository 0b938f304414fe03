//! The setup check and the reconciliation.

use std::{path::PathBuf, sync::Arc};

use crate::{
    case::{Case, CaseError},
    model::{ScanPrices, TimeRange},
    setup::{
        Requirements, SetupReport,
        aws::{Account, Progress, Wanted, read_setup, reconcile_now},
        cost::StoragePrices,
        reconcile::{Reconciliation, Transcript},
    },
};

use tokio_util::sync::CancellationToken;

use super::{Failure, FindingSet, SessionSet, connection::Connection, jobs::off_the_runtime};

/// What the window asks for.
#[derive(Clone, Debug)]
pub enum SetupRequest {
    /// Reads how Session Manager is set up in the connected account and region. `log_groups`: those that are audited.
    /// `prices`: of storing and of scanning.
    Check { log_groups: Vec<String>, requirements: Box<Requirements>, prices: Box<(StoragePrices, ScanPrices)> },
    /// Lays the sessions that AWS knows beside the logs of these groups, and of those that session documents name.
    Reconcile {
        log_groups: Vec<String>,
        range: TimeRange,
        /// A log group that CloudTrail writes to: AWS bills what a query scans there. `None`: CloudTrail's own 90 days.
        trail_log_group: Option<String>,
        /// A check that was made already. It is made first where there is none, or where it was not about these groups.
        setup: Option<Arc<SetupReport>>,
        /// A case whose events make first and last times exact, if it is there.
        case: Option<PathBuf>,
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
    connection: &Connection,
    cancel: &CancellationToken,
    tell: impl Fn(SetupAnswer) + Send + Sync,
) -> Result<SetupAnswer, Failure> {
    match request {
        SetupRequest::Check { log_groups, requirements, prices } => {
            let report = read_report(&connection.account()?, &log_groups, *requirements, &prices, &tell).await?;
            Ok(SetupAnswer::Checked(Arc::new(report)))
        }
        SetupRequest::Reconcile { log_groups, range, trail_log_group, setup, case } => {
            let account = connection.account()?;
            // For the causes of what is missing; what it may not read only makes them less certain.
            let setup = if let Some(setup) = setup.filter(|made| made.is_about(&log_groups)) {
                setup
            } else {
                // Nobody looks at what they cost.
                let (requirements, prices) = (Requirements::default(), Default::default());
                Arc::new(read_report(&account, &log_groups, requirements, &prices, &tell).await?)
            };
            // A session's log is in this group or in another one that its document names.
            let others = setup.groups_of_documents().into_iter().filter(|group| !log_groups.contains(group));
            let log_groups: Vec<String> = log_groups.iter().cloned().chain(others).collect();
            let known = known(case, log_groups.clone()).await?;
            let wanted = Wanted {
                known: &known,
                log_groups: &log_groups,
                range,
                trail_log_group: trail_log_group.as_deref(),
                setup: Some(&setup),
                now: now(),
            };
            let told = |Progress { sessions, events, streams }| {
                let [sessions, events, streams] = [sessions, events, streams].map(|count| count as u64);
                tell(SetupAnswer::Reconciling { sessions, events, streams });
            };
            Ok(SetupAnswer::Reconciled(Arc::new(reconcile_now(&account, wanted, cancel, &told).await?)))
        }
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

async fn read_report(
    account: &Account,
    log_groups: &[String],
    requirements: Requirements,
    (storage, scan): &(StoragePrices, ScanPrices),
    tell: &(impl Fn(SetupAnswer) + Send + Sync),
) -> Result<SetupReport, Failure> {
    let told = |done, of| tell(SetupAnswer::Checking { done, of });
    let facts = read_setup(account, log_groups, now(), &told).await?;
    Ok(SetupReport::new(facts, requirements, storage, scan, now()))
}

fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// What a case has of these groups' streams; nothing where none is there yet.
async fn known(case: Option<PathBuf>, log_groups: Vec<String>) -> Result<Vec<Transcript>, Failure> {
    let Some(path) = case else { return Ok(Vec::new()) };
    off_the_runtime(move || {
        if !path.exists() {
            return Ok(Vec::new());
        }
        let read = Case::open_read_only(&path).and_then(|case| case.kept_transcripts(&log_groups));
        read.map_err(|error| Failure::of_case(&path, &error))
    })
    .await?
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
