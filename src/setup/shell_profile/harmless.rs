//! What a profile may do without touching the record. Whatever is not here is to be read by a person.

use super::statements::{Shell, Statement};

/// Commands that show something and change nothing.
const SHOWING: [&str; 15] =
    ["cd", "pwd", "date", "whoami", "id", "hostname", "uname", "uptime", "who", "w", "ls", "clear", "true", ":", "tty"];
/// Words that hold statements together.
const JOINING: [&str; 10] = ["if", "then", "else", "elif", "fi", "do", "done", "!", "{", "}"];
const TESTING: [&str; 3] = ["[", "[[", "test"];
const TERMINAL: [&str; 8] = ["rows", "cols", "columns", "echo", "sane", "ixon", "-ixon", "iutf8"];
const OPTIONS: [&str; 6] = ["vi", "emacs", "noclobber", "notify", "ignoreeof", "pipefail"];
const SHELL_OPTIONS: [&str; 8] =
    ["histappend", "checkwinsize", "cmdhist", "lithist", "globstar", "cdspell", "dirspell", "autocd"];
/// Variables that say how something is shown, and start and keep nothing.
const SHOWN_BY: [&str; 12] = [
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLORFGBG",
    "COLORTERM",
    "FORCE_COLOR",
    "GREP_COLOR",
    "GREP_COLORS",
    "HISTTIMEFORMAT",
    "LSCOLORS",
    "LS_COLORS",
    "NO_COLOR",
    "TIMEFORMAT",
];
/// Those whose value is a plain word: it may name a file otherwise.
const SHOWN_BY_WORD: [&str; 4] = ["LANG", "LANGUAGE", "TERM", "TZ"];
/// Those whose value is a number.
const NUMBERS: [&str; 5] = ["COLUMNS", "HISTFILESIZE", "HISTSIZE", "LINES", "TMOUT"];

pub(super) fn is_harmless(statement: &Statement, shell: Shell) -> bool {
    if statement.has_redirection || statement.has_substitution || statement.is_piped_out || statement.is_piped_in {
        return false;
    }
    match shell {
        Shell::Posix => posix(&statement.words),
        Shell::PowerShell => powershell(&statement.words),
    }
}

fn posix(words: &[String]) -> bool {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    while words.first().is_some_and(|word| JOINING.contains(word)) {
        words.remove(0);
    }
    let is_assigned = |word: &str| word.split_once('=').is_some_and(|(name, _)| is_name(name));
    while let Some(word) = words.first().copied().filter(|word| is_assigned(word)) {
        if !is_plain_assignment(word) {
            return false;
        }
        words.remove(0);
    }
    // Where output is thrown away is a word too.
    let arguments: Vec<&str> = words.iter().skip(1).copied().filter(|word| *word != "/dev/null").collect();
    let all = |known: &[&str]| arguments.iter().all(|word| known.contains(word));
    let numbers = |word: &&str| word.chars().all(|it| it.is_ascii_digit());
    match words.first() {
        None => true,
        Some(first) if SHOWING.contains(first) || TESTING.contains(first) => true,
        Some(&"echo" | &"printf") => arguments.iter().all(|word| is_shown_as_it_is(word)),
        Some(&"umask") => arguments.iter().all(numbers),
        Some(&"export") => {
            arguments.iter().all(|word| is_known(word) || is_assigned(word) && is_plain_assignment(word))
        }
        Some(&"stty") => arguments.iter().all(|word| TERMINAL.contains(word) || numbers(word)),
        Some(&"set") => arguments.len() == 2 && arguments[0] == "-o" && OPTIONS.contains(&arguments[1]),
        Some(&"shopt") => arguments.first() == Some(&"-s") && all(&[&["-s"][..], &SHELL_OPTIONS[..]].concat()),
        Some(_) => false,
    }
}

fn powershell(words: &[String]) -> bool {
    let words: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    let rest = || words.iter().skip(1).map(String::as_str);
    match words.first().map(String::as_str) {
        None => true,
        Some(
            "set-location" | "cd" | "sl" | "get-location" | "pwd" | "get-date" | "date" | "hostname" | "whoami"
            | "clear-host" | "clear" | "cls" | "write-host" | "write-output" | "echo",
        ) => rest().all(is_plain_text),
        Some(first) => {
            let joined = words.join(" ");
            let set = first.strip_prefix("$env:").is_some().then(|| joined.split_once('=')).flatten();
            set.is_some_and(|(name, value)| {
                let name = name.trim().trim_start_matches("$env:").to_ascii_uppercase();
                is_harmless_value(&name, value.trim()) && is_plain_text(value)
            })
        }
    }
}

/// Without anything that PowerShell works out.
fn is_plain_text(text: &str) -> bool {
    !text.contains(['$', '{', '}', '@', '[', ']', '\u{1b}'])
}

/// Without anything that a terminal takes as an order.
fn is_shown_as_it_is(text: &str) -> bool {
    !text.contains('\\') && !text.chars().any(char::is_control)
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|it: char| it.is_ascii_digit())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// Whether a variable is known to do no harm with some value, and so with the one that it has.
fn is_known(name: &str) -> bool {
    name.starts_with("LC_") || [&SHOWN_BY[..], &SHOWN_BY_WORD, &NUMBERS].iter().any(|names| names.contains(&name))
}

/// Whatever is not known may decide which programs are started, what they load and what they keep.
fn is_harmless_value(name: &str, value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    let is_word = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '+' | '.' | ':');
    // A place is a word with a region before it: `Asia/Tokyo`.
    let is_plain = |value: &str| !value.contains("..") && !value.starts_with([':', '.']) && value.chars().all(is_word);
    match name {
        "TERM" => is_plain(value),
        "LANG" | "LANGUAGE" => !value.contains('/'),
        _ if name.starts_with("LC_") => is_name(name) && !value.contains('/'),
        "TZ" => !value.starts_with('/') && value.split('/').all(is_plain),
        // That sizes are large enough is looked at elsewhere.
        _ if NUMBERS.contains(&name) => value.parse::<i64>().is_ok(),
        _ => is_name(name) && is_known(name),
    }
}

fn is_plain_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, value)| is_harmless_value(name, value))
}
