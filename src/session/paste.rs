//! Pasted blocks in streamed lines.

use std::collections::VecDeque;

use super::prompt::Prompts;
use super::reader::Shown;

/// How many lines a block may have.
const MOST_LINES: usize = 60;
/// How much must be known of what follows to tell a block.
pub(super) const LOOK_AHEAD: usize = 2 * MOST_LINES;

/// A pasted block is shown twice: as it comes, then drawn again from its start once the editor has it
/// all. With the movements between removed, its last line and its first stand in one. Gives how many
/// items the block takes after its first, and the text of its other lines.
pub(super) fn pasted_block(shown: &VecDeque<Shown>, prompts: &Prompts) -> Option<(usize, String)> {
    let first = shown.front()?.input_line()?;
    let (end, _) = prompts.best_cut(first)?;
    let typed = first[end..].trim_end();
    if typed.len() < 3 {
        return None;
    }
    if let Some(block) = drawn_once_more(shown, typed) {
        return Some(block);
    }
    let again = (1..shown.len().min(MOST_LINES)).find(|at| match &shown[*at] {
        Shown::Line { text, .. } => text.trim_end().ends_with(typed) && text.trim_end().len() > typed.len(),
        _ => false,
    })?;
    let line = |at: usize| match shown.get(at) {
        Some(Shown::Line { text, .. }) => Some(text.trim_end()),
        _ => None,
    };
    let mut rest = Vec::new();
    for offset in 1..=again {
        let repeated = line(again + offset)?;
        let shown_first = line(offset)?;
        let same = if offset < again {
            repeated == shown_first
        } else {
            shown_first.starts_with(repeated) && !repeated.is_empty()
        };
        if !same {
            return None;
        }
        rest.push(repeated);
    }
    Some((again * 2, rest.join("\n")))
}

/// zsh goes up from the block's last line and draws all of it again, without a line feed.
fn drawn_once_more(shown: &VecDeque<Shown>, first: &str) -> Option<(usize, String)> {
    let first = first.split('\u{8}').next_back()?;
    let mut lines: Vec<String> = Vec::new();
    let mut before = first.to_owned();
    for at in 1..shown.len().min(MOST_LINES) {
        let Some(Shown::Line { text, .. }) = shown.get(at) else { return None };
        let text = text.trim_end().replace('\u{8}', "");
        let last = text.len().checked_sub(before.len()).filter(|rest| rest % 2 == 0).map(|rest| rest / 2);
        if let Some(last) = last.filter(|last| *last > 0)
            && text.get(..last).is_some_and(|last| text.ends_with(last))
            && text.get(last..text.len() - last) == Some(&before)
        {
            lines.push(text[..last].to_owned());
            return Some((at, lines.join("\n")));
        }
        before.push_str(&text);
        lines.push(text);
    }
    None
}
