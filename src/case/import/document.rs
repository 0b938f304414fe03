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
    // One byte that is no text shall not take the rest of the document with it.
    let text = match std::str::from_utf8(begun) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let line = begun.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
            sink.name_bad(line as u64, "bytes that are no UTF-8, here and perhaps further on: they stand as U+FFFD");
            String::from_utf8_lossy(begun)
        }
    };
    // The CLI prints one document a page.
    let mut documents = Deserializer::from_str(&text).into_iter::<&RawValue>();
    loop {
        let at = documents.byte_offset();
        let (rest, is_whole) = match documents.next() {
            None => return Ok(()),
            Some(Ok(document)) => (document.get(), true),
            Some(Err(_)) => (text.get(at..).unwrap_or_default(), false),
        };
        let mut reading = Reading { whole: rest, taken: 0, sink, failed: None };
        let ended = reading.deserialize(&mut Deserializer::from_str(rest));
        let taken = reading.taken;
        if let Some(failed) = reading.failed.take() {
            return Err(failed);
        }
        if let Err(error) = ended {
            let lines = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
            let left = rest.get(taken..).unwrap_or_default().trim_start();
            let left = left.strip_prefix(',').unwrap_or(left).trim();
            sink.bad_line((lines + error.line().max(1)) as u64, left.as_bytes(), error.to_string());
        }
        if !is_whole {
            return Ok(());
        }
    }
}

/// Where the reading of documents is.
struct Reading<'b, 's, 'w> {
    whole: &'b str,
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
        let mut is_page = false;
        while let Some(name) = parts.next_key::<Cow<'b, str>>()? {
            match name.as_ref() {
                "events" | "results" => {
                    is_page = true;
                    parts.next_value_seed(Page { is_result: name == "results", reading: &mut *self })?;
                }
                _ => {
                    parts.next_value::<IgnoredAny>()?;
                }
            }
        }
        // What stands beside a page's events is about the page.
        if !is_page {
            take(self.whole, false, self.sink);
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

pub(super) fn take(text: &str, is_result: bool, sink: &mut Sink<'_>) {
    if is_result && let Ok(cells) = serde_json::from_str::<Vec<Cell>>(text) {
        let fields = cells.into_iter().map(|cell| (cell.field, cell.value.into_bytes())).collect();
        return add(sink.next_number(), &Fields(&fields), sink);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(item) => one(&item, text, sink),
        Err(error) => sink.bad_line(sink.next_number(), text.as_bytes(), error.to_string()),
    }
}

/// One event: as the API names its parts, or as Logs Insights does.
fn one(item: &Value, text: &str, sink: &mut Sink<'_>) {
    if let Some(object) = item.as_object().filter(|object| object.contains_key("@message")) {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned).into_bytes();
        let fields: BTreeMap<String, Vec<u8>> =
            object.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        return add(sink.next_number(), &Fields(&fields), sink);
    }
    match serde_json::from_str::<RecordedEvent<'_>>(text) {
        // A list would be taken for an event's parts in their order.
        Ok(_) if !item.is_object() => sink.bad_line(sink.next_number(), text.as_bytes(), "it is no object"),
        Ok(event) => event.add_to(sink),
        Err(error) => sink.bad_line(sink.next_number(), text.as_bytes(), error.to_string()),
    }
}
