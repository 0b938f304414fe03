//! When two events are the same one.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::NewEvent;

/// Which events are there. An event that AWS gave a pointer is known by it. Others are the same where everything in
/// them is, and as many of those before them in their source are: a line that stands twice in a file is two events,
/// a file that is read twice brings nothing.
#[derive(Debug, Default)]
pub(super) struct Identities {
    known: HashSet<u128>,
    /// How often the same event without a pointer came in the source that is being read.
    repeated: HashMap<u128, u32>,
}

impl Identities {
    /// Another source begins, or the same one again.
    pub fn begin_source(&mut self) {
        self.repeated.clear();
    }

    /// Whether it is new; it is known from then on.
    pub fn insert(&mut self, event: &NewEvent<'_>) -> bool {
        let content = content(event);
        if !event.ptr.is_empty() {
            return self.known.insert(content);
        }
        let before = self.repeated.entry(content).or_default();
        let identity =
            content.wrapping_add(u128::from(*before).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
        *before += 1;
        self.known.insert(identity)
    }
}

fn content(event: &NewEvent<'_>) -> u128 {
    let mut hash = Sha256::new();
    if event.ptr.is_empty() {
        for time in [event.timestamp, event.ingestion_time] {
            hash.update([u8::from(time.is_some())]);
            hash.update(time.unwrap_or_default().to_le_bytes());
        }
        for text in [event.log, event.log_stream] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.update(event.message);
    } else {
        hash.update(b"@ptr");
        hash.update(event.ptr);
    }
    let sum: [u8; 32] = hash.finalize().into();
    let mut half = [0; 16];
    half.copy_from_slice(&sum[..16]);
    u128::from_le_bytes(half)
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
    fn a_repeated_line_is_another_event_and_a_repeated_file_is_not() {
        let mut known = Identities::default();
        for again in [false, true] {
            known.begin_source();
            assert_eq!(known.insert(&event("a", "")), !again);
            assert_eq!(known.insert(&event("a", "")), !again);
            assert_eq!(known.insert(&event("b", "")), !again);
        }
        assert!(known.insert(&event("a", "p1")));
        assert!(known.insert(&event("a", "p2")));
        assert!(!known.insert(&event("a", "p2")));
    }
}
