//! Everything that is known of one session.

use egui::{Button, Grid, Label, RichText, ScrollArea, Ui, vec2};

use super::cells;
use crate::{
    app::{Action, ComparisonAction},
    model::{visible, visible_line},
    setup::reconcile::{Gap, Person, Row, RowStatus},
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, small, transcript_mark},
    },
    worker::{SessionSet, TranscriptStatus},
};

/// How much of a value is laid out here, in bytes; the copy has it whole.
const VALUE_BYTES: usize = 4_000;
/// Events that lead to a person, as far as they are listed.
const MOST_EVENTS: usize = 20;

pub fn show(ui: &mut Ui, view: &mut View, set: &SessionSet, place: u32) {
    let Some(row) = set.row(place) else { return };
    ScrollArea::vertical().id_salt(("compared session", place)).auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(ui.available_width() - 10.0);
        ui.spacing_mut().item_spacing.y = 4.0;
        status(ui, view, row);
        ui.add_space(4.0);
        open(ui, view, row, place);
        ui.add_space(4.0);
        times(ui, view, row);
        person(ui, view, row);
        fields(ui, view, row);
    });
}

fn status(ui: &mut Ui, view: &View, row: &Row) {
    let words = view.words;
    let status = TranscriptStatus::of(&row.status);
    ui.horizontal(|ui| {
        transcript_mark::show(ui, words, &view.colours, status);
        let colour = transcript_mark::colour(&view.colours, status);
        ui.label(RichText::new(words.transcript_status(status)).font(strong(15.0)).color(colour));
    });
    let explained = words.status_explained(&row.status);
    if explained != words.transcript_status(status) {
        ui.add(Label::new(explained).wrap());
    }
    let cause = words.row_cause(row);
    if !cause.is_empty() {
        ui.add_space(2.0);
        if matches!(row.status, RowStatus::NoTranscript { .. } | RowStatus::TranscriptOnly { .. }) {
            ui.weak(words.likely_cause());
        }
        ui.add(Label::new(cause).wrap());
    }
    if let Some(certainty) = row.status.certainty() {
        let sure = format!("{}: {}", words.certainty(), words.certainty_name(certainty));
        ui.weak(sure).on_hover_text(words.certainty_explained(certainty));
    }
}

fn open(ui: &mut Ui, view: &mut View, row: &Row, place: u32) {
    let words = view.words;
    if row.seen.transcript && !row.session_id.is_empty() && !row.log_groups.is_empty() {
        let button = Button::new(words.open_this_session()).min_size(vec2(ui.available_width(), 28.0));
        if ui.add(button).clicked() {
            view.act(Action::Comparison(ComparisonAction::Open(place)));
        }
    } else {
        ui.weak(match (row.session_id.is_empty(), &row.error_code) {
            (true, Some(_)) => words.refused_start(),
            (true, None) => words.unnamed_start(),
            (false, _) => words.no_transcript_to_open(),
        });
    }
}

fn person(ui: &mut Ui, view: &View, row: &Row) {
    let words = view.words;
    let title = words.compared_column("person").unwrap_or_default();
    match &row.person {
        Person::Resolved { name, .. } => {
            field(ui, view, title, name);
            field(ui, view, words.person_found_by(), cells::person_by(view, &row.person));
        }
        Person::Unresolved { leads_to, .. } => {
            ui.weak(title);
            ui.label(RichText::new(words.unresolved()).italics());
            ui.add(Label::new(cells::person_by(view, &row.person)).wrap());
            if let Some(leads_to) = leads_to {
                field(ui, view, words.compared_column("credentialsOf").unwrap_or_default(), leads_to);
            }
        }
    }
    let by = row.person.by();
    if !by.is_empty() {
        let shown: Vec<&str> = by.iter().take(MOST_EVENTS).map(String::as_str).collect();
        field(ui, view, words.person_events(), &shown.join("\n"));
    }
    if let Some(claimed) = &row.source_identity {
        field(ui, view, words.compared_column("sourceIdentity").unwrap_or_default(), claimed);
        ui.add(Label::new(RichText::new(words.source_identity_is_claim()).weak()).wrap());
    }
}

/// When the session was, and beside it when its log was.
fn times(ui: &mut Ui, view: &View, row: &Row) {
    let words = view.words;
    let title = |name: &str| words.compared_column(name).unwrap_or_default();
    let time = |value: Option<i64>| value.map_or_else(|| "–".to_owned(), |value| view.time(value));
    let silent = match row.status {
        RowStatus::Cut { gap, silent_milliseconds, .. } if gap != Gap::PartlyExpired => {
            Some(words.duration(silent_milliseconds))
        }
        _ => None,
    };
    // A time is nothing without its zone.
    let zoned = |name: &str| format!("{} ({})", title(name), view.zone_name());
    let all = [
        (zoned("start"), Some(time(row.start))),
        (zoned("firstEvent"), Some(time(row.first_event))),
        (zoned("lastEvent"), Some(time(row.last_event))),
        (zoned("end"), Some(time(row.end))),
        (words.silent_for().to_owned(), silent),
        (title("events").to_owned(), row.events.map(|events| words.count(events))),
    ];
    Grid::new("times").num_columns(2).min_row_height(19.0).spacing([12.0, 1.0]).show(ui, |ui| {
        for (name, value) in all {
            let Some(value) = value else { continue };
            ui.weak(name);
            ui.label(RichText::new(value).monospace());
            ui.end_row();
        }
    });
    ui.add_space(4.0);
}

fn fields(ui: &mut Ui, view: &View, row: &Row) {
    let words = view.words;
    let title = |name: &str| words.compared_column(name).unwrap_or_default();
    let text = |name: &str, value: Option<&String>| (title(name), value.cloned());
    let seen = words.seen_name(row.seen.history, row.seen.trail, row.seen.transcript);
    let resumed = (row.resumed > 0).then(|| view.count(row.resumed));
    let all = [
        text("sessionId", Some(&row.session_id)),
        text("principal", row.principal.as_ref()),
        text("principalInLog", row.principal_in_log.as_ref()),
        text("target", row.target.as_ref()),
        text("document", row.document.as_ref()),
        text("reason", row.reason.as_ref()),
        text("sourceAddress", row.source_address.as_ref()),
        text("userAgent", row.user_agent.as_ref()),
        (title("resumed"), resumed),
        text("terminatedBy", row.terminated_by.as_ref()),
        (title("logGroups"), Some(row.log_groups.join("\n"))),
        (title("seenIn"), Some(seen)),
        text("startEvent", row.start_event.as_ref()),
        text("errorCode", row.error_code.as_ref()),
    ];
    for (name, value) in all {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            field(ui, view, name, &value);
        }
    }
    let differs = row.principal.is_some() && row.principal_in_log.is_some() && row.principal != row.principal_in_log;
    if differs {
        ui.add(Label::new(RichText::new(words.principal_differs()).color(view.colours.risk)).wrap());
    }
}

fn field(ui: &mut Ui, view: &View, name: &str, value: &str) {
    ui.add_space(3.0);
    ui.horizontal(|ui| {
        ui.weak(visible_line(name));
        if small::button(ui, view.words.copy()).clicked() {
            ui.copy_text(visible(value).into_owned());
        }
    });
    ui.add(Label::new(RichText::new(visible(cell::beginning(value, VALUE_BYTES))).monospace()).wrap());
}
