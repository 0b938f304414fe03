//! What a comparison covers, and what could not be read.

use egui::{Align, Label, Layout, RichText, Ui, vec2};

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

/// Room for the names of records, in points.
const NAMES: f32 = 168.0;
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
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().interact_size.y = 18.0;
        for (name, answer) in records {
            record(ui, view, &name, answer, found.range);
        }
        // A lone group is told above.
        let groups = found.unread_groups.iter().filter(|_| found.log_groups.len() > 1);
        for group in groups {
            let name =
                format!("{}: {}", words.record_transcripts(), visible_line(cell::beginning(&group.log_group, 200)));
            record(ui, view, &name, &group.answer, found.range);
        }
        if !matches!(found.credentials, Answer::Read { .. } | Answer::NotAsked) {
            let credentials = found.credentials.clone().map(|()| found.range);
            record(ui, view, words.record_credentials(), &credentials, found.range);
        }
    });
    if found.broken_events > 0 {
        ui.colored_label(view.colours.risk, words.broken_trail_events(found.broken_events));
    }
    if found.broken_sessions > 0 {
        ui.colored_label(view.colours.risk, words.sessions_without_id(found.broken_sessions));
    }
    if found.elsewhere > 0 {
        ui.label(words.events_elsewhere(found.elsewhere));
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

fn record(ui: &mut Ui, view: &View, name: &str, answer: &Answer<Covered>, asked: Covered) {
    let is_read = answer.value().is_some();
    let (weight, colour) =
        if is_read { (Weight::Good, view.colours.text) } else { (Weight::CouldNotCheck, view.colours.risk) };
    let (text, technical) = told(view, answer, asked);
    let [text, technical] = [text, technical].map(|text| visible_line(cell::beginning(&text, TEXT_BYTES)).into_owned());
    ui.horizontal(|ui| {
        weight_mark::show(ui, view.words, &view.colours, weight);
        ui.allocate_ui_with_layout(vec2(NAMES, 18.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(NAMES);
            ui.add(Label::new(name).truncate()).on_hover_text(name);
        });
        // A permission's name is what somebody has to ask for: it is never cut off.
        let label = ui.add(Label::new(RichText::new(text).color(colour)).wrap());
        if !technical.is_empty() {
            label.on_hover_text(technical);
        }
    });
}

/// What is to be said of a record, and its technical part.
fn told(view: &View, answer: &Answer<Covered>, asked: Covered) -> (String, String) {
    let words = view.words;
    match answer {
        Answer::Read { value, evidence } if value.is_older_than_kept(asked) => {
            (words.record_older_than_kept(&view.time(value.start)), evidence.operation.clone())
        }
        Answer::Read { value, evidence } => {
            (format!("{} – {}", view.time(value.start), view.time(value.end)), evidence.operation.clone())
        }
        Answer::Denied { permission, message, .. } => {
            (format!("{} {permission}", words.record_denied()), message.clone())
        }
        Answer::Failed { message, evidence } => {
            (format!("{}: {}: {message}", words.record_failed(), evidence.operation), message.clone())
        }
        Answer::CutShort { read, evidence } => (words.record_cut_short(*read), evidence.operation.clone()),
        Answer::Absent { evidence } => (words.record_absent().to_owned(), evidence.operation.clone()),
        Answer::NotAsked => (words.record_not_asked().to_owned(), String::new()),
    }
}
