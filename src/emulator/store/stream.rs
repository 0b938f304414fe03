use std::{ops::Range, sync::Arc};

/// What AWS adds to an event's text when it counts bytes.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html>
pub(crate) const EVENT_OVERHEAD: usize = 26;

/// An event on its way in. Times: milliseconds since 1970, UTC.
pub(crate) struct NewEvent {
    pub timestamp: i64,
    pub ingestion_time: i64,
    pub message: Arc<str>,
}

#[derive(Clone, Debug)]
pub(crate) struct StoredEvent {
    pub timestamp: i64,
    pub ingestion_time: i64,
    /// Its place in the order of arrival within the stream.
    pub number: u32,
    pub message: Arc<str>,
}

pub(crate) struct Stream {
    pub id: u32,
    pub creation_time: i64,
    pub last_ingestion_time: Option<i64>,
    /// In the order of their times; events of the same millisecond in the order of arrival.
    pub events: Arc<Vec<StoredEvent>>,
    pub bytes: u64,
}

impl Stream {
    pub fn new(id: u32, creation_time: i64) -> Self {
        Self { id, creation_time, last_ingestion_time: None, events: Arc::default(), bytes: 0 }
    }

    pub fn append(&mut self, new: impl IntoIterator<Item = NewEvent>) {
        let events = Arc::make_mut(&mut self.events);
        let mut sorted = true;
        for NewEvent { timestamp, ingestion_time, message } in new {
            sorted &= events.last().is_none_or(|last| last.timestamp <= timestamp);
            self.bytes += (message.len() + EVENT_OVERHEAD) as u64;
            self.last_ingestion_time = self.last_ingestion_time.max(Some(ingestion_time));
            let number = u32::try_from(events.len()).unwrap_or(u32::MAX);
            events.push(StoredEvent { timestamp, ingestion_time, number, message });
        }
        if !sorted {
            events.sort_by_key(|event| event.timestamp);
        }
    }

    pub fn first_event_time(&self) -> Option<i64> {
        self.events.first().map(|event| event.timestamp)
    }

    pub fn last_event_time(&self) -> Option<i64> {
        self.events.last().map(|event| event.timestamp)
    }

    /// The places of the events from `start` to `end`, both inclusive.
    pub fn range(&self, start: i64, end: i64) -> Range<usize> {
        let first = self.events.partition_point(|event| event.timestamp < start);
        let last = self.events.partition_point(|event| event.timestamp <= end);
        first..last.max(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(times: &[i64]) -> Stream {
        let mut stream = Stream::new(1, 0);
        stream.append(times.iter().map(|time| NewEvent {
            timestamp: *time,
            ingestion_time: *time + 5,
            message: Arc::from("m"),
        }));
        stream
    }

    #[test]
    fn late_events_find_their_place() {
        let mut stream = stream(&[10, 30]);
        stream.append([NewEvent { timestamp: 20, ingestion_time: 99, message: Arc::from("late") }]);
        let times: Vec<i64> = stream.events.iter().map(|event| event.timestamp).collect();
        assert_eq!(times, [10, 20, 30]);
        assert_eq!(stream.last_ingestion_time, Some(99));
        assert_eq!(stream.bytes, 3 * 26 + 6);
    }

    #[test]
    fn both_ends_of_a_range_are_in_it() {
        let stream = stream(&[10, 20, 20, 30]);
        assert_eq!(stream.range(20, 20), 1..3);
        assert_eq!(stream.range(0, 30), 0..4);
        assert_eq!(stream.range(31, 40), 4..4);
        assert_eq!(stream.range(30, 10), 3..3);
    }
}
