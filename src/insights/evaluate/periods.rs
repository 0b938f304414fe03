//! `bin`, `datefloor`, `dateceil`: times rounded to a length of time, in UTC.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

use super::super::ast::{Duration, TimeUnit};

/// A length of time to round to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Milliseconds(i64),
    Months(i64),
}

/// Monday, 5 January 1970.
const FIRST_MONDAY: i64 = 4 * 86_400_000;
const WEEK: i64 = 7 * 86_400_000;

impl Step {
    /// `None` for zero and for what is no number. Counts above what a unit may have are cut to it, as
    /// AWS does: `bin(300s)` is `bin(60s)`.
    #[expect(clippy::cast_possible_truncation, reason = "cut to 1,000 before")]
    pub fn new(duration: &Duration) -> Option<Self> {
        let most = match duration.unit {
            TimeUnit::Second | TimeUnit::Minute => 60.0,
            TimeUnit::Hour => 24.0,
            _ => 1000.0,
        };
        let count: f64 = duration.count.parse::<f64>().ok()?.min(most);
        let scaled = |unit: i64| Some((count * unit as f64) as i64).filter(|length| *length > 0);
        match duration.unit {
            TimeUnit::Millisecond => scaled(1).map(Self::Milliseconds),
            TimeUnit::Second => scaled(1_000).map(Self::Milliseconds),
            TimeUnit::Minute => scaled(60_000).map(Self::Milliseconds),
            TimeUnit::Hour => scaled(3_600_000).map(Self::Milliseconds),
            TimeUnit::Day => scaled(86_400_000).map(Self::Milliseconds),
            TimeUnit::Week => scaled(WEEK).map(Self::Milliseconds),
            TimeUnit::Month => scaled(1).map(Self::Months),
            TimeUnit::Quarter => scaled(3).map(Self::Months),
            TimeUnit::Year => scaled(12).map(Self::Months),
        }
    }

    /// The last boundary at or before the time.
    pub fn floor(self, time: i64) -> i64 {
        match self {
            Self::Milliseconds(length) => {
                let origin = if length % WEEK == 0 { FIRST_MONDAY } else { 0 };
                let since = time.saturating_sub(origin);
                time.saturating_sub(since.rem_euclid(length))
            }
            Self::Months(months) => floor_months(time, months).unwrap_or(time),
        }
    }

    /// The first boundary at or after the time.
    pub fn ceiling(self, time: i64) -> i64 {
        let floor = self.floor(time);
        if floor == time {
            return time;
        }
        match self {
            Self::Milliseconds(length) => floor.saturating_add(length),
            Self::Months(months) => next_month(floor, months).unwrap_or(time),
        }
    }
}

fn floor_months(time: i64, months: i64) -> Option<i64> {
    let day = Timestamp::from_millisecond(time).ok()?.to_zoned(TimeZone::UTC).date();
    let since = i64::from(day.year() - 1970) * 12 + i64::from(day.month()) - 1;
    month_start(date(1970, 1, 1).checked_add((since - since.rem_euclid(months)).months()).ok()?)
}

fn next_month(floor: i64, months: i64) -> Option<i64> {
    let day = Timestamp::from_millisecond(floor).ok()?.to_zoned(TimeZone::UTC).date();
    month_start(day.checked_add(months.months()).ok()?)
}

fn month_start(day: Date) -> Option<i64> {
    let time = day.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(time.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::format_insights_time;

    const TIME: i64 = 1_795_413_529_089; // Monday, 2026-11-23 05:58:49.089

    fn both(count: &str, unit: &str) -> (String, String) {
        let unit = TimeUnit::from_name(unit).unwrap();
        let step = Step::new(&Duration { count: count.to_owned(), unit }).unwrap();
        (format_insights_time(step.floor(TIME)), format_insights_time(step.ceiling(TIME)))
    }

    #[test]
    fn times_are_rounded_to_every_unit() {
        assert_eq!(both("5", "m"), ("2026-11-23 05:55:00.000".into(), "2026-11-23 06:00:00.000".into()));
        assert_eq!(both("300", "s"), both("1", "min"));
        assert_eq!(both("1", "week"), ("2026-11-23 00:00:00.000".into(), "2026-11-30 00:00:00.000".into()));
        assert_eq!(both("1", "mo"), ("2026-11-01 00:00:00.000".into(), "2026-12-01 00:00:00.000".into()));
        assert_eq!(both("1", "q"), ("2026-10-01 00:00:00.000".into(), "2027-01-01 00:00:00.000".into()));
        assert_eq!(both("1", "y"), ("2026-01-01 00:00:00.000".into(), "2027-01-01 00:00:00.000".into()));
        assert_eq!(Step::new(&Duration { count: "0".into(), unit: TimeUnit::Day }), None);
    }
}
