//! One binary for all promises to the user, a file each.

mod live_client;
mod moto;
