//! JSON's spelling of a text, as the agent's encoder writes it: Go's `encoding/json` with its HTML
//! escaping on. Source: <https://pkg.go.dev/encoding/json#Marshal>.

use std::fmt::Write as _;

/// What Go writes between the quotes. `\b` and `\f` are spelled so since Go 1.22, with which agents
/// are built today.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '"' => encoded.push_str("\\\""),
            '\\' => encoded.push_str("\\\\"),
            '\u{8}' => encoded.push_str("\\b"),
            '\u{c}' => encoded.push_str("\\f"),
            '\n' => encoded.push_str("\\n"),
            '\r' => encoded.push_str("\\r"),
            '\t' => encoded.push_str("\\t"),
            '\0'..'\u{20}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // Writing to a String cannot fail.
                let _ = write!(encoded, "\\u{:04x}", u32::from(character));
            }
            other => encoded.push(other),
        }
    }
    encoded
}

/// The text that JSON spells so; `None` where it spells none.
pub(super) fn decode(spelled: &str) -> Option<String> {
    if !spelled.contains('\\') {
        return Some(spelled.to_owned());
    }
    serde_json::from_str(&format!("\"{spelled}\"")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_spelled_as_go_spells_it() {
        assert_eq!(encode("a && b > \"c\\d\" <e>"), r#"a \u0026\u0026 b \u003e \"c\\d\" \u003ce\u003e"#);
        assert_eq!(encode("\u{8}\u{c}\n\r\t\u{1b}\u{7f}\u{2028}"), "\\b\\f\\n\\r\\t\\u001b\u{7f}\\u2028");
        assert_eq!(encode("o'brien 日本語 /"), "o'brien 日本語 /");
    }

    #[test]
    fn what_is_no_json_is_not_guessed() {
        assert_eq!(decode("\\ud800 alone"), None);
        assert_eq!(decode("cut \\"), None);
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in any::<String>()) {
            prop_assert_eq!(decode(&encode(&text)), Some(text));
        }
    }
}
