//! What is in the open case, and how it came there.

use std::path::Path;

use egui::{Label, RichText, Ui};

use super::proof;
use crate::{
    collect::CollectionRecord,
    model::visible_line,
    ui::{theme::strong, view::View, widgets::trouble},
    worker::{CaseFacts, FileFacts},
};

/// Files and collections that are listed.
const MOST_LISTED: usize = 200;

pub fn show(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    if let Some(failure) = &view.state.case.facts_slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    let Some(facts) = view.state.case.facts.clone() else {
        ui.weak(words.reading());
        return;
    };
    ui.heading(words.case_is_open());
    path_shown(ui, &facts.path);
    ui.label(words.case_counts(facts.summary.events, facts.summary.streams));
    if let (Some(first), Some(last)) = (facts.summary.first_time, facts.summary.last_time) {
        ui.label(format!("{} – {} ({})", view.time(first), view.time(last), view.zone_name()));
    }
    ui.weak(words.bytes(facts.summary.bytes as f64));
    ui.add_space(8.0);
    ui.label(RichText::new(words.case_collections()).font(strong(13.5)));
    if facts.collections.is_empty() {
        ui.weak(words.case_no_collections());
    }
    for collection in facts.collections.iter().rev().take(MOST_LISTED) {
        collection_shown(ui, view, collection);
    }
    files_shown(ui, view, &facts);
}

fn path_shown(ui: &mut Ui, path: &Path) {
    let text = visible_line(&path.display().to_string()).into_owned();
    ui.add(Label::new(RichText::new(text).monospace()).wrap());
}

fn collection_shown(ui: &mut Ui, view: &View, collection: &CollectionRecord) {
    let words = view.words;
    ui.add_space(4.0);
    ui.label(RichText::new(visible_line(&collection.plan.scope.log_groups.join(", "))).monospace());
    ui.label(format!("{} – {}", view.time(collection.plan.scope.start), view.time(collection.plan.scope.end)));
    let known = ["account", "region", "caller"].map(|name| collection.origin(name));
    let by = known.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    ui.weak(visible_line(&format!(
        "{}: {by} · {} · {}: {}",
        words.collected_by(),
        view.time(collection.at),
        words.cutoff(),
        view.time(collection.plan.cutoff)
    )));
    if let Some(after) = collection.plan.after {
        ui.weak(format!("{} {}", words.late_after(), view.time(after)));
    }
    proof::show(ui, view, collection.proof.as_ref());
}

fn files_shown(ui: &mut Ui, view: &View, facts: &CaseFacts) {
    if facts.files.is_empty() {
        return;
    }
    let words = view.words;
    ui.add_space(8.0);
    ui.label(RichText::new(format!("{} ({})", words.case_files(), view.count(facts.files.len()))).font(strong(13.5)));
    for FileFacts { at, name, sha256, events, bad_lines } in facts.files.iter().take(MOST_LISTED) {
        ui.horizontal(|ui| {
            ui.label(visible_line(name).into_owned());
            ui.weak(format!("{} · {}", words.events_of(*events, None), view.time(*at)));
            if *bad_lines > 0 {
                ui.colored_label(view.colours.attention, words.imported(*events, 0, *bad_lines));
            }
        });
        ui.label(RichText::new(format!("SHA-256 {sha256}")).small().monospace().weak());
    }
}
