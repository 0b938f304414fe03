use jiff::{ToSpan, Zoned, tz::TimeZone};

use crate::model::{TimeError, TimeRange, parse_time};

/// A stretch of time as a person chooses it. It becomes a [`TimeRange`] when something is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RangeChoice {
    LastHours(i64),
    LastDays(i64),
    ThisMonth,
    LastMonth,
    Between(TimeRange),
}

impl RangeChoice {
    pub const PRESETS: [Self; 9] = [
        Self::LastHours(1),
        Self::LastHours(24),
        Self::LastDays(7),
        Self::LastDays(30),
        Self::LastDays(90),
        Self::LastDays(180),
        Self::LastDays(365),
        Self::ThisMonth,
        Self::LastMonth,
    ];

    /// The stretch that it means at `now` (milliseconds), months being those of `zone`.
    pub fn resolve(&self, now: i64, zone: &TimeZone) -> TimeRange {
        match self {
            Self::LastHours(hours) => TimeRange { start: now - hours * 3_600_000, end: now },
            Self::LastDays(days) => TimeRange::last_days(*days, now),
            Self::ThisMonth => TimeRange { start: month_start(now, zone, 0).unwrap_or(now), end: now },
            Self::LastMonth => TimeRange {
                start: month_start(now, zone, 1).unwrap_or(now),
                end: month_start(now, zone, 0).unwrap_or(now),
            },
            Self::Between(range) => *range,
        }
    }
}

fn month_start(now: i64, zone: &TimeZone, months_back: i64) -> Option<i64> {
    let now = Zoned::new(jiff::Timestamp::from_millisecond(now).ok()?, zone.clone());
    let first = now.first_of_month().ok()?.start_of_day().ok()?.checked_sub(months_back.months()).ok()?;
    Some(first.timestamp().as_millisecond())
}

/// What the person has typed as start and end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RangeDraft {
    pub start: String,
    pub end: String,
}

impl RangeDraft {
    pub fn resolve(&self, now: i64, zone: &TimeZone) -> Result<TimeRange, TimeError> {
        let range = TimeRange { start: parse_time(&self.start, now, zone)?, end: parse_time(&self.end, now, zone)? };
        if range.start < range.end { Ok(range) } else { Err(TimeError(self.end.clone())) }
    }
}

/// What everything in the window is about: a log group and a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub log_group: Option<String>,
    pub range: RangeChoice,
}

impl Default for Scope {
    fn default() -> Self {
        Self { log_group: None, range: RangeChoice::LastDays(7) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_those_of_the_zone() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let now = parse_time("2026-03-01T00:30:00+09:00", 0, &zone).unwrap();
        let at = |text: &str| parse_time(text, 0, &zone).unwrap();
        assert_eq!(RangeChoice::ThisMonth.resolve(now, &zone).start, at("2026-03-01"));
        assert_eq!(
            RangeChoice::LastMonth.resolve(now, &zone),
            TimeRange { start: at("2026-02-01"), end: at("2026-03-01") }
        );
        assert_eq!(
            RangeChoice::LastMonth.resolve(now, &TimeZone::UTC).start,
            parse_time("2026-01-01", 0, &TimeZone::UTC).unwrap()
        );
    }

    #[test]
    fn a_range_that_ends_before_it_starts_is_refused() {
        let draft = RangeDraft { start: "2026-03-02".into(), end: "2026-03-01".into() };
        assert!(draft.resolve(0, &TimeZone::UTC).is_err());
    }
}
