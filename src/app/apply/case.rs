use std::path::{Path, PathBuf};

use crate::{
    app::{
        CaseAction, Language, Outbox, Settings,
        state::{Screen, State},
    },
    collect::{CollectTask, CollectVia, CollectionScope, Plan, Wanted},
    evidence::pack::{PackFormat, PackLanguage},
    model::LogClass,
    worker::{CaseRequest, Completeness, ConnectTarget, Pick, Request},
};

use super::{connection, go, settings};

/// Cases that the start screen remembers.
const MOST_RECENT: usize = 6;
/// Events arrive late: what is collected ends this much before now, in milliseconds.
const LATEST: i64 = 10 * 60_000;

pub(super) fn apply(state: &mut State, action: CaseAction, outbox: &mut Outbox) {
    match action {
        CaseAction::OpenPath(path) => state.case.draft.open = path,
        CaseAction::Path(path) => state.case.draft.path = path,
        CaseAction::MostCost(cost) => state.case.draft.most_cost = cost,
        CaseAction::Files(files) => state.case.draft.files = files,
        CaseAction::Pick(pick) => outbox.ask_in(&mut state.case.pick_slot, Request::Case(CaseRequest::Pick(pick))),
        CaseAction::Open(path) => open(state, path, outbox),
        CaseAction::Via(via) => state.case.draft.via = via,
        CaseAction::Count => count(state, outbox),
        CaseAction::Collect => collect(state, outbox),
        CaseAction::GoOn => begin(state, Wanted::Unfinished, None, outbox),
        CaseAction::CollectLate => begin(state, Wanted::Late, None, outbox),
        CaseAction::Import => {
            let files: Vec<PathBuf> = state
                .case
                .draft
                .files
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(PathBuf::from)
                .collect();
            let path = target(state);
            state.case.imported = None;
            state.case.importing = None;
            outbox.ask_in(&mut state.case.slot, Request::Case(CaseRequest::Import { path, files }));
        }
        CaseAction::Dropped(paths) => dropped(state, &paths, outbox),
        CaseAction::Verify => verify(state, outbox),
        CaseAction::PackPath(path) => state.case.draft.pack = path,
        CaseAction::PackFormat(format) => state.case.draft.pack = named_for(format, &state.case.draft.pack),
        CaseAction::PackLanguage(language) => state.case.draft.pack_language = Some(language),
        CaseAction::PackKey(key) => state.case.draft.pack_key = key,
        CaseAction::Pack => pack(state, outbox),
        CaseAction::AskToSeal(asks) => state.case.asks_to_seal = asks,
        CaseAction::Seal => {
            state.case.asks_to_seal = false;
            if let Some(path) = state.connection.case().cloned() {
                outbox.ask_in(&mut state.case.seal_slot, Request::Case(CaseRequest::Seal { path }));
            }
        }
    }
}

fn pack(state: &mut State, outbox: &mut Outbox) {
    let Some(path) = state.connection.case().cloned() else { return };
    let draft = &state.case.draft;
    let to = PathBuf::from(draft.pack.trim());
    let key = draft.pack_key.trim();
    let sign_with = (!key.is_empty()).then(|| PathBuf::from(key));
    let language = pack_language(state);
    state.case.packed = None;
    let request = CaseRequest::Pack { path, to, language, sign_with, rules: Settings::rules_folder() };
    outbox.ask_in(&mut state.case.pack_slot, Request::Case(request));
}

/// The language of a pack's report.
pub fn pack_language(state: &State) -> PackLanguage {
    state.case.draft.pack_language.unwrap_or(match state.words().0 {
        Language::English => PackLanguage::English,
        Language::Japanese => PackLanguage::Japanese,
    })
}

/// A name that ends in `.zip`, or does not.
fn named_for(format: PackFormat, name: &str) -> String {
    let name = if name.trim().is_empty() { "evidence" } else { name.trim() };
    match (PackFormat::of(Path::new(name)), format) {
        (PackFormat::Folder, PackFormat::Zip) => format!("{name}.zip"),
        (PackFormat::Zip, PackFormat::Folder) => name[..name.len() - ".zip".len()].to_owned(),
        _ => name.to_owned(),
    }
}

/// A pack's name beside its case.
pub(in crate::app) fn pack_beside(case: &Path) -> String {
    let stem = case.file_stem().unwrap_or_default().to_string_lossy();
    case.with_file_name(format!("{stem}-evidence")).to_string_lossy().into_owned()
}

/// Checks the open case.
pub(in crate::app) fn verify(state: &mut State, outbox: &mut Outbox) {
    if let Some(path) = state.connection.case().cloned() {
        state.case.verified = None;
        state.case.verifying = 0.0;
        outbox.ask_in(&mut state.case.verify_slot, Request::Case(CaseRequest::Verify { path }));
    }
}

/// Where a collection or an import goes: into the open case, else where the person says.
fn target(state: &State) -> PathBuf {
    state.connection.case().cloned().unwrap_or_else(|| PathBuf::from(state.case.draft.path.trim()))
}

fn open(state: &mut State, path: PathBuf, outbox: &mut Outbox) {
    remember(state, path.clone(), outbox);
    connection::apply(state, crate::app::ConnectionAction::Connect(ConnectTarget::Case { path }), outbox);
}

/// Puts a case first among those that the start screen offers.
pub(in crate::app) fn remember(state: &mut State, path: PathBuf, outbox: &mut Outbox) {
    let recent = &mut state.settings.recent_cases;
    recent.retain(|known| *known != path);
    recent.insert(0, path);
    recent.truncate(MOST_RECENT);
    settings::save(state, outbox);
}

/// What is to be counted or collected; its time stands still from now on.
fn task(state: &mut State) -> Option<CollectTask> {
    let scope = scope(state)?;
    state.case.pinned = Some((state.scope.clone(), scope.clone()));
    Some(CollectTask { scope, via: collect_via(state), after: None })
}

fn count(state: &mut State, outbox: &mut Outbox) {
    let Some(task) = task(state) else { return };
    let most_bytes = most_bytes(state);
    state.case.counted = None;
    state.case.collected = None;
    state.case.collecting = None;
    outbox.ask_in(&mut state.case.slot, Request::Case(CaseRequest::Count { task, most_bytes }));
}

fn collect(state: &mut State, outbox: &mut Outbox) {
    let Some(task) = task(state) else { return };
    let counted = state.case.counted.clone().filter(|plan| plan.task() == task).map(Box::new);
    begin(state, Wanted::All { scope: task.scope, via: task.via }, counted, outbox);
}

fn begin(state: &mut State, wanted: Wanted, counted: Option<Box<Plan>>, outbox: &mut Outbox) {
    let path = target(state);
    let most_bytes = most_bytes(state);
    state.case.collected = None;
    state.case.collecting = None;
    let request = CaseRequest::Collect { path, wanted, most_bytes, counted };
    outbox.ask_in(&mut state.case.slot, Request::Case(request));
}

/// Whether the log group lets one choose how its events are fetched.
pub fn can_be_read_directly(state: &State) -> bool {
    let group = state.scope.log_group.as_deref().and_then(|name| state.groups.named(name));
    group.and_then(|group| group.class.as_ref()).is_some_and(LogClass::can_be_read_directly)
}

/// The operation that fetches the events.
pub fn collect_via(state: &State) -> CollectVia {
    if can_be_read_directly(state) { state.case.draft.via } else { CollectVia::Insights }
}

/// What is known of what would be collected, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// So many events, as a count said, which scanned so many bytes.
    Counted { events: u64, bytes: u64 },
    /// So many events, as the window read them before.
    Read { events: u64 },
}

/// As far as it is known without asking anybody.
pub fn expected(state: &State) -> Option<Expected> {
    let is_pinned = state.case.pinned.as_ref().is_some_and(|(scope, _)| *scope == state.scope);
    if let Some(plan) = state.case.counted.as_ref().filter(|plan| is_pinned && plan.uncounted.is_none()) {
        return Some(Expected::Counted { events: plan.counts.total(), bytes: plan.bytes });
    }
    let commands = &state.commands;
    let is_read =
        commands.read_scope.as_ref() == Some(&state.scope) && commands.read_completeness == Completeness::Complete;
    let set = commands.set.as_ref().filter(|_| is_read)?;
    Some(Expected::Read { events: set.events as u64 })
}

/// What would be collected: the scope, up to ten minutes ago; what was counted or begun stands still.
pub fn scope(state: &State) -> Option<CollectionScope> {
    if let Some((of, pinned)) = &state.case.pinned
        && *of == state.scope
    {
        return Some(pinned.clone());
    }
    let group = state.scope.log_group.clone()?;
    let now = state.clock.now();
    let range = state.scope.range.resolve(now, &state.settings.zone.time_zone());
    let end = range.end.min(now - LATEST);
    (range.start < end).then(|| CollectionScope { log_groups: vec![group], start: range.start, end })
}

/// The bound that the person set, in bytes; `None` where none is set or no price is known.
fn most_bytes(state: &State) -> Option<u64> {
    let most: f64 =
        state.case.draft.most_cost.trim().parse().ok().filter(|cost: &f64| cost.is_finite() && *cost >= 0.0)?;
    let a_gigabyte = state.cost(1e9).filter(|cost| *cost > 0.0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    Some((most / a_gigabyte * 1e9) as u64)
}

/// Files that were dropped on the window: a case is opened, others are to be imported.
fn dropped(state: &mut State, paths: &[PathBuf], outbox: &mut Outbox) {
    let is_case = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "case");
    match paths {
        [] => {}
        [one] if is_case(one) => open(state, one.clone(), outbox),
        _ => {
            let names: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
            state.case.draft.files = names.join("\n");
            go(state, Screen::Case, outbox);
        }
    }
}

/// Reads what is in the open case.
pub(in crate::app) fn read_facts(state: &mut State, outbox: &mut Outbox) {
    match state.connection.case().cloned() {
        Some(path) => outbox.ask_in(&mut state.case.facts_slot, Request::Case(CaseRequest::Facts { path })),
        None => state.case.facts = None,
    }
}

/// What a dialog was asked for, and what came of it.
pub(in crate::app) fn picked(state: &mut State, pick: &Pick, paths: &[PathBuf], outbox: &mut Outbox) {
    let first = paths.first().map(|path| path.to_string_lossy().into_owned());
    match (pick, first) {
        (_, None) => {}
        (Pick::Case, Some(path)) => open(state, PathBuf::from(path), outbox),
        (Pick::NewCase { .. }, Some(path)) => state.case.draft.path = path,
        (Pick::Pack { .. }, Some(path)) => state.case.draft.pack = path,
        (Pick::Key, Some(path)) => state.case.draft.pack_key = path,
        (Pick::Files, Some(_)) => {
            let names: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
            state.case.draft.files = names.join("\n");
        }
    }
}
