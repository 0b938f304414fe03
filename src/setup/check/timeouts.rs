//! How long a session may be left alone, and how long it may last. The service ends it; the agent does not read these.

use super::{Document, Setup, written};
use crate::setup::{Finding, FindingKind, Setting};

/// AWS Systems Manager User Guide, "Specify an idle session timeout value": between 1 and 60 minutes, 20 by default.
pub(in crate::setup) const IDLE_MINUTES: std::ops::RangeInclusive<i64> = 1..=60;
pub(in crate::setup) const IDLE_DEFAULT_MINUTES: i64 = 20;
/// AWS Systems Manager User Guide, "Specify maximum session duration": between 1 and 1,440 minutes.
const DURATION_MINUTES: std::ops::RangeInclusive<i64> = 1..=1_440;

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    for document in setup.shells() {
        idle(document, setup.requirements.idle_minutes, found);
        longest(document, found);
    }
}

fn idle(document: &Document, limit: i64, found: &mut Vec<Finding>) {
    let setting = &document.read.idle_session_timeout;
    let (kind, minutes) = match (setting.value(), setting) {
        (Some(minutes), _) if !IDLE_MINUTES.contains(minutes) => {
            found.push(out_of_range(document, "idleSessionTimeout", setting, &IDLE_MINUTES));
            return;
        }
        (Some(minutes), _) if *minutes > limit => (FindingKind::IdleTimeoutLong, *minutes),
        (Some(minutes), Setting::Given(_)) => (FindingKind::IdleTimeoutGood, *minutes),
        (None, Setting::Unset) if IDLE_DEFAULT_MINUTES > limit => {
            (FindingKind::IdleTimeoutDefault, IDLE_DEFAULT_MINUTES)
        }
        (None, Setting::Unset) => (FindingKind::IdleTimeoutGood, IDLE_DEFAULT_MINUTES),
        _ => return,
    };
    let quote = document.quote("idleSessionTimeout", written(setting));
    found.push(Finding::new(kind, document.name(), quote).with("minutes", minutes).with("limit", limit));
}

fn longest(document: &Document, found: &mut Vec<Finding>) {
    let setting = &document.read.max_session_duration;
    let quote = || document.quote("maxSessionDuration", written(setting));
    match (setting.value(), setting) {
        (Some(minutes), _) if !DURATION_MINUTES.contains(minutes) => {
            found.push(out_of_range(document, "maxSessionDuration", setting, &DURATION_MINUTES));
        }
        (Some(minutes), Setting::Given(_)) => {
            found.push(Finding::new(FindingKind::MaxDurationSet, document.name(), quote()).with("minutes", minutes));
        }
        (None, Setting::Unset) => found.push(Finding::new(FindingKind::MaxDurationUnset, document.name(), quote())),
        _ => {}
    }
}

fn out_of_range(
    document: &Document,
    input: &str,
    setting: &Setting<i64>,
    range: &std::ops::RangeInclusive<i64>,
) -> Finding {
    Finding::new(FindingKind::TimeoutOutOfRange, document.name(), document.quote(input, written(setting)))
        .with("input", input)
        .with("value", written(setting))
        .with("least", range.start())
        .with("most", range.end())
}
