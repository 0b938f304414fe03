//! The order in which a session's lines, regions and full-screen programs follow each other.

use super::TranscriptLine;
use super::input::Input;
use super::lines::{Origin, RawLine, is_frame};
use super::prompt::{Prompts, known_shell};
use super::reader::{Reader, Shown, expand_history};
use super::regions::{Region, Stretch, split_regions};
use super::screen::show_line;
use super::view::{View, view};
use super::width::{Margins, Width, Widths, own_width};

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

fn plain(line: &RawLine, text: String) -> TranscriptLine {
    let raw = (text != line.text).then(|| line.text.clone());
    TranscriptLine { event: line.event, time: line.time, text, raw, command: None, full_screen: false }
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

/// A pasted block is shown twice: as it comes, then drawn again from its start once the editor has it
/// all. With the movements between removed, its last line and its first stand in one. Gives how many
/// items the block takes after its first, and the text of its other lines.
fn pasted_block(shown: &[Shown], prompts: &Prompts) -> Option<(usize, String)> {
    const MOST: usize = 60;
    let first = shown.first()?.input_line()?;
    let (end, _) = prompts.best_cut(first)?;
    let typed = first[end..].trim_end();
    if typed.len() < 3 {
        return None;
    }
    let again = (1..shown.len().min(MOST)).find(|at| match &shown[*at] {
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
