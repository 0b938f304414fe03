//! One binary for all promises to the user, a file each.
#![cfg(test)]

mod aws_cli;
mod aws_cli_account;
mod case;
mod case_beside;
mod case_exports;
mod case_losses;
mod case_words;
mod check_queries;
mod cli;
mod collect;
mod collect_ways;
mod commands;
mod derived;
mod evidence;
mod fuzz;
mod insights;
mod language_table;
mod live_client;
mod moto;
mod odd_events;
mod parties;
mod procedures;
mod program;
mod query_screen;
mod read_only;
mod reconcile;
mod reconcile_command;
mod recorded;
#[cfg(target_os = "linux")]
mod recorded_shells;
mod service;
mod session_files;
mod setup;
mod setup_doubt;
mod setup_growth;
mod walls;
mod whole_messages;
mod window;
