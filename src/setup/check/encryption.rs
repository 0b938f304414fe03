//! Keys on the channel, the group and the bucket, and whether sessions are refused without.

use super::{Document, Setup, target::Standing, written};
use crate::setup::facts::{BucketFacts, KeyFacts, LogGroupFacts};
use crate::setup::finding::NONE;
use crate::setup::{Answer, Certainty, Finding, FindingKind, Quote, Setting};

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    for document in setup.shells() {
        channel(setup, document, found);
        enforced(setup, document, found);
        refused(setup, document, found);
    }
    for name in setup.groups_in_use() {
        group(setup, name, found);
    }
    buckets(setup, found);
    for key in &setup.facts.keys {
        of_key(setup, key, found);
    }
}

fn channel(setup: &Setup, document: &Document, found: &mut Vec<Finding>) {
    let key = &document.read.kms_key_id;
    let kind = match key {
        Setting::Unset => FindingKind::NoChannelKey,
        _ if setup.key_standing(key) == Standing::Stands => FindingKind::ChannelKey,
        _ => return,
    };
    let quote = document.quote("kmsKeyId", written(key));
    found.push(Finding::new(kind, document.name(), quote).with("key", written(key)));
}

/// With the switch off, a session starts although its group is missing (`agent/session/shell/shell.go`).
fn enforced(setup: &Setup, document: &Document, found: &mut Vec<Finding>) {
    let read = &document.read;
    let targets = [
        (
            "cloudWatchEncryptionEnabled",
            (read.cloud_watch_log_group_name.value(), setup.group_standing(&read.cloud_watch_log_group_name)),
            &read.cloud_watch_encryption_enabled,
            FindingKind::GroupEncryptionNotEnforced,
        ),
        (
            "s3EncryptionEnabled",
            (read.s3_bucket_name.value(), setup.bucket_standing(&read.s3_bucket_name)),
            &read.s3_encryption_enabled,
            FindingKind::BucketEncryptionNotEnforced,
        ),
    ];
    for (input, (target, standing), switch, off) in targets {
        let Some(target) = target else { continue };
        let kind = match (switch.value(), switch) {
            (Some(true), Setting::Given(_)) if standing == Standing::Stands => FindingKind::EncryptionEnforced,
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
    if setup.is_key_broken(key, &setup.facts.region) {
        return;
    }
    let kind = if key.is_some() { FindingKind::GroupWithKey } else { FindingKind::GroupWithoutKey };
    let quote = Quote::new(evidence, "kmsKeyId", key.unwrap_or(NONE));
    found.push(Finding::new(kind, name, quote).with("key", key.unwrap_or(NONE)));
}

fn buckets(setup: &Setup, found: &mut Vec<Finding>) {
    for bucket in setup.facts.buckets.iter().filter(|bucket| bucket.location.absent().is_none()) {
        match (bucket.encryption.read(), bucket.encryption.absent()) {
            (Some((encryption, evidence)), _) => {
                let with_key = encryption.sse_algorithm.starts_with("aws:kms");
                let region = bucket.location.value().map_or("", String::as_str);
                if with_key && setup.is_key_broken(encryption.kms_master_key_id.as_deref(), region) {
                    continue;
                }
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
    }
}

fn of_key(setup: &Setup, key: &KeyFacts, found: &mut Vec<Finding>) {
    if let Some(evidence) = key.described.absent() {
        let quote = Quote::new(evidence, "", NONE);
        if key.is_without_account {
            found.push(unknown(key, quote));
        } else {
            found.push(Finding::new(FindingKind::KeyMissing, &key.id, quote));
        }
    } else if let Some(quote) = not_asked(setup, key) {
        found.push(unknown(key, quote));
    }
    let Some((description, evidence)) = key.described.read() else { return };
    let quote = Quote::new(evidence, "KeyState", description.key_state.clone());
    if !description.is_usable() {
        found.push(Finding::new(FindingKind::KeyUnusable, &key.id, quote).with("state", &description.key_state));
        return;
    }
    // AWS rotates the keys that it manages itself.
    let is_own = description.key_manager.as_deref() != Some("AWS");
    match key.rotation.read() {
        Some((false, evidence)) if is_own && description.can_be_rotated() => {
            let quote = Quote::new(evidence, "KeyRotationEnabled", "false");
            found.push(Finding::new(FindingKind::KeyNotRotated, &key.id, quote));
        }
        _ => found.push(Finding::new(FindingKind::KeyInOrder, &key.id, quote)),
    }
}

fn unknown(key: &KeyFacts, quote: Quote) -> Finding {
    Finding::new(FindingKind::KeyUnknown, &key.id, quote).sure(Certainty::Unknown)
}

/// Who names a key that nobody could be asked about.
fn not_asked(setup: &Setup, key: &KeyFacts) -> Option<Quote> {
    if key.described != Answer::NotAsked {
        return None;
    }
    let of_document = |document: &Document| {
        let is_it = document.read.kms_key_id.value() == Some(&key.id);
        is_it.then(|| document.quote("kmsKeyId", key.id.clone()))
    };
    let of_bucket = |bucket: &BucketFacts| {
        let (encryption, evidence) = bucket.encryption.read()?;
        let is_it = encryption.kms_master_key_id.as_deref() == Some(&key.id);
        is_it.then(|| Quote::new(evidence, "KMSMasterKeyID", key.id.clone()))
    };
    let of_group = |group: &LogGroupFacts| {
        let (description, evidence) = group.described.read()?;
        let is_it = description.kms_key_id.as_deref() == Some(&key.id);
        is_it.then(|| Quote::new(evidence, "kmsKeyId", key.id.clone()))
    };
    let facts = setup.facts;
    let by_document = setup.documents.iter().find_map(of_document);
    by_document.or_else(|| facts.buckets.iter().find_map(of_bucket)).or_else(|| facts.groups.iter().find_map(of_group))
}
