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
    pub fn of(window: TimeRange, events: Vec<LogEvent>, matched: u64, limit: u64, cutoff: i64) -> Option<Self> {
        let came = events.len() as u64;
        let is_cut = matched > came || came >= limit;
        let last = events.last().map_or(window.end, |event| event.timestamp);
        let until = if is_cut { last } else { window.end };
        if until <= window.start {
            return None;
        }
        let mut late = 0;
        let mut kept = events;
        kept.retain(|event| {
            let is_certain = event.timestamp < until;
            let is_late = event.ingestion_time > cutoff;
            late += u64::from(is_certain && is_late);
            is_certain && !is_late
        });
        Some(Self { events: kept, late, until, is_cut })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(times: &[(i64, i64)]) -> Vec<LogEvent> {
        let event = |(timestamp, ingestion_time): &(i64, i64)| LogEvent {
            timestamp: *timestamp,
            ingestion_time: *ingestion_time,
            ..LogEvent::default()
        };
        times.iter().map(event).collect()
    }

    #[test]
    fn what_may_go_on_is_left_for_the_next_window() {
        let window = TimeRange { start: 0, end: 100 };
        let all = Part::of(window, events(&[(1, 1), (5, 9), (7, 7)]), 3, 10, 8).unwrap();
        assert_eq!((all.events.len(), all.late, all.until, all.is_cut), (2, 1, 100, false));
        let cut = Part::of(window, events(&[(1, 1), (5, 5), (5, 5)]), 9, 3, 8).unwrap();
        assert_eq!((cut.events.len(), cut.until, cut.is_cut), (1, 5, true));
        // As many as fit may be all, or not.
        assert!(Part::of(window, events(&[(1, 1), (5, 5)]), 2, 2, 8).unwrap().is_cut);
        assert!(Part::of(window, events(&[(0, 0), (0, 0)]), 5, 2, 8).is_none());
        let none = Part::of(window, Vec::new(), 0, 2, 8).unwrap();
        assert_eq!((none.until, none.is_cut), (100, false));
    }
}
