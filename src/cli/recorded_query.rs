//! `session-lens query --input FILE… 'QUERY'`: evaluates a query over recorded events, without any
//! service.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::Timestamp;

use super::arguments::Format;
use super::output::write_rows;
use super::recorded_events::{Doubts, RecordedEvents, UnreadableFile};
use super::verb::Failure;
use crate::insights::{
    Diagnostic, EvaluationError, EvaluationOptions, EvaluationProgress, EvaluationResult, LookupTable, MOST_INNER_ROWS,
    Query, evaluate, inner_queries, parse,
};
use crate::model::{LogClass, QueryRow, ResultSet, TimeRange};

/// Events from files instead of log groups.
#[derive(Args, Clone, Debug, Default)]
pub struct RecordedArgs {
    /// Evaluate over recorded events, without any service: files of {"timestamp": ms, "message": "…"} lines or of plain lines; - is standard input
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["demo", "profile", "region", "endpoint_url", "case", "log_group", "start"])]
    pub input: Vec<PathBuf>,
    /// With --input: the log class whose rules count
    #[arg(long, value_name = "CLASS", requires = "input", value_parser = ["STANDARD", "INFREQUENT_ACCESS"], default_value = "STANDARD")]
    pub log_class: String,
    /// With --input: a CSV file for `lookup NAME …`
    #[arg(long, value_name = "NAME=FILE", requires = "input")]
    pub lookup: Vec<String>,
    /// With --input: how many threads evaluate; without it, as many as the machine has
    #[arg(long, value_name = "N", requires = "input")]
    pub threads: Option<NonZeroUsize>,
}

/// What to evaluate, and how to print it.
pub struct RecordedQuery {
    pub recorded: RecordedArgs,
    pub text: String,
    pub limit: u32,
    pub format: Format,
}

/// How long an evaluation that is told to stop may take for it: it may be waiting for standard input.
const TIME_TO_STOP: Duration = Duration::from_secs(1);

/// Rows on stdout; what was scanned, and progress on a terminal, on stderr. Ctrl+C stops it.
pub async fn recorded_query(asked: RecordedQuery) -> Result<(), Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = stop.clone();
    let mut running = tokio::task::spawn_blocking(move || run(&asked, &told));
    tokio::select! {
        done = &mut running => return done.unwrap_or_else(|error| Err(Failure::Other(error.to_string()))),
        Ok(()) = tokio::signal::ctrl_c() => stop.store(true, Ordering::Relaxed),
    }
    match tokio::time::timeout(TIME_TO_STOP, running).await {
        Ok(Ok(done)) => done,
        _ => Err(stopped()),
    }
}

fn stopped() -> Failure {
    Failure::Other("Stopped.".to_owned())
}

fn run(asked: &RecordedQuery, stop: &AtomicBool) -> Result<(), Failure> {
    let query = parse(&asked.text).map_err(|found| malformed(&found))?;
    let now = Timestamp::now().as_millisecond();
    let mut options = EvaluationOptions {
        limit: Some(asked.limit),
        log_class: LogClass::from_name(&asked.recorded.log_class),
        now,
        range: TimeRange { start: 0, end: now },
        lookups: lookups(&asked.recorded.lookup)?,
        ..EvaluationOptions::default()
    };
    let started = Instant::now();
    let threads = asked.recorded.threads.or_else(|| available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let files = &asked.recorded.input;
    options.inner = inner_rows(&query, &options, files, threads, stop)?;
    let mut source = RecordedEvents::new(files);
    let doubts = source.doubts();
    let result = evaluated(&query, &options, &mut source, threads, stop)?;
    let rows = result.rows.len();
    tell!(
        "{rows} rows; {} events matched, {} scanned, {} bytes; {:.1} s",
        result.records_matched,
        result.records_scanned,
        result.bytes_scanned,
        started.elapsed().as_secs_f64(),
    );
    if rows == asked.limit as usize {
        tell!("The limit was reached: there may be more rows.");
    }
    tell_doubts(&doubts);
    write_rows(
        &ResultSet::from_query_rows(result.rows),
        asked.format,
        None,
        &mut io::BufWriter::new(io::stdout().lock()),
    )?;
    Ok(())
}

/// The rows of the queries within a query, over the same files.
fn inner_rows(
    query: &Query,
    options: &EvaluationOptions,
    files: &[PathBuf],
    threads: NonZeroUsize,
    stop: &AtomicBool,
) -> Result<BTreeMap<String, Arc<[QueryRow]>>, Failure> {
    let mut found = BTreeMap::new();
    for inner in inner_queries(query) {
        if files.iter().any(|file| file.as_os_str() == "-") {
            return Err(Failure::Usage(
                "a subquery or join reads the events twice: standard input cannot be".to_owned(),
            ));
        }
        let options = EvaluationOptions { limit: Some(MOST_INNER_ROWS + 1), ..options.clone() };
        let rows = evaluated(&inner, &options, &mut RecordedEvents::new(files), threads, stop)?.rows;
        if rows.len() > MOST_INNER_ROWS as usize {
            return Err(Failure::Other(format!("A query within the query has more than {MOST_INNER_ROWS} rows.")));
        }
        found.insert(inner.to_string(), rows.into());
    }
    Ok(found)
}

/// The tables of `--lookup NAME=FILE`.
fn lookups(given: &[String]) -> Result<BTreeMap<String, Arc<LookupTable>>, Failure> {
    let mut tables = BTreeMap::new();
    for each in given {
        let (name, file) =
            each.split_once('=').ok_or_else(|| Failure::Usage("--lookup: expected NAME=FILE".to_owned()))?;
        let text = std::fs::read_to_string(file).map_err(|error| Failure::Usage(format!("{file}: {error}")))?;
        let table = LookupTable::from_csv(&text).map_err(|error| Failure::Usage(format!("{file}: {error}")))?;
        tables.insert(name.to_owned(), Arc::new(table));
    }
    Ok(tables)
}

fn evaluated(
    query: &Query,
    options: &EvaluationOptions,
    source: &mut RecordedEvents,
    threads: NonZeroUsize,
    stop: &AtomicBool,
) -> Result<EvaluationResult, Failure> {
    let ticker = Ticker::new();
    let result = evaluate(query, options, source, threads, &|progress| {
        ticker.tell(progress);
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    ticker.clear();
    result.map_err(|error| match error {
        EvaluationError::Query(found) => malformed(&found),
        EvaluationError::Source(UnreadableFile { path, error }) => {
            Failure::Other(format!("{}: {error}", path.display()))
        }
        EvaluationError::Stopped => stopped(),
        EvaluationError::TooLarge { most } => Failure::Other(format!(
            "The query has to keep more than {} MB of different values or rows; group by fewer, or limit the rows.",
            most >> 20
        )),
    })
}

/// All that is wrong with the query, as the embedded service says it.
fn malformed(found: &[Diagnostic]) -> Failure {
    let place = |diagnostic: &Diagnostic| format!("{}..{}: {diagnostic}", diagnostic.span.start, diagnostic.span.end);
    Failure::Usage(format!("query: {}", found.iter().map(place).collect::<Vec<_>>().join("; ")))
}

fn tell_doubts(doubts: &Doubts) {
    let broken = doubts.broken_lines.load(Ordering::Relaxed);
    if broken > 0 {
        let lines = if broken == 1 { "1 line has".to_owned() } else { format!("{broken} lines have") };
        tell!("{lines} bytes that are no UTF-8; each is read as U+FFFD.");
    }
    let cut = doubts.cut_lines.load(Ordering::Relaxed);
    if cut > 0 {
        tell!("Lines longer than 16 MB were cut in {cut} places.");
    }
}

/// Progress on a terminal, now and then.
struct Ticker {
    started: Instant,
    /// When something was told last, in milliseconds since then; 0: never.
    told: AtomicU64,
    out: Option<Mutex<io::Stderr>>,
}

const BETWEEN_TICKS: Duration = Duration::from_millis(250);

impl Ticker {
    fn new() -> Self {
        let out = io::stderr().is_terminal().then(|| Mutex::new(io::stderr()));
        Self { started: Instant::now(), told: AtomicU64::new(0), out }
    }

    fn tell(&self, progress: EvaluationProgress) {
        let Some(out) = &self.out else { return };
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let told = self.told.load(Ordering::Relaxed);
        if u128::from(now - told) < BETWEEN_TICKS.as_millis() {
            return;
        }
        // Another thread that is telling tells enough.
        if let Ok(mut out) = out.try_lock() {
            self.told.store(now, Ordering::Relaxed);
            let _gone = write!(
                out,
                "\r{} events scanned, {} matched, {} MB\u{1b}[K",
                progress.records_scanned,
                progress.records_matched,
                progress.bytes_scanned / 1_000_000
            );
        }
    }

    fn clear(&self) {
        if let Some(out) = &self.out
            && self.told.load(Ordering::Relaxed) > 0
            && let Ok(mut out) = out.lock()
        {
            let _gone = write!(out, "\r\u{1b}[K");
        }
    }
}
