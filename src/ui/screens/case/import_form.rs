//! Files that are to come into the case.

use egui::{ProgressBar, TextEdit, Ui};

use crate::{
    app::{Action, CaseAction},
    model::visible_line,
    ui::view::View,
    worker::Pick,
};

/// Files that cannot be read, and streams of several files, of which each is told.
const MOST_FILES: usize = 10;

pub fn show(ui: &mut Ui, view: &mut View) {
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
        let not_read: Vec<_> = files.iter().filter_map(|file| Some((file, file.problem.as_ref()?))).collect();
        if !not_read.is_empty() {
            ui.colored_label(view.colours.risk, words.files_not_read(not_read.len()));
        }
        for (file, problem) in not_read.into_iter().take(MOST_FILES) {
            let name = file.path.display().to_string();
            let said = words.file_problem(problem, file.added.new + file.added.known);
            ui.colored_label(view.colours.risk, visible_line(&format!("{name}: {said}")).into_owned());
        }
        let shared = files.iter().flat_map(|file| file.shared.iter().map(move |shared| (file, shared)));
        for (file, shared) in shared.take(MOST_FILES) {
            let said = words.shared_stream(&file.path.display().to_string(), shared);
            ui.colored_label(view.colours.attention, visible_line(&said).into_owned());
        }
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
