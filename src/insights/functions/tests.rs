use super::super::{Evaluation, EvaluationOptions, parse};
use super::{all, find};
use crate::model::LogEvent;

fn value_of(query: &str) -> Option<String> {
    let parsed = parse(query).unwrap_or_else(|found| panic!("{query}: {}", found[0]));
    let mut evaluation =
        Evaluation::new(&parsed, EvaluationOptions::default()).unwrap_or_else(|found| panic!("{query}: {}", found[0]));
    let messages = [r#"{"n": 1, "u": "a"}"#, r#"{"n": 2, "u": "b"}"#, r#"{"n": 6, "u": "a"}"#];
    for (minute, message) in (0_i64..).zip(messages) {
        let timestamp = 1_795_413_529_089 + minute * 60_000;
        evaluation.push(&LogEvent { timestamp, message: message.to_owned(), ..LogEvent::default() });
    }
    let rows = evaluation.finish().rows;
    // Rows of events come newest first.
    rows.last()?.iter().find(|(name, _)| name == "v").map(|(_, value)| value.clone())
}

#[test]
fn every_example_comes_out() {
    for function in all() {
        let without = function.name.starts_with("query") || function.name == "now";
        assert_eq!(function.examples.is_empty(), without, "{}", function.name);
        let command = if function.is_aggregate() { "stats" } else { "fields" };
        for (call, expected) in function.examples {
            let found = value_of(&format!("{command} {call} as v"));
            assert_eq!(found.as_deref(), Some(*expected), "{call}");
            assert!(call.contains(function.name), "{call} is no example of {}", function.name);
        }
    }
}

#[test]
fn every_function_says_what_it_gives_in_both_languages() {
    for function in all() {
        let about = function.about();
        assert!(!about.english.is_empty() && !about.japanese.is_empty(), "{}", function.name);
        assert!(function.usage.starts_with(function.name), "{}", function.usage);
        assert!(!about.japanese.is_ascii(), "{}", function.name);
    }
}

#[test]
fn names_are_found_in_any_case_and_once() {
    for function in all() {
        let found = find(&function.name.to_uppercase()).unwrap();
        assert_eq!(found.name, function.name);
    }
    assert!(find("substring").is_none());
}

#[test]
fn what_is_given_wrong_values_gives_nothing() {
    for call in [
        "regexReplace(u, \"(\", \"x\")",
        "haversine(\"a\", 1, 2, 3)",
        "toInt(3000000000)",
        "decToHex(u)",
        "md5(jsonParse(@message))",
        "messageSize(nothing)",
        "parseDate(\"2026-13-01\", \"yyyy-MM-dd\", \"UTC\")",
        "parseDate(\"2026-11-01\", \"yyyy-MM-dd\", \"Mars/Base\")",
        "parseDate(\"x\", \"'\")",
    ] {
        assert_eq!(value_of(&format!("fields {call} as v")), None, "{call}");
    }
}
