//! Where a prompt ends and typing begins.
//!
//! A prompt is what recurs: candidates are counted over a session with the parts that change
//! (directory, time, exit status, branch) left open.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

/// Prompts of well-known shapes, at the start of a line.
static SHELL_SHAPE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:\([0-9A-Za-z_.-]+\) )?(?:",
        r"(?:sh|bash|rbash|dash|ksh|mksh)-[0-9]+\.[0-9]+[$#] ",
        r"|\[[0-9A-Za-z_.@-]+ [^\]\r\n]+\][$#%] ",
        r"|[0-9A-Za-z_.-]+@[0-9A-Za-z_.-]+:[^$#\r\n]+[$#] ",
        r"|[0-9A-Za-z_.-]+@[0-9A-Za-z_.-]+ [~/][^$#>\r\n]*[$#>] ",
        r"|PS [A-Za-z]:\\[^>\r\n]*> ?",
        r"|[A-Za-z]:\\[^>\r\n]*>",
        r")",
    ))
    .ok()
});

static REPL_SHAPE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?P<repl>>>> |\.\.\. |In \[[0-9]+\]: |irb[^>\r\n]*> |pry[^>\r\n]*> |ftp> |sftp> |\(gdb\) |\(Pdb\) |[0-9A-Za-z.-]+:[0-9]+> )",
        r"|(?P<sql>sqlite> |   \.\.\.> |mysql> |(?:MariaDB|MySQL) \[[^\]\r\n]+\]> |    [-'`\x22]> |[0-9A-Za-z_-]+[=(-][#>] |SQL> ))",
    ))
    .ok()
});

/// Continuation prompts: bash's and dash's, and zsh's, which name what is open.
static CONTINUATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:for|foreach|while|until|repeat|do|if|then|elif|else|case|select|function|cursh|subsh|quote|dquote|bquote|heredoc|pipe|cmdand|cmdor|cmdsubst|mathsubst|array|braceparam|brace|errand|bracket|math|elif-then|always|nocorrect|time|coproc)(?: [a-z]+)*)?> ?").ok()
});

/// Whose prompt it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    Shell,
    Repl,
    Sql,
    /// A program that asked a question.
    Program,
}

/// The length of the shell prompt of a well-known shape that the line begins with.
pub(super) fn known_shell(line: &str) -> Option<usize> {
    SHELL_SHAPE.as_ref()?.find(line).map(|found| found.end()).filter(|end| *end <= LONGEST)
}

/// The length of the interpreter's or database client's prompt that the line begins with.
pub(super) fn known_repl(line: &str) -> Option<(Asker, usize)> {
    let found = REPL_SHAPE.as_ref()?.captures(line)?;
    let asker = if found.name("sql").is_some() { Asker::Sql } else { Asker::Repl };
    Some((asker, found.get(0)?.end()))
}

/// The length of the continuation prompt that the line begins with.
pub(super) fn continuation(line: &str) -> Option<usize> {
    CONTINUATION.as_ref()?.find(line).map(|found| found.end()).filter(|end| *end > 0)
}

/// How far into a line a prompt may reach, in bytes.
const LONGEST: usize = 200;
const MOST_CUTS: usize = 6;
const LONGEST_RIGHT: usize = 60;

/// Where a prompt could end: after a closing sign and a space.
pub(super) fn cuts(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let begins = &text.as_bytes()[..text.len().min(LONGEST + 4)];
    if !begins.iter().any(|byte| matches!(byte, b'$' | b'#' | b'%' | b'>') || *byte >= 0x80) {
        return ends;
    }
    let mut closing = false;
    for (at, character) in text.char_indices() {
        if at > LONGEST || ends.len() >= MOST_CUTS {
            return ends;
        }
        if character == ' ' && closing {
            ends.push(at + 1);
        }
        closing = closes(character);
    }
    if closing {
        ends.push(text.len());
    }
    ends
}

/// Signs that prompts end in. Powerline glyphs and arrows are symbols outside of ASCII; the agent
/// leaves U+FFFD of them.
fn closes(character: char) -> bool {
    matches!(character, '$' | '#' | '%' | '>') || (!character.is_ascii() && !character.is_alphanumeric())
}

/// A prompt with its changing parts left open: its first word, and the frame of the rest.
pub(super) fn frame(prompt: &str) -> String {
    let mut frame = String::new();
    let mut first = true;
    let mut word = String::new();
    let mut seen_word = false;
    for character in prompt.chars() {
        let in_word = character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '~' | '/' | '+' | '@');
        if in_word {
            word.push(if character.is_ascii_digit() { '0' } else { character });
            continue;
        }
        seen_word |= !word.is_empty();
        end_word(&mut frame, &mut word, first);
        if seen_word {
            first = false;
        }
        frame.push(character);
    }
    end_word(&mut frame, &mut word, first);
    // A prompt without input may have lost the space at its end.
    frame.truncate(frame.trim_end().len());
    frame
}

fn end_word(frame: &mut String, word: &mut String, first: bool) {
    if word.is_empty() {
        return;
    }
    if first {
        // Digits count as one: times and process numbers in a prompt change their length.
        let mut last = ' ';
        for character in word.drain(..) {
            if character != '0' || last != '0' {
                frame.push(character);
            }
            last = character;
        }
    } else {
        frame.push('w');
        word.clear();
    }
}

/// What recurs in a session at the start of lines.
#[derive(Default)]
pub(super) struct Prompts {
    frames: HashMap<String, Seen>,
    /// What stood between prompts and the first character that zsh drew twice.
    rights: HashMap<String, usize>,
    /// How many that were.
    rights_seen: usize,
}

/// What a hostile log can make the list of candidates hold.
const MOST_FRAMES: usize = 100_000;

#[derive(Default)]
struct Seen {
    count: usize,
    /// A hash of what stood after it first, and whether something else did later.
    rest: u64,
    varied: bool,
}

impl Prompts {
    /// Counts the candidates of a line, and says whether it has any.
    pub fn learn(&mut self, text: &str) -> bool {
        let cuts = cuts(text);
        let input = drawn_twice(text);
        for cut in &cuts {
            let cut = *cut;
            if let Some(right) = input.and_then(|input| text.get(cut..input))
                && right.len() <= LONGEST_RIGHT
                && self.rights.len() < MOST_FRAMES
            {
                *self.rights.entry(without_numbers(right)).or_default() += 1;
                self.rights_seen += 1;
            }
            let seen = self.frames.entry(frame(&text[..cut])).or_default();
            let rest = hash(&text[cut..]);
            if seen.count == 0 {
                seen.rest = rest;
            }
            seen.varied |= seen.rest != rest;
            seen.count += 1;
        }
        if self.frames.len() > MOST_FRAMES {
            // What recurs is seen again soon.
            let mut rare = 0;
            while self.frames.len() > MOST_FRAMES / 2 {
                rare += 1;
                self.frames.retain(|_, seen| seen.count > rare);
            }
        }
        !cuts.is_empty()
    }

    /// How often the frame of this prompt was seen, if different things followed it.
    pub fn count(&self, prompt: &str) -> usize {
        self.frames.get(&frame(prompt)).filter(|seen| seen.varied || seen.count == 1).map_or(0, |seen| seen.count)
    }

    /// Whether there are inputs of zsh in lines that the agent cleaned.
    pub fn are_drawn_over(&self) -> bool {
        self.rights_seen > 2
    }

    /// The length of the right-hand prompt that stands before the input where the agent removed the movements
    /// to the right margin and back.
    pub fn right_end(&self, rest: &str) -> usize {
        let seen = self.rights_seen;
        let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).take_while(|end| *end <= LONGEST_RIGHT);
        let recurs = |end: &usize| {
            let count = self.rights.get(&without_numbers(&rest[..*end])).copied().unwrap_or_default();
            count > 2 && count * 2 > seen
        };
        if seen == 0 { 0 } else { ends.filter(recurs).max().unwrap_or_default() }
    }

    /// The most likely end of the prompt that the text begins with, and how often it was seen.
    pub fn best_cut(&self, text: &str) -> Option<(usize, usize)> {
        let shape = known_shell(text);
        let mut best: Option<(usize, usize)> = None;
        for cut in cuts(text) {
            let count = self.count(&text[..cut]);
            // A longer candidate holds what was typed, unless it is seen as often.
            if best.is_none_or(|(_, most)| count >= most && count > 1) {
                best = Some((cut, count));
            }
        }
        match (best, shape) {
            (Some((_, count)), Some(end)) if count < 3 => Some((end, self.count(&text[..end]).max(1))),
            (best, _) => best,
        }
    }
}

/// Where an input begins in a line without movements: zsh draws its first character, goes back and draws it again
/// with the next.
pub(super) fn drawn_twice(text: &str) -> Option<usize> {
    let back = text.find('\u{8}')?;
    let (at, first) = text[..back].char_indices().next_back()?;
    (text[back + 1..].starts_with(first)).then_some(at)
}

fn without_numbers(text: &str) -> String {
    text.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect()
}

fn hash(text: &str) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    STATE.hash_one(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_prompts_are_known() {
        for (line, end) in [
            ("sh-5.2$ id", 8),
            ("bash-4.2# id", 10),
            ("[ec2-user@ip-10-0-0-1 bin]$ id", 28),
            ("ubuntu@web-1:~/a b$ id", 20),
            ("(venv) me@host:/srv# id", 21),
            ("me@host ~> id", 11),
            ("PS C:\\Users\\me> dir", 16),
            ("C:\\Windows>dir", 11),
        ] {
            assert_eq!(known_shell(line), Some(end), "{line}");
        }
        for line in ["", "total 12", "a@b.example: hello", "[INFO] started $ 5", "drwxr-xr-x 2 me me 5 x -> y"] {
            assert_eq!(known_shell(line), None, "{line}");
        }
        assert_eq!(known_repl(">>> 1+1"), Some((Asker::Repl, 4)));
        assert_eq!(known_repl("sqlite> .tables"), Some((Asker::Sql, 8)));
        assert_eq!(known_repl("MariaDB [(none)]> use x"), Some((Asker::Sql, 18)));
        assert_eq!(known_repl("MySQL [billing]> select 1;"), Some((Asker::Sql, 17)));
        assert_eq!(known_repl("billing=# select 1;"), Some((Asker::Sql, 10)));
        assert_eq!(known_repl("total 12"), None);
        assert_eq!(continuation("> done"), Some(2));
        assert_eq!(continuation("for> done"), Some(5));
        assert_eq!(continuation("done"), None);
    }

    #[test]
    fn a_prompt_is_what_recurs_however_the_directory_and_the_status_change() {
        let mut prompts = Prompts::default();
        for line in ["deploy:~ $ ls", "deploy:/srv $ cat a > b", "deploy:/etc $ pwd", "total 3", "deploy:~ [1] $ id"] {
            prompts.learn(line);
        }
        assert_eq!(prompts.best_cut("deploy:/tmp $ echo $ x"), Some((14, 3)));
    }

    #[test]
    fn words_of_the_first_part_count_and_the_rest_is_open() {
        assert_eq!(frame("me@host-12:~/a (main) $ "), frame("me@host-7:/srv (dev) $ "));
        assert_ne!(frame("me@host:~$ "), frame("you@host:~$ "));
    }
}
