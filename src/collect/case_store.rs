//! A collection into a case.

use std::{collections::BTreeSet, path::Path, time::Duration};

use serde_json::{Value, json};

use super::{
    CollectTask, CollectVia, CollectionRecord, CollectionScope, CollectionStore, Plan, Proof, StoreError, Tally,
    WindowRecord, collections,
    record::{late, unproven},
    store::Tallying,
};
use crate::{
    case::{Case, CaseError, CaseEvents, EntryKind, EventScope, NewEvent, SourceId, Writer},
    model::{LogEvent, TimeRange},
};

/// How long a collection waits while another program writes to the case: what it has fetched by then may have cost money.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a person wants of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Everything of a scope: what was begun for it goes on, where it did not come to its end.
    All { scope: CollectionScope, via: CollectVia },
    /// What was begun last in the case and did not come to its end.
    Unfinished,
    /// What came too late for a complete collection of the case; the newest that knows of such events, else the newest.
    Late,
}

impl Wanted {
    /// The log groups that are asked for; where the case itself says which, all that were ever collected into it.
    pub fn log_groups(&self, case: &Path) -> Result<Vec<String>, CaseError> {
        if let Self::All { scope, .. } = self {
            return Ok(scope.log_groups.clone());
        }
        let collected = collections(&Case::open_read_only(case)?)?;
        let groups: BTreeSet<String> = collected.into_iter().flat_map(|each| each.plan.scope.log_groups).collect();
        Ok(groups.into_iter().collect())
    }
}

/// Why nothing can be collected into a case.
#[derive(Debug, thiserror::Error)]
pub enum CaseStoreError {
    #[error(
        "the case holds events of this log group and time that came through {}; through another operation they have other ids, and each would be there twice: collect into another case, or the same way",
        there.name()
    )]
    OtherWay { there: CollectVia },
    #[error("no collection in this case was interrupted or is incomplete")]
    NothingUnfinished,
    #[error("no collection in this case is complete: only then is it known what came too late for it")]
    NothingComplete,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CaseError> for CaseStoreError {
    fn from(error: CaseError) -> Self {
        Self::Store(error.into())
    }
}

/// Keeps a collection in a case: each window with its events in one commit, what it was begun with and its proof in
/// the ledger.
pub struct CaseStore {
    writer: Writer,
    task: CollectTask,
    /// What the ledger says of this collection: where its events come from.
    source: Option<SourceId>,
    plan: Option<Plan>,
    /// Who collects, from which account and region, for the record.
    origin: Value,
    clock: fn() -> i64,
}

impl CaseStore {
    /// Goes on with what was begun in the case for the same scope and did not come to its end; else begins anew. What
    /// an earlier collection brought is not kept twice. `clock`: milliseconds since 1970, UTC.
    pub fn new(writer: Writer, wanted: Wanted, origin: Value, clock: fn() -> i64) -> Result<Self, CaseStoreError> {
        writer.case().wait_up_to(PATIENCE)?;
        let there = collections(writer.case())?;
        let (task, going_on) = match wanted {
            Wanted::All { scope, via } => {
                let other = there.iter().find(|each| each.plan.via != via && each.plan.scope.overlaps(&scope));
                if let Some(other) = other {
                    return Err(CaseStoreError::OtherWay { there: other.plan.via });
                }
                let task = CollectTask { scope, via, after: None };
                let newest = there.into_iter().rev().find(|each| each.plan.task() == task);
                (task, newest.filter(CollectionRecord::can_go_on))
            }
            Wanted::Unfinished => {
                let open = unproven(&there).last().copied().cloned().ok_or(CaseStoreError::NothingUnfinished)?;
                (open.plan.task(), Some(open).filter(CollectionRecord::can_go_on))
            }
            Wanted::Late => late(&there).ok_or(CaseStoreError::NothingComplete)?,
        };
        let mut store = Self { writer, task, source: None, plan: None, origin, clock };
        if let Some(begun) = going_on {
            store.source = Some(begun.source);
            store.writer.continue_source(begun.source);
            store.plan = Some(begun.plan);
        }
        Ok(store)
    }

    /// Waits only so long while another program writes to the case.
    pub fn wait_up_to(&self, patience: Duration) -> Result<(), CaseError> {
        self.writer.case().wait_up_to(patience)
    }

    /// What is to be collected.
    pub fn task(&self) -> &CollectTask {
        &self.task
    }

    /// Whether a collection that was interrupted goes on.
    pub fn goes_on(&self) -> bool {
        self.plan.is_some()
    }

    pub fn into_case(self) -> Case {
        self.writer.into_case()
    }

    fn subject(&self) -> Result<String, StoreError> {
        Ok(self.source.ok_or("the collection was not begun")?.0.to_string())
    }
}

impl CollectionStore for CaseStore {
    fn plan(&self) -> Result<Option<Plan>, StoreError> {
        Ok(self.plan.clone())
    }

    fn begin(&mut self, plan: &Plan) -> Result<(), StoreError> {
        let at = (self.clock)();
        let begun = json!({
            "kind": "collection", "scope": plan.scope, "via": plan.via, "after": plan.after, "cutoff": plan.cutoff,
            "origin": self.origin,
        });
        let source = self.writer.begin_source(at, "collection", &begun)?;
        self.source = Some(source);
        self.writer.flush(at, &[(EntryKind::Plan, source.0.to_string(), serde_json::to_value(plan)?)])?;
        self.plan = Some(plan.clone());
        Ok(())
    }

    fn commit(&mut self, window: &WindowRecord, events: Vec<LogEvent>) -> Result<u64, StoreError> {
        let mut new = 0;
        for event in &events {
            new += u64::from(self.writer.push(&NewEvent {
                timestamp: Some(event.timestamp),
                ingestion_time: Some(event.ingestion_time),
                log: &event.log,
                log_stream: &event.log_stream,
                message: event.message.as_bytes(),
                ptr: &event.ptr,
            }));
        }
        let entry = (EntryKind::Window, self.subject()?, serde_json::to_value(window)?);
        self.writer.flush((self.clock)(), &[entry])?;
        Ok(new)
    }

    fn windows(&self) -> Result<Vec<WindowRecord>, StoreError> {
        let Some(source) = self.source else { return Ok(Vec::new()) };
        let entries = self.writer.case().entries(EntryKind::Window, Some(&source.0.to_string()))?;
        Ok(entries.into_iter().map(|entry| serde_json::from_value(entry.body)).collect::<Result<_, _>>()?)
    }

    fn tally(&self, ranges: &[TimeRange]) -> Result<Tally, StoreError> {
        let plan = self.plan.as_ref().ok_or("the collection was not begun")?;
        let case = Case::open_read_only(self.writer.case().path())?;
        let mut tallying = Tallying::new(ranges);
        // Of collections alone: what a file brought proves nothing, whatever it says of itself.
        for collected in collections(&case)? {
            let scope = EventScope {
                log_groups: plan.scope.log_groups.clone(),
                range: Some(plan.scope.range()),
                source: Some(collected.source.0),
                ..EventScope::default()
            };
            CaseEvents::new(Case::open_read_only(self.writer.case().path())?, scope)?.for_each(|event| {
                // Those of an earlier collection may be later than this one's.
                if plan.takes(event.ingestion_time) {
                    tallying.add(&event);
                }
            })?;
        }
        Ok(tallying.finish())
    }

    fn finish(&mut self, proof: &Proof) -> Result<(), StoreError> {
        let at = (self.clock)();
        let subject = self.subject()?;
        let kept = match self.source {
            Some(source) => self.writer.case().events_of_source(source)?,
            None => 0,
        };
        let ended = json!({
            "source": self.source.map(|source| source.0), "kind": "collection", "events": proof.events, "kept": kept,
            "setSha256": proof.set_sha256, "complete": proof.complete,
        });
        let entries = [
            (EntryKind::Proof, subject, serde_json::to_value(proof)?),
            (EntryKind::SourceEnd, "collection".to_owned(), ended),
        ];
        self.writer.flush(at, &entries)?;
        Ok(())
    }
}
