//! The case: what is in it and how it came there, and the ways to bring more into it.

use std::path::Path;

use egui::{Frame, Label, Margin, ProgressBar, RichText, ScrollArea, Stroke, TextEdit, Ui, vec2};

use crate::{
    app::{Action, CaseAction, case_scope, most_it_can_cost, state::Screen},
    collect::{CollectProgress, CollectStep, CollectionRecord, Proof},
    model::{hex, visible_line},
    ui::{
        root,
        theme::strong,
        view::View,
        widgets::{small, trouble},
    },
    worker::{CaseFacts, FileFacts, Pick},
};

const CARD: f32 = 720.0;
/// Files and collections that are listed.
const MOST_LISTED: usize = 200;

pub fn show(ui: &mut Ui, view: &mut View) {
    root::centre_with(ui, view, |ui, view| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let words = view.words;
            ui.label(RichText::new(words.case_title()).font(strong(17.0)));
            ui.weak(words.case_subtitle());
            ui.add_space(8.0);
            if let Some(failure) = &view.state.case.slot.trouble {
                trouble::show(ui, words, &view.colours, failure);
                ui.add_space(6.0);
            }
            let is_case = view.state.connection.case().is_some();
            if is_case {
                card(ui, view, contents);
                card(ui, view, integrity);
                card(ui, view, pack);
            } else {
                target(ui, view);
                ui.add_space(8.0);
                if view.state.connection.is_connected() {
                    card(ui, view, collect);
                }
            }
            let can_add = !view.state.case.facts.as_ref().is_some_and(|facts| facts.is_sealed);
            if can_add {
                card(ui, view, import);
            }
        });
    });
}

fn card(ui: &mut Ui, view: &mut View, content: impl FnOnce(&mut Ui, &mut View)) {
    Frame::new()
        .fill(view.colours.panel)
        .stroke(Stroke::new(1.0, view.colours.line))
        .corner_radius(8.0)
        .inner_margin(Margin::same(14))
        .show(ui, |ui| {
            ui.set_width((ui.available_width() - 4.0).min(CARD));
            content(ui, view);
        });
    ui.add_space(10.0);
}

/// The field for the file that a collection or an import goes into.
fn target(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.horizontal(|ui| {
        let label = ui.label(words.case_file());
        let mut path = view.state.case.draft.path.clone();
        let field = TextEdit::singleline(&mut path).hint_text(words.case_path_hint()).desired_width(380.0);
        if ui.add(field).labelled_by(label.id).changed() {
            view.act(Action::Case(CaseAction::Path(path)));
        }
        if ui.button(words.case_browse()).clicked() {
            let suggested = "session-logs.case".to_owned();
            view.act(Action::Case(CaseAction::Pick(Pick::NewCase { suggested })));
        }
    });
}

fn collect(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.heading(words.collect_title());
    ui.weak(words.collect_text());
    ui.add_space(6.0);
    let Some(scope) = case_scope(view.state) else {
        ui.label(words.collect_no_scope());
        if ui.button(words.show_groups()).clicked() {
            view.act(Action::Go(Screen::Groups));
        }
        return;
    };
    let groups = scope.log_groups.join(", ");
    ui.label(RichText::new(visible_line(&groups)).monospace());
    ui.label(format!("{} – {} ({})", view.time(scope.start), view.time(scope.end), view.zone_name()));
    let group = view.state.scope.log_group.as_deref().and_then(|name| view.state.groups.named(name));
    if let Some(stored) = group.and_then(|group| group.stored_bytes) {
        let cost = most_it_can_cost(view.state).map(|cost| words.dollars(2.0 * cost));
        ui.label(format!(
            "{} {}",
            words.most_cost(&words.bytes(2.0 * stored as f64), cost.as_deref()),
            words.collect_twice()
        ));
    }
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let label = ui.label(words.collect_most_cost());
        let mut cost = view.state.case.draft.most_cost.clone();
        let field = TextEdit::singleline(&mut cost).hint_text(words.collect_most_cost_hint()).desired_width(80.0);
        if ui.add(field).labelled_by(label.id).changed() {
            view.act(Action::Case(CaseAction::MostCost(cost)));
        }
    });
    ui.add_space(6.0);
    let is_running = view.state.case.slot.is_waiting();
    ui.horizontal(|ui| {
        let can_begin = !is_running && !view.state.case.draft.path.trim().is_empty();
        let button = egui::Button::new(words.collect_button()).min_size(vec2(160.0, 28.0));
        if ui.add_enabled(can_begin, button).clicked() {
            view.act(Action::Case(CaseAction::Collect));
        }
        if is_running && ui.button(words.cancel()).clicked() {
            view.act(Action::Cancel);
        }
        if !is_running {
            ui.weak(words.collect_goes_on());
        }
    });
    if let Some(progress) = view.state.case.collecting.clone().filter(|_| is_running) {
        collecting(ui, view, &progress);
    }
    if let Some((path, proof)) = view.state.case.collected.clone() {
        ui.add_space(8.0);
        proof_shown(ui, view, Some(&proof));
        if ui.button(words.case_open_this()).clicked() {
            view.act(Action::Case(CaseAction::Open(path)));
        }
    }
}

fn collecting(ui: &mut Ui, view: &View, progress: &CollectProgress) {
    let words = view.words;
    let step = match progress.step {
        CollectStep::Counting => words.collecting_counting(),
        CollectStep::Collecting => words.collecting_fetching(),
        CollectStep::Repairing => words.collecting_repairing(),
        CollectStep::Proving => words.collecting_proving(),
    };
    let part = progress.expected.map_or(0.0, |expected| progress.rows as f32 / expected.max(1) as f32);
    ui.add_space(4.0);
    ui.label(step);
    ui.add(ProgressBar::new(part).desired_width(420.0).text(words.events_of(progress.rows, progress.expected)));
    let cost = view
        .state
        .cost(progress.bytes_scanned as f64)
        .map_or_else(|| words.price_unknown().to_owned(), |cost| words.dollars(cost));
    ui.weak(format!(
        "{} {} · {} {} · {} {} · {cost}",
        words.count(progress.windows),
        words.windows(),
        words.count(progress.queries),
        words.queries_made(),
        words.bytes(progress.bytes_scanned as f64),
        words.bytes_scanned(),
    ));
}

/// Whether a collection is complete, with its figures.
fn proof_shown(ui: &mut Ui, view: &View, proof: Option<&Proof>) {
    let words = view.words;
    let Some(proof) = proof else {
        ui.label(RichText::new(words.collected_unfinished()).color(view.colours.risk).font(strong(14.0)));
        return;
    };
    let (verdict, text, colour) = if proof.complete {
        (words.collected_complete(), words.collected_complete_text(), view.colours.good)
    } else {
        (words.collected_incomplete(), words.collected_incomplete_text(), view.colours.risk)
    };
    ui.label(RichText::new(verdict).color(colour).font(strong(14.0)));
    ui.label(text);
    ui.weak(format!(
        "{} · {} {} · {} {} · {} {} · {} {} · {} {}",
        words.events_of(proof.events, None),
        words.count(proof.counted),
        words.counted(),
        words.count(proof.late),
        words.late_events(),
        words.count(proof.windows),
        words.windows(),
        words.count(proof.queries),
        words.queries_made(),
        words.bytes(proof.bytes_scanned as f64),
        words.bytes_scanned(),
    ));
    for shortfall in proof.shortfalls.iter().take(5) {
        let there = words.events_of(shortfall.events.unwrap_or_default(), Some(shortfall.counted));
        let text = format!("{} – {}: {there}", view.time(shortfall.start), view.time(shortfall.end));
        ui.colored_label(view.colours.risk, text);
    }
}

fn import(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.heading(words.import_title());
    ui.weak(words.import_text());
    ui.add_space(6.0);
    let mut files = view.state.case.draft.files.clone();
    let field = TextEdit::multiline(&mut files)
        .hint_text(words.import_files_hint())
        .desired_rows(3)
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MultilineTextInput, true, words.import_files_hint()));
    if response.changed() {
        view.act(Action::Case(CaseAction::Files(files)));
    }
    let is_running = view.state.case.slot.is_waiting();
    ui.horizontal(|ui| {
        if ui.button(words.import_choose()).clicked() {
            view.act(Action::Case(CaseAction::Pick(Pick::Files)));
        }
        let draft = &view.state.case.draft;
        let has_target = view.state.connection.case().is_some() || !draft.path.trim().is_empty();
        let can_begin = !is_running && has_target && !draft.files.trim().is_empty();
        if ui.add_enabled(can_begin, egui::Button::new(words.import_button())).clicked() {
            view.act(Action::Case(CaseAction::Import));
        }
        if is_running && view.state.case.importing.is_some() && ui.button(words.cancel()).clicked() {
            view.act(Action::Cancel);
        }
    });
    if let Some(progress) = view.state.case.importing.as_ref().filter(|_| is_running) {
        let part = progress.bytes_read as f32 / progress.bytes.max(1) as f32;
        ui.add(ProgressBar::new(part).desired_width(420.0).text(words.events_of(progress.events, None)));
        ui.weak(words.files_of(progress.number, progress.files));
    }
    if let Some((path, files)) = view.state.case.imported.clone() {
        let sum = |of: fn(&crate::case::import::ImportedFile) -> u64| files.iter().map(of).sum::<u64>();
        ui.add_space(6.0);
        ui.label(words.imported(sum(|file| file.added.new), sum(|file| file.added.known), sum(|file| file.bad_lines)));
        for file in files.iter().filter(|file| !file.named.is_empty()).take(5) {
            let name = file.path.display().to_string();
            for bad in file.named.iter().take(3) {
                ui.colored_label(
                    view.colours.attention,
                    visible_line(&format!("{name}:{} {}", bad.line, bad.reason)).into_owned(),
                );
            }
        }
        if view.state.connection.case() != Some(&path) && ui.button(words.case_open_this()).clicked() {
            view.act(Action::Case(CaseAction::Open(path)));
        }
    }
}

fn contents(ui: &mut Ui, view: &mut View) {
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
    proof_shown(ui, view, collection.proof.as_ref());
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

fn integrity(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let Some(facts) = view.state.case.facts.clone() else { return };
    ui.label(if facts.is_sealed { words.case_is_sealed() } else { words.case_not_sealed() });
    ui.weak(words.case_start_of_hashes());
    ui.add_space(4.0);
    let is_checking = view.state.case.verify_slot.is_waiting();
    ui.horizontal(|ui| {
        if ui.add_enabled(!is_checking, egui::Button::new(words.case_verify())).clicked() {
            view.act(Action::Case(CaseAction::Verify));
        }
        if is_checking {
            ui.add(ProgressBar::new(view.state.case.verifying).desired_width(220.0));
        }
        let can_seal = !facts.is_sealed && !view.state.case.slot.is_waiting() && !view.state.case.asks_to_seal;
        if can_seal && ui.button(words.case_seal()).clicked() {
            view.act(Action::Case(CaseAction::AskToSeal(true)));
        }
    });
    if view.state.case.asks_to_seal && !facts.is_sealed {
        ui.colored_label(view.colours.attention, words.case_seal_ask());
        ui.horizontal(|ui| {
            if ui.button(words.case_seal_yes()).clicked() {
                view.act(Action::Case(CaseAction::Seal));
            }
            if ui.button(words.cancel()).clicked() {
                view.act(Action::Case(CaseAction::AskToSeal(false)));
            }
        });
    }
    for slot in [&view.state.case.verify_slot, &view.state.case.seal_slot] {
        if let Some(failure) = &slot.trouble {
            trouble::show(ui, words, &view.colours, failure);
        }
    }
    match &view.state.case.verified {
        Some(Ok(found)) => {
            ui.colored_label(view.colours.good, words.case_verified());
            ui.weak(words.verified_counts(found.events, found.blocks, found.entries));
            hash(ui, words.copy(), &hex(&found.block_chain));
            if let Some(sealed) = found.sealed {
                hash(ui, words.copy(), &hex(&sealed));
            }
        }
        Some(Err(what)) => {
            ui.colored_label(view.colours.risk, words.case_damaged(&visible_line(what)));
        }
        None => {}
    }
    if let Some(seal) = &view.state.case.sealed {
        ui.label(words.case_seal_note());
        hash(ui, words.copy(), &hex(&seal.file));
    }
}

fn pack(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.heading(words.pack_title());
    ui.weak(words.pack_text());
    ui.add_space(6.0);
    let is_writing = view.state.case.pack_slot.is_waiting();
    ui.horizontal(|ui| {
        let label = ui.label(words.pack_folder());
        let mut folder = view.state.case.draft.pack.clone();
        if ui.add(TextEdit::singleline(&mut folder).desired_width(380.0)).labelled_by(label.id).changed() {
            view.act(Action::Case(CaseAction::PackFolder(folder.clone())));
        }
        let can_write = !is_writing && !folder.trim().is_empty();
        if ui.add_enabled(can_write, egui::Button::new(words.pack_button())).clicked() {
            view.act(Action::Case(CaseAction::Pack));
        }
        if is_writing {
            ui.weak(words.pack_writing());
        }
    });
    if let Some(failure) = &view.state.case.pack_slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    if let Some(packed) = &view.state.case.packed {
        let folder = visible_line(&packed.folder.display().to_string()).into_owned();
        ui.label(words.packed(&folder, packed.files, packed.commands, packed.flagged));
        if packed.complete {
            ui.colored_label(view.colours.good, words.collected_complete());
        } else {
            ui.colored_label(view.colours.risk, words.collected_incomplete());
        }
    }
}

fn hash(ui: &mut Ui, copy: &str, text: &str) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).monospace().small());
        if small::button(ui, copy).clicked() {
            ui.copy_text(text.to_owned());
        }
    });
}
