//! What a command does to the shell: another one begins, as another user perhaps, or this one ends.

use super::prompt::Asker;

/// What a command does to the shell that reads the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    None,
    /// Another shell begins, as this user if that can be told.
    Begins(Option<String>),
    /// The same shell is replaced or changes its prompt.
    Replaced,
    /// This shell ends.
    Ends,
}

/// What the last command of the text does to the shell.
pub(super) fn change(text: &str) -> Change {
    let last = text.rsplit([';', '\n']).map(str::trim).find(|part| !part.is_empty()).unwrap_or_default();
    let last = last.rsplit("&&").next().unwrap_or_default().trim();
    if last.starts_with("PS1=") || last.starts_with("PROMPT") {
        return Change::Replaced;
    }
    let mut words = last.split_whitespace().filter(|word| !is_assignment(word)).peekable();
    let mut user: Option<String> = None;
    let mut elevated = false;
    loop {
        let Some(word) = words.next() else {
            return Change::None;
        };
        let name = word.rsplit('/').next().unwrap_or(word);
        match name {
            "exit" | "logout" | "kill" => return Change::Ends,
            "exec" => return Change::Replaced,
            "." | "source" | "chsh" | "newgrp" | "set" | "unset" | "PS1" | "export" | "stty" => {
                return if last.contains("PS1") || matches!(name, "." | "source" | "newgrp" | "set") {
                    Change::Replaced
                } else {
                    Change::None
                };
            }
            "sudo" | "doas" => {
                elevated = true;
                user = Some("root".to_owned());
                let mut shell = false;
                while let Some(option) = words.next_if(|next| next.starts_with('-')) {
                    match option {
                        "-u" | "--user" | "-iu" | "-su" => {
                            shell |= option.len() == 3;
                            user = words.next().map(str::to_owned);
                        }
                        "-g" | "-h" | "-p" | "-C" | "-D" | "-R" | "-T" | "-U" => {
                            words.next();
                        }
                        _ if option.starts_with("--user=") => user = option.strip_prefix("--user=").map(str::to_owned),
                        _ if option.starts_with("-u") => user = Some(option[2..].to_owned()),
                        _ => {
                            let short = option.contains(['i', 's']) && !option.starts_with("--");
                            shell |= short || matches!(option, "--login" | "--shell");
                        }
                    }
                }
                if words.peek().is_none() && shell {
                    return Change::Begins(user);
                }
            }
            "su" => {
                let mut target = "root".to_owned();
                let mut named = false;
                while let Some(next) = words.next() {
                    match next {
                        "-c" | "--command" => return Change::None,
                        "-s" | "-g" | "-G" | "--shell" => {
                            words.next();
                        }
                        option if option.starts_with('-') => {}
                        _ if !named => {
                            next.clone_into(&mut target);
                            named = true;
                        }
                        _ => {}
                    }
                }
                return Change::Begins(Some(target));
            }
            "sh" | "bash" | "dash" | "zsh" | "fish" | "ksh" | "mksh" | "ash" | "csh" | "tcsh" | "rbash" | "pwsh"
            | "powershell" | "script" | "chroot" | "nsenter" | "unshare" | "ssh" | "tmux" | "screen" | "machinectl" => {
                while let Some(next) = words.peek() {
                    if *next == "-c"
                        || !next.starts_with('-')
                            && !matches!(
                                name,
                                "ssh" | "chroot" | "nsenter" | "unshare" | "tmux" | "screen" | "machinectl" | "script"
                            )
                    {
                        return Change::None;
                    }
                    words.next();
                }
                return Change::Begins(if elevated { user } else { None });
            }
            "docker" | "podman" | "kubectl" | "crictl" | "nerdctl" => {
                let interactive =
                    last.split_whitespace().any(|word| matches!(word, "-it" | "-ti" | "-i" | "-t" | "--tty"));
                return if interactive { Change::Begins(None) } else { Change::None };
            }
            "env" | "nohup" | "nice" | "time" | "command" | "builtin" | "setsid" | "ionice" | "stdbuf" => {
                while words.next_if(|next| next.starts_with('-')).is_some() {}
            }
            "timeout" => {
                words.next();
            }
            _ => return Change::None,
        }
    }
}

/// Whose prompts come next, if the command starts a program that asks for input of its own.
pub(super) fn interactive_program(text: &str) -> Option<Asker> {
    let last = text.rsplit([';', '\n', '|']).map(str::trim).find(|part| !part.is_empty()).unwrap_or_default();
    let last = last.rsplit("&&").next().unwrap_or_default();
    let name = last
        .split_whitespace()
        .filter(|word| !is_assignment(word) && !word.starts_with('-'))
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .find(|name| {
            !matches!(*name, "sudo" | "doas" | "env" | "nohup" | "time" | "exec" | "command" | "root" | "postgres")
        })?;
    let name = name.trim_end_matches(|character: char| character.is_ascii_digit() || character == '.');
    match name {
        "python" | "ipython" | "bpython" | "node" | "deno" | "irb" | "pry" | "R" | "lua" | "ghci" | "scala"
        | "jshell" | "iex" | "erl" | "julia" | "octave" | "gdb" | "lldb" | "bc" | "dc" | "ftp" | "sftp" | "lftp"
        | "telnet" | "nslookup" | "redis-cli" | "mongo" | "mongosh" | "etcdctl" | "bluetoothctl" | "parted"
        | "fdisk" | "gdisk" | "virsh" | "nmcli" | "php" | "perl" | "psysh" | "clojure" | "sbcl" | "expect"
        | "tclsh" | "gpg" | "crash" => Some(Asker::Repl),
        "sqlite" | "mysql" | "mariadb" | "psql" | "sqlplus" | "cqlsh" | "isql" | "tsql" | "sqlcmd" | "duckdb"
        | "clickhouse-client" | "influx" | "beeline" | "hive" | "usql" | "pgcli" | "mycli" | "litecli" => {
            Some(Asker::Sql)
        }
        _ => None,
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_tells_which_shell_reads_next() {
        let begins = |user: Option<&str>| Change::Begins(user.map(str::to_owned));
        for (text, expected) in [
            ("sudo su -", begins(Some("root"))),
            ("sudo -i", begins(Some("root"))),
            ("sudo -u app-deploy bash", begins(Some("app-deploy"))),
            ("sudo -iu postgres", begins(Some("postgres"))),
            ("su - dbadmin", begins(Some("dbadmin"))),
            ("su dbadmin -c 'id'", Change::None),
            ("bash", begins(None)),
            ("cd /tmp && bash -l", begins(None)),
            ("bash script.sh", Change::None),
            ("sudo systemctl restart app", Change::None),
            ("exit", Change::Ends),
            ("cd ~; exec bash", Change::Replaced),
            ("PS1='# '", Change::Replaced),
            ("ls; exit 3", Change::Ends),
            ("docker exec -it web sh", begins(None)),
            ("A=1 LANG=C bash", begins(None)),
        ] {
            assert_eq!(change(text), expected, "{text}");
        }
    }
}
