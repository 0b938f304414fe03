//! The cells of the comparison's table.

use egui::{Label, RichText, Ui};

use crate::{
    model::{Column, visible_line},
    setup::reconcile::{Person, Row},
    ui::{
        view::View,
        widgets::{
            cell,
            result_table::{self, Fit},
            transcript_mark,
        },
    },
    worker::TranscriptStatus,
};

/// How much of others' text is shown, in bytes.
const TEXT_BYTES: usize = 600;

pub fn width(column: &Column) -> f32 {
    match column.name.as_str() {
        "transcript" => 164.0,
        "start" | "end" | "firstEvent" | "lastEvent" => 146.0,
        "principal" | "target" | "sourceAddress" | "reason" => 126.0,
        "person" | "document" => 150.0,
        "cause" => result_table::REST,
        "events" => 70.0,
        "sessionId" => 180.0,
        _ => 120.0,
    }
}

/// Whether there is a log, of whom, where, and why not stays in sight; the rest is scrolled to first.
pub fn fit(column: &Column) -> Fit {
    let (least, rank, yields) = match column.name.as_str() {
        "transcript" => (152.0, 0, 1),
        "start" => (146.0, 0, 0),
        "person" => (110.0, 0, 2),
        "cause" => (120.0, 0, 0),
        "target" => (96.0, 1, 3),
        "reason" => (96.0, 2, 4),
        "principal" => (126.0, 3, 0),
        "end" => (146.0, 4, 0),
        "sourceAddress" | "document" => (110.0, 5, 0),
        "firstEvent" | "lastEvent" => (146.0, 6, 0),
        _ => (100.0, 7, 0),
    };
    Fit { least, rank, yields }
}

/// Draws a cell of its own kind; others are drawn by their column's.
pub fn show(ui: &mut Ui, view: &mut View, row: usize, column: usize) -> bool {
    let comparison = &view.state.comparison;
    let Some(set) = comparison.set.clone() else { return false };
    let Some(found) = u32::try_from(row).ok().and_then(|row| set.row(row)) else { return false };
    let Some(name) = comparison.table.rows.columns().get(column).map(|column| column.name.as_str()) else {
        return false;
    };
    match name {
        "transcript" => transcript(ui, view, found),
        "person" => person(ui, view, &found.person),
        "personBy" => text(ui, person_by(view, &found.person), None),
        "principal" => cell::principal(ui, found.principal.as_deref().unwrap_or_default()),
        "target" => cell::id(ui, found.target.as_deref().unwrap_or_default()),
        "sessionId" => cell::id(ui, &found.session_id),
        "cause" => {
            let cause = view.words.row_cause(found);
            text(ui, &cause, Some(&cause));
        }
        "certainty" => {
            if let Some(certainty) = found.status.certainty() {
                text(ui, view.words.certainty_name(certainty), None);
            }
        }
        "seenIn" => {
            let seen = found.seen;
            text(ui, &view.words.seen_name(seen.history, seen.trail, seen.transcript), None);
        }
        _ => return false,
    }
    true
}

fn transcript(ui: &mut Ui, view: &View, row: &Row) {
    let words = view.words;
    let status = TranscriptStatus::of(&row.status);
    ui.spacing_mut().item_spacing.x = 5.0;
    let hover = format!("{}\n{}", words.status_explained(&row.status), words.row_cause(row));
    transcript_mark::show(ui, words, &view.colours, status).on_hover_text(hover.trim());
    text(ui, words.transcript_status(status), Some(hover.trim()));
}

fn person(ui: &mut Ui, view: &View, person: &Person) {
    match person {
        Person::Resolved { name, how, .. } => {
            let hover = format!("{name}: {}", view.words.person_how(*how));
            text(ui, name, Some(&hover));
        }
        Person::Unresolved { why, .. } => {
            let shown = RichText::new(view.words.unresolved()).italics().color(view.colours.weak);
            ui.add(Label::new(shown).selectable(false).truncate()).on_hover_text(view.words.person_why(*why));
        }
    }
}

/// How a person was found, or why nobody was.
pub fn person_by(view: &View, person: &Person) -> &'static str {
    match person {
        Person::Resolved { how, .. } => view.words.person_how(*how),
        Person::Unresolved { why, .. } => view.words.person_why(*why),
    }
}

fn text(ui: &mut Ui, text: &str, hover: Option<&str>) {
    let shown = visible_line(cell::beginning(text, TEXT_BYTES)).into_owned();
    let label = ui.add(Label::new(shown).selectable(false).truncate());
    if let Some(hover) = hover.filter(|hover| !hover.is_empty()) {
        label.on_hover_text(crate::model::visible(cell::beginning(hover, TEXT_BYTES)));
    }
}
