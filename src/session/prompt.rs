//! Where a prompt ends and typing begins.

use std::sync::LazyLock;

use regex::Regex;

/// Prompts of well-known shapes at the start of a line.
static SHELL_PROMPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:\([\w.-]+\) )?(?:(?:sh|bash|rbash|dash|ksh)-\d+\.\d+[$#] |\[[\w.@-]+ [^\]\r\n]{1,80}\][$#%] |[\w.-]+@[\w.-]+:[^$#\r\n]{1,120}[$#] |[$#] ))+").ok()
});

/// The length in bytes of the shell prompt that the line begins with.
pub(super) fn shell_prompt(line: &str) -> Option<usize> {
    SHELL_PROMPT.as_ref()?.find(line).map(|found| found.end())
}
