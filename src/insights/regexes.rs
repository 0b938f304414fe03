//! Regular expressions of queries. AWS uses RE2's syntax, which the `regex` crate shares nearly in
//! full: no look-around, no back-references, and time that grows with the text only.

use regex::{Regex, RegexBuilder};

/// What a compiled expression may take, in bytes: `(a{1000}){1000}` is refused, not tried.
const LARGEST: usize = 2 << 20;

/// Compiles what stands between the slashes, or says in English why it cannot be.
pub(crate) fn compile(source: &str) -> Result<Regex, String> {
    RegexBuilder::new(source).size_limit(LARGEST).dfa_size_limit(LARGEST).nest_limit(100).build().map_err(|error| {
        match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            // The last line names the fault; those above draw a picture of it.
            other => other
                .to_string()
                .lines()
                .last()
                .map(|line| line.trim_start_matches("error: ").to_owned())
                .unwrap_or_default(),
        }
    })
}
