//! One finding: what it is, what it means, how to change it, and what was read.

use egui::{Align, Frame, Label, Layout, Margin, RichText, Stroke, TextFormat, TextStyle, Ui, text::LayoutJob};

use crate::{
    app::{Action, SetupAction, texts::FindingTexts},
    model::{visible, visible_line},
    setup::{Finding, Quote},
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, small, weight_mark},
    },
};

/// How much of a sentence is shown, in bytes: values in it are others' text.
const SENTENCE_BYTES: usize = 1_200;
const TITLE_BYTES: usize = 260;
/// How much of a name is shown, in letters: its beginning and its end.
const NAME_LETTERS: usize = 64;
/// How much of what was read is shown.
const QUOTE_BYTES: usize = 700;
const QUOTE_LINES: usize = 8;
/// The longest name that is looked at, in bytes.
const NAME_BYTES: usize = 600;
/// Quotations that are shown.
const MOST_QUOTES: usize = 3;

pub fn show(ui: &mut Ui, view: &mut View, finding: &Finding, texts: &FindingTexts) {
    Frame::new()
        .fill(view.colours.panel)
        .stroke(Stroke::new(1.0, view.colours.line))
        .corner_radius(6.0)
        .inner_margin(Margin::symmetric(12, 9))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 4.0;
            title(ui, view, finding, texts);
            let words = view.words;
            if !texts.meaning.is_empty() {
                ui.add(Label::new(cut(&texts.meaning, SENTENCE_BYTES)).wrap());
            }
            if let Some(change) = &texts.change {
                named(ui, view, words.finding_change(), &cut(change, SENTENCE_BYTES));
            }
            quotes(ui, view, finding);
            if !texts.page.is_empty() {
                named(ui, view, words.finding_page(), texts.page);
            }
        });
}

fn title(ui: &mut Ui, view: &mut View, finding: &Finding, texts: &FindingTexts) {
    let words = view.words;
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        if small::button(ui, words.copy_as_text()).clicked() {
            ui.copy_text(words.finding_as_text(finding, view.zone()));
            view.act(Action::Setup(SetupAction::Copied { findings: 1 }));
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            weight_mark::show(ui, words, &view.colours, finding.weight);
            let title = RichText::new(cut(&texts.title, TITLE_BYTES)).font(strong(14.0));
            ui.add(Label::new(title).wrap());
        });
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.add(Label::new(RichText::new(name(&finding.subject)).monospace()).wrap());
        ui.weak("·");
        ui.weak(words.area_name(finding.kind.area()));
        ui.weak("·");
        let sure = format!("{}: {}", words.certainty(), words.certainty_name(finding.certainty));
        ui.weak(sure).on_hover_text(words.certainty_explained(finding.certainty));
    });
}

/// A sentence after its name.
fn named(ui: &mut Ui, view: &View, name: &str, text: &str) {
    let mut job = LayoutJob::default();
    let font_id = TextStyle::Body.resolve(ui.style());
    let mut append = |text: &str, space: f32, color| {
        job.append(text, space, TextFormat { font_id: font_id.clone(), color, ..TextFormat::default() });
    };
    append(name, 0.0, view.colours.weak);
    append(text, 8.0, view.colours.text);
    ui.add(Label::new(job).wrap());
}

/// A name of others, safe to show and not too long.
fn name(text: &str) -> String {
    cell::middle_out(&visible_line(cell::beginning(text, NAME_BYTES)), NAME_LETTERS).into_owned()
}

fn quotes(ui: &mut Ui, view: &View, finding: &Finding) {
    let words = view.words;
    let all = 1 + finding.further.len();
    for quote in std::iter::once(&finding.evidence).chain(&finding.further).take(MOST_QUOTES) {
        named(ui, view, words.finding_read(), &words.quote_source(quote, view.zone(), name));
        quoted(ui, view, quote);
    }
    if all > MOST_QUOTES {
        ui.weak(format!("{}; {}", words.more_quotes(all - MOST_QUOTES), words.finding_more_in_copy()));
    }
}

/// Verbatim, but for what would act on the screen.
fn quoted(ui: &mut Ui, view: &View, quote: &Quote) {
    let piece = cell::beginning(&quote.value, QUOTE_BYTES);
    let lines: Vec<&str> = piece.lines().take(QUOTE_LINES).collect();
    let text = visible(&lines.join("\n")).into_owned();
    let is_whole = piece.len() == quote.value.len() && piece.lines().count() <= QUOTE_LINES;
    Frame::new().fill(view.colours.surface).corner_radius(4.0).inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(Label::new(RichText::new(text).monospace()).wrap());
        if !is_whole {
            ui.weak(format!("… {}", view.words.finding_more_in_copy()));
        }
    });
}

fn cut(text: &str, bytes: usize) -> String {
    let piece = cell::beginning(text, bytes);
    if piece.len() == text.len() { text.to_owned() } else { format!("{piece}…") }
}
