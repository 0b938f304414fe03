//! Headless verbs, thin over the modules below.

pub mod commands;
