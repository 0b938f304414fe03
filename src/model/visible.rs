//! Text from a log, made safe to show: logs are written by the people being audited.

use std::borrow::Cow;

/// Control bytes as the pictures that Unicode has for them (ESC as ␛), marks that turn or hide text
/// (bidirectional controls, zero-width characters) as `\u{202e}`. Tab and newline stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    escape(text, |character| matches!(character, '\n' | '\t'))
}

/// The same for one line: newlines become ␤ and tabs ␉ as well.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

fn escape(text: &str, keeps: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|character| acts_on_display(character) && !keeps(character)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        let code = u32::from(character);
        if keeps(character) || !acts_on_display(character) {
            shown.push(character);
        } else if code < 0x20 {
            shown.push(char::from_u32(0x2400 + code).unwrap_or('\u{2426}'));
        } else if code == 0x7f {
            shown.push('\u{2421}');
        } else {
            shown.extend(character.escape_unicode());
        }
    }
    Cow::Owned(shown)
}

/// Whether a character acts on what is shown instead of being shown.
pub fn acts_on_display(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_is_left() {
        assert_eq!(visible_line("a\u{1b}[31mb\r\n\tc\u{7f}"), "a␛[31mb␍␊␉c␡");
        assert_eq!(visible("a\n\tb"), "a\n\tb");
        assert_eq!(visible_line("rm \u{202e}txt"), "rm \\u{202e}txt");
        assert_eq!(visible_line("a\u{9b}31m"), "a\\u{9b}31m");
    }

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(visible_line("grep 日本語 *"), Cow::Borrowed(_)));
    }
}
