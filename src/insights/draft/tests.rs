use proptest::prelude::*;

use super::super::{Evaluation, EvaluationOptions, ast::Query, parse};
use super::*;
use crate::model::LogEvent;

fn field() -> impl Strategy<Value = FieldPath> {
    let known = prop::sample::select(vec![
        "@timestamp",
        "@message",
        "target.id",
        "userIdentity.arn",
        "sessionData.0",
        "a[3].b",
        "`foo-bar`.baz",
        "in",
        "not.x",
        "a | limit 1",
        "x as y",
        "日本",
    ]);
    prop_oneof![known.prop_map(str::to_owned), any::<String>()]
        .prop_map(|typed| field_from_typed(&typed).unwrap_or_else(|| FieldPath::single("@message")))
}

/// Values that would like to be more than values.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "'",
        "\\",
        "/",
        "|",
        "\n",
        "\0",
        "`",
        "{{",
        "}}",
        "{{p}}",
        "#",
        "]",
        ")",
        "*",
        "a",
        "7",
        "-1.5",
        " or 1 = 1",
        "\u{202e}",
        "日",
        "$",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat())]
}

fn condition() -> impl Strategy<Value = Condition> {
    let value = prop_oneof![
        hostile().prop_map(Value::text),
        any::<i32>().prop_map(|number| Value::typed(&number.to_string())),
        Just(Value::text("200")),
        Just(Value::typed("-0.25")),
    ];
    (field(), prop::sample::select(Operator::ALL.to_vec()), prop::collection::vec(value, 0..4))
        .prop_map(|(field, operator, values)| Condition::new(field, operator, values))
}

fn name() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![hostile(), Just("events".to_owned()), Just("a.b".to_owned())])
}

fn shown() -> impl Strategy<Value = Shown> {
    let what = prop_oneof![
        Just(Calculation::Count),
        (prop::sample::select(MeasureFunction::ALL.to_vec()), field())
            .prop_map(|(function, field)| Calculation::Of(function, field)),
    ];
    let measure = (what, name()).prop_map(|(what, name)| Measure { what, name });
    let group = prop_oneof![
        field().prop_map(GroupBy::Field),
        (prop::sample::select(GroupBy::LENGTHS.to_vec()), name()).prop_map(|((count, unit), name)| GroupBy::Time {
            every: Duration { count: count.to_owned(), unit },
            name
        }),
    ];
    prop_oneof![
        prop::collection::vec(field(), 0..4).prop_map(Shown::Events),
        (prop::collection::vec(measure, 0..3), prop::collection::vec(group, 0..3))
            .prop_map(|(measures, by)| Shown::Groups { measures, by }),
    ]
}

fn drafts() -> impl Strategy<Value = QueryDraft> {
    let order = (field(), any::<Option<bool>>()).prop_map(|(by, descending)| Order { by, descending });
    (
        shown(),
        prop::collection::vec(condition(), 0..5),
        prop_oneof![Just(Joined::All), Just(Joined::Any)],
        prop::collection::vec(order, 0..3),
        prop::option::of(any::<u32>()),
    )
        .prop_map(|(shown, conditions, joined, order, limit)| {
            QueryDraft { shown, conditions, joined, order, limit }.normal()
        })
}

/// Reads a text without asking what else is wrong with it: a regular expression may be none.
fn read(text: &str) -> Query {
    let characters: Vec<char> = text.chars().collect();
    super::super::parser::read(&characters).unwrap().0
}

proptest! {
    #[test]
    fn a_draft_comes_back_from_its_text(draft in drafts()) {
        let text = draft.to_text();
        prop_assume!(!text.is_empty());
        let query = read(&text);
        prop_assert_eq!(&query, &draft.to_query(), "{}", text);
        prop_assert_eq!(QueryDraft::from_query(&query), Some(draft.clone()), "{}", text);
        prop_assert_eq!(QueryDraft::of_text(&text, &query), Some(draft));
    }

    #[test]
    fn a_value_never_becomes_more_than_a_value(condition in condition(), other in hostile()) {
        let commands = |condition: Condition| {
            let draft = QueryDraft { conditions: vec![condition], ..QueryDraft::default() };
            read(&draft.to_text()).commands
        };
        let mut changed = condition.clone();
        changed.set_value(0, &other);
        let (before, after) = (commands(condition), commands(changed));
        prop_assert_eq!(before.len(), after.len());
        for place in [0, 2, 3] {
            prop_assert_eq!(&before[place], &after[place]);
        }
    }
}

#[test]
fn what_is_clicked_reads_as_people_write_it() {
    let path = |name: &str| field_from_typed(name).unwrap();
    let draft = QueryDraft {
        shown: Shown::Groups {
            measures: vec![
                Measure::named(Calculation::Count),
                Measure::named(Calculation::Of(MeasureFunction::CountDistinct, path("target.id"))),
            ],
            by: vec![GroupBy::Field(path("runAsUser")), GroupBy::time(("1", TimeUnit::Hour))],
        },
        conditions: vec![
            Condition::new(path("awsRegion"), Operator::IsNot, vec![Value::typed("us-east-1")]),
            Condition::new(path("sessionData.0"), Operator::Matches, vec![Value::text("/etc/(passwd|shadow)")]),
            Condition::new(path("status"), Operator::OneOf, vec![Value::typed("200"), Value::typed("0200")]),
        ],
        joined: Joined::All,
        order: vec![Order { by: path("events"), descending: Some(true) }],
        limit: Some(20),
    };
    assert_eq!(
        draft.to_text(),
        "filter (not ispresent(awsRegion) or awsRegion != \"us-east-1\") and `sessionData.0` like \
         /\\/etc\\/(passwd|shadow)/ and status in [200, \"0200\"]\n\
         | stats count(*) as events, count_distinct(target.id) as distinct_id by runAsUser, bin(1h) as time\n\
         | sort events desc\n\
         | limit 20"
    );
    assert!(parse(&draft.to_text()).is_ok());
}

#[test]
fn another_way_to_write_the_same_is_the_same_draft() {
    let draft = QueryDraft::from_text;
    let expected = draft("fields a, b | filter x = 1 and y = 2 | sort a desc | limit 5").unwrap();
    for text in [
        "FILTER x == 1 | fields a | where y=2 | fields b | sort a desc | limit 5",
        "| fields a,b\n| sort a desc\n| filter x = 1 | filter y = 2 | limit 5",
    ] {
        assert_eq!(draft(text), Some(expected.clone()), "{text}");
    }
    assert_eq!(draft("  \n"), Some(QueryDraft::nothing()));
}

#[test]
fn a_text_that_says_more_is_no_draft() {
    for text in [
        "fields a as b",
        "fields strlen(a)",
        "fields a | stats count(*)",
        "fields a # a note",
        "filter a = 1 | limit 5 | filter b = 2",
        "filter a = 1 or b = 2 and c = 3",
        "filter a != 1",
        "filter a not like \"x\"",
        "filter ispresent(a) and a != 1",
        "filter not ispresent(a) or b != 1",
        "filter a = b",
        "filter a = \"x\" | filter b = 1 or c = 1",
        "filter a = true",
        "filter 1 = a",
        "filter (a = 1 and b = 2) and c = 3",
        "stats count(*) | filter a = 1",
        "stats COUNT(*)",
        "stats count( * )",
        "stats count(a)",
        "stats pct(a, 9)",
        "stats count(*) by bin(1h) offset 5m",
        "stats count(*) by a as b",
        "stats count(*) | stats count(*)",
        "sort a | sort b",
        "limit 5 | sort a",
        "limit any 5",
        "dedup a",
        "display a",
        "parse @message \"*\" as a",
        "fields",
    ] {
        assert_eq!(QueryDraft::from_text(text), None, "{text}");
    }
}

#[test]
fn without_a_field_an_event_fits_is_not_and_not_is_present() {
    let rows = |condition: Condition| {
        let draft = QueryDraft { conditions: vec![condition], ..QueryDraft::default() };
        let mut evaluation = Evaluation::new(&draft.to_query(), EvaluationOptions::default()).unwrap();
        for message in [r#"{"a":"x"}"#, r#"{"a":"y"}"#, r#"{"b":1}"#] {
            evaluation.push(&LogEvent { message: message.to_owned(), ..LogEvent::default() });
        }
        evaluation.finish().rows.len()
    };
    let a = || FieldPath::single("a");
    let x = || vec![Value::text("x")];
    assert_eq!(rows(Condition::new(a(), Operator::Is, x())), 1);
    assert_eq!(rows(Condition::new(a(), Operator::IsNot, x())), 2);
    assert_eq!(rows(Condition::new(a(), Operator::Contains, x())), 1);
    assert_eq!(rows(Condition::new(a(), Operator::ContainsNot, x())), 2);
    assert_eq!(rows(Condition::new(a(), Operator::IsPresent, x())), 2);
    assert_eq!(rows(Condition::new(a(), Operator::IsMissing, x())), 1);
}

#[test]
fn a_field_is_found_by_the_name_that_it_is_chosen_by() {
    let message = r#"{"target":{"id":"i-1"},"sessionData":["ls","id"],"a b":{"c":1},"d-e":1}"#;
    for (name, value) in [("target.id", "i-1"), ("sessionData.0", "ls"), ("sessionData.1", "id"), ("d-e", "1")] {
        let field = field_from_typed(name).unwrap();
        let draft = QueryDraft {
            conditions: vec![Condition::new(field, Operator::Is, vec![Value::typed(value)])],
            ..QueryDraft::default()
        };
        let mut evaluation = Evaluation::new(&draft.to_query(), EvaluationOptions::default()).unwrap();
        evaluation.push(&LogEvent { message: message.to_owned(), ..LogEvent::default() });
        assert_eq!(evaluation.finish().rows.len(), 1, "{name}: {}", draft.to_text());
    }
}

#[test]
fn an_operator_takes_the_values_that_it_can() {
    let a = || FieldPath::single("a");
    let list = Condition::new(a(), Operator::OneOf, vec![Value::typed("1"), Value::text("a/b")]);
    assert_eq!(list.with_operator(Operator::Is), Condition::new(a(), Operator::Is, vec![Value::typed("1")]));
    let regex = Condition::new(a(), Operator::Contains, vec![Value::text("a/b\\")]).with_operator(Operator::Matches);
    assert_eq!(regex.shown_values().collect::<Vec<_>>(), ["a/b\\\\"]);
    assert_eq!(list.with_operator(Operator::IsMissing).shown_values().count(), 0);
}

#[test]
fn a_text_that_looks_like_a_number_stays_what_it_was() {
    let mut condition =
        QueryDraft::from_text("filter account = \"12\"").map(|draft| draft.conditions[0].clone()).unwrap();
    condition.set_value(0, "123");
    let draft = QueryDraft { conditions: vec![condition], ..QueryDraft::nothing() };
    assert_eq!(draft.to_text(), "filter account = \"123\"");
}
