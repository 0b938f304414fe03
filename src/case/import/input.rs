//! A file as it is read: hashed, unpacked, and looked at for what it is.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use flate2::bufread::MultiGzDecoder;
use memchr::memchr;
use sha2::{Digest, Sha256};

use super::problem::{FileProblem, problem_in};

/// How much is looked at to tell what a file is.
const LOOK: usize = 64 << 10;
/// A longer line is cut: an event has 1 MB at most, which JSON makes six times as long.
pub(super) const LONGEST_LINE: usize = 8 << 20;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// An event a line, as JSON, or any text.
    Lines,
    /// JSON that goes over lines: what the AWS CLI prints, or an export of Logs Insights.
    Document,
    /// CSV of Logs Insights, or what a program for sheets made of it.
    Table { delimiter: u8 },
    /// A session file of Session Manager.
    SessionText,
    /// An export to S3: a time before each message.
    Export,
}

impl Shape {
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Document => "json",
            Self::Table { .. } => "csv",
            Self::SessionText => "session-file",
            Self::Export => "s3-export",
        }
    }
}

/// Hashes what goes through it.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

enum Reader {
    Plain(BufReader<Hashing<File>>),
    Packed(Box<BufReader<MultiGzDecoder<BufReader<Hashing<File>>>>>),
}

/// An open file.
pub(super) struct Input {
    reader: Reader,
    /// What was looked at and not given out.
    begun: io::Cursor<Vec<u8>>,
    /// Why it ended there: told when that was given out.
    broken: Option<io::Error>,
}

impl Input {
    pub fn open(path: &Path) -> io::Result<Self> {
        let hashing = Hashing { inner: File::open(path)?, hash: Sha256::new(), bytes: 0 };
        let mut plain = BufReader::with_capacity(1 << 20, hashing);
        let is_packed = plain.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let reader = if is_packed {
            Reader::Packed(Box::new(BufReader::with_capacity(1 << 20, MultiGzDecoder::new(plain))))
        } else {
            Reader::Plain(plain)
        };
        Ok(Self { reader, begun: io::Cursor::default(), broken: None })
    }

    fn source(&mut self) -> &mut dyn BufRead {
        match &mut self.reader {
            Reader::Plain(reader) => reader,
            Reader::Packed(reader) => reader,
        }
    }

    /// Bytes of the file that were read.
    pub fn read_so_far(&self) -> u64 {
        match &self.reader {
            Reader::Plain(reader) => reader.get_ref().bytes,
            Reader::Packed(reader) => reader.get_ref().get_ref().get_ref().bytes,
        }
    }

    /// Whether there is more behind what was looked at.
    fn go_on(&mut self) -> io::Result<()> {
        self.broken.take().map_or(Ok(()), Err)
    }

    /// What the file is, by its beginning.
    pub fn shape(&mut self) -> Result<Shape, FileProblem> {
        let mut begun = Vec::new();
        if let Err(error) = self.source().take(LOOK as u64).read_to_end(&mut begun) {
            // What came before the place where it breaks is read all the same.
            if begun.is_empty() {
                return Err(error.into());
            }
            self.broken = Some(error);
        }
        if let Some(problem) = problem_in(&begun) {
            return Err(problem);
        }
        let shape = shape_of(&begun);
        self.begun = io::Cursor::new(begun);
        Ok(shape)
    }

    /// Reads the rest, and gives the hash of the file.
    pub fn finish(mut self) -> io::Result<String> {
        io::copy(self.source(), &mut io::sink())?;
        let mut plain = match self.reader {
            Reader::Plain(reader) => reader,
            Reader::Packed(reader) => reader.into_inner().into_inner(),
        };
        io::copy(&mut plain, &mut io::sink())?;
        Ok(hex(&plain.into_inner().hash.finalize()))
    }

    /// Gives the next lines that lie in memory as a whole, with their ends; `false` at the end of the file. A longer line
    /// than is kept is given in parts.
    pub fn lines<E: From<io::Error>>(&mut self, take: &mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<bool, E> {
        let buffer = self.fill_buf()?;
        let mut at = 0;
        while let Some(end) = memchr(b'\n', &buffer[at..]) {
            take(&buffer[at..=at + end])?;
            at += end + 1;
        }
        self.consume(at);
        if at > 0 {
            return Ok(true);
        }
        // It goes on behind what is in memory, or is the last.
        let mut line = Vec::new();
        if self.line(&mut line)? {
            take(&line)?;
        }
        Ok(!line.is_empty())
    }

    /// The next line with its end, or as much of it as is kept of one; `false` at the end of the file.
    pub fn line(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        self.take(LONGEST_LINE as u64).read_until(b'\n', line)?;
        Ok(!line.is_empty())
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.begun.read(buffer)?;
        if read > 0 || buffer.is_empty() {
            return Ok(read);
        }
        self.go_on()?;
        self.source().read(buffer)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let place = usize::try_from(self.begun.position()).unwrap_or(usize::MAX);
        if place < self.begun.get_ref().len() {
            return self.begun.fill_buf();
        }
        self.go_on()?;
        self.source().fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let place = usize::try_from(self.begun.position()).unwrap_or(usize::MAX);
        if place < self.begun.get_ref().len() { self.begun.consume(amount) } else { self.source().consume(amount) }
    }
}

/// The SHA-256 of a file.
pub(super) fn sha256(path: &Path) -> io::Result<String> {
    let mut hashing = Hashing { inner: File::open(path)?, hash: Sha256::new(), bytes: 0 };
    io::copy(&mut hashing, &mut io::sink())?;
    Ok(hex(&hashing.hash.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    crate::model::hex(bytes)
}

fn shape_of(begun: &[u8]) -> Shape {
    let begun = begun.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begun);
    let text = begun.trim_ascii_start();
    if begun.starts_with(b"Script started on ") {
        return Shape::SessionText;
    }
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match text.first() {
        // Lines of many logs begin so too.
        Some(b'[') if matches!(text[1..].trim_ascii_start().first(), Some(b'{' | b'[' | b']')) => Shape::Document,
        Some(b'{') => {
            let is_event = serde_json::from_slice::<serde_json::Value>(first)
                .is_ok_and(|value| value.get("events").is_none() && value.get("results").is_none());
            // A document begins like a line, and its first line is no JSON by itself.
            let is_open = first.trim_ascii() == b"{"
                || [b"\"events\"".as_slice(), b"\"results\""]
                    .iter()
                    .any(|key| first.windows(key.len()).take(64).any(|piece| piece == *key));
            if is_open && !is_event { Shape::Document } else { Shape::Lines }
        }
        _ if super::lines::export_time(first).is_some() => Shape::Export,
        _ => match delimiter(first) {
            Some(delimiter) => Shape::Table { delimiter },
            None if begun.contains(&0x1b) || first.ends_with(b"\r\r") => Shape::SessionText,
            None => Shape::Lines,
        },
    }
}

/// What stands between the cells, where a line is the head of a table with a column for messages. Logs Insights writes
/// commas; programs for sheets write what the system's language does.
fn delimiter(line: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(line).ok()?.trim();
    let has_message = |delimiter: &u8| text.split(char::from(*delimiter)).any(|name| column_name(name) == "@message");
    [b',', b';', b'\t', b'|'].into_iter().find(has_message)
}

/// A column's name without what programs for sheets put around it, and guards against formulas before it.
pub(super) fn column_name(name: &str) -> &str {
    name.trim_matches(|sign: char| sign == '"' || sign == '\u{feff}' || sign.is_whitespace()).trim_start_matches('\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_their_beginnings() {
        let table = |delimiter| Shape::Table { delimiter };
        for (text, expected) in [
            ("{\"timestamp\":1,\"message\":\"m\"}\n", Shape::Lines),
            ("{\"eventVersion\":\"1.0\",\"sessionData\":[]}\n", Shape::Lines),
            ("{\"events\":[{\"timestamp\":1}]}", Shape::Document),
            ("{\n  \"events\": [\n", Shape::Document),
            ("{\"results\": [[{\"field\":", Shape::Document),
            ("[\n  {\"@message\":", Shape::Document),
            ("@timestamp,@message\n2026,x\n", table(b',')),
            ("@timestamp;\"@message\"\n2026;x\n", table(b';')),
            ("@timestamp\t@message\n2026\tx\n", table(b'\t')),
            ("\u{feff}\"@timestamp\",\"@message\"\r\n", table(b',')),
            ("2026-01-02T03:04:05.678Z hello\n", Shape::Export),
            ("Script started on 2026-01-02 03:04:05+00:00 [x]\n", Shape::SessionText),
            ("sh-5.2$ \u{1b}[K ls\r\n", Shape::SessionText),
            ("just text\n", Shape::Lines),
            ("", Shape::Lines),
        ] {
            assert_eq!(shape_of(text.as_bytes()), expected, "{text:?}");
        }
    }
}
