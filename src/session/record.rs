//! One log event of Session Manager, decoded.
//!
//! The agent writes two forms into the same log groups: streamed JSON, one event a second at most per
//! batch, and at the end of a session plain text with the terminal's raw bytes. They are told apart
//! event by event. Source: amazon-ssm-agent,
//! `agent/agentlogstocloudwatch/cloudwatchlogspublisher/cloudwatchlogsservice.go`.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};
use serde_json::Value;

/// What one event holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Record<'a> {
    Streamed(Streamed<'a>),
    /// Terminal output as the agent uploads it when the session has ended.
    Text,
    /// It begins as a streamed record and cannot be read as one, or is none of the agent's.
    Broken,
}

/// A streamed record. Each field is there as far as the event has it in a usable form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Streamed<'a> {
    /// Whole seconds, RFC 3339.
    pub event_time: Option<Cow<'a, str>>,
    pub region: Option<Cow<'a, str>>,
    /// The managed node: `i-…` or `mi-…`.
    pub target: Option<Cow<'a, str>>,
    /// The IAM principal that started the session.
    pub principal: Option<Cow<'a, str>>,
    /// The OS user; empty in the agent's container mode.
    pub run_as_user: Option<Cow<'a, str>>,
    pub session_id: Option<Cow<'a, str>>,
    /// Terminal lines, as the agent cleaned them. Items that are no text stand here as JSON.
    pub lines: Vec<Cow<'a, str>>,
    /// Whether a field is missing, of another type, or not known: the record was not written by an
    /// agent of the known versions.
    pub odd: bool,
}

/// Reads an event's `@message`.
pub fn decode(message: &str) -> Record<'_> {
    if !message.trim_start().starts_with('{') {
        return Record::Text;
    }
    if let Ok(usual) = serde_json::from_str::<Usual<'_>>(message) {
        return Record::Streamed(usual.into());
    }
    match serde_json::from_str::<Value>(message) {
        Ok(Value::Object(fields)) if fields.contains_key("sessionData") || fields.contains_key("eventVersion") => {
            Record::Streamed(odd(fields))
        }
        // Text that merely begins with a brace is terminal output; a torn record is not.
        Err(_) if message.contains("\"sessionData\"") || message.contains("\"eventVersion\"") => Record::Broken,
        Ok(_) | Err(_) => Record::Text,
    }
}

/// A record as the agent writes it, read without copying what needs no decoding.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Usual<'a> {
    #[serde(borrow)]
    #[expect(dead_code, reason = "it must be there and a text")]
    event_version: Text<'a>,
    event_time: Text<'a>,
    aws_region: Text<'a>,
    target: Target<'a>,
    user_identity: Identity<'a>,
    run_as_user: Text<'a>,
    session_id: Text<'a>,
    session_data: Vec<Text<'a>>,
}

#[derive(Deserialize)]
struct Target<'a> {
    #[serde(borrow)]
    id: Text<'a>,
}

#[derive(Deserialize)]
struct Identity<'a> {
    #[serde(borrow)]
    arn: Text<'a>,
}

/// Borrows wherever it can: inside of a list, [`Cow`] itself never does.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Takes;
        impl<'de> Visitor<'de> for Takes {
            type Value = Text<'de>;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text)))
            }
        }
        from.deserialize_str(Takes)
    }
}

impl<'a> From<Usual<'a>> for Streamed<'a> {
    fn from(usual: Usual<'a>) -> Self {
        Self {
            event_time: Some(usual.event_time.0),
            region: Some(usual.aws_region.0),
            target: Some(usual.target.id.0),
            principal: Some(usual.user_identity.arn.0),
            run_as_user: Some(usual.run_as_user.0),
            session_id: Some(usual.session_id.0),
            lines: usual.session_data.into_iter().map(|line| line.0).collect(),
            odd: false,
        }
    }
}

fn odd(mut fields: serde_json::Map<String, Value>) -> Streamed<'static> {
    let mut record = Streamed::default();
    let mut odd = false;
    let mut text = |value: Option<Value>| {
        let text = if let Some(Value::String(text)) = value { Some(Cow::Owned(text)) } else { None };
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
    let mut line = |value: Value| match value {
        Value::String(line) => Cow::Owned(line),
        other => {
            odd = true;
            Cow::Owned(other.to_string())
        }
    };
    match fields.remove("sessionData") {
        Some(Value::Array(items)) => record.lines = items.into_iter().map(line).collect(),
        Some(other) => {
            record.lines.push(line(other));
            odd = true;
        }
        None => odd = true,
    }
    record.odd = odd || !fields.is_empty();
    record
}
