//! What is done with a case: collecting, importing, looking, checking, sealing.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    case::{
        Case, CaseError, CaseSummary, EntryKind, Seal, Verified, Writer,
        import::{ImportError, ImportOptions, ImportProgress, ImportedFile, files, import},
        verify,
    },
    collect::{CaseStore, CollectError, CollectOptions, CollectProgress, CollectionScope, Plan, Proof, collect},
    evidence::pack::{PackError, PackLanguage, PackOptions, PackSummary, write_pack},
    model::LogSource,
};

use super::{Failure, jobs::off_the_runtime, own_rules};

/// What the window asks about cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseRequest {
    /// What is in a case.
    Facts {
        path: PathBuf,
    },
    /// Every event of a scope, into a case.
    Collect {
        path: PathBuf,
        scope: CollectionScope,
        /// The most that may be scanned.
        most_bytes: Option<u64>,
    },
    Import {
        path: PathBuf,
        files: Vec<PathBuf>,
    },
    Verify {
        path: PathBuf,
    },
    Seal {
        path: PathBuf,
    },
    /// Writes a pack of evidence of the case into a folder that is not there yet.
    Pack {
        path: PathBuf,
        folder: PathBuf,
        language: PackLanguage,
        /// The folder of the person's own rules.
        rules: Option<PathBuf>,
    },
    /// Asks for files, by the desktop's own dialog.
    Pick(Pick),
}

/// What is asked for by a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A case that is there.
    Case,
    /// Where a case is to be, there or not.
    NewCase { suggested: String },
    /// Files to bring into a case.
    Files,
}

/// What the worker answers.
#[derive(Debug)]
pub enum CaseAnswer {
    Facts(Arc<CaseFacts>),
    Collecting(CollectProgress),
    Collected {
        path: PathBuf,
        proof: Box<Proof>,
    },
    Importing(ImportProgress),
    Imported {
        path: PathBuf,
        files: Vec<ImportedFile>,
    },
    /// So many bytes of so many are checked.
    Verifying {
        done: u64,
        of: u64,
    },
    /// `Err` says the first thing that is wrong.
    Verified {
        path: PathBuf,
        result: Result<Verified, String>,
    },
    Sealed {
        path: PathBuf,
        seal: Seal,
    },
    Packed(PackSummary),
    /// Empty: the dialog was closed, or this desktop has none.
    Picked {
        pick: Pick,
        paths: Vec<PathBuf>,
    },
}

/// A case at a glance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseFacts {
    pub path: PathBuf,
    pub is_sealed: bool,
    pub summary: CaseSummary,
    /// Newest first.
    pub collections: Vec<CollectionFacts>,
    pub files: Vec<FileFacts>,
}

/// One collection in a case.
#[derive(Clone, Debug, PartialEq)]
pub struct CollectionFacts {
    /// When it was begun: milliseconds since 1970, UTC.
    pub at: i64,
    pub scope: CollectionScope,
    pub cutoff: i64,
    pub account: Option<String>,
    pub region: Option<String>,
    pub caller: Option<String>,
    /// `None`: it has not come to its end.
    pub proof: Option<Proof>,
}

/// One imported file in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    pub at: i64,
    pub name: String,
    pub sha256: String,
    pub events: u64,
    pub bad_lines: u64,
}

/// Why something could not be done with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseProblem {
    NoCase,
    TooNew,
    TooOld,
    Exists,
    Sealed,
    Busy,
    Damaged,
    /// The file cannot be read or written.
    File,
    /// More would have been scanned than was allowed; what is there stays.
    TooMuchToScan,
    /// The collection broke off for a reason of its own.
    BrokenOff,
}

impl Failure {
    fn case(path: &Path, problem: CaseProblem, detail: &impl ToString) -> Self {
        Self::Case { path: path.to_owned(), problem, detail: detail.to_string() }
    }

    pub(super) fn of_case(path: &Path, error: &CaseError) -> Self {
        let problem = match error {
            CaseError::NoCase { .. } => CaseProblem::NoCase,
            CaseError::TooNew { .. } => CaseProblem::TooNew,
            CaseError::TooOld { .. } => CaseProblem::TooOld,
            CaseError::Exists { .. } => CaseProblem::Exists,
            CaseError::Sealed { .. } => CaseProblem::Sealed,
            CaseError::Busy { .. } => CaseProblem::Busy,
            CaseError::Damaged { .. } | CaseError::Compression(_) | CaseError::Database(_) => CaseProblem::Damaged,
            CaseError::File { .. } => CaseProblem::File,
        };
        Self::case(path, problem, error)
    }
}

fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// News that come faster than anybody reads are left out.
struct Ticker(Mutex<Option<Instant>>);

impl Ticker {
    const PAUSE: Duration = Duration::from_millis(100);

    fn new() -> Self {
        Self(Mutex::new(None))
    }

    fn is_due(&self) -> bool {
        let Ok(mut last) = self.0.lock() else { return false };
        let is_due = last.is_none_or(|last| last.elapsed() >= Self::PAUSE);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

/// Does what is asked. `tell`: progress, which may be dropped.
pub(super) async fn answer(
    request: CaseRequest,
    source: Option<Arc<dyn LogSource>>,
    cancel: &CancellationToken,
    tell: impl Fn(CaseAnswer) + Clone + Send + Sync + 'static,
) -> Result<CaseAnswer, Failure> {
    match request {
        CaseRequest::Facts { path } => off_the_runtime(move || facts(&path)).await?,
        CaseRequest::Collect { path, scope, most_bytes } => {
            let source = source.ok_or(Failure::NotConnected)?;
            collect_into(source, path, scope, most_bytes, cancel, tell).await
        }
        CaseRequest::Import { path, files } => {
            let cancel = cancel.clone();
            off_the_runtime(move || import_into(&path, &files, &cancel, &tell)).await?
        }
        CaseRequest::Verify { path } => {
            off_the_runtime(move || {
                let ticker = Ticker::new();
                let result = verify(&path, &mut |done, of| {
                    if ticker.is_due() {
                        tell(CaseAnswer::Verifying { done, of });
                    }
                });
                CaseAnswer::Verified { result: result.map_err(|damage| damage.to_string()), path }
            })
            .await
        }
        CaseRequest::Seal { path } => {
            off_the_runtime(move || {
                let sealed = Case::open(&path).and_then(|case| case.seal(now()));
                match sealed {
                    Ok((_case, seal)) => Ok(CaseAnswer::Sealed { path, seal }),
                    Err(error) => Err(Failure::of_case(&path, &error)),
                }
            })
            .await?
        }
        CaseRequest::Pack { path, folder, language, rules } => {
            off_the_runtime(move || {
                let (rules, _bad) = own_rules::read(rules.as_deref());
                let options = PackOptions { language, rules: &rules, now: now() };
                let packed = write_pack(&path, &folder, &options);
                packed.map(CaseAnswer::Packed).map_err(|error| match &error {
                    PackError::Case(inner) => Failure::of_case(&path, inner),
                    PackError::Exists { path } => Failure::case(path, CaseProblem::Exists, &error),
                    PackError::File(_) => Failure::case(&folder, CaseProblem::File, &error),
                })
            })
            .await?
        }
        CaseRequest::Pick(pick) => Ok(CaseAnswer::Picked { paths: picked(&pick).await, pick }),
    }
}

async fn picked(pick: &Pick) -> Vec<PathBuf> {
    let dialog = rfd::AsyncFileDialog::new();
    let path = |file: rfd::FileHandle| file.path().to_owned();
    match pick {
        Pick::Case => dialog.pick_file().await.map(path).into_iter().collect(),
        Pick::NewCase { suggested } => {
            dialog.set_file_name(suggested).save_file().await.map(path).into_iter().collect()
        }
        Pick::Files => dialog.pick_files().await.unwrap_or_default().into_iter().map(path).collect(),
    }
}

async fn collect_into(
    source: Arc<dyn LogSource>,
    path: PathBuf,
    scope: CollectionScope,
    most_bytes: Option<u64>,
    cancel: &CancellationToken,
    tell: impl Fn(CaseAnswer) + Send + Sync + 'static,
) -> Result<CaseAnswer, Failure> {
    let identity = source.identity().await?;
    let origin = json!({
        "account": identity.account, "caller": identity.caller_arn, "region": identity.region,
        "endpoint": identity.endpoint, "program": env!("CARGO_PKG_VERSION"),
    });
    let (opened, of) = (path.clone(), scope.clone());
    let store = off_the_runtime(move || {
        let writer = Case::open_or_create(&opened, now())
            .and_then(Writer::new)
            .map_err(|error| Failure::of_case(&opened, &error))?;
        CaseStore::new(writer, &of, origin, now).map_err(|error| Failure::case(&opened, CaseProblem::BrokenOff, &error))
    })
    .await??;
    let ticker = Ticker::new();
    let store = Arc::new(Mutex::new(store));
    let options = CollectOptions { most_bytes, ..CollectOptions::new(now()) };
    let ended = collect(source, store, &scope, options, cancel, move |progress| {
        if ticker.is_due() {
            tell(CaseAnswer::Collecting(progress.clone()));
        }
    });
    match ended.await {
        Ok(proof) => Ok(CaseAnswer::Collected { path, proof: Box::new(proof) }),
        Err(CollectError::Source(error)) => Err(error.into()),
        Err(error @ CollectError::TooMuchToScan { .. }) => {
            Err(Failure::case(&path, CaseProblem::TooMuchToScan, &error))
        }
        Err(error) => Err(Failure::case(&path, CaseProblem::BrokenOff, &error)),
    }
}

fn import_into(
    path: &Path,
    paths: &[PathBuf],
    cancel: &CancellationToken,
    tell: &dyn Fn(CaseAnswer),
) -> Result<CaseAnswer, Failure> {
    let failed = |error: ImportError| match &error {
        ImportError::Case(inner) => Failure::of_case(path, inner),
        ImportError::File { path, .. } | ImportError::Content { path, .. } => {
            Failure::case(path, CaseProblem::File, &error)
        }
        ImportError::Stopped => Failure::case(path, CaseProblem::BrokenOff, &error),
    };
    let found = files(paths).map_err(failed)?;
    let mut writer =
        Case::open_or_create(path, now()).and_then(Writer::new).map_err(|error| Failure::of_case(path, &error))?;
    let ticker = Ticker::new();
    let options = ImportOptions { log_group: None, now: now() };
    let imported = import(&mut writer, &found, &options, &mut |progress| {
        if ticker.is_due() {
            tell(CaseAnswer::Importing(progress.clone()));
        }
        if cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    Ok(CaseAnswer::Imported { path: path.to_owned(), files: imported.map_err(failed)? })
}

fn facts(path: &Path) -> Result<CaseAnswer, Failure> {
    let read = || -> Result<CaseFacts, CaseError> {
        let case = Case::open_read_only(path)?;
        let mut facts = CaseFacts {
            path: path.to_owned(),
            is_sealed: case.is_sealed(),
            summary: case.summary()?,
            ..CaseFacts::default()
        };
        let sources = case.entries(EntryKind::Source, None)?;
        for entry in case.entries(EntryKind::Plan, None)?.into_iter().rev() {
            let Ok(plan) = serde_json::from_value::<Plan>(entry.body) else { continue };
            let proof = case.entries(EntryKind::Proof, Some(&entry.subject))?.pop();
            let origin = sources.iter().find(|source| source.number.to_string() == entry.subject);
            let text = |name: &str| Some(origin?.body.get("origin")?.get(name)?.as_str()?.to_owned());
            facts.collections.push(CollectionFacts {
                at: entry.at,
                cutoff: plan.cutoff,
                account: text("account"),
                region: text("region"),
                caller: text("caller"),
                scope: plan.scope,
                proof: proof.and_then(|proof| serde_json::from_value(proof.body).ok()),
            });
        }
        for entry in case.entries(EntryKind::SourceEnd, None)?.into_iter().rev() {
            let Some(sha256) = entry.body.get("sha256").and_then(Value::as_str) else { continue };
            let number = |name: &str| entry.body.get(name).and_then(Value::as_u64).unwrap_or_default();
            facts.files.push(FileFacts {
                at: entry.at,
                name: entry.subject.clone(),
                sha256: sha256.to_owned(),
                events: number("new"),
                bad_lines: number("badLines"),
            });
        }
        Ok(facts)
    };
    read().map(|facts| CaseAnswer::Facts(Arc::new(facts))).map_err(|error| Failure::of_case(path, &error))
}
