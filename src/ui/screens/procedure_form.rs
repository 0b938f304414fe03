//! A procedure's parameters, each with the widget of its kind.

use egui::{ComboBox, Grid, RichText, TextEdit, Ui, vec2};

use crate::{
    app::{Action, ProceduresAction},
    model::visible_line,
    procedures::{Parameter, ParameterKind, Procedure, ProcedureError},
    ui::view::View,
    worker::PersonKey,
};

/// Width of a parameter's field, in points.
const FIELD: f32 = 380.0;

pub fn show(ui: &mut Ui, view: &mut View, procedure: &Procedure, error: Option<&ProcedureError>) {
    let values = view.state.procedures.chosen_values();
    Grid::new(("parameters", &procedure.id)).num_columns(3).spacing(vec2(12.0, 6.0)).show(ui, |ui| {
        for parameter in &procedure.parameters {
            let value = values.get(&parameter.name).or(parameter.default.as_ref()).cloned().unwrap_or_default();
            if let Some(value) = field(ui, view, parameter, &value) {
                view.act(Action::Procedures(ProceduresAction::Set { parameter: parameter.name.clone(), value }));
            }
            if let Some(error) = error.filter(|error| error.parameter() == Some(parameter.name.as_str())) {
                ui.label(RichText::new(explain(view, error)).small().color(view.colours.attention));
            }
            ui.end_row();
        }
    });
}

fn explain(view: &View, error: &ProcedureError) -> &'static str {
    match error {
        ProcedureError::Missing { .. } => view.words.value_missing(),
        ProcedureError::NotANumber { .. } | ProcedureError::OutOfBounds { .. } => view.words.value_not_a_number(),
        _ => view.words.value_wrong(),
    }
}

/// Gives the value if it has been changed.
fn field(ui: &mut Ui, view: &View, parameter: &Parameter, value: &str) -> Option<String> {
    let words = view.words;
    let label = ui.label(visible_line(words.either(&parameter.label)));
    let mut changed = None;
    ui.horizontal(|ui| {
        // A grid's column begins narrow, and a field in it would cut its value: `10000` would read as `100`.
        ui.set_min_width(FIELD);
        if parameter.kind == ParameterKind::Choice {
            let shown = parameter
                .choices
                .iter()
                .find(|choice| choice.value == value)
                .map_or(value, |choice| words.either(&choice.label));
            let combo = ComboBox::from_id_salt(&parameter.name).width(FIELD).selected_text(shown).show_ui(ui, |ui| {
                for choice in &parameter.choices {
                    if ui.selectable_label(choice.value == value, words.either(&choice.label)).clicked() {
                        changed = Some(choice.value.clone());
                    }
                }
            });
            combo.response.labelled_by(label.id);
            return;
        }
        let mut text = value.to_owned();
        let hint = visible_line(parameter.hint.as_ref().map(|hint| words.either(hint)).unwrap_or_default());
        let wide = if parameter.kind == ParameterKind::Number { 100.0 } else { FIELD };
        if ui.add(TextEdit::singleline(&mut text).hint_text(hint).desired_width(wide)).labelled_by(label.id).changed() {
            changed = Some(text);
        }
        if matches!(
            parameter.kind,
            ParameterKind::Session | ParameterKind::User | ParameterKind::Principal | ParameterKind::Instance
        ) {
            let button = ui.menu_button(words.pick_value(), |ui| {
                ui.set_min_width(280.0);
                if let Some(picked) = pick(ui, view, parameter.kind) {
                    changed = Some(picked);
                }
            });
            let label = format!("{}: {}", words.pick_value(), words.either(&parameter.label));
            button.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label.as_str()));
        }
    });
    changed
}

/// Values seen in the data: from the commands that were read, and the sessions that are listed.
fn pick(ui: &mut Ui, view: &View, kind: ParameterKind) -> Option<String> {
    let set = view.state.commands.set.as_deref();
    let values: Vec<&str> = match kind {
        ParameterKind::User => {
            set.map(|set| set.people(PersonKey::OsUser).iter().map(|person| person.value.as_str()).collect())
        }
        ParameterKind::Principal => {
            set.map(|set| set.people(PersonKey::Principal).iter().map(|person| person.value.as_str()).collect())
        }
        ParameterKind::Instance => set.map(|set| set.instances.iter().map(String::as_str).collect()),
        _ if set.is_some() => set.map(|set| set.sessions.iter().map(|session| session.id.as_str()).collect()),
        _ => Some(view.state.sessions.streams.iter().map(|stream| stream.name.as_str()).collect()),
    }
    .unwrap_or_default();
    let mut picked = None;
    if values.is_empty() {
        ui.label(view.words.pick_none());
    }
    egui::ScrollArea::vertical().max_height(320.0).show_rows(ui, 26.0, values.len(), |ui, range| {
        for value in &values[range] {
            if !value.is_empty() && ui.button(visible_line(value).as_ref()).clicked() {
                picked = Some((*value).to_owned());
            }
        }
    });
    picked
}
