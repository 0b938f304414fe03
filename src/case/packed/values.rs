//! The values of one gap, once they are there.

use std::ops::Range;

use super::{Reader, SEVERAL};
use crate::case::block::BadBlock;

/// Values one behind the other.
#[derive(Debug, Default)]
pub(super) struct Values {
    bytes: Vec<u8>,
    /// Where the first begins.
    begin: usize,
    lengths: Lengths,
    is_text: bool,
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
        let (begin, lengths) = if length == SEVERAL as usize {
            let begin = count.checked_mul(4).ok_or(BadBlock)?;
            let numbers = bytes.get(..begin).ok_or(BadBlock)?;
            (begin, Lengths::Ends(ends(numbers, Some(bytes.len() - begin))?))
        } else {
            if count.checked_mul(length) != Some(bytes.len()) {
                return Err(BadBlock);
            }
            (0, Lengths::One(length))
        };
        Ok(Self::new(bytes, begin, lengths, count))
    }

    /// Values whose lengths are elsewhere.
    pub fn with_lengths(bytes: Vec<u8>, lengths: &[u8]) -> Result<Self, BadBlock> {
        let ends = ends(lengths, Some(bytes.len()))?;
        let count = ends.len();
        Ok(Self::new(bytes, 0, Lengths::Ends(ends), count))
    }

    fn new(bytes: Vec<u8>, begin: usize, lengths: Lengths, count: usize) -> Self {
        let mut values = Self { bytes, begin, lengths, is_text: false };
        // Looked at as a whole: much faster than one by one.
        let all = values.bytes.get(begin..).unwrap_or_default();
        values.is_text = all.is_ascii()
            || std::str::from_utf8(all).is_ok_and(|all| {
                (0..count).all(|value| values.range(value).is_some_and(|range| all.is_char_boundary(range.end - begin)))
            });
        values
    }

    fn range(&self, value: usize) -> Option<Range<usize>> {
        let (from, to) = match &self.lengths {
            Lengths::One(length) => (value * length, (value + 1) * length),
            Lengths::Ends(ends) => {
                let from = value.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied())?;
                (from as usize, *ends.get(value)? as usize)
            }
        };
        Some(self.begin + from..self.begin + to)
    }

    pub fn bytes(&self, value: usize) -> Option<&[u8]> {
        self.bytes.get(self.range(value)?)
    }

    /// `None` as well where any of them is no text.
    pub fn text(&self, value: usize) -> Option<&str> {
        if self.is_text { std::str::from_utf8(self.bytes(value)?).ok() } else { None }
    }

    pub fn all(&self) -> &[u8] {
        self.bytes.get(self.begin..).unwrap_or_default()
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
    /// Where each lies among the columns.
    values: Vec<Range<usize>>,
    /// Where the number for each event is; `None`: all have the same.
    which: Option<Range<usize>>,
}

impl Few {
    pub fn read(columns: &mut Reader<'_>, events: usize) -> Result<Self, BadBlock> {
        let count = columns.number()?;
        if count > super::FEW || (count == 0) != (events == 0) {
            return Err(BadBlock);
        }
        let lengths: Vec<usize> = (0..count).map(|_| columns.number()).collect::<Result<_, _>>()?;
        let values = lengths.into_iter().map(|length| columns.range(length)).collect::<Result<_, _>>()?;
        let which = if count > 1 { Some(columns.range(events)?) } else { None };
        Ok(Self { values, which })
    }

    pub fn bytes<'c>(&self, columns: &'c [u8], value: usize) -> Option<&'c [u8]> {
        let which = match &self.which {
            Some(which) => usize::from(*columns.get(which.clone())?.get(value)?),
            None => 0,
        };
        columns.get(self.values.get(which)?.clone())
    }
}
