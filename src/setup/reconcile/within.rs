//! Which sessions are of a time.

use super::Covered;
use super::join::Merged;

impl Merged<'_> {
    /// Whether anything of it lies within a time, from the first that is known of it to the last. What came after the time
    /// alone makes it none of it: that somebody ended a session later says nothing of when it was. Of one that nobody
    /// dates, nothing says that it is not.
    pub fn is_within(&self, range: Covered, now: i64) -> bool {
        let times = [self.start_time(), self.end(), self.first_event, self.last_event, self.last_resumed];
        // A log without events is of the time at which it was made.
        let times = times.into_iter().flatten().min().zip(times.into_iter().flatten().max());
        let Some((first, last)) = times.or(self.created.zip(self.created)) else { return true };
        let last = if self.goes_on() { last.max(now) } else { last };
        first < range.end && last >= range.start
    }
}
