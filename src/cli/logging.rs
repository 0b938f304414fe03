use tracing_subscriber::EnvFilter;

/// Names what to trace to stderr, for example `session_lens=debug`.
const VARIABLE: &str = "SESSION_LENS_LOG";

/// Traces to stderr: warnings of this program, or what the variable asks for.
pub fn start() {
    let filter = std::env::var(VARIABLE)
        .ok()
        .and_then(|wanted| EnvFilter::try_new(wanted).ok())
        .unwrap_or_else(|| EnvFilter::new("off,session_lens=warn"));
    // A program that embeds this one may have set up tracing already.
    let _kept = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
