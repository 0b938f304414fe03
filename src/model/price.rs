use std::collections::BTreeMap;

/// What Logs Insights bills per GB scanned, in US dollars, by region. The figures come from a data
/// file that a person can edit; AWS publishes them on its price page only.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct ScanPrices {
    /// Region name to US dollars per GB scanned.
    pub usd_per_gb: BTreeMap<String, f64>,
}

/// Why a file of prices was not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PriceError {
    #[error("{0}")]
    Malformed(String),
    /// Below nothing, or no number: with it the cost shown before a query could be too low.
    #[error("{region} = {price}")]
    NotAPrice { region: String, price: f64 },
}

impl ScanPrices {
    /// The prices that the program comes with.
    pub fn built_in() -> Self {
        Self::parse(include_str!("../../assets/prices.toml")).unwrap_or_default()
    }

    /// Reads a file like `assets/prices.toml`.
    pub fn parse(text: &str) -> Result<Self, PriceError> {
        let prices: Self = toml::from_str(text).map_err(|error| PriceError::Malformed(error.to_string()))?;
        match prices.usd_per_gb.iter().find(|(_, price)| !price.is_finite() || **price < 0.0) {
            Some((region, price)) => Err(PriceError::NotAPrice { region: region.clone(), price: *price }),
            None => Ok(prices),
        }
    }

    /// Takes over the prices of `newer`; regions that it does not have keep theirs.
    pub fn merge(&mut self, newer: Self) {
        self.usd_per_gb.extend(newer.usd_per_gb);
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

    #[test]
    fn a_person_can_change_and_add_prices() {
        let mut prices = ScanPrices::built_in();
        prices.merge(ScanPrices::parse("[usd_per_gb]\nus-east-1 = 1\neu-west-1 = 0.0057").unwrap());
        assert_eq!(prices.cost("us-east-1", 1e9), Some(1.0));
        assert_eq!(prices.cost("eu-west-1", 2e9), Some(0.0114));
        assert_eq!(prices.cost("ap-northeast-1", 1e9), Some(0.0076));
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for text in ["us-east-1 = -0.005", "us-east-1 = nan", "us-east-1 = inf"] {
            let refused = ScanPrices::parse(&format!("[usd_per_gb]\n{text}"));
            assert!(matches!(refused, Err(PriceError::NotAPrice { .. })), "{text}: {refused:?}");
        }
        for text in ["", "us-east-1 = 0.005", "[usd_per_gb]\nus-east-1 = \"0.005\"", "[usd_per_gb"] {
            let refused = ScanPrices::parse(text);
            assert!(matches!(refused, Err(PriceError::Malformed(_))), "{text}: {refused:?}");
        }
    }
}
