//! What a log group costs as it is, and what it would cost in another class or in S3. All of it is an estimate.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::facts::{IncomingBytes, LogGroupDescription};
use crate::model::ScanPrices;

/// What AWS bills for taking logs in and keeping them, by region; from a data file that a person can edit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoragePrices {
    /// When the figures were put together, as a date.
    #[serde(default)]
    pub as_of: String,
    #[serde(default)]
    pub regions: BTreeMap<String, RegionPrices>,
}

/// US dollars. `None`: not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegionPrices {
    pub logs_standard_usd_per_gb: Option<f64>,
    pub logs_infrequent_access_usd_per_gb: Option<f64>,
    /// The same for both classes.
    pub logs_storage_usd_per_gb_month: Option<f64>,
    pub s3_storage_usd_per_gb_month: Option<f64>,
    pub s3_put_usd_per_1000: Option<f64>,
    pub s3_get_usd_per_1000: Option<f64>,
}

/// Why a file of prices was not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StoragePriceError {
    #[error("{0}")]
    Malformed(String),
    /// Below nothing, or no number.
    #[error("{region}: {price} is no price")]
    NotAPrice { region: String, price: f64 },
}

impl StoragePrices {
    /// The prices that the program comes with.
    pub fn built_in() -> Self {
        Self::parse(include_str!("../../assets/storage-prices.toml")).unwrap_or_default()
    }

    /// Reads a file like `assets/storage-prices.toml`.
    pub fn parse(text: &str) -> Result<Self, StoragePriceError> {
        let prices: Self = toml::from_str(text).map_err(|error| StoragePriceError::Malformed(error.to_string()))?;
        for (region, of_region) in &prices.regions {
            let bad = of_region.all().into_iter().flatten().find(|price| !price.is_finite() || *price < 0.0);
            if let Some(price) = bad {
                return Err(StoragePriceError::NotAPrice { region: region.clone(), price });
            }
        }
        Ok(prices)
    }

    /// Takes over the prices of `newer`; what it does not have stays.
    pub fn merge(&mut self, newer: &Self) {
        if !newer.as_of.is_empty() {
            self.as_of.clone_from(&newer.as_of);
        }
        for (region, newer) in &newer.regions {
            let here = self.regions.entry(region.clone()).or_default();
            *here = RegionPrices {
                logs_standard_usd_per_gb: newer.logs_standard_usd_per_gb.or(here.logs_standard_usd_per_gb),
                logs_infrequent_access_usd_per_gb: newer
                    .logs_infrequent_access_usd_per_gb
                    .or(here.logs_infrequent_access_usd_per_gb),
                logs_storage_usd_per_gb_month: newer
                    .logs_storage_usd_per_gb_month
                    .or(here.logs_storage_usd_per_gb_month),
                s3_storage_usd_per_gb_month: newer.s3_storage_usd_per_gb_month.or(here.s3_storage_usd_per_gb_month),
                s3_put_usd_per_1000: newer.s3_put_usd_per_1000.or(here.s3_put_usd_per_1000),
                s3_get_usd_per_1000: newer.s3_get_usd_per_1000.or(here.s3_get_usd_per_1000),
            };
        }
    }
}

impl RegionPrices {
    fn all(self) -> [Option<f64>; 6] {
        [
            self.logs_standard_usd_per_gb,
            self.logs_infrequent_access_usd_per_gb,
            self.logs_storage_usd_per_gb_month,
            self.s3_storage_usd_per_gb_month,
            self.s3_put_usd_per_1000,
            self.s3_get_usd_per_1000,
        ]
    }
}

/// How much there is and how fast it grows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    pub stored_bytes: f64,
    pub bytes_per_month: f64,
    pub basis: Basis,
    /// After so many days, events go. `None`: never.
    pub retention_days: Option<f64>,
    /// `None`: not known, and what S3 bills for requests is left out.
    pub sessions_per_month: Option<f64>,
}

/// What the growth was worked out from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The metric `IncomingBytes`, over some days.
    IncomingBytes,
    /// The stored bytes, as if they had come evenly since the group's creation or within its retention. An estimate that
    /// may be far off: after the retention was shortened, it takes for a short time's growth what came in a long one, and
    /// of a group that nothing comes to any more, it takes the past for the future.
    StoredBytes,
}

const DAY: f64 = 86_400_000.0;
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;
const BYTES_PER_GB: f64 = 1e9;

impl Volume {
    /// `None`: too little is known. `now`: milliseconds since 1970, UTC.
    pub fn of(
        group: &LogGroupDescription,
        incoming: Option<&IncomingBytes>,
        sessions_per_month: Option<f64>,
        now: i64,
    ) -> Option<Self> {
        let stored_bytes = group.stored_bytes?.max(0) as f64;
        let retention_days = group.retention_in_days.filter(|days| *days > 0).map(|days| days as f64);
        let measured = incoming.and_then(|incoming| {
            let days = incoming.end.saturating_sub(incoming.start) as f64 / DAY;
            (days > 0.0 && incoming.bytes >= 0.0).then(|| incoming.bytes / days * DAYS_PER_MONTH)
        });
        let (bytes_per_month, basis) = if let Some(measured) = measured {
            (measured, Basis::IncomingBytes)
        } else {
            // Less than a day old: nobody can say how it will go on.
            let age = group.creation_time.map(|created| now.saturating_sub(created) as f64 / DAY)?;
            let days = retention_days.map_or(age, |retention| retention.min(age));
            if days < 1.0 {
                return None;
            }
            (stored_bytes / days * DAYS_PER_MONTH, Basis::StoredBytes)
        };
        Some(Self { stored_bytes, bytes_per_month, basis, retention_days, sessions_per_month })
    }

    /// GB and months of storage within the next so many months, worked out as a line: it goes from what is there towards
    /// what the growth fills within the retention, and stays there. Where more is there than that, the rest goes within
    /// one retention, as if it had come evenly.
    fn gb_months(self, months: f64) -> f64 {
        let Some(retention) = self.retention_days.map(|days| days / DAYS_PER_MONTH) else {
            return (self.stored_bytes * months + self.bytes_per_month * months * months / 2.0) / BYTES_PER_GB;
        };
        let ceiling = self.bytes_per_month * retention;
        let missing = ceiling - self.stored_bytes;
        let until = if missing > 0.0 { missing / self.bytes_per_month } else { retention };
        let moving = until.min(months);
        let slope = if until > 0.0 { missing / until } else { 0.0 };
        let moved = self.stored_bytes * moving + slope * moving * moving / 2.0;
        (moved + ceiling * (months - moving)) / BYTES_PER_GB
    }
}

/// US dollars. `None`: a price is not known for the region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// Taking in what comes within a month; of S3, the requests that put it there.
    pub ingestion_per_month: Option<f64>,
    /// Keeping for a month what is there now.
    pub storage_per_month: Option<f64>,
    /// Both.
    pub month: Option<f64>,
    /// The next twelve months, with growth.
    pub year: Option<f64>,
    /// Reading all that is there once: a query without a filter by time, or every object.
    pub reading_all_once: Option<f64>,
}

/// The same group in three places.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupCost {
    pub volume: Volume,
    pub standard: Cost,
    pub infrequent_access: Cost,
    /// As if the same bytes were in objects of S3 Standard, one for a session.
    pub s3: Cost,
}

/// What a group of this volume costs.
///
/// A GB is taken as 10^9 bytes, and stored bytes as billed: AWS bills compressed bytes and does not say which
/// `storedBytes` counts, so storage in CloudWatch may cost less than is shown. Free tiers and discounts are left out.
pub fn cost(volume: Volume, region: &str, storage: &StoragePrices, scan: &ScanPrices) -> GroupCost {
    let prices = storage.regions.get(region).copied().unwrap_or_default();
    let gb_per_month = volume.bytes_per_month / BYTES_PER_GB;
    let put =
        prices.s3_put_usd_per_1000.zip(volume.sessions_per_month).map(|(price, sessions)| price * sessions / 1_000.0);
    // Requests are left out of the sums where nobody knows how many; the ingestion itself is then unknown.
    let left_out = volume.sessions_per_month.is_none().then_some(0.0);
    let of = |ingestion: Option<f64>, without: Option<f64>, price: Option<f64>, reading: Option<f64>| {
        let stored = price.map(|price| price * volume.stored_bytes / BYTES_PER_GB);
        let summed = ingestion.or(without);
        Cost {
            ingestion_per_month: ingestion,
            storage_per_month: stored,
            month: summed.zip(stored).map(|(ingestion, stored)| ingestion + stored),
            year: summed.zip(price).map(|(ingestion, price)| ingestion * 12.0 + price * volume.gb_months(12.0)),
            reading_all_once: reading,
        }
    };
    let per_gb = |price: Option<f64>| price.map(|price| price * gb_per_month);
    let by_insights = scan.cost(region, volume.stored_bytes);
    // How many objects there are follows from the growth and the number of sessions in it.
    let objects = volume
        .sessions_per_month
        .filter(|_| volume.bytes_per_month > 0.0)
        .map(|sessions| sessions * volume.stored_bytes / volume.bytes_per_month);
    let get = prices.s3_get_usd_per_1000.zip(objects).map(|(price, objects)| price * objects / 1_000.0);
    GroupCost {
        volume,
        standard: of(per_gb(prices.logs_standard_usd_per_gb), None, prices.logs_storage_usd_per_gb_month, by_insights),
        infrequent_access: of(
            per_gb(prices.logs_infrequent_access_usd_per_gb),
            None,
            prices.logs_storage_usd_per_gb_month,
            by_insights,
        ),
        s3: of(put, left_out, prices.s3_storage_usd_per_gb_month, get),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_413_529_000;

    fn near(one: Option<f64>, other: f64) -> bool {
        one.is_some_and(|one| (one - other).abs() < 1e-6 * other.abs().max(1.0))
    }

    #[test]
    fn a_group_costs_what_the_price_page_says() {
        // 100 GB there, 10 GB a month, nothing ever goes.
        let volume = Volume {
            stored_bytes: 100e9,
            bytes_per_month: 10e9,
            basis: Basis::IncomingBytes,
            retention_days: None,
            sessions_per_month: Some(1_000.0),
        };
        let found = cost(volume, "ap-northeast-1", &StoragePrices::built_in(), &ScanPrices::built_in());
        assert!(near(found.standard.ingestion_per_month, 7.6) && near(found.standard.storage_per_month, 3.3));
        assert!(near(found.standard.month, 10.9) && near(found.infrequent_access.month, 7.1));
        // It grows from 100 GB to 220 GB: 160 GB in the middle, for 12 months.
        assert!(near(found.standard.year, 7.6 * 12.0 + 0.033 * 1_920.0), "{found:?}");
        assert!(near(found.standard.reading_all_once, 0.76));
        assert!(near(found.s3.month, 0.0047 + 2.5) && near(found.s3.reading_all_once, 0.0037), "{found:?}");
        // Where nothing is known, nothing is said; where a part is known, that part.
        let nowhere = cost(volume, "nowhere-1", &StoragePrices::built_in(), &ScanPrices::built_in());
        assert_eq!((nowhere.standard, nowhere.s3.month), (Cost::default(), None));
        let seoul = cost(volume, "ap-northeast-2", &StoragePrices::built_in(), &ScanPrices::built_in());
        assert!(
            seoul.standard.month.is_some() && seoul.s3.month.is_none() && seoul.standard.reading_all_once.is_none()
        );
    }

    #[test]
    fn what_is_kept_for_a_time_comes_to_what_grows_within_it() {
        let kept = |stored: f64, grows: f64| Volume {
            stored_bytes: stored * 1e9,
            bytes_per_month: grows * 1e9,
            basis: Basis::StoredBytes,
            retention_days: Some(DAYS_PER_MONTH * 3.0),
            sessions_per_month: None,
        };
        for (stored, grows, expected) in [
            // Two months up to 30 GB, with 20 GB in the middle.
            (10.0, 10.0, 2.0 * 20.0 + 30.0 * 10.0),
            // Three months down to 30 GB, with 50 GB in the middle.
            (70.0, 10.0, 3.0 * 50.0 + 30.0 * 9.0),
            // Nothing comes any more.
            (60.0, 0.0, 3.0 * 30.0),
            (30.0, 10.0, 360.0),
            (0.0, 0.0, 0.0),
        ] {
            let worked_out = kept(stored, grows).gb_months(12.0);
            assert!((worked_out - expected).abs() < 1e-6, "{stored} {grows}: {worked_out}");
        }
        assert!((kept(10.0, 10.0).gb_months(1.0) - 15.0).abs() < 1e-6, "half a month's growth within a month");
    }

    #[test]
    fn requests_that_nobody_counted_are_unknown_and_not_free() {
        let volume = Volume {
            stored_bytes: 100e9,
            bytes_per_month: 10e9,
            basis: Basis::IncomingBytes,
            retention_days: None,
            sessions_per_month: None,
        };
        let found = cost(volume, "ap-northeast-1", &StoragePrices::built_in(), &ScanPrices::built_in()).s3;
        assert_eq!((found.ingestion_per_month, found.reading_all_once), (None, None));
        assert!(near(found.month, 2.5), "storage alone: {found:?}");
        assert!(near(found.year, 0.025 * 1_920.0), "{found:?}");
    }

    #[test]
    fn growth_is_measured_or_worked_out_and_says_which() {
        let month = DAYS_PER_MONTH * DAY;
        #[expect(clippy::cast_possible_truncation, reason = "some months")]
        let ago = |months: f64| NOW - (month * months) as i64;
        let mut group = LogGroupDescription {
            stored_bytes: Some(12_000_000_000),
            creation_time: Some(ago(12.0)),
            ..LogGroupDescription::default()
        };
        let of = |group: &LogGroupDescription, incoming: Option<&IncomingBytes>| Volume::of(group, incoming, None, NOW);
        let worked_out = of(&group, None).unwrap();
        assert_eq!(worked_out.basis, Basis::StoredBytes);
        assert!(near(Some(worked_out.bytes_per_month), 1e9), "{worked_out:?}");
        let incoming = IncomingBytes { bytes: 5e9, start: ago(1.0), end: NOW };
        let measured = of(&group, Some(&incoming)).unwrap();
        assert_eq!(measured.basis, Basis::IncomingBytes);
        assert!(near(Some(measured.bytes_per_month), 5e9), "{measured:?}");
        group.retention_in_days = Some(91);
        assert!(of(&group, None).unwrap().bytes_per_month > 3.9e9, "all of it came within the retention");
        // A metric over no time is no measure, and a group of today does not tell.
        let nothing = IncomingBytes { start: NOW, end: NOW, bytes: 1.0 };
        assert_eq!(of(&group, Some(&nothing)).unwrap().basis, Basis::StoredBytes);
        group.creation_time = Some(NOW - 1_000);
        assert_eq!(of(&group, None), None);
        assert_eq!(of(&LogGroupDescription::default(), Some(&incoming)), None);
    }

    #[test]
    fn a_person_can_change_one_price_and_no_nonsense() {
        let mut prices = StoragePrices::built_in();
        let own = StoragePrices::parse("[regions.us-east-1]\nlogs_standard_usd_per_gb = 0.4").unwrap();
        prices.merge(&own);
        let here = prices.regions["us-east-1"];
        assert_eq!((here.logs_standard_usd_per_gb, here.logs_storage_usd_per_gb_month), (Some(0.4), Some(0.03)));
        assert_eq!(prices.as_of, "2026-11-28");
        for wrong in ["-1.0", "nan", "inf"] {
            let read = StoragePrices::parse(&format!("[regions.x]\ns3_put_usd_per_1000 = {wrong}"));
            assert!(matches!(read, Err(StoragePriceError::NotAPrice { .. })), "{wrong}: {read:?}");
        }
        for wrong in ["[regions.x]\nprice = 1.0", "[regions.x]\ns3_put_usd_per_1000 = \"1\"", "["] {
            assert!(matches!(StoragePrices::parse(wrong), Err(StoragePriceError::Malformed(_))), "{wrong}");
        }
    }
}
