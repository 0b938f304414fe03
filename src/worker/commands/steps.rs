//! Round times in a zone: where bars begin and ticks stand.

use jiff::{Timestamp, ToSpan, Unit, civil, tz::TimeZone};

/// The distance of two round times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Divides an hour.
    Seconds(i32),
    /// Divides a day.
    Hours(i32),
    Days(i32),
    Months(i32),
}

const STEPS: [Step; 25] = [
    Step::Seconds(1),
    Step::Seconds(2),
    Step::Seconds(5),
    Step::Seconds(10),
    Step::Seconds(30),
    Step::Seconds(60),
    Step::Seconds(120),
    Step::Seconds(300),
    Step::Seconds(600),
    Step::Seconds(1800),
    Step::Hours(1),
    Step::Hours(2),
    Step::Hours(3),
    Step::Hours(6),
    Step::Hours(12),
    Step::Days(1),
    Step::Days(2),
    Step::Days(5),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
];

impl Step {
    /// About how long it is, in milliseconds.
    fn milliseconds(self) -> i64 {
        1000 * match self {
            Self::Seconds(count) => i64::from(count),
            Self::Hours(count) => i64::from(count) * 3_600,
            Self::Days(count) => i64::from(count) * 86_400,
            Self::Months(count) => i64::from(count) * 2_629_800,
        }
    }

    pub fn is_days(self) -> bool {
        matches!(self, Self::Days(_))
    }

    pub fn is_months(self) -> bool {
        matches!(self, Self::Months(_))
    }

    pub fn is_below_minute(self) -> bool {
        self.milliseconds() < 60_000
    }

    /// The smallest step that divides the span into no more than so many parts.
    pub fn dividing(span: i64, parts: i64) -> Self {
        let fits = |step: &Step| span / step.milliseconds().max(1) < parts.max(1);
        STEPS.into_iter().find(fits).unwrap_or(Step::Months(12))
    }

    /// Round times from the one at or before `start` to the first at or after `end`, at most `most`.
    pub fn walk(self, start: i64, end: i64, zone: &TimeZone, most: usize) -> Vec<i64> {
        let Some(first) = self.floor(start, zone) else { return vec![start, end] };
        let mut times = Vec::new();
        let mut at = first;
        while times.len() < most {
            let Ok(time) = at.to_zoned(zone.clone()) else { break };
            let time = time.timestamp().as_millisecond();
            // Where clocks go back, an hour comes twice.
            if times.last().is_none_or(|last| *last < time) {
                times.push(time);
            }
            if time >= end {
                break;
            }
            let next = match self {
                Self::Seconds(count) => at.checked_add(i64::from(count).seconds()),
                Self::Hours(count) => at.checked_add(count.hours()),
                Self::Days(count) => at.checked_add(count.days()),
                Self::Months(count) => at.checked_add(count.months()),
            };
            let Ok(next) = next else { break };
            at = next;
        }
        times
    }

    fn floor(self, time: i64, zone: &TimeZone) -> Option<civil::DateTime> {
        let local = Timestamp::from_millisecond(time).ok()?.to_zoned(zone.clone()).datetime();
        let midnight = local.date().to_datetime(civil::Time::midnight());
        Some(match self {
            Self::Seconds(count) => {
                let seconds = i32::from(local.minute()) * 60 + i32::from(local.second());
                let hour = local.date().at(local.hour(), 0, 0, 0);
                hour.checked_add((seconds / count.max(1) * count).seconds()).ok()?
            }
            Self::Hours(count) => {
                midnight.checked_add((i32::from(local.hour()) / count.max(1) * count).hours()).ok()?
            }
            Self::Days(count) if count % 7 == 0 => {
                let monday = i32::from(local.weekday().to_monday_zero_offset());
                midnight.checked_sub(monday.days()).ok()?
            }
            // Counted from one day for all, so that the same days are round wherever one looks from.
            Self::Days(count) => {
                let days = local.date().since((Unit::Day, civil::date(2000, 1, 1))).ok()?.get_days();
                midnight.checked_sub(days.rem_euclid(count.max(1)).days()).ok()?
            }
            Self::Months(count) => {
                let months = (i32::from(local.month()) - 1) % count.max(1);
                midnight
                    .date()
                    .first_of_month()
                    .to_datetime(civil::Time::midnight())
                    .checked_sub(months.months())
                    .ok()?
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_begin_at_midnight_of_the_zone_also_where_clocks_change() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        // 2026-10-24 12:00 UTC to 2026-10-26 12:00 UTC: clocks go back on the 25th.
        let (start, end) = (1_792_843_200_000, 1_793_016_000_000);
        let days: Vec<String> = Step::Days(1)
            .walk(start, end, &berlin, 10)
            .into_iter()
            .map(|time| Timestamp::from_millisecond(time).unwrap().to_string())
            .collect();
        assert_eq!(
            days,
            ["2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z"]
        );
    }

    proptest! {
        #[test]
        fn round_times_enclose_any_span(start in any::<i64>(), length in 0..40_000_000_000_i64, parts in 1..100_i64) {
            let end = start.saturating_add(length);
            let step = Step::dividing(length, parts);
            let times = step.walk(start, end, &TimeZone::UTC, 400);
            prop_assert!(!times.is_empty() && times.is_sorted());
            if Timestamp::from_millisecond(start).is_ok() && Timestamp::from_millisecond(end).is_ok() {
                prop_assert!(times[0] <= start && times.len() <= 120, "{step:?} {}", times.len());
                prop_assert!(times.last().is_some_and(|last| *last >= end || *last > 253_000_000_000_000));
            }
        }
    }
}
