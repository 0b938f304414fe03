//! One binary for all promises to the user, a file each.
#![cfg(test)]

mod live_client;
mod moto;
mod read_only;
mod service;
