use serde::{Deserialize, Serialize};

use super::json_text;
use crate::model::{QueryRow, format_insights_time};
use crate::session::record::{Record, decode};

/// What the program does with the rows before it shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decode {
    /// Nothing.
    #[default]
    None,
    /// The rows are events of sessions, whose `@message` is decoded: see [`decode_typed`].
    Typed,
    /// Some columns hold another spelling of what they mean.
    Columns {
        /// Milliseconds since 1970, as `min(@timestamp)` gives them; they become times.
        #[serde(default)]
        times: Vec<String>,
        /// Cut out of JSON without decoding it.
        #[serde(default)]
        json: Vec<String>,
    },
}

impl Decode {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// The rows as they are shown.
    pub fn apply(&self, mut rows: Vec<QueryRow>) -> Vec<QueryRow> {
        match self {
            Self::None => rows,
            Self::Typed => decode_typed(rows),
            Self::Columns { times, json } => {
                for (name, value) in rows.iter_mut().flatten() {
                    if times.contains(name) {
                        if let Some(time) = epoch_time(value) {
                            *value = time;
                        }
                    } else if json.contains(name)
                        && let Some(text) = json_text::decode(value)
                    {
                        *value = text;
                    }
                }
                rows
            }
        }
    }
}

/// What is no number of milliseconds stays as it is.
#[expect(clippy::cast_possible_truncation, reason = "whole and bounded before it is cast")]
fn epoch_time(value: &str) -> Option<String> {
    // Large numbers may come with an exponent.
    let number: f64 = value.parse().ok()?;
    let is_time = number.fract() == 0.0 && number.abs() < 1e15;
    is_time.then(|| format_insights_time(number as i64))
}

/// Puts `runAsUser` and `sessionData`, the terminal's text with its lines joined, in place of each
/// row's `@message`, and the raw `@message` behind all other fields.
///
/// Text that was uploaded at a session's end names no OS user and is all terminal text; of an event
/// that cannot be read, all of it is shown. Rows without `@message` stay as they are.
pub fn decode_typed(rows: Vec<QueryRow>) -> Vec<QueryRow> {
    rows.into_iter().map(decode_row).collect()
}

fn decode_row(mut row: QueryRow) -> QueryRow {
    // It was asked for to tell shortened messages; nobody else needs it.
    row.retain(|(name, _)| name != "messageLength");
    let Some(place) = row.iter().position(|(name, _)| name == "@message") else { return row };
    let (name, message) = row.remove(place);
    let (user, text) = match decode(&message) {
        Record::Streamed(record) => (record.run_as_user.unwrap_or_default().into_owned(), record.lines.join("\n")),
        // The field is there in every row, so that the columns have one order.
        Record::Text => (String::new(), message.replace("\r\n", "\n")),
        Record::Broken => (String::new(), message.clone()),
    };
    row.insert(place, ("runAsUser".to_owned(), user));
    row.insert(place + 1, ("sessionData".to_owned(), text));
    row.push((name, message));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[(&str, &str)]) -> QueryRow {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_record_becomes_its_user_and_its_lines() {
        let message = r#"{"eventVersion":"1.0","runAsUser":"root\\x","sessionData":["$ a \u0026\u0026 b","c\"]"]}"#;
        let given = row(&[("@timestamp", "t"), ("@message", message), ("@logStream", "s"), ("@ptr", "p")]);
        let shown = row(&[
            ("@timestamp", "t"),
            ("runAsUser", "root\\x"),
            ("sessionData", "$ a && b\nc\"]"),
            ("@logStream", "s"),
            ("@ptr", "p"),
            ("@message", message),
        ]);
        assert_eq!(decode_typed(vec![given]), [shown]);
    }

    #[test]
    fn text_that_is_no_record_is_shown_whole() {
        for (message, text) in [
            ("$ id\r\nuid=0", "$ id\nuid=0"),
            (r#"{"eventVersion":"1.0","session"#, r#"{"eventVersion":"1.0","session"#),
        ] {
            let shown = row(&[("runAsUser", ""), ("sessionData", text), ("@message", message)]);
            assert_eq!(decode_typed(vec![row(&[("@message", message)])]), [shown]);
        }
        let counts = vec![row(&[("count(*)", "3")]), row(&[])];
        assert_eq!(decode_typed(counts.clone()), counts);
    }

    #[test]
    fn columns_are_spelled_as_people_read_them() {
        let decode = Decode::Columns { times: vec!["first".to_owned()], json: vec!["user".to_owned()] };
        for (raw, shown) in [
            ("1795413531123", "2026-11-23 05:58:51.123"),
            ("1.795413531123E12", "2026-11-23 05:58:51.123"),
            ("2026-11-23 05:58:51.123", "2026-11-23 05:58:51.123"),
            ("NaN", "NaN"),
            ("1e300", "1e300"),
        ] {
            assert_eq!(decode.apply(vec![row(&[("first", raw)])]), [row(&[("first", shown)])]);
        }
        let users = row(&[("user", r"a\u0026b"), ("other", r"a\u0026b")]);
        assert_eq!(decode.apply(vec![users]), [row(&[("user", "a&b"), ("other", r"a\u0026b")])]);
    }
}
