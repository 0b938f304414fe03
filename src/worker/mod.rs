//! The background worker: a tokio runtime on its own threads. Requests with ids go in, responses
//! come out; every request is a task of its own and can be cancelled. It owns connections and jobs,
//! never anything that the window shows.

mod activity;
mod case_commands;
mod cases;
mod commands;
mod connection;
mod find;
mod findings;
mod jobs;
mod known_sessions;
mod open_session;
mod own_procedures;
mod own_rules;
mod request;
mod response;
mod session_flags;
mod setup;

use std::{thread, time::Duration};

use tokio::sync::mpsc;

pub use crate::cloudwatch::{
    Completeness, MESSAGE_LENGTH_FIELD, QueryProgress, QueryRun, WaitReason, Waiting, events_query, into_events,
    run_query,
};
pub use cases::{ActivityFacts, CaseAnswer, CaseFacts, CaseProblem, CaseRequest, FileFacts, Pick};
pub use commands::{
    CommandContext, CommandFilter, CommandSet, ContextEvent, ContextLine, Facet, FacetCount, FlagValue, Histogram,
    Narrowed, Narrowing, PersonKey, PersonSummary, Reviews, Row, RowPlace, SERIES, Tick,
};
pub use find::MOST_HITS;
pub use findings::{FindingFilter, FindingSet};
pub use known_sessions::{SessionSet, TranscriptStatus};
pub use open_session::OpenSession;
pub use own_procedures::BrokenFile;
pub use request::{ConnectTarget, ExportFormat, Request, RequestId};
pub use response::{Answer, Failure, QuerySummary, Response};
pub use session_flags::SessionFlags;
pub use setup::{SetupAnswer, SetupRequest};

/// Requests that may wait to be taken up. A person cannot click this many in a frame.
const REQUEST_ROOM: usize = 256;
/// Responses that may wait for the window. A full channel holds the jobs back, not the window.
const RESPONSE_ROOM: usize = 256;
/// How long closing the window waits for running queries to be stopped.
const STOP_PATIENCE: Duration = Duration::from_secs(3);

enum Message {
    Start(RequestId, Request),
    Cancel(RequestId),
    Stop,
}

/// The window's end of the worker.
pub struct Worker {
    messages: mpsc::Sender<Message>,
    responses: mpsc::Receiver<Response>,
    thread: Option<thread::JoinHandle<()>>,
}

/// The worker has ended, or has more waiting than it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the background worker does not take requests")]
pub struct WorkerGone;

impl Worker {
    /// Starts the worker's threads. `wake` is called after each response: it should make the window
    /// look for it.
    pub fn start(wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let (messages, inbox) = mpsc::channel(REQUEST_ROOM);
        let (outbox, responses) = mpsc::channel(RESPONSE_ROOM);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("worker").enable_all().build()?;
        let thread = thread::Builder::new().name("worker-front".to_owned()).spawn(move || {
            runtime.block_on(jobs::run(inbox, outbox, Box::new(wake)));
            runtime.shutdown_timeout(STOP_PATIENCE);
        })?;
        Ok(Self { messages, responses, thread: Some(thread) })
    }

    /// Never waits.
    pub fn send(&self, id: RequestId, request: Request) -> Result<(), WorkerGone> {
        self.messages.try_send(Message::Start(id, request)).map_err(|_full_or_closed| WorkerGone)
    }

    /// Ends a request. A query that it runs is stopped at AWS too.
    pub fn cancel(&self, id: RequestId) -> Result<(), WorkerGone> {
        self.messages.try_send(Message::Cancel(id)).map_err(|_full_or_closed| WorkerGone)
    }

    /// The next response, if one is there. Never waits.
    pub fn receive(&mut self) -> Option<Response> {
        self.responses.try_recv().ok()
    }
}

impl Drop for Worker {
    /// Cancels everything, so that no query goes on scanning and billing, and waits a moment for it.
    fn drop(&mut self) {
        self.responses.close();
        let told = self.messages.try_send(Message::Stop).is_ok();
        if let Some(thread) = self.thread.take()
            && told
            && thread.join().is_err()
        {
            tracing::error!("the background worker ended in a panic");
        }
    }
}
