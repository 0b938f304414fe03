//! What a command showed.

use serde::{Deserialize, Serialize};

use super::forms::is_default;

/// What the terminal showed after a command and before the next prompt. It may come from elsewhere: a
/// program in the background, or one that imitates another. There is no exit status in a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Output {
    /// The transcript line at which it begins, and how many lines it has; see
    /// [`Session::lines`](super::Session::lines).
    #[serde(skip_serializing_if = "is_default")]
    pub line: usize,
    #[serde(skip_serializing_if = "is_default")]
    pub lines: usize,
    /// Its size as logged, in bytes, with what acts on the terminal and without line ends.
    #[serde(skip_serializing_if = "is_default")]
    pub bytes: u64,
    /// What it says of the command, as far as programs say it in the same words everywhere.
    #[serde(skip_serializing_if = "is_default")]
    pub said: Option<Said>,
    /// The next prompt stands behind it: where it has no lines, the command showed nothing.
    #[serde(skip_serializing_if = "is_default")]
    pub ended: bool,
}

impl Output {
    /// Whether the log shows that there was none.
    pub fn is_none(&self) -> bool {
        self.ended && self.bytes == 0
    }
}

/// What output says of its command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// The shell found no such program.
    CommandNotFound,
    /// Something was refused for lack of rights.
    PermissionDenied,
}

impl Said {
    /// Its name in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::CommandNotFound => "command-not-found",
            Self::PermissionDenied => "permission-denied",
        }
    }
}

/// How far into a command's output sayings are looked for, in lines.
pub(super) const MOST_READ: usize = 200;

/// What a line of output says.
pub(super) fn said(line: &str) -> Option<Said> {
    if line.len() > 400 || line.len() < 8 {
        return None;
    }
    let line = line.trim_end();
    // bash and zsh, dash, fish, PowerShell, cmd; bash in Japanese.
    let not_found = line.ends_with(": command not found")
        || line.contains(": command not found: ")
        || line.ends_with(": not found") && line.matches(": ").count() > 1
        || line.starts_with("fish: Unknown command")
        || line.contains("is not recognized as the name of a cmdlet")
        || line.contains("is not recognized as an internal or external command")
        || line.ends_with(": コマンドが見つかりません");
    if not_found {
        return Some(Said::CommandNotFound);
    }
    let denied = line.ends_with(": Permission denied")
        || line.ends_with(": Operation not permitted")
        || line.contains("is not in the sudoers file")
        || line.contains("is not allowed to execute")
        || line.contains("a password is required")
        || line.contains("ermission denied (")
        || line.contains("permission denied: ")
        || line.contains("Access is denied")
        || line.contains("AccessDenied")
        || line.contains(": 許可がありません");
    denied.then_some(Said::PermissionDenied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shells_words_are_known() {
        for line in [
            "sh: foo: command not found",
            "-bash: foo: command not found",
            "zsh: command not found: foo",
            "sh: 1: foo: not found",
            "fish: Unknown command: foo",
        ] {
            assert_eq!(said(line), Some(Said::CommandNotFound), "{line}");
        }
        for line in [
            "cat: /etc/shadow: Permission denied",
            "bash: /root/x: Permission denied",
            "zsh: permission denied: /etc/shadow",
            "alice is not in the sudoers file.  This incident will be reported.",
            "git@example.com: Permission denied (publickey).",
        ] {
            assert_eq!(said(line), Some(Said::PermissionDenied), "{line}");
        }
        for line in ["", "total 3", "key: not found", "404 page: not ready"] {
            assert_eq!(said(line), None, "{line}");
        }
    }
}
