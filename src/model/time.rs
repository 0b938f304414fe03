use std::str::FromStr;

use jiff::{Timestamp, Zoned, civil, tz::TimeZone};

/// A stretch of time, both ends in milliseconds since 1970, UTC. The end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeRange {
    pub start: i64,
    pub end: i64,
}

/// Every time, and for a place where events can be without one, those too.
pub const ALL_TIMES: TimeRange = TimeRange { start: i64::MIN, end: i64::MAX };

impl TimeRange {
    /// The last so many days before `now` (milliseconds).
    pub fn last_days(days: i64, now: i64) -> Self {
        Self { start: now - days * 86_400_000, end: now }
    }

    pub fn contains(self, time: i64) -> bool {
        (self.start..self.end).contains(&time)
    }

    /// The first second for `StartQuery`: the one that `start` lies in.
    pub fn start_second(self) -> i64 {
        self.start.div_euclid(1000)
    }

    /// The last second for `StartQuery`. AWS reads it as that second's first millisecond, inclusive,
    /// so it is rounded up: nothing inside the range can be missed, and up to 999 ms after it may
    /// come along. Source: a CloudWatch engineer's words in aws/aws-sdk issue 280.
    pub fn end_second(self) -> i64 {
        -(-self.end).div_euclid(1000)
    }
}

/// A time that a person wrote could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time: {0:?}")]
pub struct TimeError(pub String);

/// Reads a time as a person writes it: ISO 8601 (with an offset, or in `zone` without one; a date
/// alone is its midnight), seconds or milliseconds since 1970, `now`, or relative to `now`: `-90d`,
/// `-2h`, `-30m`, `-15s`, `-4w`.
pub fn parse_time(text: &str, now: i64, zone: &TimeZone) -> Result<i64, TimeError> {
    let text = text.trim();
    let refused = || TimeError(text.to_owned());
    if text.eq_ignore_ascii_case("now") {
        return Ok(now);
    }
    if let Some(relative) =
        text.strip_prefix('-').filter(|rest| rest.ends_with(|last: char| last.is_ascii_alphabetic()))
    {
        let (count, unit) = relative.split_at(relative.len() - 1);
        let count: i64 = count.trim().parse::<u32>().map(i64::from).map_err(|_not_a_number| refused())?;
        let unit_milliseconds = match unit {
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 7 * 86_400_000,
            _ => return Err(refused()),
        };
        return count
            .checked_mul(unit_milliseconds)
            .and_then(|back| now.checked_sub(back))
            .filter(|time| Timestamp::from_millisecond(*time).is_ok())
            .ok_or_else(refused);
    }
    if let Ok(number) = text.parse::<i64>() {
        // Eleven digits of seconds lie past the year 5138: longer numbers are milliseconds.
        let milliseconds = if number.abs() < 100_000_000_000 { number * 1000 } else { number };
        return Timestamp::from_millisecond(milliseconds)
            .map(Timestamp::as_millisecond)
            .map_err(|_out_of_range| refused());
    }
    if let Ok(instant) = Timestamp::from_str(text) {
        return Ok(instant.as_millisecond());
    }
    if let Ok(zoned) = Zoned::from_str(text) {
        return Ok(zoned.timestamp().as_millisecond());
    }
    let local =
        civil::DateTime::from_str(text).or_else(|_no_time| civil::Date::from_str(text).map(civil::DateTime::from));
    local
        .and_then(|local| local.to_zoned(zone.clone()))
        .map(|zoned| zoned.timestamp().as_millisecond())
        .map_err(|_not_iso| refused())
}

/// As Insights writes `@timestamp`: `2026-11-23 05:58:51.123`, UTC.
pub fn format_insights_time(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map_or_else(
        |_out_of_range| milliseconds.to_string(),
        |time| time.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
    )
}

/// The reverse of [`format_insights_time`]; `None` for any other text.
pub fn parse_insights_time(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let plausible = bytes.len() == 23 && bytes[4] == b'-' && bytes[10] == b' ' && bytes[19] == b'.';
    if !plausible {
        return None;
    }
    let date = civil::DateTime::from_str(text).ok()?;
    // In whole numbers: a sum of fractions may lose a millisecond.
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_millisecond_comes_back_as_it_was() {
        for time in 1_795_413_529_000..1_795_413_531_000 {
            assert_eq!(parse_insights_time(&format_insights_time(time)), Some(time));
        }
        assert_eq!(parse_insights_time(&format_insights_time(-1)), Some(-1));
    }

    const NOW: i64 = 1_795_413_529_089;

    fn read(text: &str) -> Result<i64, TimeError> {
        parse_time(text, NOW, &TimeZone::UTC)
    }

    #[test]
    fn every_way_of_writing_a_time_is_understood() {
        assert_eq!(read("now"), Ok(NOW));
        assert_eq!(read("-90d"), Ok(NOW - 90 * 86_400_000));
        assert_eq!(read("-2h"), Ok(NOW - 7_200_000));
        assert_eq!(read("1795413529"), Ok(1_795_413_529_000));
        assert_eq!(read("1795413529089"), Ok(NOW));
        assert_eq!(read("2026-11-23T05:58:49.089Z"), Ok(NOW));
        assert_eq!(read("2026-11-23T14:58:49.089+09:00"), Ok(NOW));
        assert_eq!(read("1970-01-02"), Ok(86_400_000));
        assert_eq!(read("1970-01-02 00:00"), Ok(86_400_000));
        for wrong in ["", "yesterday-ish", "-5y", "--5d", "-999999999999999999d", "2026-13-01"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn insights_times_come_back_as_they_were() {
        for time in [0, NOW, 1, 951_782_400_999, 4_102_444_799_999, -1] {
            assert_eq!(parse_insights_time(&format_insights_time(time)), Some(time));
        }
        assert_eq!(parse_insights_time("2026-11-23"), None);
        assert_eq!(parse_insights_time("not a time at all, no.."), None);
    }

    #[test]
    fn the_seconds_sent_to_aws_never_cut_the_range_short() {
        let range = TimeRange { start: 1_500, end: 2_001 };
        assert_eq!((range.start_second(), range.end_second()), (1, 3));
        let whole = TimeRange { start: 1_000, end: 2_000 };
        assert_eq!((whole.start_second(), whole.end_second()), (1, 2));
    }
}
