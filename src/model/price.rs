use std::collections::BTreeMap;

/// What Logs Insights bills per GB scanned, in US dollars, by region. The figures come from a data
/// file that a person can edit; AWS publishes them on its price page only.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct ScanPrices {
    /// Region name to US dollars per GB scanned.
    pub usd_per_gb: BTreeMap<String, f64>,
}

impl ScanPrices {
    /// The prices that the program comes with.
    pub fn built_in() -> Self {
        toml::from_str(include_str!("../../assets/prices.toml")).unwrap_or_default()
    }

    /// The cost of having scanned so many bytes; `None` for a region without a known price.
    /// A GB is taken as 10^9 bytes: the reading that gives the higher cost.
    pub fn cost(&self, region: &str, bytes: f64) -> Option<f64> {
        self.usd_per_gb.get(region).map(|price| price * bytes / 1e9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_prices_are_read() {
        let prices = ScanPrices::built_in();
        assert_eq!(prices.cost("us-east-1", 1e9), Some(0.005));
        assert_eq!(prices.cost("ap-northeast-1", 1e9), Some(0.0076));
        assert_eq!(prices.cost("nowhere-1", 1e9), None);
    }
}
