//! The values of one gap, once they are there.

use std::ops::Range;

use super::{Reader, SEVERAL};
use crate::case::block::BadBlock;

/// Values one behind the other.
#[derive(Debug, Default)]
pub(super) struct Values {
    bytes: Bytes,
    lengths: Lengths,
}

#[derive(Debug)]
enum Bytes {
    /// All together are a text. A character may be cut in two where a value ends.
    Text(String),
    Any(Vec<u8>),
}

impl Default for Bytes {
    fn default() -> Self {
        Self::Any(Vec::new())
    }
}

#[derive(Debug)]
enum Lengths {
    /// All have this one.
    One(usize),
    /// Where each ends.
    Ends(Vec<u32>),
}

impl Default for Lengths {
    fn default() -> Self {
        Self::One(0)
    }
}

impl Values {
    /// Of a piece with so many values. `length`: of each, or [`SEVERAL`].
    pub fn read(bytes: Vec<u8>, count: usize, length: usize) -> Result<Self, BadBlock> {
        if length == SEVERAL as usize {
            let begin = count.checked_mul(4).ok_or(BadBlock)?;
            let numbers = bytes.get(..begin).ok_or(BadBlock)?;
            let ends = ends(numbers, Some(bytes.len() - begin))?;
            let mut bytes = bytes;
            bytes.drain(..begin);
            Ok(Self::new(bytes, Lengths::Ends(ends)))
        } else if count.checked_mul(length) == Some(bytes.len()) {
            Ok(Self::new(bytes, Lengths::One(length)))
        } else {
            Err(BadBlock)
        }
    }

    /// Values whose lengths are elsewhere.
    pub fn with_lengths(bytes: Vec<u8>, lengths: &[u8]) -> Result<Self, BadBlock> {
        let ends = ends(lengths, Some(bytes.len()))?;
        Ok(Self::new(bytes, Lengths::Ends(ends)))
    }

    fn new(bytes: Vec<u8>, lengths: Lengths) -> Self {
        // Looked at as a whole: much faster than one by one.
        let bytes = String::from_utf8(bytes).map_or_else(|error| Bytes::Any(error.into_bytes()), Bytes::Text);
        Self { bytes, lengths }
    }

    fn range(&self, value: usize) -> Option<Range<usize>> {
        let (from, to) = match &self.lengths {
            Lengths::One(length) => (value * length, (value + 1) * length),
            Lengths::Ends(ends) => {
                let from = value.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied())?;
                (from as usize, *ends.get(value)? as usize)
            }
        };
        Some(from..to)
    }

    pub fn bytes(&self, value: usize) -> Option<&[u8]> {
        self.all().get(self.range(value)?)
    }

    /// `None` as well where any of all is no text.
    pub fn text(&self, value: usize) -> Option<&str> {
        match &self.bytes {
            Bytes::Text(all) => all.get(self.range(value)?),
            Bytes::Any(_) => None,
        }
    }

    pub fn all(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Text(all) => all.as_bytes(),
            Bytes::Any(all) => all,
        }
    }
}

/// Where values of these lengths end; together they have so many bytes.
pub(super) fn ends(lengths: &[u8], bytes: Option<usize>) -> Result<Vec<u32>, BadBlock> {
    let (lengths, _) = lengths.as_chunks::<4>();
    let mut end = 0_u32;
    let mut ends = Vec::with_capacity(lengths.len());
    for length in lengths {
        end = end.checked_add(u32::from_le_bytes(*length)).ok_or(BadBlock)?;
        ends.push(end);
    }
    if bytes.is_none_or(|bytes| end as usize == bytes) { Ok(ends) } else { Err(BadBlock) }
}

/// Values of which each event has one of few.
#[derive(Debug)]
pub(super) struct Few {
    values: Vec<Box<[u8]>>,
    /// The same where they are texts.
    texts: Vec<Option<Box<str>>>,
    /// Where the number for each event is among the columns; `None`: all have the same.
    which: Option<Range<usize>>,
}

impl Few {
    pub fn read(columns: &mut Reader<'_>, events: usize) -> Result<Self, BadBlock> {
        let count = columns.number()?;
        if count > super::FEW || (count == 0) != (events == 0) {
            return Err(BadBlock);
        }
        let lengths: Vec<usize> = (0..count).map(|_| columns.number()).collect::<Result<_, _>>()?;
        let values: Vec<&[u8]> = lengths.into_iter().map(|length| columns.piece(length)).collect::<Result<_, _>>()?;
        let which = if count > 1 { Some(columns.range(events)?) } else { None };
        let texts = values.iter().map(|value| std::str::from_utf8(value).ok().map(Into::into)).collect();
        Ok(Self { values: values.into_iter().map(Into::into).collect(), texts, which })
    }

    fn which(&self, columns: &[u8], value: usize) -> Option<usize> {
        match &self.which {
            Some(which) => columns.get(which.clone())?.get(value).copied().map(usize::from),
            None => Some(0),
        }
    }

    pub fn bytes(&self, columns: &[u8], value: usize) -> Option<&[u8]> {
        self.values.get(self.which(columns, value)?).map(|value| &**value)
    }

    pub fn text(&self, columns: &[u8], value: usize) -> Option<&str> {
        self.texts.get(self.which(columns, value)?)?.as_deref()
    }
}
