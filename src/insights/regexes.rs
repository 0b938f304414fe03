//! Regular expressions of queries. AWS uses RE2's syntax; what the `regex` crate reads otherwise is
//! put into its words first. Neither has look-around or back-references, and both take time that
//! grows with the text only.

use regex::{Regex, RegexBuilder};

/// What a compiled expression may take, in bytes: `(a{1000}){1000}` is refused, not tried.
const LARGEST: usize = 2 << 20;

/// Compiles what stands between the slashes, or says in English why it cannot be.
pub(crate) fn compile(source: &str) -> Result<Regex, String> {
    let source = in_words_of_the_crate(source);
    RegexBuilder::new(&source).size_limit(LARGEST).dfa_size_limit(LARGEST).nest_limit(100).build().map_err(|error| {
        match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            // The last line names the fault; those above draw a picture of it.
            other => other
                .to_string()
                .lines()
                .last()
                .map(|line| line.trim_start_matches("error: ").to_owned())
                .unwrap_or_default(),
        }
    })
}

/// RE2 reads `\d`, `\w`, `\s` and `\b` in ASCII only, a `{` that opens no count and a `[` inside
/// brackets as themselves, and `\<` as `<`.
fn in_words_of_the_crate(source: &str) -> String {
    let mut written = String::with_capacity(source.len() + 16);
    let mut rest = source;
    let mut in_brackets = false;
    while let Some(next) = rest.chars().next() {
        let mut taken = next.len_utf8();
        match next {
            '\\' => {
                let escaped = rest[1..].chars().next();
                taken += escaped.map_or(0, char::len_utf8);
                match escaped {
                    Some('d') => written.push_str("[0-9]"),
                    Some('D') => written.push_str("[^0-9]"),
                    Some('w') => written.push_str("[0-9A-Za-z_]"),
                    Some('W') => written.push_str("[^0-9A-Za-z_]"),
                    Some('s') => written.push_str(r"[\t\n\f\r ]"),
                    Some('S') => written.push_str(r"[^\t\n\f\r ]"),
                    Some('b') if !in_brackets => written.push_str(r"(?-u:\b)"),
                    Some(angle @ ('<' | '>')) => written.push(angle),
                    Some('p' | 'P' | 'x') if rest[2..].starts_with('{') => {
                        taken = rest.find('}').map_or(rest.len(), |end| end + 1);
                        written.push_str(&rest[..taken]);
                    }
                    _ => written.push_str(&rest[..taken]),
                }
            }
            '[' if in_brackets && !rest.starts_with("[:") => written.push_str(r"\["),
            '[' if !in_brackets => {
                in_brackets = true;
                // A bracket that closes at once is one of the characters.
                for first in ["[^]", "[]"] {
                    if rest.starts_with(first) {
                        taken = first.len();
                        break;
                    }
                }
                written.push_str(&rest[..taken]);
            }
            '[' => {
                taken = rest.find(":]").map_or(1, |end| end + 2);
                written.push_str(&rest[..taken]);
            }
            ']' => {
                in_brackets = false;
                written.push(']');
            }
            '&' | '~' if in_brackets => {
                written.push('\\');
                written.push(next);
            }
            '{' if !in_brackets && !opens_count(rest) => written.push_str(r"\{"),
            _ => written.push(next),
        }
        rest = &rest[taken..];
    }
    written
}

/// `{2}`, `{2,}`, `{2,3}`.
fn opens_count(text: &str) -> bool {
    let Some((inner, _)) = text[1..].split_once('}') else { return false };
    let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, text: &str) -> Option<String> {
        let regex = compile(source).unwrap_or_else(|reason| panic!("{source}: {reason}"));
        regex.find(text).map(|found| found.as_str().to_owned())
    }

    #[test]
    fn expressions_mean_what_re2_means() {
        for (source, text, expected) in [
            (r#"{"level":"(\w+)"}"#, r#"x {"level":"a"}"#, Some(r#"{"level":"a"}"#)),
            (r"a{2}b{,3}", "aab{,3}", Some("aab{,3}")),
            (r"\[([^[\]]*)\]", "x [y] z", Some("[y]")),
            (r"[[]x[]]", "[x]", Some("[x]")),
            (r"[]a]+", "x]a]", Some("]a]")),
            (r"[^]a]+", "]xa", Some("x")),
            (r"[a&&b]+", "x&b&a", Some("&b&a")),
            (r"[[:digit:]x]+", "ab12x", Some("12x")),
            (r"\<EventID\>\d+\</", "<EventID>4624</EventID>", Some("<EventID>4624</")),
            (r"\d+", "\u{ff11}7", Some("7")),
            (r"[\d.]+", "v1.2", Some("1.2")),
            (r"\bb\w+", "a bcd", Some("bcd")),
            (r"\W+", "a\u{3042}b", Some("\u{3042}")),
            (r"\p{Greek}{2}", "xαβ", Some("αβ")),
            (r"\x{41}\/", "A/", Some("A/")),
            (r"(?i)ERROR", "an error", Some("error")),
            (r"{}", "{}", Some("{}")),
            (r"\\d", r"\d", Some(r"\d")),
        ] {
            assert_eq!(found(source, text).as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn what_re2_refuses_is_refused() {
        for source in ["(", "a**b(", r"(a)\1", "(?=a)", "[a", r"\", "((a{1000}){1000}){1000}", "(?<n", "[z-a]"] {
            assert!(compile(source).is_err(), "{source}");
        }
    }
}
