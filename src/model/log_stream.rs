/// A log stream, as `DescribeLogStreams` shows it. For Session Manager, a stream is a session.
///
/// The event times are eventually consistent: AWS updates them within an hour or so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogStream {
    pub name: String,
    /// All times: milliseconds since 1970, UTC.
    pub creation_time: Option<i64>,
    pub first_event_time: Option<i64>,
    pub last_event_time: Option<i64>,
    pub last_ingestion_time: Option<i64>,
}

/// How `DescribeLogStreams` orders its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamOrder {
    /// By name, ascending: the only order that goes with a prefix.
    Name,
    /// The stream with the newest event first.
    NewestEvent,
}
