use proptest::prelude::*;
use serde_json::Value;

use crate::setup::{Finding, FindingKind, Requirements, SetupFacts, check, finding_words};

/// A value of JSON as AWS never sends it.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~ぁ-ん{}\\\\n;|&>=]{0,40}".prop_map(Value::from),
        Just(serde_json::json!([])),
        Just(serde_json::json!({})),
    ]
}

/// Every place that has neither fields nor items below it.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().for_each(|(name, value)| leaves(value, &format!("{at}/{}", name.replace('/', "~1")), found));
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(item, value)| leaves(value, &format!("{at}/{item}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

fn has_words(finding: &Finding) -> bool {
    finding_words(finding.kind).is_some_and(|words| {
        // Without values of its own that look like one, no placeholder is left.
        let clean = finding.values.values().all(|value| !value.contains(['{', '}']));
        !clean || !words.meaning.filled(finding).ja.contains('{')
    })
}

proptest! {
    #[test]
    fn no_facts_stop_the_check(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), odd()), 0..6),
        now in any::<i64>(),
    ) {
        let mut facts: Value = serde_json::from_str(include_str!("good.json")).unwrap();
        let mut places = Vec::new();
        leaves(&facts, "", &mut places);
        for (place, value) in changes {
            *facts.pointer_mut(&places[place.index(places.len())]).unwrap() = value;
        }
        for document in facts["documents"].as_array_mut().unwrap() {
            let content = document.pointer_mut("/content/value").unwrap();
            *content = Value::String(content.to_string());
        }
        // Some are no facts any more: those are refused when a case is read.
        if let Ok(facts) = serde_json::from_value::<SetupFacts>(facts) {
            for finding in check(&facts, &Requirements::default(), now) {
                prop_assert!(has_words(&finding), "{:?}", finding);
            }
        }
    }

    #[test]
    fn no_document_stops_the_check(content in any::<String>(), profile in any::<String>()) {
        let profile = serde_json::json!({
            "sessionType": "Standard_Stream", "inputs": { "shellProfile": { "linux": profile }, "s3BucketName": content.clone() },
        });
        for content in [content, profile.to_string()] {
            let evidence = crate::setup::Evidence { operation: "a:B".to_owned(), subject: "c".to_owned(), at: 0 };
            let mut facts = SetupFacts::default();
            facts.documents.push(crate::setup::facts::SessionDocumentFacts {
                name: "d".to_owned(),
                content: crate::setup::Answer::Read { value: content, evidence },
                ..Default::default()
            });
            let findings = check(&facts, &Requirements::default(), 0);
            prop_assert!(findings.iter().all(|finding| finding.kind != FindingKind::NoPreferences));
            prop_assert!(!findings.is_empty(), "a document that was read always says something");
        }
    }
}
