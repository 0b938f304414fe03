//! Setups and what must be found in them, as data.

mod any_facts;
mod setups;
