//! The parts of a typed line: what a shell would start one by one.

/// A hostile line must not keep the program busy: longer lines are looked at as far as this, in bytes.
const LONGEST: usize = 64 * 1024;
const MOST_PARTS: usize = 256;
/// How deep substitutions are followed.
const DEEPEST: usize = 4;

/// Splits a line, or a block of lines, at `;`, `|`, `&`, brackets and line ends, outside of quotes, and
/// gives what stands in substitutions too. Comments and the bodies of here-documents are no parts.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut found = Vec::new();
    split(&text[..end], DEEPEST, &mut found);
    found
}

fn split<'a>(text: &'a str, depth: usize, found: &mut Vec<&'a str>) {
    let bytes = text.as_bytes();
    let (mut at, mut from) = (0, 0);
    let mut double = false;
    let mut documents: Vec<&str> = Vec::new();
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'\\' => at += 1,
            b'\'' if !double => at = closing(bytes, at + 1, b'\''),
            b'"' => double = !double,
            b'`' => {
                let end = closing(bytes, at + 1, b'`');
                inner(text, at + 1, end, depth, found);
                at = end;
            }
            b'$' | b'<' | b'>' if bytes.get(at + 1) == Some(&b'(') && (byte == b'$' || !double) => {
                let end = closing_bracket(bytes, at + 2);
                inner(text, at + 2, end, depth, found);
                at = end;
            }
            _ if double => {}
            b'#' if at == from || bytes[at - 1].is_ascii_whitespace() => {
                push(text, from, at, found);
                at = line_end(bytes, at);
                from = at;
                continue;
            }
            b'<' if bytes[at..].starts_with(b"<<") && !bytes[at..].starts_with(b"<<<") => {
                documents.extend(delimiter(&text[at + 2..]));
                at += 1;
            }
            b'\n' => {
                push(text, from, at, found);
                at += 1;
                for word in documents.drain(..) {
                    at = after_document(text, at, word);
                }
                from = at;
                continue;
            }
            b';' | b'|' | b'(' | b')' => {
                push(text, from, at, found);
                from = at + 1;
            }
            // `2>&1`, `&>file` and `>|file` are no ends.
            b'&' if !(at > 0 && matches!(bytes[at - 1], b'>' | b'<')) && bytes.get(at + 1) != Some(&b'>') => {
                push(text, from, at, found);
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    push(text, from, text.len(), found);
}

fn inner<'a>(text: &'a str, from: usize, to: usize, depth: usize, found: &mut Vec<&'a str>) {
    if depth > 0
        && let Some(inside) = text.get(from..to.min(text.len()))
    {
        split(inside, depth - 1, found);
    }
}

/// Words that only begin or end a compound.
const KEYWORDS: [&str; 13] =
    ["if", "then", "else", "elif", "fi", "while", "until", "do", "done", "!", "{", "}", "esac"];

fn push<'a>(text: &'a str, from: usize, to: usize, found: &mut Vec<&'a str>) {
    let Some(mut part) = text.get(from..to).map(str::trim) else { return };
    while let Some(rest) = KEYWORDS.iter().find_map(|word| {
        let rest = part.strip_prefix(word)?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
    }) {
        part = rest;
    }
    if !part.is_empty() && found.len() < MOST_PARTS {
        found.push(part);
    }
}

/// Where the quote ends, or the text.
fn closing(bytes: &[u8], from: usize, quote: u8) -> usize {
    bytes.iter().skip(from).position(|byte| *byte == quote).map_or(bytes.len(), |at| from + at)
}

fn closing_bracket(bytes: &[u8], from: usize) -> usize {
    let mut open = 1_usize;
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\'' => at = closing(bytes, at + 1, b'\''),
            b'(' => open += 1,
            b')' => {
                open -= 1;
                if open == 0 {
                    return at;
                }
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    closing(bytes, from, b'\n')
}

/// The word that ends a here-document, without its quotes.
fn delimiter(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches([' ', '\t']);
    let end = rest.find(|character: char| character.is_whitespace() || ";|&<>()".contains(character));
    let word = rest[..end.unwrap_or(rest.len())].trim_matches(['\'', '"', '\\']);
    (!word.is_empty()).then_some(word)
}

fn after_document(text: &str, from: usize, word: &str) -> usize {
    let mut at = from;
    while let Some(line) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let line = line.split('\n').next().unwrap_or_default();
        at = (at + line.len() + 1).min(text.len());
        if line.trim_start_matches('\t') == word {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_falls_into_what_a_shell_starts() {
        for (line, expected) in [
            ("ls", vec!["ls"]),
            ("cd /tmp && ls -l; id | wc", vec!["cd /tmp", "ls -l", "id", "wc"]),
            ("echo 'a; b' \"c | d\" e\\;f", vec!["echo 'a; b' \"c | d\" e\\;f"]),
            ("make 2>&1 | tee log &", vec!["make 2>&1", "tee log"]),
            ("id &> /dev/null", vec!["id &> /dev/null"]),
            ("echo \"$(cat /etc/shadow)\"", vec!["cat /etc/shadow", "echo \"$(cat /etc/shadow)\""]),
            ("a `b; c` d", vec!["b", "c", "a `b; c` d"]),
            ("if true; then rm x; fi # rm y", vec!["true", "rm x"]),
            ("cat <<'E' > f\nrm -rf /\nE\nid", vec!["cat <<'E' > f", "id"]),
            ("bash <(curl x)", vec!["curl x", "bash <(curl x)"]),
            ("# only a note", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(parts(line), expected, "{line}");
        }
    }
}
