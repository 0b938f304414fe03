//! JSON that goes over lines: what the AWS CLI prints, and Logs Insights exports.

use std::{borrow::Cow, collections::BTreeMap, fmt, io::Read};

use serde::{
    Deserialize,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Deserializer, Value, value::RawValue};

use super::{
    FileProblem, Sink, SinkError,
    input::Input,
    lines::RecordedEvent,
    table::{Fields, add},
};

/// A document is read whole.
const LARGEST: u64 = 1 << 30;

/// Takes each event as it is come to: of a document that was cut, those before the cut are whole.
pub(super) fn read(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), SinkError> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(FileProblem::TooLong.into());
    }
    let begun = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut documents = Deserializer::from_slice(begun);
    let mut reading = Reading { whole: begun, taken: 0, sink, failed: None };
    // The CLI prints one document a page.
    while documents.end().is_err() {
        let ended = reading.deserialize(&mut documents);
        if let Some(failed) = reading.failed.take() {
            return Err(failed);
        }
        if let Err(error) = ended {
            let rest = begun.get(reading.taken..).unwrap_or_default().trim_ascii();
            let rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii();
            reading.sink.bad_line(error.line().max(1) as u64, rest, error.to_string());
            break;
        }
    }
    Ok(())
}

/// Where the reading of documents is.
struct Reading<'b, 's, 'w> {
    whole: &'b [u8],
    /// Bytes up to the end of the last event or document that was taken.
    taken: usize,
    sink: &'s mut Sink<'w>,
    /// Why the case takes nothing more.
    failed: Option<SinkError>,
}

impl<'b> DeserializeSeed<'b> for &mut Reading<'b, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'b> Visitor<'b> for &mut Reading<'b, '_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("events")
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<&RawValue>()? {
            self.item(item, false)?;
        }
        Ok(())
    }

    /// A page of what the CLI prints, or one event.
    fn visit_map<A: MapAccess<'b>>(self, mut parts: A) -> Result<(), A::Error> {
        let mut event = serde_json::Map::new();
        let mut is_page = false;
        while let Some(name) = parts.next_key::<Cow<'b, str>>()? {
            match name.as_ref() {
                "events" | "results" => {
                    is_page = true;
                    parts.next_value_seed(Page { is_result: name == "results", reading: &mut *self })?;
                }
                _ if is_page => {
                    parts.next_value::<IgnoredAny>()?;
                }
                _ => {
                    event.insert(name.into_owned(), parts.next_value()?);
                }
            }
        }
        // What stands beside a page's events is about the page.
        if !is_page {
            one(&Value::Object(event), self.sink);
        }
        Ok(())
    }
}

impl<'b> Reading<'b, '_, '_> {
    fn item<E: serde::de::Error>(&mut self, item: &'b RawValue, is_result: bool) -> Result<(), E> {
        let text = item.get();
        take(text, is_result, self.sink);
        // `text` is a part of `whole`.
        self.taken = (text.as_ptr() as usize + text.len()).saturating_sub(self.whole.as_ptr() as usize);
        self.sink.breathe(0).map_err(|error| {
            self.failed = Some(error);
            E::custom("the case takes nothing more")
        })
    }
}

/// The events of a page.
struct Page<'r, 'b, 's, 'w> {
    is_result: bool,
    reading: &'r mut Reading<'b, 's, 'w>,
}

impl<'b> DeserializeSeed<'b> for Page<'_, 'b, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'b> Visitor<'b> for Page<'_, 'b, '_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list of events")
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<&RawValue>()? {
            self.reading.item(item, self.is_result)?;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Cell {
    field: String,
    #[serde(default)]
    value: String,
}

fn take(text: &str, is_result: bool, sink: &mut Sink<'_>) {
    if is_result && let Ok(cells) = serde_json::from_str::<Vec<Cell>>(text) {
        let fields = cells.into_iter().map(|cell| (cell.field, cell.value.into_bytes())).collect();
        return add(sink.next_number(), &Fields(&fields), sink);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(item) => one(&item, sink),
        Err(error) => sink.bad_line(sink.next_number(), text.as_bytes(), error.to_string()),
    }
}

/// One event: as the API names its parts, or as Logs Insights does.
fn one(item: &Value, sink: &mut Sink<'_>) {
    if let Some(object) = item.as_object().filter(|object| object.contains_key("@message")) {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned).into_bytes();
        let fields: BTreeMap<String, Vec<u8>> =
            object.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        return add(sink.next_number(), &Fields(&fields), sink);
    }
    let text = item.to_string();
    match serde_json::from_str::<RecordedEvent<'_>>(&text) {
        Ok(event) => event.add_to(sink),
        Err(error) => sink.bad_line(sink.next_number(), text.as_bytes(), error.to_string()),
    }
}
