//! A line's text as it stood on the screen.

use std::borrow::Cow;

use super::screen::show_line;

/// Whether nothing in the line acts on a terminal.
pub(super) fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| byte < 0x20 || byte == 0x7f)
}

/// The line as a terminal shows it that never wraps.
pub(super) fn shown_text(text: &str, returns_lost: bool) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(show_line(text, returns_lost)) }
}

/// Whether the line leaves anything to see: a quick look, without showing it on a terminal.
pub(super) fn shows_something(text: &str) -> bool {
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\u{1b}' => match rest.next() {
                Some('[') => {
                    rest.by_ref().find(|next| ('@'..='~').contains(next));
                }
                Some(']' | 'P' | '_' | '^' | 'X') => {
                    let mut escaped = false;
                    rest.by_ref().find(|next| {
                        let ends = *next == '\u{7}' || escaped && *next == '\\';
                        escaped = *next == '\u{1b}';
                        ends
                    });
                }
                Some('(' | ')' | '*' | '+') => {
                    rest.next();
                }
                _ => {}
            },
            _ if character.is_whitespace() || character.is_control() => {}
            _ => return true,
        }
    }
    false
}
