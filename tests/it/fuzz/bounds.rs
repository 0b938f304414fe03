//! How long something may take and how much it may hold, by the size of what is read.

use std::fs;
use std::time::{Duration, Instant};

/// Nanoseconds that this thread had a core for; other work on the machine does not count.
fn own_nanoseconds() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// Measures what one thread takes.
pub struct Clock {
    own: Option<u64>,
    begun: Instant,
}

impl Clock {
    pub fn start() -> Self {
        Self { own: own_nanoseconds(), begun: Instant::now() }
    }

    pub fn taken(&self) -> Duration {
        match (self.own, own_nanoseconds()) {
            (Some(before), Some(now)) => Duration::from_nanos(now - before),
            _ => self.begun.elapsed(),
        }
    }
}

/// 50 ms and 1 µs a byte; a build that is not optimised is some forty times slower.
pub fn longest(size: usize) -> Duration {
    let slow = if cfg!(debug_assertions) { 40 } else { 1 };
    (Duration::from_millis(50) + Duration::from_micros(size as u64)) * slow
}

/// How much text may be made of so many bytes, in bytes.
pub fn most_text(size: usize) -> usize {
    (64 << 10) + size * 128
}

/// How much memory may be held for so many bytes, in bytes.
pub fn most_memory(size: usize) -> usize {
    (64 << 20) + size * 400
}

/// Looks at the memory of the whole process; for a process that does nothing else.
pub struct Memory {
    before: usize,
}

impl Memory {
    pub fn start() -> Option<Self> {
        // Sets the peak back to what is held now.
        fs::write("/proc/self/clear_refs", "5").ok()?;
        Some(Self { before: status("VmRSS:")? })
    }

    /// How much more was held at most, in bytes.
    pub fn grown(&self) -> usize {
        status("VmHWM:").unwrap_or_default().saturating_sub(self.before)
    }
}

fn status(name: &str) -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse::<usize>().ok().map(|kilobytes| kilobytes << 10)
}
