use crate::{model::TimeRange, setup::reconcile::Covered};

/// How long before and after the time that was asked for a session is looked for: one that began before it, or ends
/// after it, belongs to it. Milliseconds.
///
/// AWS Systems Manager User Guide, "Specify maximum session duration": 1,440 minutes at most where a document sets it. Where
/// none does, only the idle timeout ends a session, so that a busy one has no longest time: seven days take in what people
/// do, and what is longer still is found by its log.
pub(super) const LONGEST: i64 = 7 * 86_400_000;

/// The same where AWS bills what is looked at: the longest time that a document can set.
pub(super) const LONGEST_BILLED: i64 = 86_400_000;

/// From when on sessions are asked for, that those which had begun by then are among them.
pub(super) fn since(range: TimeRange) -> i64 {
    range.start.saturating_sub(LONGEST)
}

/// The same where AWS bills what is looked at.
pub(super) fn since_billed(range: TimeRange) -> i64 {
    range.start.saturating_sub(LONGEST_BILLED).max(0)
}

/// Until when what ended them is asked for.
pub(super) fn until(range: TimeRange, now: i64) -> i64 {
    range.end.saturating_add(LONGEST).min(now)
}

/// What a record that goes back to `kept` has of the time that was asked for. Nothing of it: a time without length, at the
/// bound that it lies beyond.
pub(super) fn covered(range: TimeRange, kept: i64, now: i64) -> Covered {
    let within = |time: i64| time.min(now).max(kept);
    let start = within(range.start);
    Covered { start, end: within(range.end).max(start) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_time_that_is_asked_about_ends_before_it_begins() {
        let of = |start, end| covered(TimeRange { start, end }, 100, 1_000);
        assert_eq!(of(200, 300), Covered { start: 200, end: 300 });
        assert_eq!(of(50, 300), Covered { start: 100, end: 300 });
        assert_eq!(of(200, 3_000), Covered { start: 200, end: 1_000 });
        let older = of(20, 60);
        assert_eq!(older, Covered { start: 100, end: 100 });
        assert!(older.is_older_than_kept(Covered { start: 20, end: 60 }));
        let to_come = of(2_000, 3_000);
        assert_eq!(to_come, Covered { start: 1_000, end: 1_000 });
        assert!(!to_come.is_older_than_kept(Covered { start: 2_000, end: 3_000 }));
        let extremes = TimeRange { start: i64::MIN, end: i64::MAX };
        assert!(since(extremes) <= until(extremes, 1_000));
    }
}
