//! Headless verbs, thin over the modules below, and the way to the window.
//!
//! Rows go to stdout, everything else to stderr. Exit codes: 0 well, 1 failed, 2 wrong usage,
//! 3 not all could be read (`check`, `reconcile`).

/// Says something on stderr. Where nobody hears it any more, there is nobody left to tell that.
macro_rules! tell {
    ($($said:tt)*) => {{
        let _gone = std::io::Write::write_fmt(&mut std::io::stderr().lock(), format_args!("{}\n", format_args!($($said)*)));
    }};
}

mod arguments;
mod case;
mod case_commands;
mod case_standing;
mod check;
mod collect;
pub mod commands;
mod demo_answer;
mod error_words;
mod groups;
mod interrupt;
mod live_commands;
mod logging;
mod output;
mod prices;
mod query;
mod recorded_events;
mod recorded_query;
mod serve;
pub mod session_file;
mod sessions;
mod setup;
mod source;
mod verb;
mod window;

use std::{future::Future, process::ExitCode, time::Duration};

use clap::Parser;

use arguments::{Arguments, Verb};
use verb::{Failure, exit_code};

/// The whole program: reads the command line, opens the window or does one thing headless.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start();
    let code = match arguments.verb {
        None => window::open(&arguments.source),
        Some(Verb::Groups(args)) => in_runtime(groups::groups(args)),
        Some(Verb::Streams(args)) => in_runtime(groups::streams(args)),
        Some(Verb::Query(args)) if args.check || args.check_file.is_some() => verb::verdict_code(checked(&args)),
        Some(Verb::Query(args)) => in_runtime(query::query(args)),
        Some(Verb::Collect(args)) => answer_in_runtime(collect::collect_into_case(args)),
        Some(Verb::Import(args)) => answer_in_runtime(case::import_files(args)),
        Some(Verb::Seal(args)) => exit_code(case::seal(&args)),
        Some(Verb::Export(args)) => in_runtime(case::export(args)),
        Some(Verb::Verify(args)) => verb::verdict_code(case::verify_path(&args)),
        Some(Verb::Commands(args)) if args.source.case.is_some() => exit_code(case_commands::case_commands(&args)),
        Some(Verb::Commands(args)) if args.recorded.files.is_empty() => in_runtime(live_commands::live_commands(args)),
        Some(Verb::Commands(args)) => commands::run(&args.recorded),
        Some(Verb::Check(args)) => answer_in_runtime(setup::check(args)),
        Some(Verb::Reconcile(args)) => answer_in_runtime(setup::reconcile(args)),
        Some(Verb::Serve(args)) => in_runtime(serve::serve(args)),
    };
    ExitCode::from(code)
}

fn checked(args: &arguments::QueryArgs) -> Result<check::AllRight, Failure> {
    let mut out = std::io::stdout().lock();
    match &args.check_file {
        Some(file) => check::check_file(file, &mut out),
        None => check::check(args.text.as_deref().unwrap_or_default(), &mut out),
    }
}

/// How long requests that are still on their way may hold up the end of the program.
const LAST_WORDS: Duration = Duration::from_secs(2);

fn in_runtime(verb: impl Future<Output = Result<(), Failure>>) -> u8 {
    answer_in_runtime(async { verb.await.map(|()| true) })
}

fn answer_in_runtime<V: Into<verb::Verdict>>(verb: impl Future<Output = Result<V, Failure>>) -> u8 {
    match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => {
            let code = verb::verdict_code(runtime.block_on(verb));
            runtime.shutdown_timeout(LAST_WORDS);
            code
        }
        Err(error) => exit_code(Err(Failure::Other(format!("no threads to work with: {error}")))),
    }
}
