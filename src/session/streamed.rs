//! Streamed lines: the agent removed carriage returns, and from most lines everything but text.

use super::TranscriptLine;
use super::lines::RawLine;
use super::prompt::{Prompts, known_shell};
use super::reader::Shown;
use super::regions::{Region, Stretch, split_regions};
use super::screen::show_line;
use super::sequence::{is_plain, learn, plain};
use super::view::view;
use super::width::{Margins, Width};

/// Adds what streamed lines show, and their transcript. Gives the terminal's width, if they tell it.
pub(super) fn streamed(
    lines: &[RawLine],
    offset: usize,
    shown: &mut Vec<Shown>,
    prompts: &mut Prompts,
    transcript: &mut Vec<TranscriptLine>,
) -> Option<Width> {
    let parts = parts(lines);
    let width = survey(lines, &parts, prompts);
    for line in lines {
        let text = if is_plain(&line.text) { line.text.clone() } else { show_line(&line.text, true) };
        transcript.push(plain(line, text));
    }
    for part in parts {
        match part {
            Part::Plain(at) => {
                let text = without_padding(&lines[at].text);
                shown.push(Shown::Line { at: at + offset, text, cleaned: true, tail: false });
            }
            Part::Raw(at, stretches) => {
                for stretch in stretches {
                    match stretch {
                        Stretch::Region(region) => {
                            let region = with_returns(region, prompts);
                            let mut view = view(&region, width.map(|width| width.columns), true);
                            view.first += offset + at;
                            view.last += offset + at;
                            shown.push(Shown::Edit(view));
                        }
                        Stretch::Output { leads: true, .. } => {}
                        Stretch::Output { line, text, .. } => {
                            let text = show_line(&text, true);
                            shown.push(Shown::Line { at: at + offset + line, text, cleaned: true, tail: true });
                        }
                        Stretch::FullScreen { first, last } => {
                            shown.push(Shown::FullScreen { first: first + at + offset, last: last + at + offset });
                        }
                    }
                }
            }
        }
    }
    width
}

/// A piece of a streamed session.
enum Part {
    /// A line that the agent cleaned.
    Plain(usize),
    /// Lines from this one on that hold escape sequences.
    Raw(usize, Vec<Stretch>),
}

fn parts(lines: &[RawLine]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if !lines[at].text.contains('\u{1b}') {
            parts.push(Part::Plain(at));
            at += 1;
            continue;
        }
        let mut stretches = split_regions(&lines[at..=at]);
        let mut last = at;
        if let Some(Stretch::Region(region)) = stretches.last()
            && !region.closed
            && let Some(end) = spanning(&lines[at..], region)
        {
            last = at + end;
            stretches = split_regions(&lines[at..=last]);
        }
        if let Some(Stretch::FullScreen { .. }) = stretches.last()
            && let Some(end) = screen_end(&lines[at..])
        {
            last = at + end;
            stretches = split_regions(&lines[at..=last]);
        }
        parts.push(Part::Raw(at, stretches));
        at = last + 1;
    }
    parts
}

/// How many lines later the full-screen program that the first line begins gives the terminal back.
/// None where the agent removed that mark.
fn screen_end(lines: &[RawLine]) -> Option<usize> {
    const BEGINS: [&str; 3] = ["\u{1b}[?1049h", "\u{1b}[?1047h", "\u{1b}[?47h"];
    const ENDS: [&str; 3] = ["\u{1b}[?1049l", "\u{1b}[?1047l", "\u{1b}[?47l"];
    const FARTHEST: usize = 50_000;
    let raw = lines.iter().enumerate().skip(1).take(FARTHEST).filter(|(_, line)| line.text.contains('\u{1b}'));
    for (later, line) in raw {
        let first = |marks: [&str; 3]| marks.iter().filter_map(|mark| line.text.find(mark)).min();
        match (first(ENDS), first(BEGINS)) {
            (Some(end), begin) if begin.is_none_or(|begin| end < begin) => return Some(later),
            (_, Some(_)) => return None,
            _ => {}
        }
    }
    None
}

/// Learns the prompts, and from the input behind them the terminal's width.
fn survey(lines: &[RawLine], parts: &[Part], prompts: &mut Prompts) -> Option<Width> {
    let mut margins = Margins::default();
    let mut inputs: Vec<String> = Vec::new();
    for part in parts {
        match part {
            Part::Plain(at) => {
                let text = without_padding(&lines[*at].text);
                prompts.learn(&text);
                inputs.push(text);
            }
            Part::Raw(_, stretches) => {
                for stretch in stretches {
                    match stretch {
                        Stretch::Region(region) => {
                            margins.learn_spacing(&region.before);
                            let view = view(region, None, true);
                            learn(&view, prompts);
                            if !view.head_is_prompt && !view.edited {
                                inputs.extend(view.rows.into_iter().next().map(|(text, _)| text));
                            }
                        }
                        Stretch::Output { text, leads: false, .. } => prompts.learn(&show_line(text, true)),
                        Stretch::Output { .. } | Stretch::FullScreen { .. } => {}
                    }
                }
            }
        }
    }
    for input in inputs.iter().filter(|input| input.len() > 40) {
        if let Some((end, count)) = prompts.best_cut(input)
            && (count > 2 || known_shell(input).is_some())
            && input[..end].trim_end().len() > 1
            && !input[end..].contains(&input[..end])
        {
            margins.learn(input);
        }
    }
    margins.width()
}

/// Puts back the carriage returns with which a line editor went to the line's start to write the
/// prompt again.
fn with_returns(mut region: Region, prompts: &Prompts) -> Region {
    let Some((end, _)) = prompts.best_cut(&region.inside) else { return region };
    let prompt = region.inside[..end].trim_end();
    if prompt.len() > 3 && region.inside[end..].contains(prompt) {
        let (head, tail) = region.inside.split_at(end);
        region.inside = format!("{head}{}", tail.replace(prompt, &format!("\r{prompt}")));
    }
    region
}

/// Old terminals were given time with NUL bytes, and SI selects the character set they start with.
fn without_padding(text: &str) -> String {
    text.chars().filter(|character| !matches!(character, '\0' | '\u{f}')).collect()
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
