//! What may be filled in, and what becomes of it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{ParameterKind, Procedure, ProcedureError, built_in};
use crate::insights;
use crate::insights::parameters::ParameterError;

pub(super) fn procedure(id: &str) -> &'static Procedure {
    built_in().iter().find(|procedure| procedure.id == id).unwrap_or_else(|| panic!("no procedure {id}"))
}

pub(super) fn values(given: &[(&str, &str)]) -> BTreeMap<String, String> {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn refused(id: &str, given: &[(&str, &str)]) -> ProcedureError {
    procedure(id).fill(&values(given)).unwrap_err()
}

#[test]
fn what_is_not_filled_in_takes_its_default_or_is_asked_for() {
    let session = "o'brien-0123";
    let text = procedure("session-latest").fill(&values(&[("session", session), ("limit", "  ")])).unwrap().text;
    let wanted =
        "filter @logStream = \"o'brien-0123\"\n| fields @timestamp, @message\n| sort @timestamp desc\n| limit 20";
    assert_eq!(text, wanted);
    for missing in [&[][..], &[("session", " \t")], &[("other", "x")]] {
        let error = refused("session-latest", missing);
        assert_eq!(error, ProcedureError::Missing { parameter: "session".to_owned() });
        assert_eq!(error.parameter(), Some("session"));
    }
}

#[test]
fn a_number_is_whole_and_within_its_bounds() {
    let with = |limit| values(&[("session", "s"), ("limit", limit)]);
    for good in ["1", "100000", " 7 "] {
        let text = procedure("session-latest").fill(&with(good)).unwrap().text;
        assert!(text.ends_with(&format!("| limit {}", good.trim())), "{text}");
    }
    for bad in ["x", "1.5", "1e3", "5 | stats count(*)", "99999999999999999999"] {
        let error = procedure("session-latest").fill(&with(bad)).unwrap_err();
        assert_eq!(error, ProcedureError::NotANumber { parameter: "limit".to_owned() }, "{bad}");
    }
    for outside in ["0", "-1", "100001"] {
        let error = procedure("session-latest").fill(&with(outside)).unwrap_err();
        let (minimum, maximum) = (Some(1), Some(100_000));
        assert_eq!(error, ProcedureError::OutOfBounds { parameter: "limit".to_owned(), minimum, maximum });
    }
}

#[test]
fn a_choice_is_one_of_those_offered() {
    let day = procedure("activity-per-hour").fill(&values(&[("period", "1d")])).unwrap().text;
    assert!(day.contains("by bin(1d) as period"), "{day}");
    for other in ["2h", "1h) | limit 1 #", "{{limit}}"] {
        let error = refused("activity-per-hour", &[("period", other)]);
        assert_eq!(error, ProcedureError::UnknownChoice { parameter: "period".to_owned() });
    }
}

#[test]
fn it_is_known_where_each_parameter_went() {
    let filled = procedure("text-search").fill(&values(&[("word", "日本 <{{limit}}>/"), ("limit", "12")])).unwrap();
    let text: Vec<char> = filled.text.chars().collect();
    let places: Vec<(&str, String)> =
        filled.inserted.iter().map(|(name, range)| (name.as_str(), text[range.clone()].iter().collect())).collect();
    let wanted = [
        ("letterCase", "(?i)"),
        ("word", r"日本 \\u003c\{\{limit\}\}\\u003e\/"),
        ("letterCase", "(?i)"),
        ("word", r"日本 <\{\{limit\}\}>\/"),
        ("limit", "12"),
    ];
    assert_eq!(places, wanted.map(|(name, value)| (name, value.to_owned())));
}

#[test]
fn a_value_too_long_for_a_query_is_refused() {
    let long = "x".repeat(20_000);
    let error = refused("user-activity", &[("user", &long)]);
    assert!(matches!(error, ProcedureError::Query(ParameterError::TooLong { .. })), "{error}");
}

/// Values that try to leave their place.
pub(super) const HOSTILE: [&str; 14] = [
    "o'brien | stats count(*)",
    "\" or 1=1 or \"",
    "' | limit 1 #",
    "a\\",
    "a\\\" | fields @message",
    "/ | stats count(*) by @logStream | filter @logStream like /",
    ".*",
    "^$",
    "(?i)x|y",
    "{{limit}}",
    "`x`",
    "# comment",
    "a\nb\r\n| limit 1",
    "\u{202e}日本\u{0}\u{1b}[31m",
];

/// The text fields of a procedure, each with the same value.
pub(super) fn all_texts(procedure: &Procedure, value: &str) -> BTreeMap<String, String> {
    let takes_text = |kind| !matches!(kind, ParameterKind::Number | ParameterKind::Choice);
    let texts = procedure.parameters.iter().filter(|parameter| takes_text(parameter.kind));
    texts.map(|parameter| (parameter.name.clone(), value.to_owned())).collect()
}

/// The commands of a query, without what is in them.
fn shape(text: &str) -> Vec<String> {
    let query = insights::parse(text).unwrap_or_else(|found| panic!("{text}: {found:?}"));
    query.commands.iter().map(|command| command.kind.name().to_owned()).collect()
}

#[test]
fn hostile_values_stay_values() {
    for procedure in built_in() {
        let plain = shape(&procedure.fill(&all_texts(procedure, "x")).unwrap().text);
        for value in HOSTILE {
            let filled =
                procedure.fill(&all_texts(procedure, value)).unwrap_or_else(|error| panic!("{value}: {error}"));
            assert_eq!(shape(&filled.text), plain, "{}: {value}", procedure.id);
        }
    }
}

proptest! {
    #[test]
    fn any_value_stays_a_value(value in any::<String>(), place in 0..9_usize) {
        let procedure = &built_in()[place];
        let plain = shape(&procedure.fill(&all_texts(procedure, "x")).unwrap().text);
        match procedure.fill(&all_texts(procedure, &value)) {
            Ok(filled) => prop_assert_eq!(shape(&filled.text), plain),
            Err(error) => prop_assert!(value.trim().is_empty(), "{:?}: {}", value, error),
        }
    }
}
