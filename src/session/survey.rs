//! The first way through a session: who it belongs to, which prompts recur, how wide the terminal was.

use super::index::Ties;
use super::lines::{Facts, Lines, Origin, RawLine, Start, TakesLines, is_frame};
use super::log::{EventText, SessionLog, event_order};
use super::prompt::{Prompts, known_shell};
use super::record::decode;
use super::regions::{OWN_MARK, Stretch};
use super::streamed::without_padding;
use super::stretches::Stretches;
use super::text::shown_text;
use super::view::{View, view};
use super::width::{Margins, Width, Widths};

/// What is to be known before a session can be read.
pub(super) struct Survey {
    pub facts: Facts,
    pub prompts: Prompts,
    /// The width that streamed lines show.
    pub streamed_width: Option<Width>,
    /// The width that uploaded lines show.
    pub widths: Widths,
    pub ties: Ties,
    /// The shell marks its inputs and outputs itself.
    pub own_marks: bool,
}

/// Lines that may tell the width once the prompts are known.
const MOST_WAITING: usize = 2_000;
/// And how long they may be together, in bytes.
const MOST_WAITING_BYTES: usize = 4 << 20;

#[derive(Default)]
struct Surveyor {
    prompts: Prompts,
    widths: Widths,
    margins: Margins,
    waiting: Vec<String>,
    waiting_bytes: usize,
    ties: Ties,
    /// How many ends of prompts and beginnings of outputs the shell marks itself.
    own_prompts: usize,
    own_outputs: usize,
}

/// Goes through a session.
pub(super) fn survey<L: SessionLog + ?Sized>(log: &L) -> Result<Survey, L::Error> {
    let (facts, surveyor) = go_through(log, None)?;
    // Whether plain texts are the terminal's is only known at the end.
    if facts.streamed > 0 && facts.texts > 0 {
        let (_, surveyor) = go_through(log, Some(facts.texts_are_broken()))?;
        return Ok(surveyor.finish(facts));
    }
    Ok(surveyor.finish(facts))
}

fn go_through<L: SessionLog + ?Sized>(log: &L, broken: Option<bool>) -> Result<(Facts, Surveyor), L::Error> {
    let mut facts = Facts::default();
    let mut way = Way::default();
    let mut lines = Lines::new(broken.unwrap_or(false));
    log.go_through(&mut |event: EventText<'_>| {
        let record = decode(event.message);
        facts.learn(event, &record);
        way.surveyor.ties.add(event_order(event.timestamp, event.message));
        lines.event(event.message, record, &mut way);
    })?;
    lines.finish(&mut way);
    let Way { mut surveyor, mut stretches } = way;
    stretches.finish(&mut |origin, stretch| surveyor.see(origin, stretch));
    Ok((facts, surveyor))
}

#[derive(Default)]
struct Way {
    surveyor: Surveyor,
    stretches: Stretches,
}

impl TakesLines for Way {
    fn begin(&mut self, _start: Start) {}

    fn line(&mut self, line: RawLine<'_>) {
        let Self { surveyor, stretches } = self;
        if line.text.contains(OWN_MARK) {
            surveyor.own_prompts += line.text.matches("\u{1b}]133;B").count();
            surveyor.own_outputs += line.text.matches("\u{1b}]133;C").count();
        }
        stretches.line(line, &mut |origin, stretch| surveyor.see(origin, stretch));
    }
}

impl Surveyor {
    fn see(&mut self, origin: Origin, stretch: Stretch<'_>) {
        match (origin, stretch) {
            (Origin::Broken, _) | (_, Stretch::FullScreen { .. } | Stretch::Output { leads: true, .. }) => {}
            (_, Stretch::Cleaned { text, .. }) => {
                self.margins.learn_cleaned_spacing(&text);
                let text = without_padding(text);
                if self.prompts.learn(&text) {
                    self.wait(&text);
                }
            }
            (Origin::Uploaded, Stretch::Output { text, .. }) => {
                if !is_frame(&text) {
                    self.prompts.learn(&shown_text(text.trim_end_matches('\r'), false));
                }
            }
            (Origin::Streamed, Stretch::Output { text, .. }) => {
                self.prompts.learn(&shown_text(&text, true));
            }
            (Origin::Uploaded, Stretch::Region(region)) => {
                let own = self.widths.of_region(&region);
                let view = view(&region, own.or(self.widths.usual()), false);
                learn(&view, &mut self.prompts);
            }
            (Origin::Streamed, Stretch::Region(region)) => {
                self.margins.learn_spacing(&region.before);
                let view = view(&region, None, true);
                learn(&view, &mut self.prompts);
                if !view.head_is_prompt
                    && !view.edited
                    && let Some((text, _)) = view.rows.first()
                {
                    self.wait(text);
                }
            }
        }
    }

    fn wait(&mut self, text: &str) {
        if text.len() > 40 {
            self.waiting.push(text.to_owned());
            self.waiting_bytes += text.len();
            if self.waiting.len() > MOST_WAITING || self.waiting_bytes > MOST_WAITING_BYTES {
                self.learn_margins();
            }
        }
    }

    fn learn_margins(&mut self) {
        self.waiting_bytes = 0;
        for input in std::mem::take(&mut self.waiting) {
            if let Some((end, count)) = self.prompts.best_cut(&input)
                && (count > 2 || known_shell(&input).is_some())
                && input[..end].trim_end().len() > 1
                && !input[end..].contains(&input[..end])
            {
                self.margins.learn(&input);
            }
        }
    }

    fn finish(mut self, facts: Facts) -> Survey {
        self.learn_margins();
        Survey {
            facts,
            prompts: self.prompts,
            streamed_width: self.margins.width(),
            widths: self.widths,
            own_marks: self.own_outputs > 0 && self.own_outputs * 2 > self.own_prompts,
            ties: self.ties,
        }
    }
}

/// Counts the prompts that the rows of an edit may begin with.
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
