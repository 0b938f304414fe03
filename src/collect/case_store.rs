//! A collection into a case.

use serde_json::{Value, json};

use super::{CollectionScope, CollectionStore, Plan, Proof, StoreError, WindowRecord};
use crate::{
    case::{Case, CaseEvents, EntryKind, EventScope, NewEvent, SourceId, Writer},
    model::{LogEvent, TimeRange},
};

/// Keeps a collection in a case: each window with its events in one commit, what it was begun with and its proof in
/// the ledger.
pub struct CaseStore {
    writer: Writer,
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
    pub fn new(writer: Writer, scope: &CollectionScope, origin: Value, clock: fn() -> i64) -> Result<Self, StoreError> {
        let mut store = Self { writer, source: None, plan: None, origin, clock };
        for entry in store.writer.case().entries(EntryKind::Plan, None)?.into_iter().rev() {
            let Ok(plan) = serde_json::from_value::<Plan>(entry.body) else { continue };
            if plan.scope != *scope {
                continue;
            }
            let proofs = store.writer.case().entries(EntryKind::Proof, Some(&entry.subject))?;
            let is_complete = proofs.last().is_some_and(|proof| proof.body["complete"] == true);
            if !is_complete && let Ok(number) = entry.subject.parse() {
                store.source = Some(SourceId(number));
                store.writer.continue_source(SourceId(number));
                store.plan = Some(plan);
            }
            break;
        }
        Ok(store)
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
        let begun = json!({"kind": "collection", "scope": plan.scope, "cutoff": plan.cutoff, "origin": self.origin});
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

    fn count(&self, ranges: &[TimeRange]) -> Result<Vec<u64>, StoreError> {
        let plan = self.plan.as_ref().ok_or("the collection was not begun")?;
        let case = Case::open_read_only(self.writer.case().path())?;
        let scope = EventScope {
            log_groups: plan.scope.log_groups.clone(),
            range: Some(plan.scope.range()),
            ..EventScope::default()
        };
        let mut counts = vec![0; ranges.len()];
        CaseEvents::new(case, scope)?.for_each(|event| {
            // Imported events have no pointer, and those of an earlier collection may be later than this one's.
            if event.ptr.is_empty() || event.ingestion_time > plan.cutoff {
                return;
            }
            let after = ranges.partition_point(|range| range.start <= event.timestamp);
            if let Some(place) = after.checked_sub(1)
                && ranges[place].contains(event.timestamp)
            {
                counts[place] += 1;
            }
        })?;
        Ok(counts)
    }

    fn finish(&mut self, proof: &Proof) -> Result<(), StoreError> {
        let at = (self.clock)();
        let subject = self.subject()?;
        let ended = json!({
            "source": self.source.map(|source| source.0), "kind": "collection", "events": proof.events,
            "complete": proof.complete,
        });
        let entries = [
            (EntryKind::Proof, subject, serde_json::to_value(proof)?),
            (EntryKind::SourceEnd, "collection".to_owned(), ended),
        ];
        self.writer.flush(at, &entries)?;
        Ok(())
    }
}
