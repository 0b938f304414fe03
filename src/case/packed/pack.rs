//! From a block to what lies in the file.

use std::{collections::HashMap, io, ops::Range};

use memchr::memchr2;
use zstd::bulk::Compressor;

use super::{FEW, SEVERAL, split::Splitter};
use crate::case::block::Block;

/// How hard events are compressed.
const LEVEL: i32 = 1;

/// A block as it lies in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::case) struct Packed {
    pub columns: Vec<u8>,
    pub parts: Vec<u8>,
}

/// Takes a block apart and compresses it.
pub(in crate::case) fn pack(block: &Block) -> io::Result<Packed> {
    let mut packing = Packing { compressor: Compressor::new(LEVEL)?, columns: block.beginning(), parts: Vec::new() };
    let messages = block.messages();
    // Looked at as a whole: much faster than one by one.
    let are_texts = std::str::from_utf8(messages)
        .is_ok_and(|all| (0..block.len()).all(|event| all.is_char_boundary(block.message_range(event).end)));
    let mut splitter = Splitter::new();
    let mut gaps = Vec::new();
    let mut shapes: Vec<u8> = Vec::with_capacity(block.len());
    // By shape and gap: where the values are among the messages.
    let mut columns: Vec<Vec<Vec<Range<usize>>>> = Vec::new();
    for event in 0..block.len() {
        let place = block.message_range(event);
        let message = messages.get(place.clone()).unwrap_or_default();
        let is_text = are_texts || std::str::from_utf8(message).is_ok();
        let shape = splitter.split(message, is_text, &mut gaps);
        shapes.push(u8::try_from(shape).unwrap_or_default());
        if columns.len() <= shape {
            columns.resize_with(shape + 1, Vec::new);
        }
        let columns = &mut columns[shape];
        if columns.is_empty() {
            columns.resize_with(gaps.len(), Vec::new);
        }
        for (column, gap) in columns.iter_mut().zip(&gaps) {
            column.push(place.start + gap.start..place.start + gap.end);
        }
    }
    packing.columns.extend_from_slice(&shapes);
    packing.number(splitter.shapes().len() - 1);
    for fixed in splitter.shapes().skip(1) {
        packing.number(fixed.len() - 1);
        for piece in fixed {
            packing.number(piece.len());
            packing.columns.extend_from_slice(piece);
        }
    }
    columns.resize_with(splitter.shapes().len(), Vec::new);
    // Shape 0 has its gap whether there is such a message or not.
    columns[0].resize_with(1, Vec::new);
    for column in columns.iter().flatten() {
        packing.column(messages, column)?;
    }
    packing.piece(block.pointers())?;
    let mut compressed = length(packing.columns.len()).to_le_bytes().to_vec();
    compressed.extend(packing.compressor.compress(&packing.columns)?);
    Ok(Packed { columns: compressed, parts: packing.parts })
}

struct Packing {
    compressor: Compressor<'static>,
    columns: Vec<u8>,
    parts: Vec<u8>,
}

impl Packing {
    fn number(&mut self, number: usize) {
        self.columns.extend(length(number).to_le_bytes());
    }

    fn column(&mut self, messages: &[u8], places: &[Range<usize>]) -> io::Result<()> {
        let value = |place: &Range<usize>| messages.get(place.clone()).unwrap_or_default();
        let is_plain = places.iter().all(|place| memchr2(b'"', b'\\', value(place)).is_none());
        self.columns.push(u8::from(is_plain));
        if let Some((values, which)) = few(places.iter().map(value)) {
            self.columns.push(0);
            self.number(values.len());
            for value in &values {
                self.number(value.len());
            }
            for value in &values {
                self.columns.extend_from_slice(value);
            }
            if values.len() > 1 {
                self.columns.extend(which);
            }
            return Ok(());
        }
        self.columns.push(1);
        let first = places.first().map_or(0, Range::len);
        let is_one = places.iter().all(|place| place.len() == first);
        let mut piece = Vec::with_capacity(places.iter().map(|place| place.len() + 4).sum());
        if !is_one {
            piece.extend(places.iter().flat_map(|place| length(place.len()).to_le_bytes()));
        }
        for place in places {
            piece.extend_from_slice(value(place));
        }
        self.piece(&piece)?;
        self.columns.extend(if is_one { length(first) } else { SEVERAL }.to_le_bytes());
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        let compressed = if bytes.is_empty() { Vec::new() } else { self.compressor.compress(bytes)? };
        self.number(compressed.len());
        self.number(bytes.len());
        self.parts.extend(compressed);
        Ok(())
    }
}

/// The different values, and which of them each is; `None` where they are too many, or hardly any comes twice.
fn few<'v>(values: impl ExactSizeIterator<Item = &'v [u8]>) -> Option<(Vec<&'v [u8]>, Vec<u8>)> {
    let most = FEW.min(values.len() / 4 + 1);
    let mut which = Vec::with_capacity(values.len());
    let mut found: Vec<&[u8]> = Vec::new();
    let mut places: HashMap<&[u8], u8> = HashMap::new();
    for value in values {
        let last = which.last().copied().filter(|last| found.get(usize::from(*last)) == Some(&value));
        let place = match last.or_else(|| places.get(value).copied()) {
            Some(place) => place,
            None if found.len() >= most => return None,
            None => {
                let place = u8::try_from(found.len()).ok()?;
                found.push(value);
                places.insert(value, place);
                place
            }
        };
        which.push(place);
    }
    Some((found, which))
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
