//! Commands and functions that are others in disguise, in the words of those.

use super::ast::{BinaryOperator, Command, Duration, Expression, ExpressionKind, FieldPath, Span, TimeUnit};
use super::parser;

/// `rate(x, period)`: the last value less the first one, by the time between them, times the period.
pub(crate) fn rate(arguments: &[Expression], span: &Span) -> Option<Expression> {
    let [value, Expression { kind: ExpressionKind::Duration(period), .. }] = arguments else { return None };
    let number = call("toNumber", vec![value.clone()], span);
    let time = call("toMillis", vec![field("@timestamp", span)], span);
    let time = call("case", vec![call("isNumeric", vec![value.clone()], span), time], span);
    let difference = |last: &str, first: &str, of: &Expression| {
        let (last, first) = (call(last, vec![of.clone()], span), call(first, vec![of.clone()], span));
        binary(last, BinaryOperator::Subtract, first, span)
    };
    let grown = difference("latest", "earliest", &number);
    let passed = difference("max", "min", &time);
    let period = Expression { span: span.clone(), kind: ExpressionKind::Number(milliseconds(period)?) };
    let slope = binary(grown, BinaryOperator::Divide, passed, span);
    Some(binary(slope, BinaryOperator::Multiply, period, span))
}

/// The length of a period in milliseconds; months and longer have none.
fn milliseconds(period: &Duration) -> Option<String> {
    let unit = match period.unit {
        TimeUnit::Millisecond => 1.0,
        TimeUnit::Second => 1e3,
        TimeUnit::Minute => 6e4,
        TimeUnit::Hour => 3.6e6,
        TimeUnit::Day => 8.64e7,
        TimeUnit::Week => 6.048e8,
        TimeUnit::Month | TimeUnit::Quarter | TimeUnit::Year => return None,
    };
    let count: f64 = period.count.parse().ok()?;
    Some((count * unit).to_string())
}

/// `countFrequent a, b` counts exactly here: `stats count(*) as _approxcount by a, b`, the most frequent first.
pub(crate) fn count_frequent(fields: &[Expression]) -> Option<Vec<Command>> {
    let fields: Vec<String> = fields.iter().map(ToString::to_string).collect();
    let text = format!("stats count(*) as _approxcount by {} | sort _approxcount desc", fields.join(", "));
    let characters: Vec<char> = text.chars().collect();
    parser::read(&characters).ok().map(|(query, _)| query.commands)
}

/// What `expand` takes apart: the list, or the list that the text describes.
pub(crate) fn list_in(field: &Expression) -> Expression {
    let span = &field.span;
    call("coalesce", vec![call("jsonParse", vec![field.clone()], span), field.clone()], span)
}

fn call(name: &str, arguments: Vec<Expression>, span: &Span) -> Expression {
    Expression { span: span.clone(), kind: ExpressionKind::Call { name: name.to_owned(), arguments } }
}

fn field(name: &str, span: &Span) -> Expression {
    Expression { span: span.clone(), kind: ExpressionKind::Field(FieldPath::single(name)) }
}

fn binary(left: Expression, operator: BinaryOperator, right: Expression, span: &Span) -> Expression {
    let kind = ExpressionKind::Binary { left: Box::new(left), operator, right: Box::new(right) };
    Expression { span: span.clone(), kind }
}

#[cfg(test)]
mod tests {
    use super::super::{Evaluation, EvaluationOptions, parse};
    use crate::model::LogEvent;

    fn shown(text: &str, messages: &[&str]) -> Vec<String> {
        let mut evaluation = Evaluation::new(&parse(text).unwrap(), EvaluationOptions::default()).unwrap();
        for (second, message) in (0_i64..).zip(messages) {
            let event = LogEvent { timestamp: second * 1_000, message: (*message).to_owned(), ..LogEvent::default() };
            evaluation.push(&event);
        }
        let cells = |row: crate::model::QueryRow| -> Vec<String> {
            row.into_iter().filter(|(name, _)| name != "@ptr").map(|(name, value)| format!("{name}={value}")).collect()
        };
        evaluation.finish().rows.into_iter().map(|row| cells(row).join(" ")).collect()
    }

    #[test]
    fn expand_gives_a_row_for_each_item() {
        let messages =
            [r#"{"host":"w","items":["a","b"]}"#, r#"{"host":"x","items":"[1]"}"#, r#"{"host":"y","items":7}"#];
        assert_eq!(
            shown("expand items | fields host, items | sort host, items", &messages),
            ["host=w items=a", "host=w items=b", "host=x items=1", "host=y items=7"]
        );
        assert_eq!(
            shown("expand items | stats count(*) as n by host | sort host | limit 1", &messages),
            ["host=w n=2"]
        );
    }

    #[test]
    fn count_frequent_counts_and_sorts() {
        let messages = [r#"{"m":"GET","s":200}"#, r#"{"m":"PUT","s":200}"#, r#"{"m":"GET","s":200}"#];
        for name in ["countFrequent", "COUNT_FREQUENT"] {
            assert_eq!(
                shown(&format!("fields m, s | {name} m, s"), &messages),
                ["m=GET s=200 _approxcount=2", "m=PUT s=200 _approxcount=1"]
            );
        }
    }

    #[test]
    fn a_rate_is_how_much_a_number_grows_in_a_period() {
        let messages = [r#"{"n":10}"#, r#"{"n":"x"}"#, "{}", r#"{"n":40}"#];
        assert_eq!(shown("stats rate(n, 1m) as r", &messages), ["r=600"]);
        assert_eq!(shown("stats rate(n, 1m) as r", &messages[..1]), [""]);
    }

    #[test]
    fn bin_takes_another_time_too_and_a_glob_without_wildcards_gives_what_follows() {
        let messages = [r#"{"t":3661000}"#];
        assert_eq!(shown("stats count(*) as n by bin(t, 1h) as h", &messages), ["h=1970-01-01 01:00:00.000 n=1"]);
        assert_eq!(shown("parse \"tuples: \" as rest | display rest", &["x tuples: 7 removed"]), ["rest=7 removed"]);
    }
}
