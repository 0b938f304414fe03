//! Events as the evaluator reads them: borrowed from wherever they are kept.

use super::super::value::Value;
use super::message::Message;
use crate::model::LogEvent;

/// One event to evaluate, borrowed. What is not known of it is missing for the query as well: a line
/// of a plain text file has a message and no time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventRef<'e> {
    /// `@timestamp`: milliseconds since 1970, UTC.
    pub timestamp: Option<i64>,
    /// `@ingestionTime`: milliseconds since 1970, UTC.
    pub ingestion_time: Option<i64>,
    /// `@message`.
    pub message: Message<'e>,
    /// `@logStream`; empty where it is not known, as are the two below.
    pub log_stream: &'e str,
    /// `@log`: `account-id:log-group-name`.
    pub log: &'e str,
    /// `@ptr`; messages that are stored bring their own.
    pub ptr: &'e str,
}

impl<'e> From<&'e LogEvent> for EventRef<'e> {
    fn from(event: &'e LogEvent) -> Self {
        Self {
            timestamp: Some(event.timestamp),
            ingestion_time: Some(event.ingestion_time),
            message: Message::Text(&event.message),
            log_stream: &event.log_stream,
            log: &event.log,
            ptr: &event.ptr,
        }
    }
}

impl From<&EventRef<'_>> for LogEvent {
    fn from(event: &EventRef<'_>) -> Self {
        Self {
            timestamp: event.timestamp.unwrap_or_default(),
            ingestion_time: event.ingestion_time.unwrap_or_default(),
            message: event.message.text().to_owned(),
            log_stream: event.log_stream.to_owned(),
            log: event.log.to_owned(),
            ptr: event.ptr().to_owned(),
        }
    }
}

impl<'e> EventRef<'e> {
    pub(super) fn ptr(&self) -> &'e str {
        match self.message {
            Message::Text(_) => self.ptr,
            Message::Stored(messages, event) => messages.ptr(event),
        }
    }

    /// The name of its log group, without the account.
    pub(super) fn log_group(&self) -> &'e str {
        self.log.split_once(':').map_or(self.log, |(_, group)| group)
    }
}

/// A field that every event has, whatever its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    Timestamp,
    IngestionTime,
    Message,
    LogStream,
    Log,
    Pointer,
}

impl System {
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "@timestamp" => Self::Timestamp,
            "@ingestionTime" => Self::IngestionTime,
            "@message" => Self::Message,
            "@logStream" => Self::LogStream,
            "@log" => Self::Log,
            "@ptr" => Self::Pointer,
            _ => return None,
        })
    }

    pub fn of(self, event: EventRef<'_>) -> Value<'_> {
        match self {
            Self::Timestamp => event.timestamp.map_or(Value::Null, Value::Time),
            Self::IngestionTime => event.ingestion_time.map_or(Value::Null, Value::Time),
            Self::Message => Value::Text(event.message.text()),
            Self::LogStream => known(event.log_stream),
            Self::Log => known(event.log),
            Self::Pointer => known(event.ptr()),
        }
    }
}

/// CloudWatch's own names are never empty.
fn known(name: &str) -> Value<'_> {
    if name.is_empty() { Value::Null } else { Value::Text(name) }
}
