//! One hash for a set of events, in whatever order they come.

use sha2::{Digest, Sha256};

use crate::model::{LogEvent, hex};

/// Sums of events on their way into one.
///
/// Each event is summed as the JSON array `[timestamp, ingestionTime, log, logStream, message]` without spaces, only what
/// JSON must escape escaped (`json.dumps(event, ensure_ascii=False, separators=(",", ":"))` in Python); the sums are
/// sorted, and summed. `@ptr` and `eventId` are left out, so the set has the same hash whichever operation fetched it.
#[derive(Debug, Default)]
pub(super) struct EventSet {
    sums: Vec<[u8; 32]>,
}

impl EventSet {
    pub fn add(&mut self, event: &LogEvent) {
        let fields = (event.timestamp, event.ingestion_time, &event.log, &event.log_stream, &event.message);
        // Numbers and texts can always be written.
        let line = serde_json::to_vec(&fields).unwrap_or_default();
        self.sums.push(Sha256::digest(line).into());
    }

    pub fn len(&self) -> u64 {
        self.sums.len() as u64
    }

    /// In hexadecimal digits.
    pub fn sha256(mut self) -> String {
        self.sums.sort_unstable();
        let mut all = Sha256::new();
        for sum in &self.sums {
            all.update(sum);
        }
        let all: [u8; 32] = all.finalize().into();
        hex(&all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(timestamp: i64, message: &str, ptr: &str) -> LogEvent {
        LogEvent {
            timestamp,
            ingestion_time: timestamp + 5,
            message: message.to_owned(),
            log_stream: "s".to_owned(),
            log: "111122223333:/g".to_owned(),
            ptr: ptr.to_owned(),
        }
    }

    fn sum(events: &[LogEvent]) -> String {
        let mut set = EventSet::default();
        for event in events {
            set.add(event);
        }
        set.sha256()
    }

    #[test]
    fn the_hash_is_what_another_program_makes_of_the_same_events() {
        // By Python:
        // events = [[2, 7, "111122223333:/g", "s", "日本 \x1b[31m\"\\\n\x7f"], [1, 6, "111122223333:/g", "s", "a"]]
        // sums = sorted(sha256(json.dumps(e, ensure_ascii=False, separators=(",", ":")).encode()).digest() for e in events)
        // sha256(b"".join(sums)).hexdigest()
        let (one, other) = (event(2, "日本 \u{1b}[31m\"\\\n\u{7f}", "p"), event(1, "a", "q"));
        assert_eq!(
            sum(&[one.clone(), other.clone()]),
            "2b2de59d2abcfbcc1ded487e41c925628bd2723ab54127108a9ddabc3e188c93"
        );
        assert_eq!(sum(&[other.clone(), one.clone()]), sum(&[one.clone(), other.clone()]), "whatever the order");
        assert_eq!(sum(&[event(2, &one.message, "other")]), sum(std::slice::from_ref(&one)), "whatever the pointer");
        assert_ne!(sum(&[one.clone(), one.clone()]), sum(std::slice::from_ref(&one)), "the same twice is two events");
        assert_eq!(sum(&[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
