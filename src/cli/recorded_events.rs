//! Recorded events from files, read in blocks, so that memory does not grow with the files.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};
use serde::Deserialize;

use crate::insights::{EventBatch, EventRef, EventSource, Message};

/// What is read at once: small enough to stay in a processor's cache until it is evaluated.
const BLOCK: usize = 256 << 10;
/// A longer line is cut; an event in CloudWatch has 1 MB at most, in JSON some times that.
const LONGEST_LINE: usize = 16 << 20;

/// The events of files, in their order. A line that is a JSON object with `timestamp` and `message`
/// is an event; any other line is the message of one, about which nothing else is known.
pub struct RecordedEvents {
    left: VecDeque<PathBuf>,
    open: Option<OpenFile>,
    /// The beginning of a line whose end has not been read.
    begun: Vec<u8>,
    doubts: Arc<Doubts>,
}

/// What a reader should be told about the files.
#[derive(Debug, Default)]
pub struct Doubts {
    /// Lines with bytes that are no UTF-8; each such byte is read as U+FFFD.
    pub broken_lines: AtomicU64,
    /// Lines that were too long and became several events.
    pub cut_lines: AtomicU64,
}

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", path.display())]
pub struct UnreadableFile {
    pub path: PathBuf,
    pub error: io::Error,
}

struct OpenFile {
    path: PathBuf,
    reader: Box<dyn Read + Send>,
    /// The log stream of events that name none.
    stream: Arc<str>,
}

impl RecordedEvents {
    /// `-` is standard input.
    pub fn new(files: &[PathBuf]) -> Self {
        Self { left: files.iter().cloned().collect(), open: None, begun: Vec::new(), doubts: Arc::default() }
    }

    pub fn doubts(&self) -> Arc<Doubts> {
        self.doubts.clone()
    }

    /// Fills a block with whole lines; `false` at the end of the file.
    fn fill(&mut self, block: &mut Vec<u8>) -> io::Result<bool> {
        let Some(file) = &mut self.open else { return Ok(false) };
        let mut filled = self.begun.len();
        // No line ends in what was begun.
        let mut searched = filled;
        // What is left of the block before is overwritten, so only growing costs anything.
        block.resize(BLOCK.max(2 * filled).max(block.len().min(2 * BLOCK)), 0);
        block[..filled].copy_from_slice(&self.begun);
        self.begun.clear();
        loop {
            let read = match file.reader.read(&mut block[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            filled += read;
            if read == 0 {
                block.truncate(filled);
                return Ok(filled > 0);
            }
            if filled < block.len() {
                continue;
            }
            let end = match memrchr(b'\n', &block[searched..]) {
                Some(place) => searched + place + 1,
                None if filled < LONGEST_LINE => {
                    searched = filled;
                    block.resize((2 * filled).min(LONGEST_LINE), 0);
                    continue;
                }
                None => {
                    self.doubts.cut_lines.fetch_add(1, Ordering::Relaxed);
                    character_start(block)
                }
            };
            self.begun.extend_from_slice(&block[end..]);
            block.truncate(end);
            return Ok(true);
        }
    }

    fn open_next(&mut self) -> Result<bool, UnreadableFile> {
        let Some(path) = self.left.pop_front() else { return Ok(false) };
        let stem = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
        let (reader, stream): (Box<dyn Read + Send>, _) = if path == Path::new("-") {
            (Box::new(io::stdin()), "stdin".into())
        } else {
            match File::open(&path) {
                Ok(file) => (Box::new(file), stem.into()),
                Err(error) => return Err(UnreadableFile { path, error }),
            }
        };
        self.open = Some(OpenFile { path, reader, stream });
        Ok(true)
    }
}

/// The last place of a block where no character is cut in two.
fn character_start(block: &[u8]) -> usize {
    let back = block.iter().rev().take(4).position(|byte| byte & 0xc0 != 0x80).unwrap_or(0);
    let start = block.len() - 1 - back;
    if block.get(start).is_some_and(|byte| *byte >= 0xc0) && start > 0 { start } else { block.len() }
}

impl EventSource for RecordedEvents {
    type Batch = Lines;
    type Error = UnreadableFile;

    fn read(&mut self, batch: &mut Lines) -> Result<bool, UnreadableFile> {
        let mut block = std::mem::take(&mut batch.text).into_bytes();
        loop {
            match (self.fill(&mut block), self.open.take()) {
                (Ok(true), Some(file)) => {
                    batch.stream = file.stream.clone();
                    batch.doubts = Some(self.doubts.clone());
                    batch.block = block;
                    self.open = Some(file);
                    return Ok(true);
                }
                (Err(error), Some(file)) => return Err(UnreadableFile { path: file.path, error }),
                _ if self.open_next()? => {}
                _ => return Ok(false),
            }
        }
    }
}

/// A block of whole lines.
#[derive(Default)]
pub struct Lines {
    stream: Arc<str>,
    block: Vec<u8>,
    text: String,
    /// Where some line may be an event in JSON: all of them. Otherwise every line is a message.
    events: Option<Vec<Line>>,
    /// Texts that had escapes in JSON.
    unescaped: String,
    doubts: Option<Arc<Doubts>>,
}

#[derive(Clone, Copy, Default)]
struct Line {
    timestamp: Option<i64>,
    ingestion_time: Option<i64>,
    message: Piece,
    /// Empty: that of the file.
    stream: Piece,
    log: Piece,
}

/// A part of the block's text, or of the unescaped texts.
#[derive(Clone, Copy, Default)]
struct Piece {
    unescaped: bool,
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordedEvent<'e> {
    timestamp: i64,
    #[serde(borrow)]
    message: Cow<'e, str>,
    ingestion_time: Option<i64>,
    #[serde(borrow)]
    log_stream_name: Option<Cow<'e, str>>,
    /// `account-id:log-group-name`.
    #[serde(borrow)]
    log: Option<Cow<'e, str>>,
}

impl EventBatch for Lines {
    fn prepare(&mut self) {
        self.text = match String::from_utf8(std::mem::take(&mut self.block)) {
            Ok(text) => text,
            Err(broken) => {
                let broken = broken.into_bytes();
                let lines = broken.split(|byte| *byte == b'\n').filter(|line| std::str::from_utf8(line).is_err());
                if let Some(doubts) = &self.doubts {
                    doubts.broken_lines.fetch_add(lines.count() as u64, Ordering::Relaxed);
                }
                String::from_utf8_lossy(&broken).into_owned()
            }
        };
        self.unescaped.clear();
        let mut events = self.events.take().unwrap_or_default();
        events.clear();
        let key = Finder::new("\"timestamp\"");
        if key.find(self.text.as_bytes()).is_none() {
            return;
        }
        for (start, line) in lines(&self.text) {
            let event = if line.trim_start().starts_with('{') && key.find(line.as_bytes()).is_some() {
                serde_json::from_str::<RecordedEvent<'_>>(line).ok()
            } else {
                None
            };
            events.push(match event {
                None => Line { message: Piece { unescaped: false, start, end: start + line.len() }, ..Line::default() },
                Some(event) => {
                    let mut piece = |text: Cow<'_, str>| {
                        let start = self.unescaped.len();
                        self.unescaped.push_str(&text);
                        Piece { unescaped: true, start, end: self.unescaped.len() }
                    };
                    Line {
                        timestamp: Some(event.timestamp),
                        ingestion_time: event.ingestion_time,
                        message: piece(event.message),
                        stream: event.log_stream_name.map(&mut piece).unwrap_or_default(),
                        log: event.log.map(&mut piece).unwrap_or_default(),
                    }
                }
            });
        }
        self.events = Some(events);
    }

    fn events(&self) -> impl Iterator<Item = EventRef<'_>> {
        let plain = if self.events.is_none() { Some(lines(&self.text)) } else { None };
        let message = |(_, message)| EventRef {
            message: Message::Text(message),
            log_stream: &self.stream,
            ..EventRef::default()
        };
        let events = self.events.iter().flatten().map(|line| {
            let stream = self.piece(line.stream);
            EventRef {
                timestamp: line.timestamp,
                ingestion_time: line.ingestion_time,
                message: self.piece(line.message).into(),
                log_stream: if stream.is_empty() { &self.stream } else { stream },
                log: self.piece(line.log),
                ptr: "",
            }
        });
        plain.into_iter().flatten().map(message).chain(events)
    }
}

impl Lines {
    fn piece(&self, piece: Piece) -> &str {
        let text = if piece.unescaped { &self.unescaped } else { &self.text };
        text.get(piece.start..piece.end).unwrap_or_default()
    }
}

/// Every line with its place. An empty line is none: CloudWatch has no empty messages.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let start = at;
            let line = memchr(b'\n', rest.as_bytes()).map_or(rest, |end| &rest[..end]);
            at += line.len() + 1;
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.is_empty() {
                return Some((start, line));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stream, time and message of an event.
    type Found = (String, Option<i64>, String);

    /// What is read of a file with this content.
    fn read(content: &[u8]) -> (Vec<Found>, Arc<Doubts>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session-1.ndjson");
        std::fs::write(&path, content).unwrap();
        let mut source = RecordedEvents::new(&[path]);
        let mut batch = Lines::default();
        let mut found = Vec::new();
        while source.read(&mut batch).unwrap() {
            batch.prepare();
            found.extend(
                batch
                    .events()
                    .map(|event| (event.log_stream.to_owned(), event.timestamp, event.message.text().to_owned())),
            );
        }
        (found, source.doubts())
    }

    fn messages(content: &[u8]) -> Vec<String> {
        read(content).0.into_iter().map(|(_, _, message)| message).collect()
    }

    #[test]
    fn every_line_is_taken_for_what_it_is() {
        let content = concat!(
            r#"{"timestamp":5,"message":"a\n\"b\"","ingestionTime":6,"logStreamName":"other"}"#,
            "\n\r\n",
            r#" {"message":"c","timestamp":-7,"more":[1]} "#,
            "\r\n",
            r#"{"timestamp":"5","message":"time is text"}"#,
            "\n",
            r#"{"timestamp":5,"message":"cut"#,
            "\n",
            r#"{"timestamp":5,"timestamp":6,"message":"twice"}"#,
            "\nplain \"timestamp\"\n",
            r#"{"sessionData":["{\"timestamp\":1,\"message\":\"m\"}"]}"#,
        );
        let event = |stream: &str, time: Option<i64>, message: &str| (stream.to_owned(), time, message.to_owned());
        let lines: Vec<&str> = content.lines().collect();
        assert_eq!(
            read(content.as_bytes()).0,
            [
                event("other", Some(5), "a\n\"b\""),
                event("session-1", Some(-7), "c"),
                event("session-1", None, lines[3]),
                event("session-1", None, lines[4]),
                event("session-1", None, lines[5]),
                event("session-1", None, lines[6]),
                event("session-1", None, lines[7]),
            ]
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_marked_and_counted() {
        let (found, doubts) = read(b"ok \xe6\x97\xa5\nhalf \xe6\x97\nx\xffy\n");
        let texts: Vec<&str> = found.iter().map(|(_, _, message)| message.as_str()).collect();
        assert_eq!(texts, ["ok 日", "half \u{fffd}", "x\u{fffd}y"]);
        assert_eq!(doubts.broken_lines.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn lines_do_not_end_where_blocks_do() {
        let lines: Vec<String> = (0..3000).map(|number| "é".repeat(number % 400) + &number.to_string()).collect();
        assert_eq!(messages(lines.join("\n").as_bytes()), lines);
        let long = ["a".repeat(3 * BLOCK + 5), "b".to_owned(), "日".repeat(BLOCK)];
        assert_eq!(messages(long.join("\n").as_bytes()), long);
        assert_eq!(messages((long.join("\n") + "\n").as_bytes()), long);
    }

    #[test]
    fn an_endless_line_is_cut_between_characters() {
        let endless = "日本".repeat(LONGEST_LINE / 4);
        let (found, doubts) = read(endless.as_bytes());
        assert!(found.len() > 1 && found.iter().all(|(_, _, message)| message.len() <= LONGEST_LINE));
        assert_eq!(found.into_iter().map(|(_, _, message)| message).collect::<String>(), endless);
        assert_eq!(doubts.cut_lines.load(Ordering::Relaxed), 1);
    }
}
