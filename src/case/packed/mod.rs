//! How a block lies in the file.
//!
//! Records that a program writes are fixed text with gaps: the same names, other values. The messages of a block are
//! split so ([`split`]), and what stands in one gap of all of them lies together: it compresses far better, and a
//! question about one gap reads no other. Nothing of it matters to the chain: that is made over the events as
//! [`super::block`] has them, and [`super::verify`] puts every block together again.
//!
//! A row of the table has two parts, numbers little-endian:
//!
//! - `columns`: the length of the rest before it was compressed (u32), then in one piece of zstd: the beginning of the
//!   block as in [`super::block`], up to the end of its texts, with the *lengths* of messages and pointers in place of
//!   their ends; the shape of each event (u8); how many shapes there are besides 0 (u32), and for each how many gaps
//!   (u32) and its fixed texts (length u32, bytes); for each gap of each shape from 0 on, a column:
//!   whether all values are plain (u8), and either `0` (u8), how many values (u32), their lengths (u32) and bytes, and
//!   if they are more than one, which of them each event has (u8); or `1` (u8) and a piece. Then the piece of the
//!   pointers.
//! - `parts`: the pieces, each by itself in zstd. The columns say of each: its length here (u32) and the length before
//!   (u32); and of those with values the length of each value (u32) where all are equal. Where they are not that is
//!   2³²-1, and the piece begins with all lengths (u32).
//!
//! Shape 0 is that of messages that are no records: nothing but one gap.

mod opened;
mod pack;
mod reader;
mod split;
mod values;

pub(super) use opened::Opened;
pub(super) use pack::{Packed, pack};

use reader::Reader;

/// In place of one length where values have several.
const SEVERAL: u32 = u32::MAX;
/// Shapes of one block, so that one byte says which.
const MOST_SHAPES: usize = 64;
/// Different values of a column that are kept beside the events, so that one byte says which.
const FEW: usize = 256;
/// Pieces and columns are no longer, so that a damaged length asks for no more memory than that.
const LONGEST: usize = super::block::LONGEST;

#[cfg(test)]
mod tests;
