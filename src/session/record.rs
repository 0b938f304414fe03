//! One log event of Session Manager, decoded.
//!
//! The agent writes two forms into the same log groups: streamed JSON, one event a second at most per
//! batch, and at the end of a session plain text with the terminal's raw bytes. They are told apart
//! event by event. Source: amazon-ssm-agent,
//! `agent/agentlogstocloudwatch/cloudwatchlogspublisher/cloudwatchlogsservice.go`.

use serde_json::Value;

/// What one event holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    Streamed(Streamed),
    /// Terminal output as the agent uploads it when the session has ended.
    Text,
    /// It begins as a streamed record and cannot be read as one, or is none of the agent's.
    Broken,
}

/// A streamed record. Each field is there as far as the event has it in a usable form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Streamed {
    /// Whole seconds, RFC 3339.
    pub event_time: Option<String>,
    pub region: Option<String>,
    /// The managed node: `i-…` or `mi-…`.
    pub target: Option<String>,
    /// The IAM principal that started the session.
    pub principal: Option<String>,
    /// The OS user; empty in the agent's container mode.
    pub run_as_user: Option<String>,
    pub session_id: Option<String>,
    /// Terminal lines, as the agent cleaned them. Items that are no text stand here as JSON.
    pub lines: Vec<String>,
    /// Whether a field is missing, of another type, or not known: the record was not written by an
    /// agent of the known versions.
    pub odd: bool,
}

/// Reads an event's `@message`.
pub fn decode(message: &str) -> Record {
    if !message.trim_start().starts_with('{') {
        return Record::Text;
    }
    match serde_json::from_str::<Value>(message) {
        Ok(Value::Object(fields)) if fields.contains_key("sessionData") || fields.contains_key("eventVersion") => {
            Record::Streamed(streamed(fields))
        }
        // Text that merely begins with a brace is terminal output; a torn record is not.
        Err(_) if message.contains("\"sessionData\"") || message.contains("\"eventVersion\"") => Record::Broken,
        Ok(_) | Err(_) => Record::Text,
    }
}

fn streamed(mut fields: serde_json::Map<String, Value>) -> Streamed {
    let mut record = Streamed::default();
    let mut odd = false;
    let mut text = |value: Option<Value>| {
        let text = if let Some(Value::String(text)) = value { Some(text) } else { None };
        odd |= text.is_none();
        text
    };
    text(fields.remove("eventVersion"));
    record.event_time = text(fields.remove("eventTime"));
    record.region = text(fields.remove("awsRegion"));
    record.target = text(fields.remove("target").and_then(|mut target| target.get_mut("id").map(Value::take)));
    record.principal =
        text(fields.remove("userIdentity").and_then(|mut identity| identity.get_mut("arn").map(Value::take)));
    record.run_as_user = text(fields.remove("runAsUser"));
    record.session_id = text(fields.remove("sessionId"));
    match fields.remove("sessionData") {
        Some(Value::Array(items)) => {
            for item in items {
                record.lines.push(match item {
                    Value::String(line) => line,
                    other => {
                        odd = true;
                        other.to_string()
                    }
                });
            }
        }
        Some(other) => {
            odd = true;
            record.lines.push(match other {
                Value::String(line) => line,
                other => other.to_string(),
            });
        }
        None => odd = true,
    }
    record.odd = odd || !fields.is_empty();
    record
}
