use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::super::parse;
use super::*;

/// Every command that keeps something, and every aggregation.
const QUERIES: &[&str] = &[
    "fields @message",
    "fields @timestamp, @message | limit 3",
    "fields @timestamp, u | sort u asc | limit 4",
    "fields @timestamp, n | sort n desc, u | limit 7",
    "filter u = \"a\" | fields n",
    "filter n > 2 or u like /b/ | sort @timestamp",
    "fields n | limit any 3",
    "parse @message '\"n\":*,' as m | filter m > 1 | sort m desc | limit 5",
    "parse @message /(?<digit>[0-9])/ multi | stats count(*) as c, min(digit), values(digit) by u",
    "fields jsonParse(@message) as j | unnest j.l into item | fields item | sort item | limit 6",
    "dedup u",
    "dedup @timestamp | limit 5",
    "sort n desc | dedup @timestamp | limit 9",
    "sort n | dedup u, b | limit 3",
    "fields @message | sort @timestamp asc | dedup n",
    "stats count(*)",
    "stats count(n), sum(n), avg(n), min(n), max(n), stddev(n), pct(n, 90), median(n)",
    "stats count(*) as c, sum(n) as s, avg(n) as a, stddev(n) as d by u",
    "stats count_distinct(u), count_distinct(n), values(u), values(n) by b",
    "stats earliest(u), latest(u), earliest(n), latest(n), sortsFirst(u), sortsLast(n) by b",
    "stats sum(n) as s by u, bin(5s) as t | sort t, u | limit 4",
    "stats count(*) as c by u, b | filter c > 1 | stats sum(c) as total, count(*) by u | sort total desc",
    "stats avg(n) as a by u | stats stddev(a), earliest(u), latest(u), values(u)",
];

#[derive(Default)]
struct Batch(Vec<LogEvent>);

impl EventBatch for Batch {
    fn events(&self) -> impl Iterator<Item = EventRef<'_>> {
        self.0.iter().map(EventRef::from)
    }
}

struct Cut {
    events: Vec<LogEvent>,
    /// The lengths of the batches, again and again.
    lengths: Vec<usize>,
    read: usize,
}

impl EventSource for Cut {
    type Batch = Batch;
    type Error = Infallible;

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Infallible> {
        if self.events.is_empty() {
            return Ok(false);
        }
        let length = self.lengths[self.read % self.lengths.len()].min(self.events.len());
        self.read += 1;
        batch.0 = self.events.drain(..length).collect();
        Ok(true)
    }
}

fn parallel(
    text: &str,
    events: &[LogEvent],
    lengths: &[usize],
    threads: usize,
    progress: &(impl Fn(EvaluationProgress) -> ControlFlow<()> + Sync),
) -> Result<EvaluationResult, EvaluationError<Infallible>> {
    let mut source = Cut { events: events.to_vec(), lengths: lengths.to_vec(), read: 0 };
    let query = parse(text).unwrap();
    evaluate(&query, &EvaluationOptions::default(), &mut source, NonZeroUsize::new(threads).unwrap(), progress)
}

fn sequential(text: &str, events: &[LogEvent]) -> EvaluationResult {
    let mut evaluation = Evaluation::new(&parse(text).unwrap(), EvaluationOptions::default()).unwrap();
    for event in events {
        evaluation.push(event);
    }
    evaluation.finish()
}

fn events() -> impl Strategy<Value = Vec<LogEvent>> {
    let number = prop_oneof![
        (-3_i64..6).prop_map(|number| number.to_string()),
        (-1e3..1e3).prop_map(|number: f64| number.to_string()),
        prop::sample::select(vec![
            "\"01\"",
            "\"1\"",
            "1.0",
            "1e300",
            "-1e300",
            "0.1",
            "null",
            "\"\"",
            "9007199254740993"
        ])
        .prop_map(str::to_owned),
    ];
    let message = (prop::sample::select(vec!["a", "b", "A9", "a10", "日本", ""]), number, any::<bool>(), 0_usize..4)
        .prop_map(|(u, n, b, l)| match l {
            3 => format!("{{\"u\":\"{u}\",\"n\":{n},\"l\":[1,\"x\",{n}]}}"),
            2 => format!("no JSON {u} {n}"),
            _ => format!("{{\"u\":\"{u}\",\"n\":{n},\"b\":{b},\"l\":{l}}}"),
        });
    prop::collection::vec((0_i64..20_000, message), 0..250).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(place, (time, message))| LogEvent {
                timestamp: time,
                ingestion_time: time,
                message,
                log_stream: "stream".to_owned(),
                log: "1:g".to_owned(),
                ptr: place.to_string(),
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_parts_and_the_threads_do_not_show_in_the_result(
        events in events(),
        lengths in prop::collection::vec(1_usize..30, 1..5),
        threads in 1_usize..5,
        query in prop::sample::select(QUERIES),
    ) {
        let one = sequential(query, &events);
        let many = parallel(query, &events, &lengths, threads, &|_| ControlFlow::Continue(())).unwrap();
        prop_assert_eq!(&many.rows, &one.rows, "{}", query);
        if !query.contains("any") {
            prop_assert_eq!(many, one, "{}", query);
        }
    }
}

#[test]
fn progress_counts_up_to_the_whole_and_can_stop_it() {
    let events: Vec<LogEvent> =
        (0..100).map(|time| LogEvent { timestamp: time, message: "ab".into(), ..LogEvent::default() }).collect();
    let last = AtomicUsize::new(0);
    let count = |progress: EvaluationProgress| {
        last.fetch_max(usize::try_from(progress.records_scanned).unwrap(), Ordering::Relaxed);
        ControlFlow::Continue(())
    };
    let done = parallel("stats count(*)", &events, &[7], 3, &count).unwrap();
    assert_eq!((last.into_inner(), done.records_scanned, done.bytes_scanned), (100, 100, 200));
    let stopped = parallel("stats count(*)", &events, &[7], 3, &|progress| {
        if progress.records_scanned > 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(stopped, Err(EvaluationError::Stopped));
}

#[test]
fn what_cannot_be_kept_ends_the_evaluation() {
    let events: Vec<LogEvent> = (0..2000)
        .map(|time| LogEvent { timestamp: time, message: format!("{time:0100}"), ..LogEvent::default() })
        .collect();
    let run = |text: &str| {
        let mut source = Cut { events: events.clone(), lengths: vec![10], read: 0 };
        let options = EvaluationOptions { most_bytes: 100_000, ..EvaluationOptions::default() };
        evaluate(&parse(text).unwrap(), &options, &mut source, NonZeroUsize::MIN, &|_| ControlFlow::Continue(()))
    };
    for text in
        ["stats count(*) by @message", "stats count_distinct(@message)", "stats values(@message)", "dedup @message"]
    {
        assert_eq!(run(text), Err(EvaluationError::TooLarge { most: 100_000 }), "{text}");
    }
    for text in ["stats count(*) by strlen(@message)", "dedup @message | limit 50", "sort @message desc | limit 50"] {
        assert!(run(text).is_ok(), "{text}");
    }
}
