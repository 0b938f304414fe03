//! How many events there are, by time.

use serde::{Deserialize, Serialize};

use crate::model::TimeRange;

/// The steps that `bin()` can count in, in milliseconds, and as the query language writes them. It takes no more than
/// 60 seconds, 60 minutes or 24 hours.
const STEPS: [(i64, &str); 17] = [
    (1_000, "1s"),
    (2_000, "2s"),
    (5_000, "5s"),
    (10_000, "10s"),
    (15_000, "15s"),
    (30_000, "30s"),
    (60_000, "1m"),
    (120_000, "2m"),
    (300_000, "5m"),
    (600_000, "10m"),
    (900_000, "15m"),
    (1_800_000, "30m"),
    (3_600_000, "1h"),
    (10_800_000, "3h"),
    (21_600_000, "6h"),
    (43_200_000, "12h"),
    (86_400_000, "1d"),
];
/// Steps that a count may have: the most rows that a query gives where AWS gives no more than it used to.
const MOST_STEPS: i64 = 10_000;

/// A step of time for counting a range in: its length in milliseconds, and its name in the query language.
pub(super) fn step_for(range: TimeRange) -> (i64, &'static str) {
    let length = range.end.saturating_sub(range.start);
    // One more than fit, for the range begins and ends within steps.
    let fits = |(step, _): &(i64, &str)| length / step + 2 <= MOST_STEPS;
    STEPS.into_iter().find(fits).unwrap_or(STEPS[STEPS.len() - 1])
}

/// Events by steps of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The length of a step, in milliseconds. Steps begin at multiples of it.
    pub step: i64,
    /// When each step begins that has events, and how many; sorted.
    pub steps: Vec<(i64, u64)>,
}

impl Counts {
    pub fn total(&self) -> u64 {
        self.steps.iter().map(|(_, count)| count).sum()
    }

    /// The steps that begin in the range, or before it and reach into it.
    pub fn within(&self, range: TimeRange) -> &[(i64, u64)] {
        let from = self.steps.partition_point(|(start, _)| start.saturating_add(self.step) <= range.start);
        let to = self.steps.partition_point(|(start, _)| *start < range.end);
        self.steps.get(from..to.max(from)).unwrap_or_default()
    }

    /// The step in which a time lies.
    pub fn step_of(&self, time: i64) -> Option<usize> {
        let after = self.steps.partition_point(|(start, _)| *start <= time);
        let place = after.checked_sub(1)?;
        let (start, _) = *self.steps.get(place)?;
        (time < start.saturating_add(self.step)).then_some(place)
    }

    /// Cuts a range into parts with about as many events each, at the beginnings of steps.
    pub fn parts(&self, range: TimeRange, parts: usize) -> Vec<TimeRange> {
        let steps = self.within(range);
        let total: u64 = steps.iter().map(|(_, count)| count).sum();
        let mut cuts = Vec::new();
        let mut before = 0;
        for (start, count) in steps {
            let wanted = (cuts.len() as u64 + 1) * total / parts.max(1) as u64;
            if before >= wanted && cuts.len() + 1 < parts && *start > range.start && *start < range.end {
                cuts.push(*start);
            }
            before += count;
        }
        let starts = std::iter::once(range.start).chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain([range.end]);
        starts.zip(ends).map(|(start, end)| TimeRange { start, end }).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_are_as_fine_as_a_query_has_rows() {
        let day = 86_400_000;
        assert_eq!(step_for(TimeRange { start: 0, end: 1 }).1, "1s");
        assert_eq!(step_for(TimeRange { start: 0, end: day }).1, "10s");
        assert_eq!(step_for(TimeRange { start: 0, end: 30 * day }).1, "5m");
        assert_eq!(step_for(TimeRange { start: 0, end: 400 * day }).1, "1h");
        for (step, name) in STEPS {
            let text = format!("stats count(*) by bin({name})");
            assert!(crate::insights::parse(&text).is_ok(), "{text} {step}");
        }
    }

    proptest! {
        #[test]
        fn parts_tile_the_range(
            counts in proptest::collection::btree_map(0..1_000_i64, 1..500_u64, 0..200),
            parts in 1..12_usize,
        ) {
            let counts = Counts { step: 10, steps: counts.into_iter().map(|(at, count)| (at * 10, count)).collect() };
            let range = TimeRange { start: 3, end: 10_005 };
            let found = counts.parts(range, parts);
            prop_assert!(found.len() <= parts);
            prop_assert_eq!((found[0].start, found[found.len() - 1].end), (3, 10_005));
            prop_assert!(found.windows(2).all(|pair| pair[0].end == pair[1].start));
            prop_assert!(found.iter().all(|part| part.start < part.end));
        }
    }
}
