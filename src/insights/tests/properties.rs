use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::parameters::{ParameterValue, SavedQuery, expand, fill, placeholders};
use super::super::*;
use super::generators::{mutated_samples, queries, soup};
use super::try_everything;

fn messages() -> impl Strategy<Value = Vec<String>> {
    let json = r#"{"a":"1","b":{"c":[1,{"x":null}]},"j":[{"x":-0.0}],"c":true,"a b":{"c":"x:y"}}"#;
    let message =
        prop_oneof![any::<String>(), Just(json.to_owned()), Just(json[..40].to_owned()), Just("a:1 b=2".to_owned()),];
    prop::collection::vec(message, 0..4)
}

fn regex_piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        ".",
        ".*",
        "(",
        ")",
        "(?i)",
        "(?<x>",
        "(?:",
        "[",
        "]",
        "[^",
        "{",
        "}",
        "{9}",
        "{1000}",
        "{2,}",
        "|",
        "+",
        "*",
        "?",
        "\\",
        "\\d",
        "\\w",
        "\\s",
        "\\b",
        "\\p{L}",
        "\\pL",
        "\\x{",
        "\\<",
        "[:alpha:]",
        "&&",
        "^",
        "$",
        "/",
        "日",
        "-",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_much(text in any::<String>(), messages in messages()) {
        try_everything(&text, &messages);
        let _ = fill(&text, &BTreeMap::from([("p".to_owned(), ParameterValue::Text("x".to_owned()))]));
    }

    #[test]
    fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        try_everything(&text, &[text.clone().into_owned()]);
        let _ = hints(&parse(&text).unwrap_or_default());
        let _ = parse_notes(&text);
    }

    #[test]
    fn no_mutated_query_is_too_much(text in mutated_samples(), messages in messages()) {
        let begin = std::time::Instant::now();
        try_everything(&text, &messages);
        let _ = hints(&parse(&text).unwrap_or_default());
        let _ = parse_notes(&text);
        let saved = SavedQuery { name: "Name".to_owned(), text: text.clone(), parameters: Vec::new() };
        let _ = expand(&text, &[saved]);
        prop_assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
    }

    #[test]
    fn every_place_lies_in_the_text(text in mutated_samples()) {
        let length = text.chars().count();
        for found in parse(&text).err().unwrap_or_default() {
            prop_assert!(found.span.start <= found.span.end && found.span.end <= length, "{} {:?}", found, found.span);
        }
    }

    #[test]
    fn no_expression_of_a_user_is_too_much(pieces in prop::collection::vec(regex_piece(), 0..25)) {
        let begin = std::time::Instant::now();
        if let Ok(regex) = regexes::compile(&pieces.concat()) {
            regex.is_match(&"a(b{1x".repeat(2_000));
        }
        prop_assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
    }

    #[test]
    fn no_soup_is_too_much(text in soup(), messages in messages()) {
        try_everything(&text, &messages);
        let _ = fill(&text, &BTreeMap::from([("p".to_owned(), ParameterValue::Text("x".to_owned()))]));
        placeholders(&text);
    }

    #[test]
    fn queries_read_the_same_when_printed(text in queries(), messages in messages()) {
        try_everything(&text, &messages);
    }
}
