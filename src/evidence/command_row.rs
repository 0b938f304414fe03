//! A typed command as it stands in files.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::{
    flags::Flag,
    session::{Said, Session, TypedCommand},
};

/// The columns of commands in files.
pub const COMMAND_COLUMNS: [&str; 20] = [
    "sessionId",
    "principal",
    "osUser",
    "user",
    "userFromPrompt",
    "instance",
    "time",
    "timeBasis",
    "command",
    "kind",
    "confidence",
    "submitted",
    "event",
    "eventLine",
    "doubts",
    "outputLines",
    "outputBytes",
    "outputSays",
    "fullScreenMilliseconds",
    "flags",
];

/// A typed command as a row of a table, with its columns' names.
pub fn command_row(session: &Session, command: &TypedCommand, flags: &[Flag]) -> Map<String, Value> {
    let values = [
        json!(session.id),
        json!(session.principal),
        json!(session.os_user),
        json!(command.user),
        json!(command.user_from_prompt),
        json!(session.instance),
        json!(iso(command.time)),
        json!(command.time_basis.name()),
        json!(command.text),
        json!(command.kind.name()),
        json!(command.confidence.name()),
        json!(command.submitted),
        json!(command.source.first.event),
        json!(command.source.first.line),
        json!(command.doubts.iter().map(|doubt| doubt.name()).collect::<Vec<_>>()),
        json!(command.output.lines),
        json!(command.output.bytes),
        json!(command.output.said.map(Said::name)),
        json!(command.full_screen.and_then(|screen| screen.milliseconds)),
        flags.iter().map(flag_of).collect(),
    ];
    COMMAND_COLUMNS.iter().map(|name| (*name).to_owned()).zip(values).collect()
}

/// Where rules are shown, their author is named: the licence of many public rules wants it.
fn flag_of(flag: &Flag) -> Value {
    json!({
        "rule": flag.rule.title,
        "level": flag.rule.level.name(),
        "category": flag.rule.category.name(),
        "reason": flag.rule.description,
        "matched": flag.matched,
        "techniques": flag.rule.techniques,
        "author": flag.rule.author,
        "id": flag.rule.id,
    })
}

fn iso(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map_or_else(
        |_out_of_range| milliseconds.to_string(),
        |time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
    )
}

/// A value of [`command_row`] as the text of a cell.
pub fn cell_text(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let name = |item: &Value, field: &str| item.get(field).map(cell_text).unwrap_or_default();
            let items = items.iter().map(|item| format!("{} ({})", name(item, "rule"), name(item, "level")));
            items.collect::<Vec<_>>().join("; ")
        }
        Value::Array(items) => items.iter().map(cell_text).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
