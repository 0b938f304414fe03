//! Many sessions at once.

use std::collections::HashMap;

use super::{Session, read_session};
use crate::model::{LogEvent, in_parallel};

/// Reads all sessions among the events: one per log stream of a log group. The one whose last event
/// is newest comes first. Uses the machine's cores.
pub fn read_sessions(events: Vec<LogEvent>) -> Vec<Session> {
    let mut groups: HashMap<(String, String), Vec<LogEvent>> = HashMap::new();
    for event in events {
        let key = (event.log.clone(), event.log_stream.clone());
        groups.entry(key).or_default().push(event);
    }
    let mut groups: Vec<((String, String), Vec<LogEvent>)> = groups.into_iter().collect();
    groups.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut sessions = in_parallel(groups, |((_, stream), events)| read_session(&stream, events));
    sessions.sort_by_key(|session| std::cmp::Reverse(session.last_event));
    sessions
}
