//! Keys on the channel, the group and the bucket, and whether sessions are refused without.

use super::{Document, Setup, written};
use crate::setup::facts::KeyFacts;
use crate::setup::finding::NONE;
use crate::setup::{Finding, FindingKind, Quote, Setting};

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    for document in setup.shells() {
        channel(document, found);
        enforced(document, found);
        refused(setup, document, found);
    }
    for name in setup.groups_in_use() {
        group(setup, name, found);
    }
    buckets(setup, found);
    for key in &setup.facts.keys {
        of_key(key, found);
    }
}

fn channel(document: &Document, found: &mut Vec<Finding>) {
    let key = &document.read.kms_key_id;
    let kind = match key {
        Setting::Unset => FindingKind::NoChannelKey,
        _ if key.value().is_some() => FindingKind::ChannelKey,
        _ => return,
    };
    let quote = document.quote("kmsKeyId", written(key));
    found.push(Finding::new(kind, document.name(), quote).with("key", written(key)));
}

/// With the switch off, a session starts although its group is missing (`agent/session/shell/shell.go`).
fn enforced(document: &Document, found: &mut Vec<Finding>) {
    let read = &document.read;
    let targets = [
        (
            "cloudWatchEncryptionEnabled",
            read.cloud_watch_log_group_name.value(),
            &read.cloud_watch_encryption_enabled,
            FindingKind::GroupEncryptionNotEnforced,
        ),
        (
            "s3EncryptionEnabled",
            read.s3_bucket_name.value(),
            &read.s3_encryption_enabled,
            FindingKind::BucketEncryptionNotEnforced,
        ),
    ];
    for (input, target, switch, off) in targets {
        let Some(target) = target else { continue };
        let kind = match (switch.value(), switch) {
            (Some(true), _) => FindingKind::EncryptionEnforced,
            (Some(false), _) | (None, Setting::Unset) => off,
            _ => continue,
        };
        let quote = document.quote(input, written(switch));
        found.push(Finding::new(kind, document.name(), quote).with("target", target));
    }
}

/// The agent asks whether the group has a KMS key, and refuses the session if not
/// (`agent/agentlogstocloudwatch/cloudwatchlogspublisher/cloudwatchlogsservice.go`).
fn refused(setup: &Setup, document: &Document, found: &mut Vec<Finding>) {
    let read = &document.read;
    if read.cloud_watch_encryption_enabled.value() != Some(&true) {
        return;
    }
    let Some(name) = read.cloud_watch_log_group_name.value() else { return };
    let described = setup.group(name).and_then(|group| group.described.read());
    if let Some((description, evidence)) = described
        && description.kms_key_id.is_none()
    {
        let finding = Finding::new(
            FindingKind::SessionsRefused,
            document.name(),
            document.quote("cloudWatchEncryptionEnabled", written(&read.cloud_watch_encryption_enabled)),
        );
        found.push(finding.also(Quote::new(evidence, "kmsKeyId", NONE)).with("group", name));
    }
}

fn group(setup: &Setup, name: &str, found: &mut Vec<Finding>) {
    let Some((description, evidence)) = setup.group(name).and_then(|group| group.described.read()) else { return };
    let key = description.kms_key_id.as_deref();
    let kind = if key.is_some() { FindingKind::GroupWithKey } else { FindingKind::GroupWithoutKey };
    let quote = Quote::new(evidence, "kmsKeyId", key.unwrap_or(NONE));
    found.push(Finding::new(kind, name, quote).with("key", key.unwrap_or(NONE)));
}

fn buckets(setup: &Setup, found: &mut Vec<Finding>) {
    for bucket in &setup.facts.buckets {
        match (bucket.encryption.read(), bucket.encryption.absent()) {
            (Some((encryption, evidence)), _) => {
                let with_key = encryption.sse_algorithm.starts_with("aws:kms");
                let kind = if with_key { FindingKind::BucketWithKey } else { FindingKind::BucketWithoutKey };
                let quote = Quote::new(evidence, "SSEAlgorithm", encryption.sse_algorithm.clone());
                found.push(Finding::new(kind, &bucket.name, quote).with("algorithm", &encryption.sse_algorithm));
            }
            (None, Some(evidence)) => {
                let quote = Quote::new(evidence, "", NONE);
                found.push(Finding::new(FindingKind::BucketWithoutKey, &bucket.name, quote).with("algorithm", NONE));
            }
            _ => {}
        }
        lock(bucket, found);
    }
}

fn lock(bucket: &crate::setup::facts::BucketFacts, found: &mut Vec<Finding>) {
    let versioning = bucket.versioning.value().map_or(NONE, String::as_str);
    let (kind, quote, mode) = match (bucket.object_lock.read(), bucket.object_lock.absent()) {
        (Some((lock, evidence)), _) => match &lock.mode {
            Some(mode) => (FindingKind::BucketLocked, Quote::new(evidence, "Mode", mode.clone()), mode.as_str()),
            None => (FindingKind::BucketNotLocked, Quote::new(evidence, "DefaultRetention", NONE), NONE),
        },
        (None, Some(evidence)) => (FindingKind::BucketNotLocked, Quote::new(evidence, "", NONE), NONE),
        _ => return,
    };
    found.push(Finding::new(kind, &bucket.name, quote).with("versioning", versioning).with("mode", mode));
}

fn of_key(key: &KeyFacts, found: &mut Vec<Finding>) {
    if let Some(evidence) = key.described.absent() {
        found.push(Finding::new(FindingKind::KeyMissing, &key.id, Quote::new(evidence, "", NONE)));
    }
    let Some((description, evidence)) = key.described.read() else { return };
    let quote = Quote::new(evidence, "KeyState", description.key_state.clone());
    if description.key_state != "Enabled" {
        found.push(Finding::new(FindingKind::KeyUnusable, &key.id, quote).with("state", &description.key_state));
        return;
    }
    // AWS rotates the keys that it manages itself.
    let is_own = description.key_manager.as_deref() != Some("AWS");
    match key.rotation.read() {
        Some((false, evidence)) if is_own => {
            let quote = Quote::new(evidence, "KeyRotationEnabled", "false");
            found.push(Finding::new(FindingKind::KeyNotRotated, &key.id, quote));
        }
        _ => found.push(Finding::new(FindingKind::KeyInOrder, &key.id, quote)),
    }
}
