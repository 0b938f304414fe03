//! Prices of a person's own: AWS changes them, and a company may have agreed on others.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::settings::Settings;
use crate::{
    model::{PriceError, ScanPrices},
    setup::cost::{StoragePriceError, StoragePrices},
};

/// The person's prices could not be read. The program goes on with those it comes with and says so.
#[derive(Debug, thiserror::Error)]
pub enum PricesError {
    #[error("{path}: {source}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{path}: {source}")]
    Broken { path: PathBuf, source: PriceError },
    #[error("{path}: {source}")]
    BrokenStorage { path: PathBuf, source: StoragePriceError },
}

/// The prices that the program comes with, and over them those of `prices.toml` beside the settings.
pub fn load_scan_prices() -> Result<ScanPrices, PricesError> {
    match Settings::path() {
        Some(settings) => load_from(settings.with_file_name("prices.toml")),
        None => Ok(ScanPrices::built_in()),
    }
}

fn load_from(path: PathBuf) -> Result<ScanPrices, PricesError> {
    let mut prices = ScanPrices::built_in();
    if let Some(text) = read(&path)? {
        prices.merge(ScanPrices::parse(&text).map_err(|source| PricesError::Broken { path, source })?);
    }
    Ok(prices)
}

/// The prices of taking logs in and keeping them that the program comes with, and over them those of
/// `storage-prices.toml` beside the settings.
pub fn load_storage_prices() -> Result<StoragePrices, PricesError> {
    match Settings::path() {
        Some(settings) => load_storage_from(settings.with_file_name("storage-prices.toml")),
        None => Ok(StoragePrices::built_in()),
    }
}

fn load_storage_from(path: PathBuf) -> Result<StoragePrices, PricesError> {
    let mut prices = StoragePrices::built_in();
    if let Some(text) = read(&path)? {
        prices.merge(&StoragePrices::parse(&text).map_err(|source| PricesError::BrokenStorage { path, source })?);
    }
    Ok(prices)
}

/// `None`: there is no such file.
fn read(path: &Path) -> Result<Option<String>, PricesError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(PricesError::Unreadable { path: path.to_owned(), source }),
    }
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
    #[test]
    fn storage_prices_of_ones_own_go_over_the_shipped_ones() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("storage-prices.toml");
        assert_eq!(load_storage_from(path.clone()).unwrap(), StoragePrices::built_in());
        fs::write(&path, "[regions.us-east-1]\nlogs_standard_usd_per_gb = 0.4\n").unwrap();
        let prices = load_storage_from(path.clone()).unwrap();
        assert_eq!(prices.regions["us-east-1"].logs_standard_usd_per_gb, Some(0.4));
        fs::write(&path, "us-east-1: 0.4").unwrap();
        assert!(matches!(load_storage_from(path), Err(PricesError::BrokenStorage { .. })));
    }
}
