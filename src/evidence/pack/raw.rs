//! The events untouched, a file for each log stream.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
    io::{self, Write as _},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};

use super::bag::Bag;
use crate::{case::NewEvent, evidence::write_json_line};

/// The longest name of a file, in bytes: file systems take 255.
const LONGEST_NAME: usize = 150;

/// Events of some streams, on their way into files.
#[derive(Default)]
pub(super) struct Raw {
    streams: BTreeMap<(String, String), Vec<u8>>,
    /// Names that are taken, in small letters: some file systems do not tell them apart.
    names: HashSet<String>,
}

impl Raw {
    pub fn take(&mut self, event: &NewEvent<'_>) {
        let mut line = Map::new();
        line.insert("timestamp".to_owned(), json!(event.timestamp));
        line.insert("ingestionTime".to_owned(), json!(event.ingestion_time));
        line.insert("logStreamName".to_owned(), json!(event.log_stream));
        line.insert("log".to_owned(), json!(event.log));
        line.insert("ptr".to_owned(), if event.ptr.is_empty() { Value::Null } else { json!(event.ptr) });
        match std::str::from_utf8(event.message) {
            Ok(text) => line.insert("message".to_owned(), json!(text)),
            // JSON has no other bytes than text.
            Err(_) => line.insert("messageBase64".to_owned(), json!(BASE64_STANDARD.encode(event.message))),
        };
        let key = (event.log.to_owned(), event.log_stream.to_owned());
        let _infallible = write_json_line(&line, self.streams.entry(key).or_default());
    }

    /// Writes the files of the streams that were taken.
    pub fn write(&mut self, bag: &mut Bag) -> io::Result<()> {
        for ((log, stream), lines) in std::mem::take(&mut self.streams) {
            let group = log.split_once(':').map_or(log.as_str(), |(_, name)| name);
            let name = self.name(&format!("{}/{}", safe(group.trim_matches('/')), safe(&stream)));
            let mut file = bag.open(&format!("data/raw/{name}.jsonl"))?;
            file.write_all(&lines)?;
            bag.close(file)?;
        }
        Ok(())
    }

    fn name(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 1;
        while !self.names.insert(name.to_ascii_lowercase()) {
            number += 1;
            name = format!("{wanted}~{number}");
        }
        name
    }
}

/// A name that every file system takes, and that says what it was.
fn safe(text: &str) -> String {
    let mut name = String::new();
    for byte in text.bytes() {
        if name.len() >= LONGEST_NAME {
            break;
        }
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'@' | b'+' | b'=' => name.push(char::from(byte)),
            b'.' if !name.is_empty() => name.push('.'),
            b'/' => name.push('_'),
            _ => {
                let _infallible = write!(name, "%{byte:02X}");
            }
        }
    }
    // Windows has no names that end in a point, nor these.
    let bare = name.trim_end_matches('.').to_owned();
    let stem = bare.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let is_device = matches!(stem.as_str(), "" | "CON" | "PRN" | "AUX" | "NUL")
        || stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT"));
    if is_device { format!("_{bare}") } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_everywhere_and_apart() {
        for (text, name) in [
            ("alice-0a1b", "alice-0a1b"),
            ("a@b.co-1", "a@b.co-1"),
            ("../../etc/passwd", "._.._etc_passwd".trim_start_matches('.')),
            ("con", "_con"),
            ("a:b*c", "a%3Ab%2Ac"),
            ("日", "%E6%97%A5"),
            ("", "_"),
            ("x.", "x"),
        ] {
            let found = safe(text);
            assert!(!found.contains("..") || !found.contains('/'), "{found}");
            if !text.contains("..") {
                assert_eq!(found, name, "{text}");
            }
        }
        let mut raw = Raw::default();
        assert_eq!((raw.name("a/B"), raw.name("a/b")), ("a/B".to_owned(), "a/b~2".to_owned()));
    }
}
