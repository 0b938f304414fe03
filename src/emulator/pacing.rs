use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// AWS's rate for `StartQuery`, for `GetQueryResults` and, in most regions, for `FilterLogEvents`, a second, account and
/// region.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>
const REQUESTS_A_SECOND: usize = 10;

/// AWS's rate for `LookupEvents`, a second, account and region.
///
/// Source: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html>
const LOOKUPS_A_SECOND: usize = 2;

/// Lets so many requests through in any second.
#[derive(Debug)]
pub(super) struct Pacing {
    most: usize,
    last: Mutex<VecDeque<Instant>>,
}

impl Default for Pacing {
    fn default() -> Self {
        Self { most: REQUESTS_A_SECOND, last: Mutex::default() }
    }
}

impl Pacing {
    /// For `LookupEvents`.
    pub fn of_lookups() -> Self {
        Self { most: LOOKUPS_A_SECOND, ..Self::default() }
    }

    /// Whether a request at `now` is one too many; if not, it counts.
    pub fn refuses(&self, now: Instant) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        while last.front().is_some_and(|first| now.saturating_duration_since(*first) >= Duration::from_secs(1)) {
            last.pop_front();
        }
        if last.len() >= self.most {
            return true;
        }
        last.push_back(now);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_request_in_a_second_is_refused() {
        let pacing = Pacing::default();
        let start = Instant::now();
        for _ in 0..10 {
            assert!(!pacing.refuses(start));
        }
        assert!(pacing.refuses(start + Duration::from_millis(999)));
        assert!(!pacing.refuses(start + Duration::from_secs(1)));
    }
}
