//! As much of shell syntax as tells whether an input goes on, who it makes the next shell run as,
//! and whether history was expanded.

use super::prompt::Asker;

/// An input, taken line by line: whether the shell asks for more after it. It does after open quotes
/// and here-documents, inside of compounds, and when a line ends in an operator.
#[derive(Default)]
pub(super) struct Pending {
    reader: Reader,
    /// `for`, `while` … less the `do` that they wait for.
    loops: usize,
    dos: usize,
}

impl Pending {
    pub fn new(text: &str) -> Self {
        let mut pending = Self::default();
        pending.add(text);
        pending
    }

    /// Takes the next line or lines.
    pub fn add(&mut self, text: &str) {
        for line in text.split('\n') {
            self.reader.line(line);
        }
        let begins = |part: &str| matches!(part.split_whitespace().next(), Some("for" | "while" | "until" | "select"));
        self.loops += text.split(['\n', ';', '|', '&']).filter(|part| begins(part)).count();
        self.dos += text.split_whitespace().filter(|word| matches!(*word, "do" | "do;")).count();
    }

    pub fn needs_more(&self) -> bool {
        self.reader.open() || self.loops > self.dos
    }
}

#[derive(Default)]
struct Reader {
    quote: Option<char>,
    /// Words that end here-documents still to come, and whether leading tabs are allowed.
    documents: Vec<(String, bool)>,
    depth: i64,
    compounds: i64,
    cases: i64,
    continued: bool,
}

impl Reader {
    fn open(&self) -> bool {
        self.quote.is_some() || !self.documents.is_empty() || self.depth > 0 || self.compounds > 0 || self.continued
    }

    fn line(&mut self, line: &str) {
        if self.quote.is_none()
            && let Some((word, tabs)) = self.documents.first()
        {
            let body = if *tabs { line.trim_start_matches('\t') } else { line };
            if body == word {
                self.documents.remove(0);
            }
            return;
        }
        self.continued = false;
        let mut word = String::new();
        let mut start = true;
        let mut last_operator = false;
        let mut characters = line.chars().peekable();
        while let Some(character) = characters.next() {
            if let Some(quote) = self.quote {
                if character == '\\' && quote != '\'' {
                    characters.next();
                } else if character == quote {
                    self.quote = None;
                }
                continue;
            }
            match character {
                '\\' => {
                    if characters.next().is_none() {
                        self.continued = true;
                    }
                    word.push('\\');
                    last_operator = false;
                }
                '\'' | '"' | '`' => {
                    self.quote = Some(character);
                    word.push(character);
                    last_operator = false;
                }
                '#' if word.is_empty() => break,
                '<' if characters.peek() == Some(&'<') => {
                    characters.next();
                    if characters.peek() == Some(&'<') {
                        characters.next();
                        continue;
                    }
                    let tabs = characters.next_if_eq(&'-').is_some();
                    while characters.next_if_eq(&' ').is_some() {}
                    let mut end = String::new();
                    while let Some(next) = characters
                        .next_if(|next| !next.is_whitespace() && !matches!(next, ';' | '|' | '&' | '>' | '<' | ')'))
                    {
                        if !matches!(next, '\'' | '"' | '\\') {
                            end.push(next);
                        }
                    }
                    if !end.is_empty() && self.documents.len() < 16 {
                        self.documents.push((end, tabs));
                    }
                }
                ' ' | '\t' | ';' | '|' | '&' | '(' | ')' | '\n' => {
                    let was_start = start;
                    if !word.is_empty() {
                        start = self.word(&word, was_start);
                        word.clear();
                        last_operator = false;
                    }
                    match character {
                        ';' => start = true,
                        '|' | '&' => {
                            let doubled = characters.next_if_eq(&character).is_some();
                            last_operator = character == '|' || doubled;
                            start = true;
                        }
                        '(' => {
                            self.depth += 1;
                            start = true;
                        }
                        ')' => {
                            if self.cases == 0 {
                                self.depth = (self.depth - 1).max(0);
                            } else if self.depth > 0 {
                                self.depth -= 1;
                            }
                            start = true;
                        }
                        _ => {}
                    }
                }
                other => {
                    word.push(other);
                    last_operator = false;
                }
            }
        }
        if !word.is_empty() && self.quote.is_none() {
            self.word(&word, start);
        }
        self.continued |= last_operator && self.quote.is_none();
    }

    /// Counts a word. Gives whether the next word stands where a command can begin.
    fn word(&mut self, word: &str, start: bool) -> bool {
        if !start {
            return word == "do" || word == "then";
        }
        match word {
            "if" | "do" | "{" => {
                self.compounds += 1;
                true
            }
            "case" => {
                self.compounds += 1;
                self.cases += 1;
                false
            }
            "esac" => {
                self.compounds = (self.compounds - 1).max(0);
                self.cases = (self.cases - 1).max(0);
                true
            }
            "for" | "while" | "until" | "select" => {
                // Closed by the same `done` that closes its `do`.
                word != "for" && word != "select"
            }
            "fi" | "done" | "}" => {
                self.compounds = (self.compounds - 1).max(0);
                true
            }
            "then" | "else" | "elif" | "!" | "time" => true,
            _ => false,
        }
    }
}

/// Whether the line that a shell printed is what it made of history references in the typed one.
pub(super) fn is_expansion(typed: &str, printed: &str) -> bool {
    if typed == printed || printed.is_empty() {
        return false;
    }
    if let Some(rest) = typed.strip_prefix('^') {
        let mut parts = rest.split('^');
        let (Some(old), Some(new)) = (parts.next(), parts.next()) else { return false };
        return !old.is_empty() && printed.contains(new);
    }
    let Some(at) = history_mark(typed) else { return false };
    let (head, tail) = (&typed[..at], &typed[at..]);
    let end = tail.find([' ', ';', '|', '&', ')', '>']).map_or("", |end| &tail[end..]);
    let end_plain = history_mark(end).is_none();
    printed.starts_with(head)
        && (!end_plain || printed.ends_with(end.trim_end()))
        && printed.len() > head.len()
        && !printed.contains("event not found")
}

/// Whether the shell may have put something from its history into the text.
pub(super) fn has_history_mark(text: &str) -> bool {
    text.starts_with('^') || history_mark(text).is_some()
}

/// Where an unquoted history reference begins.
fn history_mark(text: &str) -> Option<usize> {
    let mut single = false;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if !single => escaped = true,
            '\'' => single = !single,
            '!' if !single => {
                let next = text[at + 1..].chars().next();
                if next.is_some_and(|next| {
                    next.is_alphanumeric() || matches!(next, '!' | '$' | '*' | '^' | '-' | '?' | ':' | '#')
                }) {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

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
                            shell |= option.contains(['i', 's']) && !option.starts_with("--")
                                || matches!(option, "--login" | "--shell")
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
                            target = next.to_owned();
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

    fn needs_more(text: &str) -> bool {
        Pending::new(text).needs_more()
    }

    #[test]
    fn a_shell_asks_for_more_until_the_input_is_whole() {
        for whole in [
            "ls -la",
            "echo \"a b\" 'c'",
            "for i in 1 2; do echo $i; done",
            "cat <<EOF\nx\nEOF",
            "cat <<-'E' | sort\n\tb\n\tE",
            "f() {\n  ls\n}",
            "case $x in a) echo b;; esac",
            "if true; then\nls\nfi",
            "sleep 1 &",
            "grep x <<< y",
            "echo a # it's",
            "while read a; do\n  b\ndone < c",
            "echo $((1 + 2))",
        ] {
            assert!(!needs_more(whole), "{whole}");
        }
        for begun in [
            "echo \"a",
            "echo 'a",
            "for i in 1 2",
            "for i in 1 2; do",
            "cat <<EOF\nx",
            "f() {",
            "if true; then\nls",
            "ls \\",
            "ls |",
            "true &&",
            "case $x in",
            "(cd /",
            "while true",
        ] {
            assert!(needs_more(begun), "{begun}");
        }
    }

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

    #[test]
    fn history_references_are_seen_in_what_the_shell_prints() {
        assert!(is_expansion("sudo !!", "sudo ls /root"));
        assert!(is_expansion("!! | wc -l", "ls -la | wc -l"));
        assert!(is_expansion("^eth0^eth1", "ip addr show eth1"));
        assert!(!is_expansion("sudo ls", "total 3"));
        assert!(!is_expansion("echo '!!'", "!!"));
        assert!(!is_expansion("echo \"#!/bin/sh\" > f", "bash: !/bin/sh: event not found"));
    }
}
