use std::{collections::BTreeMap, sync::Arc};

use super::{NewEvent, Stream};
use crate::{
    emulator::{ACCOUNT, REGION, refusal::Refusal},
    model::LogClass,
};

const DAY_MS: i64 = 86_400_000;

/// What a log group is created with.
#[derive(Clone, Debug)]
pub(crate) struct GroupSettings {
    pub class: LogClass,
    /// Milliseconds since 1970, UTC.
    pub creation_time: i64,
    /// `None`: events never expire.
    pub retention_days: Option<i32>,
    pub kms_key_id: Option<String>,
    /// Bytes that the group says it stores besides those that are here.
    pub other_bytes: u64,
    pub deletion_protection: bool,
    /// The policy's JSON.
    pub data_protection: Option<String>,
    /// The transformer's configuration as JSON.
    pub transformer: Option<String>,
}

pub(crate) struct Group {
    pub id: u32,
    pub name: String,
    pub settings: GroupSettings,
    pub streams: BTreeMap<Arc<str>, Stream>,
    last_stream_id: u32,
}

impl Group {
    pub fn new(id: u32, name: &str, settings: GroupSettings) -> Self {
        Self { id, name: name.to_owned(), settings, streams: BTreeMap::new(), last_stream_id: 0 }
    }

    /// Without the `:*` that some operations put behind it.
    pub fn arn(&self) -> String {
        format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{}", self.name)
    }

    /// The first millisecond that Insights sees: not before the group was created, not before what
    /// its retention keeps.
    ///
    /// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AnalyzingLogData.html>
    pub fn first_visible(&self, now: i64) -> i64 {
        let kept = self.settings.retention_days.map(|days| now - i64::from(days) * DAY_MS);
        self.settings.creation_time.max(kept.unwrap_or(i64::MIN))
    }

    pub fn stored_bytes(&self) -> u64 {
        self.settings.other_bytes + self.streams.values().map(|stream| stream.bytes).sum::<u64>()
    }

    pub fn stream(&self, name: &str) -> Result<&Stream, Refusal> {
        self.streams.get(name).ok_or(Refusal::NotFound("log stream"))
    }

    pub fn create_stream(&mut self, name: &str, creation_time: i64) -> Result<&mut Stream, Refusal> {
        if self.streams.contains_key(name) {
            return Err(Refusal::AlreadyExists("log stream"));
        }
        self.last_stream_id += 1;
        let stream = Stream::new(self.last_stream_id, creation_time);
        Ok(self.streams.entry(Arc::from(name)).or_insert(stream))
    }

    pub fn append(&mut self, stream: &str, events: impl IntoIterator<Item = NewEvent>) -> Result<(), Refusal> {
        self.streams.get_mut(stream).ok_or(Refusal::NotFound("log stream"))?.append(events);
        Ok(())
    }
}
