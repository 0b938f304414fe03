//! The collections that a case's ledger tells of, and what they amount to.

use serde_json::Value;

use super::{CollectTask, Plan, Proof};
use crate::{
    case::{Case, CaseError, EntryKind, SourceId},
    model::TimeRange,
};

/// One collection in a case.
#[derive(Clone, Debug, PartialEq)]
pub struct CollectionRecord {
    pub source: SourceId,
    /// When it was begun: milliseconds since 1970, UTC.
    pub at: i64,
    pub plan: Plan,
    /// The last one; `None`: it has not come to its end.
    pub proof: Option<Proof>,
    /// Who collected, from which account and region.
    pub origin: Value,
}

impl CollectionRecord {
    /// What the record says of who collected: `account`, `region`, `caller`, `endpoint`.
    pub fn origin(&self, name: &str) -> Option<&str> {
        self.origin.get(name)?.as_str()
    }

    pub fn is_complete(&self) -> bool {
        self.proof.as_ref().is_some_and(|proof| proof.complete)
    }

    /// Whether what is missing can still come. What was never counted is begun anew: it may be counted this time.
    pub(super) fn can_go_on(&self) -> bool {
        !self.is_complete() && (self.plan.uncounted.is_none() || self.proof.is_none())
    }

    /// Whether this one, complete, has everything that the other one was to bring.
    fn stands_for(&self, other: &Self) -> bool {
        self.is_complete()
            && self.plan.scope.covers(&other.plan.scope)
            && self.plan.cutoff >= other.plan.cutoff
            && self.plan.after.is_none_or(|after| other.plan.after.is_some_and(|other| after <= other))
    }
}

/// The collections of a case, oldest first.
pub fn collections(case: &Case) -> Result<Vec<CollectionRecord>, CaseError> {
    let sources = case.entries(EntryKind::Source, None)?;
    let mut found = Vec::new();
    for entry in case.entries(EntryKind::Plan, None)? {
        let (Ok(plan), Ok(number)) = (serde_json::from_value::<Plan>(entry.body), entry.subject.parse()) else {
            continue;
        };
        let proof = case.entries(EntryKind::Proof, Some(&entry.subject))?.pop();
        let origin = sources.iter().find(|source| source.number == number);
        found.push(CollectionRecord {
            source: SourceId(number),
            at: entry.at,
            plan,
            proof: proof.and_then(|proof| serde_json::from_value(proof.body).ok()),
            origin: origin.and_then(|source| source.body.get("origin").cloned()).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// Those that are not complete, and in whose place no complete one stands; oldest first.
pub(super) fn unproven(there: &[CollectionRecord]) -> Vec<&CollectionRecord> {
    let is_open = |each: &&CollectionRecord| !each.is_complete() && !there.iter().any(|other| other.stands_for(each));
    there.iter().filter(is_open).collect()
}

/// What to collect of what came too late, and the collection that was begun for it already.
pub(super) fn late(there: &[CollectionRecord]) -> Option<(CollectTask, Option<CollectionRecord>)> {
    // The last complete one of each scope: what it took in last is where its late events begin.
    let is_last = |each: &&CollectionRecord| {
        let later = |other: &CollectionRecord| {
            other.is_complete() && other.plan.scope == each.plan.scope && other.plan.cutoff > each.plan.cutoff
        };
        each.is_complete() && !there.iter().any(later)
    };
    let knows = |each: &&CollectionRecord| each.proof.as_ref().is_some_and(|proof| proof.late > 0);
    let last = || there.iter().rev().filter(is_last);
    let base = last().find(knows).or_else(|| last().next())?;
    let after = Some(base.plan.cutoff);
    let task = CollectTask { scope: base.plan.scope.clone(), via: base.plan.via, after };
    let begun = there.iter().rev().find(|each| each.plan.task() == task && each.can_go_on());
    Some((task, begun.cloned()))
}

/// Whether a case holds all events of a time, as far as can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Complete collections cover it, and nothing else is there.
    Complete,
    /// A collection for it is not complete.
    Incomplete,
    /// No collection covers all of it.
    NotCovered,
    /// Events came from files: whether those held everything, nobody can know.
    NotProven,
}

impl Standing {
    /// Its name in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Incomplete => "collection-incomplete",
            Self::NotCovered => "not-all-collected",
            Self::NotProven => "imported-not-proven",
        }
    }

    /// Of what these collections and, perhaps, files brought. `log_groups`: none for all; `range`: `None` for all that is
    /// there.
    pub fn of(there: &[CollectionRecord], has_files: bool, log_groups: &[String], range: Option<TimeRange>) -> Self {
        let range = range.filter(|range| *range != crate::model::ALL_TIMES);
        let concerns = |each: &CollectionRecord| {
            let scope = &each.plan.scope;
            range.is_none_or(|range| scope.start < range.end && range.start < scope.end)
                && (log_groups.is_empty() || log_groups.iter().any(|group| scope.names(group)))
        };
        if unproven(there).into_iter().any(concerns) {
            return Self::Incomplete;
        }
        let whole: Vec<&CollectionRecord> =
            there.iter().filter(|each| each.is_complete() && each.plan.after.is_none() && concerns(each)).collect();
        let covers = |named: &dyn Fn(&CollectionRecord) -> bool| {
            let spans = whole.iter().filter(|each| named(each)).map(|each| each.plan.scope.range());
            range.map_or(!spans.clone().count().eq(&0), |range| is_covered(range, spans.collect()))
        };
        // Without a group named: each that was collected, and no two together.
        let named: Vec<&String> = if log_groups.is_empty() {
            whole.iter().flat_map(|each| &each.plan.scope.log_groups).collect()
        } else {
            log_groups.iter().collect()
        };
        let is_covered =
            !named.is_empty() && named.into_iter().all(|group| covers(&|each| each.plan.scope.names(group)));
        match (has_files, is_covered) {
            (true, _) => Self::NotProven,
            (false, true) => Self::Complete,
            (false, false) => Self::NotCovered,
        }
    }

    /// Of a case as it lies there.
    pub fn in_case(case: &Case, log_groups: &[String], range: Option<TimeRange>) -> Result<Self, CaseError> {
        // Also those that broke off: what they brought is there.
        let has_files = case.entries(EntryKind::Source, None)?.iter().any(|entry| entry.body["kind"] != "collection");
        Ok(Self::of(&collections(case)?, has_files, log_groups, range))
    }
}

fn is_covered(range: TimeRange, mut spans: Vec<TimeRange>) -> bool {
    spans.sort_by_key(|span| span.start);
    let mut cursor = range.start;
    for span in spans {
        if span.start > cursor {
            break;
        }
        cursor = cursor.max(span.end);
    }
    cursor >= range.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::{CollectVia, CollectionScope, Counts};

    fn collected(group: &str, (start, end): (i64, i64), complete: Option<bool>) -> CollectionRecord {
        CollectionRecord {
            source: SourceId(1),
            at: 0,
            plan: Plan {
                scope: CollectionScope { log_groups: vec![group.to_owned()], start, end },
                via: CollectVia::Insights,
                after: None,
                cutoff: 1_000,
                counts: Counts::default(),
                bytes: 0,
                count_query_id: String::new(),
                uncounted: None,
            },
            proof: complete.map(|complete| Proof { complete, ..Proof::default() }),
            origin: Value::Null,
        }
    }

    #[test]
    fn only_what_complete_collections_cover_is_complete() {
        let standing = |there: &[CollectionRecord], group: &str, start: i64, end: i64| {
            Standing::of(there, false, &[group.to_owned()], Some(TimeRange { start, end }))
        };
        let two = [collected("g", (0, 10), Some(true)), collected("g", (10, 20), Some(true))];
        assert_eq!(standing(&two, "g", 3, 20), Standing::Complete);
        assert_eq!(standing(&two, "arn:aws:logs:r:111122223333:log-group:g:*", 3, 20), Standing::Complete);
        assert_eq!(standing(&two, "g", 3, 21), Standing::NotCovered);
        assert_eq!(standing(&two, "h", 3, 5), Standing::NotCovered);
        // Two groups that cover the time together cover it for neither.
        let apart = [collected("g", (0, 10), Some(true)), collected("h", (10, 20), Some(true))];
        let all = |range| Standing::of(&apart, false, &[], range);
        assert_eq!(all(Some(TimeRange { start: 3, end: 20 })), Standing::NotCovered);
        assert_eq!(all(None), Standing::Complete);
        assert_eq!(Standing::of(&two, true, &[], None), Standing::NotProven);
        assert_eq!(Standing::of(&[], false, &[], None), Standing::NotCovered);
        for open in [None, Some(false)] {
            let open = [collected("g", (0, 10), Some(true)), collected("g", (10, 20), open)];
            assert_eq!(standing(&open, "g", 3, 20), Standing::Incomplete);
            assert_eq!(Standing::of(&open, false, &[], None), Standing::Incomplete);
            assert_eq!(standing(&open, "g", 3, 10), Standing::Complete, "what is open lies outside");
        }
        // A later one in its place.
        let again = [collected("g", (10, 20), None), collected("g", (0, 20), Some(true))];
        assert_eq!(standing(&again, "g", 3, 20), Standing::Complete);
    }

    #[test]
    fn late_events_begin_at_the_cut_off_of_the_last_complete_collection() {
        let mut first = collected("g", (0, 10), Some(true));
        first.proof.as_mut().unwrap().late = 3;
        let other = collected("h", (0, 10), Some(true));
        let (task, begun) = late(&[first.clone(), other.clone()]).unwrap();
        assert_eq!((task.scope.log_groups[0].as_str(), task.after, begun), ("g", Some(1_000), None));
        // Its late events are there, but for those that came later still.
        let mut delta = collected("g", (0, 10), None);
        delta.plan.after = Some(1_000);
        delta.plan.cutoff = 2_000;
        let (task, begun) = late(&[first.clone(), other.clone(), delta.clone()]).unwrap();
        assert_eq!((task.after, begun.as_ref()), (Some(1_000), Some(&delta)), "it goes on");
        assert!(!delta.stands_for(&first) && unproven(&[first.clone(), delta.clone()]) == [&delta]);
        delta.proof = Some(Proof { complete: true, late: 1, ..Proof::default() });
        assert_eq!(late(&[first, other, delta]).unwrap().0.after, Some(2_000));
        assert!(late(&[collected("g", (0, 10), None)]).is_none());
    }
}
