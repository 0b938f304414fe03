//! What the service holds: log groups, their streams, their events. All locks are short; what a query
//! reads is shared, not copied, and no lock is held while it reads.

mod group;
mod pointer;
mod stream;

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

pub(super) use self::{
    group::{Group, GroupSettings},
    pointer::Pointer,
    stream::{EVENT_OVERHEAD, NewEvent, StoredEvent, Stream},
};
use super::{ACCOUNT, refusal::Refusal};
use crate::model::LogEvent;

#[derive(Default)]
pub(super) struct Store {
    groups: RwLock<Groups>,
}

#[derive(Default)]
pub(super) struct Groups {
    by_name: BTreeMap<String, Group>,
    last_id: u32,
}

/// The part of one stream that lies in a query's window.
pub(super) struct StreamSlice {
    pub group_id: u32,
    pub stream_id: u32,
    /// `@log`.
    pub log: Arc<str>,
    pub stream: Arc<str>,
    events: Arc<Vec<StoredEvent>>,
    range: std::ops::Range<usize>,
}

impl StreamSlice {
    pub fn events(&self) -> &[StoredEvent] {
        self.events.get(self.range.clone()).unwrap_or_default()
    }

    /// Writes an event of this slice over `event`, whose buffers are used again.
    pub fn write(&self, stored: &StoredEvent, event: &mut LogEvent) {
        event.timestamp = stored.timestamp;
        event.ingestion_time = stored.ingestion_time;
        event.message.clear();
        event.message.push_str(&stored.message);
        event.log_stream.clear();
        event.log_stream.push_str(&self.stream);
        event.log.clear();
        event.log.push_str(&self.log);
        event.ptr.clear();
        Pointer { group: self.group_id, stream: self.stream_id, event: stored.number }.write(&mut event.ptr);
    }
}

impl Store {
    pub fn read(&self) -> RwLockReadGuard<'_, Groups> {
        self.groups.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn write(&self) -> RwLockWriteGuard<'_, Groups> {
        self.groups.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// What Insights sees of these groups from `start` to `end`, both in milliseconds and inclusive:
    /// nothing from before a group's creation, nothing that its retention has taken away.
    pub fn slices(&self, groups: &[String], start: i64, end: i64, now: i64) -> Vec<StreamSlice> {
        let held = self.read();
        let mut slices = Vec::new();
        for group in groups.iter().filter_map(|name| held.get(name)) {
            let log: Arc<str> = format!("{ACCOUNT}:{}", group.name).into();
            let start = start.max(group.first_visible(now));
            for (name, stream) in &group.streams {
                let range = stream.range(start, end);
                if !range.is_empty() {
                    slices.push(StreamSlice {
                        group_id: group.id,
                        stream_id: stream.id,
                        log: log.clone(),
                        stream: name.clone(),
                        events: stream.events.clone(),
                        range,
                    });
                }
            }
        }
        slices
    }

    /// The event behind a `@ptr`.
    pub fn event(&self, pointer: Pointer) -> Option<LogEvent> {
        let held = self.read();
        let group = held.by_name.values().find(|group| group.id == pointer.group)?;
        let (name, stream) = group.streams.iter().find(|(_, stream)| stream.id == pointer.stream)?;
        let stored = stream.events.iter().find(|event| event.number == pointer.event)?;
        let mut ptr = String::new();
        pointer.write(&mut ptr);
        Some(LogEvent {
            timestamp: stored.timestamp,
            ingestion_time: stored.ingestion_time,
            message: stored.message.to_string(),
            log_stream: name.to_string(),
            log: format!("{ACCOUNT}:{}", group.name),
            ptr,
        })
    }
}

impl Groups {
    pub fn get(&self, name: &str) -> Option<&Group> {
        self.by_name.get(name)
    }

    /// In the order of their names, as AWS lists them.
    pub fn all(&self) -> impl Iterator<Item = &Group> {
        self.by_name.values()
    }

    pub fn group(&self, name: &str) -> Result<&Group, Refusal> {
        self.by_name.get(name).ok_or(Refusal::NotFound("log group"))
    }

    pub fn group_mut(&mut self, name: &str) -> Result<&mut Group, Refusal> {
        self.by_name.get_mut(name).ok_or(Refusal::NotFound("log group"))
    }

    pub fn create(&mut self, name: &str, settings: GroupSettings) -> Result<&mut Group, Refusal> {
        if self.by_name.contains_key(name) {
            return Err(Refusal::AlreadyExists("log group"));
        }
        self.last_id += 1;
        let group = Group::new(self.last_id, name, settings);
        Ok(self.by_name.entry(name.to_owned()).or_insert(group))
    }

    /// Lets `change` move the times of each group's events, all of them at once.
    pub fn change_times(&mut self, change: impl Fn(&mut [&mut StoredEvent])) {
        for group in self.by_name.values_mut() {
            let mut events: Vec<&mut StoredEvent> =
                group.streams.values_mut().flat_map(|stream| Arc::make_mut(&mut stream.events)).collect();
            events.sort_by_key(|event| event.timestamp);
            change(&mut events);
            for stream in group.streams.values_mut() {
                Arc::make_mut(&mut stream.events).sort_by_key(|event| event.timestamp);
            }
        }
    }

    pub fn delete(&mut self, name: &str) -> Result<(), Refusal> {
        self.by_name.remove(name).map(drop).ok_or(Refusal::NotFound("log group"))
    }
}
