//! What documents point to: whether it can take logs. Nothing is good while what it hangs on cannot.

use super::Setup;
use crate::setup::facts::{BucketFacts, KeyFacts};
use crate::setup::{Setting, log_group_name};

/// What is known of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was read, and nothing speaks against it.
    Stands,
    /// It does not exist, or cannot be used.
    Broken,
    /// Whoever starts a session chooses it.
    Chosen,
    /// It was not read.
    Unknown,
}

impl Setup<'_> {
    pub(super) fn group_standing(&self, setting: &Setting<String>) -> Standing {
        let Some(name) = setting.given() else { return not_given(setting) };
        if log_group_name::is_arn(name) {
            return Standing::Broken;
        }
        let Some(group) = self.group(name) else { return Standing::Unknown };
        if group.described.absent().is_some() {
            return Standing::Broken;
        }
        let Some(description) = group.described.value() else { return Standing::Unknown };
        self.with_key(description.kms_key_id.as_deref(), &self.facts.region)
    }

    pub(super) fn bucket_standing(&self, setting: &Setting<String>) -> Standing {
        let Some(name) = setting.given() else { return not_given(setting) };
        let Some(bucket) = self.bucket(name) else { return Standing::Unknown };
        if bucket.location.absent().is_some() {
            return Standing::Broken;
        }
        let Some(region) = bucket.location.value() else { return Standing::Unknown };
        let encryption = bucket.encryption.value();
        self.with_key(encryption.and_then(|encryption| encryption.kms_master_key_id.as_deref()), region)
    }

    /// The channel's key.
    pub(super) fn key_standing(&self, setting: &Setting<String>) -> Standing {
        let Some(id) = setting.given() else { return not_given(setting) };
        self.key(id, &self.facts.region).map_or(Standing::Unknown, of_key)
    }

    /// Whether it is known that a key, where one is named, cannot be used.
    pub(super) fn is_key_broken(&self, id: Option<&str>, region: &str) -> bool {
        id.and_then(|id| self.key(id, region)).is_some_and(|key| of_key(key) == Standing::Broken)
    }

    /// Whether logs of some shell have no place where they can be put, or one that is chosen when it starts.
    pub(super) fn lacks_a_target(&self) -> bool {
        self.shells().any(|document| {
            let read = &document.read;
            let (group, bucket) = (&read.cloud_watch_log_group_name, &read.s3_bucket_name);
            [self.group_standing(group), self.bucket_standing(bucket)]
                .iter()
                .any(|standing| matches!(standing, Standing::Broken | Standing::Chosen))
        })
    }

    pub(super) fn bucket(&self, name: &str) -> Option<&BucketFacts> {
        self.facts.buckets.iter().find(|bucket| bucket.name == name)
    }

    /// What was read about a key. `region`: of what names it, which matters where it has no ARN.
    fn key(&self, id: &str, region: &str) -> Option<&KeyFacts> {
        let is_there = |key: &&KeyFacts| {
            key.id == id && (id.starts_with("arn:") || key.region.as_deref().is_none_or(|known| known == region))
        };
        self.facts.keys.iter().find(is_there)
    }

    fn with_key(&self, id: Option<&str>, region: &str) -> Standing {
        if self.is_key_broken(id, region) { Standing::Broken } else { Standing::Stands }
    }
}

fn not_given(setting: &Setting<String>) -> Standing {
    match setting {
        Setting::Parameter { .. } => Standing::Chosen,
        _ => Standing::Unknown,
    }
}

fn of_key(key: &KeyFacts) -> Standing {
    match (key.described.value(), key.described.absent()) {
        (Some(description), _) if description.is_usable() => Standing::Stands,
        (Some(_), _) => Standing::Broken,
        (None, Some(_)) if !key.is_without_account => Standing::Broken,
        _ => Standing::Unknown,
    }
}
