//! Queries that others have printed are read, printed and evaluated as they say.

use serde_json::Value;
use session_lens::insights::{Evaluation, EvaluationOptions, can_be_evaluated, hints, parse};
use session_lens::model::{LogClass, LogEvent, QueryRow};

const SAMPLES: &str = include_str!("../data/insights/samples.jsonl");
const SHAPES: &str = include_str!("../data/insights/shapes.jsonl");
const FACTS: &str = include_str!("../data/insights/facts.jsonl");

fn lines(text: &str) -> impl Iterator<Item = Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

#[test]
fn every_sample_is_read_or_known_to_be_wrong() {
    for sample in lines(SAMPLES) {
        let query = sample["query"].as_str().unwrap();
        match parse(query) {
            Ok(_) => assert!(sample["refused"].is_null(), "read although {}: {query}", sample["refused"]),
            Err(found) => assert!(sample["refused"].is_string(), "{}: {query}", found[0]),
        }
    }
}

#[test]
fn every_sample_reads_the_same_when_printed() {
    for sample in lines(SAMPLES) {
        let Ok(query) = parse(sample["query"].as_str().unwrap()) else { continue };
        let printed = query.to_string();
        assert_eq!(parse(&printed).as_ref(), Ok(&query), "{printed}");
        assert_eq!(parse(&printed).unwrap().to_string(), printed, "printing twice");
    }
}

#[test]
fn every_sample_is_evaluated_or_refused_with_a_reason() {
    let (mut read, mut evaluated) = (0, 0);
    for sample in lines(SAMPLES) {
        let Ok(query) = parse(sample["query"].as_str().unwrap()) else { continue };
        read += 1;
        match can_be_evaluated(&query, LogClass::Standard) {
            Ok(()) => {
                evaluated += 1;
                assert!(sample["read_only"].is_null(), "evaluated, not just read: {query}");
            }
            Err(found) => {
                assert!(sample["read_only"].is_string(), "{}: {query}", found[0]);
                assert!(!found[0].to_string().is_empty());
            }
        }
    }
    assert!(evaluated * 100 >= read * 91, "{evaluated} of {read}");
}

#[test]
fn queries_for_the_logs_of_every_service_are_read_and_evaluated() {
    let (mut all, mut evaluated) = (0, 0);
    for shape in lines(SHAPES) {
        let text = shape["query"].as_str().unwrap();
        let query = parse(text).unwrap_or_else(|found| panic!("{}: {text}", found[0]));
        let printed = query.to_string();
        assert_eq!(parse(&printed).as_ref(), Ok(&query), "{printed}");
        assert!(hints(&query).is_empty(), "{}: {text}", hints(&query)[0]);
        all += 1;
        evaluated += usize::from(can_be_evaluated(&query, LogClass::Standard).is_ok());
    }
    assert!(all >= 100, "{all}");
    // What is left are commands that this program knows and does not compute.
    assert!(evaluated * 100 >= all * 85, "{evaluated} of {all}");
}

fn event(place: usize, message: &str) -> LogEvent {
    let time = 1_795_413_529_089 + i64::try_from(place).unwrap() * 60_000;
    LogEvent {
        timestamp: time,
        ingestion_time: time,
        message: message.to_owned(),
        log_stream: "stream".to_owned(),
        log: "123456789012:group".to_owned(),
        ptr: place.to_string(),
    }
}

#[test]
fn every_fact_comes_out() {
    for fact in lines(FACTS) {
        let text = fact["query"].as_str().unwrap();
        if fact["refused"].is_string() {
            assert!(parse(text).is_err(), "read although {}: {text}", fact["refused"]);
            continue;
        }
        let query = parse(text).unwrap_or_else(|found| panic!("{}: {text}", found[0]));
        let mut evaluation = Evaluation::new(&query, EvaluationOptions::default()).unwrap();
        for (place, message) in fact["events"].as_array().unwrap().iter().enumerate() {
            evaluation.push(&event(place, message.as_str().unwrap()));
        }
        let expected: Vec<QueryRow> = fact["rows"].as_array().unwrap().iter().map(row).collect();
        let mut found = evaluation.finish().rows;
        for row in &mut found {
            row.retain(|(name, _)| name != "@ptr");
            // A fact says what it is about; the default columns stand beside it.
            if !expected.iter().flatten().any(|(name, _)| name == "@message") {
                row.retain(|(name, _)| name != "@timestamp" && name != "@message");
            }
        }
        assert_eq!(found, expected, "{text}");
    }
}

fn row(fields: &Value) -> QueryRow {
    fields.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}
