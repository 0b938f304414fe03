//! What stands between the commands.

use serde::{Deserialize, Serialize};

/// Something that a log shows by what is missing from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Milliseconds since 1970, UTC, of the event that shows it.
    pub time: i64,
    /// The transcript line at which it stands.
    pub line: usize,
    pub kind: MarkKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// A program asked for a password or the like: what was typed is not shown.
    SecretAsked,
    /// Output followed a prompt without input: echo may have been switched off.
    TypingHidden,
    /// Nothing was logged for this long. Streamed logs only: an uploaded one has the time of its end.
    Gap { milliseconds: i64 },
}

impl MarkKind {
    /// Its name in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::SecretAsked => "secret-asked",
            Self::TypingHidden => "typing-hidden",
            Self::Gap { .. } => "gap",
        }
    }
}

/// A pause is worth a mark from here on, in milliseconds.
pub(super) const GAP: i64 = 10 * 60 * 1000;
/// A hostile log must not fill memory with marks.
pub(super) const MOST_MARKS: usize = 10_000;

/// Whether a program asks for something that it will not show.
pub(super) fn asks_for_secret(line: &str) -> bool {
    const WORDS: [&str; 9] =
        ["password", "passphrase", "passcode", "verification code", "pin", "one-time", "otp", "パスワード", "暗証"];
    let line = line.trim_end();
    if line.len() > 200 || !line.ends_with([':', '：']) {
        return false;
    }
    let lower = line.to_lowercase();
    let Some((word, at)) = WORDS.iter().find_map(|word| Some((word, lower.rfind(word)?))) else { return false };
    // `pin` and `otp` are parts of other words.
    let alone = word.len() > 3
        || !lower[..at].ends_with(char::is_alphanumeric)
            && !lower[at + word.len()..].starts_with(char::is_alphanumeric);
    alone && !lower[at + word.len()..].contains(". ")
}

/// Whether a shell or the system writes such a line after an empty one: jobs that ended, mail, the end of
/// the shell.
pub(super) fn comes_by_itself(line: &str) -> bool {
    let line = line.trim();
    let job = line.strip_prefix('[').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
    job || line.is_empty()
        || line == "^C"
        || matches!(line, "exit" | "logout")
        || line.starts_with("You have ")
        || line.starts_with("Broadcast message")
        || line.starts_with("There are ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_ask_for_secrets_are_known() {
        for line in [
            "[sudo] password for alice: ",
            "Password:",
            "Enter passphrase for key '/home/a/.ssh/id_ed25519': ",
            "New password: ",
            "Retype new password: ",
            "パスワード:",
            "Enter PIN:",
        ] {
            assert!(asks_for_secret(line), "{line}");
        }
        for line in ["", "password", "spinning up:", "The password was changed. See also:", "total:"] {
            assert!(!asks_for_secret(line), "{line}");
        }
    }
}
