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
    prices,
    query::{cancel_on_interrupt, range},
    source::open_account,
    verb::{Failure, Verdict},
};
use crate::{
    case::Case,
    evidence::write_json_line,
    model::{ColumnKind, ResultSet, ResultSetBuilder, format_insights_time, visible_line},
    setup::{
        Answer, BothTexts, Finding, NamedCost, PCI_DSS_RETENTION, Requirements, SetupFacts, SetupReport, Weight,
        aws::{Account, Progress, Wanted, read_setup, reconcile_now},
        cost::Cost,
        finding_words,
        reconcile::{Covered, Reconciliation, Row, Transcript},
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
    /// Read CloudTrail's events from the log group that a trail writes to, by Logs Insights: AWS bills what two queries
    /// scan, of the time and of a day around it
    #[arg(long, value_name = "GROUP")]
    pub trail_log_group: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The language of what each row means
    #[arg(long, value_enum, default_value_t)]
    pub language: ReportLanguage,
    /// Keep the comparison in this case, made where none is; what it has of the logs already is compared with too
    #[arg(long, value_name = "FILE")]
    pub case: Option<PathBuf>,
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

fn other(error: impl std::fmt::Display) -> Failure {
    Failure::Other(error.to_string())
}

/// The findings on stdout, the heaviest first.
pub async fn check(args: CheckArgs) -> Result<Verdict, Failure> {
    let opened = open_account(&args.account).await?;
    let requirements = Requirements {
        retention_rule: args.retention_rule.clone(),
        retention_days: args.retention_days,
        idle_minutes: args.idle_minutes,
    };
    let report = report(facts(&opened.account, &args.log_group).await?, requirements)?;
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
        for cost in &report.costs {
            tell!("{}", visible_line(&cost_line(cost, &report.prices_as_of)));
        }
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
    Ok(match (count(Weight::Risk), count(Weight::CouldNotCheck)) {
        (0, 0) => Verdict::Right,
        (0, _) => Verdict::NotAllRead,
        _ => Verdict::Wrong,
    })
}

/// What a group is estimated to cost within the next twelve months, here and elsewhere.
fn cost_line(named: &NamedCost, prices_as_of: &str) -> String {
    let volume = named.cost.volume;
    let year = |cost: Cost| cost.year.map_or_else(|| "not known".to_owned(), |usd| format!("USD {usd:.2}"));
    format!(
        "{}: {:.2} GB stored, {:.2} GB a month; the next twelve months, estimated: {} in Standard, {} in Infrequent \
         Access, {} in S3 (prices as of {prices_as_of})",
        named.log_group,
        volume.stored_bytes / 1e9,
        volume.bytes_per_month / 1e9,
        year(named.cost.standard),
        year(named.cost.infrequent_access),
        year(named.cost.s3),
    )
}

async fn facts(account: &Account, groups: &[String]) -> Result<SetupFacts, Failure> {
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
    Ok(facts)
}

fn report(facts: SetupFacts, requirements: Requirements) -> Result<SetupReport, Failure> {
    let (storage, scan) = (prices::storage()?, prices::scan()?);
    Ok(SetupReport::new(facts, requirements, &storage, &scan, now()))
}

/// The last check of each account and region in the case; none where there is no case yet.
fn kept_setups(case: Option<&Path>) -> Result<Vec<SetupReport>, Failure> {
    let Some(path) = case.filter(|path| path.exists()) else { return Ok(Vec::new()) };
    Case::open_read_only(path).and_then(|case| case.setups()).map_err(other)
}

fn keep(path: &Path, write: impl FnOnce(&mut Case) -> Result<(), crate::case::CaseError>) -> Result<(), Failure> {
    Case::open_or_create(path, now()).and_then(|mut case| write(&mut case)).map_err(other)
}

/// Title, meaning, change, and the name of AWS's page.
fn words(finding: &Finding, language: ReportLanguage) -> [String; 4] {
    let Some(words) = finding_words(finding.kind) else { return Default::default() };
    let pick = |texts: &BothTexts| {
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

/// One row a session on stdout.
pub async fn reconcile(args: ReconcileArgs) -> Result<Verdict, Failure> {
    let range = range(&args.start, &args.end)?;
    let opened = open_account(&args.account).await?;
    let cancel = CancellationToken::new();
    tokio::spawn(cancel_on_interrupt(cancel.clone()));
    let known = known(args.case.as_deref(), &args.log_group)?;
    let kept = kept_setups(args.case.as_deref())?;
    let facts = facts(&opened.account, &args.log_group).await?;
    // What the auditor's check of this account and region asked for holds here too.
    let of_here = kept.into_iter().find(|kept| kept.is_of(&facts.account, &facts.region));
    let requirements = of_here.as_ref().map(|report| report.requirements.clone()).unwrap_or_default();
    let setup = report(facts, requirements)?;
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
        known: &known,
        setup: Some(&setup),
        now: now(),
    };
    let found = reconcile_now(&opened.account, wanted, &cancel, &tell).await?;
    if is_seen {
        let _gone = write!(stderr().lock(), "\r\u{1b}[K");
    }
    if let Some(path) = &args.case {
        keep(path, |case| {
            // A check that the auditor made is not replaced by one that was only made for the causes.
            if of_here.is_none() {
                case.keep_setup(now(), &setup)?;
            }
            case.keep_reconciliation(now(), &found)
        })?;
    }
    let mut out = stdout().lock();
    if args.format == Format::Ndjson {
        for row in &found.rows {
            // Plain data: writing it as JSON cannot fail.
            let mut line = object(serde_json::to_value(row).unwrap_or_default());
            line.insert("type".to_owned(), json!("session"));
            line.insert("meaning".to_owned(), json!(meaning(row, args.language)));
            write_json_line(&line, &mut out)?;
        }
        let covered = Reconciliation { rows: Vec::new(), ..found.clone() };
        let mut line = object(serde_json::to_value(covered).unwrap_or_default());
        line.remove("rows");
        line.insert("type".to_owned(), json!("coverage"));
        write_json_line(&line, &mut out)?;
        out.flush()?;
    } else {
        write_rows(&sessions(&found, args.format, args.language), args.format, None, &mut out)?;
    }
    say_coverage(&found);
    Ok(verdict(&found))
}

/// A log that is missing, and not only because it cannot be there yet or was not read.
fn verdict(found: &Reconciliation) -> Verdict {
    if found.rows.iter().any(|row| row.status.is_wrong()) {
        Verdict::Wrong
    } else if found.is_all_read() {
        Verdict::Right
    } else {
        Verdict::NotAllRead
    }
}

/// What the case has of these groups' streams already; nothing where there is no case yet.
fn known(case: Option<&Path>, log_groups: &[String]) -> Result<Vec<Transcript>, Failure> {
    let Some(path) = case.filter(|path| path.exists()) else { return Ok(Vec::new()) };
    Case::open_read_only(path).and_then(|case| case.kept_transcripts(log_groups)).map_err(other)
}

/// The columns of a table for reading; files have all.
const READING: [&str; 10] =
    ["transcript", "cause", "start", "end", "lastEvent", "person", "target", "document", "reason", "sessionId"];

/// What a status says, and its cause.
fn meaning(row: &Row, language: ReportLanguage) -> String {
    let pick = |texts: &BothTexts| if language == ReportLanguage::Ja { texts.ja.clone() } else { texts.en.clone() };
    let said: Vec<String> = [row.status.words(), row.cause_words()].into_iter().flatten().map(pick).collect();
    said.join(": ")
}

fn sessions(found: &Reconciliation, format: Format, language: ReportLanguage) -> ResultSet {
    let all = Reconciliation::COLUMNS;
    let shown: Vec<usize> = match format {
        Format::Table => READING.iter().filter_map(|name| all.iter().position(|column| column == name)).collect(),
        _ => (0..all.len()).collect(),
    };
    let names = shown.iter().map(|at| all[*at]).chain(["meaning"]);
    let mut rows = ResultSetBuilder::new(names.map(|name| (name, ColumnKind::Text)));
    for row in &found.rows {
        let cells = Reconciliation::cells(row, format_insights_time);
        let meaning = meaning(row, language);
        rows.push(shown.iter().map(|at| Some(cells[*at].clone())).chain([Some(meaning)]));
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
            Answer::Read { value, .. } if value.is_older_than_kept(found.range) => {
                format!("older than what AWS keeps, which is from {} (UTC) on", format_insights_time(value.start))
            }
            Answer::Read { value: Covered { start, end }, .. } => {
                format!("{} to {} (UTC)", format_insights_time(*start), format_insights_time(*end))
            }
            other => unread(other),
        };
        tell!("{}", visible_line(&format!("{name}: {said}")));
    }
    // A lone group is told above.
    if found.log_groups.len() > 1 {
        for group in &found.unread_groups {
            let said = format!("log streams of {}: {}", group.log_group, unread(&group.answer));
            tell!("{}", visible_line(&said));
        }
    }
    if !matches!(found.credentials, Answer::Read { .. } | Answer::NotAsked) {
        let said = unread(&found.credentials);
        tell!("{}", visible_line(&format!("who assumed roles: {said}; persons may be unresolved for it")));
    }
    if found.broken_events > 0 {
        tell!("{} events of CloudTrail could not be read.", found.broken_events);
    }
    if found.broken_sessions > 0 {
        tell!("{} sessions of Systems Manager have no id and were left out.", found.broken_sessions);
    }
    if found.elsewhere > 0 {
        tell!("{} events of CloudTrail are of other regions or accounts and were left out.", found.elsewhere);
    }
    let unweighed = found.rows.iter().filter(|row| row.unweighed.is_some()).count();
    if unweighed > 0 {
        tell!(
            "{unweighed} sessions match as far as can be told: no record has their end, or more of the log may still come."
        );
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

fn unread<T>(answer: &Answer<T>) -> String {
    match answer {
        Answer::Denied { permission, .. } => format!("NOT READ: the permission {permission} is missing"),
        Answer::Failed { message, .. } => format!("NOT READ: {message}"),
        Answer::CutShort { read, .. } => format!("NOT READ TO THE END: AWS has more than the {read} that were read"),
        Answer::Absent { .. } => "NOT READ: not there".to_owned(),
        Answer::Read { .. } | Answer::NotAsked => "not asked".to_owned(),
    }
}
