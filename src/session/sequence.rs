//! The order in which a session's lines, regions and full-screen programs follow each other.

use super::TranscriptLine;
use super::input::Input;
use super::lines::{Origin, RawLine};
use super::paste::pasted_block;
use super::prompt::{Prompts, known_shell};
use super::reader::{Reader, Shown, expand_history};
use super::streamed::streamed;
use super::uploaded::uploaded;
use super::view::View;

/// Reads lines into a transcript, one line each, and gives the inputs among them.
pub(super) fn read_lines(lines: &[RawLine], transcript: &mut Vec<TranscriptLine>) -> Vec<Input> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut prompts = Prompts::default();
    let mut at = 0;
    let mut width = None;
    while at < lines.len() {
        let origin = lines[at].origin;
        let end = at + lines[at..].iter().take_while(|line| line.origin == origin).count();
        match origin {
            Origin::Uploaded => uploaded(&lines[at..end], at, &mut shown, &mut prompts, transcript),
            Origin::Streamed => {
                width = streamed(&lines[at..end], at, &mut shown, &mut prompts, transcript).or(width);
            }
            Origin::Broken => {
                transcript.extend(lines[at..end].iter().map(|line| plain(line, line.text.clone())));
            }
        }
        at = end;
    }
    let mut reader = Reader::new(&prompts, width);
    let mut skip = 0;
    for at in 0..shown.len() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let block = if shown[at].is_cleaned() { pasted_block(&shown[at..], &prompts) } else { None };
        reader.see(&shown[at]);
        if let Some((lines, text)) = block {
            let last = shown[at + lines].last_line();
            reader.see(&Shown::More { last, text });
            skip = lines;
        }
    }
    let mut inputs = reader.finish();
    inputs.iter_mut().for_each(expand_history);
    fold_screens(&shown, transcript, &mut inputs);
    inputs
}

/// Makes one transcript line of the lines that a full-screen program drew, but for its last, where
/// the next prompt stands.
fn fold_screens(shown: &[Shown], transcript: &mut Vec<TranscriptLine>, inputs: &mut [Input]) {
    let mut into: Vec<usize> = (0..transcript.len()).collect();
    let mut folded = false;
    for next in shown {
        if let Shown::FullScreen { first, last } = next {
            for line in first + 1..*last {
                into[line] = into[*first];
                folded = true;
            }
            if last > first
                && let Some(line) = transcript.get_mut(*first)
            {
                line.full_screen = true;
            }
        }
    }
    if !folded {
        return;
    }
    let mut kept: Vec<TranscriptLine> = Vec::with_capacity(transcript.len());
    let mut places = Vec::with_capacity(transcript.len());
    for (at, line) in transcript.drain(..).enumerate() {
        match kept.last_mut() {
            Some(screen) if into[at] < at => {
                let raw = screen.raw.get_or_insert_with(|| screen.text.clone());
                raw.push('\n');
                raw.push_str(line.raw.as_deref().unwrap_or(&line.text));
                screen.text.clear();
            }
            _ => kept.push(line),
        }
        places.push(kept.len() - 1);
    }
    *transcript = kept;
    for input in inputs {
        input.first = places.get(input.first).copied().unwrap_or_default();
        input.last = places.get(input.last).copied().unwrap_or_default();
    }
}

/// A transcript line.
pub(super) fn plain(line: &RawLine, text: String) -> TranscriptLine {
    let raw = (text != line.text).then(|| line.text.clone());
    TranscriptLine { event: line.event, time: line.time, text, raw, command: None, full_screen: false }
}

/// Whether nothing in the line acts on a terminal.
pub(super) fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| byte < 0x20 || byte == 0x7f)
}

/// Counts the prompts that the rows of an edit may begin with.
pub(super) fn learn(view: &View, prompts: &mut Prompts) {
    if view.head_is_prompt {
        return;
    }
    let count = view.rows.len();
    for (row, (text, _)) in view.rows.iter().enumerate() {
        if row < 4 || row + 2 > count {
            let text = if row == 0 && !view.head.is_empty() && known_shell(text).is_none() {
                text.get(view.head.len()..).unwrap_or(text)
            } else {
                text
            };
            prompts.learn(text);
        }
    }
}
