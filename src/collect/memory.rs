use std::collections::HashSet;

use super::{CollectionStore, Plan, Proof, StoreError, WindowRecord};
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

    fn count(&self, ranges: &[TimeRange]) -> Result<Vec<u64>, StoreError> {
        let mut counts = vec![0; ranges.len()];
        for event in &self.events {
            let after = ranges.partition_point(|range| range.start <= event.timestamp);
            if let Some(place) = after.checked_sub(1)
                && ranges[place].contains(event.timestamp)
            {
                counts[place] += 1;
            }
        }
        Ok(counts)
    }

    fn finish(&mut self, proof: &Proof) -> Result<(), StoreError> {
        self.proof = Some(proof.clone());
        Ok(())
    }
}
