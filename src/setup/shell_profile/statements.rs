//! Takes a profile apart into statements, as far as a shell's quotes, comments and separators need.

/// One command with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each may be so beside the others")]
pub(super) struct Statement {
    /// As it stands there.
    pub text: String,
    /// Without quotes.
    pub words: Vec<String>,
    /// Whether it takes what the one before it writes.
    pub is_piped_in: bool,
    pub is_piped_out: bool,
    /// Whether it writes to a file, other than to throw output away, or reads from one.
    pub has_redirection: bool,
    /// Whether a part of it is what another command writes, or is opaque otherwise: it cannot be told from the text.
    pub has_substitution: bool,
}

/// Whose quotes and escapes these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::setup) enum Shell {
    Posix,
    PowerShell,
}

struct Lexer {
    shell: Shell,
    done: Vec<Statement>,
    now: Statement,
    word: String,
    is_in_word: bool,
    /// What stands behind `>` is a place, no word.
    is_place_next: bool,
}

/// In the order in which they stand there.
pub(super) fn statements(profile: &str, shell: Shell) -> Vec<Statement> {
    let mut lexer = Lexer {
        shell,
        done: Vec::new(),
        now: Statement::default(),
        word: String::new(),
        is_in_word: false,
        is_place_next: false,
    };
    let characters: Vec<char> = profile.chars().collect();
    let mut at = 0;
    while let Some(next) = characters.get(at) {
        at += lexer.take(*next, &characters[at + 1..]);
    }
    lexer.end_statement();
    lexer.done
}

impl Lexer {
    fn escape(&self) -> char {
        if self.shell == Shell::Posix { '\\' } else { '`' }
    }

    /// Takes one character, with what belongs to it; gives how many.
    fn take(&mut self, character: char, rest: &[char]) -> usize {
        let follows = |text: &str| text.chars().enumerate().all(|(at, wanted)| rest.get(at) == Some(&wanted));
        match character {
            '\n' | '\r' | ';' | '(' | ')' => {
                // In brackets it is a statement all the same; a call or a function is more than words.
                self.now.has_substitution |= matches!(character, '(' | ')') && self.is_begun();
                self.end_statement();
            }
            '|' if follows("|") => return self.separator(2),
            '|' => {
                self.now.is_piped_out = true;
                self.end_statement();
                self.now.is_piped_in = true;
                return if follows("&") { 2 } else { 1 };
            }
            '&' if follows(">") => {
                self.now.text.push('&');
                self.end_word();
            }
            '&' if follows("&") => return self.separator(2),
            '&' => return self.separator(1),
            '>' | '<' => return self.redirect(character, rest),
            '#' if !self.is_in_word => {
                return 1 + rest.iter().take_while(|it| !matches!(it, '\n' | '\r')).count();
            }
            '\'' | '"' => return self.quoted(character, rest),
            '`' if self.shell == Shell::Posix => {
                self.now.has_substitution = true;
                self.push(character);
            }
            '$' if rest.first().is_some_and(|it| matches!(it, '(' | '\'')) => {
                self.now.has_substitution = true;
                self.push(character);
            }
            escape if escape == self.escape() => {
                self.now.text.push(escape);
                self.is_in_word = true;
                let Some(escaped) = rest.first() else { return 1 };
                self.now.text.push(*escaped);
                // A line goes on.
                if !matches!(escaped, '\n' | '\r') {
                    self.word.push(*escaped);
                }
                return 2;
            }
            blank if blank.is_whitespace() => {
                self.end_word();
                self.now.text.push(blank);
            }
            other => self.push(other),
        }
        1
    }

    fn push(&mut self, character: char) {
        self.now.text.push(character);
        self.word.push(character);
        self.is_in_word = true;
    }

    fn quoted(&mut self, quote: char, rest: &[char]) -> usize {
        self.now.text.push(quote);
        self.is_in_word = true;
        let is_open = quote == '"';
        let mut at = 0;
        while let Some(character) = rest.get(at) {
            at += 1;
            self.now.text.push(*character);
            match *character {
                end if end == quote => return at + 1,
                escape if is_open && escape == self.escape() => {
                    if let Some(escaped) = rest.get(at) {
                        at += 1;
                        self.now.text.push(*escaped);
                        // Only some characters lose the one before them.
                        if self.shell == Shell::Posix && !matches!(escaped, '"' | '\\' | '$' | '`') {
                            self.word.push(escape);
                        }
                        self.word.push(*escaped);
                    }
                }
                inner => {
                    let is_command =
                        inner == '`' && self.shell == Shell::Posix || inner == '$' && rest.get(at) == Some(&'(');
                    self.now.has_substitution |= is_open && is_command;
                    self.word.push(inner);
                }
            }
        }
        // It is never closed: what it would be part of is typed later.
        self.now.has_substitution = true;
        at + 1
    }

    /// `2>&1` and `>/dev/null` throw away or join; all else goes to a file or comes from one.
    fn redirect(&mut self, direction: char, rest: &[char]) -> usize {
        if self.is_in_word && self.word.chars().all(|it| it.is_ascii_digit()) {
            self.word.clear();
            self.is_in_word = false;
        }
        self.end_word();
        self.now.text.push(direction);
        if rest.first() == Some(&'(') {
            self.now.has_substitution = true;
            return 1;
        }
        let mut used = 1;
        while let Some(more) = rest.get(used - 1).filter(|it| matches!(it, '>' | '<' | '|')) {
            self.now.text.push(*more);
            used += 1;
        }
        if direction == '>' && rest.get(used - 1) == Some(&'&') {
            self.now.text.push('&');
            used += 1;
            let digits = rest[used - 1..].iter().take_while(|it| it.is_ascii_digit() || **it == '-').count();
            if digits > 0 {
                self.now.text.extend(&rest[used - 1..used - 1 + digits]);
                return used + digits;
            }
        }
        self.now.has_redirection |= direction == '<';
        self.is_place_next = true;
        used
    }

    fn is_begun(&self) -> bool {
        self.is_in_word || !self.now.words.is_empty()
    }

    fn end_word(&mut self) {
        if !self.is_in_word {
            return;
        }
        let word = std::mem::take(&mut self.word);
        self.is_in_word = false;
        if std::mem::take(&mut self.is_place_next) {
            let is_thrown_away = matches!(word.to_ascii_lowercase().as_str(), "/dev/null" | "$null");
            self.now.has_redirection |= !is_thrown_away;
        }
        self.now.words.push(word);
    }

    fn separator(&mut self, length: usize) -> usize {
        self.end_statement();
        length
    }

    fn end_statement(&mut self) {
        self.end_word();
        self.now.has_redirection |= std::mem::take(&mut self.is_place_next);
        let statement = std::mem::take(&mut self.now);
        let text = statement.text.trim().to_owned();
        if !text.is_empty() {
            self.done.push(Statement { text, ..statement });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(profile: &str) -> Vec<Vec<String>> {
        statements(profile, Shell::Posix).into_iter().map(|statement| statement.words).collect()
    }

    #[test]
    fn statements_end_where_a_shell_ends_them() {
        assert_eq!(
            words("cd ~; pwd && ls -la || date\n# no; statement\nid"),
            [vec!["cd", "~"], vec!["pwd"], vec!["ls", "-la"], vec!["date"], vec!["id"]]
        );
        assert_eq!(words("echo 'a; b | c' \"d && e\" f\\;g h#i"), [["echo", "a; b | c", "d && e", "f;g", "h#i"]]);
        assert_eq!(words("\"ev\"al x"), [["eval", "x"]]);
        assert_eq!(words("e\\\nval x"), [["eval", "x"]]);
    }

    #[test]
    fn pipes_redirections_and_what_other_commands_write_are_seen() {
        let one = |profile: &str| statements(profile, Shell::Posix).remove(0);
        let piped = statements("curl x | sh", Shell::Posix);
        assert!(piped[0].is_piped_out && !piped[0].is_piped_in && piped[1].is_piped_in, "{piped:?}");
        for plain in ["cd /x 2>/dev/null", "date > /dev/null 2>&1", "date &>/dev/null", "echo '$(x)' '`x`' '>' x"] {
            let statement = one(plain);
            assert!(!statement.has_redirection && !statement.has_substitution, "{plain}: {statement:?}");
        }
        for file in ["date > x", "date >> /tmp/x", "date 2>x", "sh < x", "cat <<< x", "date >", "date >& x"] {
            assert!(one(file).has_redirection, "{file}");
        }
        for other in ["echo $(x)", "echo \"`x`\"", "echo $'\\x65'", "cat <(x)", "echo \"never closed"] {
            assert!(statements(other, Shell::Posix).iter().any(|it| it.has_substitution), "{other}");
        }
    }
}
