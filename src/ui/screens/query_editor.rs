//! The text of the query: coloured, its faults underlined and listed, with completion.

use std::{ops::Range, sync::Arc};

use egui::{
    Button, Color32, CompletionPopup, FontId, Galley, RectAlign, RichText, ScrollArea, Stroke, TextBuffer, TextEdit,
    TextFormat, Ui,
    text::{CCursor, CCursorRange, LayoutJob},
    text_edit::TextEditState,
    vec2,
};

use super::query_completion;
use crate::{
    app::{Action, QueryAction},
    insights::{
        Diagnostic,
        highlight::{PieceKind, pieces},
    },
    model::MAX_QUERY_TEXT,
    ui::{
        theme::{Colours, strong},
        view::View,
    },
};

/// The coloured text, kept while neither the text nor what is wrong with it changes.
#[derive(Debug, Default)]
pub struct QueryColours {
    text: String,
    marked: Vec<(Range<usize>, bool)>,
    dark: bool,
    job: LayoutJob,
}

/// The least height of the editor, in points. Not the whole room: what completes a word stands below the editor
/// and should be near the word.
const EDITOR: f32 = 150.0;

/// The longest text that is laid out, in characters: what is pasted by mistake must not hold up the window.
const MOST_TYPED: usize = 5 * MAX_QUERY_TEXT;

fn editor_id() -> egui::Id {
    egui::Id::unique("query editor")
}

pub fn show(ui: &mut Ui, view: &mut View, kept: &mut QueryColours) {
    let words = view.words;
    let query = &view.state.query;
    let label = ui.label(RichText::new(words.query_editor()).font(strong(12.0)).color(view.colours.weak));
    let faults = query.reading.faults.len() + query.reading.hints.len();
    let list_height = if faults == 0 { 0.0 } else { 24.0 * (faults.min(3) as f32) + 8.0 };
    let room = (ui.available_height() - list_height - 6.0).max(60.0);
    let mut text = query.text.clone();
    let faults = query.reading.faults.iter().map(|fault| (fault.span.clone(), true));
    let hints = query.reading.hints.iter().map(|hint| (hint.span.clone(), false));
    let marked: Vec<(Range<usize>, bool)> = faults.chain(hints).collect();
    let colours = view.colours;
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, wrap: f32| -> Arc<Galley> {
        // While a letter is being typed the faults are still those of the text before.
        let marked = if buffer.as_str() == query.text { marked.as_slice() } else { &[] };
        let mut job = kept.of(buffer.as_str(), marked, &colours, ui.visuals().dark_mode).clone();
        job.wrap.max_width = wrap;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    ScrollArea::vertical().id_salt("query text").max_height(room).auto_shrink([false, true]).show(ui, |ui| {
        let is_here = ui.memory(|memory| memory.has_focus(editor_id()));
        let field = TextEdit::multiline(&mut text)
            .font(egui::TextStyle::Monospace)
            .desired_width(f32::INFINITY)
            .min_size(vec2(0.0, EDITOR.min(room - 4.0)))
            .char_limit(MOST_TYPED)
            .layouter(&mut layouter);
        let output = CompletionPopup::new(editor_id())
            .word_boundary(|sign| !query_completion::in_word(sign))
            .align(RectAlign::BOTTOM_START)
            .show(ui, field, |asked| if is_here { query_completion::suggest(view, asked) } else { Vec::new() });
        output.text_edit.response.response.labelled_by(label.id);
    });
    if text != query.text {
        view.act(Action::Query(QueryAction::SetText(text)));
    }
    ScrollArea::vertical().id_salt("faults").max_height(list_height).show(ui, |ui| {
        for fault in &query.reading.faults {
            listed(ui, view, &query.text, fault, view.colours.risk, "");
        }
        for hint in &query.reading.hints {
            listed(ui, view, &query.text, hint, view.colours.attention, words.did_probably_mean());
        }
    });
}

/// A fault with its place; a click leads there.
fn listed(ui: &mut Ui, view: &View, text: &str, fault: &Diagnostic, colour: Color32, before: &str) {
    let (line, character) = place(text, fault.span.start);
    let place = view.words.place_in_text(line, character);
    let sentence = format!("{place}: {before} {}", view.words.diagnostic(fault)).replace(":  ", ": ");
    let button = Button::new(RichText::new(sentence).color(colour)).frame(false).wrap();
    if ui.add(button).clicked() {
        let range = CCursorRange::two(CCursor::new(fault.span.start), CCursor::new(fault.span.end));
        let mut state = TextEditState::load(ui, editor_id()).unwrap_or_default();
        state.cursor.set_char_range(Some(range));
        state.store(ui, editor_id());
        ui.memory_mut(|memory| memory.request_focus(editor_id()));
    }
}

/// Line and character, both from 1, of a place in a text.
fn place(text: &str, at: usize) -> (usize, usize) {
    let mut line = 1;
    let mut character = 1;
    for sign in text.chars().take(at) {
        if sign == '\n' {
            line += 1;
            character = 1;
        } else {
            character += 1;
        }
    }
    (line, character)
}

impl QueryColours {
    fn of(&mut self, text: &str, marked: &[(Range<usize>, bool)], colours: &Colours, dark: bool) -> &LayoutJob {
        if self.text != text || self.marked != marked || self.dark != dark || self.job.sections.is_empty() {
            text.clone_into(&mut self.text);
            self.marked = marked.to_vec();
            self.dark = dark;
            self.job = coloured(text, marked, colours);
        }
        &self.job
    }
}

/// What one character looks like.
#[derive(Clone, Copy, PartialEq)]
struct Ink {
    colour: Color32,
    underline: Option<Color32>,
}

fn coloured(text: &str, marked: &[(Range<usize>, bool)], colours: &Colours) -> LayoutJob {
    let count = text.chars().count();
    let plain = Ink { colour: colours.text, underline: None };
    let mut inks = vec![plain; count];
    // What is too long to be sent is not worth the time.
    if count <= MAX_QUERY_TEXT {
        for piece in pieces(text) {
            let colour = ink(piece.kind, colours);
            for ink in inks.get_mut(piece.span).unwrap_or_default() {
                ink.colour = colour;
            }
        }
    }
    for (span, is_fault) in marked {
        // What is missing is marked at what stands before it.
        let start = if span.is_empty() { span.start.saturating_sub(1) } else { span.start };
        let end = span.end.max(start + 1).min(count);
        for ink in inks.get_mut(start.min(end)..end).unwrap_or_default() {
            ink.underline = Some(if *is_fault { colours.risk } else { colours.attention });
        }
    }
    let mut job = LayoutJob::default();
    let format = |ink: Ink| TextFormat {
        font_id: FontId::monospace(12.5),
        color: ink.colour,
        underline: ink.underline.map_or(Stroke::NONE, |colour| Stroke::new(1.5, colour)),
        ..TextFormat::default()
    };
    let mut start = 0;
    let mut current = inks.first().copied().unwrap_or(plain);
    for ((at, _), ink) in text.char_indices().zip(inks) {
        if ink != current {
            job.append(&text[start..at], 0.0, format(current));
            (start, current) = (at, ink);
        }
    }
    job.append(&text[start..], 0.0, format(current));
    job
}

/// Few colours: what is the language's, what is a value, what is nothing but a note.
fn ink(kind: PieceKind, colours: &Colours) -> Color32 {
    match kind {
        PieceKind::Command | PieceKind::Keyword | PieceKind::Function => colours.accent,
        PieceKind::Text | PieceKind::Regex | PieceKind::Number | PieceKind::Placeholder => {
            colours.good.lerp_to_gamma(colours.text, 0.2)
        }
        PieceKind::Comment => colours.weak,
        PieceKind::Symbol | PieceKind::Name => colours.text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_as_people_count() {
        assert_eq!(place("ab\n日本", 0), (1, 1));
        assert_eq!(place("ab\n日本", 2), (1, 3));
        assert_eq!(place("ab\n日本", 4), (2, 2));
        assert_eq!(place("ab", 99), (1, 3));
    }
}
