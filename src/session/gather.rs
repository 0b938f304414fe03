//! Many sessions at once.

use std::{collections::HashMap, sync::Mutex};

use super::{Session, read_session};
use crate::model::LogEvent;

/// Reads all sessions among the events: one per log stream of a log group. The one whose last event
/// is newest comes first. Uses the machine's cores.
pub fn read_sessions(events: Vec<LogEvent>) -> Vec<Session> {
    let mut groups: HashMap<(String, String), Vec<LogEvent>> = HashMap::new();
    for event in events {
        let key = (event.log.clone(), event.log_stream.clone());
        groups.entry(key).or_default().push(event);
    }
    let mut groups: Vec<Group> = groups.into_iter().map(|(key, events)| (key, Mutex::new(events))).collect();
    groups.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut sessions: Vec<Session> = in_parallel(&groups);
    sessions.sort_by_key(|session| std::cmp::Reverse(session.last_event));
    sessions
}

/// Each is taken by one of the threads.
type Group = ((String, String), Mutex<Vec<LogEvent>>);

fn in_parallel(groups: &[Group]) -> Vec<Session> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(groups.len().max(1));
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(((_, stream), events)) = groups.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            let events = events.lock().map(|mut events| std::mem::take(&mut *events)).unwrap_or_default();
            done.push(read_session(stream, events));
        }
        done
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut sessions = work();
        for other in others {
            match other.join() {
                Ok(done) => sessions.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        sessions
    })
}
