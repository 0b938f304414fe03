//! Blocks: some thousand events in one piece of bytes, which is what is hashed.
//!
//! The form, all numbers little-endian: how many events (u32), how many texts (u32), then one column after the other:
//! times (i64), ingestion times (i64), the place of the log group's name among the texts (u32), that of the log
//! stream's (u32), the end of each message (u32), the end of each pointer (u32), the end of each text (u32); then the
//! texts, the messages and the pointers, each in one piece. A block holds all that its events are, so its hash stands
//! for them.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// Stands for a time that is not known.
pub(super) const NO_TIME: i64 = i64::MIN;
/// A block is full with so many events, or so many bytes of messages.
pub const MOST_EVENTS: usize = 4_096;
pub const MOST_BYTES: usize = 2 << 20;
const HEAD: usize = 8;
/// Bytes that an event takes besides its texts.
pub(super) const COLUMNS: usize = 8 + 8 + 4 + 4 + 4 + 4;
/// No block is longer, so that a damaged length asks for no more memory than that.
pub(super) const LONGEST: usize = 256 << 20;

/// A SHA-256 sum.
pub type Hash = [u8; 32];

/// Takes events until it is full.
#[derive(Debug, Default)]
pub(super) struct BlockBuilder {
    times: Vec<i64>,
    ingestion_times: Vec<i64>,
    logs: Vec<u32>,
    streams: Vec<u32>,
    message_ends: Vec<u32>,
    pointer_ends: Vec<u32>,
    text_ends: Vec<u32>,
    texts: Vec<u8>,
    messages: Vec<u8>,
    pointers: Vec<u8>,
    places: HashMap<String, u32>,
}

/// A block as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Built {
    pub bytes: Vec<u8>,
    pub events: u32,
    /// The earliest and the latest time; `None` where no event has one.
    pub span: Option<(i64, i64)>,
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

impl BlockBuilder {
    pub fn push(&mut self, event: &super::NewEvent<'_>) {
        self.times.push(event.timestamp.unwrap_or(NO_TIME));
        self.ingestion_times.push(event.ingestion_time.unwrap_or(NO_TIME));
        let log = self.place(event.log);
        self.logs.push(log);
        let stream = self.place(event.log_stream);
        self.streams.push(stream);
        self.messages.extend_from_slice(event.message);
        self.message_ends.push(length(self.messages.len()));
        self.pointers.extend_from_slice(event.ptr.as_bytes());
        self.pointer_ends.push(length(self.pointers.len()));
    }

    fn place(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = length(self.text_ends.len());
        self.texts.extend_from_slice(text.as_bytes());
        self.text_ends.push(length(self.texts.len()));
        self.places.insert(text.to_owned(), place);
        place
    }

    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    pub fn is_full(&self) -> bool {
        self.times.len() >= MOST_EVENTS || self.messages.len() + self.pointers.len() + self.texts.len() >= MOST_BYTES
    }

    pub fn build(self) -> Built {
        let known = || self.times.iter().copied().filter(|time| *time != NO_TIME);
        let span = known().min().zip(known().max());
        let events = length(self.times.len());
        let mut bytes = Vec::with_capacity(
            HEAD + self.times.len() * COLUMNS + self.texts.len() + self.messages.len() + self.pointers.len(),
        );
        bytes.extend_from_slice(&events.to_le_bytes());
        bytes.extend_from_slice(&length(self.text_ends.len()).to_le_bytes());
        for column in [&self.times, &self.ingestion_times] {
            bytes.extend(column.iter().flat_map(|value| value.to_le_bytes()));
        }
        for column in [&self.logs, &self.streams, &self.message_ends, &self.pointer_ends, &self.text_ends] {
            bytes.extend(column.iter().flat_map(|value| value.to_le_bytes()));
        }
        for piece in [&self.texts, &self.messages, &self.pointers] {
            bytes.extend_from_slice(piece);
        }
        Built { bytes, events, span }
    }
}

/// A block that was read back. Every access is checked: the bytes may be anybody's.
#[derive(Debug, Default)]
pub struct Block {
    bytes: Vec<u8>,
    events: usize,
    texts: usize,
    /// Where texts, messages and pointers begin.
    begins: [usize; 3],
}

/// What a block says is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a block of events does not have the form it should")]
pub struct BadBlock;

impl Block {
    pub fn read(bytes: Vec<u8>) -> Result<Self, BadBlock> {
        let mut block = Self { bytes, ..Self::default() };
        block.events = block.number(0).ok_or(BadBlock)? as usize;
        block.texts = block.number(4).ok_or(BadBlock)? as usize;
        let columns = block.events.checked_mul(COLUMNS).ok_or(BadBlock)?;
        let ends = block.texts.checked_mul(4).ok_or(BadBlock)?;
        let texts = HEAD + columns + ends;
        if texts > block.bytes.len() {
            return Err(BadBlock);
        }
        let last = |column: usize, count: usize| {
            if count == 0 { Some(0) } else { block.number(column + 4 * (count - 1)).map(|end| end as usize) }
        };
        let text_bytes = last(block.text_column(), block.texts).ok_or(BadBlock)?;
        let message_bytes = last(block.column(4), block.events).ok_or(BadBlock)?;
        let pointer_bytes = last(block.column(5), block.events).ok_or(BadBlock)?;
        let messages = texts.checked_add(text_bytes).ok_or(BadBlock)?;
        let pointers = messages.checked_add(message_bytes).ok_or(BadBlock)?;
        if pointers.checked_add(pointer_bytes) != Some(block.bytes.len()) {
            return Err(BadBlock);
        }
        block.begins = [texts, messages, pointers];
        let whole = (0..block.events).all(|event| {
            block.slice(1, block.column(4), event).is_some()
                && block.slice(2, block.column(5), event).is_some()
                && block.text(block.column(2), event).is_some()
                && block.text(block.column(3), event).is_some()
        });
        if whole { Ok(block) } else { Err(BadBlock) }
    }

    pub fn len(&self) -> usize {
        self.events
    }

    pub fn is_empty(&self) -> bool {
        self.events == 0
    }

    fn column(&self, place: usize) -> usize {
        column(self.events, place)
    }

    fn text_column(&self) -> usize {
        self.column(6)
    }

    fn number(&self, at: usize) -> Option<u32> {
        number(&self.bytes, at)
    }

    fn time_at(&self, column: usize, event: usize) -> Option<i64> {
        let at = self.column(column) + 8 * event;
        let time = i64::from_le_bytes(self.bytes.get(at..at + 8)?.try_into().ok()?);
        (time != NO_TIME).then_some(time)
    }

    fn slice(&self, piece: usize, column: usize, place: usize) -> Option<&[u8]> {
        let begin = if place == 0 { 0 } else { self.number(column + 4 * (place - 1))? as usize };
        let end = self.number(column + 4 * place)? as usize;
        let limit = self.begins.get(piece + 1).copied().unwrap_or(self.bytes.len());
        let from = self.begins[piece];
        self.bytes.get(from..limit)?.get(begin..end)
    }

    fn text(&self, column: usize, event: usize) -> Option<&str> {
        let place = self.number(column + 4 * event)? as usize;
        if place >= self.texts {
            return None;
        }
        std::str::from_utf8(self.slice(0, self.text_column(), place)?).ok()
    }

    pub fn timestamp(&self, event: usize) -> Option<i64> {
        self.time_at(0, event)
    }

    pub fn ingestion_time(&self, event: usize) -> Option<i64> {
        self.time_at(1, event)
    }

    /// `@log`.
    pub fn log(&self, event: usize) -> &str {
        self.text(self.column(2), event).unwrap_or_default()
    }

    pub fn log_stream(&self, event: usize) -> &str {
        self.text(self.column(3), event).unwrap_or_default()
    }

    /// As it came, byte for byte.
    pub fn message(&self, event: usize) -> &[u8] {
        self.slice(1, self.column(4), event).unwrap_or_default()
    }

    /// All messages in one piece.
    pub fn messages(&self) -> &[u8] {
        self.bytes.get(self.begins[1]..self.begins[2]).unwrap_or_default()
    }

    /// Where a message lies in [`Self::messages`].
    pub fn message_range(&self, event: usize) -> std::ops::Range<usize> {
        let end = |event: usize| self.number(self.column(4) + 4 * event).map_or(0, |end| end as usize);
        let begin = event.checked_sub(1).map_or(0, end);
        begin..end(event).max(begin)
    }

    /// All pointers in one piece.
    pub(super) fn pointers(&self) -> &[u8] {
        self.bytes.get(self.begins[2]..).unwrap_or_default()
    }

    /// Everything before the messages, with the lengths of messages and pointers in place of their ends.
    pub(super) fn beginning(&self) -> Vec<u8> {
        let mut bytes = self.bytes.get(..self.begins[1]).unwrap_or_default().to_vec();
        for column in [4, 5] {
            let mut begin = 0;
            let (ends, _) = bytes[self.column(column)..self.column(column + 1)].as_chunks_mut::<4>();
            for place in ends {
                let end = u32::from_le_bytes(*place);
                *place = end.wrapping_sub(begin).to_le_bytes();
                begin = end;
            }
        }
        bytes
    }

    /// The bytes that are hashed.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `@ptr`; empty where there is none.
    pub fn ptr(&self, event: usize) -> &str {
        std::str::from_utf8(self.slice(2, self.column(5), event).unwrap_or_default()).unwrap_or_default()
    }
}

/// Where the columns of eight bytes (0, 1), then those of four (2 to 5) and the ends of the texts (6) begin.
pub(super) fn column(events: usize, column: usize) -> usize {
    let wide = column.min(2);
    HEAD + events * (8 * wide + 4 * (column - wide))
}

pub(super) fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The hash of a block's bytes.
pub(super) fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// The chain's next link.
pub(super) fn link(before: &Hash, hash: &Hash, (number, source): (i64, i64), events: u32) -> Hash {
    let mut chain = Sha256::new();
    chain.update(before);
    chain.update(hash);
    chain.update(number.to_le_bytes());
    chain.update(source.to_le_bytes());
    chain.update(events.to_le_bytes());
    chain.finalize().into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::case::NewEvent;

    type Parts = (Option<i64>, Option<i64>, String, String, Vec<u8>, String);

    fn parts() -> impl Strategy<Value = Parts> {
        (
            proptest::option::of(0..i64::MAX),
            proptest::option::of(0..i64::MAX),
            "[a-c]{0,2}",
            "[a-z]{0,6}",
            proptest::collection::vec(any::<u8>(), 0..40),
            "[A-Z]{0,5}",
        )
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(events in proptest::collection::vec(parts(), 0..60)) {
            let mut builder = BlockBuilder::default();
            for (timestamp, ingestion_time, log, log_stream, message, ptr) in &events {
                builder.push(&NewEvent { timestamp: *timestamp, ingestion_time: *ingestion_time, log, log_stream, message, ptr });
            }
            let block = Block::read(builder.build().bytes).unwrap();
            let found: Vec<Parts> = (0..block.len())
                .map(|event| (
                    block.timestamp(event), block.ingestion_time(event), block.log(event).to_owned(),
                    block.log_stream(event).to_owned(), block.message(event).to_vec(), block.ptr(event).to_owned(),
                ))
                .collect();
            prop_assert_eq!(found, events);
        }

        #[test]
        fn other_bytes_are_refused_or_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300), flips in proptest::collection::vec((0..400_usize, any::<u8>()), 0..4)) {
            let mut builder = BlockBuilder::default();
            for message in [b"abc".as_slice(), b"\xff\xfe", b""] {
                builder.push(&NewEvent { timestamp: Some(1), ingestion_time: None, log: "g", log_stream: "s", message, ptr: "p" });
            }
            let mut good = builder.build().bytes;
            let length = good.len();
            for (at, byte) in flips {
                good[at % length] = byte;
            }
            for bytes in [bytes, good] {
                if let Ok(block) = Block::read(bytes) {
                    for event in 0..block.len() {
                        let _all = (block.message(event), block.ptr(event), block.log(event), block.timestamp(event));
                    }
                }
            }
        }
    }
}
