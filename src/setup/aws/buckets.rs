use aws_sdk_s3::config::Region;

use super::Account;
use crate::{
    model::{Operation, SourceError},
    setup::facts::{BucketEncryption, BucketFacts, ObjectLock},
};

pub(super) async fn read(account: &Account, name: &str) -> Result<BucketFacts, SourceError> {
    let request = account.s3.get_bucket_location().bucket(name);
    let location = account.ask(Operation::GetBucketLocation, name, || request.clone().send()).await?;
    // AWS's oldest region is named by leaving it out.
    let location = location.map(|found| {
        match found.location_constraint.as_ref().map(aws_sdk_s3::types::BucketLocationConstraint::as_str) {
            None | Some("") => "us-east-1".to_owned(),
            Some("EU") => "eu-west-1".to_owned(),
            Some(region) => region.to_owned(),
        }
    });
    let mut facts = BucketFacts { name: name.to_owned(), ..BucketFacts::default() };
    if location.absent().is_some() {
        facts.location = location;
        return Ok(facts);
    }
    // A bucket answers in its own region only.
    let there = location.value().filter(|region| *region != account.region()).cloned().map(Region::new);
    let region = there.or_else(|| account.s3.config().region().cloned());
    let config = || aws_sdk_s3::config::Builder::new().region(region.clone());
    let encryption = account
        .ask(Operation::GetBucketEncryption, name, || {
            account.s3.get_bucket_encryption().bucket(name).customize().config_override(config()).send()
        })
        .await?;
    facts.encryption = encryption.some(|found| {
        let rules = found.server_side_encryption_configuration?.rules;
        let default = rules.into_iter().find_map(|rule| rule.apply_server_side_encryption_by_default)?;
        Some(BucketEncryption {
            sse_algorithm: default.sse_algorithm.as_str().to_owned(),
            kms_master_key_id: default.kms_master_key_id,
        })
    });
    let versioning = account
        .ask(Operation::GetBucketVersioning, name, || {
            account.s3.get_bucket_versioning().bucket(name).customize().config_override(config()).send()
        })
        .await?;
    facts.versioning = versioning.some(|found| found.status.map(|status| status.as_str().to_owned()));
    let lock = account
        .ask(Operation::GetObjectLockConfiguration, name, || {
            account.s3.get_object_lock_configuration().bucket(name).customize().config_override(config()).send()
        })
        .await?;
    facts.object_lock = lock.some(|found| {
        let found = found.object_lock_configuration?;
        found.object_lock_enabled?;
        let default = found.rule.and_then(|rule| rule.default_retention);
        let years = default.as_ref().and_then(|default| default.years).map(|years| i64::from(years) * 365);
        Some(ObjectLock {
            mode: default.as_ref().and_then(|default| default.mode.as_ref()).map(|mode| mode.as_str().to_owned()),
            days: default.as_ref().and_then(|default| default.days).map(i64::from).or(years),
        })
    });
    facts.location = location;
    Ok(facts)
}
