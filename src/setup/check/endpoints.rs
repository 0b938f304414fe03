//! The ways out of a VPC that has no other.
//!
//! AWS Systems Manager User Guide, "Improve the security of EC2 instances by using VPC endpoints for Systems Manager".

use super::Setup;
use crate::setup::facts::VpcEndpoints;
use crate::setup::finding::NONE;
use crate::setup::{AgentVersion, Certainty, Finding, FindingKind, Quote};

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    let Some((vpcs, evidence)) = setup.facts.endpoints.read() else { return };
    for vpc in vpcs {
        let missing: Vec<&str> = needed(setup, &vpc.vpc_id).into_iter().filter(|service| !has(vpc, service)).collect();
        let there = if vpc.service_names.is_empty() { NONE.to_owned() } else { vpc.service_names.join(", ") };
        let quote = Quote::new(evidence, "ServiceName", there);
        if missing.is_empty() {
            found.push(Finding::new(FindingKind::EndpointsThere, &vpc.vpc_id, quote));
        } else {
            // A VPC without any endpoint of these most likely has another way out; one with some of them may not.
            let has_some = needed(setup, &vpc.vpc_id).len() > missing.len();
            let certainty = if has_some { Certainty::Likely } else { Certainty::Unknown };
            let finding = Finding::new(FindingKind::EndpointsMissing, &vpc.vpc_id, quote);
            found.push(finding.with("services", missing.join(", ")).sure(certainty));
        }
    }
}

fn has(vpc: &VpcEndpoints, service: &str) -> bool {
    vpc.service_names.iter().any(|name| name.rsplit('.').next() == Some(service))
}

fn needed(setup: &Setup, vpc: &str) -> Vec<&'static str> {
    let mut needed = vec!["ssm", "ssmmessages"];
    let mut any = |is: &dyn Fn(&super::Document) -> bool, service| {
        if setup.shells().any(is) {
            needed.push(service);
        }
    };
    any(&|document| !document.read.cloud_watch_log_group_name.is_unset(), "logs");
    any(&|document| !document.read.s3_bucket_name.is_unset(), "s3");
    any(&|document| !document.read.kms_key_id.is_unset(), "kms");
    let old = setup.facts.instances.value().into_iter().flatten().any(|instance| {
        let version = instance.agent_version.as_deref().and_then(|text| text.parse::<AgentVersion>().ok());
        instance.vpc_id.as_deref() == Some(vpc)
            && version.is_some_and(|version| version < AgentVersion::WITHOUT_EC2MESSAGES)
    });
    if old {
        needed.push("ec2messages");
    }
    needed
}
