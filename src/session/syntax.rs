//! As much of shell syntax as tells whether an input goes on, who it makes the next shell run as,
//! and whether history was expanded.

/// Whether a shell asks for more after this text: open quotes, here-documents, compounds, or a
/// line that ends in an operator.
pub(super) fn needs_more(text: &str) -> bool {
    let mut reader = Reader::default();
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        reader.line(line, lines.peek().is_none());
    }
    reader.open()
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

    fn line(&mut self, line: &str, _last: bool) {
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

/// Whether a `for`, `while` or `until` still waits for its `do`.
pub(super) fn waits_for_do(text: &str) -> bool {
    let begins = text
        .split(['\n', ';', '|', '&'])
        .filter_map(|part| part.split_whitespace().next())
        .filter(|word| matches!(*word, "for" | "while" | "until" | "select"))
        .count();
    let dos = text.split_whitespace().filter(|word| matches!(*word, "do" | "do;")).count();
    begins > dos
}

/// The text a shell would take it for, where history was expanded: the next line that it printed.
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
    let mut words = last.split_whitespace().filter(|word| !is_assignment(word)).peekable();
    let mut user: Option<String> = None;
    let mut elevated = false;
    loop {
        let Some(word) = words.next() else {
            return if last.contains("PS1=") || last.contains("PROMPT") { Change::Replaced } else { Change::None };
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

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
            && name != "PS1"
    })
}
