//! What people said of sessions and commands: reviews and notes, out of the case's ledger.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::iso;
use crate::case::{Case, CaseError, Entry, EntryKind};

/// A review or a note. What its body leaves out, or says in another form, is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remark {
    pub number: i64,
    pub at: i64,
    pub is_review: bool,
    pub subject: String,
    pub session: String,
    /// What was typed, where it is about a command.
    pub command: Option<String>,
    /// When that was: ISO 8601, UTC.
    pub command_time: String,
    pub state: String,
    pub by: String,
    /// The comment of a review, the text of a note; the whole body where it is of another form.
    pub text: String,
    /// A review after which none came on the same subject.
    pub is_latest: bool,
}

impl Remark {
    fn read(entry: Entry) -> Self {
        let is_review = entry.kind == EntryKind::Review.name();
        let body = &entry.body;
        let about = body.get("subject").unwrap_or(&Value::Null);
        let command = about.get("command").filter(|command| !command.is_null());
        let [by, said] = if is_review { ["reviewer", "comment"] } else { ["author", "text"] };
        let session = [text(about, "session"), text(about, "logStream")].into_iter().find(|name| !name.is_empty());
        let is_known = is_review && body.get("state").is_some() || body.get(said).is_some();
        Self {
            number: entry.number,
            at: entry.at,
            is_review,
            session: session.unwrap_or_else(|| entry.subject.clone()),
            command: command.map(|command| text(command, "text")),
            command_time: command.map(|command| time(command.get("time"))).unwrap_or_default(),
            state: text(body, "state"),
            by: text(body, by),
            text: if is_known { text(body, said) } else { entry.text },
            subject: entry.subject,
            is_latest: false,
        }
    }

    /// What `review.jsonl` says beside the entry as it stands in the ledger.
    pub fn fields(&self) -> [(&'static str, Value); 7] {
        [
            ("session", json!(self.session)),
            ("command", json!(self.command)),
            ("commandTime", json!(self.command_time)),
            ("state", json!(self.state)),
            ("by", json!(self.by)),
            ("text", json!(self.text)),
            ("isLatest", json!(self.is_latest)),
        ]
    }
}

/// A field as text, whatever it is.
fn text(object: &Value, name: &str) -> String {
    match object.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn time(value: Option<&Value>) -> String {
    match value {
        Some(Value::Number(number)) => number.as_i64().map_or_else(|| number.to_string(), iso),
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    }
}

/// All of them, oldest first.
pub(super) fn read(case: &Case) -> Result<Vec<Remark>, CaseError> {
    let mut entries = case.entries(EntryKind::Review, None)?;
    entries.extend(case.entries(EntryKind::Note, None)?);
    entries.sort_by_key(|entry| entry.number);
    let mut remarks: Vec<Remark> = entries.into_iter().map(Remark::read).collect();
    let mut latest = HashMap::new();
    for (place, remark) in remarks.iter().enumerate().filter(|(_, remark)| remark.is_review) {
        latest.insert(remark.subject.clone(), place);
    }
    for place in latest.into_values() {
        remarks[place].is_latest = true;
    }
    Ok(remarks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_review_of_a_subject_counts_and_other_shapes_are_shown_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let mut case = Case::create(&folder.path().join("a.case"), 1).unwrap();
        let of = |state: &str| {
            json!({
                "subject": {"log": "1:/g", "logStream": "s", "session": "s", "command": {"time": 0, "text": "ls", "event": "p", "line": 1}},
                "state": state, "reviewer": "Ann", "comment": "c"
            })
        };
        case.write(2, EntryKind::Review, "1:/g/s#p/1", &of("follow-up")).unwrap();
        case.write(3, EntryKind::Note, "1:/g/s", &json!({"subject": {"logStream": "s"}, "author": "Ben", "text": "n"}))
            .unwrap();
        case.write(4, EntryKind::Review, "1:/g/s#p/1", &of("reviewed")).unwrap();
        for odd in
            [json!("free"), json!(7), json!([1]), json!({"state": {"a": 1}}), json!({"subject": 1, "comment": []})]
        {
            case.write(5, EntryKind::Review, "", &odd).unwrap();
        }
        let read = read(&case).unwrap();
        let latest: Vec<bool> = read.iter().map(|remark| remark.is_latest).collect();
        assert_eq!(latest, [false, false, true, false, false, false, false, true]);
        assert_eq!((read[1].by.as_str(), read[1].text.as_str(), read[1].session.as_str()), ("Ben", "n", "s"));
        assert_eq!(
            (read[2].command.as_deref(), read[2].command_time.as_str()),
            (Some("ls"), "1970-01-01T00:00:00.000Z")
        );
        assert_eq!((read[3].text.as_str(), read[6].state.as_str()), ("\"free\"", "{\"a\":1}"));
    }
}
