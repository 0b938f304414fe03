use std::fs;

use egui::OutputCommand;
use egui_kittest::kittest::Queryable;
use session_lens::{
    app::{
        Action, ExportAction, Language, ProceduresAction, TableAction, Theme,
        state::{Screen, State, TableId},
    },
    procedures::{ParameterKind, built_in},
    worker::ExportFormat,
};

use super::harness::{GROUP, Window};

fn answered(state: &State) -> bool {
    !state.procedures.slot.is_waiting()
        && state.procedures.answered.is_some()
        && state.procedures.table.waiting.is_none()
}

fn open(language: Language) -> Window {
    let mut window = Window::open_commands(language, Theme::Light);
    window.click(window.words.screen(Screen::Procedures));
    window
}

/// Every procedure can be found, filled in from the data, and run.
fn every_procedure_answers(language: Language) {
    let mut window = open(language);
    let set = window.state().commands.set.clone().unwrap();
    for procedure in built_in() {
        window.click(window.words.either(&procedure.name));
        for parameter in &procedure.parameters {
            assert!(window.shows(window.words.either(&parameter.label)), "{}", parameter.name);
            let value = match parameter.kind {
                ParameterKind::Session => &set.sessions[0].id,
                ParameterKind::User => &set.os_users[0].value,
                ParameterKind::Principal => &set.principals[0].value,
                ParameterKind::Instance => &set.instances[0],
                ParameterKind::Text => "sudo",
                _ => continue,
            };
            let (parameter, value) = (parameter.name.clone(), value.to_owned());
            window.act(Action::Procedures(ProceduresAction::Set { parameter, value }));
        }
        window.click(window.words.run_procedure());
        window.until(&procedure.id, |state| {
            answered(state) && state.procedures.answered.as_ref().is_some_and(|(id, _)| *id == procedure.id)
        });
        let rows = window.state().procedures.table.rows.row_count();
        assert!(rows > 0, "{}: no rows", procedure.id);
        let shown = window.words.count(rows as u64);
        assert!(window.shows(&window.words.rows_shown(&shown, &shown)), "{}", procedure.id);
    }
}

#[test]
fn every_procedure_answers_in_english() {
    every_procedure_answers(Language::English);
}

#[test]
fn every_procedure_answers_in_japanese() {
    every_procedure_answers(Language::Japanese);
}

#[test]
fn the_query_shown_is_the_query_sent_and_copied() {
    let mut window = open(Language::English);
    let words = window.words;
    window.click(words.either(&built_in()[0].name));
    window.click(words.show_query());
    window.click(words.run_procedure());
    window.until("rows", answered);
    let (_, sent) = window.state().procedures.answered.clone().unwrap();
    window.harness.get_by_label(words.copy_query()).click();
    window.harness.step();
    let copied = window.harness.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied.as_deref(), Some(sent.as_str()));
    assert!(window.harness.query_all_by_value(&sent).next().is_some(), "it stands on the screen too");
}

#[test]
fn a_row_leads_to_every_field_of_its_event() {
    let mut window = open(Language::English);
    let words = window.words;
    let latest = built_in().iter().find(|procedure| procedure.id == "session-latest").unwrap();
    window.click(words.either(&latest.name));
    let session = window.state().commands.set.clone().unwrap().sessions[0].id.clone();
    window.act(Action::Procedures(ProceduresAction::Set { parameter: "session".to_owned(), value: session }));
    window.click(words.run_procedure());
    window.until("rows", answered);
    assert!(window.shows(words.detail_select()));
    window.act(Action::Table(TableId::Results, TableAction::Select(Some(0))));
    window.click(words.read_record());
    window.until("the record", |state| state.procedures.detail.record.is_some());
    let record = window.state().procedures.detail.record.clone().unwrap();
    for field in ["@message", "@timestamp", "@logStream", "@ingestionTime"] {
        assert!(record.iter().any(|(name, value)| name == field && !value.is_empty()), "{field}");
    }
    assert!(window.shows(words.raw_message()));
}

#[test]
fn an_export_holds_exactly_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    window.act(Action::Table(TableId::Commands, TableAction::Filter("sudo".to_owned())));
    window.until("filtered", |state| state.commands.table.waiting.is_none());
    let shown = window.state().commands.table.order.len();
    let commands: Vec<String> = {
        let table = &window.state().commands.table;
        let column = table.rows.column("command").unwrap();
        table.order.iter().map(|row| table.rows.cell(*row as usize, column).unwrap_or_default().to_owned()).collect()
    };
    for (format, name) in [(ExportFormat::Csv, "a.csv"), (ExportFormat::Ndjson, "a.ndjson")] {
        let path = folder.path().join(name);
        window.act(Action::Export(ExportAction::Open(format)));
        assert!(window.shows(window.words.export_title()));
        window.act(Action::Export(ExportAction::Path(path.to_string_lossy().into_owned())));
        window.click(window.words.export_write());
        window.until("the file", |state| state.export.is_none());
        assert!(window.harness.query_by_label_contains(name).is_some(), "the window says where it is");
    }
    let text = fs::read_to_string(folder.path().join("a.ndjson")).unwrap();
    let told: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["command"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told, commands);
    let csv = fs::read(folder.path().join("a.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(csv.strip_prefix(b"\xef\xbb\xbf").unwrap());
    assert_eq!(reader.records().map(Result::unwrap).count(), shown);
    assert_eq!(window.state().scope.log_group.as_deref(), Some(GROUP));
}
