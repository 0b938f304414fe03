//! Numbers, sizes, times and money, as people read them.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};

use super::Words;

impl Words {
    /// `4,018`.
    pub fn count(self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::with_capacity(digits.len() * 4 / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// `31.2 MB`, in steps of 1000 as AWS bills.
    pub fn bytes(self, bytes: f64) -> String {
        const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
        let mut value = bytes.max(0.0);
        let mut unit = 0;
        while value >= 999.95 && unit + 1 < UNITS.len() {
            value /= 1000.0;
            unit += 1;
        }
        let decimals = usize::from(unit > 0);
        format!("{value:.decimals$} {}", UNITS[unit])
    }

    /// US dollars; what is less than the smallest shown says so.
    pub fn dollars(self, dollars: f64) -> String {
        if dollars > 0.0 && dollars < 0.0001 {
            self.pick("under $0.0001", "$0.0001 未満").to_owned()
        } else if dollars < 1.0 {
            format!("${dollars:.4}")
        } else {
            format!("${dollars:.2}")
        }
    }

    pub fn seconds(self, duration: Duration) -> String {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

/// `2026-11-23 14:58:49`, in the zone.
pub fn local_time(milliseconds: i64, zone: &TimeZone) -> String {
    local(milliseconds, zone, "%Y-%m-%d %H:%M:%S")
}

/// `2026-11-23`, in the zone.
pub fn local_date(milliseconds: i64, zone: &TimeZone) -> String {
    local(milliseconds, zone, "%Y-%m-%d")
}

/// `14:58:49`, in the zone.
pub fn local_clock(milliseconds: i64, zone: &TimeZone) -> String {
    local(milliseconds, zone, "%H:%M:%S")
}

/// How the zone is told beside times: `UTC`, `+09:00`, or its name where clocks change in the year around a moment.
pub fn zone_name(milliseconds: i64, zone: &TimeZone) -> String {
    const MONTH: i64 = 30 * 86_400_000;
    let offset = |months: i64| {
        Timestamp::from_millisecond(milliseconds.saturating_add(months * MONTH)).map(|time| zone.to_offset(time)).ok()
    };
    let Some(now) = offset(0) else { return "UTC".to_owned() };
    let is_fixed = [-9, -6, -3, 3].into_iter().all(|months| offset(months) == Some(now));
    match zone.iana_name().filter(|_| !is_fixed) {
        Some(name) => name.to_owned(),
        None if now.seconds() == 0 => "UTC".to_owned(),
        None => local(milliseconds, zone, "%:z"),
    }
}

/// A time that no calendar has is shown as its number.
fn local(milliseconds: i64, zone: &TimeZone, format: &str) -> String {
    Timestamp::from_millisecond(milliseconds).map_or_else(
        // A number that is no time of any calendar is not to look like one.
        |_out_of_range| format!("? ({milliseconds})"),
        |time| time.to_zoned(zone.clone()).strftime(format).to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Language;

    #[test]
    fn figures_read_as_people_write_them() {
        let words = Words(Language::English);
        assert_eq!(
            [0, 999, 1000, 4_018, 1_234_567].map(|number| words.count(number)),
            ["0", "999", "1,000", "4,018", "1,234,567"]
        );
        assert_eq!(
            [0.0, 999.0, 31_240_000.0, 999_960.0].map(|bytes| words.bytes(bytes)),
            ["0 B", "999 B", "31.2 MB", "1.0 MB"]
        );
        assert_eq!(
            [0.0, 0.000_01, 0.0002, 12.5].map(|dollars| words.dollars(dollars)),
            ["$0.0000", "under $0.0001", "$0.0002", "$12.50"]
        );
    }

    #[test]
    fn a_zone_is_told_by_its_offset_where_that_is_one() {
        let zone = |name: &str| zone_name(1_795_154_400_000, &TimeZone::get(name).unwrap());
        assert_eq!(["UTC", "Asia/Tokyo", "Europe/Berlin"].map(zone), ["UTC", "+09:00", "Europe/Berlin"]);
        assert_eq!(zone_name(i64::MAX, &TimeZone::UTC), "UTC");
    }

    #[test]
    fn a_number_that_is_no_time_of_any_calendar_does_not_look_like_one() {
        for time in [i64::MIN, i64::MAX] {
            assert_eq!(local_clock(time, &TimeZone::UTC), format!("? ({time})"));
        }
        assert_eq!(local_clock(1_000, &TimeZone::UTC), "00:00:01");
    }
}
