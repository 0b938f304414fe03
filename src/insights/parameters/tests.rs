use std::collections::BTreeMap;

use super::super::parse;
use super::{ParameterError, ParameterValue, PlaceholderContext, fill, placeholders};

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
