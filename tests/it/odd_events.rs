//! Whatever stands in a query or an event, the evaluator neither panics nor hangs nor keeps without bounds.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::Value;
use session_lens::insights::{Evaluation, EvaluationOptions, EventRef, parse};

/// Far more than any of these takes, also without optimisation and on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);
/// The events of one case have at most some hundred thousand bytes.
const MOST_KEPT: usize = 64 << 20;

fn samples() -> Vec<String> {
    let lines = include_str!("../data/insights/samples.jsonl").lines();
    lines.map(|line| serde_json::from_str::<Value>(line).unwrap()["query"].as_str().unwrap().to_owned()).collect()
}

/// A query as somebody mistypes it: pieces are dropped, doubled, swapped with those of others.
fn queries() -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u8..6, any::<char>());
    (prop::sample::select(samples()), prop::sample::select(samples()), prop::collection::vec(change, 0..4)).prop_map(
        |(query, other, changes)| {
            let mut text: Vec<char> = query.chars().collect();
            for (one, two, how, character) in changes {
                if text.is_empty() {
                    break;
                }
                let (one, two) = (one.index(text.len()), two.index(text.len()));
                let range = one.min(two)..one.max(two);
                match how {
                    0 => drop(text.drain(range.start..range.end.min(range.start + 8))),
                    1 => text[one] = character,
                    2 => {
                        let piece: Vec<char> = text[range.start..range.end.min(range.start + 200)].to_vec();
                        text.splice(two..two, piece);
                    }
                    3 => text.splice(one.., other.chars().skip_while(|character| *character != '|')).for_each(drop),
                    4 => text.swap(one, two),
                    _ => text.extend(" | ".chars().chain(other.chars())),
                }
            }
            text.into_iter().collect()
        },
    )
}

fn messages() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        String::new(),
        "\0".to_owned(),
        "{".repeat(20_000),
        "[".repeat(20_000),
        format!("{}1{}", "{\"a\":".repeat(120), "}".repeat(120)),
        format!("{{{}}}", (0..1000).map(|number| format!("\"f{number}\":{number}")).collect::<Vec<_>>().join(",")),
        "{\"status\":1e308,\"duration\":-1e308,\"bytes\":9223372036854775808}".to_owned(),
        "{\"a\":\"\\ud800\"}".to_owned(),
        "{\"@message\":\"@@\",\"@timestamp\":\"x\",\"a.b\":1,\"\":2}".to_owned(),
        "\u{202e}\u{feff}日本語\u{1b}]0;x\u{7}".to_owned(),
        "a=\"\\\" b==c =d e".repeat(500),
        "\"\"\",,\",".repeat(500),
        "a".repeat(100_000),
        "x 1.2.3.4 ::1 [ERROR] 2026-11-23T05:58:49Z ".repeat(200),
    ]);
    prop_oneof![
        odd,
        prop::collection::vec(any::<u8>(), 0..300).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        "\\{\"(status|level|duration|a)\":(-?[0-9]{1,25}|\"[ -~]{0,9}\"|null|true|\\[1,\\{\\}\\])\\}",
        "[a-zA-Z0-9 :=\\[\\]{}\",./*-]{0,200}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn nothing_in_a_query_or_an_event_breaks_the_evaluator(
        query in queries(),
        events in prop::collection::vec((messages(), any::<Option<i64>>(), any::<bool>()), 0..8),
    ) {
        let started = Instant::now();
        let Ok(parsed) = parse(&query) else { return Ok(()) };
        let Ok(mut evaluation) = Evaluation::new(&parsed, EvaluationOptions::default()) else { return Ok(()) };
        for (message, time, lambda) in &events {
            let log = if *lambda { "1:/aws/lambda/f" } else { "" };
            let event = EventRef { timestamp: *time, ingestion_time: *time, message: message.as_str().into(), log, ..EventRef::default() };
            evaluation.push_all(std::iter::once(event));
            prop_assert!(evaluation.bytes_kept() < MOST_KEPT, "{} bytes: {}", evaluation.bytes_kept(), query);
        }
        let _rows = evaluation.finish();
        prop_assert!(started.elapsed() < LONGEST, "{:?}: {}", started.elapsed(), query);
    }
}
