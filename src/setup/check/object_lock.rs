//! Whether logs in a bucket can be changed or deleted, and for how long not.

use super::Setup;
use crate::setup::facts::BucketFacts;
use crate::setup::finding::{NONE, NOT_READ};
use crate::setup::{Answer, Finding, FindingKind, Quote};

/// The mode in which nobody, root user or not, can delete or shorten.
///
/// Source: Amazon S3 User Guide, "Locking objects with Object Lock".
const COMPLIANCE: &str = "COMPLIANCE";

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    let buckets = setup.facts.buckets.iter().filter(|bucket| bucket.location.absent().is_none());
    found.extend(buckets.filter_map(|bucket| lock(setup, bucket)));
}

fn lock(setup: &Setup, bucket: &BucketFacts) -> Option<Finding> {
    let (required, rule) = (setup.requirements.retention_days, &setup.requirements.retention_rule);
    let versioning = match &bucket.versioning {
        Answer::Read { value, .. } => value,
        Answer::Absent { .. } => NONE,
        _ => NOT_READ,
    };
    let (lock, evidence) = match (bucket.object_lock.read(), bucket.object_lock.absent()) {
        (Some((lock, evidence)), _) => (Some(lock), evidence),
        (None, evidence) => (None, evidence?),
    };
    let mode = lock.and_then(|lock| lock.mode.as_deref());
    let days = lock.and_then(|lock| lock.days);
    let kind = match (mode, days) {
        (None, _) => FindingKind::BucketNotLocked,
        (Some(COMPLIANCE), Some(days)) if days >= required => FindingKind::BucketLocked,
        _ => FindingKind::BucketLockWeak,
    };
    let shown = days.map_or_else(|| NONE.to_owned(), |days| days.to_string());
    let quote = match (lock, mode) {
        (_, Some(mode)) => Quote::new(evidence, "Mode", mode),
        (Some(_), None) => Quote::new(evidence, "DefaultRetention", NONE),
        (None, None) => Quote::new(evidence, "", NONE),
    };
    let mut finding = Finding::new(kind, &bucket.name, quote);
    if mode.is_some() {
        finding = finding.also(Quote::new(evidence, "Days", shown.clone()));
    }
    if let Some((versioning, evidence)) = bucket.versioning.read() {
        finding = finding.also(Quote::new(evidence, "Status", versioning.clone()));
    }
    let finding = finding.with("versioning", versioning).with("mode", mode.unwrap_or(NONE)).with("days", shown);
    Some(finding.with("required", required).with("rule", rule))
}
