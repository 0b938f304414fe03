//! What a shell profile does to the record. The agent types its text into the shell when a session starts
//! (`agent/session/shell/shell_unix.go`), so it stands in the log before anything that the person typed.

/// What a line of a profile is suspected of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Suspicion {
    /// The shell's own history is switched off, emptied, or kept from something.
    WeakensHistory,
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
/// Words that may stand before a command without changing what it is.
const BEFORE_COMMANDS: [&str; 10] =
    ["alias", "builtin", "command", "declare", "env", "export", "local", "readonly", "set", "typeset"];
const MOST_STATEMENTS: usize = 2_000;

/// Every statement that something can be said against, once.
pub(super) fn suspicions(profile: &str) -> Vec<SuspiciousLine> {
    let mut found: Vec<SuspiciousLine> = Vec::new();
    let statements = profile.split(['\n', '\r', ';', '|', '&']).map(str::trim).filter(|text| !text.is_empty());
    for statement in statements.take(MOST_STATEMENTS) {
        if let Some(suspicion) = suspicion(statement) {
            let line = SuspiciousLine { suspicion, text: statement.to_owned() };
            if !found.contains(&line) {
                found.push(line);
            }
        }
    }
    found
}

fn suspicion(statement: &str) -> Option<Suspicion> {
    if statement.starts_with('#') {
        return None;
    }
    let lower = statement.to_ascii_lowercase();
    let words: Vec<&str> = statement.split_whitespace().collect();
    let is = |text: &[&str]| words.windows(text.len()).any(|window| window == text);
    let history = is(&["set", "+o", "history"])
        || is(&["unset", "HISTFILE"])
        || is(&["history", "-c"])
        || is(&["history", "-d"])
        || words.iter().any(|word| weakens_history(word))
        || ["clear-history", "historysavestyle savenothing", "remove-module psreadline"]
            .iter()
            .any(|text| lower.contains(text));
    let echo = words.contains(&"stty") && words.iter().any(|word| matches!(*word, "-echo" | "raw"))
        || words.contains(&"exec") && statement.contains('>');
    let prompt = words.iter().any(|word| {
        ["PROMPT_COMMAND", "PS0", "PS1", "PS2", "PROMPT"].iter().any(|name| assigned(word, name).is_some())
    }) || words.contains(&"trap") && words.contains(&"DEBUG")
        || lower.starts_with("function prompt");
    match () {
        () if history => Some(Suspicion::WeakensHistory),
        () if echo => Some(Suspicion::HidesTyping),
        () if prompt => Some(Suspicion::ChangesPrompt),
        () if starts_program(&words) => Some(Suspicion::StartsProgram),
        () => None,
    }
}

/// What a word gives to a variable, without quotes.
fn assigned<'a>(word: &'a str, name: &str) -> Option<&'a str> {
    let value = word.strip_prefix(name)?;
    let value = value.strip_prefix("+=").or_else(|| value.strip_prefix('='))?;
    Some(value.trim_matches(['"', '\'']))
}

/// A size of history that is not nothing, or a format for times, weakens nothing.
fn weakens_history(word: &str) -> bool {
    let nothing = |name| assigned(word, name).is_some_and(|value| value.is_empty() || value == "0");
    nothing("HISTSIZE")
        || nothing("HISTFILESIZE")
        || nothing("SAVEHIST")
        || assigned(word, "HISTFILE").is_some_and(|value| value.is_empty() || value.starts_with("/dev/"))
        || assigned(word, "HISTCONTROL").is_some_and(|value| value.contains("ignore"))
        || assigned(word, "HISTIGNORE").is_some_and(|value| !value.is_empty())
}

fn starts_program(words: &[&str]) -> bool {
    let is_before = |word: &&&str| BEFORE_COMMANDS.contains(*word) || word.contains('=');
    let mut rest = words.iter().skip_while(is_before);
    let Some(first) = rest.next() else { return false };
    let name = |word: &str| word.rsplit('/').next().unwrap_or(word).to_ascii_lowercase();
    match name(first).as_str() {
        // `exec` alone, or with a redirection only, starts nothing.
        "exec" | "nohup" | "setsid" => {
            rest.clone().any(|word| PROGRAMS.contains(&name(word).as_str())) || rest.next().is_some()
        }
        "sudo" | "doas" => rest.any(|word| matches!(*word, "-i" | "-s") || PROGRAMS.contains(&name(word).as_str())),
        first => PROGRAMS.contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_weakens_the_record_is_found_and_nothing_else() {
        use Suspicion::{ChangesPrompt, HidesTyping, StartsProgram, WeakensHistory};
        let cases: &[(&str, &[Suspicion])] = &[
            ("export HISTFILE=/dev/null", &[WeakensHistory]),
            ("unset HISTFILE", &[WeakensHistory]),
            ("HISTSIZE=0; set +o history", &[WeakensHistory, WeakensHistory]),
            ("export HISTCONTROL=ignorespace", &[WeakensHistory]),
            ("history -c && stty -echo", &[WeakensHistory, HidesTyping]),
            ("Set-PSReadLineOption -HistorySaveStyle SaveNothing", &[WeakensHistory]),
            ("exec > /dev/null 2>&1", &[HidesTyping]),
            ("export PROMPT_COMMAND='date'", &[ChangesPrompt]),
            ("PS1=\"$ \"", &[ChangesPrompt]),
            ("trap 'logger x' DEBUG", &[ChangesPrompt]),
            ("exec /bin/bash", &[StartsProgram]),
            ("sudo -i", &[StartsProgram]),
            ("sudo su - deploy", &[StartsProgram]),
            ("TERM=xterm tmux attach", &[StartsProgram]),
            ("script -q /tmp/x", &[StartsProgram]),
            ("cd /home\nbash -l", &[StartsProgram]),
            // Nothing against these.
            ("export HISTTIMEFORMAT='%F %T '; HISTSIZE=10000", &[]),
            ("stty rows 50 cols 132", &[]),
            ("stty echo", &[]),
            ("cd ~; pwd; ls -la", &[]),
            ("timestamp=$(date); echo bash", &[]),
            ("# HISTSIZE=0", &[]),
            ("sudo systemctl status sshd", &[]),
            ("", &[]),
        ];
        for (profile, expected) in cases {
            let found: Vec<Suspicion> = suspicions(profile).iter().map(|line| line.suspicion).collect();
            assert_eq!(&found, expected, "{profile}");
        }
    }

    proptest! {
        #[test]
        fn no_profile_stops_it(profile in any::<String>()) {
            let _ = suspicions(&profile);
        }
    }
}
