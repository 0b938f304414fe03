//! What a saved query's parameter is, told by where it stands: AWS gives it no type.

use crate::insights::ast::{Column, CommandKind, Expression, ExpressionKind, InList, Pattern, Query};
use crate::insights::parameters::ParameterValue;
use crate::insights::{functions, parse};

/// What a value becomes at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Field,
    Duration,
    /// Where a text or a number can stand.
    Value,
}

/// The value for a placeholder of the template. A field where a field stands, a length of time where
/// one does; else a number if it is written as one, and a text.
///
/// A name that stands at places of different kinds is a text or a number.
pub(super) fn untyped_value(template: &str, name: &str, text: &str) -> ParameterValue {
    let mut places = Vec::new();
    if let Ok(query) = parse(template) {
        visit_query(&query, &mut |found, place| {
            if found == name {
                places.push(place);
            }
        });
    }
    places.dedup();
    match places.as_slice() {
        [Place::Field] => ParameterValue::Field(text.trim().to_owned()),
        [Place::Duration] => ParameterValue::Duration(text.trim().to_owned()),
        _ if is_number(text) => ParameterValue::Number(text.trim().to_owned()),
        _ => ParameterValue::Text(text.to_owned()),
    }
}

/// Digits, with a sign and a point if need be. A number with zeros in front is an id.
fn is_number(text: &str) -> bool {
    let digits = text.trim().trim_start_matches('-');
    let whole = digits.split('.').next().unwrap_or_default();
    digits.chars().all(|character| character.is_ascii_digit() || character == '.')
        && !whole.is_empty()
        && (whole == "0" || !whole.starts_with('0'))
        && digits.parse::<f64>().is_ok()
}

fn visit_query(query: &Query, found: &mut impl FnMut(&str, Place)) {
    for command in &query.commands {
        match &command.kind {
            CommandKind::Fields(columns) | CommandKind::Display(columns) => visit_columns(columns, found),
            CommandKind::Filter(condition) | CommandKind::FilterIndex(condition) => {
                visit(condition, Place::Value, found);
            }
            CommandKind::Sort(columns) => {
                for sorted in columns {
                    visit(&sorted.column.expression, Place::Field, found);
                }
            }
            CommandKind::Stats(stats) => {
                visit_columns(&stats.columns, found);
                stats.by.iter().for_each(|group| visit(&group.column.expression, Place::Field, found));
            }
            CommandKind::Dedup(fields) => fields.iter().for_each(|field| visit(field, Place::Field, found)),
            CommandKind::Unnest { field, .. } => visit(field, Place::Field, found),
            CommandKind::Parse(parse) => parse.field.iter().for_each(|field| visit(field, Place::Field, found)),
            CommandKind::Join(join) => visit_query(&join.right, found),
            _ => {}
        }
    }
}

fn visit_columns(columns: &[Column], found: &mut impl FnMut(&str, Place)) {
    for column in columns {
        visit(&column.expression, Place::Field, found);
    }
}

fn visit(expression: &Expression, place: Place, found: &mut impl FnMut(&str, Place)) {
    match &expression.kind {
        ExpressionKind::Placeholder(name) => found(name, place),
        ExpressionKind::Negate(inner) => visit(inner, Place::Value, found),
        ExpressionKind::Not(inner) => visit(inner, place, found),
        ExpressionKind::And(parts) | ExpressionKind::Or(parts) => {
            for part in parts {
                visit(part, Place::Value, found);
            }
        }
        ExpressionKind::Binary { left, operator, right } => {
            // `{{field}} = "x"`: what is compared stands on the left.
            let on_left = if operator.compares() { Place::Field } else { Place::Value };
            visit(left, on_left, found);
            visit(right, Place::Value, found);
        }
        ExpressionKind::Like { value, pattern, .. } => {
            visit(value, Place::Field, found);
            if let Pattern::Contains(text) = pattern {
                visit(text, Place::Value, found);
            }
        }
        ExpressionKind::In { value, list, .. } => {
            visit(value, Place::Field, found);
            match list {
                InList::Values(values) => values.iter().for_each(|value| visit(value, Place::Value, found)),
                InList::Query(query) => visit_query(query, found),
                InList::Placeholder(name) => found(name, Place::Value),
            }
        }
        ExpressionKind::Call { name, arguments } => visit_call(name, arguments, found),
        _ => {}
    }
}

fn visit_call(name: &str, arguments: &[Expression], found: &mut impl FnMut(&str, Place)) {
    let is_aggregate = functions::find(name).is_some_and(functions::Function::is_aggregate);
    let takes_period = ["bin", "datefloor", "dateceil"].iter().any(|period| name.eq_ignore_ascii_case(period));
    let names_field = name.eq_ignore_ascii_case("ispresent");
    for (number, argument) in arguments.iter().enumerate() {
        let place = match number {
            _ if takes_period && number + 1 == arguments.len() => Place::Duration,
            0 if is_aggregate || takes_period || names_field => Place::Field,
            _ => Place::Value,
        };
        visit(argument, place, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_decides_what_a_value_is() {
        let template = "filter {{field}} = {{status}} and @message like {{word}} and user in [{{user}}] \
            | stats count(*) by bin({{period}}), {{group}} | limit {{limit}}";
        for (name, text, value) in [
            ("field", "statusCode", ParameterValue::Field("statusCode".to_owned())),
            ("status", "200", ParameterValue::Number("200".to_owned())),
            ("status", "ERROR", ParameterValue::Text("ERROR".to_owned())),
            ("word", "a b", ParameterValue::Text("a b".to_owned())),
            ("user", "0042", ParameterValue::Text("0042".to_owned())),
            ("period", "5m", ParameterValue::Duration("5m".to_owned())),
            ("group", "path", ParameterValue::Field("path".to_owned())),
            ("limit", "20", ParameterValue::Number("20".to_owned())),
            ("nobody", "x", ParameterValue::Text("x".to_owned())),
        ] {
            assert_eq!(untyped_value(template, name, text), value, "{name}");
        }
    }
}
