//! The command line: opens the window, or does one thing headless.

fn main() -> std::process::ExitCode {
    session_lens::cli::run()
}
