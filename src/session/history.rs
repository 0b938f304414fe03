//! History references (`!!`, `!$`, `^old^new`): the shell prints what they stand for.

/// Whether the line that a shell printed is what it made of history references in the typed one.
pub(super) fn is_expansion(typed: &str, printed: &str) -> bool {
    if typed == printed || printed.is_empty() {
        return false;
    }
    if let Some(rest) = typed.strip_prefix('^') {
        let mut parts = rest.split('^');
        let (Some(old), Some(new)) = (parts.next(), parts.next()) else { return false };
        return !old.is_empty() && printed.contains(new);
    }
    let Some(at) = history_mark(typed) else { return false };
    let (head, tail) = (&typed[..at], &typed[at..]);
    let end = tail.find([' ', ';', '|', '&', ')', '>']).map_or("", |end| &tail[end..]);
    let end_plain = history_mark(end).is_none();
    printed.starts_with(head)
        && (!end_plain || printed.ends_with(end.trim_end()))
        && printed.len() > head.len()
        && !printed.contains("event not found")
}

/// Whether the shell may have put something from its history into the text.
pub(super) fn has_history_mark(text: &str) -> bool {
    text.starts_with('^') || history_mark(text).is_some()
}

/// Where an unquoted history reference begins.
fn history_mark(text: &str) -> Option<usize> {
    let mut single = false;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if !single => escaped = true,
            '\'' => single = !single,
            '!' if !single => {
                let next = text[at + 1..].chars().next();
                if next.is_some_and(|next| {
                    next.is_alphanumeric() || matches!(next, '!' | '$' | '*' | '^' | '-' | '?' | ':' | '#')
                }) {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_references_are_seen_in_what_the_shell_prints() {
        assert!(is_expansion("sudo !!", "sudo ls /root"));
        assert!(is_expansion("!! | wc -l", "ls -la | wc -l"));
        assert!(is_expansion("^eth0^eth1", "ip addr show eth1"));
        assert!(!is_expansion("sudo ls", "total 3"));
        assert!(!is_expansion("echo '!!'", "!!"));
        assert!(!is_expansion("echo \"#!/bin/sh\" > f", "bash: !/bin/sh: event not found"));
    }
}
