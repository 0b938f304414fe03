//! What a comparison covers, and what could not be read.

use egui::{Grid, Label, RichText, Ui};

use crate::setup::Weight;
use crate::{
    model::visible_line,
    setup::{
        Answer,
        reconcile::{Covered, Reconciliation},
    },
    ui::{
        view::View,
        widgets::{cell, weight_mark},
    },
};

/// How much of others' text is shown, in bytes.
const TEXT_BYTES: usize = 400;

pub fn show(ui: &mut Ui, view: &View, found: &Reconciliation) {
    let words = view.words;
    let trail = found.trail_log_group.as_ref().map_or_else(
        || words.record_trail().to_owned(),
        |group| format!("{} {}", words.record_trail_group(), visible_line(cell::beginning(group, 200))),
    );
    let records = [
        (words.record_history().to_owned(), &found.history),
        (trail, &found.trail),
        (words.record_transcripts().to_owned(), &found.transcripts),
    ];
    Grid::new("what it covers").num_columns(3).min_col_width(16.0).min_row_height(19.0).spacing([8.0, 1.0]).show(
        ui,
        |ui| {
            for (name, answer) in records {
                let is_read = answer.value().is_some();
                let weight = if is_read { Weight::Good } else { Weight::CouldNotCheck };
                let (text, technical) = told(view, answer);
                let mark = weight_mark::show(ui, words, &view.colours, weight);
                ui.label(name);
                let colour = if is_read { view.colours.text } else { view.colours.risk };
                let text = visible_line(cell::beginning(&text, TEXT_BYTES)).into_owned();
                let label = ui.add(Label::new(RichText::new(text).color(colour)).truncate());
                if !technical.is_empty() {
                    let technical = visible_line(cell::beginning(&technical, TEXT_BYTES)).into_owned();
                    mark.on_hover_text(&technical);
                    label.on_hover_text(&technical);
                }
                ui.end_row();
            }
        },
    );
    if found.broken_events > 0 {
        ui.colored_label(view.colours.risk, words.broken_trail_events(found.broken_events));
    }
    let mut pieces = vec![
        format!("{} {} ({})", words.setup_checked_at(), view.time(found.at), view.zone_name()),
        found.account.clone(),
        found.region.clone(),
        found.log_groups.join(", "),
    ];
    if !found.caller.is_empty() {
        pieces.push(format!("{} {}", words.setup_checked_by(), cell::principal_named(&found.caller)));
    }
    if view.state.connection.case().is_some() {
        pieces.push(words.setup_of_case().to_owned());
    }
    pieces.retain(|piece| !piece.is_empty());
    let line = visible_line(cell::beginning(&pieces.join(" · "), TEXT_BYTES)).into_owned();
    ui.add(Label::new(RichText::new(&line).weak()).truncate()).on_hover_text(&line);
}

/// What is to be said of a record, and its technical part.
fn told(view: &View, answer: &Answer<Covered>) -> (String, String) {
    let words = view.words;
    match answer {
        Answer::Read { value, evidence } => {
            (format!("{} – {}", view.time(value.start), view.time(value.end)), evidence.operation.clone())
        }
        Answer::Denied { permission, message, .. } => {
            (format!("{} {permission}", words.record_denied()), message.clone())
        }
        Answer::Failed { message, evidence } => {
            (format!("{}: {}: {message}", words.record_failed(), evidence.operation), message.clone())
        }
        Answer::Absent { evidence } => (words.record_absent().to_owned(), evidence.operation.clone()),
        Answer::NotAsked => (words.record_not_asked().to_owned(), String::new()),
    }
}
