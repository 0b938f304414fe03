//! As much of shell syntax as tells whether an input goes on.

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
}
