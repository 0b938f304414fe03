use super::Plan;
use crate::model::{LogEvent, TimeRange};

/// The part of a query's rows that is certain.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Events of the set; by time.
    pub events: Vec<LogEvent>,
    /// Events that were taken in after the cut-off.
    pub late: u64,
    /// Up to here everything is there.
    pub until: i64,
    /// There is more in the window than came.
    pub is_cut: bool,
}

impl Part {
    /// Of rows in the order of time of which the last may be missing: all before the last millisecond that came. `None`
    /// where everything that came lies in the window's first millisecond, and more does: no window is small enough.
    pub fn of(plan: &Plan, window: TimeRange, events: Vec<LogEvent>, matched: u64, limit: u64) -> Option<Self> {
        let came = events.len() as u64;
        let is_cut = matched > came || came >= limit;
        let last = events.last().map_or(window.end, |event| event.timestamp);
        let until = if is_cut { last } else { window.end };
        if until <= window.start {
            return None;
        }
        Some(Self::until(plan, events, until, is_cut))
    }

    /// Of events of which all before `until` are there.
    pub fn until(plan: &Plan, mut events: Vec<LogEvent>, until: i64, is_cut: bool) -> Self {
        let mut late = 0;
        events.retain(|event| {
            let is_certain = event.timestamp < until;
            late += u64::from(is_certain && event.ingestion_time > plan.cutoff);
            is_certain && plan.takes(event.ingestion_time)
        });
        Self { events, late, until, is_cut }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::{CollectVia, CollectionScope, Counts};

    fn events(times: &[(i64, i64)]) -> Vec<LogEvent> {
        let event = |(timestamp, ingestion_time): &(i64, i64)| LogEvent {
            timestamp: *timestamp,
            ingestion_time: *ingestion_time,
            ..LogEvent::default()
        };
        times.iter().map(event).collect()
    }

    fn plan(cutoff: i64) -> Plan {
        let scope = CollectionScope { log_groups: Vec::new(), start: 0, end: 100 };
        Plan {
            scope,
            via: CollectVia::Insights,
            after: None,
            cutoff,
            counts: Counts::default(),
            bytes: 0,
            count_query_id: String::new(),
            uncounted: None,
        }
    }

    #[test]
    fn what_may_go_on_is_left_for_the_next_window() {
        let window = TimeRange { start: 0, end: 100 };
        let all = Part::of(&plan(8), window, events(&[(1, 1), (5, 9), (7, 7)]), 3, 10).unwrap();
        assert_eq!((all.events.len(), all.late, all.until, all.is_cut), (2, 1, 100, false));
        let cut = Part::of(&plan(8), window, events(&[(1, 1), (5, 5), (5, 5)]), 9, 3).unwrap();
        assert_eq!((cut.events.len(), cut.until, cut.is_cut), (1, 5, true));
        // As many as fit may be all, or not.
        assert!(Part::of(&plan(8), window, events(&[(1, 1), (5, 5)]), 2, 2).unwrap().is_cut);
        assert!(Part::of(&plan(8), window, events(&[(0, 0), (0, 0)]), 5, 2).is_none());
        let none = Part::of(&plan(8), window, Vec::new(), 0, 2).unwrap();
        assert_eq!((none.until, none.is_cut), (100, false));
        // A collection of what was late for another has nothing of what that one has.
        let later = Plan { after: Some(5), ..plan(8) };
        let late = Part::of(&later, window, events(&[(1, 1), (5, 5), (5, 6), (7, 9)]), 4, 10).unwrap();
        assert_eq!((late.events.len(), late.late), (1, 1));
    }
}
