//! What is done with a case: collecting, importing, looking, checking, sealing.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    case::{
        Case, CaseError, CaseSummary, EntryKind, Review, ReviewRegister, Seal, Verified, Writer,
        import::{ImportError, ImportOptions, ImportProgress, ImportedFile, files, import},
        verify,
    },
    collect::{
        CaseStore, CaseStoreError, CollectError, CollectOptions, CollectProgress, CollectTask, CollectionRecord, Plan,
        Proof, Wanted, collect, collections, count, origin,
    },
    evidence::pack::{PackError, PackFormat, PackLanguage, PackOptions, PackSummary, write_pack},
    model::LogSource,
};

use super::{Failure, activity, jobs::off_the_runtime, own_rules};

/// What the window asks about cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseRequest {
    /// What is in a case.
    Facts {
        path: PathBuf,
    },
    /// How many events a scope has, by one query.
    Count {
        task: CollectTask,
        /// The most that may be scanned.
        most_bytes: Option<u64>,
    },
    /// Events into a case.
    Collect {
        path: PathBuf,
        wanted: Wanted,
        /// The most that may be scanned.
        most_bytes: Option<u64>,
        /// What was counted before, if that is the same.
        counted: Option<Box<Plan>>,
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
    /// Writes a pack of evidence of the case to where nothing is yet.
    Pack {
        path: PathBuf,
        /// A folder, or a ZIP where the name says so.
        to: PathBuf,
        language: PackLanguage,
        /// The OpenSSH key that signs it.
        sign_with: Option<PathBuf>,
        /// The folder of the person's own rules.
        rules: Option<PathBuf>,
    },
    /// What was said of sessions and commands.
    Reviews {
        path: PathBuf,
    },
    /// Keeps what somebody says of one of them.
    Review {
        path: PathBuf,
        review: Box<Review>,
    },
    /// Keeps what was done in the window: when, what, and what about it.
    Activity {
        path: PathBuf,
        done: Vec<(i64, &'static str, Value)>,
    },
    /// Asks for files, by the desktop's own dialog.
    Pick(Pick),
}

impl CaseRequest {
    /// Whether it is carried out whatever becomes of the window: what a person said or did is not to be lost.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self, Self::Review { .. } | Self::Activity { .. } | Self::Seal { .. })
    }
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
    /// Where a pack of evidence is to be.
    Pack { suggested: String },
    /// The OpenSSH key to sign with.
    Key,
}

/// What the worker answers.
#[derive(Debug)]
pub enum CaseAnswer {
    Facts(Arc<CaseFacts>),
    Counted(Box<Plan>),
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
    Reviews(Arc<ReviewRegister>),
    ActivityKept,
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
    /// Oldest first.
    pub collections: Vec<CollectionRecord>,
    pub files: Vec<FileFacts>,
    /// Everything that was done with the case in the program, and the last of it, newest first.
    pub activities: u64,
    pub activity: Vec<ActivityFacts>,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityFacts {
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    /// As [`EntryKind::Activity`] has it.
    pub name: String,
    /// What about it, as text.
    pub about: String,
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
    /// There is no such file.
    NotThere,
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
    /// Somebody stopped the writing of a pack.
    Stopped,
    /// The signing key did not sign, so nothing was written.
    NotSigned,
    /// A ZIP takes no more files.
    TooManyFiles,
    /// It holds the same events, fetched by another operation.
    OtherWay,
    /// Nothing in it was interrupted.
    NothingUnfinished,
    /// Nothing in it is complete, so nothing came too late for it.
    NothingComplete,
    /// The log group's class does not allow to read its events directly.
    NotStandard,
    /// Another program wrote to it for longer than the collection waited.
    InTheWay,
    /// The collection broke off for a reason of its own.
    BrokenOff,
}

impl Failure {
    pub(super) fn case(path: &Path, problem: CaseProblem, detail: &impl ToString) -> Self {
        Self::Case { path: path.to_owned(), problem, detail: detail.to_string() }
    }

    pub(super) fn of_case(path: &Path, error: &CaseError) -> Self {
        let problem = match error {
            busy if busy.is_busy() => CaseProblem::Busy,
            CaseError::NoCase { .. } => CaseProblem::NoCase,
            CaseError::NotThere { .. } => CaseProblem::NotThere,
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

pub(super) fn now() -> i64 {
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
        CaseRequest::Count { task, most_bytes } => {
            let source = source.ok_or(Failure::NotConnected)?;
            let options = CollectOptions { most_bytes, ..CollectOptions::new(now()) };
            let ticker = Ticker::new();
            let counted = count(source, &task, options, cancel, move |progress| {
                if ticker.is_due() {
                    tell(CaseAnswer::Collecting(progress.clone()));
                }
            });
            counted.await.map(|plan| CaseAnswer::Counted(Box::new(plan))).map_err(|error| broken(Path::new(""), error))
        }
        CaseRequest::Collect { path, wanted, most_bytes, counted } => {
            let source = source.ok_or(Failure::NotConnected)?;
            let options =
                CollectOptions { most_bytes, counted: counted.map(|plan| *plan), ..CollectOptions::new(now()) };
            collect_into(source, path, wanted, options, cancel, tell).await
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
        CaseRequest::Pack { path, to, language, sign_with, rules } => {
            let cancel = cancel.clone();
            off_the_runtime(move || {
                let (rules, _bad) = own_rules::read(rules.as_deref());
                let options = PackOptions {
                    format: PackFormat::of(&to),
                    language,
                    rules: &rules,
                    now: now(),
                    byte_order_mark: true,
                    sign_with: sign_with.as_deref(),
                };
                let packed = write_pack(&path, &to, &options, &|| cancel.is_cancelled());
                packed.map(CaseAnswer::Packed).map_err(|error| match &error {
                    PackError::Case(inner) => Failure::of_case(&path, inner),
                    PackError::Damaged(_) => Failure::case(&path, CaseProblem::Damaged, &error),
                    PackError::Exists { path } => Failure::case(path, CaseProblem::Exists, &error),
                    PackError::TooManyFiles { .. } => Failure::case(&to, CaseProblem::TooManyFiles, &error),
                    PackError::Signing(_) => Failure::case(&to, CaseProblem::NotSigned, &error),
                    PackError::File(_) | PackError::NotWritten { .. } => Failure::case(&to, CaseProblem::File, &error),
                    PackError::Stopped { .. } => Failure::case(&to, CaseProblem::Stopped, &error),
                })
            })
            .await?
        }
        CaseRequest::Reviews { path } => {
            off_the_runtime(move || {
                let register = Case::open_read_only(&path).and_then(|case| case.reviews());
                register
                    .map(|register| CaseAnswer::Reviews(Arc::new(register)))
                    .map_err(|error| Failure::of_case(&path, &error))
            })
            .await?
        }
        CaseRequest::Review { path, review } => {
            off_the_runtime(move || {
                let register = Case::open(&path).and_then(|mut case| {
                    case.review(&review)?;
                    case.reviews()
                });
                register
                    .map(|register| CaseAnswer::Reviews(Arc::new(register)))
                    .map_err(|error| Failure::of_case(&path, &error))
            })
            .await?
        }
        CaseRequest::Activity { path, done } => {
            off_the_runtime(move || match activity::keep(&path, done) {
                Ok(()) => Ok(CaseAnswer::ActivityKept),
                Err(error) => Err(Failure::of_case(&path, &error)),
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
        Pick::Case | Pick::Key => dialog.pick_file().await.map(path).into_iter().collect(),
        Pick::NewCase { suggested } | Pick::Pack { suggested } => {
            dialog.set_file_name(suggested).save_file().await.map(path).into_iter().collect()
        }
        Pick::Files => dialog.pick_files().await.unwrap_or_default().into_iter().map(path).collect(),
    }
}

async fn collect_into(
    source: Arc<dyn LogSource>,
    path: PathBuf,
    wanted: Wanted,
    options: CollectOptions,
    cancel: &CancellationToken,
    tell: impl Fn(CaseAnswer) + Send + Sync + 'static,
) -> Result<CaseAnswer, Failure> {
    let identity = source.identity().await?;
    let (opened, of) = (path.clone(), wanted.clone());
    let groups = off_the_runtime(move || of.log_groups(&opened)).await?;
    let groups = groups.map_err(|error| Failure::of_case(&path, &error))?;
    let origin = origin(source.as_ref(), &identity, &groups).await;
    let opened = path.clone();
    let store = off_the_runtime(move || {
        let case = match wanted {
            Wanted::All { .. } => Case::open_or_create(&opened, now()),
            Wanted::Unfinished | Wanted::Late => Case::open(&opened),
        };
        let writer = case.and_then(Writer::new).map_err(|error| Failure::of_case(&opened, &error))?;
        CaseStore::new(writer, wanted, origin, now).map_err(|error| {
            let problem = match &error {
                CaseStoreError::OtherWay { .. } => CaseProblem::OtherWay,
                CaseStoreError::NothingUnfinished => CaseProblem::NothingUnfinished,
                CaseStoreError::NothingComplete => CaseProblem::NothingComplete,
                CaseStoreError::Store(_) => CaseProblem::BrokenOff,
            };
            Failure::case(&opened, problem, &error)
        })
    })
    .await??;
    let ticker = Ticker::new();
    let task = store.task().clone();
    let store = Arc::new(Mutex::new(store));
    let ended = collect(source, store, &task, options, cancel, move |progress| {
        if ticker.is_due() {
            tell(CaseAnswer::Collecting(progress.clone()));
        }
    });
    match ended.await {
        Ok(proof) => Ok(CaseAnswer::Collected { path, proof: Box::new(proof) }),
        Err(error) => Err(broken(&path, error)),
    }
}

fn broken(path: &Path, error: CollectError) -> Failure {
    let problem = match &error {
        CollectError::TooMuchToScan { .. } => CaseProblem::TooMuchToScan,
        CollectError::NotStandard { .. } => CaseProblem::NotStandard,
        busy if busy.is_busy() => CaseProblem::InTheWay,
        _ => CaseProblem::BrokenOff,
    };
    match error {
        CollectError::Source(error) => error.into(),
        error => Failure::case(path, problem, &error),
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
        ImportError::File { path, .. } => Failure::case(path, CaseProblem::File, &error),
        ImportError::Stopped => Failure::case(path, CaseProblem::BrokenOff, &error),
    };
    let found = files(paths).map_err(failed)?;
    let mut writer =
        Case::open_or_create(path, now()).and_then(Writer::new).map_err(|error| Failure::of_case(path, &error))?;
    let ticker = Ticker::new();
    let options = ImportOptions { log_group: None, now: now(), named: paths.to_vec() };
    let mut imported = Vec::new();
    let ended = import(&mut writer, &found, &options, &mut imported, &mut |progress| {
        if ticker.is_due() {
            tell(CaseAnswer::Importing(progress.clone()));
        }
        if cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    ended.map_err(failed)?;
    Ok(CaseAnswer::Imported { path: path.to_owned(), files: imported })
}

fn facts(path: &Path) -> Result<CaseAnswer, Failure> {
    let read = || -> Result<CaseFacts, CaseError> {
        let case = Case::open_read_only(path)?;
        let mut facts = CaseFacts {
            path: path.to_owned(),
            is_sealed: case.is_sealed(),
            summary: case.summary()?,
            collections: collections(&case)?,
            ..CaseFacts::default()
        };
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
        (facts.activities, facts.activity) = activity::latest(&case)?;
        Ok(facts)
    };
    read().map(|facts| CaseAnswer::Facts(Arc::new(facts))).map_err(|error| Failure::of_case(path, &error))
}
