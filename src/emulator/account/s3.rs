//! S3's settings of buckets. REST XML, path style.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/>

use super::{Account, settings::BucketSettings, ssm::refused, xml::Xml};
use crate::emulator::{ACCOUNT, REGION, refusal::Refusal};

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// `None`: no operation of this name.
pub(super) fn answer(account: &Account, operation: &str, bucket: &str) -> Option<Result<Vec<u8>, Refusal>> {
    let write: fn(&BucketSettings) -> Result<Vec<u8>, Refusal> = match operation {
        "HeadBucket" => |_| Ok(Vec::new()),
        "GetBucketLocation" => |bucket| Ok(location(bucket)),
        "GetBucketEncryption" => encryption,
        "GetBucketVersioning" => |bucket| Ok(versioning(bucket)),
        "GetObjectLockConfiguration" => object_lock,
        _ => return None,
    };
    let found = account.settings.buckets.get(bucket);
    Some(found.ok_or_else(|| refused("NoSuchBucket", "The specified bucket does not exist")).and_then(write))
}

/// Where a bucket is.
pub(super) fn region_of(account: &Account, bucket: &str) -> Option<String> {
    account.settings.buckets.get(bucket).map(|bucket| bucket.location.clone().unwrap_or_else(|| REGION.to_owned()))
}

/// Buckets in us-east-1 have none.
fn location(bucket: &BucketSettings) -> Vec<u8> {
    let region = bucket.location.as_deref().unwrap_or(REGION);
    let mut xml = Xml::document();
    xml.element_in("LocationConstraint", NAMESPACE, |xml| {
        if region != "us-east-1" {
            xml.characters(region);
        }
    });
    xml.into_bytes()
}

fn encryption(bucket: &BucketSettings) -> Result<Vec<u8>, Refusal> {
    if bucket.encryption.is_empty() {
        let none = "The server side encryption configuration was not found";
        return Err(refused("ServerSideEncryptionConfigurationNotFoundError", none));
    }
    let mut xml = Xml::document();
    xml.element_in("ServerSideEncryptionConfiguration", NAMESPACE, |xml| {
        xml.element("Rule", |xml| {
            xml.element("ApplyServerSideEncryptionByDefault", |xml| {
                xml.text("SSEAlgorithm", &bucket.encryption);
                if let Some(key) = bucket.key.as_ref().filter(|_| bucket.encryption.starts_with("aws:kms")) {
                    let named = if key.starts_with("alias/") { key.clone() } else { format!("key/{key}") };
                    xml.text(
                        "KMSMasterKeyID",
                        &format!("arn:aws:kms:{}:{ACCOUNT}:{named}", bucket.location.as_deref().unwrap_or(REGION)),
                    );
                }
            });
            xml.text("BucketKeyEnabled", "true");
        });
    });
    Ok(xml.into_bytes())
}

/// Empty where it was never switched on.
fn versioning(bucket: &BucketSettings) -> Vec<u8> {
    let mut xml = Xml::document();
    xml.element_in("VersioningConfiguration", NAMESPACE, |xml| {
        if let Some(status) = &bucket.versioning {
            xml.text("Status", status);
        }
    });
    xml.into_bytes()
}

fn object_lock(bucket: &BucketSettings) -> Result<Vec<u8>, Refusal> {
    let Some(mode) = &bucket.object_lock else {
        let none = "Object Lock configuration does not exist for this bucket";
        return Err(refused("ObjectLockConfigurationNotFoundError", none));
    };
    let mut xml = Xml::document();
    xml.element_in("ObjectLockConfiguration", NAMESPACE, |xml| {
        xml.text("ObjectLockEnabled", "Enabled");
        if !mode.is_empty() {
            xml.element("Rule", |xml| {
                xml.element("DefaultRetention", |xml| {
                    xml.text("Mode", mode);
                    xml.text("Days", &bucket.object_lock_days.to_string());
                });
            });
        }
    });
    Ok(xml.into_bytes())
}
