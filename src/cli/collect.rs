//! `session-lens collect`: every event of log groups in a time range, into a case, with a proof.

use std::{
    io::{IsTerminal, Write, stderr},
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    arguments::AccountArgs,
    output::print_json,
    prices,
    query::{cancel_on_interrupt, range},
    source::open_account,
    verb::Failure,
};
use crate::{
    case::{Case, Writer},
    collect::{
        CaseStore, CollectError, CollectOptions, CollectProgress, CollectStep, CollectVia, CollectionScope,
        CollectionStore, Proof, Wanted, collect, origin,
    },
    model::{ScanPrices, visible_line},
};

#[derive(Args, Clone, Debug)]
pub struct CollectArgs {
    #[command(flatten)]
    pub account: AccountArgs,
    /// A log group's name or ARN; up to 50 times
    #[arg(long, value_name = "GROUP", required_unless_present_any = ["late", "resume"], value_delimiter = ',')]
    pub log_group: Vec<String>,
    /// From when, as in `query`
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, required_unless_present_any = ["late", "resume"])]
    pub start: Option<String>,
    /// Until when: ten minutes ago at the latest, for events arrive late
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, default_value = "-10m")]
    pub end: String,
    /// The case; made where none is, gone on with where one is
    #[arg(long, value_name = "FILE")]
    pub case: PathBuf,
    /// The operation that fetches the events. `insights` reads any class, and AWS bills what it scans. `filter-log-events` reads the class STANDARD only: slowly, without a charge for scanning (but for the count), and messages as they were before any log transformer
    #[arg(long, value_enum, default_value_t)]
    pub via: Via,
    /// Collect what came too late for a complete collection of the case
    #[arg(long, conflicts_with_all = ["log_group", "start", "end", "via", "resume"])]
    pub late: bool,
    /// Go on with what was begun in the case and did not come to its end
    #[arg(long, conflicts_with_all = ["log_group", "start", "end", "via"])]
    pub resume: bool,
    /// Stop before more than this would be scanned; the price is that of your region
    #[arg(long, value_name = "USD")]
    pub max_cost: Option<f64>,
    /// The most rows that one query may give, 100 at least; with filter-log-events, about so many events are kept at once
    #[arg(long, value_name = "N", default_value_t = crate::model::MAX_QUERY_ROWS, value_parser = clap::value_parser!(u32).range(100..=i64::from(crate::model::MAX_QUERY_ROWS)))]
    pub rows_per_query: u32,
}

/// The operation that fetches the events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Via {
    #[default]
    Insights,
    FilterLogEvents,
}

/// Events arrive late: after this, in milliseconds, hardly any.
const SETTLED: i64 = 10 * 60_000 - 1_000;

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// One line of JSON on stdout at the end; progress on stderr. Exit code 1 where it is not complete.
pub async fn collect_into_case(args: CollectArgs) -> Result<bool, Failure> {
    let wanted = wanted(&args)?;
    let opened = open_account(&args.account).await?;
    let identity = opened.source.identity().await?;
    let prices = prices::scan()?;
    let region = identity.region.clone().unwrap_or_default();
    let most_bytes = match args.max_cost {
        None => None,
        Some(most) => Some(most_bytes(&prices, &region, most)?),
    };
    let case = match wanted {
        Wanted::All { .. } => Case::open_or_create(&args.case, now()),
        Wanted::Unfinished | Wanted::Late => Case::open(&args.case),
    };
    let case = case.map_err(other)?;
    let writer = Writer::new(case).map_err(other)?;
    let groups = wanted.log_groups(&args.case).map_err(other)?;
    let origin = origin(opened.source.as_ref(), &identity, &groups).await;
    let store = CaseStore::new(writer, wanted, origin, now).map_err(other)?;
    let task = store.task().clone();
    if store.goes_on() {
        tell!("Going on with what was begun in this case.");
    }
    let store = Arc::new(Mutex::new(store));
    let shared: Arc<Mutex<dyn CollectionStore>> = store.clone();
    let cancel = CancellationToken::new();
    tokio::spawn(cancel_on_interrupt(cancel.clone()));
    let options = CollectOptions { rows_per_query: args.rows_per_query, most_bytes, ..CollectOptions::new(now()) };
    let teller = Teller::default();
    let scanned = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&scanned);
    let begun = Instant::now();
    let ended = collect(opened.source.clone(), shared, &task, options, &cancel, move |told| {
        counted.store(told.bytes_scanned, Ordering::Relaxed);
        teller.tell(told);
    })
    .await;
    cancel.cancel();
    clear();
    let (proof, stopped) = match ended {
        Ok(proof) => (proof, None),
        Err(error) => {
            let mut proof = so_far(&store)?;
            // What was asked last, and kept nothing, was scanned too.
            proof.bytes_scanned = proof.bytes_scanned.max(scanned.load(Ordering::Relaxed));
            (proof, Some(error))
        }
    };
    let cost = prices.cost(&region, proof.bytes_scanned as f64);
    print_json(json!({
        "case": args.case.to_string_lossy(), "logGroups": task.scope.log_groups,
        "start": task.scope.start, "end": task.scope.end, "via": task.via, "takenInAfter": task.after,
        "windows": proof.windows, "queries": proof.queries, "requests": proof.requests, "rows": proof.rows, "events": proof.events, "recordsMatched": proof.counted, "late": proof.late,
        "bytesScanned": proof.bytes_scanned, "cost": cost, "seconds": begun.elapsed().as_secs_f64(),
        "setSha256": proof.set_sha256, "complete": proof.complete, "shortfalls": proof.shortfalls.len(),
    }))?;
    if proof.late > 0 {
        tell!(
            "{} events came too late and are not in the set; `session-lens collect --late --case …` collects them.",
            proof.late
        );
    }
    match stopped {
        None if proof.complete => Ok(true),
        None if proof.uncounted.is_some() => {
            let why = proof.uncounted.as_deref().map(visible_line).unwrap_or_default();
            tell!("INCOMPLETE: {} events are there, and nothing independent counted them: {why}", proof.events);
            Ok(false)
        }
        None => {
            tell!("INCOMPLETE: {} events are there, {} were counted.", proof.events, proof.counted);
            Ok(false)
        }
        Some(CollectError::Source(error)) => Err(error.into()),
        Some(error @ (CollectError::NotStandard { .. } | CollectError::NoAccount { .. })) => Err(other(error)),
        Some(error) if error.is_busy() => Err(Failure::Other(format!(
            "INCOMPLETE: another program is writing to the case, and the collection waited for it in vain. What was \
             collected is in the case. Once the other one has ended, `session-lens collect --resume --case …` goes on from \
             here. [{error}]"
        ))),
        Some(error) => Err(Failure::Other(format!(
            "INCOMPLETE: {error}. `session-lens collect --resume --case …` goes on from here."
        ))),
    }
}

fn wanted(args: &CollectArgs) -> Result<Wanted, Failure> {
    if args.late {
        return Ok(Wanted::Late);
    }
    if args.resume {
        return Ok(Wanted::Unfinished);
    }
    let range = range(args.start.as_deref().unwrap_or_default(), &args.end)?;
    let latest = now();
    if range.end > latest {
        return Err(Failure::Usage("--end lies in the future: what is not there yet cannot be complete".to_owned()));
    }
    if range.end > latest - SETTLED {
        tell!("The end is less than ten minutes ago: events that arrive later are not in the set.");
    }
    let via = match args.via {
        Via::Insights => CollectVia::Insights,
        Via::FilterLogEvents => CollectVia::FilterLogEvents,
    };
    let scope = CollectionScope { log_groups: args.log_group.clone(), start: range.start, end: range.end };
    Ok(Wanted::All { scope, via })
}

/// What is there of a collection that did not come to its end.
fn so_far(store: &Arc<Mutex<CaseStore>>) -> Result<Proof, Failure> {
    let store = store.lock().unwrap_or_else(PoisonError::into_inner);
    let failed = |error: crate::collect::StoreError| Failure::Other(error.to_string());
    match store.plan().map_err(failed)? {
        None => Ok(Proof::default()),
        Some(plan) => Proof::of(&plan, &*store).map_err(failed),
    }
}

fn most_bytes(prices: &ScanPrices, region: &str, most: f64) -> Result<u64, Failure> {
    let a_gigabyte = prices.cost(region, 1e9).filter(|cost| *cost > 0.0).ok_or_else(|| {
        Failure::Usage(format!(
            "--max-cost: the price of a query in {region:?} is not known here; name it in prices.toml beside the settings"
        ))
    })?;
    if !most.is_finite() || most < 0.0 {
        return Err(Failure::Usage("--max-cost: expected a sum in US dollars".to_owned()));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    Ok((most / a_gigabyte * 1e9) as u64)
}

fn other(error: impl std::fmt::Display) -> Failure {
    Failure::Other(error.to_string())
}

/// Progress on a terminal, now and then.
#[derive(Default)]
struct Teller(Mutex<Option<Instant>>);

impl Teller {
    fn tell(&self, told: &CollectProgress) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !stderr().is_terminal() || last.is_some_and(|last| last.elapsed() < Duration::from_millis(250)) {
            return;
        }
        *last = Some(Instant::now());
        let step = match told.step {
            CollectStep::Counting => "counting",
            CollectStep::Collecting => "collecting",
            CollectStep::Repairing => "asking again for what is missing",
            CollectStep::Proving => "proving",
        };
        let expected = told.expected.map(|rows| format!(" of {rows}")).unwrap_or_default();
        let _gone = write!(
            stderr().lock(),
            "\r{step}: {}{expected} events, {} queries, {} requests, {} MB scanned\u{1b}[K",
            told.rows,
            told.queries,
            told.requests,
            told.bytes_scanned / 1_000_000
        );
    }
}

fn clear() {
    if stderr().is_terminal() {
        let _gone = write!(stderr().lock(), "\r\u{1b}[K");
    }
}
