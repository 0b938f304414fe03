//! Programs and drivers that some tests need and that nobody here wrote.

/// Skips what needs a party that is not here; fails where somebody insists on it
/// (`SESSION_LENS_REQUIRE_PARTIES`). `how` says how to get it.
pub fn missing(party: &str, why: impl std::fmt::Display, how: &str) {
    let insists = std::env::var_os("SESSION_LENS_REQUIRE_PARTIES").is_some();
    assert!(!insists, "{party} is not here: {why}; {how}");
    eprintln!("skipped: {party} is not here ({why}); {how}");
}
