//! The query by clicks: columns, conditions, grouping, order, limit. Every change is a new draft.

use egui::{Button, ComboBox, RichText, TextEdit, Ui};

use super::{query_conditions, query_fields};
use crate::{
    app::{Action, QueryAction, state::Agreement},
    insights::{
        ast::FieldPath,
        draft::{Calculation, GroupBy, Measure, MeasureFunction, Order, QueryDraft, Shown, field_text},
    },
    model::visible_line,
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, small},
    },
};

pub fn show(ui: &mut Ui, view: &mut View) {
    let query = &view.state.query;
    match query.reading.agreement {
        Agreement::Same => {}
        Agreement::SaysMore => {
            ui.add_space(4.0);
            ui.label(RichText::new(view.words.text_says_more()).color(view.colours.weak));
            return;
        }
        Agreement::HasFaults => {
            ui.colored_label(view.colours.attention, view.words.text_has_faults());
            ui.disable();
        }
    }
    let mut draft = query.draft.clone();
    let fields: Vec<String> = query.fields().map(str::to_owned).collect();
    ui.spacing_mut().item_spacing.y = 5.0;
    shown(ui, view, &mut draft, &fields);
    query_conditions::show(ui, view, &mut draft, &fields);
    order(ui, view, &mut draft, &fields);
    limit(ui, view, &mut draft);
    if draft != query.draft {
        view.act(Action::Query(QueryAction::Build(Box::new(draft))));
    }
}

pub fn head(ui: &mut Ui, view: &View, title: &str) {
    ui.add_space(3.0);
    ui.label(RichText::new(title).font(strong(12.0)).color(view.colours.weak));
}

/// What takes a part away again, named after it.
pub fn remove(ui: &mut Ui, view: &View, name: &str) -> bool {
    let name = view.words.remove_named(name);
    let response = small::button(ui, "×");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), &name));
    response.on_hover_text(name).clicked()
}

fn plain(field: &FieldPath) -> String {
    visible_line(cell::beginning(&field.name(), 80)).into_owned()
}

/// Fields in a row, each with what takes it away.
fn chips(ui: &mut Ui, view: &View, fields: &mut Vec<FieldPath>) {
    let mut removed = None;
    for (place, field) in fields.iter().enumerate() {
        let name = plain(field);
        let chip = Button::new(RichText::new(format!("{name}  ×")).monospace()).fill(view.colours.accent_soft);
        let response = ui.add(chip);
        let label = view.words.remove_named(&name);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), &label));
        if response.on_hover_text(label).clicked() {
            removed = Some(place);
        }
    }
    if let Some(place) = removed {
        fields.remove(place);
    }
}

fn shown(ui: &mut Ui, view: &View, draft: &mut QueryDraft, fields: &[String]) {
    let words = view.words;
    let mut other = None;
    match &mut draft.shown {
        Shown::Events(columns) => {
            head(ui, view, words.columns_shown());
            ui.horizontal_wrapped(|ui| {
                chips(ui, view, columns);
                if columns.is_empty() {
                    ui.weak(words.no_columns());
                }
                columns.extend(query_fields::add(ui, view, words.add_column(), fields));
                if ui.button(words.group_events()).clicked() {
                    let measures = vec![Measure::named(Calculation::Count)];
                    other = Some(Shown::Groups { measures, by: Vec::new() });
                }
            });
        }
        Shown::Groups { measures, by } => {
            head(ui, view, words.grouping());
            self::measures(ui, view, measures, fields);
            ui.horizontal(|ui| {
                if query_fields::plus(ui, words.add_measure()) {
                    let field = FieldPath::single("@logStream");
                    measures.push(Measure::named(Calculation::Of(MeasureFunction::CountDistinct, field)));
                }
                if ui.button(words.show_events()).clicked() {
                    other = Some(QueryDraft::default().shown);
                }
            });
            head(ui, view, words.group_by());
            groups(ui, view, by, fields);
        }
    }
    if let Some(other) = other {
        // What rows were ordered by is there no more.
        let has_time = matches!(other, Shown::Events(_));
        draft.shown = other;
        draft.order = if has_time { QueryDraft::default().order } else { Vec::new() };
    }
}

fn measures(ui: &mut Ui, view: &View, measures: &mut Vec<Measure>, fields: &[String]) {
    let words = view.words;
    let mut removed = None;
    let is_only = measures.len() == 1;
    for (place, measure) in measures.iter_mut().enumerate() {
        let part = |part: &str| words.part_of_measure(place + 1, part);
        ui.horizontal(|ui| {
            if let Some(what) = calculation(ui, view, &part(words.measure_function()), &measure.what, place) {
                *measure = Measure::named(what);
            }
            if let Calculation::Of(function, field) = &measure.what
                && let Some(other) = query_fields::pick(ui, view, &part(words.field_part()), &plain(field), fields)
            {
                *measure = Measure::named(Calculation::Of(*function, other));
            }
            let mut name = measure.name.clone().unwrap_or_default();
            ui.name_inputs(part(words.column_name()), |ui| {
                let field = TextEdit::singleline(&mut name).desired_width(150.0);
                if ui.add(field).on_hover_text(words.column_name()).changed() {
                    measure.name = Some(name);
                }
            });
            if !is_only && remove(ui, view, &part(words.calculation(&measure.what))) {
                removed = Some(place);
            }
        });
    }
    if let Some(place) = removed {
        measures.remove(place);
    }
}

/// The calculation that is chosen instead, if one is.
fn calculation(ui: &mut Ui, view: &View, name: &str, now: &Calculation, place: usize) -> Option<Calculation> {
    let words = view.words;
    let field = match now {
        Calculation::Count => FieldPath::single("@logStream"),
        Calculation::Of(_, field) => field.clone(),
    };
    let of = MeasureFunction::ALL.into_iter().map(|function| Calculation::Of(function, field.clone()));
    let choices: Vec<Calculation> = std::iter::once(Calculation::Count).chain(of).collect();
    let mut picked = None;
    ui.name_inputs(name, |ui| {
        ComboBox::from_id_salt(("calculation", place)).width(150.0).selected_text(words.calculation(now)).show_ui(
            ui,
            |ui| {
                for choice in &choices {
                    if ui.selectable_label(choice == now, words.calculation(choice)).clicked() && choice != now {
                        picked = Some(choice.clone());
                    }
                }
            },
        );
    });
    picked
}

fn groups(ui: &mut Ui, view: &View, by: &mut Vec<GroupBy>, fields: &[String]) {
    let words = view.words;
    let mut removed = None;
    ui.horizontal_wrapped(|ui| {
        for (place, group) in by.iter_mut().enumerate() {
            match group {
                GroupBy::Field(field) => {
                    let mut one = vec![field.clone()];
                    chips(ui, view, &mut one);
                    if one.is_empty() {
                        removed = Some(place);
                    }
                }
                GroupBy::Time { every, .. } => {
                    let now = words.length(&every.count, every.unit);
                    ui.name_inputs(words.length_of_time(), |ui| {
                        ComboBox::from_id_salt(("length", place)).width(90.0).selected_text(&now).show_ui(ui, |ui| {
                            for (count, unit) in GroupBy::LENGTHS {
                                let label = words.length(count, unit);
                                if ui.selectable_label(label == now, label).clicked() {
                                    (every.count, every.unit) = (count.to_owned(), unit);
                                }
                            }
                        });
                    });
                    if remove(ui, view, words.length_of_time()) {
                        removed = Some(place);
                    }
                }
            }
        }
        if let Some(field) = query_fields::add(ui, view, words.add_group(), fields) {
            by.push(GroupBy::Field(field));
        }
        let has_time = by.iter().any(|group| matches!(group, GroupBy::Time { .. }));
        if !has_time && query_fields::plus(ui, words.add_time_group()) {
            by.push(GroupBy::time(GroupBy::LENGTHS[3]));
        }
    });
    if let Some(place) = removed {
        by.remove(place);
    }
}

fn order(ui: &mut Ui, view: &View, draft: &mut QueryDraft, fields: &[String]) {
    let words = view.words;
    let outputs = draft.outputs();
    let choices: Vec<String> = match &draft.shown {
        Shown::Events(_) => fields.to_vec(),
        Shown::Groups { .. } => outputs.iter().map(field_text).collect(),
    };
    head(ui, view, words.order());
    let mut removed = None;
    for (place, order) in draft.order.iter_mut().enumerate() {
        let part = |part: &str| words.part_of_order(place + 1, part);
        ui.horizontal(|ui| {
            if let Some(field) = query_fields::pick(ui, view, &part(words.field_part()), &plain(&order.by), &choices) {
                order.by = field;
            }
            let said = |descending| match descending {
                Some(true) => words.descending(),
                Some(false) => words.ascending(),
                None => words.direction_unsaid(),
            };
            ui.name_inputs(part(words.direction()), |ui| {
                ComboBox::from_id_salt(("direction", place))
                    .width(110.0)
                    .selected_text(said(order.descending))
                    .show_ui(ui, |ui| {
                        for direction in [Some(true), Some(false)] {
                            ui.selectable_value(&mut order.descending, direction, said(direction));
                        }
                    });
            });
            if remove(ui, view, &part(&plain(&order.by))) {
                removed = Some(place);
            }
        });
    }
    if let Some(place) = removed {
        draft.order.remove(place);
    }
    ui.horizontal(|ui| {
        if draft.order.is_empty() {
            ui.weak(words.no_order());
        }
        let newest = matches!(draft.shown, Shown::Events(_)).then(|| FieldPath::single("@timestamp"));
        let unused =
            outputs.into_iter().chain(newest).find(|output| draft.order.iter().all(|order| order.by != *output));
        if let Some(by) = unused
            && query_fields::plus(ui, words.add_order())
        {
            draft.order.push(Order { by, descending: Some(true) });
        }
    });
}

fn limit(ui: &mut Ui, view: &View, draft: &mut QueryDraft) {
    let words = view.words;
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new(words.most_rows()).font(strong(12.0)).color(view.colours.weak));
        let mut text = draft.limit.map(|limit| limit.to_string()).unwrap_or_default();
        let field = ui.add(TextEdit::singleline(&mut text).desired_width(80.0)).labelled_by(label.id);
        if field.on_hover_text(words.most_rows_help()).changed() {
            match text.trim().parse::<u32>() {
                Ok(limit) if limit > 0 => draft.limit = Some(limit),
                _ if text.trim().is_empty() => draft.limit = None,
                _ => {}
            }
        }
    });
}
