//! Prices of a person's own: AWS changes them, and a company may have agreed on others.

use std::{fs, io, path::PathBuf};

use super::settings::Settings;
use crate::model::{PriceError, ScanPrices};

/// The person's prices could not be read. The program goes on with those it comes with and says so.
#[derive(Debug, thiserror::Error)]
pub enum PricesError {
    #[error("{path}: {source}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{path}: {source}")]
    Broken { path: PathBuf, source: PriceError },
}

/// The prices that the program comes with, and over them those of `prices.toml` beside the settings.
pub fn load() -> Result<ScanPrices, PricesError> {
    match Settings::path() {
        Some(settings) => load_from(settings.with_file_name("prices.toml")),
        None => Ok(ScanPrices::built_in()),
    }
}

fn load_from(path: PathBuf) -> Result<ScanPrices, PricesError> {
    let mut prices = ScanPrices::built_in();
    match fs::read_to_string(&path) {
        Ok(text) => prices.merge(ScanPrices::parse(&text).map_err(|source| PricesError::Broken { path, source })?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(PricesError::Unreadable { path, source }),
    }
    Ok(prices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_ones_own_goes_over_the_shipped_prices() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prices.toml");
        assert_eq!(load_from(path.clone()).unwrap(), ScanPrices::built_in());
        fs::write(&path, "[usd_per_gb]\nus-east-1 = 0.004\n").unwrap();
        let prices = load_from(path.clone()).unwrap();
        assert_eq!((prices.cost("us-east-1", 1e9), prices.cost("ap-northeast-1", 1e9)), (Some(0.004), Some(0.0076)));
        fs::write(&path, "us-east-1: 0.004").unwrap();
        assert!(matches!(load_from(path), Err(PricesError::Broken { .. })));
        assert!(matches!(load_from(folder.path().into()), Err(PricesError::Unreadable { .. })));
    }
}
