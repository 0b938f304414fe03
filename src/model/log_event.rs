/// One event of a log stream, as Logs Insights or `FilterLogEvents` gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogEvent {
    /// `@timestamp`: milliseconds since 1970, UTC. For Session Manager: when the agent built the batch.
    pub timestamp: i64,
    /// `@ingestionTime`: milliseconds since 1970, UTC.
    pub ingestion_time: i64,
    /// `@message`, untouched.
    pub message: String,
    /// `@logStream`: for Session Manager, the session's id.
    pub log_stream: String,
    /// `@log`: `account-id:log-group-name`.
    pub log: String,
    /// `@ptr`: what `GetLogRecord` takes to give the whole event. From `FilterLogEvents`: the `eventId`.
    pub ptr: String,
}
