//! Uploaded lines: the terminal's own bytes.

use super::TranscriptLine;
use super::lines::{RawLine, is_frame};
use super::prompt::{Prompts, known_shell};
use super::reader::Shown;
use super::regions::{Region, Stretch, split_regions};
use super::screen::show_line;
use super::sequence::{is_plain, learn, plain};
use super::view::view;
use super::width::{Widths, own_width};

/// Adds what uploaded lines show, and their transcript.
pub(super) fn uploaded(
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
    // What is shown waits until all prompts are known.
    let mut read: Vec<Shown> = Vec::new();
    let mut wrapped: Vec<(usize, String)> = Vec::new();
    for (stretch, own) in stretches.into_iter().zip(owns) {
        match stretch {
            Stretch::Region(region) => {
                // A history search redraws its line, and a space before that looks like a wrap.
                let own = own.filter(|width| widths.trusts(*width) || !region.inside.contains("search)`"));
                let mut view = view(&region, own.or(usual), false);
                view.first += offset;
                view.last += offset;
                learn(&view, prompts);
                read.push(Shown::Edit(view));
            }
            Stretch::Output { leads: true, .. } => {}
            Stretch::Output { line, text, .. } => {
                if is_frame(&lines[line].text) {
                    continue;
                }
                let tail = text.len() < lines[line].text.len();
                let raw = text.trim_end_matches('\r');
                let mut text = if is_plain(raw) { raw.to_owned() } else { show_line(raw, false) };
                prompts.learn(&text);
                if raw.contains(" \r") {
                    wrapped.push((read.len(), raw.to_owned()));
                }
                if raw.ends_with('\u{7}') {
                    text.push('\u{7}');
                }
                read.push(Shown::Line { at: line + offset, text, cleaned: false, tail });
            }
            Stretch::FullScreen { first, last } => {
                read.push(Shown::FullScreen { first: first + offset, last: last + offset });
            }
        }
    }
    unwrap_inputs(&mut read, &wrapped, usual, prompts);
    shown.append(&mut read);
}

/// Shows lines in which a line editor without marks passed the right margin on a terminal that has one.
fn unwrap_inputs(read: &mut [Shown], wrapped: &[(usize, String)], usual: Option<usize>, prompts: &Prompts) {
    for (place, raw) in wrapped {
        let begun = raw.split(" \r").next().unwrap_or_default();
        let begun = show_line(begun, false);
        let known = prompts.best_cut(&begun).is_some_and(|(_, count)| count > 2) || known_shell(&begun).is_some();
        if !known {
            continue;
        }
        let region = Region::bare(raw);
        let width = own_width(&region).or(usual);
        if let Some(Shown::Line { text, .. }) = read.get_mut(*place) {
            *text = view(&region, width, false).joined();
        }
    }
}
