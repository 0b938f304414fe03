use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::parameters::{ParameterError, ParameterValue, SavedQuery, expand, fill};
use super::super::walk::{Node, walk_query};
use super::super::{Evaluation, EvaluationOptions, Query, ast, parse, parser, quote_text};
use crate::model::LogEvent;

fn one(name: &str, value: ParameterValue) -> BTreeMap<String, ParameterValue> {
    BTreeMap::from([(name.to_owned(), value)])
}

fn text_value(value: &str) -> ParameterValue {
    ParameterValue::Text(value.to_owned())
}

/// The query with every field replaced, also one that is to be filled in.
fn shape(text: &str) -> Query {
    let characters: Vec<char> = text.chars().collect();
    let (mut query, _) = parser::read(&characters).unwrap_or_else(|found| panic!("{found}: {text}"));
    walk_query(&mut query, &mut |node| {
        if let Node::Expression(expression) = node
            && matches!(expression.kind, ast::ExpressionKind::Field(_) | ast::ExpressionKind::Placeholder(_))
        {
            expression.kind = ast::ExpressionKind::Star;
        }
    });
    query
}

#[test]
fn a_backslash_before_a_placeholder_cannot_help_a_value_out() {
    for template in ["filter a = \"\\{{v}}\"", "filter a like /\\{{v}}/", "filter a = '\\\\{{v}}'"] {
        for value in ["/", "\"", "'", "\\", "\" or 1=1 or a=\""] {
            if let Ok(filled) = fill(template, &one("v", text_value(value))) {
                assert_eq!(masked(&filled.text), masked(template), "{template} {value}");
            }
        }
    }
}

fn found_by(query: &str, users: &[&str]) -> Vec<usize> {
    let query = parse(query).unwrap();
    let mut evaluation = Evaluation::new(&query, EvaluationOptions::default()).unwrap();
    for (place, user) in users.iter().enumerate() {
        let message = serde_json::json!({ "user": user }).to_string();
        evaluation.push(&LogEvent { message, ptr: place.to_string(), ..LogEvent::default() });
    }
    let pointer = |row: crate::model::QueryRow| row.last().unwrap().1.parse().unwrap();
    evaluation.finish().rows.into_iter().map(pointer).collect()
}

#[test]
fn a_user_with_a_query_for_a_name_is_found_and_nobody_else() {
    let user = "o'brien | stats count(*)";
    for template in [
        "filter user = {{u}}",
        "filter user in [{{u}}]",
        "filter user in {{u}}",
        "filter user = '{{u}}'",
        "filter user like /^{{u}}$/",
    ] {
        let filled = fill(template, &one("u", text_value(user))).unwrap().text;
        assert_eq!(found_by(&filled, &["o'brien", user, "root", ""]), [1], "{filled}");
    }
}

/// The query with every literal replaced, so that only its shape is left.
fn masked(text: &str) -> Query {
    let characters: Vec<char> = text.chars().collect();
    let (mut query, _) = parser::read(&characters).unwrap_or_else(|found| panic!("{found}: {text}"));
    walk_query(&mut query, &mut |node| match node {
        Node::Expression(expression) => {
            if matches!(expression.kind, ast::ExpressionKind::Text(_) | ast::ExpressionKind::Placeholder(_)) {
                expression.kind = ast::ExpressionKind::Text(String::new());
            }
            if let ast::ExpressionKind::In { list, .. } = &mut expression.kind
                && matches!(list, ast::InList::Placeholder(_))
            {
                *list = ast::InList::Values(Vec::new());
            }
        }
        Node::Regex(regex) => regex.source.clear(),
        Node::Glob(text) | Node::Name(text) => text.clear(),
        Node::Count(_) => {}
    });
    query
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\"",
        "'",
        "\\",
        "`",
        "|",
        "/",
        "]",
        "[",
        ")",
        "(",
        "*",
        "{{",
        "}}",
        "{{u}}",
        "\n",
        "\r",
        "\0",
        "\u{202e}",
        "#",
        " or 1=1",
        "| stats count(*)",
        "a",
        "日",
        ".",
        "$",
        "^",
        "\u{200b}",
        "=",
        "-",
        "e\u{301}",
        "\\\"",
        "%",
        ",",
        "+",
    ]);
    prop_oneof![prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()), any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_value_can_never_end_its_literal(value in hostile()) {
        for template in [
            "filter user = {{u}} | fields a",
            "filter user in [{{u}}] | fields a",
            "filter user = \"x{{u}}\" | fields a",
            "filter user = '{{u}}y' | fields a",
            "filter user like /{{u}}/ | fields a",
            "filter user like /[{{u}}z]/ | fields a",
            "filter user like /(?i)x{{u}}*/ | fields a",
            "filter user not in [1, {{u}}, 'z'] or concat({{u}}, \"#\") = {{u}} | fields a",
            "SOURCE \"{{u}}\" | filter a in (SOURCE '{{u}}' | filter b = {{u}} | fields b)",
            "join left=a right=b where a.x=b.x (SOURCE '/g' | filter u like \"%{{u}}%\") | fields a",
            "relevantfields where user = {{u}} | fields a",
            "# {{not_one}}\nfilter user = {{u}} # | {{nor_this}}\n| fields a",
            "parse user \"{{u}}*\" as rest | fields a",
            "parse user '*{{u}}' as rest | fields a",
        ] {
            match fill(template, &one("u", text_value(&value))) {
                Ok(filled) => {
                    prop_assert_eq!(masked(&filled.text), masked(template), "{}", filled.text);
                    prop_assert!(parse(&filled.text).is_ok(), "{}", filled.text);
                }
                Err(ParameterError::WildcardInGlob { .. }) => prop_assert!(value.contains('*')),
                Err(other) => prop_assert!(false, "{} {:?}: {}", template, value, other),
            }
        }
        let users = ["root", &value, "x", "root | stats count(*)", "\\", "\""];
        let same: Vec<usize> = (0..users.len()).filter(|&place| users[place] == value).collect();
        for template in ["filter user = {{u}}", "filter user = '{{u}}'", "filter user in {{u}}"] {
            let filled = fill(template, &one("u", text_value(&value))).unwrap().text;
            prop_assert_eq!(found_by(&filled, &users), same.clone(), "{}", filled);
        }
        let filled = fill("filter user like /{{u}}/", &one("u", text_value(&value))).unwrap().text;
        let holding: Vec<usize> = (0..users.len()).filter(|&place| users[place].contains(&value)).collect();
        prop_assert_eq!(found_by(&filled, &users), holding, "{}", filled);
    }

    #[test]
    fn a_field_can_never_end_its_name(name in hostile()) {
        for template in [
            "fields {{f}} | sort {{f}} desc",
            "stats count(*) by {{f}}, b | filter b = 1",
            "filter not {{f}} in [1] and strlen({{f}}) - {{f}} > 2 | dedup {{f}}",
        ] {
            match fill(template, &one("f", ParameterValue::Field(name.clone()))) {
                Ok(filled) => {
                    prop_assert_eq!(shape(&filled.text), shape(template), "{}", filled.text);
                    let query = parse(&filled.text).unwrap();
                    prop_assert_eq!(parse(&query.to_string()).unwrap(), query);
                }
                Err(error) => {
                    prop_assert_eq!(error, ParameterError::NotAField { name: "f".to_owned() });
                    prop_assert!(name.is_empty() || name.contains('`'));
                }
            }
        }
        let quoted = "filter `a {{f}}` = 1 | display x.`{{f}}`.y";
        match fill(quoted, &one("f", text_value(&name))) {
            Ok(filled) => prop_assert_eq!(shape(&filled.text), shape(quoted), "{}", filled.text),
            Err(error) => {
                prop_assert_eq!(error, ParameterError::NotAField { name: "f".to_owned() });
                prop_assert!(name.contains('`'));
            }
        }
    }

    #[test]
    fn a_number_is_a_number(value in hostile()) {
        for template in ["fields a | limit {{n}}", "filter a in (SOURCE 'g' | fields a | limit {{n}})"] {
            match fill(template, &one("n", text_value(&value))) {
                Ok(_) => prop_assert!(value.bytes().all(|byte| byte.is_ascii_digit()), "{:?}", value),
                Err(error) => {
                    let known = matches!(error, ParameterError::NotANumber { .. } | ParameterError::ChangesQuery);
                    prop_assert!(known, "{:?}", error);
                }
            }
        }
        if let Ok(filled) = fill("fields a - {{n}} ^ 2", &one("n", ParameterValue::Number(value.clone()))) {
            prop_assert!(value.parse::<f64>().is_ok());
            prop_assert_eq!(parse(&filled.text).unwrap().commands.len(), 1);
        }
    }

    #[test]
    fn a_saved_query_takes_any_value_as_a_value(value in hostile()) {
        let saved = SavedQuery {
            name: "by user".to_owned(),
            text: "filter user = {{u}} and x like /{{u}}/ and y = '{{u}}'".to_owned(),
            parameters: Vec::new(),
        };
        let call = format!("$`by user`(u={}) | stats count(*) as n", quote_text(&value));
        let expanded = expand(&call, std::slice::from_ref(&saved)).unwrap();
        let template = format!("{} | stats count(*) as n", saved.text);
        prop_assert_eq!(masked(&expanded), masked(&template), "{}", expanded);
    }
}
