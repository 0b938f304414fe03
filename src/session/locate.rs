//! Where among the rows of an edit the prompt ends and the input begins.

use super::Doubt;
use super::prompt::{Prompts, continuation, known_repl, known_shell};
use super::view::View;

/// Prompt and input among the rows of an edit.
pub(super) struct Located {
    pub prompt: String,
    pub text: String,
    /// The prompt's end is certain.
    pub sure: bool,
    pub weak: bool,
    pub doubts: Vec<Doubt>,
    /// The row where the input begins.
    pub row: usize,
}

/// Finds prompt and input among the rows of an edit.
pub(super) fn locate(view: &View, prompts: &Prompts) -> Located {
    let rows = &view.rows;
    if let Some((row, end)) = view.prompt_end {
        let whole = join(rows, row);
        let end = end.min(whole.len());
        if let (Some(prompt), Some(text)) = (whole.get(..end), whole.get(end..)) {
            let (prompt, text) = (prompt.to_owned(), text.to_owned());
            return Located { prompt, text, sure: true, weak: false, doubts: Vec::new(), row };
        }
    }
    if view.head_is_prompt {
        let found =
            (0..rows.len()).rev().find(|row| starts_row(rows, *row) && rows[*row].0.starts_with(view.head.trim_end()));
        let (row, sure) = found.map_or((0, false), |row| (row, true));
        let mut text = join(rows, row);
        let cut = if sure { view.head.len().min(text.len()) } else { byte_of(&text, view.head.chars().count()) };
        let mut cut = cut;
        while !text.is_char_boundary(cut) {
            cut += 1;
        }
        text.drain(..cut);
        if let Some(right) = &view.right {
            strip_right(&mut text, right);
        }
        return Located { prompt: view.head.clone(), text, sure, weak: !sure, doubts: Vec::new(), row };
    }
    let mut best: Option<(usize, usize, usize, usize)> = None;
    for row in (0..rows.len()).rev().filter(|row| starts_row(rows, *row)) {
        let line = &rows[row].0;
        let starts: &[usize] = if row == 0 && !view.head.is_empty() { &[0, view.head.len()] } else { &[0] };
        for start in starts {
            let Some(line) = line.get(*start..) else { continue };
            let found = prompts
                .best_cut(line)
                .map(|(end, count)| (end, count.max(usize::from(known_shell(line).is_some()) * 3)));
            let found = found.or_else(|| continuation(line).map(|end| (end, 1)));
            let found = match (found, known_repl(line)) {
                (Some((_, count)), Some((_, end))) if count < 2 => Some((end, 1)),
                (None, Some((_, end))) => Some((end, 1)),
                (found, _) => found,
            };
            if let Some((end, count)) = found
                && (count > 2 || row == 0)
                && best.is_none_or(|(_, _, _, most)| most < count)
            {
                best = Some((row, *start, end, count));
            }
        }
        if best.is_some_and(|(_, _, _, count)| count > 2) {
            break;
        }
    }
    let Some((row, start, end, count)) = best else {
        let text = join(rows, 0);
        let text = text.strip_prefix(&view.head).unwrap_or(&text).to_owned();
        return Located {
            prompt: String::new(),
            text,
            sure: false,
            weak: true,
            doubts: vec![Doubt::PromptNotSure],
            row: 0,
        };
    };
    let whole = join(rows, row);
    let prompt = whole[start..start + end].to_owned();
    let mut text = &whole[start + end..];
    let mut doubts = if count > 2 { Vec::new() } else { vec![Doubt::PromptNotSure] };
    while let Some(again) = text.strip_prefix(&prompt) {
        text = again;
        // A terminal that was resized shows the prompt again; a person may have typed it, too.
        if doubts.is_empty() {
            doubts.push(Doubt::Reconstructed);
        }
    }
    let text = text.to_owned();
    Located { prompt, text, sure: count > 2, weak: false, doubts, row }
}

fn starts_row(rows: &[(String, bool)], row: usize) -> bool {
    row == 0 || !rows[row - 1].1
}

fn join(rows: &[(String, bool)], from: usize) -> String {
    let mut text = String::new();
    for (row, (line, wrapped)) in rows.iter().enumerate().skip(from) {
        text.push_str(line);
        if !wrapped && row + 1 < rows.len() {
            text.push('\n');
        }
    }
    text
}

fn byte_of(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
}

/// Removes a prompt at the right margin; digits in it may have changed.
fn strip_right(text: &mut String, right: &str) {
    let end = text.find('\n').unwrap_or(text.len());
    let line = &text[..end];
    let from = line.chars().rev().take(right.chars().count()).map(char::len_utf8).sum::<usize>();
    let at = line.len() - from;
    let same = line[at..]
        .chars()
        .zip(right.chars())
        .all(|(one, other)| one == other || one.is_ascii_digit() && other.is_ascii_digit());
    if same && line[at..].chars().count() == right.chars().count() && line[..at].ends_with(' ') {
        let kept = line[..at].trim_end().len();
        text.replace_range(kept..end, "");
    }
}
