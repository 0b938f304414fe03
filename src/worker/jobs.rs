//! Takes requests up, one task each.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    case::{RanQuery, keep_query},
    evidence::{self, Remarks},
    model::{LogSource, QueryDefinition, QueryRequest, ResultSet, SourceError, SourceErrorKind, StreamOrder},
    procedures::{Decode, Procedure},
    session,
};

use super::{
    Answer, CaseRequest, CommandSet, Completeness, ExportFormat, Failure, Message, QueryProgress, QueryRun,
    QuerySummary, Request, RequestId, Response, STOP_PATIENCE, SetupRequest, case_commands, cases,
    connection::Connection, events_query, find::find, into_events, own_procedures, own_procedures::BrokenFile,
    own_rules, run_query, session_flags, setup,
};

pub(super) type Wake = Box<dyn Fn() + Send + Sync>;

/// Serves requests until it is told to stop or the window's end is gone.
pub(super) async fn run(mut inbox: mpsc::Receiver<Message>, outbox: mpsc::Sender<Response>, wake: Wake) {
    let connection = Arc::new(Connection::default());
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::from(wake);
    let mut running: HashMap<RequestId, CancellationToken> = HashMap::new();
    let mut tasks: JoinSet<RequestId> = JoinSet::new();
    loop {
        tokio::select! {
            message = inbox.recv() => match message {
                Some(Message::Start(id, request)) => {
                    let cancel = CancellationToken::new();
                    running.insert(id, cancel.clone());
                    let answers = Answers { id, outbox: outbox.clone(), wake: Arc::clone(&wake) };
                    let connection = Arc::clone(&connection);
                    tasks.spawn(async move {
                        serve(request, &connection, &cancel, &answers).await;
                        id
                    });
                }
                Some(Message::Cancel(id)) => {
                    if let Some(cancel) = running.get(&id) {
                        cancel.cancel();
                    }
                }
                Some(Message::Stop) | None => break,
            },
            Some(ended) = tasks.join_next() => match ended {
                Ok(id) => { running.remove(&id); }
                Err(error) => tracing::error!(%error, "a background job ended badly"),
            },
        }
    }
    for cancel in running.values() {
        cancel.cancel();
    }
    // Cancelled queries still send StopQuery; the rest is dropped.
    let all_ended = async { while tasks.join_next().await.is_some() {} };
    if timeout(STOP_PATIENCE, all_ended).await.is_err() {
        tracing::warn!("background jobs did not end in time");
    }
    connection.close().await;
}

/// Where a job's answers go.
#[derive(Clone)]
struct Answers {
    id: RequestId,
    outbox: mpsc::Sender<Response>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Answers {
    async fn last(&self, answer: Answer) {
        if self.outbox.send(Response { id: self.id, answer, last: true }).await.is_ok() {
            (self.wake)();
        }
    }

    /// Part of the answer; waits for room, so never to be called by the runtime's own threads. Says
    /// whether anybody still listens.
    fn more(&self, answer: Answer) -> bool {
        let is_heard = self.outbox.blocking_send(Response { id: self.id, answer, last: false }).is_ok();
        if is_heard {
            (self.wake)();
        }
        is_heard
    }

    /// News that the next one replaces anyway: dropped when the window is behind.
    fn progress(&self, answer: Answer) {
        if self.outbox.try_send(Response { id: self.id, answer, last: false }).is_ok() {
            (self.wake)();
        }
    }
}

async fn serve(request: Request, connection: &Connection, cancel: &CancellationToken, answers: &Answers) {
    let outcome = tokio::select! {
        biased;
        // Queries hear of the cancellation themselves, for they have something to stop.
        () = cancel.cancelled(), if !runs_a_query(&request) && !is_kept(&request) => return,
        outcome = answer(&request, connection, cancel, answers) => outcome,
    };
    answers.last(outcome.unwrap_or_else(Answer::Failed)).await;
}

fn runs_a_query(request: &Request) -> bool {
    matches!(
        request,
        Request::Query { .. }
            | Request::Commands { .. }
            | Request::Session { .. }
            | Request::Case(CaseRequest::Collect { .. } | CaseRequest::Import { .. })
            | Request::Setup(SetupRequest::Reconcile { trail_log_group: Some(_), .. })
    )
}

fn is_kept(request: &Request) -> bool {
    matches!(request, Request::Case(request) if request.is_kept())
}

async fn answer(
    request: &Request,
    connection: &Connection,
    cancel: &CancellationToken,
    answers: &Answers,
) -> Result<Answer, Failure> {
    match request {
        Request::Connect(target) => Ok(Answer::Connected(connection.open(target).await?)),
        Request::Disconnect => {
            connection.close().await;
            Ok(Answer::Disconnected)
        }
        Request::Profiles => Ok(Answer::Profiles(crate::cloudwatch::profiles().await?)),
        Request::LogGroups { filter, next_token } => {
            let source = connection.source()?;
            Ok(Answer::LogGroups(source.log_groups(filter, next_token.as_deref()).await?))
        }
        Request::LogStreams { log_group, prefix, next_token } => {
            let source = connection.source()?;
            let order = if prefix.is_some() { StreamOrder::Name } else { StreamOrder::NewestEvent };
            Ok(Answer::LogStreams(
                source.log_streams(log_group, prefix.as_deref(), order, next_token.as_deref()).await?,
            ))
        }
        Request::Query { query, decode } => {
            let run = follow(connection, query, cancel, answers, Some(decode)).await?;
            let summary = summary_of(&run);
            if let Some(case) = connection.case() {
                let ran = RanQuery {
                    id: Some(run.query_id.clone()),
                    status: run.status,
                    rows: run.rows.len(),
                    statistics: run.statistics,
                };
                let query = query.clone();
                let kept = off_the_runtime(move || keep_query(&case, &query, &ran, cases::now())).await?;
                // A sealed case, or one that cannot be written, is read all the same.
                if let Err(error) = kept {
                    tracing::debug!(%error, "the query is not in the case's ledger");
                }
            }
            let decode = decode.clone();
            let rows = off_the_runtime(move || ResultSet::from_query_rows(decode.apply(run.rows))).await?;
            Ok(Answer::QueryFinished { summary, rows: Arc::new(rows) })
        }
        Request::Commands { log_groups, range, rules, narrowing } => {
            if let Some(path) = connection.case() {
                let (log_groups, rules, narrowing) = (log_groups.clone(), rules.clone(), narrowing.clone());
                let (range, cancel, told) = (*range, cancel.clone(), answers.clone());
                let tell = move |answer| told.progress(answer);
                let read =
                    move || case_commands::read(&path, log_groups, range, rules.as_deref(), &narrowing, &cancel, &tell);
                return off_the_runtime(read).await?;
            }
            let query = events_query(log_groups.clone(), *range, "");
            let run = follow(connection, &query, cancel, answers, None).await?;
            let summary = summary_of(&run);
            let (answered, begun) = (summary.statistics.elapsed, Instant::now());
            let (rules, narrowing) = (rules.clone(), narrowing.clone());
            let (commands, narrowed) = off_the_runtime(move || {
                let (rules, bad_rules) = own_rules::read(rules.as_deref());
                let commands = CommandSet::read(into_events(run.rows), &rules, bad_rules);
                let narrowed = commands.narrow(&narrowing);
                (commands, narrowed)
            })
            .await?;
            tracing::debug!(?answered, reading = ?begun.elapsed(), events = commands.events, "commands read");
            Ok(Answer::Commands { summary, commands: Arc::new(commands), narrowed: Arc::new(narrowed) })
        }
        Request::Narrow { commands, narrowing } => {
            let (commands, narrowing) = (Arc::clone(commands), narrowing.clone());
            let begun = Instant::now();
            let narrowed = off_the_runtime(move || commands.narrow(&narrowing)).await?;
            tracing::debug!(took = ?begun.elapsed(), rows = narrowed.order.len(), "commands narrowed");
            Ok(Answer::Narrowed(Arc::new(narrowed)))
        }
        Request::CommandContext { commands, row } => {
            let (commands, row) = (Arc::clone(commands), *row as usize);
            Ok(Answer::CommandContext(Arc::new(off_the_runtime(move || commands.context(row)).await??)))
        }
        Request::SessionOfCommands { commands, session, command } => {
            let (commands, session, command) = (Arc::clone(commands), *session, *command);
            off_the_runtime(move || case_commands::session_of(&commands, session, command)).await?
        }
        Request::Session { log_group, session_id, range } => {
            if let Some(path) = connection.case() {
                let (log_group, session_id) = (log_group.clone(), session_id.clone());
                return off_the_runtime(move || case_commands::session(&path, &log_group, &session_id)).await?;
            }
            let filter = format!("filter @logStream = {} | ", crate::insights::quote_text(session_id));
            let query = events_query(vec![log_group.clone()], *range, &filter);
            let run = follow(connection, &query, cancel, answers, None).await?;
            let summary = summary_of(&run);
            let id = session_id.clone();
            let session = off_the_runtime(move || session::read_session(&id, into_events(run.rows))).await?;
            Ok(Answer::Session { summary, session: Arc::new(session), command: None })
        }
        Request::Find { session, text } => {
            let (session, text, cancel) = (session.clone(), text.clone(), cancel.clone());
            let answers = answers.clone();
            off_the_runtime(move || find(&session, &text, &cancel, |found| answers.more(found))).await
        }
        Request::Outline { session } => {
            let session = session.clone();
            Ok(Answer::Outline(Arc::new(off_the_runtime(move || session::Outline::of(&session)).await?)))
        }
        Request::SessionFlags { session, outline, rules } => {
            let (session, outline, rules) = (session.clone(), Arc::clone(outline), rules.clone());
            let flags = off_the_runtime(move || session_flags::find(&session, &outline, rules.as_deref())).await?;
            Ok(Answer::SessionFlags(Arc::new(flags)))
        }
        Request::Lines { session, lines } => {
            let (session, lines, first) = (session.clone(), lines.clone(), lines.start);
            Ok(Answer::Lines { first, lines: off_the_runtime(move || session.cut_lines(lines)).await?.into() })
        }
        Request::Record { ptr } => Ok(Answer::Record(connection.source()?.log_record(ptr).await?)),
        Request::QueryDefinitions => Ok(Answer::QueryDefinitions(saved_queries(connection).await?)),
        Request::OwnProcedures { folder } => {
            let folder = folder.clone();
            let (procedures, broken) = off_the_runtime(move || own_procedures::read(&folder)).await?;
            Ok(Answer::OwnProcedures { procedures, broken })
        }
        Request::KeepProcedure { folder, procedure, name } => {
            let (folder, procedure, name) = (folder.clone(), procedure.clone(), name.clone());
            off_the_runtime(move || own_procedures::keep(&folder, &procedure, &name))
                .await?
                .map(|path| Answer::ProcedureKept { path })
                .map_err(|BrokenFile { path, detail }| Failure::File { path, detail })
        }
        Request::Order { rows, view } => {
            let (rows, view) = (Arc::clone(rows), view.clone());
            Ok(Answer::Ordered(off_the_runtime(move || view.order(&rows)).await?.into()))
        }
        Request::Export { path, case, format, rows, order, columns, zone, incomplete, reviewed } => {
            let (path, format, rows, order, columns) =
                (path.clone(), *format, Arc::clone(rows), Arc::clone(order), columns.clone());
            let (zone, incomplete) = (zone.clone(), *incomplete);
            let (case, reviewed) = (case.clone(), reviewed.clone());
            off_the_runtime(move || {
                if crate::case::is_at(&path, case.as_deref()) {
                    return Err(Failure::case(&path, super::CaseProblem::Exists, &"a case, or another database"));
                }
                let rows = match &reviewed {
                    Some((commands, reviews)) => Arc::new(commands.table_with_reviews(reviews)),
                    None => rows,
                };
                let remarks = Remarks { zone: zone.as_ref(), incomplete };
                export(path, format, &rows, &order, &columns, remarks)
            })
            .await?
        }
        Request::Case(request) => {
            let told = answers.clone();
            let source = connection.source().ok();
            let tell = move |answer| told.progress(Answer::Case(answer));
            cases::answer(request.clone(), source, cancel, tell).await.map(Answer::Case)
        }
        Request::Setup(request) => {
            let told = answers.clone();
            let tell = move |answer| told.progress(Answer::Setup(answer));
            setup::answer(request.clone(), connection, cancel, tell).await.map(Answer::Setup)
        }
        Request::ChooseFile { suggested } => {
            let chosen = rfd::AsyncFileDialog::new().set_file_name(suggested).save_file().await;
            Ok(Answer::FileChosen(chosen.map(|file| file.path().to_owned())))
        }
        Request::SaveSettings { path, text } => {
            let (path, text) = (path.clone(), text.clone());
            off_the_runtime(move || {
                evidence::write_whole(&path, |file| std::io::Write::write_all(file, text.as_bytes()))
                    .map(|()| Answer::SettingsSaved)
                    .map_err(|error| Failure::File { path, detail: error.to_string() })
            })
            .await?
        }
    }
}

/// Every page of the organisation's saved queries, by name.
async fn saved_queries(connection: &Connection) -> Result<Vec<Procedure>, Failure> {
    let source = connection.source()?;
    let mut definitions: Vec<QueryDefinition> = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let page = source.query_definitions(next.as_deref()).await?;
        definitions.extend(page.items);
        if page.next_token.is_none() || page.next_token == next || definitions.len() > MOST_DEFINITIONS {
            break;
        }
        next = page.next_token;
    }
    definitions.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(definitions.iter().map(Procedure::from_definition).collect())
}

/// Ten times what AWS allows an account and region: a service that never ends is not followed for ever.
const MOST_DEFINITIONS: usize = 10_000;

/// Runs a query and tells how far it is; with `partial`, shows the rows that are there, decoded so.
async fn follow(
    connection: &Connection,
    query: &QueryRequest,
    cancel: &CancellationToken,
    answers: &Answers,
    partial: Option<&Decode>,
) -> Result<QueryRun, Failure> {
    let source: Arc<dyn LogSource> = connection.source()?;
    let run = run_query(&source, query, cancel, |progress: QueryProgress| {
        let summary = QuerySummary {
            query_id: progress.query_id,
            status: progress.status,
            statistics: progress.statistics,
            rows: progress.partial.len(),
            is_held_back: progress.waiting.is_some(),
            shortened: progress.shortened,
            of_case: None,
            completeness: Completeness::Complete,
        };
        let partial = partial
            .filter(|_| !progress.partial.is_empty())
            .map(|decode| Arc::new(ResultSet::from_query_rows(decode.apply(progress.partial))));
        answers.progress(Answer::QueryProgress { summary, partial });
    })
    .await?;
    Ok(run)
}

fn summary_of(run: &QueryRun) -> QuerySummary {
    QuerySummary {
        query_id: Some(run.query_id.clone()),
        status: run.status,
        statistics: run.statistics,
        rows: run.rows.len(),
        is_held_back: false,
        shortened: None,
        of_case: None,
        completeness: run.completeness,
    }
}

fn export(
    path: std::path::PathBuf,
    format: ExportFormat,
    rows: &ResultSet,
    order: &[u32],
    columns: &[usize],
    remarks: Remarks,
) -> Result<Answer, Failure> {
    let mut counts = None;
    let written = evidence::write_whole(&path, |file| {
        counts = Some(match format {
            ExportFormat::Csv => evidence::write_csv(rows, Some(order), columns, remarks, file)?,
            ExportFormat::Ndjson => evidence::write_ndjson(rows, Some(order), columns, remarks, file)?,
        });
        Ok(())
    });
    match (written, counts) {
        (Ok(()), Some(counts)) => Ok(Answer::Exported { path, rows: counts.rows, guarded_cells: counts.guarded_cells }),
        (Ok(()), None) => Err(Failure::File { path, detail: String::new() }),
        (Err(error), _) => Err(Failure::File { path, detail: error.to_string() }),
    }
}

/// Long computations go to threads of their own, so that other jobs are not held up.
pub(super) async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Failure::Source(SourceError::new(SourceErrorKind::Cancelled, error.to_string())))
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

/// How long a connection to a place that does not answer is tried.
pub(super) const CONNECT_PATIENCE: Duration = Duration::from_secs(20);
