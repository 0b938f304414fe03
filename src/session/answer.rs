//! Answers to programs that ask: `[y/N] y`.

use std::sync::LazyLock;

use regex::Regex;

/// Questions with their choices, or what `read` shows in many scripts.
static QUESTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:[\[(](?:y(?:es)?/n(?:o)?(?:/[a-z\[\]]+)*|y/d/n|n/y|yes/no/\[fingerprint\])[\])]|\(type .{1,20}\)|press .{1,30}to continue)[?:]{0,2} ",
    )
    .ok()
});

/// How long an answer may be, in bytes; what is longer is output that quotes a question.
const LONGEST: usize = 80;
/// How long the line may be that it stands in, in bytes.
const LONGEST_LINE: usize = 400;

/// Where the answer begins in a line of a program's output: behind a question with choices, or behind what
/// `read -p` in the typed command asks with.
pub(super) fn answer(line: &str, question: Option<&str>) -> Option<usize> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let asked = question.filter(|question| line.starts_with(question)).map(str::len);
    let end = asked.or_else(|| {
        let candidates = line.bytes().any(|byte| matches!(byte, b'[' | b'(') || byte.eq_ignore_ascii_case(&b'p'));
        candidates.then(|| QUESTION.as_ref()?.find_iter(line).last().map(|found| found.end())).flatten()
    })?;
    let given = line[end..].trim();
    (!given.is_empty() && given.len() <= LONGEST).then_some(end)
}

/// What `read -p "…"` in the command asks with.
pub(super) fn question_of(command: &str) -> Option<&str> {
    let read = command.find("read ")?;
    let rest = &command[read..];
    let option = rest.find("p \"").or_else(|| rest.find("p '"))? + 2;
    let quote = rest[option..].chars().next()?;
    let text = &rest[option + 1..];
    let question = &text[..text.find(quote)?];
    ((2..=LONGEST_LINE).contains(&question.len()) && !question.contains(['$', '`', '\\'])).then_some(question)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_question_is_an_answer() {
        for (line, command, given) in [
            ("Do you want to continue? [Y/n] y", "apt install x", Some("y")),
            ("Is this ok [y/d/N]: N", "dnf remove x", Some("N")),
            ("Are you sure you want to continue connecting (yes/no/[fingerprint])? yes", "ssh a", Some("yes")),
            ("Overwrite (y/n)? n", "cp -i a b", Some("n")),
            ("Ticket: OPS-12", "read -p 'Ticket: ' ticket", Some("OPS-12")),
            ("Do you want to continue? [Y/n] ", "apt install x", None),
            ("Ticket: OPS-12", "cat ticket", None),
            ("total 12", "ls", None),
        ] {
            assert_eq!(answer(line, question_of(command)).map(|end| line[end..].trim()), given, "{line}");
        }
    }
}
