//! The prices that the program comes with, and a person's own over them.

use super::verb::Failure;
use crate::{
    app::{PricesError, load_scan_prices, load_storage_prices},
    model::ScanPrices,
    setup::cost::StoragePrices,
};

pub fn scan() -> Result<ScanPrices, Failure> {
    load_scan_prices().map_err(|error| unusable(&error))
}

pub fn storage() -> Result<StoragePrices, Failure> {
    load_storage_prices().map_err(|error| unusable(&error))
}

fn unusable(error: &PricesError) -> Failure {
    Failure::Other(format!("Your own prices cannot be used; mend or remove the file. {error}"))
}
