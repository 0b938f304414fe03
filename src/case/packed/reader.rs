//! Reading bytes that may be anybody's.

use std::ops::Range;

use crate::case::block::BadBlock;

/// Reads on from a place.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    pub fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub fn byte(&mut self) -> Result<u8, BadBlock> {
        let byte = *self.bytes.get(self.at).ok_or(BadBlock)?;
        self.at += 1;
        Ok(byte)
    }

    pub fn number(&mut self) -> Result<usize, BadBlock> {
        let range = self.range(4)?;
        let number = self.bytes.get(range).and_then(|bytes| bytes.try_into().ok()).ok_or(BadBlock)?;
        Ok(u32::from_le_bytes(number) as usize)
    }

    /// Where the next so many bytes are.
    pub fn range(&mut self, length: usize) -> Result<Range<usize>, BadBlock> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len()).ok_or(BadBlock)?;
        let range = self.at..end;
        self.at = end;
        Ok(range)
    }

    pub fn piece(&mut self, length: usize) -> Result<&'b [u8], BadBlock> {
        let range = self.range(length)?;
        self.bytes.get(range).ok_or(BadBlock)
    }

    pub fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}
