//! What is known to harm the record.

use super::{
    Suspicion,
    statements::{Shell, Statement, statements},
};

/// Programs that take over a terminal or a user.
const PROGRAMS: [&str; 20] = [
    "ash",
    "bash",
    "cmd",
    "cmd.exe",
    "csh",
    "dash",
    "fish",
    "ksh",
    "mksh",
    "nu",
    "powershell",
    "pwsh",
    "screen",
    "script",
    "su",
    "tcsh",
    "tmux",
    "xonsh",
    "zellij",
    "zsh",
];
/// Programs that do what a text says.
const INTERPRETERS: [&str; 18] = [
    "sh",
    "ash",
    "bash",
    "csh",
    "dash",
    "fish",
    "ksh",
    "mksh",
    "tcsh",
    "zsh",
    "python",
    "python2",
    "python3",
    "perl",
    "ruby",
    "node",
    "pwsh",
    "powershell",
];
/// Words that may stand before a command without changing what it is.
const BEFORE_COMMANDS: [&str; 14] = [
    "builtin", "command", "declare", "do", "else", "env", "export", "local", "readonly", "set", "sudo", "then", "time",
    "typeset",
];
/// What logs are written by and where they are kept, beside the agent.
const RECORDING: [&str; 20] = [
    "ssm-agent",
    "ssmagent",
    "ssm-session-worker",
    "ssm-document-worker",
    "amazon/ssm",
    "amazon\\ssm",
    "cloudwatch-agent",
    "cloudwatchagent",
    "awslogs",
    "auditd",
    "auditctl",
    "auditpol",
    "syslog",
    "journald",
    "journalctl",
    "/var/log",
    "eventlog",
    "wevtutil",
    "winevt",
    "stop-transcript",
];
/// Where shells keep what was typed.
const HISTORY: [&str; 16] = [
    "sh_history",
    "host_history",
    "mysql_history",
    "psql_history",
    "python_history",
    ".history",
    "clear-history",
    "historysavestyle",
    "historysavepath",
    "maximumhistorycount",
    "addtohistoryhandler",
    "remove-module psreadline",
    "shopt -u histappend",
    "shopt -uo history",
    "hist_ignore",
    "hist_no_store",
];
/// What brings text that is not in the profile.
const HIDING: [&str; 14] = [
    "invoke-expression",
    "invoke-command",
    "-encodedcommand",
    "-enc ",
    "frombase64string",
    "downloadstring",
    "downloadfile",
    "invoke-webrequest",
    "invoke-restmethod",
    "start-bitstransfer",
    "base64",
    "xxd -r",
    "/dev/tcp/",
    "[scriptblock]",
];

pub(super) fn suspicion(statement: &Statement, shell: Shell) -> Option<Suspicion> {
    let all: Vec<&str> = statement.words.iter().map(String::as_str).collect();
    let words = command(&all);
    let lower = all.join(" ").to_ascii_lowercase();
    let first = words.first().map(|word| name(word)).unwrap_or_default();
    let has = |texts: &[&str]| texts.iter().any(|text| lower.contains(text));
    // A notice that names the agent does nothing to it, and a look at logs nothing to them.
    let is_shown = matches!(first.as_str(), "echo" | "printf" | "write-host" | "write-output" | "cd" | "ls" | "pwd")
        && !statement.is_piped_out
        && !statement.has_redirection
        && !statement.has_substitution;
    if is_shown {
        return prompt(&all, &lower).then_some(Suspicion::ChangesPrompt);
    }
    match () {
        () if weakens_history(&all, &first) || has(&HISTORY) => Some(Suspicion::WeakensHistory),
        () if has(&RECORDING) => Some(Suspicion::TouchesRecording),
        () if hides_commands(statement, &words, &first, shell) || has(&HIDING) => Some(Suspicion::HidesCommands),
        () if told(&words, &first).is_some() => {
            let inner = told(&words, &first).unwrap_or_default();
            let inner = statements(inner, shell).iter().find_map(|statement| suspicion(statement, shell));
            inner.or_else(|| starts_program(&all).then_some(Suspicion::StartsProgram))
        }
        () if takes_file(&words, &first) => Some(Suspicion::TakesFile),
        () if hides_typing(statement, &all) => Some(Suspicion::HidesTyping),
        () if prompt(&all, &lower) => Some(Suspicion::ChangesPrompt),
        () if starts_program(&all) => Some(Suspicion::StartsProgram),
        () => None,
    }
}

/// A program's name without its place.
fn name(word: &str) -> String {
    word.rsplit(['/', '\\']).next().unwrap_or(word).to_ascii_lowercase()
}

/// From the word on that says what is done.
fn command<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let is_before = |word: &&&str| {
        BEFORE_COMMANDS.contains(*word)
            || word.starts_with('-')
            || word.split_once('=').is_some_and(|(name, _)| !name.is_empty() && !name.contains(['/', '$']))
    };
    words.iter().skip_while(is_before).copied().collect()
}

fn weakens_history(words: &[&str], first: &str) -> bool {
    let is = |text: &[&str]| words.windows(text.len()).any(|window| window == text);
    let flags = |word: &&str| word.starts_with('-') && word.contains(['c', 'd']);
    let is_erased = first == "history" && words.iter().any(flags);
    let is_unset = words.contains(&"unset") && words.iter().any(|word| word.starts_with("HIST"));
    let is_set = words.iter().any(|word| weakens(word)) || keeps_history_elsewhere(words);
    is(&["set", "+o", "history"]) || is_erased || is_unset || is_set
}

/// Bash's own size: "The default value is 500".
const USUAL_SIZE: i64 = 500;

fn weakens(word: &str) -> bool {
    let small = |name| {
        assigned(word, name).is_some_and(|value| {
            let size = value.parse::<i64>();
            // Less than nothing is without end.
            size.map_or(value.is_empty(), |size| (0..USUAL_SIZE).contains(&size))
        })
    };
    small("HISTSIZE")
        || small("HISTFILESIZE")
        || small("SAVEHIST")
        || assigned(word, "HISTFILE").is_some()
        || assigned(word, "HISTCONTROL").is_some_and(|value| value.contains("ignore") || value.contains("erase"))
        || assigned(word, "HISTIGNORE").is_some_and(|value| !value.is_empty())
}

/// Programs have histories of their own, by variables as `LESSHISTFILE`, `MYSQL_HISTFILE`, `PSQL_HISTORY`.
fn keeps_history_elsewhere(words: &[&str]) -> bool {
    let is_history = |name: &str| {
        let name = name.trim_end_matches('+').to_ascii_uppercase();
        let is_name = name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        is_name && ["HISTFILE", "_HISTORY", "HISTORY_FILE"].iter().any(|end| name.ends_with(end))
    };
    let without_scope = |word: &str| {
        let is_environment = word.get(..5).is_some_and(|begin| begin.eq_ignore_ascii_case("$env:"));
        is_environment.then(|| word[5..].to_owned())
    };
    words.iter().enumerate().any(|(at, word)| {
        if let Some((name, _)) = word.split_once('=') {
            return is_history(&without_scope(name).unwrap_or_else(|| name.to_owned()));
        }
        // PowerShell has spaces around it.
        let is_next = words.get(at + 1).is_some_and(|next| next.starts_with('='));
        is_next && without_scope(word).is_some_and(|name| is_history(&name))
    })
}

/// What a word gives to a variable.
fn assigned<'a>(word: &'a str, name: &str) -> Option<&'a str> {
    let value = word.strip_prefix(name)?;
    value.strip_prefix("+=").or_else(|| value.strip_prefix('='))
}

/// What a program is told to do by an option: `sh -c 'id'`.
fn told<'a>(words: &[&'a str], first: &str) -> Option<&'a str> {
    let is_option = |word: &&&str| word.starts_with('-') && !word.starts_with("--") && word.ends_with(['c', 'e']);
    if !INTERPRETERS.contains(&first) {
        return None;
    }
    let mut rest = words.iter().skip(1).skip_while(|word| !is_option(word));
    rest.next()?;
    rest.next().copied()
}

/// Text from elsewhere is taken as commands.
fn hides_commands(statement: &Statement, words: &[&str], first: &str, shell: Shell) -> bool {
    let is_interpreter = INTERPRETERS.contains(&first);
    let is_fed = statement.is_piped_in || statement.has_redirection || statement.has_substitution;
    match first {
        "eval" | "iex" | "xargs" | "nc" | "ncat" | "socat" => true,
        "iwr" | "irm" | "saps" | "start-process" => shell == Shell::PowerShell,
        _ if words.first().is_some_and(|word| word.starts_with('$')) && statement.has_substitution => true,
        _ => is_interpreter && is_fed,
    }
}

fn takes_file(words: &[&str], first: &str) -> bool {
    match first {
        "source" | "import-module" | "ipmo" => words.len() > 1,
        // `.` alone, or a file of that name right behind it in PowerShell.
        "." => words.first() == Some(&".") && words.len() > 1,
        // A shell that reads a file: with an argument that is no option.
        _ => {
            let reads = INTERPRETERS.contains(&first) && words.iter().skip(1).any(|word| !word.starts_with('-'));
            reads || matches!(first.rsplit_once('.'), Some((_, "sh" | "ps1")))
        }
    }
}

fn hides_typing(statement: &Statement, words: &[&str]) -> bool {
    let silent = |word: &&str| matches!(*word, "-echo" | "raw" | "noecho");
    words.contains(&"stty") && words.iter().any(silent) || words.contains(&"exec") && statement.text.contains('>')
}

fn prompt(words: &[&str], lower: &str) -> bool {
    let is_set = |word: &&str| {
        ["PROMPT_COMMAND", "PS0", "PS1", "PS2", "PROMPT"].iter().any(|name| assigned(word, name).is_some())
    };
    words.iter().any(is_set)
        || words.contains(&"trap") && words.contains(&"DEBUG")
        || lower.starts_with("function prompt")
        || lower.starts_with("function global:prompt")
}

fn starts_program(words: &[&str]) -> bool {
    let is_before = |word: &&&str| (BEFORE_COMMANDS.contains(*word) && **word != "sudo") || word.contains('=');
    let mut rest = words.iter().skip_while(is_before);
    let Some(first) = rest.next() else { return false };
    match name(first).as_str() {
        // `exec` alone, or with a redirection only, starts nothing.
        "exec" | "nohup" | "setsid" => {
            rest.clone().any(|word| PROGRAMS.contains(&name(word).as_str())) || rest.next().is_some()
        }
        "sudo" | "doas" => rest.any(|word| matches!(*word, "-i" | "-s") || PROGRAMS.contains(&name(word).as_str())),
        first => PROGRAMS.contains(&first),
    }
}
