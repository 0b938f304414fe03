//! The fields that Logs Insights finds in JSON events by itself: `a.b.0.c`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::choices::MOST_DISCOVERED_FIELDS;
use super::super::value::Value;
use super::event::EventRef;

/// The fields that a query asks for, as a tree of their parts. Everything else in an event is only
/// skipped and counted.
#[derive(Default)]
pub(super) struct Discovery {
    root: Node,
    count: usize,
}

#[derive(Default)]
struct Node {
    wanted: Option<usize>,
    children: BTreeMap<Box<str>, Node>,
}

impl Node {
    /// The node for a key; a dot in a key reads like a step.
    fn child(&self, key: &str) -> Option<&Self> {
        if self.children.is_empty() {
            return None;
        }
        let mut node = self;
        for part in key.split('.') {
            node = node.children.get(part)?;
        }
        Some(node)
    }
}

impl Discovery {
    /// The place of a field among the values that [`Discovery::find`] gives.
    pub fn want(&mut self, name: &str) -> usize {
        let mut node = &mut self.root;
        for part in name.split('.') {
            node = node.children.entry(part.into()).or_default();
        }
        *node.wanted.get_or_insert_with(|| {
            self.count += 1;
            self.count - 1
        })
    }

    /// The values of the wanted fields; all missing where the event is no JSON. `values` lends its memory.
    pub fn find<'e>(&self, event: EventRef<'e>, mut values: Vec<Value<'e>>) -> Vec<Value<'e>> {
        values.clear();
        values.resize(self.count, Value::Null);
        let mut found = Found { values, fields: 0, few: false };
        let Some(text) = json_part(event) else { return found.values };
        // Between two fields there is a comma at least.
        found.few = memchr::memchr_iter(b',', text.as_bytes()).count() < MOST_DISCOVERED_FIELDS;
        let mut reader = serde_json::Deserializer::from_str(text);
        let walk = Walk { node: Some(&self.root), found: &mut found, at_root: true };
        // For Lambda only the first piece of JSON in a line counts; elsewhere the whole event is JSON.
        let whole = walk.deserialize(&mut reader).is_ok() && (is_lambda(event) || reader.end().is_ok());
        if !whole {
            found.values.fill(Value::Null);
        }
        found.values
    }
}

fn is_lambda(event: EventRef<'_>) -> bool {
    event.log_group().starts_with("/aws/lambda/")
}

fn json_part(event: EventRef<'_>) -> Option<&str> {
    let text = event.message.text().trim_start();
    if text.starts_with('{') {
        return Some(text);
    }
    if is_lambda(event) { text.find('{').and_then(|place| text.get(place..)) } else { None }
}

struct Found<'e> {
    values: Vec<Value<'e>>,
    fields: usize,
    /// There cannot be more fields than are found, so they need not be counted.
    few: bool,
}

struct Walk<'n, 'f, 'e> {
    node: Option<&'n Node>,
    found: &'f mut Found<'e>,
    at_root: bool,
}

impl<'e> Walk<'_, '_, 'e> {
    fn leaf(self, value: Value<'e>) {
        self.found.fields += 1;
        if let Some(place) = self.node.and_then(|node| node.wanted)
            && self.found.fields <= MOST_DISCOVERED_FIELDS
        {
            self.found.values[place] = value;
        }
    }

    /// A map or a list that is itself wanted.
    fn container(self, json: serde_json::Value) {
        let Some(node) = self.node else { return };
        walk_value(node, &json, self.found);
        if let Some(place) = node.wanted {
            self.found.values[place] = Value::Json(Arc::new(json));
        }
    }

    fn wants_container(&self) -> bool {
        self.node.is_some_and(|node| node.wanted.is_some())
    }
}

/// The same walk over JSON that had to be kept.
fn walk_value(node: &Node, json: &serde_json::Value, found: &mut Found<'_>) {
    let mut step = |child: Option<&Node>, value: &serde_json::Value| match (child, value) {
        (Some(child), serde_json::Value::Object(_) | serde_json::Value::Array(_)) => {
            if let Some(place) = child.wanted {
                found.values[place] = Value::Json(Arc::new(value.clone()));
            }
            walk_value(child, value, found);
        }
        (child, _) => {
            found.fields += 1;
            if let Some(place) = child.and_then(|child| child.wanted)
                && found.fields <= MOST_DISCOVERED_FIELDS
            {
                found.values[place] = Value::from_json(value);
            }
        }
    };
    match json {
        serde_json::Value::Object(map) => map.iter().for_each(|(key, value)| step(node.child(key), value)),
        serde_json::Value::Array(list) => {
            list.iter().enumerate().for_each(|(place, value)| step(node.child(&place.to_string()), value));
        }
        _ => {}
    }
}

impl<'e> DeserializeSeed<'e> for Walk<'_, '_, 'e> {
    type Value = ();

    fn deserialize<D: Deserializer<'e>>(self, deserializer: D) -> Result<(), D::Error> {
        // Past the limit nothing is looked at any more; the rest must still be JSON.
        let unwanted = self.found.few && self.node.is_none();
        if unwanted || self.found.fields >= MOST_DISCOVERED_FIELDS {
            return IgnoredAny::deserialize(deserializer).map(|_| ());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'e> Visitor<'e> for Walk<'_, '_, 'e> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.leaf(Value::Boolean(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.leaf(Value::Integer(value));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.leaf(i64::try_from(value).map_or_else(|_large| Value::text(value.to_string()), Value::Integer));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.leaf(Value::Number(value));
        Ok(())
    }

    fn visit_borrowed_str<E>(self, value: &'e str) -> Result<(), E> {
        self.leaf(Value::Text(value));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        let wanted = self.node.is_some_and(|node| node.wanted.is_some());
        self.leaf(if wanted { Value::text(value) } else { Value::Null });
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.leaf(Value::Null);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'e>>(self, mut items: A) -> Result<(), A::Error> {
        if self.wants_container() {
            let json = serde_json::Value::deserialize(SeqAccessDeserializer::new(items))?;
            self.container(json);
            return Ok(());
        }
        let mut place = 0_usize;
        let counts = self.node.is_some_and(|node| !node.children.is_empty());
        loop {
            let node = if counts { self.node.and_then(|node| node.child(&place.to_string())) } else { None };
            if items.next_element_seed(Walk { node, found: self.found, at_root: false })?.is_none() {
                return Ok(());
            }
            place += 1;
        }
    }

    fn visit_map<A: MapAccess<'e>>(self, mut entries: A) -> Result<(), A::Error> {
        if self.wants_container() {
            let json = serde_json::Value::deserialize(MapAccessDeserializer::new(entries))?;
            self.container(json);
            return Ok(());
        }
        while let Some(KeyText(key)) = entries.next_key()? {
            // Insights shows a key `@x` as `@@x`, so that it cannot stand for a field of its own.
            let node = if self.at_root && key.starts_with('@') {
                self.node.and_then(|node| node.child(&format!("@{key}")))
            } else {
                self.node.and_then(|node| node.child(&key))
            };
            entries.next_value_seed(Walk { node, found: self.found, at_root: false })?;
        }
        Ok(())
    }
}

/// A key, borrowed where it has no escapes.
struct KeyText<'e>(Cow<'e, str>);

impl<'e> Deserialize<'e> for KeyText<'e> {
    fn deserialize<D: Deserializer<'e>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'e> Visitor<'e> for Reader {
            type Value = KeyText<'e>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, value: &'e str) -> Result<KeyText<'e>, E> {
                Ok(KeyText(Cow::Borrowed(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<KeyText<'e>, E> {
                Ok(KeyText(Cow::Owned(value.to_owned())))
            }
        }
        deserializer.deserialize_str(Reader)
    }
}
