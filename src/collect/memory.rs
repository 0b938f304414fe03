use std::collections::HashSet;

use super::{CollectionStore, Plan, Proof, StoreError, Tally, WindowRecord, store::Tallying};
use crate::model::{LogEvent, TimeRange};

/// A collection in memory, for looking at once and for tests.
#[derive(Debug, Default)]
pub struct MemoryStore {
    pub events: Vec<LogEvent>,
    pub windows: Vec<WindowRecord>,
    pub proof: Option<Proof>,
    plan: Option<Plan>,
    known: HashSet<String>,
}

impl CollectionStore for MemoryStore {
    fn plan(&self) -> Result<Option<Plan>, StoreError> {
        Ok(self.plan.clone())
    }

    fn begin(&mut self, plan: &Plan) -> Result<(), StoreError> {
        self.plan = Some(plan.clone());
        Ok(())
    }

    fn commit(&mut self, window: &WindowRecord, events: Vec<LogEvent>) -> Result<u64, StoreError> {
        let before = self.events.len();
        let known = &mut self.known;
        self.events.extend(events.into_iter().filter(|event| known.insert(event.ptr.clone())));
        self.windows.push(window.clone());
        Ok((self.events.len() - before) as u64)
    }

    fn windows(&self) -> Result<Vec<WindowRecord>, StoreError> {
        Ok(self.windows.clone())
    }

    fn tally(&self, ranges: &[TimeRange]) -> Result<Tally, StoreError> {
        let mut tallying = Tallying::new(ranges);
        for event in &self.events {
            tallying.add(event);
        }
        Ok(tallying.finish())
    }

    fn finish(&mut self, proof: &Proof) -> Result<(), StoreError> {
        self.proof = Some(proof.clone());
        Ok(())
    }
}
