//! What must be so of an event: a row each.

use egui::{ComboBox, RichText, TextEdit, Ui};

use super::{
    query_builder::{head, remove},
    query_fields,
};
use crate::{
    insights::{
        ast::FieldPath,
        draft::{Condition, Joined, Operator, QueryDraft, Value},
    },
    ui::view::View,
};

pub fn show(ui: &mut Ui, view: &View, draft: &mut QueryDraft, fields: &[String]) {
    let words = view.words;
    head(ui, view, words.conditions());
    if draft.conditions.len() > 1 {
        ui.horizontal(|ui| {
            for (joined, label) in [(Joined::All, words.joined_all()), (Joined::Any, words.joined_any())] {
                if ui.radio(draft.joined == joined, label).on_hover_text(words.joined_help()).clicked() {
                    draft.joined = joined;
                }
            }
        });
    }
    let mut removed = None;
    for (place, condition) in draft.conditions.iter_mut().enumerate() {
        if row(ui, view, place, condition, fields) {
            removed = Some(place);
        }
    }
    if let Some(place) = removed {
        draft.conditions.remove(place);
    }
    ui.horizontal(|ui| {
        if draft.conditions.is_empty() {
            ui.weak(words.no_conditions());
        }
        if query_fields::plus(ui, words.add_condition()) {
            let field = FieldPath::single("@message");
            draft.conditions.push(Condition::new(field, Operator::Contains, vec![Value::text("")]));
        }
    });
}

/// Says whether the condition is to be taken away.
fn row(ui: &mut Ui, view: &View, place: usize, condition: &mut Condition, fields: &[String]) -> bool {
    let words = view.words;
    let part = |part: &str| words.part_of_condition(place + 1, part);
    let mut removes = false;
    ui.horizontal_wrapped(|ui| {
        let name = condition.field.name();
        if let Some(field) = query_fields::pick(ui, view, &part(words.field_part()), &name, fields) {
            condition.field = field;
        }
        operator(ui, view, place, condition);
        if condition.operator().takes_value() && condition.operator() != Operator::OneOf {
            let width = (ui.available_size_before_wrap().x - 60.0).clamp(110.0, 320.0);
            value(ui, &part(&words.value_part(None)), condition, 0, width);
        }
        removes = remove(ui, view, &part(&name));
    });
    if condition.operator() == Operator::OneOf {
        ui.horizontal_wrapped(|ui| {
            ui.add_space(12.0);
            list(ui, view, place, condition);
        });
    }
    if matches!(condition.operator(), Operator::IsNot | Operator::ContainsNot) {
        ui.label(RichText::new(words.no_field_too()).small().weak());
    }
    removes
}

fn operator(ui: &mut Ui, view: &View, place: usize, condition: &mut Condition) {
    let words = view.words;
    let now = condition.operator();
    ui.name_inputs(words.part_of_condition(place + 1, words.operator_part()), |ui| {
        ComboBox::from_id_salt(("operator", place)).width(120.0).selected_text(words.operator(now)).show_ui(ui, |ui| {
            for operator in Operator::ALL {
                if ui.selectable_label(operator == now, words.operator(operator)).clicked() && operator != now {
                    *condition = condition.with_operator(operator);
                }
            }
        });
    });
}

fn value(ui: &mut Ui, name: &str, condition: &mut Condition, place: usize, width: f32) {
    let mut text = condition.shown_values().nth(place).unwrap_or_default();
    ui.name_inputs(name, |ui| {
        let field = TextEdit::singleline(&mut text).font(egui::TextStyle::Monospace).desired_width(width);
        if ui.add(field).changed() {
            condition.set_value(place, &text);
        }
    });
}

fn list(ui: &mut Ui, view: &View, place: usize, condition: &mut Condition) {
    let words = view.words;
    let count = condition.shown_values().count();
    let mut removed = None;
    for number in 0..count {
        let name = words.part_of_condition(place + 1, &words.value_part(Some(number + 1)));
        value(ui, &name, condition, number, 110.0);
        if count > 1 && remove(ui, view, &name) {
            removed = Some(number);
        }
    }
    if let Some(number) = removed {
        condition.remove_value(number);
    }
    if query_fields::plus(ui, words.add_value()) {
        condition.add_value();
    }
}
