//! The order in which a session's lines, regions and full-screen programs follow each other.

use super::TranscriptLine;
use super::input::Input;
use super::lines::{Origin, RawLine};
use super::prompt::{Prompts, known_shell};
use super::reader::{Reader, Shown, expand_history};
use super::regions::{Region, Stretch, split_regions};
use super::screen::show_line;
use super::view::{View, Widths, view};

/// Reads lines into a transcript, one line each, and gives the inputs among them.
pub(super) fn read_lines(lines: &[RawLine], transcript: &mut Vec<TranscriptLine>) -> Vec<Input> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut prompts = Prompts::default();
    let mut at = 0;
    let mut widths = Widths::default();
    while at < lines.len() {
        let origin = lines[at].origin;
        let end = at + lines[at..].iter().take_while(|line| line.origin == origin).count();
        match origin {
            Origin::Uploaded => uploaded(&lines[at..end], at, &mut shown, &mut prompts, transcript),
            Origin::Streamed => streamed(&lines[at..end], at, &mut widths, &mut shown, &mut prompts, transcript),
            Origin::Broken => {
                transcript.extend(lines[at..end].iter().map(|line| plain(line, line.text.clone())));
            }
        }
        at = end;
    }
    let mut reader = Reader::new(&prompts, widths.usual());
    for next in shown {
        reader.see(next);
    }
    let mut inputs = reader.finish();
    inputs.iter_mut().for_each(expand_history);
    inputs
}

fn plain(line: &RawLine, text: String) -> TranscriptLine {
    let raw = (text != line.text).then(|| line.text.clone());
    TranscriptLine { event: line.event, time: line.time, text, raw, command: None }
}

/// Whether nothing in the line acts on a terminal.
fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| byte < 0x20 || byte == 0x7f)
}

fn uploaded(
    lines: &[RawLine],
    offset: usize,
    shown: &mut Vec<Shown>,
    prompts: &mut Prompts,
    transcript: &mut Vec<TranscriptLine>,
) {
    for line in lines {
        let text = line.text.trim_end_matches('\r');
        let text = if is_plain(text) { text.to_owned() } else { show_line(text, false) };
        transcript.push(plain(line, text));
    }
    let stretches = split_regions(lines);
    let mut widths = Widths::default();
    let owns: Vec<Option<usize>> = stretches
        .iter()
        .map(|stretch| match stretch {
            Stretch::Region(region) => widths.learn(region),
            _ => None,
        })
        .collect();
    let usual = widths.usual();
    for (stretch, own) in stretches.into_iter().zip(owns) {
        match stretch {
            Stretch::Region(region) => {
                // A history search redraws its line, and a space before that looks like a wrap.
                let own = own.filter(|width| widths.trusts(*width) || !region.inside.contains("search)`"));
                let width = own.or(usual);
                let mut view = view(&region, width, false);
                view.first += offset;
                view.last += offset;
                learn(&view, prompts);
                shown.push(Shown::Edit(view));
            }
            Stretch::Output { leads: true, .. } => {}
            Stretch::Output { line, text, .. } => {
                if is_frame(&lines[line].text) {
                    continue;
                }
                let tail = text.len() < lines[line].text.len();
                let text = text.trim_end_matches('\r');
                let text = if is_plain(text) { text.to_owned() } else { show_line(text, false) };
                prompts.learn(&text);
                shown.push(Shown::Line { at: line + offset, text, cleaned: false, tail });
            }
            Stretch::FullScreen { .. } => shown.push(Shown::FullScreen),
        }
    }
}

/// The lines that `script` adds: not the terminal's. The agent uses it to make the uploaded file.
fn is_frame(line: &str) -> bool {
    line.starts_with("Script started on ") || line.starts_with("Script done on ")
}

fn learn(view: &View, prompts: &mut Prompts) {
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

fn streamed(
    lines: &[RawLine],
    offset: usize,
    _widths: &mut Widths,
    shown: &mut Vec<Shown>,
    prompts: &mut Prompts,
    transcript: &mut Vec<TranscriptLine>,
) {
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        if !line.text.contains('\u{1b}') {
            prompts.learn(&line.text);
            shown.push(Shown::Line { at: at + offset, text: line.text.clone(), cleaned: true, tail: false });
            let text = if is_plain(&line.text) { line.text.clone() } else { show_line(&line.text, true) };
            transcript.push(plain(line, text));
            at += 1;
            continue;
        }
        transcript.push(plain(line, show_line(&line.text, true)));
        let mut stretches = split_regions(&lines[at..=at]);
        let mut last = at;
        if let Some(Stretch::Region(region)) = stretches.last()
            && !region.closed
            && let Some(end) = spanning(&lines[at..], region)
        {
            last = at + end;
            for line in &lines[at + 1..=last] {
                transcript.push(plain(line, show_line(&line.text, true)));
            }
            stretches = split_regions(&lines[at..=last]);
        }
        for stretch in stretches {
            match stretch {
                Stretch::Region(region) => {
                    let mut view = view(&region, None, true);
                    view.first += offset + at;
                    view.last += offset + at;
                    learn(&view, prompts);
                    shown.push(Shown::Edit(view));
                }
                Stretch::Output { leads: true, .. } => {}
                Stretch::Output { line, text, .. } => {
                    let text = show_line(&text, true);
                    prompts.learn(&text);
                    shown.push(Shown::Line { at: at + offset + line, text, cleaned: true, tail: true });
                }
                Stretch::FullScreen { .. } => shown.push(Shown::FullScreen),
            }
        }
        at = last + 1;
    }
}

/// How many lines later the region ends, where the editor is one that also marks the end itself.
fn spanning(lines: &[RawLine], region: &Region) -> Option<usize> {
    const FARTHEST: usize = 200;
    if !view(region, None, true).head_is_prompt {
        return None;
    }
    for (later, line) in lines.iter().enumerate().skip(1).take(FARTHEST) {
        match (line.text.find("\u{1b}[?2004l"), line.text.find("\u{1b}[?2004h")) {
            (Some(off), on) if on.is_none_or(|on| off < on) => return Some(later),
            (_, Some(_)) => return None,
            _ => {}
        }
    }
    None
}
