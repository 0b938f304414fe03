//! `check` and `reconcile`: can the record be trusted, and which sessions have no log.

use std::{
    io::{IsTerminal, Write, stderr, stdout},
    path::{Path, PathBuf},
};

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    arguments::{AccountArgs, Format},
    case::ReportLanguage,
    output::write_rows,
    query::{cancel_on_interrupt, range},
    source::open_account,
    verb::Failure,
};
use crate::{
    case::Case,
    evidence::write_json_line,
    model::{ColumnKind, ResultSet, ResultSetBuilder, ScanPrices, format_insights_time, visible_line},
    setup::{
        Answer, Finding, PCI_DSS_RETENTION, Requirements, SetupReport, Weight,
        aws::{Account, Progress, Wanted, read_setup, reconcile_now},
        cost::StoragePrices,
        finding_words,
        reconcile::{Covered, Reconciliation},
    },
};

#[derive(Args, Clone, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    pub account: AccountArgs,
    /// The log group that is audited, by name or ARN; more than once. Those that session documents name are read anyway
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub log_group: Vec<String>,
    /// For how many days events have to be kept
    #[arg(long, value_name = "DAYS", default_value_t = PCI_DSS_RETENTION.1, value_parser = clap::value_parser!(i64).range(1..))]
    pub retention_days: i64,
    /// The rule that asks for it, as the findings are to name it
    #[arg(long, value_name = "NAME", default_value = PCI_DSS_RETENTION.0)]
    pub retention_rule: String,
    /// The longest idle time that is taken as good, in minutes
    #[arg(long, value_name = "MINUTES", default_value_t = 15, value_parser = clap::value_parser!(i64).range(1..=60))]
    pub idle_minutes: i64,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The findings' language
    #[arg(long, value_enum, default_value_t)]
    pub language: ReportLanguage,
    /// Keep the check in this case; made where none is
    #[arg(long, value_name = "FILE")]
    pub case: Option<PathBuf>,
}

#[derive(Args, Clone, Debug)]
pub struct ReconcileArgs {
    #[command(flatten)]
    pub account: AccountArgs,
    /// The log group that sessions are logged to; more than once
    #[arg(long, value_name = "GROUP", required = true, value_delimiter = ',')]
    pub log_group: Vec<String>,
    /// From when, as in `query`: Systems Manager keeps 30 days of sessions, CloudTrail's event history 90
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, default_value = "-30d")]
    pub start: String,
    /// Until when
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, default_value = "now")]
    pub end: String,
    /// Read CloudTrail's events from the log group that a trail writes to, by Logs Insights: AWS bills what is scanned
    #[arg(long, value_name = "GROUP")]
    pub trail_log_group: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Keep the comparison in this case; made where none is
    #[arg(long, value_name = "FILE")]
    pub case: Option<PathBuf>,
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

fn other(error: impl std::fmt::Display) -> Failure {
    Failure::Other(error.to_string())
}

/// The findings on stdout, the heaviest first. `false` where any is a risk.
pub async fn check(args: CheckArgs) -> Result<bool, Failure> {
    let opened = open_account(&args.account).await?;
    let requirements = Requirements {
        retention_rule: args.retention_rule.clone(),
        retention_days: args.retention_days,
        idle_minutes: args.idle_minutes,
    };
    let report = report(&opened.account, &args.log_group, requirements).await?;
    if let Some(path) = &args.case {
        keep(path, |case| case.keep_setup(now(), &report))?;
    }
    let mut out = stdout().lock();
    if args.format == Format::Ndjson {
        for finding in &report.findings {
            write_json_line(&json_line(finding, args.language), &mut out)?;
        }
        for cost in &report.costs {
            write_json_line(&object(json!({"type": "cost", "region": report.facts.region, "cost": cost})), &mut out)?;
        }
        out.flush()?;
    } else {
        write_rows(&findings(&report.findings, args.format, args.language), args.format, None, &mut out)?;
    }
    let count = |weight| report.findings.iter().filter(|finding| finding.weight == weight).count();
    tell!(
        "{} · {}: {} risks, {} to look at, {} could not be checked, {} good",
        visible_line(&report.facts.account),
        visible_line(&report.facts.region),
        count(Weight::Risk),
        count(Weight::Attention),
        count(Weight::CouldNotCheck),
        count(Weight::Good),
    );
    Ok(count(Weight::Risk) == 0)
}

async fn report(account: &Account, groups: &[String], requirements: Requirements) -> Result<SetupReport, Failure> {
    let is_seen = stderr().is_terminal();
    let tell = move |done: usize, of: usize| {
        if is_seen {
            let _gone = write!(stderr().lock(), "\rreading the setup: {done} of {of}\u{1b}[K");
        }
    };
    let facts = read_setup(account, groups, now(), &tell).await?;
    if is_seen {
        let _gone = write!(stderr().lock(), "\r\u{1b}[K");
    }
    Ok(SetupReport::new(facts, requirements, &StoragePrices::built_in(), &ScanPrices::built_in(), now()))
}

fn keep(path: &Path, write: impl FnOnce(&mut Case) -> Result<(), crate::case::CaseError>) -> Result<(), Failure> {
    Case::open_or_create(path, now()).and_then(|mut case| write(&mut case)).map_err(other)
}

/// Title, meaning, change, and the name of AWS's page.
fn words(finding: &Finding, language: ReportLanguage) -> [String; 4] {
    let Some(words) = finding_words(finding.kind) else { return Default::default() };
    let pick = |texts: &crate::setup::BothTexts| {
        let filled = texts.filled(finding);
        if language == ReportLanguage::Ja { filled.ja } else { filled.en }
    };
    [pick(&words.title), pick(&words.meaning), words.change.as_ref().map(pick).unwrap_or_default(), words.page.clone()]
}

fn object(value: Value) -> serde_json::Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    }
}

fn json_line(finding: &Finding, language: ReportLanguage) -> serde_json::Map<String, Value> {
    let [title, meaning, change, page] = words(finding, language);
    object(json!({
        "type": "finding", "weight": finding.weight, "kind": finding.kind, "subject": finding.subject,
        "certainty": finding.certainty, "title": title, "meaning": meaning, "change": change, "awsPage": page,
        "evidence": finding.evidence, "further": finding.further, "values": finding.values,
    }))
}

fn findings(findings: &[Finding], format: Format, language: ReportLanguage) -> ResultSet {
    // A terminal is not wide enough for all of it.
    let columns: &[&str] = match format {
        Format::Table => &["weight", "subject", "certainty", "read", "title"],
        _ => &[
            "weight",
            "kind",
            "subject",
            "certainty",
            "title",
            "meaning",
            "change",
            "awsPage",
            "operation",
            "about",
            "place",
            "read",
            "at",
        ],
    };
    let mut rows = ResultSetBuilder::new(columns.iter().map(|name| (*name, ColumnKind::Text)));
    for finding in findings {
        let [title, meaning, change, page] = words(finding, language);
        let quote = &finding.evidence;
        let cell = |name: &&str| {
            Some(match *name {
                "weight" => finding.weight.name().to_owned(),
                "kind" => finding.kind.name().to_owned(),
                "subject" => finding.subject.clone(),
                "certainty" => finding.certainty.name().to_owned(),
                "title" => title.clone(),
                "meaning" => meaning.clone(),
                "change" => change.clone(),
                "awsPage" => page.clone(),
                "operation" => quote.evidence.operation.clone(),
                "about" => quote.evidence.subject.clone(),
                "place" => quote.place.clone(),
                "read" => quote.value.clone(),
                _ => format_insights_time(quote.evidence.at),
            })
        };
        rows.push(columns.iter().map(cell));
    }
    rows.finish()
}

/// One row a session on stdout. `false` where a log is missing, cut or contradictory.
pub async fn reconcile(args: ReconcileArgs) -> Result<bool, Failure> {
    let range = range(&args.start, &args.end)?;
    let opened = open_account(&args.account).await?;
    let cancel = CancellationToken::new();
    tokio::spawn(cancel_on_interrupt(cancel.clone()));
    let setup = report(&opened.account, &args.log_group, Requirements::default()).await?;
    let is_seen = stderr().is_terminal();
    let tell = move |so_far: Progress| {
        if is_seen {
            let Progress { sessions, events, streams } = so_far;
            let _gone = write!(
                stderr().lock(),
                "\r{sessions} sessions, {events} events of CloudTrail, {streams} log streams\u{1b}[K"
            );
        }
    };
    let wanted = Wanted {
        log_groups: &args.log_group,
        range,
        trail_log_group: args.trail_log_group.as_deref(),
        setup: Some(&setup),
        now: now(),
    };
    let found = reconcile_now(&opened.account, wanted, &cancel, &tell).await?;
    if is_seen {
        let _gone = write!(stderr().lock(), "\r\u{1b}[K");
    }
    if let Some(path) = &args.case {
        keep(path, |case| case.keep_setup(now(), &setup).and_then(|()| case.keep_reconciliation(now(), &found)))?;
    }
    let mut out = stdout().lock();
    if args.format == Format::Ndjson {
        for row in &found.rows {
            // Plain data: writing it as JSON cannot fail.
            write_json_line(&object(serde_json::to_value(row).unwrap_or_default()), &mut out)?;
        }
        out.flush()?;
    } else {
        write_rows(&sessions(&found, args.format), args.format, None, &mut out)?;
    }
    say_coverage(&found);
    Ok(!found.rows.iter().any(|row| row.status.is_wrong()))
}

/// The columns of a table for reading; files have all.
const READING: [&str; 10] =
    ["transcript", "cause", "start", "end", "lastEvent", "person", "target", "document", "reason", "sessionId"];

fn sessions(found: &Reconciliation, format: Format) -> ResultSet {
    let all = Reconciliation::COLUMNS;
    let shown: Vec<usize> = match format {
        Format::Table => READING.iter().filter_map(|name| all.iter().position(|column| column == name)).collect(),
        _ => (0..all.len()).collect(),
    };
    let mut rows = ResultSetBuilder::new(shown.iter().map(|at| (all[*at], ColumnKind::Text)));
    for row in &found.rows {
        let cells = Reconciliation::cells(row, format_insights_time);
        rows.push(shown.iter().map(|at| Some(cells[*at].clone())));
    }
    rows.finish()
}

fn say_coverage(found: &Reconciliation) {
    let records = [
        ("Systems Manager's sessions", &found.history),
        ("CloudTrail's events", &found.trail),
        ("log streams", &found.transcripts),
    ];
    for (name, covered) in records {
        let said = match covered {
            Answer::Read { value: Covered { start, end }, .. } => {
                format!("{} to {} (UTC)", format_insights_time(*start), format_insights_time(*end))
            }
            Answer::Denied { permission, .. } => format!("NOT READ: the permission {permission} is missing"),
            Answer::Failed { message, .. } => format!("NOT READ: {message}"),
            Answer::Absent { .. } => "NOT READ: not there".to_owned(),
            Answer::NotAsked => "not asked".to_owned(),
        };
        tell!("{}", visible_line(&format!("{name}: {said}")));
    }
    if found.broken_events > 0 {
        tell!("{} events of CloudTrail could not be read.", found.broken_events);
    }
    let count = |name: &str| found.rows.iter().filter(|row| row.status.name() == name).count();
    tell!(
        "{} sessions: {} with their log, {} cut, {} contradictory, {} without a log, {} logs alone, {} not logged by design",
        found.rows.len(),
        count("matched"),
        count("cut"),
        count("contradictory"),
        count("no-transcript"),
        count("transcript-only"),
        count("not-logged-by-design"),
    );
}
