//! Everything that the setup check reads, as plain data in AWS's words. It goes into the case file as JSON.

use serde::{Deserialize, Serialize};

use super::Answer;

/// The name of the document that holds a region's Session Manager preferences.
///
/// Source: AWS Systems Manager User Guide, "Create a Session Manager preferences document (command line)".
pub const PREFERENCES_DOCUMENT: &str = "SSM-SessionManagerRunShell";

/// One account and region, as it was set up at one time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SetupFacts {
    pub account: String,
    pub region: String,
    /// The ARN of who asked.
    pub caller: String,
    /// When asking began: milliseconds since 1970, UTC.
    pub at: i64,
    /// The names of all session documents (`ssm:ListDocuments`, type `Session`): whether more may be started than
    /// those in `documents`.
    pub document_names: Answer<Vec<String>>,
    /// [`PREFERENCES_DOCUMENT`] first, also where it is absent.
    pub documents: Vec<SessionDocumentFacts>,
    /// Policies of CloudWatch Logs for the whole account, in this region.
    pub account_policies: AccountPolicies,
    /// The log groups whose events are being audited, by name.
    pub audited_groups: Vec<String>,
    /// Those and every group that a document names.
    pub groups: Vec<LogGroupFacts>,
    pub buckets: Vec<BucketFacts>,
    pub keys: Vec<KeyFacts>,
    /// `ssm:DescribeInstanceInformation`.
    pub instances: Answer<Vec<InstanceFacts>>,
    /// `ec2:DescribeVpcEndpoints`, for the VPCs that have managed nodes.
    pub endpoints: Answer<Vec<VpcEndpoints>>,
    /// `cloudtrail:DescribeTrails`.
    pub trails: Answer<Vec<TrailFacts>>,
    /// The regions that the account has enabled (`ec2:DescribeRegions`): preferences are kept per region.
    pub regions: Answer<Vec<String>>,
    /// Lists of which AWS has more than was read; what was read of them is among these facts.
    pub cut_short: Vec<Answer<()>>,
}

impl SetupFacts {
    /// The KMS key that whoever writes into a bucket must be allowed to use. AWS's own key for S3 lets everybody of the
    /// account use it by its key policy.
    ///
    /// AWS Key Management Service Developer Guide, "AWS managed keys".
    pub fn own_key_of<'a>(&self, bucket: &'a BucketFacts) -> Option<&'a str> {
        let encryption =
            bucket.encryption.value().filter(|encryption| encryption.sse_algorithm.starts_with("aws:kms"))?;
        let id = encryption.kms_master_key_id.as_deref()?;
        let is_aws = |key: &KeyFacts| {
            let described = key.described.value();
            key.id == id && described.is_some_and(|key| key.key_manager.as_deref() == Some("AWS"))
        };
        (id != "alias/aws/s3" && !id.ends_with(":alias/aws/s3") && !self.keys.iter().any(is_aws)).then_some(id)
    }

    /// Since when all of these log groups keep their events, as it stands today: milliseconds since 1970, UTC. `None`: for
    /// ever, or not known.
    pub fn kept_since(&self, log_groups: &[String], now: i64) -> Option<i64> {
        let groups = self.groups.iter().filter(|group| log_groups.contains(&group.name));
        let kept = groups.filter_map(|group| group.described.value()?.retention_milliseconds()).min()?;
        Some(now.saturating_sub(kept))
    }
}

/// A session document: what decides how a session is started and logged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SessionDocumentFacts {
    pub name: String,
    /// `Amazon`, or an account.
    pub owner: Option<String>,
    pub version: Option<String>,
    /// As JSON (`ssm:GetDocument` with `DocumentFormat` JSON), verbatim.
    pub content: Answer<String>,
    /// Who may start it; asked of documents whose sessions are never logged.
    pub starters: Answer<Starters>,
}

/// Who may start sessions of a document, by their own policies (`iam:ListUsers`, `iam:ListRoles`,
/// `iam:SimulatePrincipalPolicy`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Starters {
    /// The ARNs of users and roles that may.
    pub may: Vec<String>,
    /// Of these, those who may also give themselves any permission, as administrators may.
    pub administrators: Vec<String>,
    /// Those who may not as they were asked about, and whose policies have conditions, or whose organization's have, that
    /// were not simulated: these may be of other statements. Also those who were asked about another account's document.
    pub by_condition: Vec<String>,
    /// How many were simulated.
    pub simulated: usize,
    /// How many users and roles the account has, without service-linked roles.
    pub principals: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LogGroupFacts {
    pub name: String,
    /// `logs:DescribeLogGroups`; absent: no group of this name in this region.
    pub described: Answer<LogGroupDescription>,
    /// The policy's text (`logs:GetDataProtectionPolicy`); absent: none.
    pub data_protection: Answer<String>,
    /// The transformer's configuration (`logs:GetTransformer`); absent: none.
    pub transformer: Answer<String>,
    /// The metric `AWS/Logs` `IncomingBytes` (`cloudwatch:GetMetricStatistics`); absent: CloudWatch has no datapoint of the
    /// group, which says nothing about what came in.
    pub incoming: Answer<IncomingBytes>,
}

/// As `DescribeLogGroups` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LogGroupDescription {
    pub arn: Option<String>,
    /// `STANDARD`, `INFREQUENT_ACCESS`, `DELIVERY`.
    pub log_group_class: Option<String>,
    /// `None`: events never expire.
    pub retention_in_days: Option<i64>,
    pub kms_key_id: Option<String>,
    pub stored_bytes: Option<i64>,
    /// Milliseconds since 1970, UTC.
    pub creation_time: Option<i64>,
    pub deletion_protection_enabled: Option<bool>,
    /// What it has from the account's settings: `ACCOUNT_DATA_PROTECTION`.
    pub inherited_properties: Vec<String>,
}

impl LogGroupDescription {
    /// How long events are kept. `None`: for ever.
    pub fn retention_milliseconds(&self) -> Option<i64> {
        const DAY: i64 = 86_400_000;
        self.retention_in_days.filter(|days| *days > 0).map(|days| days.saturating_mul(DAY))
    }
}

/// Policies that are set once for many log groups (`logs:DescribeAccountPolicies`).
///
/// AWS asks for `logs:GetDataProtectionPolicy` for the one type and `logs:GetTransformer` for the other besides (API
/// Reference, "`DescribeAccountPolicies`"): one may be refused and the other not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccountPolicies {
    /// Those of the type `DATA_PROTECTION_POLICY`.
    pub data_protection: Answer<Vec<AccountPolicy>>,
    /// Those of the type `TRANSFORMER_POLICY`.
    pub transformers: Answer<Vec<AccountPolicy>>,
}

/// As `DescribeAccountPolicies` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccountPolicy {
    pub policy_name: String,
    /// `DATA_PROTECTION_POLICY`, `TRANSFORMER_POLICY`.
    pub policy_type: String,
    /// JSON, verbatim.
    pub policy_document: Option<String>,
    /// Which log groups it is for: `LogGroupNamePrefix = "my-log"`. `None`: all.
    pub selection_criteria: Option<String>,
    /// `ALL`.
    pub scope: Option<String>,
}

/// What came into a group within a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IncomingBytes {
    pub bytes: f64,
    /// Milliseconds since 1970, UTC; the end is not part of it.
    pub start: i64,
    pub end: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BucketFacts {
    pub name: String,
    /// Its region (`s3:GetBucketLocation`); absent: no such bucket.
    pub location: Answer<String>,
    /// `s3:GetEncryptionConfiguration`.
    pub encryption: Answer<BucketEncryption>,
    /// `Enabled` or `Suspended` (`s3:GetBucketVersioning`); absent: never switched on.
    pub versioning: Answer<String>,
    /// `s3:GetBucketObjectLockConfiguration`; absent: none.
    pub object_lock: Answer<ObjectLock>,
}

/// The bucket's default encryption.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BucketEncryption {
    /// `AES256`, `aws:kms`, `aws:kms:dsse`.
    pub sse_algorithm: String,
    /// `None` with `aws:kms`: AWS's own key, `alias/aws/s3`.
    pub kms_master_key_id: Option<String>,
}

/// The default retention of Object Lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ObjectLock {
    /// `GOVERNANCE` or `COMPLIANCE`; `None`: switched on without a default.
    pub mode: Option<String>,
    pub days: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KeyFacts {
    /// As the setting has it: a key's id, ARN or alias.
    pub id: String,
    /// Where it was asked about: an ARN says it, and an id or alias is meant in the region of what names it. `None`:
    /// not known, and so not asked.
    pub region: Option<String>,
    /// Named by a bucket, and not by its ARN. S3 looks it up in the account that writes, which may be another.
    ///
    /// Source: Amazon S3 API Reference, `PutBucketEncryption`.
    pub is_without_account: bool,
    /// `kms:DescribeKey`; absent: no such key in that region.
    pub described: Answer<KeyDescription>,
    /// `kms:GetKeyRotationStatus`.
    pub rotation: Answer<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KeyDescription {
    /// `Enabled`, `Disabled`, `PendingDeletion` and so on.
    pub key_state: String,
    /// `CUSTOMER` or `AWS`.
    pub key_manager: Option<String>,
    /// `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`.
    pub origin: Option<String>,
    /// `SYMMETRIC_DEFAULT`, `RSA_4096` and so on.
    pub key_spec: Option<String>,
    /// The key's own, also where an alias was asked about.
    pub arn: Option<String>,
}

impl KeyDescription {
    /// KMS Developer Guide, "Key states of AWS KMS keys": an alias of a key that is being updated is about to change, and
    /// the key works.
    pub fn is_usable(&self) -> bool {
        matches!(self.key_state.as_str(), "Enabled" | "Updating")
    }

    /// Whether it can be rotated automatically; where it was not said, it is taken to be so.
    ///
    /// KMS Developer Guide, "Rotate AWS KMS keys": symmetric encryption keys with material that KMS made.
    pub fn can_be_rotated(&self) -> bool {
        let is = |value: &Option<String>, wanted: &str| value.as_deref().is_none_or(|value| value == wanted);
        is(&self.origin, "AWS_KMS") && is(&self.key_spec, "SYMMETRIC_DEFAULT")
    }
}

/// A managed node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InstanceFacts {
    pub instance_id: String,
    pub agent_version: Option<String>,
    /// `Linux`, `Windows`, `MacOS`.
    pub platform_type: Option<String>,
    pub platform_name: Option<String>,
    /// `Online`, `ConnectionLost`, `Inactive`.
    pub ping_status: Option<String>,
    /// The role that its agent works with: an ARN, or the name that `ssm:DescribeInstanceInformation` has.
    pub role: Option<String>,
    pub vpc_id: Option<String>,
    /// What that role may do (`iam:SimulatePrincipalPolicy`); absent: no role is shown (`ec2:DescribeInstances`,
    /// `ssm:DescribeInstanceInformation`), or the one that is does not exist (`iam:GetInstanceProfile`,
    /// `iam:SimulatePrincipalPolicy`).
    pub permissions: Answer<RolePermissions>,
}

/// IAM actions that were simulated for the resources that session logs go to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RolePermissions {
    pub allowed: Vec<String>,
    /// Denied on at least one of the resources.
    pub denied: Vec<String>,
    /// Each denied action with the resource's ARN after it.
    pub denied_on: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VpcEndpoints {
    pub vpc_id: String,
    /// Those that are available.
    pub endpoints: Vec<VpcEndpoint>,
}

/// As `DescribeVpcEndpoints` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VpcEndpoint {
    /// `com.amazonaws.ap-northeast-1.ssm` and so on.
    pub service_name: String,
    /// `Interface`, `Gateway` and so on.
    pub endpoint_type: String,
    /// Whether the service's usual name leads to it within the VPC. Gateways have routes instead.
    pub private_dns_enabled: bool,
    /// As JSON. `None`: the service takes no endpoint policies.
    pub policy: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TrailFacts {
    pub name: String,
    pub is_multi_region_trail: bool,
    pub log_file_validation_enabled: bool,
    /// `cloudtrail:GetTrailStatus`.
    pub is_logging: Answer<bool>,
    /// What the same answer says of its deliveries. `None`: not read.
    pub delivery: Option<TrailDelivery>,
    /// Whether its selectors take in write management events, as `StartSession` is (`cloudtrail:GetEventSelectors`); not
    /// asked: see `selectors_not_understood`.
    pub management_events: Answer<bool>,
    /// The first of its selectors for management events of which it is not known whether they take it in.
    pub selectors_not_understood: Answer<String>,
}

/// As `GetTrailStatus` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TrailDelivery {
    /// S3's error of the last delivery into the trail's bucket.
    pub latest_error: Option<String>,
    /// When log files were last delivered: milliseconds since 1970, UTC.
    pub latest_time: Option<i64>,
}
