use std::collections::BTreeMap;

/// What Logs Insights bills per GB scanned, in US dollars, by region. The figures come from a data
/// file that a person can edit; AWS publishes them on its price page only.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct ScanPrices {
    /// Region name to US dollars per GB scanned.
    pub usd_per_gb: BTreeMap<String, f64>,
}

impl ScanPrices {
    /// The cost of having scanned so many bytes; `None` for a region without a known price.
    /// A GB is taken as 10^9 bytes: the reading that gives the higher cost.
    pub fn cost(&self, region: &str, bytes: f64) -> Option<f64> {
        self.usd_per_gb.get(region).map(|price| price * bytes / 1e9)
    }
}
