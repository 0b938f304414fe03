//! Which program a typed line names.

use std::ops::Range;

/// The program that a shell line asks for, behind `sudo` and the like and behind assignments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program<'a> {
    /// Its name without its folder.
    pub name: &'a str,
    /// Where the word stands in the line, in bytes.
    pub span: Range<usize>,
}

/// Programs that start the one named behind them, and their options that take a word of their own.
const STARTERS: [(&str, &[&str]); 13] = [
    (
        "sudo",
        &[
            "-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R", "--user", "--group", "--host",
            "--prompt", "--chdir",
        ],
    ),
    ("doas", &["-u", "-C"]),
    ("env", &["-u", "-C", "--unset", "--chdir"]),
    ("nohup", &[]),
    ("time", &["-f", "-o"]),
    ("exec", &["-a"]),
    ("command", &[]),
    ("builtin", &[]),
    ("nice", &["-n"]),
    ("ionice", &["-c", "-n"]),
    ("setsid", &[]),
    ("stdbuf", &["-i", "-o", "-e"]),
    ("chroot", &[]),
];

/// The program of a line; `None` where there is no word at all.
pub fn program(line: &str) -> Option<Program<'_>> {
    let mut words = Words { line, at: 0 };
    let mut found: Option<Program<'_>> = None;
    while let Some(span) = words.next_word() {
        let word = &line[span.clone()];
        if let Some(within) = substituted(word) {
            words.at = span.start + within;
            continue;
        }
        if is_assignment(word) || matches!(word, "!" | "{" | "(") {
            continue;
        }
        let name = name_of(word);
        let starter = STARTERS.iter().find(|(starter, _)| *starter == name);
        found = Some(Program { name, span });
        let Some((starter, with_value)) = starter else { return found };
        words.skip_options(with_value);
        if *starter == "chroot" {
            words.next_word();
        }
        if words.ends_here() {
            return found;
        }
    }
    found
}

/// The word without its folder and quotes.
fn name_of(word: &str) -> &str {
    let bare = word.trim_matches(['"', '\'', '\\', '(']);
    let name = bare.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(bare);
    if name.is_empty() { word } else { name }
}

/// Where the inner line of `A=$(line)`, `"$(line)"` or the like begins.
fn substituted(word: &str) -> Option<usize> {
    let value = if is_assignment(word) { word.find('=')? + 1 } else { 0 };
    let quoted = usize::from(word[value..].starts_with('"'));
    let begin = value + quoted;
    let rest = &word[begin..];
    let sign = if rest.starts_with("$(") && !rest.starts_with("$((") { 2 } else { usize::from(rest.starts_with('`')) };
    (sign > 0).then_some(begin + sign)
}

fn is_assignment(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else { return false };
    let name = name.strip_suffix('+').unwrap_or(name);
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

struct Words<'a> {
    line: &'a str,
    at: usize,
}

impl Words<'_> {
    /// The next word, up to white space or a sign that ends a command.
    fn next_word(&mut self) -> Option<Range<usize>> {
        let rest = &self.line[self.at..];
        let begin = self.at + (rest.len() - rest.trim_start().len());
        let mut quote: Option<char> = None;
        let mut end = self.line.len();
        for (offset, letter) in self.line[begin..].char_indices() {
            match (quote, letter) {
                (Some(open), _) if open == letter => quote = None,
                (None, '"' | '\'') => quote = Some(letter),
                (None, ';' | '|' | '&' | '<' | '>') => {
                    // A sign of its own is a word, so that what follows is not taken for the program.
                    end = if offset == 0 { begin + letter.len_utf8() } else { begin + offset };
                    break;
                }
                (None, _) if letter.is_whitespace() => {
                    end = begin + offset;
                    break;
                }
                _ => {}
            }
        }
        self.at = end;
        (begin < end).then_some(begin..end)
    }

    fn skip_options(&mut self, with_value: &[&str]) {
        loop {
            let before = self.at;
            let Some(span) = self.next_word() else { return };
            let word = &self.line[span];
            if word == "--" {
                return;
            }
            if !word.starts_with('-') || word == "-" {
                self.at = before;
                return;
            }
            if with_value.contains(&word) {
                self.next_word();
            }
        }
    }

    fn ends_here(&self) -> bool {
        self.line[self.at..].trim_start().chars().next().is_none_or(|next| matches!(next, ';' | '|' | '&' | '<' | '>'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_program_stands_behind_what_starts_it() {
        for (line, name) in [
            ("ls -la", "ls"),
            ("sudo -u postgres psql", "psql"),
            ("sudo -i", "sudo"),
            ("sudo su -", "su"),
            ("sudo --user root /usr/bin/systemctl restart httpd", "systemctl"),
            ("A=1 B='x y' env -u C LC_ALL=C grep -r x", "grep"),
            ("nohup ./run.sh &", "run.sh"),
            ("sudo; ls", "sudo"),
            ("cat<in", "cat"),
            ("ps|grep x", "ps"),
            ("\\rm -rf x", "rm"),
            ("'/opt/my tool/bin/x' y", "x"),
            ("A=1", ""),
            ("TOKEN=$(wget -q -O - http://x); echo $TOKEN", "wget"),
            ("   ", ""),
            ("! grep -q x y", "grep"),
            ("(cd /tmp && ls)", "cd"),
            ("TOKEN=$(wget -q -O - http://x); echo $TOKEN", "wget"),
            ("A=\"$(sudo cat /etc/shadow)\"", "cat"),
            ("A=$((1+2)) ls", "ls"),
            ("`which ls`", "which"),
        ] {
            assert_eq!(program(line).map_or("", |program| program.name), name, "{line:?}");
        }
        assert_eq!(program("sudo  vi /etc/x").map(|program| program.span), Some(6..8));
    }

    proptest! {
        #[test]
        fn any_line_can_be_asked(line in any::<String>()) {
            if let Some(program) = program(&line) {
                prop_assert!(line.get(program.span).is_some_and(|word| word.contains(program.name)));
            }
        }

        #[test]
        fn any_words_too(line in "(sudo|env|A=1|-u|--|'|\"|;| |/|x|\\(|日){0,12}") {
            if let Some(program) = program(&line) {
                prop_assert!(line.get(program.span).is_some_and(|word| word.contains(program.name)));
            }
        }
    }
}
