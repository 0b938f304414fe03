use std::{
    io::{self, Read},
    sync::Arc,
};

use jiff::{Timestamp, tz::TimeZone};
use tokio_util::sync::CancellationToken;

use super::{
    arguments::QueryArgs,
    case_standing,
    output::write_rows,
    recorded_query::{RecordedQuery, recorded_query},
    source::open,
    verb::Failure,
};
use crate::{
    case::{RanQuery, keep_query},
    model::{ALL_TIMES, LogSource, QueryRequest, ResultSet, SourceError, TimeRange, parse_time},
    worker::{Completeness, QueryProgress, QueryRun, WaitReason, run_query},
};

/// `query`: rows on stdout; what was scanned, and any wait, on stderr.
pub async fn query(mut args: QueryArgs) -> Result<(), Failure> {
    let recorded = !args.recorded.input.is_empty();
    // `--input a b 'fields …'`: the option takes all that follows.
    if recorded && args.text.is_none() && args.recorded.input.len() > 1 {
        args.text = args.recorded.input.pop().map(|query| query.to_string_lossy().into_owned());
    }
    let Some(query_text) = args.text else {
        return Err(Failure::Usage("the query is missing".to_owned()));
    };
    if recorded {
        if query_text == "-" && args.recorded.input.iter().any(|file| file.as_os_str() == "-") {
            return Err(Failure::Usage("standard input cannot be both the query and the events".to_owned()));
        }
        let text = text(&query_text)?;
        return recorded_query(RecordedQuery { recorded: args.recorded, text, limit: args.limit, format: args.format })
            .await;
    }
    let range = match args.start {
        None if args.source.case.is_some() => ALL_TIMES,
        start => range(&start.unwrap_or_default(), &args.end)?,
    };
    let request = QueryRequest { range, text: text(&query_text)?, log_groups: args.log_group, limit: args.limit };
    let opened = open(&args.source).await?;
    let incomplete = match &args.source.case {
        Some(case) => case_standing::of_query(case, &request)?,
        None => None,
    };
    let run = run_and_tell(&opened.source, &request).await?;
    if let Some(case) = &args.source.case {
        let ran = RanQuery {
            id: Some(run.query_id.clone()),
            status: run.status,
            rows: run.rows.len(),
            statistics: run.statistics,
        };
        // A sealed case, or one that cannot be written, is read all the same.
        if let Err(error) = keep_query(case, &request, &ran, Timestamp::now().as_millisecond()) {
            tracing::debug!(%error, "the query is not in the case's ledger");
        }
    }
    let rows = ResultSet::from_query_rows(run.rows);
    write_rows(&rows, args.format, incomplete, &mut io::stdout().lock())?;
    Ok(())
}

/// Runs a query to its end; waits and counts go to stderr, Ctrl+C stops it at AWS.
pub async fn run_and_tell(source: &Arc<dyn LogSource>, request: &QueryRequest) -> Result<QueryRun, SourceError> {
    let cancel = CancellationToken::new();
    tokio::spawn(cancel_on_interrupt(cancel.clone()));
    let mut told = None;
    let run = run_query(source, request, &cancel, |step| tell_waiting(&step, &mut told)).await;
    cancel.cancel();
    run.inspect(tell_end)
}

/// The first Ctrl+C stops the query at AWS; once there is none, it ends the program.
pub async fn cancel_on_interrupt(cancel: CancellationToken) {
    while tokio::signal::ctrl_c().await.is_ok() {
        if cancel.is_cancelled() {
            std::process::exit(1);
        }
        cancel.cancel();
    }
}

pub fn text(argument: &str) -> Result<String, Failure> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).map_err(|error| Failure::Usage(format!("standard input: {error}")))?;
    Ok(text)
}

pub fn range(start: &str, end: &str) -> Result<TimeRange, Failure> {
    let now = Timestamp::now().as_millisecond();
    let read = |name: &str, text: &str| {
        parse_time(text, now, &TimeZone::UTC).map_err(|error| {
            Failure::Usage(format!("{name}: {error}; expected for example 2026-11-01T09:00, 1795000000, now or -90d"))
        })
    };
    let range = TimeRange { start: read("--start", start)?, end: read("--end", end)? };
    if range.start >= range.end {
        return Err(Failure::Usage("--start has to lie before --end".to_owned()));
    }
    Ok(range)
}

fn tell_waiting(step: &QueryProgress, told: &mut Option<WaitReason>) {
    let reason = step.waiting.map(|waiting| waiting.reason);
    if let Some(reason) = reason
        && *told != Some(reason)
    {
        let why = match reason {
            WaitReason::Throttled => "AWS takes no more requests for the moment",
            WaitReason::TooManyQueries => "the account has as many queries running as it may",
            WaitReason::NoAnswer => "nobody answers; the query goes on at AWS",
        };
        tell!("Waiting: {why}. Ctrl+C cancels.");
    }
    *told = reason;
}

fn tell_end(run: &QueryRun) {
    let counted = run.statistics;
    tell!(
        "{} rows; {} events matched, {} scanned, {} bytes; {:.1} s; query {}",
        run.rows.len(),
        counted.records_matched,
        counted.records_scanned,
        counted.bytes_scanned,
        counted.elapsed.as_secs_f64(),
        run.query_id.0,
    );
    match run.completeness {
        Completeness::Complete => {}
        Completeness::LimitReached { limit } => {
            tell!("The limit of {limit} rows was reached: there may be more.");
        }
        Completeness::RowsMissing => {
            tell!("INCOMPLETE: AWS counted {} rows.", counted.result_count.unwrap_or_default());
        }
        Completeness::ShortMessages { count } => {
            tell!("INCOMPLETE: {count} messages came shortened, and GetLogRecord did not give them whole.");
        }
        Completeness::SessionsLeftOut { count } => tell!("INCOMPLETE: {count} older sessions are left out."),
    }
}
