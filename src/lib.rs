//! Session Lens: who typed which command, on which machine, when.
//!
//! A desktop application for auditors who read AWS Session Manager logs kept in CloudWatch Logs,
//! often in the *Infrequent Access* class, which only Logs Insights queries can reach.
//!
//! The map, from the outside in. Arrows point down this list and never up; `tests/it/walls.rs`
//! holds them.
//!
//! - [`cli`]: the headless verbs, thin over the modules below.
//! - [`ui`]: drawing only. Views read the state and push actions.
//! - [`app`]: what a person can do (`Action`), what the window shows (`State`), and how one changes
//!   the other, split by area. No drawing.
//! - [`worker`]: the background tokio worker: requests with ids in, responses out, cancellable.
//! - [`evidence`]: what leaves the app: tables as CSV and NDJSON, packs of evidence that a stranger can verify.
//! - [`collect`]: complete extraction of a scope: plan, fetch, prove.
//! - [`case`]: one file with collected events and the record of how they were obtained.
//! - [`setup`]: can the record be trusted: how Session Manager is set up, sessions without a log. Pure.
//! - [`cloudwatch`]: AWS through its SDK: connecting, listing, running Insights queries. Read-only.
//! - [`emulator`]: an embedded CloudWatch Logs service on loopback, behind `--demo` and the tests.
//! - [`procedures`]: named, parameterised Insights queries with a form.
//! - [`insights`]: Logs Insights QL: parse, print, fill in parameters, evaluate. Pure.
//! - [`flags`]: leads: typed commands that Sigma rules ask an auditor to look at. Pure.
//! - [`session`]: Session Manager records: from log events to typed commands. Pure.
//! - [`model`]: plain data that all of them share. Pure.

pub mod app;
pub mod case;
pub mod cli;
pub mod cloudwatch;
pub mod collect;
pub mod emulator;
pub mod evidence;
pub mod flags;
pub mod insights;
pub mod model;
pub mod procedures;
pub mod session;
pub mod setup;
pub mod ui;
pub mod worker;
