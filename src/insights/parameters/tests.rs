use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::walk::{Node, walk_query};
use super::super::{Evaluation, EvaluationOptions, Query, ast, parse, parser};
use super::{ParameterError, ParameterValue, PlaceholderContext, fill, placeholders};
use crate::model::LogEvent;

fn one(name: &str, value: ParameterValue) -> BTreeMap<String, ParameterValue> {
    BTreeMap::from([(name.to_owned(), value)])
}

fn text_value(value: &str) -> ParameterValue {
    ParameterValue::Text(value.to_owned())
}

#[test]
fn placeholders_are_found_with_what_they_stand_in() {
    use PlaceholderContext as Context;
    let template = "# {{no}}\nfilter a = {{bare}} and b in {{list}} and c in [{{item}}, 1] and d = \"x {{double}}\" \
                    and e like /{{regex}}/ and f = '{{single}}' and `{{name}}` = 1\n| parse \"{{glob}}*\" as g\n| limit {{count}}";
    let found: Vec<(String, Context, bool)> =
        placeholders(template).into_iter().map(|found| (found.name, found.context, found.glob)).collect();
    let expected = [
        ("bare", Context::Bare, false),
        ("list", Context::List, false),
        ("item", Context::ListItem, false),
        ("double", Context::DoubleQuoted, false),
        ("regex", Context::Regex, false),
        ("single", Context::SingleQuoted, false),
        ("name", Context::BackQuoted, false),
        ("glob", Context::DoubleQuoted, true),
        ("count", Context::Count, false),
    ];
    assert_eq!(found, expected.map(|(name, context, glob)| (name.to_owned(), context, glob)));
    let characters: Vec<char> = template.chars().collect();
    for placeholder in placeholders(template) {
        let text: String = characters[placeholder.span].iter().collect();
        assert_eq!(text, format!("{{{{{}}}}}", placeholder.name));
    }
}

#[test]
fn a_template_is_read_before_it_is_filled() {
    for template in ["filter a like /x{{u}}+/", "parse \"{{u}} *\" as a", "stats count(*) by bin({{u}}) | limit {{n}}"]
    {
        let query = parse(template).unwrap();
        assert_eq!(parse(&query.to_string()).unwrap(), query);
    }
}

#[test]
fn each_kind_of_value_is_written_as_its_literal() {
    let filled = |template: &str, value: ParameterValue| fill(template, &one("v", value)).map(|filled| filled.text);
    let list = |items: &[&str]| ParameterValue::List(items.iter().map(|&item| item.to_owned()).collect());
    let number = |number: &str| ParameterValue::Number(number.to_owned());
    let field = |name: &str| ParameterValue::Field(name.to_owned());
    let refused = |name: &str| name.to_owned();
    assert_eq!(filled("filter a = {{v}}", text_value("x\\\"y")).unwrap(), "filter a = \"x\\\\\\\"y\"");
    assert_eq!(filled("filter a = '{{v}}'", text_value("o'b\"")).unwrap(), "filter a = 'o\\'b\"'");
    assert_eq!(filled("filter a like /x{{v}}$/", text_value("a/b.c")).unwrap(), "filter a like /xa\\/b\\.c$/");
    assert_eq!(filled("filter a like /{{v}}+/", text_value("ab")).unwrap(), "filter a like /(?:ab)+/");
    assert_eq!(filled("filter a in {{v}}", list(&["x", "]"])).unwrap(), "filter a in [\"x\", \"]\"]");
    assert_eq!(filled("filter a in [1, {{v}}]", list(&["x", "y"])).unwrap(), "filter a in [1, \"x\", \"y\"]");
    assert_eq!(filled("filter a in {{v}}", text_value("x")).unwrap(), "filter a in [\"x\"]");
    assert_eq!(filled("fields a-{{v}}^2", number("-5")).unwrap(), "fields a-(-5)^2");
    assert_eq!(filled("sort {{v}} desc", field("a-b")).unwrap(), "sort `a-b` desc");
    assert_eq!(filled("sort {{v}} desc", field("user.name")).unwrap(), "sort user.name desc");
    assert_eq!(
        filled("stats count(*) by bin({{v}})", ParameterValue::Duration("5m".to_owned())).unwrap(),
        "stats count(*) by bin(5m)"
    );
    assert_eq!(filled("fields a | limit {{v}}", number("25")).unwrap(), "fields a | limit 25");
    assert_eq!(
        filled("fields a | limit {{v}}", text_value("1 | x")),
        Err(ParameterError::NotANumber { name: refused("v") })
    );
    assert_eq!(filled("filter a = {{v}}", number("1 or 1=1")), Err(ParameterError::NotANumber { name: refused("v") }));
    assert_eq!(filled("sort {{v}}", field("a`b")), Err(ParameterError::NotAField { name: refused("v") }));
    assert_eq!(filled("filter a in {{v}}", list(&[])), Err(ParameterError::EmptyList { name: refused("v") }));
    assert_eq!(filled("filter a = {{v}}", list(&["x"])), Err(ParameterError::ListNotAllowed { name: refused("v") }));
    assert_eq!(
        filled("parse \"{{v}} *\" as a", text_value("*")),
        Err(ParameterError::WildcardInGlob { name: refused("v") })
    );
    assert_eq!(filled("filter a = {{w}}", text_value("x")), Err(ParameterError::Missing { name: refused("w") }));
    assert!(matches!(filled("filter a = {{v}} oops", text_value("x")), Err(ParameterError::Template(_))));
    assert_eq!(
        filled("filter a = {{v}}", text_value(&"x".repeat(10_000))),
        Err(ParameterError::TooLong { length: 10_013, most: 10_000 })
    );
    let inserted = fill("filter a = '日{{v}}'", &one("v", text_value("本"))).unwrap().inserted;
    assert_eq!(inserted, [("v".to_owned(), 13..14)]);
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
        match fill("fields {{f}} | sort {{f}} desc", &one("f", ParameterValue::Field(name.clone()))) {
            Ok(filled) => {
                let query = parse(&filled.text).unwrap();
                prop_assert_eq!(query.commands.len(), 2);
                prop_assert_eq!(parse(&query.to_string()).unwrap(), query);
            }
            Err(error) => {
                prop_assert_eq!(error, ParameterError::NotAField { name: "f".to_owned() });
                prop_assert!(name.is_empty() || name.contains('`'));
            }
        }
    }
}
