//! What can make a log say what nobody typed, or hide what somebody did.

use super::input::Input;
use super::program::program;
use crate::model::acts_on_display;

/// Programs that print nothing of what stands in files, or show its control characters as text. What others
/// print may hold any bytes, the marks of line editors among them.
const HARMLESS: [&str; 101] = [
    "",
    "[",
    "[[",
    "alias",
    "apt",
    "apt-get",
    "bg",
    "cd",
    "chage",
    "chgrp",
    "chmod",
    "chown",
    "clear",
    "command",
    "cp",
    "date",
    "df",
    "dnf",
    "dpkg",
    "du",
    "emacs",
    "exit",
    "export",
    "false",
    "fg",
    "free",
    "groupadd",
    "groupdel",
    "groups",
    "hash",
    "hostname",
    "hostnamectl",
    "id",
    "ifconfig",
    "ip",
    "jobs",
    "journalctl",
    "kill",
    "killall",
    "last",
    "lastlog",
    "ln",
    "logout",
    "ls",
    "lsblk",
    "lscpu",
    "lsmod",
    "lsof",
    "man",
    "mkdir",
    "mktemp",
    "modprobe",
    "mount",
    "mv",
    "nano",
    "netstat",
    "nproc",
    "passwd",
    "ping",
    "pkill",
    "ps",
    "pwd",
    "reboot",
    "reset",
    "rm",
    "rmdir",
    "rpm",
    "service",
    "set",
    "shutdown",
    "sleep",
    "ss",
    "stat",
    "su",
    "sudo",
    "sync",
    "systemctl",
    "tar",
    "test",
    "timedatectl",
    "top",
    "touch",
    "true",
    "type",
    "ulimit",
    "umask",
    "umount",
    "unalias",
    "uname",
    "unset",
    "uptime",
    "useradd",
    "userdel",
    "usermod",
    "vi",
    "view",
    "vim",
    "w",
    "wait",
    "wc",
    "which",
];

/// Whether what was shown after an input may hold the marks by which inputs are known.
pub(super) fn may_show_marks(input: &Input) -> bool {
    let text = &input.text;
    ["?2004", "]133;"].iter().any(|mark| text.contains(mark)) || !prints_no_file(text)
}

/// Whether the last program of each pipeline is a harmless one.
fn prints_no_file(text: &str) -> bool {
    if text.contains("$(") || text.contains('`') || text.contains("<(") {
        return false;
    }
    text.split(['\n', ';', '&']).all(|part| {
        let last = part.rsplit('|').next().unwrap_or_default().trim();
        let name = program(last).map_or("", |program| program.name);
        let is_plain_echo = name == "echo" && !last.contains(['\\', '$']);
        is_plain_echo || HARMLESS.binary_search(&name).is_ok()
    })
}

/// Whether a terminal does not show the character, or lets it change how others are shown.
pub(super) fn is_unseen(character: char) -> bool {
    !matches!(character, '\n' | '\t') && acts_on_display(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_prints_files_may_forge_marks() {
        assert!(HARMLESS.is_sorted());
        for harmless in
            ["ls -la", "sudo systemctl restart x; cd /tmp", "cat x | wc -l", "echo done", "A=1", "ps aux && df"]
        {
            assert!(prints_no_file(harmless), "{harmless}");
        }
        for other in [
            "cat typescript",
            "ls; tail -f x",
            "sudo curl http://x",
            "./run.sh",
            "echo $X",
            "echo $(cat x)",
            "ls | cat",
        ] {
            assert!(!prints_no_file(other), "{other}");
        }
    }
}
