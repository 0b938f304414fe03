//! The records of a table, one after the other, in bounded memory.

use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::memchr_iter;

use super::input::{Input, LONGEST_LINE};

/// Bytes and cells that a record has room for at first, and at most.
const FIRST_BYTES: usize = 64 << 10;
const FIRST_CELLS: usize = 64;
const MOST_CELLS: usize = 64 << 10;
/// With what stands between the cells, no more than is kept of a line.
const MOST_BYTES: usize = LONGEST_LINE - MOST_CELLS;

/// How far a record was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Record,
    /// The last one: the file ends inside a quote.
    Unfinished,
    /// More of it than is kept of one; the rest of it comes next.
    Part,
    End,
}

/// Reads records.
pub(super) struct Records {
    core: Reader,
    bytes: Vec<u8>,
    /// Where in `bytes` each cell ends, counted from the beginning of the record.
    ends: Vec<usize>,
    filled: usize,
    cells: usize,
    /// Bytes of this record that were given as parts.
    given: usize,
    is_part: bool,
    /// The file has ended, and so did what was read last, unless a quote was open.
    is_ended: bool,
    is_open: bool,
    /// From one: where the record begins, and where the reading is.
    begins: u64,
    reached: u64,
}

impl Records {
    pub fn new(delimiter: u8) -> Self {
        Self {
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            bytes: vec![0; FIRST_BYTES],
            ends: vec![0; FIRST_CELLS],
            filled: 0,
            cells: 0,
            given: 0,
            is_part: false,
            is_ended: false,
            is_open: false,
            begins: 1,
            reached: 1,
        }
    }

    /// The line in which the record begins, from one.
    pub fn line(&self) -> u64 {
        self.begins
    }

    /// The cells of what was read last; of a part also the one that goes on.
    pub fn cells(&self) -> impl Iterator<Item = &[u8]> + Clone {
        let ends = &self.ends[..self.cells];
        let begins = [self.given].into_iter().chain(ends.iter().copied());
        let last = ends.last().copied().unwrap_or(self.given);
        let open = (last - self.given < self.filled).then_some(self.given + self.filled);
        begins
            .zip(ends.iter().copied().chain(open))
            .map(|(begin, end)| &self.bytes[begin - self.given..end - self.given])
    }

    /// Reads the next record, or as much of it as is kept of one. After an error, [`Self::cells`] has what came before.
    pub fn read(&mut self, input: &mut Input) -> io::Result<Found> {
        self.given = if self.is_part { self.given + self.filled } else { 0 };
        (self.filled, self.cells) = (0, 0);
        if !std::mem::take(&mut self.is_part) {
            self.skip_empty_lines(input)?;
        }
        loop {
            let buffer = input.fill_buf()?;
            let is_end = buffer.is_empty();
            // The end of the file is one more line end: a quote that is open takes it in, and everything else ends there.
            let given = if is_end && !self.is_ended { b"\n" } else { buffer };
            let (result, read, written, ended) =
                self.core.read_record(given, &mut self.bytes[self.filled..], &mut self.ends[self.cells..]);
            self.filled += written;
            self.cells += ended;
            if is_end {
                self.is_ended |= read > 0;
                self.is_open |= written > 0;
            } else {
                self.reached += memchr_iter(b'\n', &buffer[..read]).count() as u64;
                input.consume(read);
            }
            let is_full = match result {
                ReadRecordResult::InputEmpty => false,
                ReadRecordResult::OutputFull => !grown(&mut self.bytes, MOST_BYTES),
                // What is at its end needs room for that only.
                ReadRecordResult::OutputEndsFull => !grown(&mut self.ends, MOST_CELLS + usize::from(self.is_ended)),
                ReadRecordResult::Record if self.is_open => {
                    self.take_back_line_end();
                    return Ok(Found::Unfinished);
                }
                ReadRecordResult::Record => return Ok(Found::Record),
                ReadRecordResult::End => return Ok(Found::End),
            };
            if is_full {
                self.is_part = true;
                return Ok(Found::Part);
            }
        }
    }

    fn skip_empty_lines(&mut self, input: &mut Input) -> io::Result<()> {
        loop {
            let buffer = input.fill_buf()?;
            let ends = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.reached += memchr_iter(b'\n', &buffer[..ends]).count() as u64;
            self.begins = self.reached;
            if ends == 0 {
                return Ok(());
            }
            input.consume(ends);
        }
    }

    /// The line end that an open quote took in was none of the file's.
    fn take_back_line_end(&mut self) {
        self.is_open = false;
        self.filled = self.filled.saturating_sub(1);
        if let Some(last) = self.ends[..self.cells].last_mut() {
            *last = last.saturating_sub(1).max(self.given);
        }
    }
}

/// Whether there is more room than before.
fn grown<T: Clone + Default>(room: &mut Vec<T>, most: usize) -> bool {
    let wanted = (room.len() * 2).min(most);
    let grows = wanted > room.len();
    room.resize(wanted, T::default());
    grows
}
