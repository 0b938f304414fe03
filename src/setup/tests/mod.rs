//! Setups and what must be found in them, as data.

mod setups;
