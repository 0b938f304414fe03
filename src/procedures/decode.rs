use serde::Deserialize;

use super::json_text;
use crate::model::{QueryRow, format_insights_time};
use crate::session::record::{Record, decode};

/// What the program does with the rows before it shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
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
fn epoch_time(value: &str) -> Option<String> {
    let whole = value.strip_suffix(".0").unwrap_or(value);
    whole.parse().ok().map(format_insights_time)
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
    let Some(place) = row.iter().position(|(name, _)| name == "@message") else { return row };
    let (name, message) = row.remove(place);
    let (user, text) = match decode(&message) {
        Record::Streamed(record) => (record.run_as_user.unwrap_or_default(), record.lines.join("\n")),
        // The field is there in every row, so that the columns have one order.
        Record::Text => (String::new(), message.replace("\r\n", "\n")),
        Record::Broken => (String::new(), message.clone()),
    };
    row.insert(place, ("runAsUser".to_owned(), user));
    row.insert(place + 1, ("sessionData".to_owned(), text));
    row.push((name, message));
    row
}
