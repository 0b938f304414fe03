//! As much of CBOR as CloudWatch's protocol needs.
//!
//! Sources: <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>, RFC 8949

use serde_json::{Map, Number, Value};

/// Things in things in things: no request goes deeper.
const DEEPEST: usize = 16;

/// Reads one item. Tags are left out: a time is its number. `None`: not CBOR, or of a kind that no request has.
pub fn read(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(0)?;
    reader.rest.is_empty().then_some(value)
}

enum Item {
    Value(Value),
    /// Where something of unknown length ends.
    Break,
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn number(&mut self, bytes: usize) -> Option<u64> {
        Some(self.take(bytes)?.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        match self.item(depth)? {
            Item::Value(value) => Some(value),
            Item::Break => None,
        }
    }

    fn item(&mut self, depth: usize) -> Option<Item> {
        if depth > DEEPEST {
            return None;
        }
        let first = *self.take(1)?.first()?;
        let (major, minor) = (first >> 5, first & 0x1f);
        if major == 7 {
            return Some(match minor {
                20 | 21 => Item::Value(Value::Bool(minor == 21)),
                22 | 23 => Item::Value(Value::Null),
                26 => {
                    let bits = u32::try_from(self.number(4)?).ok()?;
                    Item::Value(float(f64::from(f32::from_bits(bits))))
                }
                27 => Item::Value(float(f64::from_bits(self.number(8)?))),
                31 => Item::Break,
                _ => return None,
            });
        }
        let length = match minor {
            0..=23 => Some(u64::from(minor)),
            24 => Some(self.number(1)?),
            25 => Some(self.number(2)?),
            26 => Some(self.number(4)?),
            27 => Some(self.number(8)?),
            31 => None,
            _ => return None,
        };
        Some(Item::Value(match (major, length) {
            (0, Some(number)) => Value::from(number),
            (1, Some(number)) => Value::from(-1 - i64::try_from(number).ok()?),
            (2 | 3, Some(length)) => {
                let text = self.take(usize::try_from(length).ok()?)?;
                Value::String(String::from_utf8_lossy(text).into_owned())
            }
            (4, length) => {
                let mut list = Vec::new();
                while length.is_none_or(|length| (list.len() as u64) < length) {
                    match self.item(depth + 1)? {
                        Item::Value(value) => list.push(value),
                        Item::Break if length.is_none() => break,
                        Item::Break => return None,
                    }
                }
                Value::Array(list)
            }
            (5, length) => {
                let (mut map, mut count) = (Map::new(), 0);
                while length.is_none_or(|length| count < length) {
                    match self.item(depth + 1)? {
                        Item::Value(Value::String(key)) => {
                            map.insert(key, self.value(depth + 1)?);
                        }
                        Item::Break if length.is_none() => break,
                        _ => return None,
                    }
                    count += 1;
                }
                Value::Object(map)
            }
            (6, Some(_tag)) => self.value(depth + 1)?,
            _ => return None,
        }))
    }
}

fn float(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// Writes items one after the other.
#[derive(Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    fn head(&mut self, major: u8, length: usize) -> &mut Self {
        match u8::try_from(length) {
            Ok(short) if short < 24 => self.0.push((major << 5) | short),
            _ => {
                self.0.push((major << 5) | 0x1b);
                self.0.extend((length as u64).to_be_bytes());
            }
        }
        self
    }

    pub fn map(&mut self, members: usize) -> &mut Self {
        self.head(5, members)
    }

    pub fn list(&mut self, items: usize) -> &mut Self {
        self.head(4, items)
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.head(3, text.len());
        self.0.extend(text.as_bytes());
        self
    }

    pub fn double(&mut self, number: f64) -> &mut Self {
        self.0.push(0xfb);
        self.0.extend(number.to_be_bytes());
        self
    }

    /// In seconds since 1970, UTC: tag 1.
    pub fn time(&mut self, seconds: f64) -> &mut Self {
        self.0.push(0xc1);
        self.double(seconds)
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_written_is_read_and_rubbish_is_not() {
        let mut writer = Writer::default();
        writer.map(2).text("Label").text("IncomingBytes, and more than 23 bytes of text");
        writer.text("Datapoints").list(1).map(2).text("Timestamp").time(1.5).text("Sum").double(-2.25);
        let bytes = writer.into_bytes();
        let expected = json!({
            "Label": "IncomingBytes, and more than 23 bytes of text",
            "Datapoints": [{"Timestamp": 1.5, "Sum": -2.25}],
        });
        assert_eq!(read(&bytes), Some(expected));
        for end in 0..bytes.len() {
            assert_eq!(read(&bytes[..end]), None);
        }
        // Of unknown length, as clients write them, with a negative number and a short float.
        assert_eq!(read(b"\xbf\x61a\x9f\x20\xfa\x3f\x80\x00\x00\xff\xff"), Some(json!({"a": [-1, 1.0]})));
        for rubbish in
            [&b"\xff"[..], b"\x9f", b"\xbf\x01\x01\xff", b"\x7b\xff\xff\xff\xff\xff\xff\xff\xff", b"\x1c", &[0x81; 64]]
        {
            assert_eq!(read(rubbish), None, "{rubbish:x?}");
        }
    }
}
