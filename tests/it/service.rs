//! The embedded service, and a client that may write to it: the program itself only reads.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_cloudwatchlogs::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region},
    types::{InputLogEvent, LogGroupClass},
};
use session_lens::emulator::{Emulator, EmulatorOptions};

pub const GROUP: &str = "/aws/ssm/session-logs";
pub const STREAM: &str = "hanako-0123456789abcdef0";

/// Milliseconds since 1970, UTC.
pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// An empty service that answers as fast as it can.
pub async fn start() -> Emulator {
    let options =
        EmulatorOptions { query_delay: Duration::from_millis(10), throttle: false, ..EmulatorOptions::default() };
    Emulator::start(options).await.unwrap()
}

pub fn writer(service: &Emulator) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
        .endpoint_url(service.endpoint())
        .build();
    Client::from_conf(config)
}

/// A group of the class Infrequent Access with one stream of these messages, a millisecond apart from
/// now on: Insights sees nothing older than the group.
pub async fn fill(service: &Emulator, messages: &[&str]) {
    let writer = writer(service);
    let class = LogGroupClass::InfrequentAccess;
    writer.create_log_group().log_group_name(GROUP).log_group_class(class).send().await.unwrap();
    writer.create_log_stream().log_group_name(GROUP).log_stream_name(STREAM).send().await.unwrap();
    if !messages.is_empty() {
        put(service, messages).await;
    }
}

/// Puts these messages into the stream, a millisecond apart from now on.
pub async fn put(service: &Emulator, messages: &[&str]) {
    let events = messages
        .iter()
        .zip(now()..)
        .map(|(message, time)| InputLogEvent::builder().timestamp(time).message(*message).build().unwrap());
    writer(service)
        .put_log_events()
        .log_group_name(GROUP)
        .log_stream_name(STREAM)
        .set_log_events(Some(events.collect()))
        .send()
        .await
        .unwrap();
}
