//! The machines, as far as they can be read: may the agent write, and is it new enough.

use std::collections::BTreeSet;

use super::Setup;
use crate::setup::facts::InstanceFacts;
use crate::setup::finding::NONE;
use crate::setup::{AgentVersion, Answer, Certainty, Evidence, Finding, FindingKind, Quote, SessionDocument};

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    let Some((instances, evidence)) = setup.facts.instances.read() else { return };
    let needed = needed_actions(setup);
    let features = needed_versions(setup);
    let streams = setup.streams();
    let lacks_a_target = setup.lacks_a_target();
    let mut each = Vec::new();
    for instance in instances {
        each.extend(unasked(instance, evidence, &needed));
        // A role that may write does not help where there is no place to write to.
        if let Some(quote) = permissions(instance, &needed, &mut each).filter(|_| !lacks_a_target) {
            // Policies on the bucket, the key and the endpoints were not simulated.
            let finding = Finding::new(FindingKind::InstancesCanWrite, &instance.instance_id, quote);
            each.push(finding.sure(Certainty::Likely));
        }
        if let Some(quote) = version(instance, evidence, &features, streams, &mut each) {
            each.push(Finding::new(FindingKind::AgentsCurrent, &instance.instance_id, quote));
        }
        about(instance, evidence, streams, &mut each);
    }
    // There may be thousands of machines, and most are alike.
    found.extend(Finding::alike(each).into_iter().map(|finding| {
        let count = finding.subjects.len();
        finding.with("count", count)
    }));
}

/// What the node's role needs to write where the documents say.
///
/// AWS Systems Manager User Guide, "Create a custom IAM role for Session Manager", its policy for S3 and CloudWatch
/// Logs. Without `logs:DescribeLogGroups` the agent takes the group as missing
/// (`cloudwatchlogspublisher/cloudwatchlogsservice.go`).
fn needed_actions(setup: &Setup) -> BTreeSet<&'static str> {
    let mut needed = BTreeSet::new();
    for document in setup.shells() {
        let read = &document.read;
        if !read.cloud_watch_log_group_name.is_unset() {
            needed.extend([
                "logs:CreateLogStream",
                "logs:DescribeLogGroups",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            ]);
        }
        if !read.s3_bucket_name.is_unset() {
            needed.insert("s3:PutObject");
            if reads_bucket_encryption(read) {
                needed.insert("s3:GetEncryptionConfiguration");
            }
            let bucket = read.s3_bucket_name.value().and_then(|name| setup.bucket(name));
            if bucket.and_then(|bucket| setup.facts.own_key_of(bucket)).is_some() {
                needed.insert("kms:GenerateDataKey");
            }
        }
        if !read.kms_key_id.is_unset() {
            needed.insert("kms:Decrypt");
        }
    }
    needed
}

/// Whether the agent asks how the bucket is encrypted: where the document does not say that it need not be
/// (`agent/session/shell/shell.go`, which takes a switch that is not there as off).
pub(in crate::setup) fn reads_bucket_encryption(document: &SessionDocument) -> bool {
    let switch = &document.s3_encryption_enabled;
    !switch.is_unset() && switch.given() != Some(&false)
}

/// What the role lacks; where it lacks nothing, the quote that says so.
fn permissions(instance: &InstanceFacts, needed: &BTreeSet<&str>, found: &mut Vec<Finding>) -> Option<Quote> {
    let (permissions, evidence) = instance.permissions.read()?;
    if needed.is_empty() {
        return None;
    }
    let has = |list: &[String], action: &str| list.iter().any(|known| known.eq_ignore_ascii_case(action));
    let denied: Vec<&str> = needed.iter().copied().filter(|action| has(&permissions.denied, action)).collect();
    let unknown: Vec<&str> = needed
        .iter()
        .copied()
        .filter(|action| !has(&permissions.denied, action) && !has(&permissions.allowed, action))
        .collect();
    let role = instance.role.as_deref().unwrap_or(NONE);
    let tell = |kind, actions: &[&str]| {
        let actions = actions.join(", ");
        let on =
            permissions.denied_on.iter().filter(|said| said.split(' ').next().is_some_and(|of| actions.contains(of)));
        let on: Vec<&str> = on.map(String::as_str).collect();
        let read = if on.is_empty() { actions.clone() } else { on.join("\n") };
        Finding::new(kind, &instance.instance_id, Quote::new(evidence, "", read))
            .with("role", role)
            .with("actions", actions)
    };
    // A simulation knows nothing of resource policies and key policies.
    if !denied.is_empty() {
        found.push(tell(FindingKind::InstanceCannotWrite, &denied).sure(Certainty::Likely));
    } else if !unknown.is_empty() {
        found.push(tell(FindingKind::InstancePartlyKnown, &unknown).sure(Certainty::Unknown));
    } else {
        return Some(Quote::new(evidence, "", permissions.allowed.join(", ")));
    }
    None
}

/// What is said of a node whose permissions nobody could ask about, for want of a role or of a place to write to.
///
/// AWS Systems Manager User Guide, "Managing EC2 instances automatically with Default Host Management Configuration":
/// Systems Manager can give a role to instances without an instance profile.
fn unasked(instance: &InstanceFacts, listed: &Evidence, needed: &BTreeSet<&str>) -> Option<Finding> {
    if needed.is_empty() {
        return None;
    }
    let actions = needed.iter().copied().collect::<Vec<_>>().join(", ");
    let (evidence, kind, certainty) = match &instance.permissions {
        // What a role or a profile was asked about by is its name or ARN.
        Answer::Absent { evidence } if evidence.operation.starts_with("iam:") => {
            (evidence, FindingKind::InstanceRoleMissing, Certainty::Likely)
        }
        Answer::Absent { evidence } => (evidence, FindingKind::InstanceWithoutRole, Certainty::Unknown),
        Answer::NotAsked => (listed, FindingKind::InstancePartlyKnown, Certainty::Unknown),
        _ => return None,
    };
    let role = match kind {
        FindingKind::InstanceRoleMissing => evidence.subject.as_str(),
        _ => instance.role.as_deref().unwrap_or(NONE),
    };
    let quote = Quote::new(evidence, "", NONE);
    let finding = Finding::new(kind, &instance.instance_id, quote).with("role", role).with("actions", actions);
    Some(finding.sure(certainty))
}

/// The oldest versions that do what the documents ask for, with the name of the input that asks.
fn needed_versions(setup: &Setup) -> Vec<(AgentVersion, &'static str)> {
    let mut needed = vec![(AgentVersion::SESSION_MANAGER, "Session Manager")];
    for document in setup.shells() {
        let read = &document.read;
        let asks = [
            (
                read.cloud_watch_streaming_enabled.value() == Some(&true),
                AgentVersion::STREAMING,
                "cloudWatchStreamingEnabled",
            ),
            (!read.kms_key_id.is_unset(), AgentVersion::CHANNEL_KEY, "kmsKeyId"),
            (read.run_as_enabled.value() == Some(&true), AgentVersion::RUN_AS, "runAsEnabled"),
            (
                !read.shell_profile_linux.is_unset() || !read.shell_profile_windows.is_unset(),
                AgentVersion::SHELL_PROFILE,
                "shellProfile",
            ),
        ];
        needed.extend(asks.into_iter().filter(|(asked, ..)| *asked).map(|(_, version, input)| (version, input)));
    }
    needed
}

fn version(
    instance: &InstanceFacts,
    evidence: &Evidence,
    features: &[(AgentVersion, &'static str)],
    streams: bool,
    found: &mut Vec<Finding>,
) -> Option<Quote> {
    let written = instance.agent_version.as_deref();
    let quote = Quote::new(evidence, "AgentVersion", format!("{} {}", instance.instance_id, written.unwrap_or(NONE)));
    let tell = |kind| Finding::new(kind, &instance.instance_id, quote.clone()).with("version", written.unwrap_or(NONE));
    let Some(version) = written.and_then(|text| text.parse::<AgentVersion>().ok()) else {
        found.push(tell(FindingKind::AgentVersionUnknown).sure(Certainty::Unknown));
        return None;
    };
    if let Some((needed, feature)) = features.iter().filter(|(needed, _)| version < *needed).max() {
        found.push(tell(FindingKind::AgentTooOld).with("needed", needed).with("feature", feature));
        return None;
    }
    if streams && version < AgentVersion::EVENT_SIZE_FIXED {
        found.push(tell(FindingKind::AgentEventSize).with("needed", AgentVersion::EVENT_SIZE_FIXED));
        return None;
    }
    Some(quote)
}

fn about(instance: &InstanceFacts, evidence: &Evidence, streams: bool, found: &mut Vec<Finding>) {
    if let Some(status) = instance.ping_status.as_deref().filter(|status| *status != "Online") {
        let quote = Quote::new(evidence, "PingStatus", format!("{} {status}", instance.instance_id));
        found.push(Finding::new(FindingKind::InstanceNotOnline, &instance.instance_id, quote).with("status", status));
    }
    if streams && instance.platform_type.as_deref() == Some("Windows") {
        let platform = instance.platform_name.as_deref().unwrap_or("Windows");
        let quote = Quote::new(evidence, "PlatformName", format!("{} {platform}", instance.instance_id));
        let finding = Finding::new(FindingKind::WindowsStreaming, &instance.instance_id, quote);
        found.push(finding.with("platform", platform).sure(Certainty::Unknown));
    }
}
