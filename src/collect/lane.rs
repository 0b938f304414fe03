//! One way through a part of the time range, window after window.

use super::Counts;
use crate::model::TimeRange;

/// A window that ends between two steps should be filled so far, as a part of what a query gives.
const WELL_FILLED: f64 = 0.85;
/// How far a window is filled whose end is guessed within a step: a little less than full, for a guess is a guess.
const GUESSED: f64 = 0.96;
/// A guess that brought less than this part of what was expected was a bad one.
const BAD_GUESS: f64 = 0.6;

/// Where a collection has come in a part of its range. Everything before `cursor` is there.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    pub cursor: i64,
    pub end: i64,
    /// Events before the cursor in the step in which it lies.
    taken: u64,
    /// Events are not spread evenly in the step in which the cursor lies.
    uneven: bool,
    expected: f64,
}

/// What became of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Up to here everything is there.
    pub until: i64,
    /// So many events of the step in which `until` lies, of those that are not late.
    pub in_last_step: u64,
    /// So many events of the window.
    pub rows: u64,
    /// The window has more than that.
    pub is_cut: bool,
}

impl Lane {
    pub fn new(part: TimeRange) -> Self {
        Self { cursor: part.start, end: part.end, taken: 0, uneven: false, expected: 0.0 }
    }

    pub fn is_done(&self) -> bool {
        self.cursor >= self.end
    }

    /// The next window, for queries that give no more than `limit` rows. Never empty.
    pub fn next_window(&mut self, counts: &Counts, limit: u64) -> TimeRange {
        let limit = limit.max(1) as f64;
        let rest = TimeRange { start: self.cursor, end: self.end };
        let mut sum = 0.0;
        for (step, count) in counts.within(rest) {
            let begin = (*step).max(self.cursor);
            let end = step.saturating_add(counts.step).min(self.end);
            let taken = if *step < self.cursor { self.taken } else { 0 };
            let left = count.saturating_sub(taken) as f64;
            if sum + left <= limit {
                sum += left;
                continue;
            }
            if sum >= WELL_FILLED * limit && begin > self.cursor {
                return self.window(begin, sum);
            }
            if self.uneven && *step <= self.cursor {
                return self.window(end, sum + left);
            }
            let wanted = GUESSED * limit - sum;
            let length = (end - begin) as f64 * (wanted / left).clamp(0.0, 1.0);
            return self.window(begin.saturating_add(milliseconds(length)), sum + wanted);
        }
        self.window(self.end, sum)
    }

    fn window(&mut self, end: i64, expected: f64) -> TimeRange {
        self.expected = expected;
        TimeRange { start: self.cursor, end: end.clamp(self.cursor + 1, self.end.max(self.cursor + 1)) }
    }

    /// Takes what came of the last window.
    pub fn advance(&mut self, counts: &Counts, outcome: Outcome) {
        let before = counts.step_of(self.cursor);
        let after = counts.step_of(outcome.until);
        let same_step = before.is_some() && before == after;
        self.taken = if same_step { self.taken + outcome.in_last_step } else { outcome.in_last_step };
        let was_bad = (outcome.rows as f64) < BAD_GUESS * self.expected || outcome.is_cut;
        self.uneven = was_bad || same_step && self.uneven;
        self.cursor = outcome.until;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a part of a step, which is a day at most")]
fn milliseconds(length: f64) -> i64 {
    length as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Walks a lane over events at these times, with queries that give so many rows; gives the number of queries.
    fn walk(times: &[i64], range: TimeRange, step: i64, limit: usize) -> (usize, u64) {
        let mut counts = Counts { step, steps: Vec::new() };
        for time in times {
            let start = time - time.rem_euclid(step);
            match counts.steps.last_mut() {
                Some((last, count)) if *last == start => *count += 1,
                _ => counts.steps.push((start, 1)),
            }
        }
        let mut lane = Lane::new(range);
        let (mut queries, mut found) = (0, 0);
        while !lane.is_done() {
            let window = lane.next_window(&counts, limit as u64);
            assert!(window.start == lane.cursor && window.end <= range.end && window.start < window.end);
            queries += 1;
            assert!(queries < 10_000);
            let inside: Vec<i64> = times.iter().copied().filter(|time| window.contains(*time)).collect();
            let is_cut = inside.len() > limit;
            let until = if is_cut { inside[limit - 1] } else { window.end };
            let until = if until == window.start { until + 1 } else { until };
            let kept: Vec<i64> = inside.into_iter().filter(|time| *time < until).collect();
            let step_start = until - until.rem_euclid(step);
            let in_last_step = kept.iter().filter(|time| **time >= step_start).count() as u64;
            found += kept.len() as u64;
            lane.advance(&counts, Outcome { until, in_last_step, rows: kept.len() as u64, is_cut });
        }
        (queries, found)
    }

    #[test]
    fn windows_are_nearly_full() {
        let even: Vec<i64> = (0..200_000).map(|event| event * 40).collect();
        let range = TimeRange { start: 0, end: 8_000_000 };
        let (queries, found) = walk(&even, range, 1_000, 10_000);
        assert_eq!(found, 200_000);
        assert!(queries <= 22, "{queries}");
        // A third of all in one second, a millisecond apart at most.
        let mut burst = even.clone();
        burst.extend((0..90_000).map(|event| 4_000_000 + event / 90));
        burst.sort_unstable();
        let (queries, found) = walk(&burst, range, 1_000, 10_000);
        assert_eq!(found, 290_000);
        assert!(queries <= 37, "{queries}");
    }

    proptest! {
        #[test]
        fn a_lane_comes_to_its_end_with_everything(
            mut times in proptest::collection::vec(0..5_000_i64, 0..600),
            limit in 3..60_usize,
            step in prop_oneof![Just(10_i64), Just(100), Just(1_000)],
        ) {
            times.sort_unstable();
            // No more in one millisecond than a query gives: that is another's work.
            let mut run = 0;
            let mut last = -1;
            times.retain(|time| {
                run = if *time == last { run + 1 } else { 0 };
                last = *time;
                run < limit
            });
            let (_, found) = walk(&times, TimeRange { start: 0, end: 5_000 }, step, limit);
            prop_assert_eq!(found, times.len() as u64);
        }
    }
}
