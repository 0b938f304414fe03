use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::setup::{Certainty, Finding, FindingKind, Requirements, SetupFacts, Weight, check, finding_words};

const NOW: i64 = 1_795_413_529_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    setup: Vec<Setup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setup {
    name: String,
    #[serde(default)]
    inputs: BTreeMap<String, Value>,
    #[serde(default)]
    remove_inputs: Vec<String>,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(default)]
    remove: Vec<String>,
    document: Option<Value>,
    starters: Option<Value>,
    found: Vec<String>,
    #[serde(default)]
    not: Vec<FindingKind>,
    certain: Option<Certainty>,
    #[serde(default)]
    values: BTreeMap<String, String>,
}

fn table() -> Vec<Setup> {
    toml::from_str::<Table>(include_str!("setups.toml")).unwrap().setup
}

/// The good facts; documents are written as JSON there, and are a text in AWS's answer.
fn good() -> Value {
    serde_json::from_str(include_str!("good.json")).unwrap()
}

fn facts(setup: &Setup) -> SetupFacts {
    let mut facts = good();
    let inputs = facts.pointer_mut("/documents/0/content/value/inputs").unwrap().as_object_mut().unwrap();
    inputs.extend(setup.inputs.clone());
    inputs.retain(|name, _| !setup.remove_inputs.contains(name));
    let evidence = |operation: &str| serde_json::json!({ "operation": operation, "subject": "More", "at": 1 });
    if let Some(content) = &setup.document {
        let content =
            serde_json::json!({ "answer": "read", "value": content, "evidence": evidence("ssm:GetDocument") });
        let mut document = serde_json::json!({ "name": "More", "content": content });
        if let Some(starters) = &setup.starters {
            let evidence = evidence("iam:SimulatePrincipalPolicy");
            document["starters"] = serde_json::json!({ "answer": "read", "value": starters, "evidence": evidence });
        }
        facts["documents"].as_array_mut().unwrap().push(document);
    }
    for pointer in &setup.remove {
        let (holder, name) = pointer.rsplit_once('/').unwrap();
        facts.pointer_mut(holder).unwrap().as_object_mut().unwrap().shift_remove(name).unwrap();
    }
    for (pointer, value) in &setup.set {
        *facts.pointer_mut(pointer).unwrap_or_else(|| panic!("{}: {pointer}", setup.name)) = value.clone();
    }
    for document in facts["documents"].as_array_mut().unwrap() {
        if let Some(content) = document.pointer_mut("/content/value").filter(|content| !content.is_string()) {
            *content = Value::String(content.to_string());
        }
    }
    serde_json::from_value(facts).unwrap()
}

fn is_good(finding: &Finding) -> bool {
    finding.weight == Weight::Good
}

#[test]
fn each_setup_has_these_findings_and_no_others() {
    let good = check(&facts(&table()[0]), &Requirements::default(), NOW);
    let mut wrong = Vec::new();
    for setup in table() {
        let findings = check(&facts(&setup), &Requirements::default(), NOW);
        let mut found: Vec<&str> =
            findings.iter().filter(|finding| !is_good(finding)).map(|finding| finding.kind.name()).collect();
        let mut expected: Vec<&str> = setup.found.iter().map(String::as_str).collect();
        found.sort_unstable();
        expected.sort_unstable();
        if found != expected {
            wrong.push(format!("{}: found {found:?}, not {expected:?}", setup.name));
        }
        for kind in &setup.not {
            if !good.iter().any(|finding| finding.kind == *kind) {
                wrong.push(format!("{}: {} is not good's", setup.name, kind.name()));
            }
            if findings.iter().any(|finding| finding.kind == *kind) {
                wrong.push(format!("{}: {} is still there", setup.name, kind.name()));
            }
        }
        let first = findings.iter().find(|finding| !is_good(finding));
        if setup.certain.is_some_and(|certain| first.is_none_or(|finding| finding.certainty != certain)) {
            wrong.push(format!("{}: {:?}", setup.name, first.map(|finding| finding.certainty)));
        }
        for (name, value) in &setup.values {
            if !findings.iter().any(|finding| finding.values.get(name) == Some(value)) {
                wrong.push(format!("{}: nothing has {name} = {value}", setup.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_comes_up_in_some_setup_with_its_words_filled_in() {
    let mut seen = BTreeSet::new();
    for setup in table() {
        for finding in check(&facts(&setup), &Requirements::default(), NOW) {
            let words = finding_words(finding.kind).unwrap();
            for text in [Some(&words.title), Some(&words.meaning), words.change.as_ref()].into_iter().flatten() {
                let filled = text.filled(&finding);
                for name in ["en", "ja"] {
                    let text = if name == "en" { &filled.en } else { &filled.ja };
                    assert!(!text.contains('{') || finding.values.values().any(|value| value.contains('{')), "{text}");
                }
            }
            let evidence = &finding.evidence.evidence;
            assert!(evidence.operation.contains(':') && !evidence.subject.is_empty(), "{finding:?}");
            seen.insert(finding.kind);
        }
    }
    let never: Vec<&str> =
        FindingKind::ALL.iter().filter(|kind| !seen.contains(kind)).map(|kind| kind.name()).collect();
    assert!(never.is_empty(), "no setup has {never:?}");
}

/// What could not be read may speak against it.
#[test]
fn shown_as_written_is_said_only_where_the_policies_of_the_account_were_read() {
    let quotes = |set: &[(&str, Value)]| {
        let mut setup = table().remove(0);
        setup.set.extend(set.iter().map(|(place, value)| ((*place).to_owned(), value.clone())));
        let findings = check(&facts(&setup), &Requirements::default(), NOW);
        let shown = findings.into_iter().find(|finding| finding.kind == FindingKind::ShownAsWritten)?;
        assert_eq!(shown.certainty, Certainty::Certain);
        Some(shown.further.into_iter().map(|quote| quote.value).collect::<Vec<_>>())
    };
    let evidence = serde_json::json!({ "operation": "logs:X", "subject": "s", "at": 1 });
    let cut_short = serde_json::json!({ "answer": "cut-short", "read": 3, "evidence": evidence });
    let (masking, transformers) = ("/accountPolicies/dataProtection", "/accountPolicies/transformers");
    // The group's own transformer, and both of the account's.
    assert_eq!(quotes(&[]).unwrap(), ["(none)"; 3]);
    for not_read in [serde_json::json!({ "answer": "not-asked" }), cut_short] {
        assert_eq!(quotes(&[(masking, not_read.clone())]), None);
        assert_eq!(quotes(&[(transformers, not_read)]), None);
    }
    // Groups of this class cannot be transformed: nobody has to ask.
    let class = ("/groups/0/described/value/logGroupClass", Value::from("INFREQUENT_ACCESS"));
    let by_class = serde_json::json!({ "operation": "logs:DescribeLogGroups", "subject": "s", "at": 1 });
    let own = ("/groups/0/transformer", serde_json::json!({ "answer": "absent", "evidence": by_class }));
    let not_asked = (transformers, serde_json::json!({ "answer": "not-asked" }));
    assert_eq!(quotes(&[class, own, not_asked]).unwrap(), ["INFREQUENT_ACCESS", "(none)"]);
    // A policy for other groups is told of, and speaks against nothing.
    let policy = serde_json::json!({ "policyName": "p", "selectionCriteria": "LogGroupNamePrefix = \"/aws/\"" });
    let value = format!("{transformers}/value");
    assert_eq!(quotes(&[(value.as_str(), serde_json::json!([policy]))]).unwrap().len(), 3);
}

#[test]
fn findings_and_facts_come_back_from_a_case_file() {
    let facts = facts(&table()[0]);
    let written = serde_json::to_string(&facts).unwrap();
    assert_eq!(serde_json::from_str::<SetupFacts>(&written).unwrap(), facts);
    let findings = check(&facts, &Requirements::default(), NOW);
    let written = serde_json::to_string(&findings).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Finding>>(&written).unwrap(), findings);
    let none = written.replacen("\"evidence\":", "\"nothing\":", 1);
    assert!(serde_json::from_str::<Vec<Finding>>(&none).is_err(), "a finding without evidence is none");
}

#[test]
fn any_answer_may_be_refused_and_all_others_are_still_checked() {
    // Each place where an answer stands, one at a time.
    fn answers(value: &Value, at: &str, found: &mut Vec<String>) {
        if value.get("answer").is_some() {
            found.push(at.to_owned());
        }
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| answers(value, &format!("{at}/{name}"), found));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at_item, value)| answers(value, &format!("{at}/{at_item}"), found));
            }
            _ => {}
        }
    }
    let mut places = Vec::new();
    answers(&good(), "", &mut places);
    assert!(places.len() > 15, "{places:?}");
    for place in places {
        let mut setup = table().remove(0);
        let evidence = serde_json::json!({ "operation": "a:Operation", "subject": place.clone(), "at": 1 });
        let denied = serde_json::json!({ "answer": "denied", "permission": "a:Operation", "message": "no", "evidence": evidence });
        setup.set.insert(place.clone(), denied);
        let findings = check(&facts(&setup), &Requirements::default(), NOW);
        let bad: Vec<&Finding> = findings.iter().filter(|finding| !is_good(finding)).collect();
        assert!(bad.len() == 1 && bad[0].kind == FindingKind::CouldNotRead, "{place}: {bad:?}");
        assert_eq!((bad[0].subject.as_str(), bad[0].values["about"].as_str()), ("a:Operation", place.as_str()));
    }
}
