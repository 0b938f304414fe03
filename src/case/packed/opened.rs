//! A block out of the file, of which only that is unpacked which somebody reads.

use std::{
    cell::{OnceCell, RefCell},
    ops::Range,
};

use memchr::memchr2;
use zstd::bulk::Decompressor;

use super::{
    LONGEST, Reader,
    values::{Few, Values, ends},
};
use crate::{
    case::block::{self, BadBlock, Block, NO_TIME},
    insights::{EventRef, Gap, Message, Shape, StoredMessages},
};

/// A block that was read from the file. Every access is checked: the bytes may be anybody's.
#[derive(Default)]
pub(in crate::case) struct Opened {
    columns: Vec<u8>,
    parts: Vec<u8>,
    events: usize,
    /// Names of log groups and streams.
    texts: Vec<Box<str>>,
    /// The block's beginning with its texts.
    beginning: usize,
    message_ends: Vec<u32>,
    /// Where the shape of each event is.
    shape_of: usize,
    shapes: Vec<Shape>,
    /// For each event, how many of the same shape are before it.
    ranks: Vec<u32>,
    /// By shape and gap.
    gaps: Vec<Vec<Column>>,
    pointers: Piece,
    unpacked_pointers: OnceCell<Values>,
    whole: OnceCell<Whole>,
    /// What was wrong with a part that somebody wanted to read.
    damage: OnceCell<&'static str>,
    unpacking: Unpacking,
}

#[derive(Default)]
struct Unpacking(RefCell<Option<Decompressor<'static>>>);

struct Column {
    is_plain: bool,
    count: usize,
    kind: Kind,
}

enum Kind {
    Few(Few),
    Own { piece: Piece, length: usize, values: OnceCell<Values> },
}

/// Where a piece is among the parts, and its length before it was compressed.
#[derive(Clone, Default)]
struct Piece {
    place: Range<usize>,
    length: usize,
}

/// All messages in one piece, as they are shown.
struct Whole {
    all: String,
    /// One by one, where some have bytes that are no text.
    shown: Vec<String>,
}

/// What is said of a part that cannot be read.
const UNREADABLE: &str = "a part of a block cannot be read";

impl Unpacking {
    fn unpack(&self, bytes: &[u8], length: usize) -> Result<Vec<u8>, BadBlock> {
        if length == 0 && bytes.is_empty() {
            return Ok(Vec::new());
        }
        if length > LONGEST {
            return Err(BadBlock);
        }
        let mut decompressor = self.0.borrow_mut();
        if decompressor.is_none() {
            *decompressor = Decompressor::new().ok();
        }
        let unpacked = decompressor.as_mut().and_then(|decompressor| decompressor.decompress(bytes, length).ok());
        unpacked.filter(|unpacked| unpacked.len() == length).ok_or(BadBlock)
    }
}

impl Piece {
    fn read(columns: &mut Reader<'_>, parts: &mut Reader<'_>) -> Result<Self, BadBlock> {
        let place = parts.range(columns.number()?)?;
        Ok(Self { place, length: columns.number()? })
    }
}

impl Opened {
    /// Reads the columns of a block; its parts are read when somebody wants them.
    pub fn read(&mut self, columns: &[u8], parts: Vec<u8>) -> Result<(), BadBlock> {
        let unpacking = std::mem::take(&mut self.unpacking);
        *self = Self { parts, unpacking, ..Self::default() };
        let done = self.read_columns(columns);
        if done.is_err() {
            *self = Self::default();
        }
        done
    }

    fn read_columns(&mut self, packed: &[u8]) -> Result<(), BadBlock> {
        let mut head = Reader::new(packed, 0);
        let length = head.number()?;
        self.columns = self.unpacking.unpack(packed.get(4..).ok_or(BadBlock)?, length)?;
        let mut columns = Reader::new(&self.columns, 0);
        let mut parts = Reader::new(&self.parts, 0);
        self.events = columns.number()?;
        let texts = columns.number()?;
        columns.range(block::COLUMNS.checked_mul(self.events).ok_or(BadBlock)?)?;
        let lengths = self.columns.get(self.column(4)..self.column(5)).ok_or(BadBlock)?;
        self.message_ends = ends(lengths, None)?;
        let text_ends: Vec<usize> = (0..texts).map(|_| columns.number()).collect::<Result<_, _>>()?;
        let mut begin = 0;
        for end in text_ends {
            let text = columns.piece(end.checked_sub(begin).ok_or(BadBlock)?)?;
            self.texts.push(std::str::from_utf8(text).map_err(|_| BadBlock)?.into());
            begin = end;
        }
        for event in 0..self.events {
            if self.text_at(2, event).is_none() || self.text_at(3, event).is_none() {
                return Err(BadBlock);
            }
        }
        let shape_of = columns.range(self.events)?;
        (self.beginning, self.shape_of) = (shape_of.start, shape_of.start);
        let shapes = columns.number()? + 1;
        if shapes > super::MOST_SHAPES {
            return Err(BadBlock);
        }
        let mut fixed: Vec<Vec<Box<[u8]>>> = vec![vec![Box::default(), Box::default()]];
        for _ in 1..shapes {
            let gaps = columns.number()?;
            let mut texts = Vec::new();
            for _ in 0..=gaps {
                let length = columns.number()?;
                texts.push(columns.piece(length)?.into());
            }
            fixed.push(texts);
        }
        let mut counts = vec![0_u32; shapes];
        for shape in self.columns.get(shape_of).ok_or(BadBlock)? {
            let count = counts.get_mut(usize::from(*shape)).ok_or(BadBlock)?;
            self.ranks.push(*count);
            *count += 1;
        }
        for (fixed, count) in fixed.into_iter().zip(counts) {
            let read = |_| Column::read(&mut columns, &mut parts, count as usize);
            let gaps: Vec<Column> = (1..fixed.len()).map(read).collect::<Result<_, _>>()?;
            let kinds = gaps.iter().map(|gap| if gap.is_plain { Gap::Plain } else { Gap::Any }).collect();
            self.shapes.push(Shape::new(fixed, kinds).ok_or(BadBlock)?);
            self.gaps.push(gaps);
        }
        self.pointers = Piece::read(&mut columns, &mut parts)?;
        if columns.is_at_end() && parts.is_at_end() { Ok(()) } else { Err(BadBlock) }
    }

    /// The parts' memory, to be used again.
    pub fn take_parts(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.parts)
    }

    /// What was found wrong with a part since the block was read.
    pub fn damage(&self) -> Option<&'static str> {
        self.damage.get().copied()
    }

    pub fn len(&self) -> usize {
        self.events
    }

    fn column(&self, column: usize) -> usize {
        block::column(self.events, column)
    }

    fn text_at(&self, column: usize, event: usize) -> Option<&str> {
        let place = block::number(&self.columns, self.column(column) + 4 * event)?;
        self.texts.get(place as usize).map(|text| &**text)
    }

    fn time_at(&self, column: usize, event: usize) -> Option<i64> {
        let at = self.column(column) + 8 * event;
        let time = i64::from_le_bytes(self.columns.get(at..at + 8)?.try_into().ok()?);
        (time != NO_TIME).then_some(time)
    }

    pub fn timestamp(&self, event: usize) -> Option<i64> {
        self.time_at(0, event)
    }

    pub fn ingestion_time(&self, event: usize) -> Option<i64> {
        self.time_at(1, event)
    }

    /// `@log`.
    pub fn log(&self, event: usize) -> &str {
        self.text_at(2, event).unwrap_or_default()
    }

    pub fn log_stream(&self, event: usize) -> &str {
        self.text_at(3, event).unwrap_or_default()
    }

    pub fn event(&self, event: usize) -> EventRef<'_> {
        EventRef {
            timestamp: self.timestamp(event),
            ingestion_time: self.ingestion_time(event),
            message: Message::Stored(self, event),
            log_stream: self.log_stream(event),
            log: self.log(event),
            ptr: "",
        }
    }

    fn shape_number(&self, event: usize) -> Option<usize> {
        if event < self.events { self.columns.get(self.shape_of + event).copied().map(usize::from) } else { None }
    }

    fn piece(&self, piece: &Piece) -> Result<Vec<u8>, BadBlock> {
        self.unpacking.unpack(self.parts.get(piece.place.clone()).ok_or(BadBlock)?, piece.length)
    }

    /// The values of a column that has a piece of its own; none where it is damaged.
    fn own<'o>(&self, column: &'o Column) -> Option<&'o Values> {
        let Kind::Own { piece, length, values } = &column.kind else { return None };
        Some(values.get_or_init(|| {
            let read = self.piece(piece).and_then(|bytes| Values::read(bytes, column.count, *length));
            read.unwrap_or_else(|_| {
                let _first = self.damage.set(UNREADABLE);
                Values::default()
            })
        }))
    }

    fn bytes<'o>(&'o self, column: &'o Column, rank: usize) -> Option<&'o [u8]> {
        match &column.kind {
            Kind::Few(few) => few.bytes(&self.columns, rank),
            Kind::Own { .. } => self.own(column)?.bytes(rank),
        }
    }

    /// Puts all messages together behind what is there.
    fn messages(&self, into: &mut Vec<u8>) -> Result<(), BadBlock> {
        let before = into.len();
        for event in 0..self.events {
            let shape = self.shape_number(event).ok_or(BadBlock)?;
            let (shape, gaps) = self.shapes.get(shape).zip(self.gaps.get(shape)).ok_or(BadBlock)?;
            let rank = *self.ranks.get(event).ok_or(BadBlock)? as usize;
            for (fixed, gap) in shape.fixed().iter().zip(gaps) {
                into.extend_from_slice(fixed);
                into.extend_from_slice(self.bytes(gap, rank).ok_or(BadBlock)?);
            }
            into.extend_from_slice(shape.fixed().last().map(|last| &**last).unwrap_or_default());
            let end = *self.message_ends.get(event).ok_or(BadBlock)? as usize;
            if into.len() - before != end {
                return Err(BadBlock);
            }
        }
        if self.damage.get().is_some() { Err(BadBlock) } else { Ok(()) }
    }

    fn message_bytes(&self) -> usize {
        self.message_ends.last().map_or(0, |end| *end as usize)
    }

    /// The block as it was hashed.
    pub fn block(&self) -> Result<Block, BadBlock> {
        let length = self.message_bytes().saturating_add(self.beginning).saturating_add(self.pointers.length);
        if length > LONGEST {
            return Err(BadBlock);
        }
        let mut bytes = Vec::with_capacity(length);
        bytes.extend_from_slice(self.columns.get(..self.beginning).ok_or(BadBlock)?);
        for column in [4, 5] {
            let place = self.column(column)..self.column(column + 1);
            let ends = ends(bytes.get(place.clone()).ok_or(BadBlock)?, None)?;
            let ends = ends.iter().flat_map(|end| end.to_le_bytes());
            bytes.get_mut(place).ok_or(BadBlock)?.iter_mut().zip(ends).for_each(|(byte, end)| *byte = end);
        }
        self.messages(&mut bytes)?;
        bytes.extend(self.piece(&self.pointers)?);
        Block::read(bytes)
    }

    /// Whether it says of its columns what they are: not the hash tells that.
    pub fn is_as_it_says(&self) -> bool {
        self.gaps.iter().flatten().all(|column| {
            !column.is_plain
                || (0..column.count)
                    .all(|rank| self.bytes(column, rank).is_some_and(|value| memchr2(b'"', b'\\', value).is_none()))
        })
    }

    fn whole(&self) -> &Whole {
        self.whole.get_or_init(|| {
            let mut bytes = Vec::with_capacity(self.message_bytes().min(LONGEST));
            if self.messages(&mut bytes).is_err() {
                let _first = self.damage.set(UNREADABLE);
                return Whole { all: String::new(), shown: Vec::new() };
            }
            let ends = || self.message_ends.iter().map(|end| *end as usize);
            match String::from_utf8(bytes) {
                // A character may be cut in two where one message ends and the next begins.
                Ok(all) if ends().all(|end| all.is_char_boundary(end)) => Whole { all, shown: Vec::new() },
                other => {
                    let bytes = other.map_or_else(std::string::FromUtf8Error::into_bytes, String::into_bytes);
                    let begins = std::iter::once(0).chain(ends());
                    let shown = begins.zip(ends()).map(|(begin, end)| {
                        String::from_utf8_lossy(bytes.get(begin..end).unwrap_or_default()).into_owned()
                    });
                    Whole { all: String::new(), shown: shown.collect() }
                }
            }
        })
    }

    fn message_range(&self, event: usize) -> Range<usize> {
        let end = |event: usize| self.message_ends.get(event).map_or(0, |end| *end as usize);
        event.checked_sub(1).map_or(0, end)..end(event)
    }

    fn all_pointers(&self) -> &Values {
        self.unpacked_pointers.get_or_init(|| {
            let lengths = self.columns.get(self.column(5)..self.column(6)).unwrap_or_default();
            let read = self.piece(&self.pointers).and_then(|bytes| Values::with_lengths(bytes, lengths));
            read.unwrap_or_else(|_| {
                let _first = self.damage.set(UNREADABLE);
                Values::default()
            })
        })
    }

    /// The events with a pointer.
    pub fn with_pointer(&self, pointer: &str) -> Vec<usize> {
        let is_there = memchr::memmem::find(self.all_pointers().all(), pointer.as_bytes()).is_some();
        if is_there { (0..self.events).filter(|event| self.ptr(*event) == pointer).collect() } else { Vec::new() }
    }
}

impl Column {
    fn read(columns: &mut Reader<'_>, parts: &mut Reader<'_>, count: usize) -> Result<Self, BadBlock> {
        let is_plain = match columns.byte()? {
            0 => false,
            1 => true,
            _ => return Err(BadBlock),
        };
        let kind = match columns.byte()? {
            0 => Kind::Few(Few::read(columns, count)?),
            1 => {
                let piece = Piece::read(columns, parts)?;
                Kind::Own { piece, length: columns.number()?, values: OnceCell::new() }
            }
            _ => return Err(BadBlock),
        };
        Ok(Self { is_plain, count, kind })
    }
}

impl StoredMessages for Opened {
    fn text(&self, event: usize) -> &str {
        let whole = self.whole();
        match whole.shown.get(event) {
            Some(shown) => shown,
            None => whole.all.get(self.message_range(event)).unwrap_or_default(),
        }
    }

    fn length(&self, event: usize) -> usize {
        self.message_range(event).len()
    }

    fn shape(&self, event: usize) -> Option<&Shape> {
        self.shape_number(event).filter(|shape| *shape > 0).and_then(|shape| self.shapes.get(shape))
    }

    fn value(&self, event: usize, gap: usize) -> Option<&str> {
        let column = self.gaps.get(self.shape_number(event)?)?.get(gap)?;
        let rank = *self.ranks.get(event)? as usize;
        match &column.kind {
            Kind::Few(few) => few.text(&self.columns, rank),
            Kind::Own { .. } => self.own(column)?.text(rank),
        }
    }

    fn ptr(&self, event: usize) -> &str {
        self.all_pointers().text(event).unwrap_or_default()
    }
}
