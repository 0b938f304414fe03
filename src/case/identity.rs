//! When two events are the same one.

use std::{
    collections::HashMap,
    hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState},
};

use highway::{HighwayHash, HighwayHasher, Key};

use super::NewEvent;

/// Which events are there. Two are the same where everything in them is: a pointer alone says nothing, for a file can
/// have any. Of those without a pointer, as many before them in their source have to be the same too: a line that stands
/// twice in a file is two events, a file that is read twice brings nothing.
///
/// What a collection brought is never taken for what a file brought, so that no file can stand in its place; what a
/// file brings can be there from a collection.
#[derive(Debug)]
pub(super) struct Identities {
    /// Nobody who writes a log knows it, so nobody can make two events that are taken for one.
    key: [u64; 4],
    known: HashMap<Content, Seen, BuildHasherDefault<First>>,
    source: u32,
}

/// What brings an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceKind {
    Collection,
    File,
}

/// What an event is, in 128 bits.
type Content = [u64; 2];

#[derive(Debug, Default)]
struct Seen {
    /// How many of these events there are.
    known: u32,
    /// How often it came in the source that was read last when it came.
    here: u32,
    source: u32,
}

/// Takes the first eight bytes as they are: they are a hash already.
#[derive(Default)]
struct First(u64);

impl Hasher for First {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.first_chunk().map_or(0, |first| u64::from_le_bytes(*first));
    }

    fn write_usize(&mut self, _length: usize) {}
}

impl Default for Identities {
    fn default() -> Self {
        let random = RandomState::new();
        Self { key: [0, 1, 2, 3].map(|number: u64| random.hash_one(number)), known: HashMap::default(), source: 0 }
    }
}

impl Identities {
    /// Another source begins, or the same one again.
    pub fn begin_source(&mut self) {
        self.source += 1;
    }

    /// Takes one that is kept already: each was new when it came, whatever source brought it.
    pub fn learn(&mut self, event: &NewEvent<'_>, from: SourceKind) {
        self.known.entry(content(self.key, event, from)).or_default().known += 1;
    }

    /// Takes one that somebody else put there meanwhile, and gives whether the source that is being read has brought the
    /// same: what it was told of that is not true any more.
    pub fn learn_beside(&mut self, event: &NewEvent<'_>, from: SourceKind) -> bool {
        let is_brought = |from: SourceKind| {
            self.known.get(&content(self.key, event, from)).is_some_and(|seen| seen.source == self.source)
        };
        // A file's event is there where a collection has brought it.
        let stands_for_file = from == SourceKind::Collection && !event.ptr.is_empty();
        let is_same = is_brought(from) || stands_for_file && is_brought(SourceKind::File);
        self.learn(event, from);
        is_same
    }

    /// Whether it is new; it is known from then on. `from`: what brings it.
    pub fn insert(&mut self, event: &NewEvent<'_>, from: SourceKind) -> bool {
        let is_collected = || self.known.contains_key(&content(self.key, event, SourceKind::Collection));
        if from == SourceKind::File && !event.ptr.is_empty() && is_collected() {
            return false;
        }
        let seen = self.known.entry(content(self.key, event, from)).or_default();
        if seen.source != self.source {
            (seen.source, seen.here) = (self.source, 0);
        }
        let is_repeated = event.ptr.is_empty();
        if is_repeated && seen.here >= seen.known || seen.known == 0 {
            seen.known += 1;
            seen.here += 1;
            return true;
        }
        seen.here += 1;
        false
    }
}

fn content(key: [u64; 4], event: &NewEvent<'_>, from: SourceKind) -> Content {
    let mut hash = HighwayHasher::new(Key(key));
    let mut head = [0; 43];
    head[0] = u8::from(event.timestamp.is_some());
    head[1] = u8::from(event.ingestion_time.is_some());
    head[2] = u8::from(from == SourceKind::Collection);
    let numbers = [
        event.timestamp.unwrap_or_default().to_le_bytes(),
        event.ingestion_time.unwrap_or_default().to_le_bytes(),
        (event.log.len() as u64).to_le_bytes(),
        (event.log_stream.len() as u64).to_le_bytes(),
        (event.ptr.len() as u64).to_le_bytes(),
    ];
    head[3..].copy_from_slice(numbers.as_flattened());
    hash.append(&head);
    hash.append(event.log.as_bytes());
    hash.append(event.log_stream.as_bytes());
    hash.append(event.ptr.as_bytes());
    hash.append(event.message);
    hash.finalize128()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event<'e>(message: &'e str, ptr: &'e str) -> NewEvent<'e> {
        NewEvent {
            timestamp: Some(1),
            ingestion_time: None,
            log: "g",
            log_stream: "s",
            message: message.as_bytes(),
            ptr,
        }
    }

    #[test]
    fn what_several_sources_brought_together_is_known_as_their_sum() {
        let mut known = Identities::default();
        // Three of one source, and two more that another had.
        for _ in 0..5 {
            known.learn(&event("a", ""), SourceKind::File);
        }
        known.begin_source();
        let new: Vec<bool> = (0..6).map(|_| known.insert(&event("a", ""), SourceKind::File)).collect();
        assert_eq!(new, [false, false, false, false, false, true]);
    }

    #[test]
    fn a_repeated_line_is_another_event_and_a_repeated_file_is_not() {
        let mut known = Identities::default();
        for again in [false, true] {
            known.begin_source();
            assert_eq!(known.insert(&event("a", ""), SourceKind::File), !again);
            assert_eq!(known.insert(&event("a", ""), SourceKind::File), !again);
            assert_eq!(known.insert(&event("b", ""), SourceKind::File), !again);
        }
        // Once more than in any source before.
        known.begin_source();
        let new: Vec<bool> = (0..4).map(|_| known.insert(&event("a", ""), SourceKind::File)).collect();
        assert_eq!(new, [false, false, true, true]);
        assert!(known.insert(&event("a", "p1"), SourceKind::File));
        assert!(known.insert(&event("a", "p2"), SourceKind::File));
        assert!(!known.insert(&event("a", "p2"), SourceKind::File));
    }

    #[test]
    fn nothing_from_a_file_stands_for_what_is_collected() {
        let mut known = Identities::default();
        known.begin_source();
        assert!(known.insert(&event("forged", "p1"), SourceKind::File));
        assert!(known.insert(&event("true", "p2"), SourceKind::File));
        known.begin_source();
        assert!(known.insert(&event("true", "p1"), SourceKind::Collection), "the same pointer, and another event");
        assert!(known.insert(&event("true", "p2"), SourceKind::Collection), "also where all of it is the same");
        assert!(!known.insert(&event("true", "p2"), SourceKind::Collection));
        known.begin_source();
        assert!(!known.insert(&event("true", "p1"), SourceKind::File), "it is there, collected");
        assert!(known.insert(&event("forged again", "p1"), SourceKind::File), "and a file loses nothing");
    }
}
